"""Containers: what a file is, whatever its name says."""

import codecs
import gzip
import io
from datetime import date

import openpyxl

from tests.hostile.case import (
    FAR,
    GOOD,
    HEAD,
    Case,
    Refused,
    Taken,
    book,
    cells,
    changed,
    lines,
    moved,
    saved,
    with_part,
    zipped,
)

SHEET = "xl/worksheets/sheet1.xml"
UNREADABLE = Refused("workbook_unreadable")


def good_book() -> bytes:
    return book(cells(GOOD, FAR))


def without_formula_values() -> bytes:
    return book([*cells(GOOD), ["02/02/2021", "Xã Bình Minh", "Tổ 2", "=1+1", None]])


def hidden() -> bytes:
    """Two sheets that nobody sees, one of them hidden for good, and a hidden row and column on the third."""
    made = openpyxl.load_workbook(io.BytesIO(book(cells(GOOD, FAR), cells(GOOD), cells(GOOD))))
    first, second, third = made.worksheets
    second.sheet_state, third.sheet_state = "hidden", "veryHidden"
    first.row_dimensions[2].hidden = True
    first.column_dimensions["E"].hidden = True
    return saved(made)


def since_1904() -> bytes:
    """A workbook of an old Macintosh, which counts its days from 1904."""
    made = openpyxl.Workbook()
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    made.active.append(HEAD.split(","))
    made.active.append([date(2021, 7, 5), "Xã Bình Minh", "Tổ 1", 2, None])
    return saved(made)


def with_macro() -> bytes:
    """A workbook with a macro: it is not run, and does not stand in the way."""
    return with_part(good_book(), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"Sub Auto_Open()" * 40)


def merged() -> bytes:
    """A commune written once, over the rows of all its groups."""
    made = openpyxl.load_workbook(io.BytesIO(book([*cells(GOOD), ["02/02/2022", None, "Tổ 2", 1, None]])))
    made.active.merge_cells("B2:B3")
    return saved(made)


def page(*rows: str) -> bytes:
    """Write an HTML table, as many systems do under the name of .xls."""
    body = "".join("<tr><td>" + "</td><td>".join(row.split(",")) + "</td></tr>" for row in (HEAD, *rows))
    return moved(f"<html><meta charset='utf-8'><body><table>{body}</table></body></html>").encode()


def text_of_excel() -> bytes:
    """Write what Excel calls Unicode text: UTF-16 with tabs."""
    return codecs.BOM_UTF16_LE + moved("\r\n".join([HEAD, GOOD, FAR])).replace(",", "\t").encode("utf-16-le")


def ods(*rows: str) -> bytes:
    """Write a sheet of OpenDocument."""
    table = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row.split(",")
        )
        + "</table:table-row>"
        for row in moved("\n".join([HEAD, *rows])).split("\n")
    )
    names = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    sheet = f'<table:table table:name="Trang 1">{table}</table:table>'
    content = (
        f'<office:document-content {names} office:version="1.2"><office:body><office:spreadsheet>{sheet}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


DOCTYPE = b"<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;'>]>"
OUTSIDE = b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"

CASES: dict[str, Case] = {
    "empty": Case(b"", Refused("file_empty")),
    "blanks only": Case(b" \r\n\r\n\t", Refused("file_empty")),
    "NULs only": Case(b"\x00" * 5000, Refused("file_empty")),
    "a mark of UTF-8 and nothing else": Case(codecs.BOM_UTF8, Refused("file_empty")),
    "a mark of UTF-16 and nothing else": Case(codecs.BOM_UTF16_LE, Refused("file_empty")),
    "CSV named xlsx": Case(lines(GOOD, FAR), Taken(2), file_name="tuần 7.xlsx"),
    "a workbook named csv": Case(good_book(), Taken(2), file_name="tuần 7.csv"),
    "a workbook without a name": Case(good_book(), Taken(2), file_name=""),
    "HTML named xls": Case(page(GOOD, FAR), Taken(2), file_name="báo cáo.xls"),
    "HTML that is no table": Case(b"<!doctype html><title>502 Bad Gateway</title>", Refused("html_unreadable")),
    "UTF-16 text with tabs named xls": Case(
        text_of_excel(), Taken(2, findings=frozenset({"encoding"})), file_name="báo cáo.xls"
    ),
    "a sheet of OpenDocument": Case(ods(GOOD, FAR), Taken(2), file_name="báo cáo.ods"),
    "a workbook cut short": Case(good_book()[:2000], UNREADABLE),
    "a workbook less its last byte": Case(good_book()[:-30], UNREADABLE),
    "a workbook with a damaged sheet": Case(good_book().replace(b"PK\x01\x02", b"PK\x09\x09", 1), UNREADABLE),
    "a workbook whose sheet is no XML": Case(with_part(good_book(), SHEET, b"<worksheet><sheetData>"), UNREADABLE),
    "a zip without a workbook": Case(zipped({"readme.txt": "hello"}), Refused("headings_unknown")),
    "a zip of one CSV file": Case(zipped({"tuan.csv": lines(GOOD)}), Taken(1)),
    "a zip of nothing": Case(b"PK\x05\x06" + b"\x00" * 18, Refused("zip_without_table")),
    "a letter of Word": Case(zipped({"word/document.xml": "<w/>", "[Content_Types].xml": "<T/>"}), Refused("file_is")),
    "a workbook of nonsense": Case(zipped({"xl/workbook.xml": "<workbook/>"}), UNREADABLE),
    "a workbook that points out of its zip": Case(
        changed(good_book(), "xl/_rels/workbook.xml.rels", b"/xl/worksheets/sheet1.xml", b"../../../etc/passwd"),
        UNREADABLE,
    ),
    "a workbook behind a password": Case(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, UNREADABLE),
    "billions of laughs": Case(changed(good_book(), SHEET, b"<worksheet", DOCTYPE + b"<worksheet"), UNREADABLE),
    "billions of laughs among the texts": Case(
        with_part(good_book(), "xl/sharedStrings.xml", DOCTYPE + b"<sst><si><t>&c;</t></si></sst>"), UNREADABLE
    ),
    "a file of the server as an entity": Case(
        with_part(good_book(), "xl/sharedStrings.xml", OUTSIDE + b"<sst><si><t>&a;</t></si></sst>"), UNREADABLE
    ),
    "a workbook with a macro": Case(with_macro(), Taken(2), file_name="tuần.xlsm"),
    "hidden sheets, rows and columns": Case(hidden(), Taken(2, findings=frozenset({"hidden_sheets"}))),
    "days counted from 1904": Case(since_1904(), Taken(1)),
    "a formula without a value": Case(without_formula_values(), Taken(2, findings=frozenset({"uncounted_formulas"}))),
    "a commune merged over its groups": Case(merged(), Taken(2)),
    "a workbook without a filled cell": Case(book([]), Refused("headings_unknown")),
    "a workbook of notes": Case(book([["Ghi chú"], ["xin xem trang 1"]]), Refused("headings_unknown")),
    "a PDF": Case(b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n", Refused("file_is"), file_name="báo cáo.pdf"),
    "a PDF named csv": Case(b"%PDF-1.7\n" + b"Ngay,Xa\n" * 20, Refused("file_is")),
    "a program named csv": Case(b"MZ\x90\x00\x03\x00\x00\x00" * 100, Refused("file_is")),
    "a picture": Case(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 64, Refused("file_is")),
    "a database": Case(b"SQLite format 3\x00" + b"\x00" * 500, Refused("file_is")),
    "a packed CSV": Case(gzip.compress(lines(GOOD), mtime=0), Refused("file_is")),
    "noise": Case(bytes(range(1, 256)) * 20, Refused("headings_unknown")),
    "JSON": Case(b'[{"date": "2026-02-01", "commune": "X"}]', Refused("headings_unknown")),
    "headings of something else": Case(b"a,b,c\n1,2,3\n", Refused("headings_unknown")),
    "an unknown column before the comma": Case(b",,,,\n" * 40 + lines(GOOD), Refused("headings_unknown")),
}
