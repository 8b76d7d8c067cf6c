"""Coverage and gap: each figure defined once, for any level of unit and any day.

The input of every measure is a standing: one row a unit, with `reached` and `households_reached` (distinct, up to a
day), `reached_known` (those of them who live where the population is known), `adults` and `households` (the
denominators, NA where unknown). Each measure returns a named Series with the same index and changes nothing.
"""

import pandas as pd

from outreach.target import Target


def adult_coverage(standing: pd.DataFrame) -> pd.Series:
    """Return reached adults / adult population (0..1, above 1 where the denominator is too small), NA without one."""
    return _share(standing["reached_known"], standing["adults"]).rename("coverage_share")


def household_coverage(standing: pd.DataFrame) -> pd.Series:
    """Return households with at least one completed visit / households, NA where their number is unknown."""
    return _share(standing["households_reached_known"], standing["households"]).rename("household_share")


def gap_people(standing: pd.DataFrame, target: Target) -> pd.Series:
    """Return adults still to be reached: the target in whole people less those reached, never below zero."""
    gap = target.people(standing["adults"]) - standing["reached_known"]
    return gap.clip(lower=0).astype("Int64").rename("gap_people")


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    whole = whole.astype("Float64")
    return part.astype("Float64") / whole.where(whole > 0)


def cumulate(facts: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Add facts up to and including a day: reached, households_reached, contacts, closed, records, last_on per unit_no.

    `facts` has unit_no, on_date, adults_new, households_new, contacts and closed. A unit without any fact has no row.
    """
    past = facts[facts["on_date"] <= until].groupby("unit_no")
    sums = past[["adults_new", "households_new", "contacts", "closed"]].sum()
    named = sums.rename(columns={"adults_new": "reached", "households_new": "households_reached"})
    return named.assign(last_on=past["on_date"].max(), records=sums["contacts"] + sums["closed"])


def by_week(facts: pd.DataFrame) -> pd.DataFrame:
    """Add facts up by week, named by its Monday: adults_new, households_new, contacts, closed."""
    monday = facts["on_date"] - pd.to_timedelta(facts["on_date"].dt.day_of_week, unit="D")
    columns = ["adults_new", "households_new", "contacts", "closed"]
    return facts.groupby(monday.rename("week"))[columns].sum()
