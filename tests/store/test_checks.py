"""The store of spot checks: rounds whole or not at all, one result in force, and a history that keeps everything."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from outreach.errors import NotFound
from store.checks import Checks, SpotCheck

ONE = SpotCheck("90001-1", "random", "", 7, "2026-03-01", 19, 13, 0.8, 0.06, 0.08, 400, 130, 0.81)
PERSONAL = ("name", "person", "phone", "birth", "citizen", "address")


@pytest.fixture
def checks(tmp_path: Path) -> Checks:
    return Checks(tmp_path / "catalogue.sqlite")


def test_a_round_has_a_number_and_its_checks_have_theirs(checks: Checks) -> None:
    """Checks planned together are one round, the next ones another; what was planned comes back as it was."""
    bare = replace(ONE, unit_id="90001-2", decision=None, target_share=None, alpha=None, beta=None, households=None)
    assert checks.add([ONE, bare], "Lan", "2026-03-01T01:00:00+00:00") == [1, 2]
    assert checks.add([ONE], "", "2026-03-02T01:00:00+00:00") == [3]
    found = checks.active()
    assert found["round_no"].tolist() == [1, 1, 2]
    assert found.loc[0, ["unit_id", "sample", "decision", "target_share", "actor"]].tolist() == [
        "90001-1", 19, 13, 0.8, "Lan",
    ]  # fmt: skip
    assert found.loc[1, ["decision", "target_share", "households", "asked", "yes"]].isna().all()


def test_a_round_is_whole_or_absent(checks: Checks) -> None:
    """Where one check of a round cannot be kept, none is."""
    broken = replace(ONE, unit_id=None)
    with pytest.raises(sqlite3.IntegrityError):
        checks.add([ONE, broken], "", "2026-03-01")
    assert checks.active().empty


def test_a_new_result_takes_the_place_of_the_former(checks: Checks) -> None:
    """One result is in force, taken back there is none, and the history has both."""
    checks.add([ONE], "", "2026-03-01")
    checks.enter(1, 19, 12, "2026-03-05", "Lan", "2026-03-06T00:00:00+00:00")
    checks.enter(1, 19, 15, "2026-03-05", "Minh", "2026-03-07T00:00:00+00:00")
    assert checks.active()["yes"].tolist() == [15]
    checks.take_back(1, "2026-03-08T00:00:00+00:00")
    assert checks.active()["yes"].isna().all()
    history = checks.history()
    assert history["yes"].tolist() == [15, 12]
    assert history["entered_by"].tolist() == ["Minh", "Lan"]
    assert history["taken_back_at"].str[:10].tolist() == ["2026-03-08", "2026-03-07"]


def test_a_withdrawn_check_is_only_history(checks: Checks) -> None:
    """It leaves the list with its result, takes no other, and cannot be withdrawn twice; all or none of several go."""
    checks.add([ONE, ONE], "", "2026-03-01")
    checks.enter(1, 19, 15, "2026-03-05", "", "2026-03-06")
    checks.withdraw([1], "2026-03-07")
    assert checks.active()["check_id"].tolist() == [2]
    with pytest.raises(NotFound, match="check_unknown"):
        checks.enter(1, 19, 15, "2026-03-05", "", "2026-03-06")
    with pytest.raises(NotFound, match="check_unknown"):
        checks.withdraw([2, 1], "2026-03-08")
    assert checks.active()["check_id"].tolist() == [2]
    assert set(checks.history()["check_id"]) == {1, 2}


def test_nothing_is_taken_back_where_nothing_was_entered(checks: Checks) -> None:
    """A check without a result says so, as does a number that was never given."""
    checks.add([ONE], "", "2026-03-01")
    for number in (1, 9):
        with pytest.raises(NotFound, match="check_without_result"):
            checks.take_back(number, "2026-03-02")


def test_no_column_can_hold_a_person(checks: Checks) -> None:
    """Neither the checks nor their history have a column for whoever was asked."""
    columns = pd.Index([*checks.active().columns, *checks.history().columns])
    assert not [name for name in columns if any(word in name for word in PERSONAL)]
