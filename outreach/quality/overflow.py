"""Coverage above 100 %: more adults reached than live there."""

import pandas as pd

from outreach.quality.check import Check, Evidence, Finding, as_rows, share_of


def judge(evidence: Evidence) -> Finding:
    """Flag groups and communes with more adults reached than their denominator; the sample is units with both."""
    communes, groups = evidence.communes, evidence.groups
    number = pd.Series(communes.index, index=communes["unit_id"])
    columns = ["commune_no", "reached_known", "adults"]
    units = pd.concat(
        [
            communes.assign(commune_no=communes.index)[columns],
            groups.assign(commune_no=number.reindex(groups["parent_id"]).to_numpy())[columns],
        ]
    )
    units = units[(units["adults"].fillna(0) > 0) & (units["reached_known"] > 0)]
    over = units[units["reached_known"] > units["adults"]]
    rows = as_rows(over.assign(unit_no=over.index, count=over["reached_known"], limit=over["adults"]))
    sample = evidence.per_commune(units)
    return Finding(sample, share_of(evidence.per_commune(over), sample), rows)


OVERFLOW = Check("overflow", minimum=1, weight=2, worst=0.5, judge=judge, is_fact=True)
