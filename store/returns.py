"""Return forms that teams sent back: each taken in whole or not at all, and taken back, never deleted. No person."""

import sqlite3
from pathlib import Path

import pandas as pd

from outreach.errors import NotFound
from store.database import connected, insert, prepare, transaction

SCHEMA = """
CREATE TABLE IF NOT EXISTS returns (
    return_no INTEGER PRIMARY KEY AUTOINCREMENT,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    actor TEXT NOT NULL,
    at TEXT NOT NULL,
    taken_back_at TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS one_form_in_force ON returns (sha256) WHERE taken_back_at IS NULL;
CREATE TABLE IF NOT EXISTS return_rows (
    row_id INTEGER PRIMARY KEY AUTOINCREMENT,
    return_no INTEGER NOT NULL REFERENCES returns (return_no),
    plan_no INTEGER NOT NULL,
    team_id TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('done', 'partly', 'not_done')),
    reason TEXT NOT NULL,
    on_date TEXT,
    households INTEGER,
    adults INTEGER,
    closed INTEGER,
    minutes INTEGER
);
CREATE INDEX IF NOT EXISTS return_rows_by_plan ON return_rows (plan_no);
"""
PAIR = ["plan_no", "team_id", "unit_id"]
COUNTS = ["households", "adults", "closed", "minutes"]
TOLD = [*PAIR, "status", "reason", "on_date", *COUNTS]
KINDS = {
    "plan_no": "int64", "team_id": "str", "unit_id": "str", "status": "str", "reason": "str",
    **dict.fromkeys(COUNTS, "Int64"),
}  # fmt: skip
LISTED = ["return_no", "file_name", "actor", "at", "taken_back_at", "rows", "plans"]


class Returns:
    """The return forms of one data folder, in the file of its catalogue."""

    def __init__(self, path: Path) -> None:
        self.path = path
        prepare(path, SCHEMA)

    def add(self, file_name: str, sha256: str, rows: pd.DataFrame, actor: str, at: str) -> tuple[int, bool]:
        """Take a form in with all its rows; return its number, and whether the very same file was here already.

        `rows` has the columns TOLD. A form that was taken back can be taken in again, under a new number.
        """
        with transaction(self.path) as connection:
            if same := _in_force(connection, sha256):
                return same, True
            values = {"file_name": file_name, "sha256": sha256, "actor": actor, "at": at}
            number = insert(connection, "returns", values)
            marks = ", ".join("?" * (len(TOLD) + 1))
            connection.executemany(
                f"INSERT INTO return_rows (return_no, {', '.join(TOLD)}) VALUES ({marks})",
                [(number, *row) for row in _written(rows)],
            )
        return number, False

    def begin_anew(self, at: str) -> None:
        """Take every form back: the plans that they answer are gone."""
        with connected(self.path) as connection:
            connection.execute("UPDATE returns SET taken_back_at = ? WHERE taken_back_at IS NULL", (at,))

    def same(self, sha256: str) -> int:
        """Return the number of the form in force that is this very file, 0 for none."""
        with connected(self.path) as connection:
            return _in_force(connection, sha256)

    def take_back(self, return_no: int, at: str) -> None:
        """Take a form back: its rows count no more and stay in the history."""
        with connected(self.path) as connection:
            done = connection.execute(
                "UPDATE returns SET taken_back_at = ? WHERE return_no = ? AND taken_back_at IS NULL", (at, return_no)
            )
            if not done.rowcount:
                raise NotFound("return_unknown", number=return_no)

    def listed(self) -> pd.DataFrame:
        """Return every form, the newest first, with how many rows it has and of which plans."""
        query = (
            "SELECT r.return_no, file_name, actor, at, taken_back_at, count(row_id) AS rows,"
            " group_concat(DISTINCT plan_no) AS plans FROM returns r LEFT JOIN return_rows USING (return_no)"
            " GROUP BY r.return_no ORDER BY r.return_no DESC"
        )
        with connected(self.path) as connection:
            found = [dict(row) for row in connection.execute(query)]
        text = {"return_no": "int64", "file_name": "str", "actor": "str", "at": "str", "plans": "str", "rows": "int64"}
        return pd.DataFrame(found, columns=LISTED).astype(text)

    def of_plan(self, plan_no: int) -> pd.DataFrame:
        """Return what the forms in force say of a plan: of each team and group the rows of its last form."""
        query = (
            f"SELECT return_no, {', '.join(TOLD)} FROM return_rows JOIN returns USING (return_no)"
            " WHERE plan_no = ? AND taken_back_at IS NULL ORDER BY row_id"
        )
        with connected(self.path) as connection:
            found = [dict(row) for row in connection.execute(query, (plan_no,))]
        rows = pd.DataFrame(found, columns=["return_no", *TOLD]).astype(KINDS)
        rows["on_date"] = pd.to_datetime(rows["on_date"])
        is_last = rows["return_no"] == rows.groupby(PAIR)["return_no"].transform("max")
        return rows[is_last].reset_index(drop=True)

    def stamp(self) -> str:
        """Return a text that changes whenever a form is taken in or taken back."""
        query = "SELECT count(*) AS every, count(taken_back_at) AS back, coalesce(max(taken_back_at), '') FROM returns"
        with connected(self.path) as connection:
            return "/".join(str(one) for one in connection.execute(query).fetchone())


def _in_force(connection: sqlite3.Connection, sha256: str) -> int:
    row = connection.execute(
        "SELECT return_no FROM returns WHERE sha256 = ? AND taken_back_at IS NULL", (sha256,)
    ).fetchone()
    return int(row["return_no"]) if row else 0


def _written(rows: pd.DataFrame) -> list[tuple[object, ...]]:
    """Return the rows as the file keeps them: days as text, nothing for what was not told."""
    told = rows[TOLD].astype(dict.fromkeys(COUNTS, "Int64"))
    told["on_date"] = pd.to_datetime(told["on_date"]).dt.strftime("%Y-%m-%d")
    told["reason"] = told["reason"].fillna("")
    plain = told.astype("object").where(told.notna(), None)
    return list(plain.itertuples(index=False, name=None))
