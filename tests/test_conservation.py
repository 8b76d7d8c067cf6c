"""Nothing is lost on the way from a file to a figure: rows in = matched + unmatched + rejected + duplicates."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import pytest

from campaign import Campaign, Outcome
from outreach.errors import CampaignError

HEAD = "Ngày,Xã,Tổ dân phố,Số người,Kết quả"
GOOD = ["01/02/2026,Xã Bình Minh,Tổ 1,3,Hoàn thành", "02/02/2026,Xã Suối Lạnh,Bản Nà Nghè,2,Vắng"]
TITLES = ["BÁO CÁO TUẦN,,,,", "Đơn vị: Đoàn xã,,,,", ",,,,"]


def lines(*rows: str, encoding: str = "utf-8", end: str = "\n") -> bytes:
    return (end.join([HEAD, *rows]) + end).encode(encoding)


def semicolons(*rows: str) -> bytes:
    return lines(*rows).replace(b",", b";")


def old_windows(*rows: str) -> bytes:
    """Write rows in the Vietnamese code page of Windows, in which the tone stands behind its letter."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    text = unicodedata.normalize("NFD", "\r\n".join([HEAD, *rows]))
    marks = "[\u0302\u0306\u031b]"
    text = re.sub(f"([a-zA-Z])([{tones}])({marks})", r"\1\3\2", text)
    text = re.sub(f"[a-zA-Z]{marks}", lambda found: unicodedata.normalize("NFC", found[0]), text)
    return text.encode("cp1258")


CSV_FILES: dict[str, bytes] = {
    "the code page of Windows": old_windows(*GOOD),
    "plain": lines(*GOOD),
    "mark of UTF-8": lines(*GOOD, encoding="utf-8-sig"),
    "UTF-16": lines(*GOOD, encoding="utf-16"),
    "semicolons": semicolons(*GOOD),
    "tabs": lines(*GOOD).replace(b",", b"\t"),
    "Windows line ends": lines(*GOOD, end="\r\n"),
    "blank lines": lines(GOOD[0], "", ",,,,", "   ", GOOD[1]),
    "rows too short and too long": lines(GOOD[0], "01/02/2026,Xã Bình Minh", GOOD[1] + ",,thừa,", ",,,,,,"),
    "first row longer than the headings": lines(GOOD[0] + ",thừa", GOOD[1]),
    "line break in a cell": lines('01/02/2026,Xã Bình Minh,"Tổ\n1",3,Hoàn thành', GOOD[1]),
    "line break in a cell before a row too long": lines('01/02/2026,Xã Bình Minh,"Tổ\n1",3,', GOOD[1] + ",x", GOOD[1]),
    "totals row": lines(*GOOD, "Tổng cộng,,,5,"),
    "notes below": lines(*GOOD, "Người lập biểu,,,,", ",,,Nguyễn Văn An,"),
    "titles above": ("\n".join(TITLES) + "\n").encode() + lines(*GOOD),
    "the same row twice": lines(GOOD[0], GOOD[0], GOOD[1]),
    "impossible dates": lines("31/02/2026,Xã Bình Minh,Tổ 1,1,", "hôm qua,Xã Bình Minh,Tổ 1,1,", "NA,Xã Bình Minh,Tổ 1,1,"),
    "dates too early and too late": lines("01/02/0202,Xã Bình Minh,Tổ 1,1,", "01/02/2569,Xã Bình Minh,Tổ 1,1,", GOOD[0]),
    "negative counts": lines("01/02/2026,Xã Bình Minh,Tổ 1,-3,", "01/02/2026,Xã Bình Minh,Tổ 1,1e9,", GOOD[0]),
    "error values": lines("01/02/2026,#REF!,Tổ 1,#N/A,", "01/02/2026,Xã Bình Minh,#N/A,1,", "#VALUE!,a,b,1,"),
    "unknown places": lines("01/02/2026,Xã Không Có,Tổ 1,3,", "01/02/2026,Xã Bình Minh,Tổ 99,1,", "01/02/2026,,,1,"),
    "a village called NA": lines("01/02/2026,Xã Bình Minh,NA,3,", "01/02/2026,Xã Bình Minh,None,1,"),
    "formula text": lines('01/02/2026,"=HYPERLINK(""http://x"")",+1+1,3,', "01/02/2026,@SUM(A1),-2,3,"),
    "a cell of 5,000 letters": lines("01/02/2026," + "Xã " * 1666 + ",Tổ 1,3,", GOOD[0]),
    "a name with a NUL and a bidi mark": lines("01/02/2026,Xã\u202e Bình\u200b Minh,Tổ\u00a01,3,"),
    "one column of people is missing": b"Ng\xc3\xa0y,X\xc3\xa3\n01/02/2026,X\xc3\xa3 B\xc3\xacnh Minh\n",
    "codes with leading zeros": "Ngày,Mã xã,Số người\n01/02/2026,01234,1\n01/02/2026,90001,1\n".encode(),
    "headings only": lines(),
    "quotes in quotes": lines('01/02/2026,"Xã ""Bình"" Minh",Tổ 1,3,', GOOD[1]),
}


def rows_of_csv(content: bytes, heading: str = "Ngày") -> int:
    """Count the rows below the headings that hold anything, with nothing but the csv module."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = unicodedata.normalize("NFC", content.decode("cp1258"))
    separator = max(",;\t", key=text.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    start = next(number for number, row in enumerate(rows) if heading in row)
    return sum(any(cell.strip() for cell in row) for row in rows[start + 1 :])


def book(*sheets: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for number, rows in enumerate(sheets):
        sheet = made.create_sheet(f"Trang {number + 1}")
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def cells(*rows: str) -> list[list[object]]:
    return [list(row.split(",")) for row in (HEAD, *rows)]


BOOKS: dict[str, bytes] = {
    "two sheets and a page of notes": book(cells(*GOOD), cells(GOOD[0], "Tổng,,,,"), [["Ghi chú"], ["xin xem trang 1"]]),
    "real dates, numbers, formulas": book(
        [HEAD.split(","), [datetime(2026, 2, 1, 8, 30), "Xã Bình Minh", "Tổ 1", 3.0, None]]  # noqa: DTZ001
        + [[date(2026, 2, 2), "Xã Bình Minh", "Tổ 2", "=1+1", None], [None] * 5, [46054, "Xã Bình Minh", "Tổ 2", True, ""]]
    ),
    "a name in the margin": book([["BÁO CÁO"], [], *cells(*GOOD), [], ["", "", "", "", "", "ghi chú"]]),
}


def rows_of_book(content: bytes) -> int:
    """Count the filled rows below the headings of every sheet that has them, with nothing but openpyxl."""
    count = 0
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        rows = list(sheet.iter_rows(values_only=True))
        start = next((number for number, row in enumerate(rows) if "Ngày" in row), len(rows))
        count += sum(any(str(cell or "").strip() for cell in row) for row in rows[start + 1 :])
    return count


def imported(campaign: Campaign, content: bytes, name: str = "tệp") -> Outcome:
    for one in campaign.catalogue.imports():
        if one.kind == "visits":
            campaign.undo(one.import_id)
    return campaign.import_file(content, name, "visits")


FILES = [*((key, content, rows_of_csv) for key, content in CSV_FILES.items()),
         *((key, content, rows_of_book) for key, content in BOOKS.items())]  # fmt: skip


FATES = {  # matched, unmatched, rejected
    "the code page of Windows": (2, 0, 0),
    "UTF-16": (2, 0, 0),
    "mark of UTF-8": (2, 0, 0),
    "semicolons": (2, 0, 0),
    "rows too short and too long": (1, 0, 2),
    "first row longer than the headings": (1, 0, 1),
    "line break in a cell": (2, 0, 0),
    "line break in a cell before a row too long": (2, 0, 1),
    "totals row": (2, 0, 1),
    "notes below": (2, 0, 2),
    "titles above": (2, 0, 0),
    "the same row twice": (3, 0, 0),
    "impossible dates": (0, 0, 3),
    "dates too early and too late": (1, 0, 2),
    "negative counts": (1, 0, 2),
    "error values": (1, 1, 1),
    "unknown places": (0, 3, 0),
    "a village called NA": (0, 2, 0),
    "a name with a NUL and a bidi mark": (1, 0, 0),
    "codes with leading zeros": (1, 1, 0),
    "quotes in quotes": (2, 0, 0),
}


@pytest.mark.parametrize(("key", "content", "count"), FILES, ids=[one[0] for one in FILES])
def test_every_row_of_an_odd_file_has_one_fate(
    shared_campaign: Campaign, key: str, content: bytes, count: Callable[[bytes], int]
) -> None:
    """The fates of the rows add up to what an independent reader counts, and are those that a person would give."""
    outcome = imported(shared_campaign, content)
    fates = (outcome.matched, outcome.unmatched, outcome.rejected)
    assert fates == FATES.get(key, fates)
    assert outcome.one.rows_in == count(content)
    assert outcome.matched + outcome.unmatched + outcome.rejected + outcome.duplicates == outcome.one.rows_in
    edition, problems = shared_campaign.edition(), shared_campaign.problems(outcome.one.import_id)
    rejected = problems[problems["is_rejected"]][["sheet", "row_no"]].drop_duplicates()
    assert (len(edition.waiting), len(rejected)) == fates[1:]
    assert not edition.waiting.merge(rejected).shape[0]


def test_every_row_that_does_not_count_can_be_seen(shared_campaign: Campaign) -> None:
    """The rows of an import that wait or are rejected are listed with their number in the file and the reason."""
    unread = "31/02/2026,Xã Bình Minh,Tổ 1,1,"
    outcome = imported(shared_campaign, lines(GOOD[0], unread, "01/02/2026,Xã Lạ,Tổ 1,1,", GOOD[1] + ",x"))
    rows = shared_campaign.open_rows(outcome.one.import_id)
    assert rows[["row_no", "reason", "fate"]].to_numpy().tolist() == [
        [3, "unreadable_date", "rejected"],
        [4, "commune_unknown", "unmatched"],
        [5, "ragged_row", "rejected"],
    ]


def test_an_import_without_an_open_row_lists_none(shared_campaign: Campaign) -> None:
    """A file of which every row counts has an empty list of open rows."""
    outcome = imported(shared_campaign, lines(*GOOD))
    assert shared_campaign.open_rows(outcome.one.import_id).empty


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


def far_cell() -> bytes:
    made = openpyxl.load_workbook(io.BytesIO(book(cells(*GOOD))))
    made.active["XFD1048576"] = "x"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


WORKBOOK = book(cells(*GOOD))
BAD_FILES: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \r\n\r\n",
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n",
    "a workbook cut short": WORKBOOK[: len(WORKBOOK) // 2],
    "a workbook with a damaged sheet": WORKBOOK.replace(b"PK\x01\x02", b"PK\x09\x09", 1),
    "a cell at the far end": far_cell(),
    "a zip without a workbook": zipped(readme_xml="hello"),
    "a zip of nothing": b"PK\x05\x06" + b"\x00" * 18,
    "a workbook of nonsense": zipped(xl__workbook_xml="<workbook/>"),
    "an encrypted workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "headings of something else": b"a,b,c\n1,2,3\n",
    "a program": b"MZ\x90\x00\x03\x00\x00\x00" * 100,
    "a page of HTML": b"<html><table><tr><td>Ng\xc3\xa0y</td></tr></table></html>",
    "a quote that never ends": lines(GOOD[0], '01/02/2026,"Xã Bình Minh,Tổ 1,3,', GOOD[1]),
    "a quote that never ends in a title": b'"' + lines(*GOOD),
    "half of a UTF-16 letter": lines(*GOOD, encoding="utf-16")[:-1],
}


@pytest.mark.parametrize("key", BAD_FILES)
def test_a_bad_file_is_refused_whole(shared_campaign: Campaign, key: str) -> None:
    """A file that cannot serve is refused with a reason for a person, and leaves no trace in the catalogue."""
    before = shared_campaign.catalogue.imports(withdrawn=True)
    with pytest.raises(CampaignError):
        shared_campaign.import_file(BAD_FILES[key], "tệp.csv", "visits")
    assert shared_campaign.catalogue.imports(withdrawn=True) == before
