"""Columns made of several of the file's: a place written out for 'other', and people counted as men and as women."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import is_valueless, read_count, tidy
from loaders.exclusions import SEXES
from loaders.headings import PATH, bare, scores
from loaders.table import RawTable, encode

WITH_OTHER = ("commune", "group", "venue", "topic", "team", "partner")
COUNTS = ("adults", "attendance")
OTHER = frozenset(
    {"other", "others", "khac", "noi khac", "autre", "autres", "otro", "otra", "outro", "outra", "lainnya"}
)  # fmt: skip


def composed(table: RawTable, positions: Mapping[str, int], columns: Sequence[str]) -> tuple[RawTable, dict[str, int]]:
    """Return a table with its layout in which those columns are whole; rows and row numbers stay.

    `columns` are those that the kind of sheet may have.
    """
    for column in WITH_OTHER:
        if column in positions:
            table = _with_texts(table, positions[column])
    counted = next((column for column in COUNTS if column in columns), "")
    sexes = _by_sex(table.headings, counted) if counted and counted not in positions else None
    if sexes is None:
        return table, dict(positions)
    return _with_sum(table, *sexes), {**positions, counted: len(table.headings)}


def _with_texts(table: RawTable, at: int) -> RawTable:
    """Put what was written out in the place of 'other'."""
    beside = _other_of(table.headings, at)
    if beside is None:
        return table
    chosen, text = (table.columns[one].cast(pa.string()) for one in (at, beside))
    is_other = [bare(one or "") in OTHER | {""} for one in table.columns[at].dictionary.to_pylist()]
    is_open = pc.take(pa.array(is_other, pa.bool_()), table.columns[at].indices)
    is_told = pc.not_equal(pc.utf8_trim_whitespace(text), "")
    whole = encode(pc.if_else(pc.and_(is_open, is_told), text, chosen))
    return replace(table, columns=(*table.columns[:at], whole, *table.columns[at + 1 :]))


def _other_of(headings: Sequence[str], at: int) -> int | None:
    """Find the heading that asks for the text: that of the column with 'other', or 'other' alone right behind it."""
    own = bare(PATH.split(headings[at])[-1])
    for position, heading in enumerate(headings):
        words = bare(PATH.split(heading)[-1])
        is_next = position == at + 1 and len(words.split()) <= SHORT
        if position != at and OTHER & set(words.split()) and (words.startswith(f"{own} ") or is_next):
            return position
    return None


def _by_sex(headings: Sequence[str], counted: str) -> tuple[int, int] | None:
    """Find the two headings that count men and women of the same."""
    found: dict[str, dict[int, int]] = {}
    for at, heading in enumerate(headings):
        words = bare(heading)
        for sex, names in enumerate(SEXES):
            for name in names:
                if words.endswith(f" {name}") and scores(words.removesuffix(f" {name}"), (counted,)):
                    found.setdefault(words.removesuffix(f" {name}"), {}).setdefault(sex, at)
    return next(((pair[0], pair[1]) for pair in found.values() if len(pair) == len(SEXES)), None)


def _with_sum(table: RawTable, men: int, women: int) -> RawTable:
    pair = [table.columns[at] for at in (men, women)]
    codes = np.stack([column.indices.to_numpy(zero_copy_only=False) for column in pair], axis=1)
    distinct, rows = np.unique(codes, axis=0, return_inverse=True)
    texts = [[tidy(text) for text in column.dictionary.to_pylist()] for column in pair]
    sums = pa.array([_sum(texts[0][one], texts[1][other]) for one, other in distinct], pa.string())
    column = encode(sums.take(pa.array(rows.reshape(-1))))
    heading = f"{table.headings[men]} + {table.headings[women]}"
    return replace(table, headings=(*table.headings, heading), columns=(*table.columns, column))


def _sum(men: str, women: str) -> str:
    """Add two counts; one that cannot be read stands for the whole, to be reported."""
    texts = [text for text in (men, women) if not is_valueless(text)]
    counts = [read_count(text) for text in texts]
    if None in counts:
        return texts[counts.index(None)]
    return str(sum(count for count in counts if count is not None)) if counts else ""


SHORT = 4  # words: "If other, specify"
