"""Units joined from lists and drawings: every group is kept, whatever is known of it."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from geodata.places import made_id
from geodata.units import (
    area_km2,
    built_in_communes,
    listed_groups,
    numbered,
    with_drawn_groups,
    with_imported_communes,
    with_parents,
)

COMMUNES = gpd.GeoDataFrame(
    {"unit_id": ["90001", "90002"], "name": ["Xã Bình Minh", "Xã Suối Lạnh"], "kind": "xã", "zone": "I",
     "area_km2": 3.4, "grade": "surveyed"},
    geometry=[box(103, 21, 103.03, 21.01), box(103, 20.99, 103.03, 21)], crs="EPSG:4326",
)  # fmt: skip
LISTED = pd.DataFrame(
    [("90001-1", "Tổ 1", "90001"), ("90001-2", "Bản Nà Nghè", "90001"), ("90002-1", "Tổ 1", "90002")],
    columns=["unit_id", "name", "parent_id"],
)
SQUARES = [box(103 + 0.01 * place, 21, 103.01 + 0.01 * place, 21.01) for place in range(3)]


def drawn(*rows: tuple[str, str, str | None, object], parent_name: str | None = None) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(rows, columns=["unit_id", "name", "parent_id", "geometry"])
    frame["parent_name"] = pd.Series(parent_name, index=frame.index, dtype="str")
    return gpd.GeoDataFrame(frame.astype({"parent_id": "str"}), geometry="geometry", crs="EPSG:4326")


def joined(*rows: tuple[str, str, str | None, object]) -> pd.DataFrame:
    found = with_parents(drawn(*rows), COMMUNES) if rows else None
    return with_drawn_groups(LISTED, found, COMMUNES).set_index("unit_id")


def test_a_drawing_outside_every_commune_has_no_parent() -> None:
    """A group that lies in no commune, and names none, is told apart instead of vanishing."""
    rows = (("x1", "Bản Xa", None, box(110, 10, 110.1, 10.1)), ("x2", "Bản Gần", None, SQUARES[0]))
    assert with_parents(drawn(*rows), COMMUNES)["parent_id"].isna().tolist() == [True, False]


def test_a_schematic_commune_holds_no_drawing() -> None:
    """Where borders are schematic, only the file can say which commune a group belongs to."""
    sketched = COMMUNES.assign(grade="schematic")
    rows = (("x1", "Bản Một", None, SQUARES[0]), ("x2", "Bản Hai", "90001", SQUARES[1]))
    assert with_parents(drawn(*rows), sketched)["parent_id"].isna().tolist() == [True, False]


def test_groups_join_their_drawing_by_code() -> None:
    """A drawing with a listed code is the shape of that group, whatever it is called."""
    groups = joined(("90001-1", "Tổ Một", "90001", SQUARES[0]))
    assert groups.loc["90001-1", "geometry"].equals(SQUARES[0])
    assert groups.loc["90001-1", ["name", "grade"]].tolist() == ["Tổ 1", "surveyed"]
    assert len(groups) == 3


@pytest.mark.parametrize("name", ["Bản Nà Nghè", "bản  nà nghè", "Nà Nghè", "Thôn Nà Nghè"])
def test_groups_join_their_drawing_by_name_in_the_commune(name: str) -> None:
    """A drawing under another code joins the one listed group of its name in the commune where it lies."""
    groups = joined(("x7", name, None, SQUARES[1]))
    assert groups.loc["90001-2", "geometry"].equals(SQUARES[1])
    assert "x7" not in groups.index


def test_a_second_drawing_of_a_name_stays_a_group_of_its_own() -> None:
    """No drawing is lost: the second that fits one listed group is kept under its own code."""
    groups = joined(("x7", "Bản Nà Nghè", None, SQUARES[1]), ("x8", "Thôn Nà Nghè", None, SQUARES[2]))
    assert groups.loc["x8", "geometry"].equals(SQUARES[2])
    assert groups.loc["90001-2", "geometry"].equals(SQUARES[1])


def test_a_group_without_a_shape_is_kept() -> None:
    """Listed groups that nobody has drawn are units of grade 'none', and so they are all when nothing is drawn."""
    for groups in (joined(), joined(("90001-1", "Tổ 1", "90001", SQUARES[0]))):
        assert groups.loc["90002-1", "grade"] == "none"
        assert groups.loc["90002-1", "geometry"] is None
        assert set(LISTED["unit_id"]) == set(groups.index)


def test_no_list_and_no_drawing_make_no_group() -> None:
    """An office that has neither has communes alone."""
    assert with_drawn_groups(LISTED.iloc[:0], None, COMMUNES).empty


def test_points_become_cells_of_the_room_that_is_left() -> None:
    """Groups known as points share what the drawn ones leave of their commune, and are marked as points."""
    middle = [Point(103.015, 21.005), Point(103.025, 21.005)]
    groups = joined(
        ("90001-1", "Tổ 1", "90001", SQUARES[0]), ("p", "Tổ 5", None, middle[0]), ("q", "Tổ 6", None, middle[1])
    )
    assert groups.loc[["90001-1", "p", "q"], "grade"].tolist() == ["surveyed", "point", "point"]
    for code, point, square in (("p", middle[0], SQUARES[1]), ("q", middle[1], SQUARES[2])):
        cell = groups.loc[code, "geometry"]
        assert cell.contains(point)
        assert cell.symmetric_difference(square).area < 0.01 * square.area


def test_a_file_of_another_place_replaces_the_built_in_communes() -> None:
    """Without a common code nothing of the built-in province is left."""
    foreign = drawn(("F1", "Koya", None, SQUARES[0]), ("F2", "Nongowa", None, SQUARES[1])).assign(kind=None)
    units = with_imported_communes(COMMUNES, foreign.astype({"kind": "str"}))
    assert units["unit_id"].tolist() == ["F1", "F2"]
    assert units["grade"].tolist() == ["surveyed"] * 2


def test_a_file_with_shared_codes_redraws_those_communes() -> None:
    """The drawn commune takes the shape of the file and keeps its built-in name; the other stays schematic."""
    sketched = COMMUNES.assign(grade="schematic")
    units = with_imported_communes(sketched, drawn(("90002", "KHÁC", None, SQUARES[0])).assign(kind="x"))
    found = units.set_index("unit_id")
    assert found.loc["90002", ["name", "kind", "grade"]].tolist() == ["Xã Suối Lạnh", "xã", "surveyed"]
    assert found.loc["90002", "geometry"].equals(SQUARES[0])
    assert found.loc["90001", "grade"] == "schematic"
    assert list(units.columns) == list(
        with_imported_communes(COMMUNES, drawn(("F", "F", None, SQUARES[0])).assign(kind="x"))
    )


def test_built_in_communes_need_a_shape_each() -> None:
    """Facts and schematic boundaries join one to one by code."""
    facts = pd.DataFrame(
        {"code": ["90001"], "full_name": ["Xã Bình Minh"], "kind": ["xã"], "zone": ["I"], "area_km2": [3.4]}
    )
    assert built_in_communes(facts, COMMUNES)["name"].tolist() == ["Xã Bình Minh"]


def test_the_last_word_of_a_list_counts() -> None:
    """A group listed twice, once by each way of writing, is one group under its latest name."""
    same = made_id("90001", "TDP 8")
    assert same == made_id("90001", "Tổ dân phố 8")
    rows = pd.DataFrame(
        {
            "commune_id": ["90001"] * 3, "group": ["TDP 8", "Tổ dân phố 8", ""], "group_code": ["", "", "G9"],
            "unit_id": [same, same, "G9"],
        }
    )  # fmt: skip
    groups = listed_groups(rows)
    assert groups["name"].tolist() == ["Tổ dân phố 8", "G9"]


def test_an_area_is_that_of_the_globe() -> None:
    """A square of a hundredth of a degree at 21 N is 1.107 km by 1.040 km on the WGS 84 ellipsoid."""
    assert area_km2(gpd.GeoSeries([SQUARES[0]], crs="EPSG:4326")).iloc[0] == pytest.approx(1.1070 * 1.0395, rel=2e-3)


def test_numbers_count_all_units() -> None:
    """Communes and groups are numbered from 0 without a gap, and their names are tidy."""
    groups = with_drawn_groups(LISTED.assign(name=LISTED["name"] + "\u200b "), None, COMMUNES)
    units = numbered(COMMUNES, groups)
    assert units["unit_no"].tolist() == list(range(5))
    assert units["name"].tolist()[2] == "Tổ 1"
