"""What is found out about a whole file or column, how it is read because of that, and what only a person can say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from outreach.errors import FileRefused

# What may be found out, each with the readings that it may have.
READINGS: dict[str, tuple[str, ...]] = {
    "date_order": ("dmy", "mdy"),
    "short_year": ("twenty",),
    "status_unread": ("served", "reject"),
    "coordinates": ("as_written", "repair", "drop", "swapped", "sign", "projected"),
    "encoding": ("utf16", "cp1258", "cp1252", "mixed"),
    "font": ("tcvn3", "vni", "as_written"),
    "broken_rows": ("apart",),
    "hidden_sheets": ("left_out",),
    "error_cells": ("blank",),
    "uncounted_formulas": ("blank",),
}
# Those in which a person may have a say, with what may be chosen.
ASKED = {
    "date_order": READINGS["date_order"],
    "status_unread": READINGS["status_unread"],
    "coordinates": ("as_written", "repair", "drop"),
    "font": READINGS["font"],
}


@dataclass(frozen=True)
class Finding:
    """One thing found out: the texts `finding.<key>.<reading>` and `question.<key>` say it, filled with the facts.

    `reading` is how the column is read, '' while nobody has said. `choices` are the readings that a person may
    choose from, none where the file itself proves the reading. With `must_answer` nothing is imported before a
    person has chosen; without, `reading` holds until one does.
    """

    key: str
    reading: str = ""
    column: str = ""
    choices: tuple[str, ...] = ()
    must_answer: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.reading not in ("", *READINGS[self.key]) or not set(self.choices) <= set(ASKED.get(self.key, ())):
            raise ValueError(f"{self.key} has no such reading or choice")

    @property
    def name(self) -> str:
        """The key and the reading, as the texts name them."""
        return f"{self.key}.{self.reading}"

    @property
    def is_open(self) -> bool:
        """Tell a question that stands in the way of the import."""
        return self.must_answer and not self.reading


def refuse_unanswered(findings: tuple[Finding, ...]) -> None:
    """Raise FileRefused `answer_needed` for the first question that stands in the way."""
    for finding in findings:
        if finding.is_open:
            raise FileRefused("answer_needed", question=finding.key, choices=finding.choices, **finding.facts)
