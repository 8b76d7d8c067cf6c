"""Days on which teams are away; taken back, never deleted. A team by its code, no person."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

import pandas as pd

from outreach.errors import NotFound
from store.database import Kept, connected, insert, prepare, transaction

SCHEMA = """
CREATE TABLE IF NOT EXISTS absences (
    absence_id INTEGER PRIMARY KEY AUTOINCREMENT,
    scope TEXT NOT NULL CHECK (scope IN ('team', 'commune', 'all')),
    subject TEXT NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    taken_back_at TEXT,
    taken_back_by TEXT
);
"""
TEAM, COMMUNE, ALL = SCOPES = ("team", "commune", "all")


@dataclass(frozen=True)
class Absence:
    """First and last day on which a team, the teams of a commune, or all teams ('' as subject) are away."""

    scope: str
    subject: str
    first_on: date
    last_on: date
    reason: str = ""

    def concerns(self, team_id: str, commune_id: str) -> bool:
        """Tell whether a team of a commune is away then."""
        return {TEAM: self.subject == team_id, COMMUNE: self.subject == commune_id, ALL: True}[self.scope]


COLUMNS = (
    *("absence_id", *(one.name for one in fields(Absence))),
    *("actor", "entered_at", "taken_back_at", "taken_back_by"),
)


class Absences:
    """The absences of one data folder, in the file of its catalogue."""

    def __init__(self, path: Path) -> None:
        self.path = path
        prepare(path, SCHEMA)
        self.kept = Kept(path)

    def active(self) -> pd.DataFrame:
        """Return the absences in force, the earliest first."""
        table = self.kept.answer("absences", self.history)
        return table[table["taken_back_at"].isna()].sort_values(["first_on", "absence_id"], ignore_index=True)

    def history(self) -> pd.DataFrame:
        """Return every absence that was ever entered, the newest first."""
        with connected(self.path) as connection:
            rows = [dict(row) for row in connection.execute("SELECT * FROM absences ORDER BY absence_id DESC")]
        table = pd.DataFrame(rows, columns=list(COLUMNS))
        days = {name: pd.to_datetime(table[name]).astype("datetime64[s]") for name in ("first_on", "last_on")}
        return table.assign(**days).astype({"absence_id": "int64", "scope": "str", "subject": "str", "reason": "str"})

    def add(self, one: Absence, actor: str, at: str) -> int:
        """Enter an absence; return its number."""
        values = {**asdict(one), "first_on": one.first_on.isoformat(), "last_on": one.last_on.isoformat()}
        with connected(self.path) as connection:
            return insert(connection, "absences", {**values, "actor": actor, "entered_at": at})

    def take_back(self, absence_ids: list[int], actor: str, at: str) -> int:
        """Take absences back, all or none; raise NotFound where one is not in force."""
        with transaction(self.path) as connection:
            for number in absence_ids:
                done = connection.execute(
                    "UPDATE absences SET taken_back_at = ?, taken_back_by = ?"
                    " WHERE absence_id = ? AND taken_back_at IS NULL",
                    (at, actor, int(number)),
                )
                if not done.rowcount:
                    raise NotFound("absence_unknown", number=int(number))
        return len(absence_ids)
