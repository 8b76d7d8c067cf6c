"""What is found out about a whole file or column, how it is read because of that, and what only a person can say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from outreach.errors import FileRefused

# What may be found out, each with the readings that it may have.
READINGS = {
    "date_order": ("dmy", "mdy"),
    "coordinates": (
        *("swapped", "sign_lon", "sign_lat", "sign_both"),
        *("projected_9205", "projected_5896", "projected_3405", "projected_32648", "projected_32647"),
        *("left_out", "repaired"),
    ),
    "encoding": ("utf16", "cp1258", "cp1252", "mixed"),
    "font": ("tcvn3", "vni", "as_written"),
    "broken_rows": ("apart",),
    "hidden_sheets": ("left_out",),
    "error_cells": ("blank",),
    "uncounted_formulas": ("blank",),
}
ASKED = ("date_order", "coordinates", "font")  # those that a person may have a say in


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
        known = READINGS[self.key]
        if not {self.reading, *self.choices} <= {"", *known}:
            raise ValueError(f"{self.key} has the readings {known}")

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
