"""Sizes: bombs, cells far off, cells, headings and file names without end."""

import io
import zipfile
from collections.abc import Callable

import openpyxl

from tests.hostile.case import FAR, GOOD, HEAD, Case, Refused, Taken, book, cells, lines, saved, with_part, zipped

SHEET = "xl/worksheets/sheet1.xml"
EMPTY_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def far_cell(where: str) -> bytes:
    made = openpyxl.load_workbook(io.BytesIO(book(cells(GOOD, FAR))))
    made.active[where] = "x"
    return saved(made)


def far_without_address() -> bytes:
    """A cell that says nowhere where it stands but by the row it is in, at the far end of the sheet."""
    row = b'<row r="1048576">' + b"<c><v>1</v></c>" * 16384 + b"</row>"
    return with_part(book(cells(GOOD)), SHEET, EMPTY_SHEET % row)


def stuffed(entry: str, head: bytes, filling: bytes, tail: bytes, megabytes: int = 200) -> bytes:
    """Write a workbook with a part that unpacks to so many megabytes of one letter."""
    out = io.BytesIO(book(cells(GOOD)))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(entry, "w") as part:
        part.write(head)
        for _ in range(megabytes):
            part.write(filling * (1 << 20))
        part.write(tail)
    return out.getvalue()


def stuffed_sheet() -> bytes:
    head, tail = EMPTY_SHEET.split(b"%s")
    return stuffed("xl/worksheets/sheet2.xml", head, b" ", tail)


def many_entries(count: int) -> bytes:
    return zipped({f"xl/worksheets/sheet{number}.xml": b"" for number in range(count)})


def lying_about_its_size() -> bytes:
    """Write a workbook whose directory tells a small size of a sheet that is large."""
    content = stuffed_sheet()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet2.xml").file_size
    return content.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def giant_cell(megabytes: int) -> bytes:
    return lines(GOOD, FAR.replace("Vắng", "a" * (megabytes << 20)))


UNREADABLE = Refused("workbook_unreadable")
BOMBS: dict[str, tuple[Callable[[], bytes], Refused | Taken]] = {
    "a cell at the far end": (lambda: far_cell("XFD1048576"), Refused("workbook_far_cell")),
    "cells without an address at the far end": (far_without_address, UNREADABLE),
    "a sheet of 200 megabytes of nothing": (stuffed_sheet, Refused("workbook_bomb")),
    "a sheet that lies about its size": (lying_about_its_size, UNREADABLE),
    "a text of 200 megabytes": (
        lambda: stuffed("xl/sharedStrings2.xml", b"<sst><si><t>", b"a", b"</t></si></sst>"),
        Refused("workbook_bomb"),
    ),
    "a cell of 20 megabytes": (lambda: giant_cell(20), Taken(2, rejected=1)),
    "a note in row 1,048,576": (lambda: far_cell("A1048576"), Taken(3, rejected=1, reasons={"note_row": 1})),
}
CASES: dict[str, Case] = {
    "a note in the two thousandth column": Case(far_cell("BXX1"), Taken(2)),
    "2,000 sheets in a zip": Case(many_entries(2000), Refused("zip_without_table")),
    "a cell of a megabyte": Case(
        giant_cell(1), Taken(2, rejected=1, reasons={"ragged_row": 1}, findings=frozenset({"broken_rows"}))
    ),
    "a place of a megabyte": Case(
        lines(GOOD.replace("Tổ 1", "Tổ " * 300_000), FAR),
        Taken(2, rejected=1, reasons={"ragged_row": 1}, findings=frozenset({"broken_rows"})),
    ),
    "100,000 columns": Case(lines(GOOD + "," * 100_000, head=HEAD + "," * 100_000), Refused("table_too_wide")),
    "a first line of 10 megabytes": Case(b"a," * (5 << 20) + b"\n" + lines(GOOD), Refused("table_too_wide")),
    "100,000 blank lines": Case(lines(GOOD, *[""] * 100_000, FAR), Taken(2)),
    "quotes by the hundred thousand": Case(lines(GOOD, FAR.replace("Vắng", '"' + '""' * 100_000 + '"')), Taken(2)),
    "a name that leaves its folder": Case(lines(GOOD, FAR), Taken(2), file_name="../../../../x.csv"),
    "a name with a picture that runs": Case(lines(GOOD, FAR), Taken(2), file_name="<img src=x onerror=alert(1)>.csv"),
    "a name of 3,000 letters": Case(lines(GOOD, FAR), Taken(2), file_name="á" * 3000 + ".csv"),
    "a name with a NUL and a line break": Case(lines(GOOD, FAR), Taken(2), file_name="x\x00\n.csv"),
    "a name that is an address": Case(lines(GOOD, FAR), Taken(2), file_name="http://127.0.0.1:9/x.csv"),
}
