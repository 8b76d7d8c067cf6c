"""The store of return forms: whole or not at all, the same file once, taken back and never deleted."""

import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from outreach.errors import NotFound
from store.returns import TOLD, Returns

AT = "2026-11-09T01:00:00+00:00"


def rows(*told: tuple) -> pd.DataFrame:
    """Return rows of a form: plan, team, group, status, and otherwise the same for all."""
    more = ("", pd.Timestamp("2026-11-03"), 8, 12, 1, 35)
    return pd.DataFrame([(*one, *more) for one in told], columns=TOLD)


@pytest.fixture
def returns(tmp_path: Path) -> Returns:
    return Returns(tmp_path / "catalogue.sqlite")


def test_a_form_comes_back_as_it_was(returns: Returns) -> None:
    """What was told is kept, nothing stays nothing, and only the plan that was asked for is told."""
    told = rows((1, "A", "g1", "done"), (1, "A", "g2", "not_done"), (2, "A", "g1", "done"))
    told.loc[1, ["households", "adults", "closed", "minutes", "on_date"]] = [None, None, None, None, None]
    assert returns.add("a.xlsx", "x", told, "Lan", AT) == (1, False)
    found = returns.of_plan(1)
    assert found["unit_id"].tolist() == ["g1", "g2"]
    assert found.loc[0, ["status", "on_date", "households", "adults", "closed", "minutes"]].tolist() == [
        "done", pd.Timestamp("2026-11-03"), 8, 12, 1, 35,
    ]  # fmt: skip
    assert found.loc[1, ["on_date", "households", "adults", "closed", "minutes"]].isna().all()
    assert returns.listed()[["return_no", "rows", "plans", "actor"]].to_numpy().tolist() == [[1, 3, "1,2", "Lan"]]


def test_a_form_is_whole_or_absent(returns: Returns) -> None:
    """Where one row cannot be kept none is, nor the form."""
    with pytest.raises(sqlite3.IntegrityError):
        returns.add("a.xlsx", "x", rows((1, "A", "g1", "done"), (1, "A", "g2", "maybe")), "", AT)
    assert returns.listed().empty
    assert returns.of_plan(1).empty


def test_the_very_same_file_changes_nothing(returns: Returns) -> None:
    """A second time it is known by its number; once taken back it can come in anew, and the history has both."""
    told = rows((1, "A", "g1", "done"))
    assert returns.add("a.xlsx", "x", told, "", AT) == (1, False)
    stamp = returns.stamp()
    assert returns.add("again.xlsx", "x", told, "", AT) == (1, True)
    assert (returns.same("x"), returns.stamp()) == (1, stamp)
    returns.take_back(1, AT)
    assert (returns.same("x"), returns.of_plan(1).empty) == (0, True)
    assert returns.stamp() != stamp
    assert returns.add("a.xlsx", "x", told, "", AT) == (2, False)
    assert returns.listed()["taken_back_at"].isna().tolist() == [True, False]


def test_the_later_form_counts_until_it_is_taken_back(returns: Returns) -> None:
    """Of two forms on one team and group the later is told, with all of its stays; the other groups keep theirs."""
    returns.add("a.xlsx", "x", rows((1, "A", "g1", "not_done"), (1, "A", "g2", "done")), "", AT)
    returns.add("b.xlsx", "y", rows((1, "A", "g1", "done"), (1, "A", "g1", "partly")), "", AT)
    assert returns.of_plan(1)[["unit_id", "status"]].to_numpy().tolist() == [
        ["g2", "done"], ["g1", "done"], ["g1", "partly"],
    ]  # fmt: skip
    returns.take_back(2, AT)
    assert returns.of_plan(1)["status"].tolist() == ["not_done", "done"]
    with pytest.raises(NotFound):
        returns.take_back(2, AT)
    with pytest.raises(NotFound):
        returns.take_back(7, AT)
