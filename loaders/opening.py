"""A file opened: its container and encoding are told from its bytes, its tables found by their headings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from loaders.cells import tidy
from loaders.csv_file import SEPARATORS, find_encoding, first_rows, read_csv
from loaders.header import Header, find_header
from loaders.headings import guess_layout
from loaders.kinds import Kind
from loaders.sheet import without_blank_rows
from loaders.table import MAX_HEADER_ROW, RawTable
from loaders.workbook import as_table, read_workbook
from outreach.errors import FileRefused

ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"


@dataclass(frozen=True)
class Limits:
    """How large a file may be and what reading it may cost; `isolated` is off only for files of our own making."""

    upload_megabytes: int = 300
    workbook_megabytes: int = 2_000
    workbook_seconds: int = 120
    isolated: bool = True


def read_tables(content: bytes, kind: Kind, limits: Limits, answers: Mapping[str, str]) -> list[RawTable]:
    """Return the tables of a CSV or XLSX file that have headings of this kind; raise FileRefused for none.

    `answers` are what a person said to the questions of this file (see `loaders.finding`).
    """
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
    found: list[tuple[int, str, Header]] = []
    for separator in SEPARATORS:
        rows = [row for row, _ in first_rows(content, encoding, separator)]
        header = find_header(rows, kind)
        if header is not None:
            found.append((len(guess_layout(header.headings, kind.columns)), separator, header))
    if not found:
        raise without_headings(kind, [row for row, _ in first_rows(content, encoding, ",")])
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
        header = find_header(top, kind, name)
        seen += top
        if header is not None:
            found = True
            yield as_table(name, cells, header)
    if not found:
        raise without_headings(kind, seen)


def without_headings(kind: Kind, rows: Sequence[Sequence[str]]) -> FileRefused:
    """Refuse a file, telling what is needed and its fullest row, which is likely the one of headings."""
    fullest = max(rows, key=lambda row: sum(bool(cell.strip()) for cell in row), default=[])
    found = tidy(" | ".join(cell for cell in fullest if cell.strip()))[:300]
    return FileRefused("headings_unknown", expected=tuple(kind.required.values()), found=found)
