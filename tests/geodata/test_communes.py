"""Communes of the province as many hands write them: misspelt, with a tail, said to be former, beside their groups."""

import pandas as pd
import pytest

from geodata import province as facts
from geodata.gazetteer import Gazetteer
from geodata.places import place_records

COMMUNES = facts.communes().rename(columns={"code": "unit_id", "full_name": "name"})
FORMER = facts.crosswalk()
GROUPS = pd.DataFrame(
    [("g1", "03160", "Bản Nà Nghè"), ("g2", "03160", "Bản Huổi Lóng 1"), ("g3", "03328", "Bản Mé")],
    columns=["unit_id", "parent_id", "name"],
)
HERE = Gazetteer(COMMUNES, GROUPS, FORMER)
CODES = dict(zip(COMMUNES["name"], COMMUNES["unit_id"], strict=True))
BLANK = dict.fromkeys(("code", "commune_code", "district", "commune", "group"), "")
BEFORE, AFTER = 0, 1


def place(**columns: object) -> pd.Series:
    return place_records(pd.DataFrame([BLANK | {"era": AFTER} | columns]), HERE).iloc[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Xã Mưòng Nhé", "Xã Mường Nhé"),
        ("Muờng Pồn", "Xã Mường Pồn"),
        ("xã Nà Tấuu", "Xã Nà Tấu"),
        ("Mường Luan", "Xã Mường Luân"),
        ("xamuongnhe", "Xã Mường Nhé"),
        ("xax Muwowngf Nhes", "Xã Mường Nhé"),
        ("Thanh Ann", "Xã Thanh An"),
        ("Tủa Trùa", "Xã Tủa Chùa"),
        ("Phương Mường Thanhh", "Phường Mường Thanh"),
        ("TT Mường Chàa", "Xã Na Sang"),
        ("Xã Thanh Luôngg", "Xã Thanh Nưa"),
    ],
)
def test_a_misspelt_commune_is_read_where_one_can_be_meant(written: str, meant: str) -> None:
    """A slip in the name of a commune, today's or former, is understood, and called likeness."""
    found = place(commune=written)
    assert (found["commune_id"], found["via"], found["reason"]) == (CODES[meant], "similar", "")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Mường Luận", "Xã Mường Luân"),
        ("Mường Lan", "Xã Mường Lạn"),
        ("Na Tòng", "Xã Tủa Chùa"),
        ("Nà Tông", "Xã Núa Ngam"),
        ("Nà Tong", "Xã Tủa Chùa"),
        ("Thanh Anh", "Xã Thanh An"),
        ("Thanh Yn", "Xã Thanh Yên"),
        ("Mường Muôn", "Xã Mường Pồn"),
        ("Mường Mụn", "Xã Mường Mùn"),
        ("Mường Chàa", "Xã Na Sang"),
        ("Xã Mường Thanhh", "Phường Mường Thanh"),
        ("Xã Mường Lai", "Phường Mường Lay"),
    ],
)
def test_a_commune_that_may_be_another_waits_with_candidates(written: str, shown: str) -> None:
    """Another mark, another word, another kind, or two that are as near: a person decides, among those shown."""
    found = place(commune=written, group="Nà Nghè")
    assert (found["reason"], found["via"]) == ("commune_unknown", "")
    assert pd.isna(found["commune_id"])
    assert CODES[shown] in dict(found["candidates"])
    assert len(found["candidates"]) <= 3


def test_letters_that_two_communes_share_show_both() -> None:
    """Na Tong without marks is Na Tông or Nà Tòng; its district tells which."""
    found = place(commune="Na Tong")
    assert found["reason"] == "commune_ambiguous"
    assert {CODES["Xã Núa Ngam"], CODES["Xã Tủa Chùa"]} <= set(dict(found["candidates"]))
    assert place(commune="Na Tong", district="Huyện Điện Biên")["commune_id"] == CODES["Xã Núa Ngam"]
    assert place(commune="Na Tong", district="Huyện Tuần Giáo")["commune_id"] == CODES["Xã Tủa Chùa"]


def test_a_misspelt_commune_lies_in_the_district_that_was_written() -> None:
    """A district beside the name speaks for a commune that lay in it, and against every other."""
    assert place(commune="Xã Nà Nhạnn", district="Thành phố Điện Biên Phủ")["commune_id"] == CODES["Xã Mường Phăng"]
    contradicted = place(commune="Xã Nà Nhạnn", district="Huyện Mường Nhé")
    assert contradicted["reason"] == "commune_unknown"
    assert CODES["Xã Mường Phăng"] in dict(contradicted["candidates"])


@pytest.mark.parametrize(("era", "meant"), [(BEFORE, "Phường Điện Biên Phủ"), (AFTER, "Phường Mường Thanh")])
def test_a_misspelt_name_is_read_in_its_own_time(era: int, meant: str) -> None:
    """A slip changes nothing about what a name meant before the merger and means after it."""
    assert place(commune="P. Mường Thanhh", era=era)["commune_id"] == CODES[meant]


def test_a_doubtful_name_shows_both_of_its_meanings() -> None:
    """A name of two meanings, beside a district that no longer is, waits and shows today's and the former one's."""
    found = place(commune="Xã Sam Mứn", district="Huyện Điện Biên")
    assert found["reason"] == "vintage_doubtful"
    assert {CODES["Xã Sam Mứn"], CODES["Xã Thanh An"]} <= set(dict(found["candidates"]))


@pytest.mark.parametrize(
    ("written", "meant", "via"),
    [
        ("xã Mường Nhé, huyện Mường Nhé, tỉnh Điện Biên", "Xã Mường Nhé", "name"),
        ("Xã Mường Nhé - tỉnh Điện Biên", "Xã Mường Nhé", "name"),
        ("Mường Nhé (cũ)", "Xã Mường Nhé", "name"),
        ("Xã Sam Mứn", "Xã Sam Mứn", "name"),
        ("Xã Sam Mứn cũ", "Xã Thanh An", "crosswalk"),
        ("phường Mường Thanh (cũ)", "Phường Điện Biên Phủ", "crosswalk"),
        ("Xã Thanh Luông (nay là xã Thanh Nưa)", "Xã Thanh Nưa", "crosswalk"),
        ("xã Na Tong, huyện Điện Biên", "Xã Núa Ngam", "unaccented"),
    ],
)
def test_what_stands_behind_a_commune_testifies(written: str, meant: str, via: str) -> None:
    """A district and a province are cut off and heard, and 'cũ' tells that the former unit is meant."""
    found = place(commune=written)
    assert (found["commune_id"], found["via"]) == (CODES[meant], via)


@pytest.mark.parametrize(
    ("group", "unit_id", "via"),
    [
        ("Bản Nà Nghè, xã Mường Nhé, huyện Mường Nhé", "g1", "name"),
        ("ban na nghe, xa muong nhe, huyen muong nhe", "g1", "unaccented"),
        ("Nà Nghè - Mường Nhé", "g1", "name"),
        ("Bản Huổi Nóng 1, xã Mưòng Nhé", "g2", "similar"),
        ("Bản Mé (xã Thanh Luông cũ)", "g3", "crosswalk"),
        ("Bản Mé, xã Thanh Luông, huyện Điện Biên", "g3", "crosswalk"),
    ],
)
def test_the_tail_of_a_group_finds_its_commune(group: str, unit_id: str, via: str) -> None:
    """Where no commune was written beside a group, the commune behind its name is used, today's or a former one."""
    found = place(group=group)
    assert (found["group_id"], found["via"], found["reason"]) == (unit_id, via, "")
    assert found["commune_id"] == GROUPS.set_index("unit_id")["parent_id"][unit_id]


def test_a_tail_never_overrules_a_written_commune() -> None:
    """The commune behind a group contradicts the one in the column: the row waits, in neither."""
    found = place(commune="Xã Thanh Nưa", group="Bản Nà Nghè, xã Mường Nhé")
    assert (found["reason"], found["commune_id"]) == ("tail_disagrees", CODES["Xã Thanh Nưa"])
    assert place(group="Bản Nà Nghè, huyện Mường Nhé")["reason"] == "commune_missing"
    assert place(group="Bản Nà Nghè, xã Mường Tè, huyện Mường Tè")["reason"] == "commune_unknown"


def test_placing_misspelt_communes_keeps_index_and_input() -> None:
    """The answer has the index of the question; the question is as it was."""
    texts = ["Xã Mưòng Nhé", "Nà Tông", "Mường Nhé (cũ)", ""]
    written = pd.DataFrame([BLANK | {"era": AFTER, "commune": text} for text in texts], index=[4, 9, 2, 7])
    before = written.copy()
    placed = place_records(written, HERE)
    pd.testing.assert_frame_equal(written, before)
    assert placed.index.tolist() == [4, 9, 2, 7]
    assert placed["reason"].tolist() == ["", "commune_unknown", "", "no_place"]
