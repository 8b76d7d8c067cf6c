"""Voronoi cells cover their commune, each around its own point."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.voronoi import voronoi_cells

SQUARE = shapely.box(0, 0, 8, 8)
HOOK = shapely.Polygon([(0, 0), (8, 0), (8, 8), (6, 8), (6, 2), (0, 2)])
HOLED = shapely.Polygon(SQUARE.exterior, [shapely.box(3, 3, 5, 5).exterior.coords])
PARTS = shapely.MultiPolygon([shapely.box(0, 0, 3, 8), shapely.box(5, 0, 8, 8)])


def series(places: list[tuple[float, float]], crs: int | None = 32648) -> gpd.GeoSeries:
    return gpd.GeoSeries(gpd.points_from_xy(*zip(*places, strict=True)), crs=crs)


def assert_shared_out(cells: gpd.GeoSeries, within: shapely.Geometry) -> None:
    assert cells.notna().all()
    assert cells.is_valid.all()
    assert shapely.coverage_is_valid(cells.array)
    assert shapely.area(cells.array).sum() == pytest.approx(within.area, rel=1e-9)
    assert shapely.union_all(cells.array).symmetric_difference(within).area == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("within", [SQUARE, HOOK, HOLED, PARTS], ids=["square", "hook", "holed", "parts"])
def test_cells_hold_what_is_nearest(within: shapely.Geometry):
    """Any place of the commune lies in the cell of the point nearest to it, found by trying all of them."""
    draw = np.random.default_rng(1)
    sites = shapely.get_coordinates(shapely.intersection(shapely.multipoints(draw.random((60, 2)) * 8), within))
    cells = voronoi_cells(series(sites.tolist()), within)
    assert_shared_out(cells, within)
    asked = draw.random((500, 2)) * 8
    asked = asked[shapely.contains_xy(within, asked)]
    nearest = np.hypot(*(asked[:, None] - sites).transpose(2, 0, 1)).argmin(axis=1)
    assert shapely.intersects_xy(cells.array[nearest], asked).all()


def test_four_points_quarter_a_square():
    """Four points in the middle of the quarters get the quarters."""
    cells = voronoi_cells(series([(2, 2), (6, 2), (2, 6), (6, 6)]), SQUARE)
    assert cells[0].equals(shapely.box(0, 0, 4, 4))
    assert cells[3].equals(shapely.box(4, 4, 8, 8))


@pytest.mark.parametrize("within", [SQUARE, HOLED, PARTS], ids=["square", "holed", "parts"])
def test_single_point_gets_the_whole(within: shapely.Geometry):
    """One point alone gets the commune, whatever its shape."""
    (cell,) = voronoi_cells(series([(1, 1)]), within)
    assert cell.equals(within)


def test_points_on_a_line_get_strips():
    """Points on one line, which have no triangle, get the strips between their middles."""
    cells = voronoi_cells(series([(1, 4), (3, 4), (7, 4)]), SQUARE)
    assert shapely.area(cells.array) == pytest.approx([16, 24, 24])


@pytest.mark.parametrize("count", [2, 3, 5, 40])
def test_coinciding_points_share_alike(count: int):
    """Points on one place in the middle get equal sectors, each time the same ones."""
    points = series([(4, 4)] * count)
    cells = voronoi_cells(points, shapely.Point(4, 4).buffer(4, quad_segs=400))
    assert shapely.area(cells.array) == pytest.approx(np.pi * 16 / count, rel=0.02)
    again = voronoi_cells(points, shapely.Point(4, 4).buffer(4, quad_segs=400))
    assert cells.geom_equals_exact(again, 0).all()


def test_points_outside_count_as_the_nearest_inside():
    """Points beyond the border, even several on one spot, still get a cell on their side."""
    cells = voronoi_cells(series([(-5, 4), (20, 20), (20, 20), (4, 4)]), SQUARE)
    assert_shared_out(cells, SQUARE)
    assert cells[0].covers(shapely.Point(0.5, 4))
    assert cells[1].union(cells[2]).covers(shapely.Point(7.9, 7.9))


def test_distances_in_degrees_allow_for_the_latitude():
    """At 60° north a degree of longitude is half as long, and the border lies where the metres are equal."""
    commune = shapely.box(10, 59.5, 12, 60.5)
    cells = voronoi_cells(series([(10.5, 60), (11.5, 60), (11, 60.5)], crs=4326), commune)
    assert_shared_out(cells, commune)
    corner = shapely.Point(11, 60.1875)  # as far from (±0.25, 0) as from (0, 0.5): 0.25² + y² = (0.5 - y)²
    assert shapely.distance(shapely.intersection_all(cells.array), corner) < 1e-3


def test_index_crs_and_missing_points_are_kept():
    """The answer has the index, CRS and length of the points; a missing point gets no cell."""
    points = gpd.GeoSeries(
        [shapely.Point(2, 4), None, shapely.Point(), shapely.Point(6, 4)],
        index=["a", "b", "c", "d"],
        crs=4326,
    )
    cells = voronoi_cells(points, SQUARE)
    assert cells.index.tolist() == ["a", "b", "c", "d"]
    assert cells.crs == points.crs
    assert cells.isna().tolist() == [False, True, True, False]
    assert_shared_out(cells.dropna(), SQUARE)


def test_no_points_no_cells():
    """No points give no cells and no complaint."""
    assert voronoi_cells(gpd.GeoSeries([], crs=4326), SQUARE).empty
    assert voronoi_cells(gpd.GeoSeries([None, None], crs=4326), SQUARE).isna().all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=30))
def test_gridded_points_are_shared_out(places: list[tuple[int, int]]):
    """Points with many ties, repetitions and places on the border always share the commune out."""
    assert_shared_out(voronoi_cells(series(places), SQUARE), SQUARE)
    assert_shared_out(voronoi_cells(series(places), HOOK), HOOK)
