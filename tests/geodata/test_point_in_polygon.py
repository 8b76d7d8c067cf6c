"""Points in polygons against other ways to decide the same, and at the places where ways differ."""

from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import ibis
import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geodata.grid import FINEST, build_grid, choose_level
from geodata.point_in_polygon import NO_UNIT, TABLES, PolygonLocator, locate, locate_points
from outreach.errors import FileRefused

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"


def patchwork(rows: int, columns: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Give four-sided units of a bent lattice, and their corners (rows + 1, columns + 1, 2)."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0 : rows + 1, 0 : columns + 1].astype(float)
    corners = np.stack([x, y], axis=2) + rng.uniform(-0.35, 0.35, (rows + 1, columns + 1, 2))
    corners = corners * 0.05 + [102.0, 21.0]
    rings = np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]], axis=2)
    return shapely.polygons(rings.reshape(-1, 4, 2)), corners


def by_join(lon: np.ndarray, lat: np.ndarray, polygons: np.ndarray, how: str = "intersects") -> np.ndarray:
    """Decide by geopandas: the smallest polygon that joins the point."""
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat))
    met = gpd.sjoin(points, gpd.GeoDataFrame(geometry=polygons), predicate=how)
    found = met.groupby(level=0)["index_right"].min()
    return found.reindex(range(len(lon)), fill_value=NO_UNIT).to_numpy()


def held(lon: object, lat: object, polygons: list[shapely.Geometry], **options: float) -> list[int]:
    unit_no, _ = locate_points(lon, lat, np.array(polygons, dtype=object), np.arange(len(polygons)), **options)
    return unit_no.tolist()


def scatter(bounds: np.ndarray, count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    west, south, east, north = bounds
    rng = np.random.default_rng(seed)
    return rng.uniform(west, east, count), rng.uniform(south, north, count)


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "count"),
    [("dienbien/communes_2025.geojson", 200_000), ("vietnam/communes_2025_coverage.parquet", 60_000)],
)
def test_real_communes_as_geopandas(name: str, count: int) -> None:
    """Random points fall into the same real communes as by geopandas."""
    if not (DATA / name).exists():
        pytest.skip(f"real boundaries are not beside the repository: {name}")
    read = gpd.read_parquet if name.endswith("parquet") else gpd.read_file
    communes = np.asarray(read(DATA / name).geometry)
    lon, lat = scatter(shapely.total_bounds(communes), count)
    found, near = locate_points(lon, lat, communes, np.arange(len(communes)), near_metres=0)
    assert not near.any()
    assert (found >= 0).mean() > 0.1
    np.testing.assert_array_equal(found, by_join(lon, lat, communes, "within"))


@pytest.mark.parametrize("k", [None, 0, 5, 8, 11])
def test_every_level_gives_the_same_answer(k: int | None) -> None:
    """The size of the cells changes nothing: random points in a patchwork fall as by geopandas."""
    polygons, _ = patchwork(9, 11)
    lon, lat = scatter(shapely.total_bounds(polygons), 20_000)
    found, _ = PolygonLocator.of(polygons, np.arange(99), k=k).find(lon, lat, near_metres=0)
    np.testing.assert_array_equal(found, by_join(lon, lat, polygons))


@pytest.mark.parametrize("k", [3, 7, 10])
def test_shared_edges_and_corners_belong_to_one(k: int) -> None:
    """Points on inner corners, and as near to inner edges as doubles come, get one unit that touches them."""
    polygons, corners = patchwork(8, 8)
    inner = corners[1:-1, 1:-1]
    along = (inner[:, :-1] + inner[:, 1:]) / 2
    lon, lat = np.concatenate([inner.reshape(-1, 2), along.reshape(-1, 2)]).T
    claims = claims_of(lon, lat, polygons, k)
    assert sorted(claims["point_id"].to_pylist()) == list(range(len(lon)))
    claimed = polygons[claims["unit_no"].to_numpy()]
    points = shapely.points(lon, lat)[claims["point_id"].to_numpy()]
    assert shapely.distance(claimed, points).max() < 1e-12


def claims_of(lon: np.ndarray, lat: np.ndarray, polygons: np.ndarray, k: int) -> pa.Table:
    """Run the bare expression through Ibis, without the second pass."""
    grid = build_grid(polygons, np.arange(len(polygons)), k=k)
    points = pa.table({"point_id": np.arange(len(lon)), "lon": lon, "lat": lat})
    connection = ibis.duckdb.connect(threads=1)
    found = connection.to_pyarrow(locate(*map(ibis.memtable, (points, grid.cells, grid.edges)), k))
    connection.disconnect()
    return found


def test_edges_on_cell_borders_belong_to_one() -> None:
    """Squares whose edges are the very borders of cells share every border point exactly once."""
    west, south = np.meshgrid(np.arange(4.0), np.arange(-2.0, 2.0))
    squares = shapely.box(west.ravel(), south.ravel(), west.ravel() + 1, south.ravel() + 1)
    lon, lat = (grid.ravel() for grid in np.meshgrid(np.arange(0, 4, 0.25), np.arange(-2, 2, 0.25)))
    for k in (0, 1, 4):
        found, near = PolygonLocator.of(squares, np.arange(16), k=k).find(lon, lat)
        np.testing.assert_array_equal(found, np.floor(lat + 2) * 4 + np.floor(lon))
        assert not near.any()


@pytest.mark.parametrize("k", [0, 6])
def test_a_corner_beside_a_point_counts_once(k: int) -> None:
    """Points on the latitude of corners, east and west of them, are where the half-open rule puts them."""
    diamond = shapely.Polygon([(0.3, -0.2), (0.8, 0.3), (0.3, 0.8), (-0.2, 0.3)])
    dented = shapely.Polygon([(2, 0.1), (3, 0.1), (2.5, 0.3), (3, 0.8), (2, 0.8)])
    lon, lat = [-0.5, 0.3, 0.7, 1.5, 2.2, 2.6, 0.3], [0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.9]
    locator = PolygonLocator.of(np.array([diamond, dented]), [0, 1], k=k)
    assert locator.find(lon, lat, near_metres=0)[0].tolist() == [-1, 0, 0, -1, 1, -1, -1]


def test_overlap_goes_to_the_smallest_number() -> None:
    """Where units overlap the point goes to the smallest number, whatever the order of the polygons."""
    polygons = np.array([shapely.box(0, 0, 2, 2), shapely.box(0.9, 0.9, 3, 3), shapely.box(-1, -1, 4, 4)])
    lon, lat = scatter(np.array([-1.5, -1.5, 4.5, 4.5]), 5000)
    for numbers in ([0, 1, 2], [2, 1, 0], [1, 2, 0], [30, 10, 20]):
        inside = np.stack([shapely.contains_xy(polygon, lon, lat) for polygon in polygons])
        expected = np.where(inside, np.array(numbers)[:, None], 99).min(axis=0)
        found, _ = locate_points(lon, lat, polygons, numbers, near_metres=0)
        np.testing.assert_array_equal(found, np.where(expected == 99, NO_UNIT, expected))
    claims = claims_of(lon, lat, polygons, 3)
    assert len(claims) == inside.any(axis=0).sum() == len(claims["point_id"].unique())


def test_holes_and_parts() -> None:
    """A hole is outside unless another unit fills it, and every part of a multipolygon is inside."""
    ring = shapely.box(0, 0, 9, 9) - shapely.box(3, 3, 6, 6)
    pierced = shapely.box(20, 0, 22, 2) - shapely.box(20.5, 0.5, 21, 1)
    islands = shapely.MultiPolygon([shapely.box(4, 4, 5, 5), pierced])
    lon, lat = [1, 3.5, 4.5, 21.5, 20.7, 8.9], [1, 3.5, 4.5, 1.5, 0.7, 8.9]
    assert held(lon, lat, [ring, islands]) == [0, -1, 1, 1, -1, 0]
    assert build_grid(np.array([ring]), [5]).cells["is_full"].to_pylist().count(True) > 0


def test_no_position_is_no_unit() -> None:
    """NaN, infinite, impossible and far positions are none, and stop nobody else."""
    nowhere = [np.nan, 1.0, np.inf, -np.inf, 1e300, 200.0, 1.0, 100.0, 1.0]
    lat = [1.0, np.nan, 1.0, 1.0, 1.0, 1.0, -1e300, 1.0, 1.0]
    assert held(nowhere, lat, [shapely.box(0, 0, 2, 2)]) == [-1] * 8 + [0]


def test_all_quarters_of_the_earth() -> None:
    """Negative coordinates, the date line and the poles are places like others."""
    corners = [(-180, -90), (170, 80), (-180, 80), (170, -90), (-5, -5)]
    boxes = [shapely.box(x, y, x + 10, y + 10) for x, y in corners]
    lon = [-180, 180, -175, 175, -0.001, 0, 179.999]
    lat = [-90, 90, 85, -85, -0.001, 0, 89.999]
    assert held(lon, lat, boxes, near_metres=0) == [0, -1, 2, 3, 4, 4, 1]
    assert held(lon, lat, boxes) == [0, 1, 2, 3, 4, 4, 1]


def test_near_follows_geodesic_distance() -> None:
    """Outside points take the nearest unit up to the tolerance in metres, and are flagged."""
    square = shapely.box(103.0, 21.0, 103.1, 21.1)
    bearings = np.array([0.0, 90.0, 180.0, 270.0] * 2)
    start = np.array([[103.05, 21.1], [103.1, 21.05], [103.05, 21.0], [103.0, 21.05]] * 2)
    metres = np.repeat([14.8, 15.2], 4)
    lon, lat, _ = Geod(ellps="WGS84").fwd(start[:, 0], start[:, 1], bearings, metres)
    unit_no, near = locate_points(lon, lat, np.array([square]), [7])
    assert unit_no.tolist() == [7] * 4 + [NO_UNIT] * 4
    assert near.tolist() == [True] * 4 + [False] * 4


def test_rim_takes_the_nearest() -> None:
    """Points on the outer rim of a patchwork get a unit that touches them; of two as near, the smallest."""
    polygons, _ = patchwork(5, 5)
    lon, lat = shapely.get_coordinates(shapely.union_all(polygons).exterior).T
    unit_no, _ = locate_points(lon, lat, polygons, np.arange(25))
    assert shapely.distance(polygons[unit_no], shapely.points(lon, lat)).max() < 1e-12
    pair = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    assert held([1.0], [1.00001], pair) == [0]
    assert held([1.0], [1.00001], pair, near_metres=0.5) == [NO_UNIT]


def test_nothing_in_nothing_out() -> None:
    """No points, no polygons, and polygons without area are answered, not refused."""
    empty = [shapely.Polygon(), None, shapely.Point(1, 1)]
    assert held([], [], [shapely.box(0, 0, 1, 1)]) == []
    assert held([1.0], [1.0], []) == [NO_UNIT]
    assert held([1.0], [1.0], empty) == [NO_UNIT]


def test_refuses_what_are_no_degrees() -> None:
    """Boundaries in metres are refused with a key, and numbers that repeat with a fault of the programmer."""
    with pytest.raises(FileRefused) as refused:
        build_grid(np.array([shapely.box(500_000, 2_300_000, 501_000, 2_301_000)]), [1])
    assert refused.value.key == "not_degrees"
    for wrong in (np.inf, 1e300):
        with pytest.raises(FileRefused):
            build_grid(np.array([shapely.Polygon([(0, 0), (wrong, 0), (0, 1)])]), [1])
    squares = np.array([shapely.box(0, 0, 1, 1)] * 2)
    for numbers in ([1, 1], [1]):
        with pytest.raises(ValueError, match="each once"):
            build_grid(squares, numbers)
    with pytest.raises(ValueError, match="k must be"):
        build_grid(squares, [1, 2], k=FINEST + 1)


def test_level_follows_the_size_of_units() -> None:
    """Units of half the width get one level more, until the table would grow too large."""
    levels = [choose_level(squares(across)) for across in (4, 8, 16)]
    assert levels == [levels[0], levels[0] + 1, levels[0] + 2]
    assert choose_level(np.array([shapely.box(-180, -90, 180, 90)])) <= 3


def squares(across: int) -> np.ndarray:
    side = 1 / across
    x, y = np.meshgrid(np.arange(across) * side, np.arange(across) * side)
    return shapely.box(x.ravel(), y.ravel(), x.ravel() + side, y.ravel() + side)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12), st.data())
def test_at_most_one_unit(seed: int, k: int, data: st.DataObject) -> None:
    """Any point, also on corners and edges, is claimed at most once, and never by a unit away from it."""
    polygons, corners = patchwork(3, 3, seed)
    share = data.draw(st.sampled_from([0.0, 0.25, 0.5, 1.0]))
    lattice = corners.reshape(-1, 2)
    lon, lat = (lattice[:-1] * (1 - share) + lattice[1:] * share).T
    claims = claims_of(lon, lat, polygons, k)
    point_id = claims["point_id"].to_numpy()
    assert len(np.unique(point_id)) == len(point_id)
    away = shapely.distance(polygons[claims["unit_no"].to_numpy()], shapely.points(lon, lat)[point_id])
    assert not len(away) or away.max() < 1e-12


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "pyspark", "databricks", "clickhouse", "trino"])
def test_compiles_for_other_engines(dialect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The expression is written for engines that are not here, without any spatial function."""
    # The Spark compiler asks an option that only a live session sets.
    spark = SimpleNamespace(pyspark=SimpleNamespace(treat_nan_as_null=False))
    monkeypatch.setattr("ibis.backends.sql.compilers.pyspark.options", spark)
    points, cells, edges = (ibis.table(schema, name=name) for name, schema in TABLES.items())
    sql = str(ibis.to_sql(locate(points, cells, edges, 9), dialect=dialect))
    assert "point_id" in sql
    assert "ST_" not in sql.upper()
