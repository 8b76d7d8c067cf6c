"""Names of places: which two ways of writing are one place, and which are two."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.names import keys, parse, tidy

SAME = [
    ("group", "Tổ dân phố 8", "TDP 8"), ("group", "Tổ dân phố số 8", "T.D.P 08"), ("group", "Tổ VIII", "tổ 8"),
    ("group", "TỔ DÂN PHỐ 8", "TDP8"), ("group", "Tổ 8", "to dan pho 8"),
    ("group", "Bản Huổi Lóng 1", "Bản Huổi Lóng I"),
    ("group", "Bản Huổi Lóng II", "Bản Huổi Lóng2"), ("group", "Thôn Hoà Bình", "thôn Hòa Bình"),
    ("group", "Bản Thuỷ", "Bản Thủy"), ("group", "Bản Lý", "Bản Lí"), ("group", "Bản  Nà\u00a0Nghè ", "bản nà nghè"),
    ("group", "Bản Quý", "Bản Quí"), ("group", "Tổ 06A", "Tổ 6A"),
    ("group", "Cụm dân cư Sa Lông", "cum dan cu sa long"),
    ("commune", "Phương Mường Thanh", "Phường Mường Thanh"), ("commune", "T.T Mường Chà", "Thị trấn Mường Chà"),
    ("commune", "Xã Mường Ðăng", "Xã Mường Đăng"), ("commune", "P. Mường Thanh", "Phường Mường Thanh"),
    ("commune", "TT. Mường Chà", "Thị trấn Mường Chà"), ("district", "H. Điện Biên Đông", "Huyện Điện Biên Đông"),
    ("district", "TP Điện Biên Phủ", "Thành phố Điện Biên Phủ"),
]  # fmt: skip
DIFFERENT = [
    ("group", "Bản Huổi Lóng 1", "Bản Huổi Lóng 2"), ("group", "Bản Nà Tòng", "Bản Na Tông"),
    ("group", "Tổ 8", "Bản 8"),
    ("group", "Tổ 1", "Tổ 11"), ("group", "Bản Nà Vi", "Bản Nà 6"), ("group", "Bản Nà Xi", "Bản Nà 11"),
    ("group", "Tổ 6A", "Tổ 6B"), ("group", "Bản Lai", "Bản Lay"), ("group", "Bản Thủi", "Bản Thủy"),
    ("group", "Bản Đứa", "Bản Dứa"), ("group", "Bản Na", "Bản Nà"), ("group", "Tổ 8A", "Tổ 8"),
    ("commune", "Xã Mường Luân", "Xã Mường Lạn"), ("commune", "Thị trấn Mường Chà", "Xã Mường Chà"),
]  # fmt: skip


@pytest.mark.parametrize(("sort", "one", "other"), SAME)
def test_two_ways_of_writing_one_place_agree(sort: str, one: str, other: str) -> None:
    """Abbreviations, marks of tone, numbers and blanks do not make another place."""
    first, second = parse(one, sort), parse(other, sort)
    assert first.kind == second.kind
    if first.has_marks == second.has_marks:
        assert first.key == second.key
    assert first.plain == second.plain


@pytest.mark.parametrize(("sort", "one", "other"), DIFFERENT)
def test_two_places_stay_two(sort: str, one: str, other: str) -> None:
    """Another number, tone, letter or kind is another place."""
    first, second = parse(one, sort), parse(other, sort)
    assert (first.kind, first.key) != (second.kind, second.key)


@pytest.mark.parametrize("name", ["Bản", "Tổ", "Xã", "Na", "None", "B"])
def test_a_name_that_is_only_a_kind_is_still_a_name(name: str) -> None:
    """A word that could be a kind, standing alone, is the name."""
    found = parse(name, "group")
    assert found.kind == ""
    assert found.key


@pytest.mark.parametrize(
    ("name", "is_read_as_it_stands"),
    [
        ("Bản Sang", True), ("Sang", True), ("b. Sang", True), ("Ban Sang", False), ("BAN SANG", False),
        ("Bản Phuon", False), ("Bản Lap", False), ("Bản Sáng", True), ("na nghe", False), ("Bản Na Nghe", False),
    ],
)  # fmt: skip
def test_a_lone_syllable_may_mean_its_level_tone(name: str, is_read_as_it_stands: bool) -> None:
    """One syllable that could stand as it is written is read so, unless the kind before it lost its marks too."""
    assert parse(name, "group").has_marks == is_read_as_it_stands


@given(st.text("NÀghèĐđTổhòaý 18.-\u200b\u00a0", max_size=20))
def test_composed_and_decomposed_letters_agree(name: str) -> None:
    """NFC, NFD and capitals of any text have the same parts, and tidy text is not changed by tidying."""
    assert parse(unicodedata.normalize("NFD", name), "group") == parse(unicodedata.normalize("NFC", name), "group")
    assert tidy(tidy(name)) == tidy(name)


def test_keys_keep_the_index_and_the_input() -> None:
    """Keys of a column have its index, missing names have blank keys, and the column is as it was."""
    names = pd.Series(["Tổ 1", None, "Bản Nà Nghè"], index=[7, 3, 5], dtype="str")
    before = names.copy()
    found = keys(names, "group")
    pd.testing.assert_series_equal(names, before)
    assert found.index.tolist() == [7, 3, 5]
    assert found["key"].tolist()[1] == ""
    assert keys(names.iloc[:0], "group").dtypes.to_dict() == found.dtypes.to_dict()
