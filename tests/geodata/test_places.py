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


LISTED = (
    "Tổ dân phố 6", "Tổ dân phố 6A", "Tổ dân phố 12", "Bản Nà Nghè", "Thôn Hòa Bình", "Bản Lý", "Thôn Quý Lộc",
    "Bản Đứa", "Đội 7", "Khu 2", "Khối 3", "Tiểu khu 4", "Xóm Đồi", "Bản Huổi Lóng 2", "Thôn 9",
)  # fmt: skip


@pytest.mark.parametrize(
    ("item", "text", "meant"),
    [
        ("NFC", "Ba\u0309n Na\u0300 Nghe\u0300", "Bản Nà Nghè"),
        ("tone mark placement", "thôn hoà bình", "Thôn Hòa Bình"),
        ("tone mark and letters decomposed", "thôn hoa\u0300 bình", "Thôn Hòa Bình"),
        ("i for y", "Bản Lí", "Bản Lý"),
        ("i for y after qu", "Quí Lộc", "Thôn Quý Lộc"),
        ("i for y without marks", "qui loc", "Thôn Quý Lộc"),
        ("đ", "bản đứa", "Bản Đứa"),
        ("Đ", "BẢN ĐỨA", "Bản Đứa"),
        ("Ð (eth)", "Bản Ðứa", "Bản Đứa"),
        ("đ without marks", "ban dua", "Bản Đứa"),
        ("case", "bẢN nÀ nGHÈ", "Bản Nà Nghè"),
        ("spaces", " Bản\u00a0 Nà  Nghè\t", "Bản Nà Nghè"),
        ("zero-width space", "Bản Nà\u200b Nghè", "Bản Nà Nghè"),
        ("glued with capitals", "BảnNàNghè", "Bản Nà Nghè"),
        ("glued without", "bannanghe", "Bản Nà Nghè"),
        ("glued without its kind", "NàNghè", "Bản Nà Nghè"),
        ("dash", "Bản Nà-Nghè", "Bản Nà Nghè"),
        ("long dash", "Bản Nà – Nghè", "Bản Nà Nghè"),
        ("slash", "Bản Nà/Nghè", "Bản Nà Nghè"),
        ("dash before a number", "Huổi Lóng-2", "Bản Huổi Lóng 2"),
        ("brackets round a number", "Huổi Lóng (2)", "Bản Huổi Lóng 2"),
        ("tổ dân phố", "tổ dân phố 6", "Tổ dân phố 6"),
        ("tổ dân phố số", "tổ dân phố số 6", "Tổ dân phố 6"),
        ("TDP", "TDP 6", "Tổ dân phố 6"),
        ("TDP glued", "TDP6", "Tổ dân phố 6"),
        ("T.D.P", "T.D.P 6", "Tổ dân phố 6"),
        ("T.D.P. glued", "T.D.P.6", "Tổ dân phố 6"),
        ("tổ DP", "tổ DP 6", "Tổ dân phố 6"),
        ("tổ", "tổ 6", "Tổ dân phố 6"),
        ("tổ số", "Tổ số 6", "Tổ dân phố 6"),
        ("bản", "bản Nà Nghè", "Bản Nà Nghè"),
        ("b.", "b. Nà Nghè", "Bản Nà Nghè"),
        ("b. glued", "B.Nà Nghè", "Bản Nà Nghè"),
        ("no kind", "Nà Nghè", "Bản Nà Nghè"),
        ("another kind", "Thôn Nà Nghè", "Bản Nà Nghè"),
        ("thôn", "thôn 9", "Thôn 9"),
        ("th.", "Th. Hòa Bình", "Thôn Hòa Bình"),
        ("đội", "đội 7", "Đội 7"),
        ("đội số", "Đội số 07", "Đội 7"),
        ("khu", "khu 2", "Khu 2"),
        ("khu dân cư", "khu dân cư 2", "Khu 2"),
        ("KDC", "KDC 2", "Khu 2"),
        ("khối", "khối 3", "Khối 3"),
        ("khối phố", "Khối phố 3", "Khối 3"),
        ("KP", "KP 3", "Khối 3"),
        ("xóm", "xóm Đồi", "Xóm Đồi"),
        ("tiểu khu", "tiểu khu 4", "Tiểu khu 4"),
        ("TK", "TK4", "Tiểu khu 4"),
        ("arabic with a zero", "Tổ 06", "Tổ dân phố 6"),
        ("roman", "Tổ VI", "Tổ dân phố 6"),
        ("roman in small letters", "tổ xii", "Tổ dân phố 12"),
        ("roman after a name", "Huổi Lóng II", "Bản Huổi Lóng 2"),
        ("spelled", "tổ mười hai", "Tổ dân phố 12"),
        ("spelled after số", "tổ dân phố số sáu", "Tổ dân phố 6"),
        ("spelled without marks", "to muoi hai", "Tổ dân phố 12"),
        ("spelled after a name", "Huổi Lóng hai", "Bản Huổi Lóng 2"),
        ("number glued to a name", "Huổi Lóng2", "Bản Huổi Lóng 2"),
        ("letter after a number", "Tổ 6A", "Tổ dân phố 6A"),
        ("letter apart", "tổ 6 a", "Tổ dân phố 6A"),
        ("letter after a dash", "Tổ 6-A", "Tổ dân phố 6A"),
        ("letter after a slash", "Tổ 6/A", "Tổ dân phố 6A"),
        ("letter after a zero", "TDP số 06A", "Tổ dân phố 6A"),
        ("tail", "Bản Nà Nghè, xã Bình Minh, huyện Mường Nhé", "Bản Nà Nghè"),
        ("tail after a dash", "Bản Nà Nghè - xã Bình Minh", "Bản Nà Nghè"),
        ("tail in brackets", "Tổ 6 (xã Bình Minh)", "Tổ dân phố 6"),
        ("another number", "Tổ 16", ""),
        ("another kind of numbered group", "Bản 6", ""),
        ("another letter after the number", "Tổ 6B", ""),
        ("the number of another name", "Huổi Lóng 1", ""),
        ("another mark", "Thôn Hóa Bình", ""),
        ("d for đ in a marked name", "Bản Dừa", ""),
        ("another commune in the tail", "Bản Nà Nghè, xã Suối Lạnh", ""),
    ],
)
def test_every_way_of_writing_is_read(item: str, text: str, meant: str) -> None:
    """Each item of the list of ways of writing leads to its group, and what only resembles it to none."""
    groups = pd.DataFrame({"unit_id": LISTED, "parent_id": "90001", "name": LISTED})
    written = pd.DataFrame([BLANK | {"era": 1, "commune": "Xã Bình Minh", "group": text}])
    found = place_records(written, Gazetteer(COMMUNES, groups, FORMER)).iloc[0]
    assert (found["group_id"] if pd.notna(found["group_id"]) else "") == meant


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
