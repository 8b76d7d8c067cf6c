"""The file of shapes gives the shapes back, shares their borders and is small."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geodata import topology
from outreach.errors import FileRefused

COMMUNES = Path(__file__).parents[2] / "../shared/data/dienbien/communes_2025_simplified.geojson"


def district(*extra: shapely.Geometry) -> gpd.GeoDataFrame:
    """Six squares of a tenth of a degree in two rows, then extra shapes."""
    squares = [shapely.box(103 + x / 10, 21 + y / 10, 103.1 + x / 10, 21.1 + y / 10) for x, y in np.ndindex(3, 2)]
    names = ["Bản Nà Nghè", "Tổ dân phố 8", "Thôn Thanh Đông", "Đội 4", "Ban Na Nghe", "<b>`${1}"]
    shapes = [*squares, *extra]
    ids = [*names, *(f"extra-{number}" for number in range(len(extra)))]
    return gpd.GeoDataFrame({"unit_id": ids}, geometry=shapes, crs=4326)


def decoded(path: Path) -> dict[str, shapely.Geometry]:
    """Read a TopoJSON file in plain Python, as its specification says."""
    text = json.loads(path.read_text(encoding="utf-8"))
    scale, origin = text["transform"]["scale"], text["transform"]["translate"]

    def place(cell: list[int]) -> tuple[float, float]:
        return cell[0] * scale[0] + origin[0], cell[1] * scale[1] + origin[1]

    arcs = []
    for steps in text["arcs"]:
        x = y = 0
        cells = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            cells.append([x, y])
        arcs.append(cells)

    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        cells: list[list[int]] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            assert not cells or cells[-1] == arc[0]
            cells += arc[1:] if cells else arc
        assert cells[0] == cells[-1]
        return [place(cell) for cell in cells]

    def shape(geometry: dict) -> shapely.Geometry:
        if geometry["type"] == "Point":
            return shapely.Point(place(geometry["coordinates"]))
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        outlines = [[ring(numbers) for numbers in polygon] for polygon in polygons]
        return shapely.MultiPolygon([shapely.Polygon(rings[0], rings[1:]) for rings in outlines])

    return {geometry["id"]: shape(geometry) for geometry in text["objects"]["units"]["geometries"]}


def quantum(path: Path) -> float:
    return float(np.hypot(*json.loads(path.read_text(encoding="utf-8"))["transform"]["scale"]))


def test_squares_come_back(tmp_path: Path) -> None:
    """Every square is given back within the grid's step, under its own id with all its letters."""
    units = district()
    path = topology.write_topology(units, tmp_path)
    found = decoded(path)
    assert set(found) == set(units["unit_id"])
    for unit_id, square in zip(units["unit_id"], units.geometry, strict=True):
        assert found[unit_id].hausdorff_distance(square) <= quantum(path)
        assert found[unit_id].area == pytest.approx(square.area, rel=1e-3)


def test_features_carry_only_an_id(tmp_path: Path) -> None:
    """Nothing but the id and the shape of a unit is written."""
    units = district().assign(phone="0912", note="secret")
    text = topology.write_topology(units, tmp_path).read_text(encoding="utf-8")
    for geometry in json.loads(text)["objects"]["units"]["geometries"]:
        assert set(geometry) == {"type", "id", "arcs"}
    assert "0912" not in text
    assert "secret" not in text


def test_neighbours_share_arcs(tmp_path: Path) -> None:
    """Six squares in two rows need 15 arcs at most, each inner border being written once and used twice."""
    text = json.loads(topology.write_topology(district(), tmp_path).read_text(encoding="utf-8"))
    used = [
        arc if arc >= 0 else ~arc
        for geometry in text["objects"]["units"]["geometries"]
        for ring in geometry["arcs"]
        for arc in ring
    ]
    uses = np.bincount(used)
    assert (uses == 2).sum() == 7
    assert (uses == 1).sum() == len(text["arcs"]) - 7
    assert len(text["arcs"]) <= 15


def test_holes_and_islands_come_back(tmp_path: Path) -> None:
    """A unit with a hole and an island keeps its area, and the enclave in the hole shares its border."""
    outer = shapely.box(104, 21, 104.6, 21.6) - shapely.box(104.2, 21.2, 104.4, 21.4)
    units = district(
        shapely.union_all([outer, shapely.box(105, 21, 105.1, 21.1)]), shapely.box(104.2, 21.2, 104.4, 21.4)
    )
    path = topology.write_topology(units, tmp_path, tolerance_deg=0)
    found = decoded(path)
    assert found["extra-0"].area == pytest.approx(units.geometry[6].area, rel=1e-3)
    assert found["extra-0"].intersection(found["extra-1"]).area == 0
    assert found["extra-0"].union(found["extra-1"]).area == pytest.approx(0.37, rel=1e-3)


def test_points_and_missing_shapes(tmp_path: Path) -> None:
    """A point is written as a point, and a unit without a shape is left out."""
    units = district(shapely.Point(103.05, 21.05), None, shapely.Polygon())
    path = topology.write_topology(units, tmp_path)
    found = decoded(path)
    assert found["extra-0"].distance(shapely.Point(103.05, 21.05)) <= quantum(path)
    assert set(found) == {*district()["unit_id"], "extra-0"}


@pytest.mark.parametrize("shapes", [[], [shapely.Point(103, 21)], [shapely.Point(103, 21), shapely.Point(103, 22)]])
def test_files_without_areas(tmp_path: Path, shapes: list[shapely.Geometry]) -> None:
    """No unit at all, one point, and points in a line are all written."""
    units = gpd.GeoDataFrame({"unit_id": [str(at) for at in range(len(shapes))]}, geometry=shapes, crs=4326)
    found = decoded(topology.write_topology(units, tmp_path))
    assert [found[str(at)].equals_exact(shape, 1e-6) for at, shape in enumerate(shapes)] == [True] * len(shapes)


def test_speck_keeps_its_place(tmp_path: Path) -> None:
    """A unit smaller than a cell of the grid is still in the file."""
    path = topology.write_topology(district(shapely.box(103.05, 21.05, 103.05 + 1e-7, 21.05 + 1e-7)), tmp_path)
    ids = [item["id"] for item in json.loads(path.read_text(encoding="utf-8"))["objects"]["units"]["geometries"]]
    assert "extra-0" in ids


def test_same_shapes_same_name(tmp_path: Path) -> None:
    """The same units in any order give one file, which is not written again, and other units another."""
    units = district()
    path = topology.write_topology(units, tmp_path)
    before = path.stat().st_mtime_ns
    assert topology.write_topology(units.iloc[::-1], tmp_path) == path
    assert path.stat().st_mtime_ns == before
    other = topology.write_topology(district(shapely.Point(103, 21)), tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([path, other])


def test_other_projection_is_refused(tmp_path: Path) -> None:
    """Shapes in metres, or on an unknown projection, are refused by key."""
    for units in (district().to_crs(32648), district().set_crs(None, allow_override=True)):
        with pytest.raises(FileRefused) as refused:
            topology.write_topology(units, tmp_path)
        assert refused.value.key == "boundaries_not_wgs84"


def test_units_are_not_changed(tmp_path: Path) -> None:
    """The frame that was given is left as it was."""
    units = district()
    before = units.copy(deep=True)
    topology.write_topology(units, tmp_path)
    assert_geodataframe_equal(units, before)


@pytest.mark.realdata
def test_real_communes(tmp_path: Path) -> None:
    """The province's 45 communes come back near their place, without slivers, in under 100 KB."""
    if not COMMUNES.exists():
        pytest.skip(f"real boundaries are not here: {COMMUNES.name}")
    units = gpd.read_file(COMMUNES).rename(columns={"code": "unit_id"})
    path = topology.write_topology(units, tmp_path)
    found = gpd.GeoSeries(decoded(path)).make_valid()
    inside = units.set_index("unit_id").geometry.set_crs(None, allow_override=True)
    assert set(found.index) == set(inside.index)
    assert path.stat().st_size < 100_000
    assert (found.loc[inside.index].hausdorff_distance(inside) < 0.003).all()
    assert abs(found.union_all().area - found.area.sum()) / found.area.sum() < 1e-4
