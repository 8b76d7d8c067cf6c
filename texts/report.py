"""The outcome of an import in sentences, the same on the page and on the command line."""

from collections.abc import Iterator
from typing import Protocol

import pandas as pd

from texts import Language


class Outcome(Protocol):
    """What an import came to, as far as it is told here."""

    one: object
    matched: int
    unmatched: int
    duplicates: int
    rejected: int
    is_repeat: bool


def outcome_lines(outcome: Outcome, say: Language) -> Iterator[str]:
    """Say what came in and where it went: in = matched + unmatched + rejected + duplicates."""
    one = outcome.one
    yield say("outcome.repeat" if outcome.is_repeat else "outcome.taken", number=one.import_id, file=one.file_name)  # type: ignore[attr-defined]
    yield say("outcome.rows_in", count=one.rows_in)  # type: ignore[attr-defined]
    for part in ("matched", "unmatched", "rejected", "duplicates"):
        yield "  " + say(f"outcome.{part}", count=getattr(outcome, part))


def problem_lines(problems: pd.DataFrame, say: Language, most: int) -> Iterator[str]:
    """Say each problem with its row, column, value and reason; the rest as a number."""
    for row in problems.head(most).itertuples():
        if hasattr(row, "row_no"):
            where = say(
                "problem.row",
                row=row.row_no,
                column=row.heading or say(f"column.{row.column}") if row.column else BLANK_COLUMN,
            )
        else:
            where = say("problem.feature", number=row.feature_no)
        yield f"  {where}: {say.reason(row.reason)}" + (f" «{row.value}»" if row.value else "")
    if len(problems) > most:
        yield "  " + say("problem.more", count=len(problems) - most)


BLANK_COLUMN = "–"
