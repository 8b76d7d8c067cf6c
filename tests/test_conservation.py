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
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign import Campaign, Outcome
from outreach.errors import CampaignError
from tests.hostile.case import book

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
    "dates in words and in both orders": lines(
        "02/13/2026,Xã Bình Minh,Tổ 1,1,", "13/02/2026,Xã Bình Minh,Tổ 1,1,", "ngày 1 tháng 2 năm 2026,Xã Bình Minh,,1,"
    ),
    "counts that are none": lines(
        "01/02/2026,Xã Bình Minh,Tổ 1,~20,", "01/02/2026,Xã Bình Minh,Tổ 1,#REF!,", "01/02/2026,Xã Bình Minh,,1'200,"
    ),
    "coordinates in part swapped": (
        "Ngày,Xã,lat,lon\n01/02/2026,Xã Bình Minh,103.0,21.4\n01/02/2026,Xã Bình Minh,21.4,103.0\n"
        "01/02/2026,Xã Bình Minh,0,0\n01/02/2026,Xã Bình Minh,550000,2366000\n"
    ).encode(),
    "impossible dates": lines(
        "31/02/2026,Xã Bình Minh,Tổ 1,1,", "hôm qua,Xã Bình Minh,Tổ 1,1,", "NA,Xã Bình Minh,Tổ 1,1,"
    ),
    "dates too early and too late": lines(
        "01/02/0202,Xã Bình Minh,Tổ 1,1,", "01/02/2569,Xã Bình Minh,Tổ 1,1,", GOOD[0]
    ),
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


def cells(*rows: str) -> list[list[object]]:
    return [list(row.split(",")) for row in (HEAD, *rows)]


LATER = [row.replace("/02/2026", "/03/2026") for row in GOOD]
BOOKS: dict[str, bytes] = {
    "two sheets and a page of notes": book(
        cells(*GOOD), cells(GOOD[0], "Tổng,,,,"), [["Ghi chú"], ["xin xem trang 1"]]
    ),
    "real dates, numbers, formulas": book(
        [
            HEAD.split(","),
            [datetime(2026, 2, 1, 8, 30), "Xã Bình Minh", "Tổ 1", 3.0, None],  # noqa: DTZ001 - as Excel has it
            [date(2026, 2, 2), "Xã Bình Minh", "Tổ 2", "=1+1", None],
            [None] * 5,
            [46054, "Xã Bình Minh", "Tổ 2", True, ""],
        ]
    ),
    "a name in the margin": book([["BÁO CÁO"], [], *cells(*LATER), [], ["", "", "", "", "", "ghi chú"]]),
}


def rows_of_book(content: bytes) -> int:
    """Count the filled rows below the headings of every sheet that has them, with nothing but openpyxl."""
    count = 0
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        rows = list(sheet.iter_rows(values_only=True))
        start = next((number for number, row in enumerate(rows) if "Ngày" in row), len(rows))
        count += sum(any(str(cell or "").strip() for cell in row) for row in rows[start + 1 :])
    return count


def withdraw_visits(campaign: Campaign) -> None:
    for one in campaign.catalogue.imports():
        if one.kind == "visits":
            campaign.undo(one.import_id)


def imported(campaign: Campaign, content: bytes) -> Outcome:
    withdraw_visits(campaign)
    return campaign.import_file(content, "tệp", "visits")


def dated(content: bytes, number: int) -> bytes:
    """Move a file to a month of its own, one of less than 31 days, so that no two files hold the same record."""
    year, month = 2020 + number // 5, (2, 4, 6, 9, 11)[number % 5]
    day = f"/{month:02d}/{year}"
    if content.startswith(b"\xff\xfe"):
        return content.decode("utf-16").replace("/02/2026", day).encode("utf-16")
    return content.replace(b"/02/2026", day.encode())


FILES = [
    *((key, dated(content, number), rows_of_csv) for number, (key, content) in enumerate(CSV_FILES.items())),
    *((key, content, rows_of_book) for key, content in BOOKS.items()),
]
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


def bring(campaign: Campaign, content: bytes) -> int:
    """Import a file without building its edition, so that many files cost one; return the number of the import."""
    draft = campaign.intake.records(content, "tệp", "visits", campaign.intake.limits())
    added = campaign.catalogue.add(**draft.row("", is_illustrative=False))
    assert added is not None
    return added


@pytest.fixture(scope="module")
def numbers(shared_campaign: Campaign) -> dict[str, int]:
    """Import all odd files into one campaign; return their numbers."""
    return {key: bring(shared_campaign, content) for key, content, _ in FILES}


@pytest.mark.parametrize(("key", "content", "count"), FILES, ids=[one[0] for one in FILES])
def test_every_row_of_an_odd_file_has_one_fate(
    shared_campaign: Campaign, numbers: dict[str, int], key: str, content: bytes, count: Callable[[bytes], int]
) -> None:
    """The fates of the rows add up to what an independent reader counts, and are those that a person would give."""
    outcome = shared_campaign.outcome(numbers[key])
    fates = (outcome.matched, outcome.unmatched, outcome.rejected)
    assert outcome.duplicates == ("two sheets" in key)
    assert sum(fates) + outcome.duplicates == outcome.one.rows_in == count(content)
    assert fates == FATES.get(key, fates)
    listed = shared_campaign.open_rows(numbers[key])
    listed = listed[listed["fate"] != "left_out"].drop_duplicates(["sheet", "row_no", "fate"])
    assert not listed.duplicated(["sheet", "row_no"]).any()
    told = listed["fate"].value_counts()
    assert [told.get(fate, 0) for fate in ("unmatched", "rejected", "duplicate")] == [*fates[1:], outcome.duplicates]


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


WEEK = [f"0{day}/02/2026,Xã Bình Minh,Tổ {1 + day % 2},H{day},{day},Hoàn thành" for day in range(1, 7)]
HOUSEHOLDS = "Ngày,Xã,Tổ dân phố,Mã hộ,Số người,Kết quả"


def week(*rows: str, heading: str = HOUSEHOLDS) -> bytes:
    return "\n".join([heading, *rows]).encode()


def reached(campaign: Campaign, level: str = "commune") -> dict[str, int]:
    standing = campaign.standing(level).set_index("unit_id")["reached"]
    return standing[standing > 0].to_dict()


def test_the_same_file_again_changes_nothing(campaign: Campaign) -> None:
    """A file imported twice, also under another name, is one import with the figures that it had."""
    first = campaign.import_file(week(*WEEK), "tuần 1.csv", "visits")
    edition = campaign.edition().name
    for name in ("tuần 1.csv", "bản sao.csv"):
        again = campaign.import_file(week(*WEEK), name, "visits")
        assert again.is_repeat
        assert again.one == first.one
    assert campaign.edition().name == edition


def test_an_overlapping_file_adds_what_is_new_and_outlives_the_first(campaign: Campaign) -> None:
    """Of two files that share rows each row counts once, and all rows of the second count when the first is undone."""
    first = campaign.import_file(week(*WEEK[:4]), "tuần 1.csv", "visits")
    second = campaign.import_file(week(*WEEK[2:]), "tuần 2.csv", "visits")
    assert (second.matched, second.duplicates) == (2, 2)
    assert sum(reached(campaign).values()) == 1 + 2 + 3 + 4 + 5 + 6
    campaign.undo(first.one.import_id)
    assert campaign.outcome(second.one.import_id).matched == 4
    assert sum(reached(campaign).values()) == 3 + 4 + 5 + 6


def test_the_order_of_imports_does_not_matter(campaign: Campaign) -> None:
    """Files that disagree about households and people make the same figures in any order."""
    people = "Ngày,Xã,Tổ dân phố,Số CCCD,Kết quả"
    files = [
        week("01/02/2026,Xã Bình Minh,Tổ 1,H1,2,Hoàn thành", "02/02/2026,Xã Bình Minh,Tổ 2,H2,1,Vắng"),
        week("01/02/2026,Xã Bình Minh,Tổ 1,H1,5,Hoàn thành", "01/02/2026,Xã Suối Lạnh,Nà Nghè,H1,3,"),
        week("03/02/2026,Xã Suối Lạnh,Nà Nghè,011090000001,", "03/02/2026,,,011090000002,", heading=people),
        week("03/02/2026,Xã Bình Minh,Tổ 2,11090000001,", "03/02/2026,Xã Bình Minh,Tổ 1,011090000002,", heading=people),
    ]
    found = []
    for order in (files, files[::-1], files[2:] + files[:2]):
        for content in order:
            bring(campaign, content)
        found.append(reached(campaign, "group"))
        withdraw_visits(campaign)
    assert found[0] == found[1] == found[2]
    assert sum(found[0].values()) == 5 + 3 + 2


PLACES = ["Xã Bình Minh,Tổ 1", "Xã Bình Minh,Tổ 2", "Xã Suối Lạnh,Nà Nghè", "Xã Lạ,Tổ 1", "Xã Suối Lạnh,"]
record = st.builds(
    "{:02d}/02/2026,{},{},{},{},{}".format,
    st.integers(1, 3),
    st.sampled_from(PLACES),
    st.sampled_from(["", "H1", "H2", "NA"]),
    st.sampled_from(["", "11090000001", "011 090 000 001", "011090000002", "1.1E+10"]),
    st.sampled_from(["", "1", "3", "-1"]),
    st.sampled_from(["", "Vắng", "Hoàn thành"]),
)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(record, min_size=1, max_size=6, unique=True), min_size=2, max_size=2))
def test_a_record_more_never_means_people_fewer(shared_campaign: Campaign, batches: list[list[str]]) -> None:
    """With every file that comes in the people reached in the whole grow or stay, and the records add up."""
    withdraw_visits(shared_campaign)
    before = 0
    for number, batch in enumerate(batches):
        content = week(
            *(f"{row},{number}" for row in batch), heading="Ngày,Xã,Tổ dân phố,Mã hộ,Số CCCD,Số người,Kết quả,Ghi chú"
        )
        shared_campaign.import_file(content, "tệp", "visits")
        now = sum(reached(shared_campaign).values())
        assert now >= before
        before = now
    edition = shared_campaign.edition()
    rows = sum(one.rows_in for one in shared_campaign.catalogue.imports() if one.kind == "visits")
    rejected = sum(one.rows_rejected for one in shared_campaign.catalogue.imports() if one.kind == "visits")
    placed = int(edition.facts[["contacts", "closed"]].to_numpy().sum())
    assert rows == placed + rejected + len(edition.waiting) + len(edition.read("duplicates"))
