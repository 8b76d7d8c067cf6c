"""Plans that were made: every change is a revision of its own, an approved plan is locked, and nothing is deleted."""

import io
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from outreach.errors import CampaignError, NotFound
from store.database import Kept, connected, insert, prepare, transaction

SCHEMA = """
CREATE TABLE IF NOT EXISTS plans (
    plan_no INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    revision_id INTEGER,
    actor TEXT NOT NULL,
    made_at TEXT NOT NULL,
    approved_at TEXT,
    approved_by TEXT,
    why TEXT,
    withdrawn_at TEXT
);
CREATE TABLE IF NOT EXISTS plan_revisions (
    revision_id INTEGER PRIMARY KEY AUTOINCREMENT,
    plan_no INTEGER NOT NULL REFERENCES plans (plan_no),
    parent_id INTEGER REFERENCES plan_revisions (revision_id),
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    asked TEXT NOT NULL,
    assignments TEXT NOT NULL,
    actor TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS plan_tables (
    plan_no INTEGER NOT NULL REFERENCES plans (plan_no),
    stem TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (plan_no, stem)
);
CREATE TABLE IF NOT EXISTS travel_tables (
    travel_no INTEGER PRIMARY KEY AUTOINCREMENT,
    file_name TEXT NOT NULL,
    content BLOB NOT NULL,
    actor TEXT NOT NULL,
    at TEXT NOT NULL,
    taken_back_at TEXT
);
"""
ASSIGNED = {"team_id": "str", "unit_id": "str", "half_days": "int64", "stays": "int64"}
DRAFT, APPROVED, WITHDRAWN = "draft", "approved", "withdrawn"


@dataclass(frozen=True)
class Revision:
    """A plan as it was after one change: what had been asked of it, and who goes where for how long.

    `action` says what was done ('made', 'moved', ...) to which `subject`; `assignments` has team_id, unit_id, half_days
    and stays.
    """

    revision_id: int
    plan_no: int
    parent_id: int | None
    action: str
    subject: str
    asked: Mapping[str, Any]
    assignments: pd.DataFrame
    actor: str
    at: str


@dataclass(frozen=True)
class Record:
    """A plan in the list: its number and name, who made it, and whether somebody approved it."""

    plan_no: int
    name: str
    revision_id: int
    actor: str
    made_at: str
    approved_at: str | None
    approved_by: str | None
    why: str | None
    withdrawn_at: str | None
    asked: Mapping[str, Any]

    @property
    def status(self) -> str:
        """Draft, approved or withdrawn."""
        if self.withdrawn_at:
            return WITHDRAWN
        return APPROVED if self.approved_at else DRAFT


class Plans:
    """The plans of one data folder, in the file of its catalogue."""

    def __init__(self, path: Path) -> None:
        self.path = path
        prepare(path, SCHEMA)
        self.kept = Kept(path)

    def listed(self) -> list[Record]:
        """Return every plan, the newest first."""
        return list(self.kept.answer("plans", self._listed))

    def _listed(self) -> list[Record]:
        with connected(self.path) as connection:
            rows = connection.execute(
                "SELECT p.*, r.asked FROM plans p JOIN plan_revisions r USING (revision_id) ORDER BY p.plan_no DESC"
            ).fetchall()
        return [Record(**{**dict(row), "asked": json.loads(row["asked"])}) for row in rows]

    def find(self, plan_no: int) -> Record:
        """Return a plan by its number; raise NotFound where there is none."""
        for one in self.listed():
            if one.plan_no == plan_no:
                return one
        raise NotFound("plan_no_unknown", number=plan_no)

    def approved(self, day: date) -> list[Record]:
        """Return the plans that were approved by a day and stand, the newest first."""
        last = day.isoformat()
        return [one for one in self.listed() if one.status == APPROVED and str(one.approved_at)[:10] <= last]

    def revisions(self, plan_no: int) -> list[Revision]:
        """Return every revision of a plan in order of their making."""
        with connected(self.path) as connection:
            rows = connection.execute(
                "SELECT * FROM plan_revisions WHERE plan_no = ? ORDER BY 1", (plan_no,)
            ).fetchall()
        return [_revision(row) for row in rows]

    def revision(self, revision_id: int) -> Revision:
        """Return one revision by its number."""
        with connected(self.path) as connection:
            row = connection.execute("SELECT * FROM plan_revisions WHERE revision_id = ?", (revision_id,)).fetchone()
        if row is None:
            raise NotFound("plan_no_unknown", number=revision_id)
        return _revision(row)

    def add(self, name: str, asked: Mapping[str, Any], assignments: pd.DataFrame, actor: str, at: str) -> int:
        """Add a plan with its first revision; return its number."""
        with transaction(self.path) as connection:
            number = insert(connection, "plans", {"name": name, "actor": actor, "made_at": at})
            first = {"action": "made", "subject": "", "actor": actor, "at": at}
            _revise(connection, number, None, asked, assignments, first)
        return number

    def revise(
        self,
        plan_no: int,
        base: int,
        asked: Mapping[str, Any],
        assignments: pd.DataFrame,
        *,
        action: str,
        subject: str,
        actor: str,
        at: str,
    ) -> int:
        """Add a revision on top of another, if that is still the one in force; return its number.

        Raise CampaignError `plan_changed` where somebody was faster, `plan_locked` where the plan is no draft.
        """
        with transaction(self.path) as connection:
            if _draft(connection, plan_no) != base:
                raise CampaignError("plan_changed")
            done = {"action": action, "subject": subject, "actor": actor, "at": at}
            return _revise(connection, plan_no, base, asked, assignments, done)

    def step(self, plan_no: int, *, back: bool) -> bool:
        """Go one revision back, or forward to the last one made from here; tell whether there was one."""
        with transaction(self.path) as connection:
            now = _draft(connection, plan_no)
            query = (
                "SELECT parent_id FROM plan_revisions WHERE revision_id = ?"
                if back
                else "SELECT max(revision_id) FROM plan_revisions WHERE parent_id = ?"
            )
            (other,) = connection.execute(query, (now,)).fetchone()
            if other is None:
                return False
            connection.execute("UPDATE plans SET revision_id = ? WHERE plan_no = ?", (other, plan_no))
        return True

    def steps(self, plan_no: int) -> tuple[bool, bool]:
        """Tell whether a plan has a revision to go back to, and one to go forward to."""
        query = (
            "SELECT r.parent_id IS NOT NULL, EXISTS (SELECT 1 FROM plan_revisions n WHERE n.parent_id = r.revision_id)"
            " FROM plans p JOIN plan_revisions r USING (revision_id) WHERE p.plan_no = ?"
        )
        with connected(self.path) as connection:
            row = connection.execute(query, (plan_no,)).fetchone()
        return (bool(row[0]), bool(row[1])) if row else (False, False)

    def approve(
        self, plan_no: int, base: int, tables: Mapping[str, pd.DataFrame], *, actor: str, why: str, at: str
    ) -> None:
        """Lock a draft, and keep its tables as they are told on this day."""
        with transaction(self.path) as connection:
            if _draft(connection, plan_no) != base:
                raise CampaignError("plan_changed")
            for stem, table in tables.items():
                insert(connection, "plan_tables", {"plan_no": plan_no, "stem": stem, "content": _written(table)})
            connection.execute(
                "UPDATE plans SET approved_at = ?, approved_by = ?, why = ? WHERE plan_no = ?",
                (at, actor, why, plan_no),
            )

    def withdraw(self, plan_no: int, at: str) -> None:
        """Take a plan out of force, draft or approved; it stays in the list."""
        with connected(self.path) as connection:
            done = connection.execute(
                "UPDATE plans SET withdrawn_at = coalesce(withdrawn_at, ?) WHERE plan_no = ?", (at, plan_no)
            )
            if not done.rowcount:
                raise NotFound("plan_no_unknown", number=plan_no)

    def restore(self, plan_no: int) -> None:
        """Put a withdrawn plan back as it was."""
        with connected(self.path) as connection:
            done = connection.execute("UPDATE plans SET withdrawn_at = NULL WHERE plan_no = ?", (plan_no,))
            if not done.rowcount:
                raise NotFound("plan_no_unknown", number=plan_no)

    def tables(self, plan_no: int) -> dict[str, pd.DataFrame]:
        """Return the tables of an approved plan as they were approved; none of a draft."""
        with connected(self.path) as connection:
            rows = connection.execute("SELECT stem, content FROM plan_tables WHERE plan_no = ?", (plan_no,)).fetchall()
        return {row["stem"]: pd.read_parquet(io.BytesIO(row["content"])) for row in rows}

    def keep_travel(self, content: bytes, file_name: str, actor: str, at: str) -> int:
        """Keep a table of minutes on the way for the plans to come; return its number."""
        values = {"file_name": file_name, "content": content, "actor": actor, "at": at}
        with connected(self.path) as connection:
            return insert(connection, "travel_tables", values)

    def take_travel_back(self, travel_no: int, at: str) -> None:
        """Take a table of minutes out of use for plans to come; those made with it keep it."""
        with connected(self.path) as connection:
            connection.execute("UPDATE travel_tables SET taken_back_at = ? WHERE travel_no = ?", (at, travel_no))

    def travel_in_use(self) -> tuple[int, str]:
        """Return number and file name of the newest table of minutes in use, 0 and '' for none."""
        query = "SELECT travel_no, file_name FROM travel_tables WHERE taken_back_at IS NULL ORDER BY 1 DESC LIMIT 1"
        with connected(self.path) as connection:
            row = connection.execute(query).fetchone()
        return (int(row["travel_no"]), str(row["file_name"])) if row else (0, "")

    def travel(self, travel_no: int) -> bytes:
        """Return a table of minutes as it was given."""
        with connected(self.path) as connection:
            row = connection.execute("SELECT content FROM travel_tables WHERE travel_no = ?", (travel_no,)).fetchone()
        if row is None:
            raise NotFound("travel_unknown", number=travel_no)
        return bytes(row["content"])


def _draft(connection: sqlite3.Connection, plan_no: int) -> int:
    """Return the revision of a draft that is in force; refuse any other plan."""
    row = connection.execute("SELECT * FROM plans WHERE plan_no = ?", (plan_no,)).fetchone()
    if row is None:
        raise NotFound("plan_no_unknown", number=plan_no)
    if row["approved_at"] or row["withdrawn_at"]:
        raise CampaignError("plan_locked", number=plan_no)
    return int(row["revision_id"])


def _revise(
    connection: sqlite3.Connection,
    plan_no: int,
    parent: int | None,
    asked: Mapping[str, Any],
    assignments: pd.DataFrame,
    done: Mapping[str, str],
) -> int:
    rows = assignments[list(ASSIGNED)].to_dict("list")
    written = {"asked": json.dumps(asked, ensure_ascii=False), "assignments": json.dumps(rows)}
    number = insert(connection, "plan_revisions", {"plan_no": plan_no, "parent_id": parent, **done, **written})
    connection.execute("UPDATE plans SET revision_id = ? WHERE plan_no = ?", (number, plan_no))
    return number


def _revision(row: sqlite3.Row) -> Revision:
    told = dict(row)
    assignments = pd.DataFrame(json.loads(told.pop("assignments")), columns=list(ASSIGNED)).astype(ASSIGNED)
    return Revision(**{**told, "asked": json.loads(told["asked"]), "assignments": assignments})


def _written(table: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()
