"""What the province chose for all its figures, with who and when; a later choice takes the place of the former."""

from dataclasses import asdict
from pathlib import Path

import pandas as pd

from outreach.denominator import Choice
from store.database import Kept, connected, insert, prepare

SCHEMA = """
CREATE TABLE IF NOT EXISTS choices (
    choice_id INTEGER PRIMARY KEY AUTOINCREMENT,
    base TEXT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    chosen_at TEXT NOT NULL
);
"""


class Choices:
    """The choices of one data folder, in the file of its catalogue."""

    def __init__(self, path: Path) -> None:
        self.path = path
        prepare(path, SCHEMA)
        self.kept = Kept(path)

    @property
    def denominator(self) -> Choice:
        """The denominator in force: the last that was chosen, else adults by the newest figures."""
        return self.kept.answer("denominator", self._last)

    def _last(self) -> Choice:
        with connected(self.path) as connection:
            row = connection.execute("SELECT base, kind FROM choices ORDER BY choice_id DESC LIMIT 1").fetchone()
        return Choice(**dict(row)) if row else Choice()

    def choose(self, choice: Choice, actor: str, at: str) -> None:
        """Put another denominator into force."""
        with connected(self.path) as connection:
            insert(connection, "choices", {**asdict(choice), "actor": actor, "chosen_at": at})

    def history(self) -> pd.DataFrame:
        """Return every choice, the newest first: base, kind, actor, chosen_at."""
        with connected(self.path) as connection:
            rows = [dict(row) for row in connection.execute("SELECT * FROM choices ORDER BY choice_id DESC")]
        return pd.DataFrame(rows, columns=["choice_id", "base", "kind", "actor", "chosen_at"])
