"""Denominators that jump: a population figure far from the one in the list before."""

from outreach.quality.check import Check, Evidence, Finding, as_rows, share_of

MOST_CHANGE = 0.2
LEAST_ADULTS = 20  # in a hamlet one family more is a fifth


def judge(evidence: Evidence) -> Finding:
    """Flag adult populations more than a fifth away from the list before; the sample is such pairs of figures."""
    figures = evidence.residents.dropna(subset=["adults"])
    figures = figures.drop_duplicates(["unit_no", "segment"], keep="last")
    before = figures.groupby("unit_no")["adults"].shift().astype("Float64")
    is_pair = (before >= LEAST_ADULTS).fillna(False).astype(bool)
    pairs = figures[is_pair].assign(limit=before[is_pair].astype("int64"))
    found = pairs[(pairs["adults"] - pairs["limit"]).abs() > MOST_CHANGE * pairs["limit"]]
    found = found.assign(count=found["adults"].astype("int64"))
    found["value"] = found["count"].astype("str")
    sample = evidence.per_commune(pairs)
    return Finding(sample, share_of(evidence.per_commune(found), sample), as_rows(found, reason=""))


JUMP = Check("jump", minimum=1, weight=1, worst=0.5, judge=judge, is_fact=True)
