"""Spot checks and what came of them; taken back, never changed. Groups and households by number, no person."""

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pandas as pd

from outreach.errors import NotFound
from store.database import Kept, connected, insert, prepare, transaction

SCHEMA = """
CREATE TABLE IF NOT EXISTS checks (
    check_id INTEGER PRIMARY KEY AUTOINCREMENT,
    round_no INTEGER NOT NULL,
    unit_id TEXT NOT NULL,
    cause TEXT NOT NULL,
    scope TEXT NOT NULL,
    draw INTEGER NOT NULL,
    planned_on TEXT NOT NULL,
    sample INTEGER NOT NULL,
    decision INTEGER,
    target_share REAL,
    alpha REAL,
    beta REAL,
    adults INTEGER NOT NULL,
    households INTEGER,
    reported_share REAL,
    actor TEXT NOT NULL,
    planned_at TEXT NOT NULL,
    withdrawn_at TEXT
);
CREATE TABLE IF NOT EXISTS check_results (
    result_id INTEGER PRIMARY KEY AUTOINCREMENT,
    check_id INTEGER NOT NULL REFERENCES checks (check_id),
    asked INTEGER NOT NULL,
    yes INTEGER NOT NULL,
    asked_on TEXT NOT NULL,
    actor TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    taken_back_at TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS one_result_in_force ON check_results (check_id) WHERE taken_back_at IS NULL;
"""
ENTERED = ("asked", "yes", "asked_on", "entered_by", "entered_at")
KINDS = {
    "decision": "Int64", "target_share": "Float64", "alpha": "Float64", "beta": "Float64", "households": "Int64",
    "reported_share": "Float64", "asked": "Int64", "yes": "Int64", "unit_id": "str", "cause": "str", "scope": "str",
}  # fmt: skip


@dataclass(frozen=True)
class SpotCheck:
    """A group to be checked: why, the draw that chose its households, and how many must say yes of how many.

    `scope` is the commune within which groups were chosen, '' for all. `adults`, `households` and `reported_share` are
    those of the day of the plan: the list of households that is drawn from must not change below it.
    """

    unit_id: str
    cause: str
    scope: str
    draw: int
    planned_on: str
    sample: int
    decision: int | None
    target_share: float | None
    alpha: float | None
    beta: float | None
    adults: int
    households: int | None
    reported_share: float | None


PLANNED = tuple(field.name for field in fields(SpotCheck))
COLUMNS = ("check_id", "round_no", *PLANNED, "actor", "planned_at", "withdrawn_at", *ENTERED)


class Checks:
    """The spot checks of one data folder, in the file of its catalogue."""

    def __init__(self, path: Path) -> None:
        self.path = path
        prepare(path, SCHEMA)
        self.kept = Kept(path)

    def active(self) -> pd.DataFrame:
        """Return the checks in force in order of their numbers, each with its result in force, NA for none."""
        return self._read(
            "SELECT c.*, r.asked, r.yes, r.asked_on, r.actor AS entered_by, r.entered_at FROM checks c LEFT JOIN"
            " check_results r ON r.check_id = c.check_id AND r.taken_back_at IS NULL"
            " WHERE c.withdrawn_at IS NULL ORDER BY c.check_id",
            COLUMNS,
        )

    def history(self) -> pd.DataFrame:
        """Return every check and every result that was ever entered for it, the newest check first."""
        return self._read(
            "SELECT c.*, r.asked, r.yes, r.asked_on, r.actor AS entered_by, r.entered_at, r.taken_back_at FROM checks c"
            " LEFT JOIN check_results r ON r.check_id = c.check_id ORDER BY c.check_id DESC, r.result_id DESC",
            (*COLUMNS, "taken_back_at"),
        )

    def _read(self, query: str, columns: Sequence[str]) -> pd.DataFrame:
        def read() -> pd.DataFrame:
            with connected(self.path) as connection:
                rows = [dict(row) for row in connection.execute(query)]
            return pd.DataFrame(rows, columns=list(columns)).astype(KINDS)

        return self.kept.answer(query, read).copy(deep=False)

    def add(self, checks: Sequence[SpotCheck], actor: str, at: str) -> list[int]:
        """Add the checks of one round, all or none; return their numbers."""
        with transaction(self.path) as connection:
            number = connection.execute("SELECT coalesce(max(round_no), 0) + 1 FROM checks").fetchone()[0]
            more = {"round_no": number, "actor": actor, "planned_at": at}
            return [insert(connection, "checks", {**asdict(one), **more}) for one in checks]

    def enter(self, check_id: int, asked: int, yes: int, asked_on: str, actor: str, at: str) -> int:
        """Enter the result of a check; it takes the place of a former one. Return its number."""
        values = {"check_id": check_id, "asked": asked, "yes": yes, "asked_on": asked_on}
        with transaction(self.path) as connection:
            _demand(connection, check_id)
            _take_back(connection, check_id, at)
            return insert(connection, "check_results", {**values, "actor": actor, "entered_at": at})

    def take_back(self, check_id: int, at: str) -> None:
        """Take the result of a check back, so that it waits again; raise NotFound where it has none."""
        with connected(self.path) as connection:
            if not _take_back(connection, check_id, at):
                raise NotFound("check_without_result", number=check_id)

    def withdraw(self, check_ids: Sequence[int], at: str) -> int:
        """Withdraw checks with their results, all or none; raise NotFound where one is not in force."""
        with transaction(self.path) as connection:
            for number in check_ids:
                _demand(connection, int(number))
                connection.execute("UPDATE checks SET withdrawn_at = ? WHERE check_id = ?", (at, int(number)))
        return len(check_ids)


def _demand(connection: sqlite3.Connection, check_id: int) -> None:
    query = "SELECT 1 FROM checks WHERE check_id = ? AND withdrawn_at IS NULL"
    if connection.execute(query, (check_id,)).fetchone() is None:
        raise NotFound("check_unknown", number=check_id)


def _take_back(connection: sqlite3.Connection, check_id: int, at: str) -> int:
    return connection.execute(
        "UPDATE check_results SET taken_back_at = ? WHERE check_id = ? AND taken_back_at IS NULL", (at, check_id)
    ).rowcount
