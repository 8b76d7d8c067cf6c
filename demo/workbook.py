"""Workbooks as bytes, the same bytes for the same cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

import xlsxwriter

WRITTEN_ON = datetime(2025, 6, 3, tzinfo=UTC)
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
    "remove_timezone": True,
}


@dataclass(frozen=True)
class Sheet:
    """One sheet: title rows, a row of headings, columns of cells, rows after the last record."""

    name: str
    columns: dict[str, list]
    title: tuple[str, ...] = ()
    closing: tuple[tuple, ...] = ()


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return an XLSX file; None is an empty cell, dates are real dates, text stays text."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS)
    book.set_properties({"created": WRITTEN_ON})
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet)
    book.close()
    return target.getvalue()


def _write(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet) -> None:
    page.write_column(0, 0, sheet.title)
    head = len(sheet.title)
    page.write_row(head, 0, list(sheet.columns))
    for place, cells in enumerate(sheet.columns.values()):
        page.write_column(head + 1, place, cells)
    below = head + 1 + max(map(len, sheet.columns.values()), default=0)
    for row, last in enumerate(sheet.closing):
        page.write_row(below + row, 0, last)
