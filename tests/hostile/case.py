"""What a bad or odd input is: a name, the bytes, and what is to become of it."""

import csv
import io
import itertools
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import openpyxl

HEAD = "Ngày,Xã,Tổ dân phố,Số người,Kết quả"
GOOD = "01/02/2026,Xã Bình Minh,Tổ 1,3,Hoàn thành"
FAR = "02/02/2026,Xã Suối Lạnh,Bản Nà Nghè,2,Vắng"
MONTHS = tuple((year, month) for year in range(2020, 2026) for month in range(1, 13))
SEPARATORS = ",;\t|"
_number = itertools.count()


@dataclass(frozen=True)
class Refused:
    """The file is turned down as a whole, for this reason."""

    key: str


@dataclass(frozen=True)
class Taken:
    """The file is read: so many rows, of which so many do not count, and why (`reasons` of rows and of cells)."""

    rows: int
    rejected: int = 0
    unmatched: int = 0
    duplicates: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    findings: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Case:
    """One input. `secrets` must be in no file afterwards; `answers` are what a person said to its questions."""

    content: bytes
    expected: Refused | Taken
    kind: str = "visits"
    file_name: str = "tệp.csv"
    secrets: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


def moved(text: str) -> str:
    """Give a file a month and a part of it of its own, so that no two files hold the same record."""
    number = next(_number)
    assert number < 5 * len(MONTHS), "the months are used up"
    (year, month), later = MONTHS[number % len(MONTHS)], 5 * (number // len(MONTHS))
    return re.sub(r"\b0([1-5])/02/2026", lambda day: f"{int(day[1]) + later:02d}/{month:02d}/{year}", text)


def lines(*rows: str, head: str = HEAD, end: str = "\n", encoding: str = "utf-8", separator: str = ",") -> bytes:
    """Write a CSV of visits; days of February 2026 are moved to a month of the file's own."""
    return moved(end.join([head, *rows]) + end).replace(",", separator).encode(encoding)


def cells(*rows: str, head: str = HEAD) -> list[list[object]]:
    """Return rows as lists of texts, the headings first."""
    return [list(row.split(",")) for row in moved("\n".join([head, *rows])).split("\n")]


def book(*sheets: Sequence[Sequence[object]]) -> bytes:
    """Write a workbook, one list of rows a sheet."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for number, rows in enumerate(sheets):
        sheet = made.create_sheet(f"Trang {number + 1}")
        for row in rows:
            sheet.append(row)
    return saved(made)


def saved(workbook: openpyxl.Workbook) -> bytes:
    """Return the bytes of a workbook."""
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def zipped(entries: Mapping[str, bytes | str]) -> bytes:
    """Write a zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def changed(workbook: bytes, entry: str, old: bytes, new: bytes) -> bytes:
    """Replace bytes in one part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[entry]
    return zipped({**parts, entry: parts[entry].replace(old, new, 1)})


def with_part(workbook: bytes, entry: str, content: bytes) -> bytes:
    """Add a part to a workbook, or put another in its place."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**parts, entry: content})


def in_code_page(text: str) -> bytes:
    """Write text in the Vietnamese code page of Windows, in which the tone stands behind its letter."""
    tones, marks = "\u0300\u0301\u0303\u0309\u0323", "[\u0302\u0306\u031b]"
    text = re.sub(f"([a-zA-Z])([{tones}])({marks})", r"\1\3\2", unicodedata.normalize("NFD", text))
    return re.sub(f"[a-zA-Z]{marks}", lambda found: unicodedata.normalize("NFC", found[0]), text).encode("cp1258")


csv.field_size_limit(1 << 25)


def rows_of(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Read a file with nothing but the csv module or openpyxl: each row with the number that a person sees."""
    if content.startswith(b"PK"):
        for sheet in openpyxl.load_workbook(io.BytesIO(content), data_only=True):
            for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                yield number, [str(cell) for cell in row if cell is not None]
        return
    text = _text(content)
    separator = max(SEPARATORS, key=text.count)
    yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1)


def _text(content: bytes) -> str:
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1258", "cp1252")
    for encoding in encodings:
        try:
            return unicodedata.normalize("NFC", content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
