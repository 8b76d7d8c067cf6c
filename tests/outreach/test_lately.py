"""The last complete week, counted by hand on two communes of two groups."""

from datetime import date

import pandas as pd

from outreach.lately import last_week, movers

COMMUNES = pd.DataFrame({"unit_id": ["A", "B"], "parent_id": [None, None]}, index=[0, 1])
GROUPS = pd.DataFrame({"unit_id": ["A1", "A2", "B1", "B2"], "parent_id": ["A", "A", "B", "B"]}, index=[2, 3, 4, 5])
FACTS = pd.DataFrame(
    [
        (4, "2026-11-03", 5),  # B, two weeks before
        (2, "2026-11-10", 4),  # A1, the week before
        (2, "2026-11-16", 3), (3, "2026-11-22", 2), (0, "2026-11-18", 1),  # A, the last week
        (5, "2026-11-23", 9),  # the week that is not over
    ],
    columns=["unit_no", "on_date", "adults_new"],
).astype({"on_date": "datetime64[s]"})  # fmt: skip
WEDNESDAY = date(2026, 11, 25)


def test_the_week_under_way_is_no_week() -> None:
    """On Wednesday the 25th the last week is that of the 16th: six new people after four, and A2 was opened."""
    week = last_week(FACTS, COMMUNES, GROUPS, WEDNESDAY)
    assert (week.first, week.last) == (date(2026, 11, 16), date(2026, 11, 22))
    assert (week.adults_new, week.adults_before, week.groups_opened) == (6, 4, 1)


def test_who_usually_reports_and_did_not_is_late() -> None:
    """Only A has a record of the week; B had one in the four weeks before, so its report may still come."""
    week = last_week(FACTS, COMMUNES, GROUPS, WEDNESDAY)
    assert (week.places, week.places_all, week.places_late) == (1, 2, 1)


def test_movers_add_up_their_groups() -> None:
    """A moved by its groups and itself, six people; who brought nobody is no mover; of one commune its groups move."""
    assert movers(FACTS, COMMUNES, GROUPS, WEDNESDAY).to_dict() == {"A": 6}
    inside = GROUPS[GROUPS["parent_id"] == "A"]
    assert movers(FACTS, inside, GROUPS, WEDNESDAY).to_dict() == {"A1": 3, "A2": 2}
