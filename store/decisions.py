"""Decisions on written places: what a person said that a text means, with who and when; taken back, never changed."""

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pandas as pd

from outreach.errors import NotFound
from store.database import Kept, connected, insert, prepare, transaction

SCHEMA = """
CREATE TABLE IF NOT EXISTS decisions (
    decision_id INTEGER PRIMARY KEY AUTOINCREMENT,
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    verdict TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    group_name TEXT NOT NULL,
    written TEXT NOT NULL,
    actor TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    taken_back_at TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS one_active_decision ON decisions (scope, key) WHERE taken_back_at IS NULL;
"""
VERDICTS = ("unit", "new_group", "outside", "not_a_place")


@dataclass(frozen=True)
class Decision:
    """What a person said about a text. `scope` and `key` tell to which texts it applies.

    `scope` is 'place' (one written place), 'name' (a group's name in a commune, however it is spelled) or 'commune' (a
    commune's name). `verdict` is 'unit', 'new_group', 'outside' or 'not_a_place'; `unit_id` is the unit that is meant,
    or the commune of a new group. The scope 'unit' speaks of a unit itself, by its id: 'closed', with the reason in
    `written`, takes it out of the campaign.
    """

    scope: str
    key: str
    verdict: str
    unit_id: str = ""
    group_name: str = ""
    written: str = ""


RULED = tuple(field.name for field in fields(Decision))


class Decisions:
    """The decisions of one data folder, in the file of its catalogue."""

    def __init__(self, path: Path) -> None:
        self.path = path
        prepare(path, SCHEMA)
        self.kept = Kept(path)

    def active(self) -> pd.DataFrame:
        """Return the decisions in force: decision_id and the fields of Decision, in order of arrival."""
        return self._kept("WHERE taken_back_at IS NULL")

    def every(self) -> pd.DataFrame:
        """Return every decision, also those taken back, with the columns of `active`, in order of arrival."""
        return self._kept("")

    def history(self) -> pd.DataFrame:
        """Return every decision with actor, decided_at and taken_back_at, the newest first."""
        return self._kept("").iloc[::-1].reset_index(drop=True)

    def _kept(self, where: str) -> pd.DataFrame:
        return self.kept.answer(where, lambda: self._read(where)).copy(deep=False)

    def _read(self, where: str) -> pd.DataFrame:
        with connected(self.path) as connection:
            rows = [dict(row) for row in connection.execute(f"SELECT * FROM decisions {where} ORDER BY 1")]
        columns = ["decision_id", *RULED, "actor", "decided_at", "taken_back_at"]
        return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(RULED, "str"))

    def add(self, decisions: Sequence[Decision], actor: str, at: str) -> list[int]:
        """Add decisions, all or none; one on the same texts takes the place of the former. Return their numbers."""
        with transaction(self.path) as connection:
            return [_add(connection, one, actor, at) for one in decisions]

    def take_back(self, decision_ids: Sequence[int], at: str) -> int:
        """Take decisions out of force, all or none; raise NotFound where one is not in force."""
        with transaction(self.path) as connection:
            for number in decision_ids:
                done = connection.execute(
                    "UPDATE decisions SET taken_back_at = ? WHERE decision_id = ? AND taken_back_at IS NULL",
                    (at, int(number)),
                )
                if not done.rowcount:
                    raise NotFound("decision_unknown", number=int(number))
        return len(decision_ids)


def _add(connection: sqlite3.Connection, one: Decision, actor: str, at: str) -> int:
    connection.execute(
        "UPDATE decisions SET taken_back_at = ? WHERE (scope, key) = (?, ?) AND taken_back_at IS NULL",
        (at, one.scope, one.key),
    )
    return insert(connection, "decisions", {**asdict(one), "actor": actor, "decided_at": at})
