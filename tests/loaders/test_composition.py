"""Places written out for 'other', and people counted as men and women."""

import numpy as np
import pyarrow as pa
import pytest

from loaders.composition import composed
from loaders.headings import guess_layout
from loaders.kinds import kind_named
from loaders.table import RawTable, encode

COLUMNS = kind_named("visits").columns


def table(headings: str, *rows: str) -> RawTable:
    cells = zip(*(row.split(",") for row in rows), strict=True)
    columns = tuple(encode(pa.array(column, pa.string())) for column in cells)
    return RawTable("", tuple(headings.split(",")), columns, np.arange(2, 2 + len(rows)))


def whole(made: RawTable, column: str) -> list[str]:
    grown, positions = composed(made, guess_layout(made.headings, COLUMNS), COLUMNS)
    return grown.columns[positions[column]].to_pylist()


@pytest.mark.parametrize(
    "headings",
    [
        "date,where-village,where-village_other",
        "Ngày,g/thon,g/thon_khac",
        'Ngày,"Tổ dân phố, thôn, bản","Tổ dân phố, thôn, bản khác (ghi rõ)"'.replace(", ", " "),
        "date,village,If other specify",
        "date,village,Khác (ghi rõ)",
    ],
)
def test_a_place_written_out_stands_in_for_other(headings: str) -> None:
    """Where the list had no name the written one counts, and a chosen name stays."""
    made = table(headings, "1,Nà Nghè,", "1,other,Nà Tấu", "1,Khác,Nà Lốm", "1,,Pá Khoang", "1,Khác,", "1,Nà Tông,x")
    assert whole(made, "group") == ["Nà Nghè", "Nà Tấu", "Nà Lốm", "Pá Khoang", "Khác", "Nà Tông"]


def test_another_place_is_no_text_for_other() -> None:
    """A heading that does not ask for 'other' changes nothing."""
    made = table("date,village,Ghi chú", "1,other,Nà Tấu")
    assert whole(made, "group") == ["other"]


@pytest.mark.parametrize(
    ("men", "women", "people"),
    [("2", "3", "5"), ("2", "", "2"), ("", "3", "3"), ("", "", ""), ("0", "0", "0"), ("vài", "3", "vài")],
)
def test_men_and_women_are_people(men: str, women: str, people: str) -> None:
    """Two counts of the same are added; one that cannot be read is left for the report."""
    assert whole(table("date,Số người Nam,Số người Nữ", f"1,{men},{women}"), "adults") == [people]


def test_a_count_of_all_comes_before_its_parts() -> None:
    """Where the form adds up men and women itself, its own sum counts."""
    made = table("date,Số người Nam,Số người Nữ,Số người Tổng số", "1,2,3,6")
    assert whole(made, "adults") == ["6"]


def test_the_sex_of_a_person_is_no_count() -> None:
    """Ticks under 'Nam' and 'Nữ' do not make people."""
    made = table("date,Giới tính Nam,Giới tính Nữ", "1,x,")
    assert "adults" not in composed(made, guess_layout(made.headings, COLUMNS), COLUMNS)[1]
