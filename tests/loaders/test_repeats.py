"""Attendees in a sheet of their own get the day and place of the session they belong to."""

import io

import openpyxl
import pytest

from campaign import Campaign

SESSIONS = [
    ["_index", "Ngày", "Xã", "Tổ dân phố", "Chủ đề", "Số người tham dự"],
    [1, "2026-03-01", "Xã Bình Minh", "Tổ 1", "VNeID", 2],
    [2, "2026-03-02", "Xã Bình Minh", "Tổ 2", "VNeID", 30],
    [3, "2026-03-03", "Xã Suối Lạnh", "Bản Nà Nghè", "VNeID", 1],
]
ATTENDEES = [
    ["Họ và tên", "Năm sinh", "_parent_index"],
    ["Lò Thị Hặc", 1970, 1],
    ["Lò Văn Panh", 1981, 1],
    ["Vàng A Dế", 1990, 3],
    ["Quàng Thị Mai", 1991, 9],
]


def book(link: str, key: str) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in (("lop_hoc", SESSIONS), ("hoc_vien", ATTENDEES)):
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append([{"_index": key, "_parent_index": link}.get(cell, cell) for cell in row])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("link", "key"), [("_parent_index", "_index"), ("PARENT_KEY", "KEY")])
def test_an_attendee_is_a_row_with_the_session_of_its_own(campaign: Campaign, link: str, key: str) -> None:
    """Three named people and one session without attendees count; who belongs to no session is told, not lost."""
    outcome = campaign.import_file(book(link, key), "a.xlsx", "trainings")
    assert (outcome.one.rows_in, outcome.matched, outcome.rejected) == (5, 4, 1)
    groups = campaign.standing("group").set_index("unit_id")["reached"]
    assert (groups["90001-1"], groups["90002-1"]) == (2, 1)
    listed = campaign.open_rows(outcome.one.import_id)
    assert listed[["sheet", "row_no", "reason"]].drop_duplicates().to_numpy().tolist() == [["hoc_vien", 5, "note_row"]]
