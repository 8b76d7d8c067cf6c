"""The calendar of absences: entered, taken back, never deleted."""

from datetime import date
from pathlib import Path

import pytest

from outreach.errors import NotFound
from store.absences import Absence, Absences

DAYS = date(2026, 12, 1), date(2026, 12, 3)


def test_what_is_taken_back_stays_in_the_history(tmp_path: Path) -> None:
    """An absence that is taken back is in force no more, and the history says who entered and who took it back."""
    calendar = Absences(tmp_path / "catalogue.sqlite")
    first = calendar.add(Absence("team", "D1", *DAYS, "thi"), "Lan", "2026-11-01T00:00:00+00:00")
    second = calendar.add(Absence("all", "", *DAYS), "", "2026-11-02T00:00:00+00:00")
    calendar.take_back([first], "Hùng", "2026-11-03T00:00:00+00:00")
    assert calendar.active()["absence_id"].tolist() == [second]
    one = calendar.history().set_index("absence_id").loc[first]
    assert (one["actor"], one["taken_back_by"], one["reason"]) == ("Lan", "Hùng", "thi")
    assert [one["first_on"].date(), one["last_on"].date()] == list(DAYS)


def test_all_are_taken_back_or_none(tmp_path: Path) -> None:
    """Where one number is not in force, the others stay in force too."""
    calendar = Absences(tmp_path / "catalogue.sqlite")
    number = calendar.add(Absence("team", "D1", *DAYS), "", "2026-11-01T00:00:00+00:00")
    with pytest.raises(NotFound):
        calendar.take_back([number, 99], "", "2026-11-03T00:00:00+00:00")
    assert calendar.active()["absence_id"].tolist() == [number]


@pytest.mark.parametrize(
    ("scope", "subject", "concerned"),
    [("team", "D1", [True, False, False]), ("commune", "A", [True, True, False]), ("all", "", [True, True, True])],
)
def test_an_absence_concerns_its_teams(scope: str, subject: str, concerned: list[bool]) -> None:
    """One team, the teams of a commune, or all of them."""
    one = Absence(scope, subject, *DAYS)
    assert [one.concerns(*team) for team in (("D1", "A"), ("D2", "A"), ("D3", "B"))] == concerned
