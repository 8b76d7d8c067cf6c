"""Round numbers: counts that end in 0 or 5 more often than counting makes them."""

import pandas as pd

from outreach.quality.check import Check, Evidence, Finding, as_rows, share_of

SMALLEST = 10  # below it the last digit is the count itself, and small households are common
EXPECTED = 0.2  # two digits of ten
LEAST_SHARE, CHANCE = 0.4, 0.001
SHEET = ["commune_no", "segment", "sheet"]


def judge(evidence: Evidence) -> Finding:
    """Flag communes of whose counts at least 40 % end in 0 or 5, which chance alone gives less than once in a thousand.

    As in Whipple's index of ages (United Nations, 1955) 20 % are expected: 40 % is an index of 200. The chance is the
    upper tail of the binomial distribution. The share is what lies above the expected: 1 where every count is round.
    """
    from scipy.stats import binom  # slow to load, and every page imports the checks

    counts = evidence.records[evidence.records["adults"].fillna(0) >= SMALLEST]
    is_round = counts["adults"] % 5 == 0
    sample, found = evidence.per_commune(counts), evidence.per_commune(counts[is_round])
    chance = pd.Series(binom.sf(found - 1, sample, EXPECTED), index=sample.index)
    share = share_of(found, sample)
    heaped = (share >= LEAST_SHARE) & (chance < CHANCE) & (sample > 0)
    share = ((share - EXPECTED) / (1 - EXPECTED)).where(heaped, 0.0)
    return Finding(sample, share, _sheets(counts, is_round, heaped))


def _sheets(counts: pd.DataFrame, is_round: pd.Series, heaped: pd.Series) -> pd.DataFrame:
    """Return the sheets of the communes concerned: their first and last row, round counts, and counts at all."""
    theirs = counts[counts["commune_no"].isin(heaped.index[heaped])].assign(is_round=is_round)
    sheets = theirs.groupby(SHEET, observed=True, as_index=False).agg(
        row_no=("row_no", "min"), last_row_no=("row_no", "max"), count=("is_round", "sum"), limit=("row_no", "size")
    )
    return as_rows(sheets[sheets["count"] > 0])


HEAPING = Check("heaping", minimum=50, weight=1, worst=1.0, judge=judge)
