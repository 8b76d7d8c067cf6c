"""Headings in one row, two or three, numbered or not, and rows that only look like headings."""

import io

import openpyxl
import pytest

from campaign import Campaign
from loaders.header import find_header, find_known_header, layout_key
from loaders.kinds import kind_named

VISITS = kind_named("visits")
ONE = "Ngày,Xã,Thôn,Số người"
ROW = "01/02/2026,Xã Bình Minh,Tổ 1,3"

# Rows above the cells, the row (from 0) of the last heading, and the headings.
HEADERS: dict[str, tuple[list[str], int, str]] = {
    "one row": ([ONE], 0, ONE),
    "titles above": (["BÁO CÁO TUẦN,,,", "Kỳ báo cáo: tháng hai,,,", ONE], 2, ONE),
    "a title of two cells right above": (["Đơn vị:,Đoàn xã,,", "Ngày,Xã,Thôn,Ghi nhận"], 1, "Ngày,Xã,Thôn,Ghi nhận"),
    "a group over its parts": (
        ["TT,Ngày,Địa bàn,,Người được hướng dẫn,,", ",,Xã,Thôn/bản,Họ tên,Năm sinh,Trình độ"],
        1,
        "TT,Ngày,Xã,Thôn/bản,Họ tên,Năm sinh,Người được hướng dẫn Trình độ",
    ),
    "a group over its parts, the others merged downwards": (
        ["TT,Ngày,Địa bàn,,Số người", "TT,Ngày,Xã,Thôn/bản,Số người"],
        1,
        "TT,Ngày,Xã,Thôn/bản,Số người",
    ),
    "three rows": (
        ["TT,Ngày,Địa bàn,,Kết quả,,", ",,Xã,Thôn,Số người được hướng dẫn,,Ghi chú", ",,,,Nam,Nữ,"],
        2,
        "TT,Ngày,Xã,Thôn,Kết quả Số người được hướng dẫn Nam,Kết quả Số người được hướng dẫn Nữ,Kết quả Ghi chú",
    ),
    "who did the work is a group too": (
        ["Ngày,Xã,Người hướng dẫn,,Người được hướng dẫn,", ",,Họ tên,SĐT,Họ tên,SĐT"],
        1,
        "Ngày,Xã,Người hướng dẫn Họ tên,Người hướng dẫn SĐT,Họ tên,SĐT",
    ),
    "headings twice": (["Ngày,Xã,Thôn,Số người,Số người"], 0, "Ngày,Xã,Thôn,Số người,Số người (2)"),
    "blank headings": (["Ngày,,Xã,Thôn,"], 0, "Ngày,,Xã,Thôn,"),
    "numbers in brackets": ([ONE, "(1),(2),(3),(4)"], 1, ONE),
    "letters": ([ONE, "A,B,C,D"], 1, ONE),
    "letters, then numbers and a sum": (
        ["TT,Xã,Ngày,Số người,Nam,Nữ", "A,B,1,2=3+4,3,4"],
        1,
        "TT,Xã,Ngày,Số người,Nam,Nữ",
    ),
    "two rows and numbers": (["Ngày,Địa bàn,,Số người", ",Xã,Thôn,", "1,2,3,4"], 2, ONE),
}


def rows_of(*lines: str) -> list[list[str]]:
    return [line.split(",") for line in lines]


@pytest.mark.parametrize("key", HEADERS)
def test_headings_are_put_together(key: str) -> None:
    """The last row of the headings is found, and each column has one heading of its own."""
    above, row, headings = HEADERS[key]
    width = len(above[-1].split(","))
    header = find_header(rows_of(*above, ROW + "," * (width - 4)), VISITS)
    assert header is not None
    assert (header.row, ",".join(header.headings)) == (row, headings)


def test_a_row_without_a_figure_below_complete_headings_stays_a_row() -> None:
    """A visit whose day is missing is no second row of headings."""
    header = find_header(rows_of(ONE + ",Kết quả", ",Xã Bình Minh,Tổ một,,Vắng", ROW + ",Vắng"), VISITS)
    assert header is not None
    assert header.row == 0


@pytest.mark.parametrize("key", HEADERS)
def test_known_headings_are_found_again(key: str) -> None:
    """What a person has mapped once is found by its key, however many rows it takes and wherever they begin."""
    above, row, headings = HEADERS[key]
    known = {layout_key(headings.split(","))}
    width = len(above[-1].split(","))
    header = find_known_header(rows_of("Tuần 7", *above, "x,y,z" + "," * (width - 3)), VISITS, "", known)
    assert header is not None
    assert (header.row, ",".join(header.headings)) == (row + 1, headings)


def saved(rows: list[list[object]], *merged: str) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for cells in merged:
        made.active.merge_cells(cells)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_form_with_merged_groups_counts_every_row(campaign: Campaign) -> None:
    """Under groups merged over their parts three rows are three rows, men and women are added, numbers are no row."""
    content = saved(
        [
            ["DANH SÁCH HƯỚNG DẪN"],
            ["TT", "Ngày", "Địa bàn", None, "Số người được hướng dẫn", None],
            [None, None, "Xã", "Thôn/bản", "Nam", "Nữ"],
            ["A", "B", 1, 2, 3, 4],
            [1, "01/02/2026", "Xã Bình Minh", "Tổ 1", 2, 3],
            [2, "02/02/2026", "Xã Suối Lạnh", "Bản Nà Nghè", 4, None],
            [3, "03/02/2026", "Xã Bình Minh", "Tổ 2", "vài", 1],
        ],
        "A2:A3", "B2:B3", "C2:D2", "E2:F2",
    )  # fmt: skip
    outcome = campaign.import_file(content, "a.xlsx", "visits")
    assert (outcome.one.rows_in, outcome.matched, outcome.rejected) == (3, 2, 1)
    reached = campaign.standing("group").set_index("unit_id")["reached"]
    assert (reached["90001-1"], reached["90002-1"]) == (5, 4)
    listed = campaign.open_rows(outcome.one.import_id)
    assert listed[["row_no", "reason", "value"]].to_numpy().tolist() == [[7, "unreadable_adults", "vài"]]
