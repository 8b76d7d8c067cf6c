"""Layouts that people chose: which heading means which column, remembered by the headings of the table."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from store.database import connected, prepare

SCHEMA = """
CREATE TABLE IF NOT EXISTS layouts (
    kind TEXT NOT NULL,
    headings_key TEXT NOT NULL,
    columns TEXT NOT NULL,
    answers TEXT NOT NULL,
    actor TEXT NOT NULL,
    chosen_at TEXT NOT NULL,
    PRIMARY KEY (kind, headings_key)
);
"""


@dataclass(frozen=True)
class Layout:
    """Which heading means which of our columns (all others are left out), and the answers given to the file."""

    columns: Mapping[str, str]
    answers: Mapping[str, str]


class Layouts:
    """The remembered layouts of one data folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        prepare(path, SCHEMA)

    def of_kind(self, kind: str) -> dict[str, Layout]:
        """Return every remembered layout of a kind of file, by the key of its headings."""
        with connected(self.path) as connection:
            rows = connection.execute("SELECT * FROM layouts WHERE kind = ?", (kind,)).fetchall()
        return {row["headings_key"]: Layout(json.loads(row["columns"]), json.loads(row["answers"])) for row in rows}

    def remember(self, kind: str, headings_key: str, layout: Layout, actor: str, at: str) -> None:
        """Remember a layout; the last word counts."""
        columns, answers = (json.dumps(dict(one), ensure_ascii=False) for one in (layout.columns, layout.answers))
        with connected(self.path) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO layouts VALUES (?, ?, ?, ?, ?, ?)",
                (kind, headings_key, columns, answers, actor, at),
            )

    def forget(self, kind: str, headings_key: str) -> None:
        """Forget a layout, so that the next file of these headings is guessed again."""
        with connected(self.path) as connection:
            connection.execute("DELETE FROM layouts WHERE (kind, headings_key) = (?, ?)", (kind, headings_key))
