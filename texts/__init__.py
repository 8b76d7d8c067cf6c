"""The words and the formats of numbers and dates, in Vietnamese and English; no language is global."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from outreach.errors import CampaignError

LANGUAGES = ("vi", "en")
BLANK = "–"
SUNDAY = 7
FEW = 10  # so few a week are written with a decimal
MOST_KEPT = 32_768  # written numbers: a table of a province has some thousands, and its next visitor the same
SIGNED, SIGNED_DECIMAL = "+#,##0;-#,##0", "+#,##0.0;-#,##0.0"


@dataclass(frozen=True)
class Language:
    """One language: call it with a key and facts for a sentence, ask it for numbers and dates."""

    code: str

    def __call__(self, key: str, /, **facts: object) -> str:
        """Return the text of a key, filled with facts; numbers and dates among them in this language."""
        text = catalogue(self.code).get(key, key)
        return text.format(**{name: self.value(fact) for name, fact in facts.items()}) if facts else text

    def has(self, key: str) -> bool:
        """Tell whether there is a text of this key."""
        return key in catalogue(self.code)

    def value(self, fact: object) -> str:
        """Write any fact: numbers and days in the language's format, lists with commas."""
        if isinstance(fact, bool):
            return self("yes" if fact else "no")
        if isinstance(fact, date):
            return self.day(fact)
        if isinstance(fact, float):
            return _decimal(fact, "#,##0.##", self.code)
        if isinstance(fact, int):
            return self.number(fact)
        if isinstance(fact, dict):
            return ", ".join(f"{name} = {self.value(one)}" for name, one in fact.items() if one)
        if isinstance(fact, list | tuple):
            return ", ".join(self.value(one) for one in fact)
        return str(fact)

    def number(self, value: float | None) -> str:
        """Write a whole number with the language's separators, a dash for none."""
        if value is None or pd.isna(value):
            return BLANK
        return _decimal(round(value), "#,##0", self.code)

    def share(self, value: float | None) -> str:
        """Write a share as a percentage with one decimal, a dash for none."""
        if value is None or pd.isna(value):
            return BLANK
        return _percent(value + 0.0, "#,##0.0%", self.code)

    def change(self, value: float | None) -> str:
        """Write a change in whole numbers with its sign, a dash for none."""
        if value is None or pd.isna(value):
            return BLANK
        return _decimal(round(value), SIGNED, self.code) if round(value) else "0"

    def points(self, value: float | None) -> str:
        """Write a change of a share in percentage points with one decimal and its sign, a dash for none."""
        if value is None or pd.isna(value):
            return BLANK
        # What rounds to nought has no sign.
        return _decimal(round(100 * value, 1) + 0.0, SIGNED_DECIMAL, self.code)

    def measure(self, value: float | None) -> str:
        """Write a number with one decimal, a dash for none."""
        if value is None or pd.isna(value):
            return BLANK
        return _decimal(value + 0.0, "#,##0.0", self.code)

    def rate(self, value: float | None) -> str:
        """Write people a week: below ten with one decimal, a dash for none."""
        is_few = value is not None and pd.notna(value) and 0 < value < FEW
        return self.measure(value) if is_few else self.number(value)

    def day(self, value: date | None) -> str:
        """Write a day as d/m/Y in Vietnamese and as 1 Jul 2025 in English, a dash for none."""
        if value is None or pd.isna(value):
            return BLANK
        return _day(value, "dd/MM/yyyy" if self.code == "vi" else "d MMM y", self.code)

    def weekday(self, value: date) -> str:
        """Write a day of the year with its day of the week, without the year: T2 23/11, Mon 23 Nov."""
        if self.code != "vi":
            return format_date(value, "EEE d MMM", locale=self.code)
        name = "CN" if value.isoweekday() == SUNDAY else f"T{value.isoweekday() + 1}"
        return f"{name} {value:%d/%m}"

    def moment(self, stamp: str) -> str:
        """Write an ISO time stamp (UTC) as day and time of this office."""
        local = datetime.fromisoformat(stamp).astimezone()
        return f"{self.day(local.date())} {local:%H:%M}"

    def error(self, error: CampaignError) -> str:
        """Say what went wrong, in a sentence."""
        key = f"error.{error.key}"
        facts: dict[str, Any] = dict(error.facts)
        if expected := facts.get("expected"):
            # Columns are told by the names that people know them by: one of each choice is needed.
            facts["expected"] = "; ".join(" / ".join(self(f"column.{one}") for one in choices) for choices in expected)
        if choices := facts.get("choices"):
            question = facts["question"]
            facts["asked"] = self(f"question.{question}", **error.facts)
            names = {one: f"{question}.{one}" for one in choices}
            facts["choices"] = "; ".join(f"{one} = {self(f'choice.{name}')}" for one, name in names.items())
        return self(key, **facts) if self.has(key) else self("error.unknown", key=error.key, facts=error.facts)

    def reason(self, key: str) -> str:
        """Say why a row does not count."""
        return self(f"reason.{key}") if self.has(f"reason.{key}") else key


@lru_cache(maxsize=MOST_KEPT)
def _decimal(value: float, pattern: str, code: str) -> str:
    return format_decimal(value, format=pattern, locale=code)


@lru_cache(maxsize=MOST_KEPT)
def _percent(value: float, pattern: str, code: str) -> str:
    return format_percent(value, format=pattern, locale=code)


@lru_cache(maxsize=MOST_KEPT)
def _day(value: date, pattern: str, code: str) -> str:
    return format_date(value, pattern, locale=code)


@cache
def language(code: str) -> Language:
    """Return one of the languages; any other code is the first."""
    return Language(code if code in LANGUAGES else LANGUAGES[0])


@cache
def catalogue(code: str) -> dict[str, str]:
    """Read a catalogue of texts: key -> text."""
    path = Path(__file__).parent / f"{code}.po"
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale=code) if message.id}
