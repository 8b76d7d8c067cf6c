"""The pace of two teams, against counts done by hand.

The last four complete weeks before Wednesday 4 March 2026 run from Monday 2 February to Sunday 1 March. Group 10 was
first visited in January, group 11 on 3 February by Đội A, group 12 on 24 February by Đội B. Unit 0 is a commune.
"""

import pandas as pd
import pytest

from outreach.teams import team_pace

DAY = pd.Timestamp("2026-03-04")
ROWS = [
    ("Đội A", 10, "2026-01-12", 2, True), ("Đội A", 10, "2026-02-02", 3, True), ("Đội A", 11, "2026-02-03", 4, True),
    ("Đội A", 11, "2026-02-05", 1, True), ("Đội A", 11, "2026-02-10", 2, True), ("Đội A", 0, "2026-02-11", 5, True),
    ("Đội A", 10, "2026-02-12", 1, False), ("Đội A", 12, "2026-03-03", 9, True), ("Đội B", 12, "2026-02-24", 6, True),
    (None, 12, "2026-02-25", 7, True), ("Đội C", 10, "2026-01-20", 8, True),
]  # fmt: skip
RECORDS = pd.DataFrame(ROWS, columns=["team", "unit_no", "on_date", "adults", "served"]).astype(
    {"on_date": "datetime64[s]"}
)
GROUPS = pd.Index([10, 11, 12])


def test_a_team_is_told_by_its_complete_weeks() -> None:
    """Đội A served 15 people at 5 visits in four weeks; what it did on Tuesday counts from next Monday on."""
    found = team_pace(RECORDS, GROUPS, DAY, 28)
    assert found.loc["Đội A", ["served_per_week", "contacts_per_week", "groups_visited"]].tolist() == [15 / 4, 5 / 4, 2]
    assert found.loc["Đội B", ["served_per_week", "contacts_per_week"]].tolist() == [6 / 4, 1 / 4]
    assert found.loc["Đội A", "last_on"] == pd.Timestamp("2026-03-03")


def test_a_group_is_new_in_the_week_in_which_somebody_first_came() -> None:
    """Đội A came to 10, 11 in the first week and to 11, 10 in the second: of four one was new. Đội B's only one was."""
    found = team_pace(RECORDS, GROUPS, DAY, 28)["first_visit_share"]
    assert found["Đội A"] == pytest.approx(1 / 4)
    assert found["Đội B"] == 1


def test_a_silent_team_is_not_idle() -> None:
    """Of a team without a record for 28 days nothing is known but its last day."""
    one = team_pace(RECORDS, GROUPS, DAY, 28).loc["Đội C"]
    assert one["is_silent"]
    assert one[["served_per_week", "contacts_per_week", "groups_visited", "first_visit_share"]].isna().all()


def test_the_future_is_not_seen() -> None:
    """On 1 February nobody has four weeks behind, and records of later days do not show."""
    found = team_pace(RECORDS, GROUPS, pd.Timestamp("2026-02-01"), 28)
    assert found.index.tolist() == ["Đội A", "Đội C"]
    assert found["served_per_week"].isna().all()


def test_without_records_there_is_no_team() -> None:
    """An empty campaign gives an empty table with its columns."""
    found = team_pace(RECORDS.iloc[:0], GROUPS, DAY, 28)
    assert found.empty
    assert "first_visit_share" in found
