"""More people on one day than one team can guide."""

from outreach.quality.check import Check, Evidence, Finding, as_rows, share_of

PEOPLE_PER_DAY = 150  # a team of some 25 volunteers, each with half a dozen people
DAY = ["commune_no", "team", "on_date"]


def judge(evidence: Evidence) -> Finding:
    """Flag days on which a team counts more people than it can guide; the sample is the days of teams.

    The same name may mean another team in another commune, so each commune is looked at by itself.
    """
    records = evidence.records
    is_known = (records["kind"] == "visits") & records["served"] & records["team"].notna()
    # Sorted by file and row, the first row of a day is where to begin to look.
    visits = records.loc[is_known, [*DAY, "segment", "sheet", "row_no", "place_key", "adults"]]
    days = visits.groupby(DAY, observed=True, as_index=False).agg(
        count=("adults", "sum"), segment=("segment", "first"), sheet=("sheet", "first"), row_no=("row_no", "first")
    )
    over = days[days["count"] > PEOPLE_PER_DAY]
    sample = evidence.per_commune(days)
    rows = as_rows(over.assign(value=over["team"].astype("str")), limit=PEOPLE_PER_DAY)
    return Finding(sample, share_of(evidence.per_commune(over), sample), rows)


PACE = Check("pace", minimum=5, weight=1, worst=0.1, judge=judge)
