"""CSV and its relatives in UTF-8: rows that do not fit are kept apart, a quote left open costs its own row alone."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pc

from loaders.finding import Finding
from loaders.header import Header
from loaders.table import MAX_HEADER_ROW, RawTable, encode
from outreach.errors import FileRefused

SEPARATORS = (",", ";", "\t", "|")
SAMPLE = 1 << 17
BLOCK = 1 << 22  # larger than usual: each block brings its own distinct texts, which are put together afterwards
LONGEST_CELL = csv.field_size_limit()
LONGEST_ROW = 1 << 20
MAX_COLUMNS = 16_384  # as in Excel
NO_ROWS = ("Empty CSV", "Could not skip")  # how the reader says that nothing stands below the headings


@dataclass(frozen=True)
class Record:
    """A row of the file and the lines (from 0, the last one left out) it stands on; no cells where it is broken."""

    cells: list[str] | None
    start: int
    end: int


def records(lines: list[str], separator: str) -> Iterator[Record]:
    """Read rows; one whose quote does not close is broken, and the next line begins a new one.

    A cell longer than the csv module allows counts as one that never closes, which bounds the search for its end.
    """
    start = 0
    while start < len(lines):
        reader = csv.reader((lines[at] for at in range(start, len(lines))), delimiter=separator, strict=True)
        at = start
        try:
            for row in reader:
                yield Record(row, at, start + reader.line_num)
                at = start + reader.line_num
        except csv.Error:
            yield Record(_closed(lines[at], separator), at, at + 1)
            at += 1
        start = at


def _closed(line: str, separator: str) -> list[str] | None:
    """Read a line that is a row by itself although letters stand behind a closing quote; None where it is not."""
    reader = csv.reader([line, ""], delimiter=separator)
    try:
        row = next(reader)
    except csv.Error:
        return None
    return row if reader.line_num == 1 else None


def mend(content: bytes, separator: str) -> tuple[bytes, dict[int, int]]:
    """Empty the lines that no reader can take; return their row (from 0) with the number of cells found on each.

    They are one row each: what would have become a cell that swallows all rows behind it, or outgrows the memory.
    """
    if not _needs_mending(content):
        return content, {}
    lines = io.StringIO(content.decode("latin-1"), newline="").readlines()  # a letter a byte: nothing is decoded
    broken: dict[int, int] = {}
    for number, record in enumerate(records(lines, separator)):
        line = lines[record.start]
        if record.cells is None or len(line) > LONGEST_ROW:
            broken[number] = _cells_on(line, separator)
            lines[record.start] = line[len(line.rstrip("\r\n")) :]
    return ("".join(lines).encode("latin-1") if broken else content), broken


def _needs_mending(content: bytes) -> bool:
    """Tell whether a line is very long or ends inside quotes; a file of neither is read as it stands."""
    letters = np.frombuffer(content, dtype=np.uint8)
    ends = np.append(np.flatnonzero(letters == ord("\n")), len(content))
    if np.diff(ends, prepend=-1).max() > LONGEST_CELL:
        return True
    quotes = np.flatnonzero(letters == ord('"'))
    return bool((np.searchsorted(quotes, ends) % 2).any())


def _cells_on(line: str, separator: str) -> int:
    return 1 + line[:LONGEST_CELL].split('"')[0].count(separator)


def first_rows(content: bytes, separator: str) -> list[Record]:
    """Read the first rows of a file, as far as a header may stand."""
    text = content[:SAMPLE].decode(errors="replace").removeprefix("\ufeff")
    found: list[Record] = []
    for record in records(io.StringIO(text, newline="").readlines(), separator):
        found.append(record)
        if len(found) == MAX_HEADER_ROW:
            break
    return found


def read_csv(content: bytes, separator: str, header: Header) -> RawTable:
    """Read all rows below the headings as dictionary-encoded text."""
    content, broken = mend(content, separator)
    rows = first_rows(content, separator)
    line = rows[header.row].end
    apart: dict[int, int] = {}

    def keep_apart(row: pc.InvalidRow) -> str:
        apart[row.number - line + header.row] = row.actual_columns if row.text.strip(separator + ' "\t\r\n') else 0
        return "skip"

    names = [str(position) for position in range(len(header.headings))]
    try:
        table = _parse(content, separator, line, names, keep_apart)
    except pa.ArrowInvalid as error:
        if not str(error).startswith(NO_ROWS):
            raise FileRefused("csv_unreadable") from error
        table = pa.table({name: pa.array([], pa.string()) for name in names})
    columns = tuple(encode(table.column(name)) for name in names)
    numbers = np.arange(header.row + 1, header.row + 1 + table.num_rows + len(apart))
    numbers = np.setdiff1d(numbers, np.array(list(apart), dtype=np.int64), assume_unique=True)
    preamble = tuple(" ".join(cell for cell in row.cells or [] if cell.strip()) for row in rows[: header.row])
    broken = {row: cells for row, cells in broken.items() if row > header.row}
    found = (Finding("broken_rows", "apart", facts={"rows": len(broken), "row": min(broken) + 1}),) if broken else ()
    return RawTable("", header.headings, columns, numbers + 1, preamble, _misfits(apart | broken), found)


def _parse(
    content: bytes, separator: str, line: int, names: list[str], keep_apart: Callable[[pc.InvalidRow], str]
) -> pa.Table:
    text = pa.dictionary(pa.int32(), pa.string())
    return pc.read_csv(
        pa.BufferReader(content),
        # One thread, so that a row that does not fit tells its number.
        read_options=pc.ReadOptions(use_threads=False, skip_rows=line, column_names=names, block_size=BLOCK),
        parse_options=pc.ParseOptions(
            delimiter=separator,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=keep_apart,
        ),
        convert_options=pc.ConvertOptions(column_types=dict.fromkeys(names, text), strings_can_be_null=False),
    )


def _misfits(apart: dict[int, int]) -> pd.DataFrame:
    """List the rows kept apart, by their number in the file, that are not blank."""
    frame = pd.DataFrame(sorted(apart.items()), columns=["row_no", "cells"], dtype="int64")
    frame["row_no"] += 1
    return frame[frame["cells"] > 0].reset_index(drop=True)
