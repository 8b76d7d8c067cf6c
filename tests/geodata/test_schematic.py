"""Schematic boundaries give every unit its area around its centre, for any table of centres and areas."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from geodata.province import communes
from geodata.schematic import schematic_boundaries
from outreach.errors import FileRefused

REAL = Path(__file__).parents[2] / "../shared/data/dienbien/communes_2025_simplified.geojson"
GEOD = Geod(ellps="WGS84")


def table(lon, lat, area) -> pd.DataFrame:
    codes = [f"{number:05d}" for number in range(len(area))]
    return pd.DataFrame({"code": codes, "centre_lon": lon, "centre_lat": lat, "area_km2": area}).astype(
        {"centre_lon": float, "centre_lat": float, "area_km2": float}
    )


def geodesic_km2(shapes) -> np.ndarray:
    """Measure on the ellipsoid, independently of any projection."""
    return np.array([abs(GEOD.geometry_area_perimeter(shape)[0]) / 1e6 for shape in shapes])


def neighbours(shapes) -> set[tuple[int, int]]:
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=1)
    border = shapely.length(shapely.intersection(shapely.boundary(shapes[first]), shapely.boundary(shapes[second])))
    kept = (first < second) & (border > 100)
    return set(zip(first[kept].tolist(), second[kept].tolist(), strict=True))


ODD = {
    "one": table([105], [20], [100]),
    "two": table([105, 105.1], [20, 20], [100, 50]),
    "three": table([105, 105.1, 105.05], [20, 20, 20.08], [100, 50, 80]),
    "on a line": table(np.linspace(105, 106, 10), [20] * 10, np.linspace(5, 500, 10)),
    "on a slope": table(np.linspace(105, 106, 10), np.linspace(20, 21, 10), [100] * 10),
    "on one spot": table([105] * 4, [20] * 4, [10, 20, 30, 40]),
    "ward in the country": table([105, 105.02, 105.3], [20, 20.01, 20], [1, 2000, 2000]),
    "on a square grid": table(np.tile(np.arange(5) / 10, 5) + 105, np.repeat(np.arange(5) / 10, 5) + 20, [115] * 25),
    "crowded": table([105, 105.001, 105.5, 105.501], [20, 20, 20.3, 20.31], [3000, 200, 40, 2500]),
    "two crowds": table([105] * 9 + [105.3] * 9, [20] * 18, [100] * 18),
    "islands": table([105, 107, 105.05], [20, 21, 20.05], [100, 50, 30]),
    "another continent": table([-70, -70.1, -70.05], [-33, -33, -33.1], [100, 80, 60]),
    "cut in two by a neighbour": table(
        105 + np.random.default_rng(3).random(45),
        20 + np.random.default_rng(4).random(45),
        np.random.default_rng(5).lognormal(4, 0.8, 45),
    ),
}


@pytest.fixture(scope="module")
def drawn() -> gpd.GeoDataFrame:
    return schematic_boundaries(communes())


def test_contract(drawn: gpd.GeoDataFrame):
    """One row per unit in the order of the table, in WGS 84."""
    assert drawn["unit_id"].tolist() == communes()["code"].tolist()
    assert list(drawn.columns) == ["unit_id", "geometry"]
    assert drawn.crs == "EPSG:4326"


def test_each_unit_is_one_polygon_around_its_centre(drawn: gpd.GeoDataFrame):
    """Each of the 45 units is one valid polygon, without a hole, that holds its centre."""
    assert (drawn.geom_type == "Polygon").all()
    assert drawn.is_valid.all()
    assert drawn.geometry.count_interior_rings().sum() == 0
    centres = gpd.points_from_xy(communes()["centre_lon"], communes()["centre_lat"], crs=4326)
    assert drawn.contains(gpd.GeoSeries(centres)).all()


def test_province_is_one_piece_without_gaps_or_overlaps(drawn: gpd.GeoDataFrame):
    """Neighbours share every vertex of their border, and together they are one piece without a hole."""
    assert shapely.coverage_is_valid(drawn.geometry.array)
    province = drawn.union_all()
    assert province.geom_type == "Polygon"
    assert not province.interiors


def test_areas_are_the_stated_ones(drawn: gpd.GeoDataFrame):
    """On the ellipsoid, each unit has its stated area to within 1 %."""
    assert geodesic_km2(drawn.geometry) == pytest.approx(communes()["area_km2"].to_numpy(), rel=0.01)


def test_same_table_gives_the_same_map(drawn: gpd.GeoDataFrame):
    """Drawing twice gives the same coordinates."""
    assert drawn.geometry.geom_equals_exact(schematic_boundaries(communes()).geometry, 0).all()


def test_table_is_left_alone():
    """The table that was drawn from is not changed, and its index does not matter."""
    given = ODD["three"].set_index(pd.Index([7, 7, 9]))
    before = given.copy()
    drawn = schematic_boundaries(given)
    pd.testing.assert_frame_equal(given, before)
    assert drawn.geometry.geom_equals_exact(schematic_boundaries(ODD["three"]).geometry, 0).all()


@pytest.mark.realdata
def test_map_resembles_the_real_one(drawn: gpd.GeoDataFrame):
    """Most ground is in the right unit, most real neighbours touch, and the outline is close."""
    if not REAL.exists():
        pytest.skip("the real boundaries are not beside the repository")
    real = gpd.read_file(REAL).set_index("code").loc[drawn["unit_id"]].to_crs(32648).geometry.array
    made = drawn.to_crs(32648).geometry.array
    right = shapely.area(shapely.intersection(np.asarray(real), np.asarray(made)))
    outlines = shapely.union_all(real), shapely.union_all(made)
    assert right.sum() / real.area.sum() > 0.7
    assert (right / (real.area + made.area - right)).mean() > 0.55
    assert (right > 0).all()
    assert outlines[0].intersection(outlines[1]).area / outlines[0].union(outlines[1]).area > 0.85
    both = neighbours(np.asarray(real)), neighbours(np.asarray(made))
    assert len(both[0] & both[1]) / len(both[0]) > 0.85


@pytest.mark.parametrize("name", ODD)
def test_any_table_is_shared_out(name: str):
    """Few, aligned, coinciding, tiny or far-off units also get their area, without gaps or overlaps."""
    drawn = schematic_boundaries(ODD[name])
    assert drawn.is_valid.all()
    assert shapely.coverage_is_valid(drawn.geometry.array)
    assert geodesic_km2(drawn.geometry) == pytest.approx(ODD[name]["area_km2"].to_numpy(), rel=0.05)


def test_lone_unit_is_a_disc():
    """A single unit is a disc: its perimeter is that of a circle of its area."""
    (shape,) = schematic_boundaries(ODD["one"]).geometry
    assert abs(GEOD.geometry_area_perimeter(shape)[1]) == pytest.approx(2 * np.sqrt(np.pi * 100e6), rel=0.01)


def test_two_equal_units_meet_half_way():
    """Two units of one size are parted by the line half-way between their centres."""
    drawn = schematic_boundaries(table([105, 105.1], [0, 0], [80, 80]))
    border = shapely.intersection(*drawn.geometry)
    assert shapely.get_coordinates(border)[:, 0] == pytest.approx(105.05, abs=1e-4)


def test_far_units_are_islands():
    """A unit far from all others is drawn apart, in the place where it is."""
    drawn = schematic_boundaries(ODD["islands"])
    assert len(shapely.get_parts(drawn.union_all())) == 2
    assert shapely.Point(107, 21).within(drawn.geometry[1])


def test_fragments_are_given_away():
    """A cell that falls apart at a narrow neck is mended: every unit is one polygon."""
    drawn = schematic_boundaries(table([105.36, 105.39, 105.66], [20.59, 20.62, 20.01], [1489, 2351, 986]))
    assert (drawn.geom_type == "Polygon").all()


def test_groups_that_grow_together_are_drawn_as_one():
    """Two crowds of units apart at first, whose land touches once all have their area, share one outline."""
    drawn = schematic_boundaries(ODD["two crowds"])
    assert drawn.union_all().geom_type == "Polygon"


def test_gap_between_near_units_is_closed():
    """Units in a row whose discs do not quite touch still share borders."""
    drawn = schematic_boundaries(table(105 + np.arange(6) / 10, [20] * 6, [60] * 6))
    assert drawn.union_all().geom_type == "Polygon"


def test_empty_table_gives_an_empty_map():
    """No units, no shapes, the same columns."""
    drawn = schematic_boundaries(ODD["one"].iloc[:0])
    assert drawn.empty
    assert list(drawn.columns) == ["unit_id", "geometry"]
    assert drawn.crs == "EPSG:4326"


@pytest.mark.parametrize(
    ("column", "value"),
    [("area_km2", 0), ("area_km2", -5), ("area_km2", np.inf), ("centre_lat", np.nan), ("centre_lat", 91)],
)
def test_unusable_row_is_named(column: str, value: float):
    """A centre or area that cannot be drawn is refused with the code of its unit."""
    given = ODD["three"].copy()
    given.loc[1, column] = value
    with pytest.raises(FileRefused) as refused:
        schematic_boundaries(given)
    assert refused.value.key == "centre_or_area_unusable"
    assert refused.value.facts == {"codes": ["00001"]}


def test_missing_column_is_named():
    """A table without areas is refused with the name of the column."""
    with pytest.raises(FileRefused) as refused:
        schematic_boundaries(ODD["three"].drop(columns="area_km2"))
    assert (refused.value.key, refused.value.facts) == ("columns_missing", {"columns": ["area_km2"]})


def test_repeated_code_is_named():
    """A code that occurs twice is refused."""
    with pytest.raises(FileRefused) as refused:
        schematic_boundaries(ODD["three"].assign(code=["1", "1", "2"]))
    assert (refused.value.key, refused.value.facts) == ("codes_repeated", {"codes": ["1"]})
