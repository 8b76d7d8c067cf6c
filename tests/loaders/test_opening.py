"""Containers and texts as they come: told by their bytes, read whole, or refused with a reason."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import xlwt

from campaign import Campaign
from loaders.csv_file import mend
from loaders.kinds import kind_named
from loaders.opening import Limits, read_tables
from loaders.table import RawTable
from outreach.errors import FileRefused

HEAD = "Ngày,Xã,Tổ dân phố,Số người,Kết quả"
GOOD = ["01/02/2026,Xã Bình Minh,Tổ 1,3,Hoàn thành", "02/02/2026,Xã Suối Lạnh,Bản Nà Nghè,2,Vắng"]
ROWS = [row.split(",") for row in (HEAD, *GOOD)]
PLAIN = "\n".join([HEAD, *GOOD]).encode()
ODS_HEAD = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def tables(content: bytes, **answers: str) -> list[RawTable]:
    return read_tables(content, kind_named("visits"), Limits(), answers)


def texts(table: RawTable) -> list[list[str]]:
    return [list(row) for row in zip(*(column.to_pylist() for column in table.columns), strict=True)]


def told(table: RawTable) -> list[tuple[str, str]]:
    return [(one.key, one.reading) for one in table.findings]


def zipped(files: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def ods(rows: str, head: str = ODS_HEAD) -> bytes:
    sheet = f'{head}<table:table table:name="Trang 1">{rows}</table:table>'
    return zipped(
        {
            "mimetype": ODS_TYPE,
            "content.xml": f"{sheet}</office:spreadsheet></office:body></office:document-content>",
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
            f'manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
            "</manifest:manifest>",
        }
    )


def ods_rows() -> str:
    def cell(text: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in ROWS)
    # As LibreOffice ends a sheet: the rest of its million rows as one that is repeated.
    rest = '<table:table-cell table:number-columns-repeated="16384"/>'
    return f'{rows}<table:table-row table:number-rows-repeated="1048573">{rest}</table:table-row>'


def xls() -> bytes:
    made = xlwt.Workbook()
    sheet = made.add_sheet("Trang 1")
    for at, row in enumerate(ROWS):
        for column, text in enumerate(row):
            sheet.write(at, column, text)
    made.add_sheet("Ẩn").visibility = 1
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def xlsx(change: Callable[[openpyxl.Workbook], object] = id) -> bytes:
    made = openpyxl.Workbook()
    for row in ROWS:
        made.active.append(row)
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def page() -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    return f"<html><head><style>td {{}}</style></head><body><table>{rows}</table></body></html>".encode()


READABLE: dict[str, bytes] = {
    "XLSX": xlsx(),
    "XLS": xls(),
    "ODS": ods(ods_rows()),
    "HTML": page(),
    "HTML in UTF-16": page().decode().encode("utf-16"),
    "tabs in UTF-16": PLAIN.decode().replace(",", "\t").encode("utf-16"),
    "CSV in a zip": zipped({"../../bang.csv": PLAIN, "media/anh.jpg": b"\xff\xd8\xff"}),
    "XLSX in a zip": zipped({"bang.xlsx": xlsx()}),
    "separator said first": b"sep=;\n" + PLAIN.replace(b",", b";"),
    "pipes": PLAIN.replace(b",", b"|"),
    "old Mac line ends": PLAIN.replace(b"\n", b"\r"),
    "columns without a heading": PLAIN.replace(b"\n", b",,\n") + b",,",
}


@pytest.mark.parametrize("key", READABLE)
def test_every_container_gives_the_same_table(key: str) -> None:
    """The same rows come out of every container and separator."""
    (table,) = tables(READABLE[key])
    assert [row[:5] for row in texts(table)] == ROWS[1:]
    assert list(table.headings[:5]) == ROWS[0]


@pytest.mark.parametrize("key", READABLE)
def test_every_container_is_imported_whole(campaign: Campaign, key: str) -> None:
    """Two rows in are two matched, whatever they come in."""
    outcome = campaign.import_file(READABLE[key], "../../tệp.xls", "visits")
    assert (outcome.one.rows_in, outcome.matched) == (2, 2)


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")


def with_password() -> bytes:
    """Put FILEPASS behind the record that begins the workbook, where Excel has it."""
    start = b"\x09\x08\x10\x00\x00\x06\x05\x00"
    whole = xls()
    at = whole.index(start) + 20
    return whole[:at] + b"\x2f\x00\x06\x00" + whole[at + 4 :]


BOMB_ROW = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
REFUSED: dict[str, tuple[bytes, str]] = {
    "PDF": (b"%PDF-1.7\n1 0 obj", "file_is"),
    "image": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "file_is"),
    "program": (b"MZ\x90\x00\x03" + b"\x00" * 90, "file_is"),
    "text document": (zipped({"word/document.xml": "<w/>"}), "file_is"),
    "old text document": (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "file_is"),
    "XML": (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "file_is"),
    "encrypted XLSX": (encrypted(), "workbook_encrypted"),
    "XLS with a password": (with_password(), "workbook_encrypted"),
    "XLS cut short": (xls()[:2000], "workbook_unreadable"),
    "two tables in a zip": (zipped({"a.csv": PLAIN, "b.csv": PLAIN}), "zip_of_many"),
    "zip in a zip": (zipped({"a.csv": zipped({"b.csv": PLAIN})}), "zip_without_table"),
    "zip without a table": (zipped({"a.shp": b"x"}), "zip_without_table"),
    "zip bomb": (zipped({"a.csv": b"0" * 30_000_000}), "workbook_bomb"),
    "ODS of a repeated cell": (
        ods(f'<table:table-row table:number-rows-repeated="1048576">{BOMB_ROW}</table:table-row>'),
        "workbook_far_cell",
    ),
    "ODS with entities": (
        ods(ods_rows(), ODS_HEAD.replace("<office:document", '<!DOCTYPE a [<!ENTITY b "c">]><office:document', 1)),
        "workbook_unreadable",
    ),
    "page without a table": (b"<html><p>404</p></html>", "html_unreadable"),
    "page of two million cells": (
        page().replace(b"<td>", b'<td colspan="99999">', 1).replace(b"</table>", b"<tr>" * 99_999, 1),
        "html_unreadable",
    ),
    "100,000 columns": (PLAIN.replace(b"\n", b"," * 100_000 + b"\n", 1), "table_too_wide"),
}


@pytest.mark.parametrize("key", REFUSED)
def test_what_is_no_table_is_refused_by_name(key: str) -> None:
    """A file that is something else, or would do harm, is refused with its own reason."""
    content, reason = REFUSED[key]
    with pytest.raises(FileRefused) as refused:
        tables(content)
    assert refused.value.key == reason


def test_a_hidden_sheet_is_told() -> None:
    """Hidden and very hidden sheets are not read, and their number is said."""

    def hide(made: openpyxl.Workbook) -> None:
        made.create_sheet("a").sheet_state = "hidden"
        made.create_sheet("b").sheet_state = "veryHidden"

    (table,) = tables(xlsx(hide))
    assert [(one.key, one.facts) for one in table.findings] == [("hidden_sheets", {"sheets": 2})]
    assert told(tables(xls())[0]) == [("hidden_sheets", "left_out")]


def test_hidden_rows_are_rows() -> None:
    """A row that somebody hid is read like any other."""
    (table,) = tables(xlsx(lambda made: setattr(made.active.row_dimensions[2], "hidden", True)))
    assert len(table) == 2


def test_errors_and_formulas_nobody_worked_out_are_told() -> None:
    """Cells that a reader of workbooks gives as blank, although they are not, are counted."""

    def spoil(made: openpyxl.Workbook) -> None:
        made.active["D2"] = "=1+1"
        made.active["E2"] = "#REF!"
        made.active["E3"] = "#N/A"

    (table,) = tables(xlsx(spoil))
    assert {one.key: one.facts["cells"] for one in table.findings} == {"error_cells": 2, "uncounted_formulas": 1}


def test_days_of_the_1904_system_are_days() -> None:
    """A workbook that counts days from 1904 gives the day that a person sees."""

    def old_mac(made: openpyxl.Workbook) -> None:
        made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        made.active["A2"] = openpyxl.utils.datetime.from_excel(46054)

    assert texts(tables(xlsx(old_mac))[0])[0][0] == "2026-02-01"


AS_TCVN3 = [
    "Ngµy,X·,Tæ d©n phè,Sè ng­êi,KÕt qu¶",
    "01/02/2026,X· B×nh Minh,Tæ 1,3,Hoµn thµnh",
    "02/02/2026,X· Suèi L¹nh,B¶n Nµ NghÌ,2,V¾ng",
]
AS_VNI = [
    "Ngaøy,Xaõ,Toå daân phoá,Soá ngöôøi,Keát quaû",
    "01/02/2026,Xaõ Bình Minh,Toå 1,3,Hoaøn thaønh",
    "02/02/2026,Xaõ Suoái Laïnh,Baûn Naø Ngheø,2,Vaéng",
]


def sheet_of(rows: list[str]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row.split(","))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("font", "rows"), [("tcvn3", AS_TCVN3), ("vni", AS_VNI)])
@pytest.mark.parametrize("form", ["bytes", "UTF-8", "XLSX"])
def test_a_file_in_a_legacy_font_is_read_as_it_looked(
    campaign: Campaign, font: str, rows: list[str], form: str
) -> None:
    """Headings and cells in TCVN3 or VNI are read from bytes, from UTF-8 and from a workbook, and all rows count."""
    text = "\n".join(rows)
    content = {"bytes": text.encode("cp1252"), "UTF-8": text.encode(), "XLSX": sheet_of(rows)}[form]
    (table,) = tables(content)
    assert [list(table.headings), *texts(table)] == ROWS
    assert ("font", font) in told(table)
    assert campaign.import_file(content, "tệp", "visits").matched == 2


def test_a_font_is_left_where_a_person_says_so() -> None:
    """With 'as written' the letters stay; headings that nobody can read then refuse the file."""
    with pytest.raises(FileRefused, match="headings_unknown"):
        tables("\n".join(AS_TCVN3).encode(), font="as_written")


QUOTED = '03/02/2026,"Xã Bình Minh,Tổ 2,4,'
BROKEN: dict[str, tuple[list[str], list[int]]] = {
    "a quote that never ends": ([GOOD[0], QUOTED, GOOD[1]], [3]),
    "one closed by a quote far below": ([GOOD[0], QUOTED, GOOD[1], '04/02/2026,"Xã Bình Minh",Tổ 2,4,'], [3]),
    "two of them": ([QUOTED, GOOD[0], QUOTED, GOOD[1]], [2, 4]),
    "behind a line break in a cell": (['01/02/2026,"Xã\nBình Minh",Tổ 1,3,', GOOD[1], QUOTED, GOOD[0]], [4]),
    "a cell of 20 MB": ([GOOD[0], "01/02/2026," + "x" * 20_000_000 + ",Tổ 1,3,", GOOD[1]], [3]),
}


@pytest.mark.parametrize("key", BROKEN)
def test_a_broken_row_costs_itself_alone(campaign: Campaign, key: str) -> None:
    """A quote left open, or a cell beyond all measure, is one rejected row; those before and behind it count."""
    rows, broken = BROKEN[key]
    content = "\n".join([HEAD, *rows]).encode()
    (table,) = tables(content)
    assert table.ragged["row_no"].tolist() == broken
    assert sorted([*table.row_no.tolist(), *broken]) == list(range(2, len(rows) + 2))
    assert [one.facts for one in table.findings] == [{"rows": len(broken), "row": broken[0]}]
    outcome = campaign.import_file(content, "tệp", "visits")
    assert (outcome.one.rows_in, outcome.matched, outcome.rejected) == (len(rows), len(rows) - len(broken), len(broken))


def test_letters_behind_a_closing_quote_are_no_broken_row() -> None:
    """A row that ends on its own line is read although its quotes are careless, and the file stays as it is."""
    careless = "\n".join([HEAD, '01/02/2026,"Xã" Bình Minh,Tổ 5" 1,3,', '02/02/2026,"Xã\nSuối Lạnh",Tổ 1,2,']).encode()
    assert mend(careless, ",") == (careless, {})
    assert len(tables(careless)[0]) == 2
