"""A file opened: its container and encoding are told from its bytes, its tables found by their headings."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from loaders.cells import tidy
from loaders.container import container, only_table
from loaders.csv_file import MAX_COLUMNS, SEPARATORS, first_rows, read_csv
from loaders.encoding import to_utf8
from loaders.finding import Finding
from loaders.fonts import FONTS, Font, find_font, in_font, table_in_font
from loaders.header import Header, find_header
from loaders.headings import guess_layout
from loaders.kinds import Kind
from loaders.page import read_page
from loaders.repeats import with_parents
from loaders.sheet import without_blank_rows
from loaders.table import MAX_HEADER_ROW, RawTable
from loaders.workbook import Workbook, as_table, read_workbook
from outreach.errors import FileRefused

PART, PARTS = 1 << 16, 64  # of a text, looked at for its font
BLANK = b"\xef\xbb\xbf\x00 \r\n\t"  # the mark of UTF-8 and what is nothing in any encoding
TEXTS = 5_000  # of a column of a workbook, looked at for the same


@dataclass(frozen=True)
class Limits:
    """How large a file may be and what reading it may cost; `isolated` is off only for files of our own making."""

    upload_megabytes: int = 300
    workbook_megabytes: int = 2_000
    workbook_seconds: int = 120
    isolated: bool = True


Find = Callable[[Sequence[Sequence[str]], Kind, str], Header | None]


def read_tables(
    content: bytes, kind: Kind, limits: Limits, answers: Mapping[str, str], find: Find = find_header
) -> list[RawTable]:
    """Return the tables of a file that have headings of this kind; raise FileRefused for none.

    `answers` are what a person said to the questions of this file (see `loaders.finding`); `find` tells the headings
    among the first rows of a table.
    """
    if not content.strip(BLANK):
        raise FileRefused("file_empty")
    if len(content) > limits.upload_megabytes << 20:
        raise FileRefused("file_too_large", megabytes=limits.upload_megabytes)
    form = container(content)
    if form == "zip":
        content = only_table(content, limits.upload_megabytes)
        form = container(content)
    if form == "zip":
        raise FileRefused("zip_without_table")
    if form == "text":
        return [without_blank_rows(_csv(content, kind, answers, find))]
    tables = _sheets(_workbook(content, form, limits), kind, answers, find)
    return [without_blank_rows(table) for table in tables]


def _csv(content: bytes, kind: Kind, answers: Mapping[str, str], find: Find) -> RawTable:
    content, findings = to_utf8(content)
    if not content.strip(BLANK):
        raise FileRefused("file_empty")
    finding, font = _font(_sampled(content), answers)
    found: list[tuple[tuple[int, int], str, Header]] = []
    seen = []
    for separator in SEPARATORS:
        rows = [in_font(row.cells or [], font) for row in first_rows(content, separator)]
        seen.append(rows)
        header = find(rows, kind, "") if max(map(len, rows)) <= MAX_COLUMNS else None
        if header is not None:
            width = sum(map(bool, header.headings))
            found.append(((len(guess_layout(header.headings, kind.columns)), width), separator, header))
    if not found:
        if max(len(row) for rows in seen for row in rows) > MAX_COLUMNS:
            raise FileRefused("table_too_wide", columns=MAX_COLUMNS)
        raise without_headings(kind, seen[0])
    _, separator, header = max(found, key=lambda item: item[0])
    table = read_csv(content, separator, header)
    return replace(table_in_font(table, font), findings=(*findings, *finding, *table.findings))


def _font(texts: Iterable[str], answers: Mapping[str, str]) -> tuple[tuple[Finding, ...], Font | None]:
    """Tell the legacy font of a file, as something found out and as what converts its texts."""
    finding = find_font(texts, answers.get("font", ""))
    return ((finding,), FONTS.get(finding.reading)) if finding else ((), None)


def _sampled(content: bytes) -> list[str]:
    """Return lines of all of a file: the whole of a small one, evenly spaced parts of a large one."""
    steps = range(0, len(content), max(PART, len(content) // PARTS))
    return b"\n".join(content[at : at + PART] for at in steps).decode(errors="ignore").split("\n")


def _workbook(content: bytes, form: str, limits: Limits) -> Workbook:
    if form == "html":
        return Workbook(read_page(content))
    return read_workbook(
        content,
        form,
        megabytes=limits.workbook_megabytes,
        seconds=limits.workbook_seconds,
        isolated=limits.isolated,
    )


def _sheets(workbook: Workbook, kind: Kind, answers: Mapping[str, str], find: Find) -> Iterator[RawTable]:
    sheets = with_parents(workbook.sheets)
    finding, font = _font(_texts(cells for _, cells in sheets), answers)
    seen: list[list[str]] = []
    found = False
    for name, cells in sheets:
        top = [
            in_font([text or "" for text in row.values()], font) for row in cells.slice(0, MAX_HEADER_ROW).to_pylist()
        ]
        header = find(top, kind, name)
        seen += top
        if header is not None:
            found = True
            yield replace(table_in_font(as_table(name, cells, header), font), findings=(*workbook.findings, *finding))
    if not found:
        raise without_headings(kind, seen)


def _texts(sheets: Iterable[pa.Table]) -> Iterator[str]:
    """Yield the distinct texts of every column, evenly spaced ones of a long list."""
    for cells in sheets:
        for column in cells.columns:
            distinct = column.unique()
            step = max(1, len(distinct) // TEXTS)
            yield from filter(None, distinct.take(np.arange(0, len(distinct), step)).to_pylist())


def without_headings(kind: Kind, rows: Sequence[Sequence[str]]) -> FileRefused:
    """Refuse a file, telling what is needed and its fullest row, which is likely the one of headings."""
    fullest = max(rows, key=lambda row: sum(bool(cell.strip()) for cell in row), default=[])
    found = tidy(" | ".join(cell for cell in fullest if cell.strip()))[:300]
    return FileRefused("headings_unknown", expected=tuple(kind.required.values()), found=found)
