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


def workbook(**sheets: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_what_holds_for_the_session_holds_for_no_attendee(campaign: Campaign) -> None:
    """Neither a name nor a number that the session tells makes one attendee of three, or ninety."""
    sessions = [
        ["Ngày", "Xã", "Tổ dân phố", "participant_name", "Số người tham dự", "_index"],
        ["2026-03-01", "Xã Bình Minh", "Tổ 1", "Lò Thị Đầu", 30, 1],
    ]
    attendees = [["Tên", "_parent_index"], ["Lò Thị Hặc", 1], ["Lò Văn Panh", 1], ["Vàng A Dế", 1]]
    outcome = campaign.import_file(workbook(lop=sessions, hoc_vien=attendees), "a.xlsx", "trainings")
    assert (outcome.one.rows_in, outcome.matched) == (3, 3)
    assert campaign.standing("group").set_index("unit_id")["reached"]["90001-1"] == 3


VISIT = ["2026-03-01", "Xã Bình Minh", "Tổ 1", 4, 11, 1]


@pytest.mark.parametrize(
    "headings",
    [["anh", "_parent_index"], ["topic", "_parent_index"], ["name", "relationship_to_head", "_parent_index"]],
)
def test_a_repeat_of_other_things_makes_no_records(campaign: Campaign, headings: list[str]) -> None:
    """Photographs, topics and the members of a household are no people reached: the visit itself counts."""
    visits = [["Ngày", "Xã", "Tổ dân phố", "Số người", "_id", "_index"], VISIT]
    more = [headings, [*["x"] * (len(headings) - 1), 1], [*["y"] * (len(headings) - 1), 1]]
    outcome = campaign.import_file(workbook(tham=visits, lap=more), "a.xlsx", "visits")
    assert (outcome.one.rows_in, outcome.matched) == (1, 1)
    assert campaign.standing("group").set_index("unit_id")["reached"]["90001-1"] == 4


@pytest.mark.parametrize(("has_number", "reached"), [(True, [1, 2]), (False, [1, 1])])
def test_a_repeat_in_a_repeat_goes_to_its_submission_or_nowhere(
    campaign: Campaign, reached: list[int], *, has_number: bool
) -> None:
    """The parent index of an inner repeat counts the outer one's rows: it is never taken for that of a submission."""
    visits = [
        ["Ngày", "Xã", "Tổ dân phố", "_id", "_index"],
        ["2026-03-01", "Xã Bình Minh", "Tổ 1", 11, 1],
        ["2026-03-02", "Xã Bình Minh", "Tổ 2", 12, 2],
    ]
    homes = [["nha", "_index", "_parent_table_name", "_parent_index"], ["a", 1, "tham", 2], ["b", 2, "tham", 1]]
    people = [
        ["Họ và tên", "Năm sinh", "_index", "_parent_table_name", "_parent_index", "_submission__id"],
        ["Lò Thị Hặc", 1970, 1, "nha", 1, 12],
        ["Lò Văn Panh", 1981, 2, "nha", 1, 12],
    ]
    if not has_number:
        people = [row[:-1] for row in people]
    outcome = campaign.import_file(workbook(tham=visits, nha=homes, nguoi=people), "a.xlsx", "visits")
    assert outcome.one.rows_in == outcome.matched == sum(reached)
    standing = campaign.standing("group").set_index("unit_id")["reached"]
    assert standing[["90001-1", "90001-2"]].tolist() == reached
