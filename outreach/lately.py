"""The last complete week against the one before: new people, places opened, who moved most, and who is still awaited.

The last week is soft: reports that come late add to it. So it is told with the places that were heard in the weeks
before and not in it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from outreach.week import last_complete_week

DAYS = 7
BEFORE = pd.Timedelta(weeks=4)  # who had a record in so long is expected to have one in the next week


@dataclass(frozen=True)
class Week:
    """What a complete week brought, and the one before.

    `places` of `places_all` have a record in it; `places_late` have none, though they had in the four weeks before.
    """

    first: date
    last: date
    adults_new: int
    adults_before: int
    places: int
    places_all: int
    groups_opened: int
    places_late: int = 0


def last_week(facts: pd.DataFrame, places: pd.DataFrame, groups: pd.DataFrame, day: date) -> Week:
    """Return the last complete week, Monday to Sunday, of the units whose facts are given.

    `places` and `groups` are indexed by unit_no and have unit_id and parent_id; a place is a commune or a group.
    """
    monday = last_complete_week(pd.Timestamp(day))
    week = pd.Timedelta(days=DAYS)
    during = _within(facts, monday, monday + week)
    opened = facts[facts["adults_new"] > 0].groupby("unit_no")["on_date"].min()
    opened = opened[opened.index.isin(groups.index) & (opened >= monday) & (opened < monday + week)]
    heard = _active(during["unit_no"], places, groups)
    before = _active(_within(facts, monday - BEFORE, monday)["unit_no"], places, groups)
    return Week(
        first=monday.date(),
        last=monday.date() + timedelta(days=DAYS - 1),
        adults_new=int(during["adults_new"].sum()),
        adults_before=int(_within(facts, monday - week, monday)["adults_new"].sum()),
        places=int(heard.sum()),
        places_all=len(places),
        groups_opened=len(opened),
        places_late=int((before & ~heard).sum()),
    )


def movers(facts: pd.DataFrame, places: pd.DataFrame, groups: pd.DataFrame, day: date) -> pd.Series:
    """Return how many people each place newly reached in the last complete week (adults_new), the most first.

    Indexed by unit_id, places without any left out; arguments as for `last_week`.
    """
    monday = last_complete_week(pd.Timestamp(day))
    during = _within(facts, monday, monday + pd.Timedelta(days=DAYS))
    added = during.groupby("unit_no")["adults_new"].sum()
    place = _places_of(added.index.to_series(), places, groups)
    sums = added.groupby(place).sum().rename_axis("unit_id")
    return sums[sums > 0].sort_values(ascending=False, kind="stable")


def _within(facts: pd.DataFrame, begin: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    return facts[(facts["on_date"] >= begin) & (facts["on_date"] < end)]


def _places_of(numbers: pd.Series, places: pd.DataFrame, groups: pd.DataFrame) -> pd.Series:
    """Return the unit_id of the place to which each unit belongs: its own, or that of the commune above it."""
    own = numbers.map(places["unit_id"].astype("object"))
    outer = numbers.map(groups["parent_id"].astype("object"))
    return own.fillna(outer.where(outer.isin(places["unit_id"])))


def _active(numbers: pd.Series, places: pd.DataFrame, groups: pd.DataFrame) -> pd.Series:
    """Tell the places that have a record; a commune has one where one of its groups has."""
    found = _places_of(numbers.drop_duplicates(), places, groups)
    return places["unit_id"].isin(found.dropna())
