"""Workbooks, read in a child process with limits: a cell far off or a bomb ends the child, not the app."""

import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from loaders.container import entries
from loaders.finding import Finding
from loaders.header import Header
from loaders.opendocument import check_sheets
from loaders.table import RawTable
from outreach.errors import FileRefused

MAX_CELLS = 25_000_000  # of the rectangle that a sheet spans, filled or not: the parser lays all of it out
CELL = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
ERROR = b' t="e"'
UNCOUNTED = re.compile(rb"(?:</f>|<f [^>]*/>)(?:<v\s*/>|<v></v>)?</(?:\w+:)?c>")
HOME = Path(__file__).parent.parent


@dataclass(frozen=True)
class Workbook:
    """The visible sheets of a workbook, each a name and a table of text, and what was found out about the others."""

    sheets: list[tuple[str, pa.Table]]
    findings: tuple[Finding, ...] = ()


def check_workbook(content: bytes, form: str) -> tuple[Finding, ...]:
    """Look a workbook over before any parser sees it; raise FileRefused for what would only do harm.

    Return how many cells of XLSX will come out blank although something is wrong with them. The sheets of XLS cannot
    span more than the parser may lay out; those of XLSB are left to the limits of the child.
    """
    if form == "xls":
        return ()
    errors = formulas = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in entries(content):
                if form == "ods" and entry.filename == "content.xml":
                    with archive.open(entry) as stream:
                        check_sheets(stream, MAX_CELLS)
                if re.fullmatch(r"xl/worksheets/[^/]*\.xml", entry.filename):
                    wrong, unknown = _check_sheet(archive, entry)
                    errors, formulas = errors + wrong, formulas + unknown
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise FileRefused("workbook_unreadable") from error
    found = {"error_cells": errors, "uncounted_formulas": formulas}
    return tuple(Finding(key, "blank", facts={"cells": cells}) for key, cells in found.items() if cells)


def _check_sheet(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[int, int]:
    widest = tallest = 0
    wrong = unknown = 0
    with archive.open(entry) as stream:
        for tail, piece in _pieces(stream):
            if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                raise FileRefused("workbook_unreadable")
            for letters, digits in set(CELL.findall(piece)):
                widest, tallest = max(widest, _column_number(letters)), max(tallest, int(digits))
            wrong += piece.count(ERROR) - tail.count(ERROR)
            unknown += len(UNCOUNTED.findall(piece)) - len(UNCOUNTED.findall(tail))
    if widest * tallest > MAX_CELLS:
        raise FileRefused("workbook_far_cell", rows=tallest, columns=widest)
    return wrong, unknown


def _pieces(stream: IO[bytes], size: int = 1 << 20) -> Iterator[tuple[bytes, bytes]]:
    """Yield overlapping pieces, so that no cell reference is cut in two unseen, each with what it repeats."""
    tail = b""
    while piece := stream.read(size):
        yield tail, tail + piece
        tail = (tail + piece)[-200:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def read_workbook(content: bytes, form: str, *, megabytes: int, seconds: int, isolated: bool = True) -> Workbook:
    """Return every visible sheet of a workbook of the form 'xlsx', 'xlsb', 'xls' or 'ods'.

    A table of text has one column a column of the sheet. `isolated=False` is for workbooks that this program has just
    made itself. Hidden rows are rows like any other: whoever hid them has not said that they are wrong.
    """
    findings = check_workbook(content, form)
    with tempfile.TemporaryDirectory(prefix="workbook-") as folder:
        source = Path(folder) / f"source.{form}"
        source.write_bytes(content)
        if isolated:
            _run_child(source, Path(folder), megabytes, seconds)
        else:
            dump(source, Path(folder))
        told = json.loads((Path(folder) / "sheets.json").read_text(encoding="utf-8"))
        sheets = [
            (name, pq.read_table(Path(folder) / f"{number}.parquet")) for number, name in enumerate(told["shown"])
        ]
    if told["hidden"]:
        findings += (Finding("hidden_sheets", "left_out", facts={"sheets": told["hidden"]}),)
    return Workbook(sheets, findings)


def _run_child(source: Path, folder: Path, megabytes: int, seconds: int) -> None:
    command = [sys.executable, "-m", "loaders.workbook", str(source), str(folder), str(megabytes)]
    try:
        done = subprocess.run(command, cwd=HOME, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise FileRefused("workbook_too_slow", seconds=seconds) from error
    if done.returncode:
        raise FileRefused("workbook_unreadable")


def dump(source: Path, folder: Path) -> None:
    """Write each visible sheet of a workbook as Parquet text columns, and the list of their names."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_path(str(source))
    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    shown = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    for number, name in enumerate(shown):
        sheet = workbook.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        _fill_merged(rows, sheet.merged_cell_ranges or ())
        width = max((len(row) for row in rows), default=0)
        columns = [
            pa.array([as_text(row[c]) if c < len(row) else "" for row in rows], pa.string()) for c in range(width)
        ]
        pq.write_table(pa.table(columns, names=[str(c) for c in range(width)]), folder / f"{number}.parquet")
    told = {"shown": shown, "hidden": len(sheets) - len(shown)}
    (folder / "sheets.json").write_text(json.dumps(told), encoding="utf-8")


def _fill_merged(rows: list[list], ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Write a text or a date that was merged downwards into each of its rows, in place.

    Not a number: that of a household, merged over its members, would be counted once for each of them.
    """
    for (top, left), (bottom, _) in ranges:
        value = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        if isinstance(value, date) or (isinstance(value, str) and value and not value.isdecimal()):
            for row in rows[top + 1 : bottom + 1]:
                if left < len(row) and row[left] == "":
                    row[left] = value


def as_text(value: object) -> str:
    """Write a cell as a person would type it: whole numbers without a point, dates as Y-m-d."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time | timedelta | int):
        return str(value)
    return ""


def as_table(name: str, cells: pa.Table, header: Header) -> RawTable:
    """Cut a sheet of text below its headings."""
    above = cells.slice(0, header.row).to_pylist()
    preamble = tuple(" ".join(text for text in row.values() if text and text.strip()) for row in above)
    body = cells.slice(header.row + 1)
    columns = tuple(column.combine_chunks().fill_null("").dictionary_encode() for column in body.columns)
    encoded = tuple(c.combine_chunks() if isinstance(c, pa.ChunkedArray) else c for c in columns)
    row_no = np.arange(header.row + 2, header.row + 2 + body.num_rows)
    return RawTable(name, header.headings, encoded, row_no, preamble)


def _limit(megabytes: int) -> None:
    try:
        import resource
    except ImportError:
        return  # Windows has no such limits; the look-over and the time limit remain.
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


if __name__ == "__main__":
    _limit(int(sys.argv[3]))
    dump(Path(sys.argv[1]), Path(sys.argv[2]))
