"""More people in one visit than the group has adults."""

from outreach.quality.check import Check, Evidence, Finding, as_rows, share_of


def judge(evidence: Evidence) -> Finding:
    """Flag single visits that count more people than adults live in their group, where that number is known."""
    records = evidence.records
    visits = records[(records["kind"] == "visits") & records["served"]]
    live = visits["unit_no"].map(evidence.groups["adults"]).astype("Float64")
    known, adults = visits[live.gt(0).fillna(False)], live[live.gt(0).fillna(False)].astype("int64")
    over = known["adults"] > adults
    people = known.loc[over, "adults"]
    found = known[over].assign(count=people, limit=adults[over], value=people.astype("str"))
    sample = evidence.per_commune(known)
    return Finding(sample, share_of(evidence.per_commune(found), sample), as_rows(found, reason=""))


EXCESS = Check("excess", minimum=20, weight=2, worst=0.05, judge=judge, is_fact=True)
