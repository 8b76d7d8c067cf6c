"""Snapshots: figures frozen for an occasion, under a running number. Never changed or removed; hidden at most."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa

from outreach.errors import NotFound
from store.database import connected, insert, prepare, transaction
from store.segments import write_folder

SCHEMA = """
CREATE TABLE IF NOT EXISTS snapshots (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    day TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    edition TEXT NOT NULL,
    imports TEXT NOT NULL,
    decisions TEXT NOT NULL,
    target_share REAL NOT NULL,
    target_on TEXT NOT NULL,
    settings TEXT NOT NULL,
    version TEXT NOT NULL,
    is_illustrative INTEGER NOT NULL,
    hidden_at TEXT,
    hidden_by TEXT
);
"""
LISTS = ("imports", "decisions", "settings")


@dataclass(frozen=True)
class Frozen:
    """What a snapshot says of itself: the occasion, the day, who, when, and what its figures rest on.

    `imports` and `decisions` are the numbers of those in force; `settings` are the ones that the figures hang on.
    """

    name: str
    day: str
    taken_at: str
    actor: str
    edition: str
    imports: tuple[int, ...]
    decisions: tuple[int, ...]
    target_share: float
    target_on: str
    version: str
    is_illustrative: bool
    settings: Mapping[str, object] = field(default_factory=dict)
    number: int = 0
    hidden_at: str | None = None
    hidden_by: str | None = None

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> "Frozen":
        """Make it from a row of the table."""
        values = {**dict(row), "is_illustrative": bool(row["is_illustrative"])}
        values |= {name: json.loads(row[name]) for name in LISTS}
        return cls(**{**values, "imports": tuple(values["imports"]), "decisions": tuple(values["decisions"])})

    def row(self, number: int) -> dict[str, object]:
        """Return the values of its row in the table, under its number."""
        written = {name: json.dumps(getattr(self, name), ensure_ascii=False) for name in LISTS}
        return {**asdict(self), **written, "is_illustrative": int(self.is_illustrative), "number": number}


class Snapshots:
    """The snapshots of one data folder: a row each in the file of its catalogue, and a folder of tables."""

    def __init__(self, folder: Path) -> None:
        self.path, self.tables = folder / "catalogue.sqlite", folder / "snapshots"
        prepare(self.path, SCHEMA)

    def listed(self, *, hidden: bool = False) -> list[Frozen]:
        """List the snapshots in order of their numbers; hidden ones only on demand."""
        where = "" if hidden else "WHERE hidden_at IS NULL"
        with connected(self.path) as connection:
            return [Frozen.from_row(row) for row in connection.execute(f"SELECT * FROM snapshots {where} ORDER BY 1")]

    def find(self, number: int) -> Frozen:
        """Return one snapshot, hidden or not; raise NotFound when there is none of that number."""
        with connected(self.path) as connection:
            row = connection.execute("SELECT * FROM snapshots WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise NotFound("snapshot_unknown", number=number)
        return Frozen.from_row(row)

    def folder(self, number: int) -> Path:
        """Return the folder of a snapshot's tables."""
        return self.tables / str(number)

    def take(self, one: Frozen, frames: Mapping[str, pd.DataFrame]) -> Frozen:
        """Write the tables and then the row, all or nothing, under the next free number; return it with its number.

        The row is the commit point. A folder without a row, of a freeze that was cut short or of a newer backup, is
        never written over: its number stays unused.
        """
        with transaction(self.path) as connection:
            number = self._next_number(connection)
            values = one.row(number)
            write_folder(self.tables, str(number), {**_tables(frames), "about": pa.Table.from_pylist([values])})
            insert(connection, "snapshots", values)
        return self.find(number)

    def hide(self, number: int, actor: str, at: str) -> Frozen:
        """Take a snapshot out of the list; it can still be opened by its number."""
        with connected(self.path) as connection:
            done = connection.execute(
                "UPDATE snapshots SET hidden_at = ?, hidden_by = ? WHERE number = ? AND hidden_at IS NULL",
                (at, actor, number),
            )
        found = self.find(number)
        if not done.rowcount:
            raise NotFound("snapshot_hidden", number=number)
        return found

    def _next_number(self, connection: sqlite3.Connection) -> int:
        last = connection.execute("SELECT MAX(number) FROM snapshots").fetchone()[0] or 0
        written = [int(child.name) for child in self.tables.glob("*") if child.name.isdecimal()]
        return max([last, *written]) + 1


def _tables(frames: Mapping[str, pd.DataFrame]) -> dict[str, pa.Table]:
    """Hand frames over with their types and index, so that they are read as they were."""
    return {stem: pa.Table.from_pandas(frame) for stem, frame in frames.items()}
