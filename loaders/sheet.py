"""A raw table with a layout: our columns, read and checked, with every problem on record."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from loaders.cells import Cells, is_blank, read, read_label, read_remark, read_text, tidy
from loaders.finding import Finding
from loaders.headings import bare
from loaders.table import RawTable

PERSONAL = frozenset({"person_name", "birth_year", "person_id", "phone", "household_head", "household_id"})
PRECISE = frozenset({"lat", "lon", "geopoint"})  # where a person lives: never shown as written
PROBLEM_COLUMNS = ("sheet", "row_no", "column", "heading", "reason", "value", "is_rejected")


@dataclass(frozen=True)
class Context:
    """What a loader must know besides the file: the key, the segment, the days on which places changed, and today.

    `answers` are what a person said to the questions of this file: key of the finding -> reading. `extent` is the
    box around the campaign's units in degrees (west, south, east, north), with a margin: coordinates are held to it.
    """

    key: bytes
    segment: int
    eras: tuple[date, ...]
    today: date
    answers: Mapping[str, str] = field(default_factory=dict)
    extent: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Built:
    """What a file came to: records, the written places they name, the problems, and what was found out about it.

    `people_rejected` are the people on rejected rows, as far as they could be read.
    """

    records: pa.Table
    places: pa.Table
    problems: pd.DataFrame
    rows_in: int
    findings: tuple[Finding, ...] = ()
    people_rejected: int = 0


@dataclass
class Sheet:
    """A raw table under a layout. Reading a column collects its unreadable cells as problems, and what it found out."""

    table: RawTable
    layout: dict[str, int]
    problems: list[pd.DataFrame] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.table)

    def origin(self, context: Context) -> dict[str, pa.Array]:
        """Return where each row comes from: its number in the file, and the segment."""
        return {
            "row_no": pa.array(self.table.row_no.astype(np.int32)),
            "segment": pa.array(np.full(len(self), context.segment, dtype=np.int64)),
        }

    def has(self, column: str) -> bool:
        """Tell whether the file has this column."""
        return column in self.layout

    def raw(self, column: str) -> pa.DictionaryArray:
        """Return a column as written; blanks where the file has none."""
        if column in self.layout:
            return self.table.columns[self.layout[column]]
        return pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(self), dtype=np.int32)), pa.array([""]))

    def read(self, column: str, parse: Callable[[str], object], kind: pa.DataType, *, rejects: bool = True) -> pa.Array:
        """Read a column; text that cannot be read is a problem that rejects its row, or only drops the cell."""
        cells: Cells = read(self.raw(column), parse, kind)
        self.report(cells.is_bad, column, f"unreadable_{column}", rejects=rejects)
        return cells.found

    def text(self, column: str) -> pa.Array:
        """Read a column of names as tidy text, '' where blank."""
        return read(self.raw(column), read_text, pa.string()).found.fill_null("")

    def label(self, column: str) -> pa.Array:
        """Read a column of codes or labels as tidy text, '' where blank."""
        return read(self.raw(column), read_label, pa.string()).found.fill_null("")

    def filled(self, column: str) -> np.ndarray:
        """Mark the rows in which a column holds more than blanks."""
        return self.marked(column, lambda text: not is_blank(text))

    def marked(self, column: str, holds: Callable[[str], bool]) -> np.ndarray:
        """Mark the rows whose text in a column fulfils a condition, which is asked once for each distinct text."""
        raw = self.raw(column)
        found = np.array([holds(text or "") for text in raw.dictionary.to_pylist()], dtype=bool)
        return found[raw.indices.to_numpy(zero_copy_only=False)] if found.size else np.zeros(len(self), dtype=bool)

    def report(self, is_bad: np.ndarray, column: str, reason: str, *, rejects: bool = True) -> None:
        """Put the marked rows on record; the value is shown unless it may tell who a person is."""
        if not is_bad.any():
            return
        values = "" if column in PERSONAL | PRECISE else self.raw(column).filter(pa.array(is_bad)).to_pylist()
        heading = self.table.headings[self.layout[column]] if column in self.layout else ""
        self.problems.append(
            pd.DataFrame(
                {
                    "sheet": self.table.sheet,
                    "row_no": self.table.row_no[is_bad],
                    "column": column,
                    "heading": heading,
                    "reason": reason,
                    "value": [_shown(value) for value in values] if values else "",
                    "is_rejected": rejects,
                }
            )
        )

    def all_problems(self) -> pd.DataFrame:
        """Return the problems in file order, the rows that did not fit the headings among them."""
        ragged = self.table.ragged
        misfits = pd.DataFrame({"row_no": ragged["row_no"], "value": ragged["cells"].astype(str)}).assign(
            sheet=self.table.sheet, column="", heading="", reason="ragged_row", is_rejected=True
        )
        frames = [frame for frame in (misfits, *self.problems) if len(frame)]
        if not frames:
            return pd.DataFrame(columns=list(PROBLEM_COLUMNS)).astype({"row_no": "int64", "is_rejected": "bool"})
        return pd.concat(frames, ignore_index=True)[list(PROBLEM_COLUMNS)].sort_values(
            "row_no", ignore_index=True, kind="stable"
        )

    def all_findings(self) -> tuple[Finding, ...]:
        """Return what was found out about the text of the table and about its columns."""
        return (*self.table.findings, *self.findings)

    def kept(self) -> np.ndarray:
        """Mark the rows that no problem rejects."""
        rejected = [frame.loc[frame["is_rejected"], "row_no"] for frame in self.problems]
        return ~np.isin(self.table.row_no, np.concatenate(rejected)) if rejected else np.ones(len(self), dtype=bool)


def _shown(value: str | None) -> str:
    """Cut a value to what a person needs to find it, without what may be somebody's telephone or citizen number."""
    return read_remark(tidy(value))


def without_blank_rows(table: RawTable) -> RawTable:
    """Leave out rows in which every cell is blank: they are no records."""
    filled = np.zeros(len(table), dtype=bool)
    for column in table.columns:
        texts = np.array([bool(text and text.strip()) for text in column.dictionary.to_pylist()], dtype=bool)
        if texts.size:
            filled |= texts[column.indices.to_numpy(zero_copy_only=False)]
    return table if filled.all() else table.take(filled)


def totals(sheet: Sheet, columns: tuple[str, ...]) -> np.ndarray:
    """Mark the rows that only add others up: 'Tổng cộng' in one of the columns.

    A bare 'Tong' without marks is a total in the first columns of a form, and a village anywhere else.
    """
    found = np.zeros(len(sheet), dtype=bool)
    for column in columns:
        found |= sheet.marked(column, _is_total if column in LEADING else _is_plain_total)
    return found


def _is_plain_total(text: str) -> bool:
    # Looked at a million times, and hardly ever one: the first letter and the length tell nearly all others.
    if text.strip(" :.*\t")[:1] not in TOTAL_INITIALS or len(text) > LONGEST_TOTAL:
        return False
    return " ".join(re.findall(r"\w+", tidy(text).casefold())) in TOTALS


def _is_total(text: str) -> bool:
    if text.isdecimal():
        return False
    return _is_plain_total(text) or (bare(text) in UNMARKED_TOTALS and bare(text) == text.strip(" :.").casefold())


LEADING = frozenset({"row_label", "date", "team_code"})
TOTALS = frozenset(
    {"tổng cộng", "tổng", "cộng", "tổng số", "tổng hợp", "tong cong", "tong so", "total", "totals", "grand total"}
)
TOTAL_INITIALS = frozenset("tTcCgGsS")
LONGEST_TOTAL = 40
UNMARKED_TOTALS = frozenset({"tong", "cong", "sum", "tong hop"})
