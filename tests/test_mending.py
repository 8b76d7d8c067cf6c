"""The rows that do not count come back as their own workbook, can be mended there, and are taken in again."""

import io

import openpyxl
import pytest

from campaign import Campaign
from outreach.errors import FileRefused
from texts import language

SAY = language("vi")
WORDS = ("Cần sửa", "Dòng", "Lý do")
ROWS = [
    ["BÁO CÁO TUẦN 5"],
    ["Ngày", "Xã", "Tổ dân phố", "Họ và tên", "Số CCCD", "Số người", "Kết quả"],
    ["01/02/2026", "Xã Bình Minh", "Tổ 1", "Lò Thị Hặc", "011190001234", 1, ""],
    ["31/02/2026", "Xã Bình Minh", "Tổ 2", "Lò Văn Panh", "011190001235", 1, ""],
    ["02/02/2026", "Xã Bình Minh", "Tổ 99", "Quàng Thị Dế", "011190001236", 1, "=1+1"],
]


def book(rows: list[list]) -> bytes:
    made = openpyxl.Workbook()
    made.active.title = "Tuần 5"
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def mended(campaign: Campaign, import_id: int, content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(campaign.mending_workbook(import_id, content, SAY.reason, WORDS)))


def test_the_workbook_has_the_rows_as_written_and_why(campaign: Campaign) -> None:
    """Only the rows that do not count are in it, under the title and headings of the file, with row and reason."""
    content = book([*ROWS[:4], [*ROWS[4][:6], ""]])
    outcome = campaign.import_file(content, "tuần.xlsx", "visits")
    assert (outcome.matched, outcome.unmatched, outcome.rejected) == (1, 1, 1)
    assert outcome.people == {"rows_in": 3, "matched": 1, "unmatched": 1, "duplicates": 0, "rejected": 1}
    sheet = mended(campaign, outcome.one.import_id, content)["Tuần 5"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "BÁO CÁO TUẦN 5"
    assert rows[1] == [*ROWS[1], "Dòng", "Lý do"]
    assert [row[:4] for row in rows[2:]] == [ROWS[3][:4], ROWS[4][:4]]
    assert [row[-2] for row in rows[2:]] == [4, 5]
    assert SAY.reason("unreadable_date") in rows[2][-1]
    assert SAY.reason("group_unknown") in rows[3][-1]


def test_a_mended_workbook_is_taken_in(campaign: Campaign) -> None:
    """The two columns behind the file's own are no hindrance: corrected rows count at once."""
    content = book(ROWS[:4])
    outcome = campaign.import_file(content, "tuần.xlsx", "visits")
    workbook = mended(campaign, outcome.one.import_id, content)
    workbook["Tuần 5"]["A3"] = "28/02/2026"
    out = io.BytesIO()
    workbook.save(out)
    again = campaign.import_file(out.getvalue(), "can-sua.xlsx", "visits")
    assert (again.one.rows_in, again.matched) == (1, 1)


def test_a_formula_of_the_file_stays_text(campaign: Campaign) -> None:
    """What would be run when a person opens the workbook is written as text."""
    content = ("Ngày,Xã,Kết quả\n01/02/2026,Xã Bình Minh," + '"=HYPERLINK(""http://x"")"').encode()
    outcome = campaign.import_file(content, "a.csv", "visits")
    sheet = mended(campaign, outcome.one.import_id, content)["Cần sửa"]
    assert sheet["C2"].value.startswith("=HYPERLINK")
    assert sheet["C2"].data_type == "s"


def test_only_the_very_file_gives_its_rows(campaign: Campaign) -> None:
    """Rows of another file under the numbers of this one would be somebody else's."""
    content = book(ROWS)
    outcome = campaign.import_file(content, "tuần.xlsx", "visits")
    with pytest.raises(FileRefused) as caught:
        campaign.mending_workbook(outcome.one.import_id, content + b" ", SAY.reason, WORDS)
    assert caught.value.key == "other_file"
