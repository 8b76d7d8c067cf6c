"""A second look at a guess: the cells below a heading that say that it means something else."""

import re
from collections.abc import Callable, Sequence

from loaders.cells import is_valueless, tidy
from loaders.table import RawTable

SAMPLE = 200  # distinct texts of a column
MOSTLY = 0.5
DIGITS = re.compile(r"\d")
TWO_NUMBERS = re.compile(r"\d[^\d]*[,;\s][^\d]*\d")
FEWEST_OF_A_DAY = 3  # digits: 5/3/26 has four


def _has_digits(text: str) -> bool:
    return DIGITS.search(text) is not None


def _begins_with_digit(text: str) -> bool:
    return text[:1].isdecimal()


def _is_no_number(text: str) -> bool:
    return any(map(str.isalpha, text))


# What most cells of a column look like; columns that are not here may hold anything.
LOOKS: dict[str, Callable[[str], bool]] = {
    "date": lambda text: len(DIGITS.findall(text)) >= FEWEST_OF_A_DAY,
    "commune": _is_no_number,
    "district": _is_no_number,
    "person_name": _is_no_number,
    "household_head": _is_no_number,
    "status": _is_no_number,
    "lat": _has_digits,
    "lon": _has_digits,
    "geopoint": lambda text: TWO_NUMBERS.search(text) is not None,
    "phone": _has_digits,
    "person_id": _has_digits,
    "birth_year": _has_digits,
    "commune_code": _has_digits,
    "group_code": _has_digits,
    "adults": _begins_with_digit,
    "attendance": _begins_with_digit,
    "households": _begins_with_digit,
    "adult_population": _begins_with_digit,
    "population": _begins_with_digit,
}


def doubts(table: RawTable, columns: Sequence[str]) -> frozenset[tuple[int, str]]:
    """Return the pairs of a position and a column of ours that the cells speak against; a blank column is in doubt."""
    found = set()
    for at, column in enumerate(table.columns):
        texts = [text for text in map(tidy, column.dictionary.slice(0, SAMPLE).to_pylist()) if not is_valueless(text)]
        for ours in columns:
            looks = LOOKS.get(ours)
            agreeing = len(texts) if looks is None else sum(map(looks, texts))
            if not texts or agreeing < MOSTLY * len(texts):
                found.add((at, ours))
    return frozenset(found)
