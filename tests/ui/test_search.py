"""Places are found by names with or without marks."""

import pandas as pd
import pytest

from ui.search import found, plain

COMMUNES = pd.DataFrame({"unit_id": ["1", "2"], "name": ["Xã Mường Phăng", "Phường Điện Biên Phủ"]})
GROUPS = pd.DataFrame(
    {
        "unit_id": ["G1", "G2", "G3", "G4"],
        "name": ["Bản Phăng", "Bản Nà Tòng", "Bản Na Tông", "Tổ dân phố 12"],
        "parent_id": ["1", "1", "1", "2"],
        "commune": ["Xã Mường Phăng"] * 3 + ["Phường Điện Biên Phủ"],
    }
)


def names(query: str) -> list[str]:
    return [place.name.partition(" · ")[0] for place in found(query, COMMUNES, GROUPS)]


def test_marks_are_not_needed() -> None:
    """Typing muong phang finds the commune first, and dien bien finds what is written with Đ."""
    assert names("muong phang")[0] == "Xã Mường Phăng"
    assert names("dien bien phu")[0] == "Phường Điện Biên Phủ"
    assert plain("Điện Biên Phủ") == "dien bien phu"


def test_marks_count_where_they_are_written() -> None:
    """Nà Tòng is not Na Tông: with marks one is found, without them both."""
    assert names("Nà Tòng") == ["Bản Nà Tòng"]
    assert set(names("na tong")) == {"Bản Nà Tòng", "Bản Na Tông"}


def test_a_group_is_found_with_its_commune() -> None:
    """The number of a group and a word of its commune find that group, with the ids to open it."""
    (place,) = found("to 12 dien bien", COMMUNES, GROUPS)
    assert (place.commune_id, place.group_id) == ("2", "G4")


@pytest.mark.parametrize("query", ["", "  ", "zzz", "(", "\\"])
def test_nothing_is_found_for_nothing(query: str) -> None:
    """An empty query, an unknown name and marks of patterns find no place and break nothing."""
    assert found(query, COMMUNES, GROUPS) == []
