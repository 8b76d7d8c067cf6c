"""A file to records: find its tables and their layout, read each, and put them together."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from loaders.cells import tidy
from loaders.csv_file import SEPARATORS, find_encoding, first_rows, read_csv
from loaders.headings import bare, guess_layout, has_required, header_row
from loaders.kinds import Kind
from loaders.sheet import PERSONAL, Built, Context, Sheet, without_blank_rows
from loaders.table import MAX_HEADER_ROW, RawTable, encode
from loaders.workbook import as_table, read_workbook
from outreach.errors import FileRefused

ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
COMMUNE_TITLE = re.compile(
    r"\b((?:xã|phường|thị trấn)\s+[^\W\d_]+(?:\s+[^\W\d_]+){0,4}?)\s*"
    r"(?=$|[,;.()\-–:\d]|\b(?:tỉnh|huyện|năm|tháng|quý|từ)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Limits:
    """How large a file may be and what reading it may cost; `isolated` is off only for files of our own making."""

    upload_megabytes: int = 300
    workbook_megabytes: int = 2_000
    workbook_seconds: int = 120
    isolated: bool = True


def read_tables(content: bytes, kind: Kind, limits: Limits) -> list[RawTable]:
    """Return the tables of a CSV or XLSX file that have headings of this kind; raise FileRefused for none."""
    if not content.strip(b"\x00 \r\n\t"):
        raise FileRefused("file_empty")
    if len(content) > limits.upload_megabytes << 20:
        raise FileRefused("file_too_large", megabytes=limits.upload_megabytes)
    if content.startswith(ZIP):
        tables = list(_sheets(content, kind, limits))
    elif content.startswith((OLE, PDF)) or (
        b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        raise FileRefused("file_format")
    else:
        tables = [_csv(content, kind)]
    return [without_blank_rows(table) for table in tables]


def _csv(content: bytes, kind: Kind) -> RawTable:
    encoding = find_encoding(content)
    found = []
    for separator in SEPARATORS:
        rows = [row for row, _ in first_rows(content, encoding, separator)]
        header = header_row(rows, kind.columns, _required(kind, map(" ".join, rows)))
        if header is not None:
            found.append((len(guess_layout(rows[header], kind.columns)), separator, header))
    if not found:
        raise _without_headings(kind, [row for row, _ in first_rows(content, encoding, ",")])
    _, separator, header = max(found, key=lambda item: item[0])
    return read_csv(content, encoding, separator, header)


def _sheets(content: bytes, kind: Kind, limits: Limits) -> Iterator[RawTable]:
    sheets = read_workbook(
        content,
        megabytes=limits.workbook_megabytes,
        seconds=limits.workbook_seconds,
        isolated=limits.isolated,
    )
    seen: list[list[str]] = []
    found = False
    for name, cells in sheets:
        top = [[text or "" for text in row.values()] for row in cells.slice(0, MAX_HEADER_ROW).to_pylist()]
        header = header_row(top, kind.columns, _required(kind, [name, *map(" ".join, top)]))
        seen += top
        if header is not None:
            found = True
            yield as_table(name, cells, header)
    if not found:
        raise _without_headings(kind, seen)


def _required(kind: Kind, titles: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return what a table must have; a title that names a commune stands for the column of places."""
    if any(map(commune_in, titles)):
        return {name: choices for name, choices in kind.required.items() if name != "place"}
    return kind.required


def _without_headings(kind: Kind, rows: Sequence[Sequence[str]]) -> FileRefused:
    """Refuse a file, telling what is needed and its fullest row, which is likely the one of headings."""
    fullest = max(rows, key=lambda row: sum(bool(cell.strip()) for cell in row), default=[])
    found = tidy(" | ".join(cell for cell in fullest if cell.strip()))[:300]
    return FileRefused("headings_unknown", expected=tuple(kind.required.values()), found=found)


def load(
    content: bytes,
    file_name: str,
    kind: Kind,
    context: Context,
    limits: Limits,
    layout: Mapping[str, str] | None = None,
) -> tuple[Built, dict[str, str]]:
    """Read a file of one kind; return what it came to and the layout used (our column -> heading).

    `layout` overrides the guess for the columns it names; a blank heading leaves a column out.
    """
    built: list[Built] = []
    used: dict[str, str] = {}
    for table in read_tables(content, kind, limits):
        positions = _positions(table, kind, layout)
        used |= {column: table.headings[position] for column, position in positions.items()}
        built.append(kind.build(Sheet(*_with_commune_of_title(table, positions, file_name)), context))
    return _together(built), used


def preview(content: bytes, kind: Kind, limits: Limits) -> pd.DataFrame:
    """Return how a file would be read: sheet, rows, heading, column ('' for one left out) and examples of its cells."""
    rows = []
    for table in read_tables(content, kind, limits):
        columns = {position: column for column, position in _positions(table, kind, None).items()}
        for position, heading in enumerate(table.headings):
            column = columns.get(position, "")
            rows.append((table.sheet, len(table), tidy(heading), column, _examples(table, position, column)))
    return pd.DataFrame(rows, columns=["sheet", "rows", "heading", "column", "examples"])


def _examples(table: RawTable, position: int, column: str) -> str:
    """Return a few cells; none of a column that may tell who a person is, nor of one that nobody knows."""
    if not column or column in PERSONAL:
        return ""
    texts = (tidy(text) for text in table.columns[position].dictionary.to_pylist()[:20])
    return " · ".join([text[:40] for text in texts if text][:3])


def _positions(table: RawTable, kind: Kind, layout: Mapping[str, str] | None) -> dict[str, int]:
    guessed = guess_layout(table.headings, kind.columns)
    for column, heading in (layout or {}).items():
        guessed.pop(column, None)
        if heading in table.headings:
            guessed = {other: at for other, at in guessed.items() if at != table.headings.index(heading)}
            guessed[column] = table.headings.index(heading)
    if not has_required(guessed, _required(kind, [table.sheet, *table.preamble])):
        raise _without_headings(kind, [table.headings])
    return guessed


def _with_commune_of_title(
    table: RawTable, positions: dict[str, int], file_name: str
) -> tuple[RawTable, dict[str, int]]:
    """Add the commune that stands in the title, the sheet's or the file's name, where there is no column for it."""
    if any(
        column in positions for column in ("commune", "commune_code", "group_code", "code", "base_commune", "team_code")
    ):
        return table, positions
    title = next(filter(None, map(commune_in, (*table.preamble, table.sheet, file_name.replace("_", " ")))), "")
    if not title:
        return table, positions
    column = encode(pa.array([title] * len(table), pa.string()))
    grown = RawTable(
        table.sheet,
        (*table.headings, ""),
        (*table.columns, column),
        table.row_no,
        table.preamble,
        table.ragged,
    )
    return grown, {**positions, "commune": len(table.headings)}


def commune_in(text: str) -> str:
    """Return the commune named in a title, '' when none is: 'Đơn vị: Xã Nậm Kè, tháng 8' names Xã Nậm Kè."""
    found = COMMUNE_TITLE.search(tidy(text))
    return found[1] if found and bare(found[1]) not in ("xa phuong", "phuong xa") else ""


def _together(built: list[Built]) -> Built:
    records = pa.concat_tables([one.records for one in built], promote_options="permissive")
    places = pa.concat_tables([one.places for one in built], promote_options="permissive")
    problems = pd.concat([one.problems for one in built], ignore_index=True)
    rows = places.column("place_key").to_pandas().duplicated()
    return Built(records, places.filter(pa.array(~rows)), problems, sum(one.rows_in for one in built))
