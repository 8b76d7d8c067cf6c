"""Written places in a made-up district with every trap of names inside one commune."""

import pandas as pd
import pytest

from geodata.places import COLUMNS, Gazetteer, made_id, place_records

COMMUNES = pd.DataFrame({"unit_id": ["90001", "90002"], "name": ["Xã Bình Minh", "Xã Suối Lạnh"]})
GROUPS = pd.DataFrame(
    [
        ("g1", "90001", "Tổ 8"), ("g2", "90001", "Bản Nà Tòng"), ("g3", "90001", "Bản Na Tông"),
        ("g4", "90001", "Bản Huổi Lóng 1"), ("g5", "90001", "Bản Huổi Lóng 2"), ("g6", "90001", "Bản Xôm"),
        ("g7", "90001", "NA"), ("h1", "90002", "Tổ 8"), ("h2", "90002", "Thôn Thanh Đông"),
    ],
    columns=["unit_id", "parent_id", "name"],
)  # fmt: skip
FORMER = pd.DataFrame(columns=["old_code", "old_name", "other_spelling", "old_district", "new_code"], dtype="str")
DISTRICT = Gazetteer(COMMUNES, GROUPS, FORMER)
BLANK = dict.fromkeys(("code", "commune_code", "district", "commune", "group"), "")


def place(**columns: str) -> pd.Series:
    return place_records(pd.DataFrame([BLANK | {"era": 1} | columns]), DISTRICT).iloc[0]


@pytest.mark.parametrize(
    ("commune", "group", "unit_id", "via"),
    [
        ("Xã Bình Minh", "TDP 8", "g1", "name"),
        ("Suối Lạnh", "tổ dân phố số 08", "h1", "name"),
        ("xa binh minh", "to 8", "g1", "unaccented"),
        ("Xã Bình Minh", "Nà Tòng", "g2", "name"),
        ("Xã Bình Minh", "Na Tông", "g3", "name"),
        ("Xã Bình Minh", "Thôn Xôm", "g6", "name"),
        ("Xã Bình Minh", "ban xom", "g6", "unaccented"),
        ("Xã Bình Minh", "Huổi Lóng II", "g5", "name"),
        ("Xã Bình Minh", "NA", "g7", "name"),
    ],
)
def test_a_name_means_the_one_group_of_its_commune(commune: str, group: str, unit_id: str, via: str) -> None:
    """A group is found by its name inside the commune, and how it was found is told."""
    found = place(commune=commune, group=group)
    assert (found["group_id"], found["via"], found["reason"]) == (unit_id, via, "")


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"commune": "Xã Bình Minh", "group": "Na Tong"}, "group_ambiguous"),
        ({"commune": "Xã Bình Minh", "group": "Huổi Lóng"}, "group_unknown"),
        ({"commune": "Xã Bình Minh", "group": "Bản 8"}, "group_unknown"),
        ({"commune": "Xã Bình Minh", "group": "Thanh Đông"}, "group_unknown"),
        ({"commune": "Phường Bình Minh", "group": "Tổ 8"}, "commune_unknown"),
        ({"group": "Tổ 8"}, "commune_missing"),
        ({"code": "99999"}, "code_unknown"),
        ({"commune": "Xã Bình Minh", "code": "g99"}, "code_unknown"),
        ({}, "no_place"),
    ],
)
def test_what_is_not_certain_waits_with_its_reason(columns: dict[str, str], reason: str) -> None:
    """A name with two meanings, none, or one in another commune is never guessed."""
    found = place(**columns)
    assert (found["reason"], found["via"]) == (reason, "")
    assert pd.isna(found["group_id"])


def test_a_name_that_recurs_in_its_commune_shows_every_place_of_that_name() -> None:
    """Two groups of one name, or of the same letters, are both candidates, none of them is taken."""
    groups = pd.DataFrame({"unit_id": list("abcd"), "parent_id": "90001", "name": ["Bản Nà Nghè"] * 4})
    again = Gazetteer(COMMUNES, groups, FORMER)
    written = pd.DataFrame(
        [BLANK | {"era": 1, "commune": "Bình Minh", "group": name} for name in ("Nà Nghè", "na nghe")]
    )
    placed = place_records(written, again)
    assert placed["reason"].tolist() == ["group_ambiguous"] * 2
    assert [[unit for unit, _ in several] for several in placed["candidates"]] == [list("abcd")] * 2
    assert [unit for unit, _ in place(commune="Bình Minh", group="Na Tong")["candidates"]] == ["g2", "g3"]


def test_a_commune_whose_name_begins_like_a_kind_is_found() -> None:
    """The "Xa" of "Xa Dung" is a part of its name, though it reads like "xã" without its marks."""
    gazetteer = Gazetteer(pd.DataFrame({"unit_id": ["1", "2"], "name": ["Xã Xa Dung", "Xã Na Sang"]}), GROUPS, FORMER)
    written = pd.DataFrame([BLANK | {"era": 1, "commune": name} for name in ("Xa Dung", "xã Xa Dung", "Xa Na Sang")])
    assert place_records(written, gazetteer)["commune_id"].tolist() == ["1", "1", "2"]


def test_a_code_comes_before_a_name() -> None:
    """A known code of a group decides, whatever the names say, and brings its commune with it."""
    found = place(code="h2", commune="Xã Bình Minh", group="Tổ 8")
    assert (found["commune_id"], found["group_id"], found["via"]) == ("90002", "h2", "code")


def test_placing_keeps_index_and_input() -> None:
    """The answer has the index of the question and the promised columns; the question is as it was."""
    written = pd.DataFrame([BLANK | {"era": 1}, BLANK | {"era": 0, "commune": "Xã Suối Lạnh"}], index=[9, 4])
    before = written.copy()
    placed = place_records(written, DISTRICT)
    pd.testing.assert_frame_equal(written, before)
    assert placed.index.tolist() == [9, 4]
    assert tuple(placed.columns) == COLUMNS
    assert tuple(place_records(written.iloc[:0], DISTRICT).columns) == COLUMNS


def test_a_made_id_is_the_same_for_every_way_of_writing() -> None:
    """A group without a code has one lasting id under all its spellings, and another in another commune."""
    assert made_id("90001", "TDP 8") == made_id("90001", "Tổ dân phố số 08") != made_id("90002", "Tổ 8")
