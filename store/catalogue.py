"""The catalogue: one SQLite row an import, and the commit point of every change."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import NotFound
from store.database import Kept, connected, insert, prepare, transaction

SCHEMA = """
CREATE TABLE IF NOT EXISTS imports (
    import_id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    level TEXT NOT NULL DEFAULT '',
    vintage TEXT NOT NULL DEFAULT '',
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    segment TEXT NOT NULL,
    is_illustrative INTEGER NOT NULL DEFAULT 0,
    imported_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    rows_in INTEGER NOT NULL,
    rows_rejected INTEGER NOT NULL,
    detail TEXT NOT NULL DEFAULT '{}',
    withdrawn_at TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS one_active_copy
    ON imports (kind, level, vintage, sha256) WHERE withdrawn_at IS NULL;
"""


@dataclass(frozen=True)
class Import:
    """One row of the catalogue; `segment` names the folder that holds its records."""

    import_id: int
    kind: str
    level: str
    vintage: str
    file_name: str
    sha256: str
    segment: str
    is_illustrative: bool
    imported_at: str
    actor: str
    rows_in: int
    rows_rejected: int
    detail: dict
    withdrawn_at: str | None

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> "Import":
        """Make it from a row of the table."""
        return cls(
            **{
                **dict(row),
                "detail": json.loads(row["detail"]),
                "is_illustrative": bool(row["is_illustrative"]),
            }
        )


class Catalogue:
    """The imports of one data folder. Every method opens its own short connection, so threads are safe;
    what was read is kept until somebody writes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        prepare(path, SCHEMA)
        self.kept = Kept(path)

    def imports(self, *, withdrawn: bool = False) -> list[Import]:
        """List the imports in order of arrival; withdrawn ones only on demand."""
        where = "" if withdrawn else "WHERE withdrawn_at IS NULL"
        return list(self.kept.answer(where, lambda: self._read(where)))

    def _read(self, where: str) -> list[Import]:
        with connected(self.path) as connection:
            return [Import.from_row(row) for row in connection.execute(f"SELECT * FROM imports {where} ORDER BY 1")]

    def find(self, import_id: int) -> Import:
        """Return one import; raise NotFound when there is none of that number."""
        with connected(self.path) as connection:
            row = connection.execute("SELECT * FROM imports WHERE import_id = ?", (import_id,)).fetchone()
        if row is None:
            raise NotFound("import_unknown", import_id=import_id)
        return Import.from_row(row)

    def same_file(self, kind: str, level: str, vintage: str, sha256: str) -> Import | None:
        """Return the active import of the very same content, if any."""
        with connected(self.path) as connection:
            row = connection.execute(
                "SELECT * FROM imports WHERE (kind, level, vintage, sha256) = (?, ?, ?, ?) AND withdrawn_at IS NULL",
                (kind, level, vintage, sha256),
            ).fetchone()
        return Import.from_row(row) if row else None

    def add(self, **values: object) -> int | None:
        """Add an import and return its number, or None when another process just added the same file."""
        with connected(self.path) as connection:
            try:
                return insert(connection, "imports", _written(values))
            except sqlite3.IntegrityError:
                return None

    def add_all(self, rows: Sequence[Mapping[str, object]]) -> int:
        """Add several imports in one transaction, all or none; return how many."""
        with transaction(self.path) as connection:
            for values in rows:
                insert(connection, "imports", _written(values))
        return len(rows)

    def withdraw(self, import_id: int, at: str) -> Import:
        """Take one import out of force; its segment stays, for the history."""
        with connected(self.path) as connection:
            done = connection.execute(
                "UPDATE imports SET withdrawn_at = ? WHERE import_id = ? AND withdrawn_at IS NULL", (at, import_id)
            )
        found = self.find(import_id)
        if not done.rowcount:
            raise NotFound("import_withdrawn", import_id=import_id)
        return found

    def withdraw_where(self, condition: str, at: str) -> int:
        """Take all active imports of a kind of condition out of force at once; return how many."""
        with connected(self.path) as connection:
            done = connection.execute(
                f"UPDATE imports SET withdrawn_at = ? WHERE withdrawn_at IS NULL AND {CONDITIONS[condition]}",
                (at,),
            )
            return done.rowcount


CONDITIONS = {"all": "1", "illustrative": "is_illustrative = 1"}


def _written(values: Mapping[str, object]) -> dict[str, object]:
    return {**values, "detail": json.dumps(values.get("detail", {}), ensure_ascii=False)}
