"""Silent communes: no record for so long that their figures are not known, rather than low."""

import pandas as pd

from outreach.quality.check import Check, Evidence, Finding, as_rows

WEEKS = 12  # so long a silence says no more than a longer one


def silent_weeks(evidence: Evidence) -> pd.Series:
    """Return the whole weeks since each commune's last record; since the campaign's first one where it has none.

    NA where there is no record at all, or where every record of the commune still waits for its place.
    """
    communes = evidence.communes
    since = communes["last_on"].fillna(evidence.records["on_date"].min())
    weeks = ((evidence.until - since).dt.days // 7).astype("Int64")
    return weeks.mask(communes["last_on"].isna() & communes["is_waiting"]).rename("silent_weeks")


def judge(evidence: Evidence) -> Finding:
    """Flag the communes that count as silent everywhere else; the sample is the weeks of the whole campaign."""
    communes, weeks = evidence.communes, silent_weeks(evidence)
    first = evidence.records["on_date"].min()
    ran = 0 if pd.isna(first) else max((evidence.until - first).days // 7, 0)
    is_silent = communes["is_silent"].astype(bool)
    share = (weeks.fillna(0) / WEEKS).clip(0, 1).where(is_silent, 0.0)
    silent = communes.assign(
        commune_no=communes.index, unit_no=communes.index, count=weeks, on_date=communes["last_on"]
    )
    return Finding(pd.Series(ran, index=communes.index), share, as_rows(silent[is_silent], sheet="", reason=""))


SILENCE = Check("silence", minimum=4, weight=6, worst=1.0, judge=judge)
