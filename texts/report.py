"""The outcome of an import in sentences, the same on the page and on the command line."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

import pandas as pd

from texts import Language


class Import(Protocol):
    """The import that is told of."""

    @property
    def import_id(self) -> int: ...  # noqa: D102
    @property
    def file_name(self) -> str: ...  # noqa: D102
    @property
    def rows_in(self) -> int: ...  # noqa: D102


class Outcome(Protocol):
    """What an import came to, as far as it is told here."""

    @property
    def one(self) -> Import: ...  # noqa: D102
    @property
    def people(self) -> Mapping[str, int]: ...  # noqa: D102
    @property
    def is_repeat(self) -> bool: ...  # noqa: D102


def outcome_lines(outcome: Outcome, say: Language) -> Iterator[str]:
    """Say what came in and where it went: in = matched + unmatched + rejected + duplicates."""
    one = outcome.one
    key = "outcome.repeat" if outcome.is_repeat else "outcome.taken"
    yield say(key, number=one.import_id, file=one.file_name)
    yield say("outcome.rows_in", count=one.rows_in)
    for part in ("matched", "unmatched", "rejected", "duplicates"):
        people = f" · {say('count.people', people=outcome.people[part])}" if outcome.people else ""
        yield "  " + say(f"outcome.{part}", count=getattr(outcome, part)) + people


def problem_lines(rows: pd.DataFrame, say: Language, most: int) -> Iterator[str]:
    """Say why each row does not count, with its sheet, row, column and value; the rest as a number.

    `rows` has sheet, row_no, column, heading, value, reason and fate, as `Campaign.open_rows` returns them.
    """
    for row in rows.head(most).to_dict("records"):
        heading = row["heading"] or (say(f"column.{row['column']}") if row["column"] else "")
        where = (
            say("problem.row", row=row["row_no"], column=heading)
            if heading
            else say("problem.row_only", row=row["row_no"])
        )
        sheet = f"{row['sheet']}: " if row["sheet"] else ""
        value = f" «{row['value']}»" if row["value"] else ""
        yield f"  {sheet}{where}: {say.reason(row['reason'])}{value} → {say('fate.' + row['fate'])}"
    if len(rows) > most:
        yield "  " + say("problem.more", count=len(rows) - most)


def finding_lines(findings: Iterable[Mapping[str, Any]], say: Language) -> Iterator[str]:
    """Say what was found out about a file: each finding has key, reading and facts."""
    for found in findings:
        if found["reading"]:
            yield finding_line(f"{found['key']}.{found['reading']}", found["facts"], say)


def finding_line(name: str, facts: Mapping[str, object], say: Language) -> str:
    """Say one thing found out; `name` is its key and reading."""
    return say(f"finding.{name}", **facts)


def boundary_facts(report: Mapping[str, object], say: Language) -> list[tuple[str, str]]:
    """Say what was found in a boundary file and what was repaired: name and value; nothing of what is none."""
    return [
        (say(f"boundary.{key}"), say.value(value))
        for key, value in report.items()
        if value and value != [""] and say.has(f"boundary.{key}")
    ]
