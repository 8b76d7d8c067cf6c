"""Boundaries as one small file for the map: TopoJSON with shared arcs on a whole-number grid."""

import hashlib
import itertools
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from outreach.errors import FileRefused

GRID = 10_000
DETAIL = 1_500
DUST = 1e-7
POLYGON, MULTIPOLYGON = 3, 6

Integers = npt.NDArray[np.int64]
Geometries = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Grid:
    """Whole-number grid over a bounding box: degrees = origin + cell * step."""

    origin: tuple[float, float]
    step: tuple[float, float]

    @classmethod
    def over(cls, geometries: Geometries) -> "Grid":
        """Lay `GRID` cells along each side of the bounding box of geometries in degrees."""
        if not len(geometries):
            return cls((0.0, 0.0), (1.0, 1.0))
        west, south, east, north = shapely.total_bounds(geometries).tolist()
        sides = ((east - west) / (GRID - 1), (north - south) / (GRID - 1))
        return cls((west, south), (sides[0] or 1e-9, sides[1] or 1e-9))

    def cells(self, degrees: npt.NDArray[np.float64]) -> Integers:
        """Round coordinates of shape (n, 2) to their nearest cells."""
        return np.rint((degrees - self.origin) / self.step).astype(np.int64)


@dataclass(frozen=True)
class Rings:
    """Closed rings as chains of vertex numbers, laid end to end; the closing vertex is left out.

    `vertex` and `ring` have one entry per corner; `polygon` and `unit` one per ring; `cells` one per vertex.
    """

    vertex: Integers
    ring: Integers
    polygon: Integers
    unit: Integers
    cells: Integers

    @property
    def starts(self) -> Integers:
        """Position of each ring's first corner."""
        return np.flatnonzero(np.r_[True, self.ring[1:] != self.ring[:-1]])

    @property
    def sizes(self) -> Integers:
        """Corners of each ring."""
        return np.diff(np.r_[self.starts, len(self.ring)])


@dataclass(frozen=True)
class Arcs:
    """Distinct arcs, and for each ring's stretch in order the arc it follows (`~arc` when reversed)."""

    points: Integers
    sizes: Integers
    followed: Integers
    ring: Integers


def write_topology(units: gpd.GeoDataFrame, folder: Path, *, tolerance_deg: float | None = None) -> Path:
    """Write the shapes of units once, under a name made of their content, for the map to fetch.

    Parameters
    ----------
    units
        Columns `unit_id` (text) and `geometry` in EPSG:4326. Rows without a geometry are skipped.
    folder
        Made when missing. The file is written aside and renamed; one that exists is left as it is.
    tolerance_deg
        Simplification tolerance in degrees; 0 keeps every vertex; None takes 1/1500 of the longer side.

    Raises
    ------
    FileRefused
        `boundaries_not_wgs84` with `crs`.
    """
    if units.crs is None or units.crs.to_epsg() != 4326:
        raise FileRefused("boundaries_not_wgs84", crs=str(units.crs))
    placed = ~(units.geometry.isna() | units.geometry.is_empty)
    shown = units.loc[placed].sort_values("unit_id", kind="stable")
    shapes = simplified(shown.geometry.to_numpy(), tolerance_deg)
    text = json.dumps(topology(shown["unit_id"].tolist(), shapes), ensure_ascii=False, separators=(",", ":"))
    return _keep(text.encode(), folder)


def simplified(shapes: Geometries, tolerance_deg: float | None) -> Geometries:
    """Drop vertices that the eye cannot see, moving a shared border once for both its neighbours.

    Published boundaries are seldom a perfect coverage, so they are first snapped to 1e-7 degrees, and a shape
    that cannot be simplified with its neighbours (it overlaps them, or is not an area) is simplified alone.
    """
    shapes = shapely.force_2d(shapes)
    if tolerance_deg is None:
        tolerance_deg = _longer_side(shapes) / DETAIL
    if not tolerance_deg:
        return shapes
    alone = shapely.simplify(shapes, tolerance_deg, preserve_topology=True)
    areal = np.isin(shapely.get_type_id(shapes), (POLYGON, MULTIPOLYGON))
    snapped = shapely.set_precision(shapes[areal], DUST, mode="pointwise")
    # A sliver that snapping collapses to a single point stops the whole coverage: such a shape is simplified alone.
    whole = shapely.is_valid(snapped)
    together = np.full(len(snapped), None, dtype=object)
    together[whole] = shapely.coverage_simplify(snapped[whole], tolerance_deg)
    sound = shapely.is_valid(together) & ~shapely.is_empty(together)
    alone[areal] = np.where(sound, together, alone[areal])
    return alone


def _longer_side(shapes: Geometries) -> float:
    if not len(shapes):
        return 0.0
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    return max(east - west, north - south)


def topology(unit_ids: list[str], shapes: Geometries) -> dict[str, object]:
    """Encode shapes in degrees as a TopoJSON object `units` whose features carry nothing but their id.

    A shape without area becomes a point. Follows the TopoJSON specification (Bostock and Metcalf, 2013);
    arcs are cut where two rings part, as in its reference implementation.
    """
    grid = Grid.over(shapes)
    rings = ring_chains(shapes, grid)
    arcs = shared_arcs(rings)
    areas = _nested(rings, arcs)
    spots = grid.cells(shapely.get_coordinates(shapely.point_on_surface(shapes))).tolist()
    geometries = [
        _area(unit_id, areas[row]) if row in areas else _spot(unit_id, spots[row])
        for row, unit_id in enumerate(unit_ids)
    ]
    return {
        "type": "Topology",
        "transform": {"scale": grid.step, "translate": grid.origin},
        "objects": {"units": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": _deltas(arcs),
    }


def _area(unit_id: str, polygons: list[list[list[int]]]) -> dict[str, object]:
    if len(polygons) == 1:
        return {"type": "Polygon", "id": unit_id, "arcs": polygons[0]}
    return {"type": "MultiPolygon", "id": unit_id, "arcs": polygons}


def _spot(unit_id: str, cell: list[int]) -> dict[str, object]:
    return {"type": "Point", "id": unit_id, "coordinates": cell}


def ring_chains(shapes: Geometries, grid: Grid) -> Rings:
    """Take all rings of all polygons on the grid, without repeated corners; a ring keeps one at least."""
    parts, unit = shapely.get_parts(shapes, return_index=True)
    areal = shapely.get_type_id(parts) == POLYGON
    outlines, polygon = shapely.get_rings(parts[areal], return_index=True)
    degrees, ring = shapely.get_coordinates(outlines, return_index=True)
    corners = grid.cells(degrees)
    alike = np.r_[False, (ring[1:] == ring[:-1]) & (corners[1:] == corners[:-1]).all(axis=1)][: len(ring)]
    corners, ring = corners[~alike], ring[~alike]
    first = np.r_[True, ring[1:] != ring[:-1]][: len(ring)]
    closing = np.r_[first[1:], True][: len(ring)] & ~first
    cells, vertex = np.unique(corners[~closing], axis=0, return_inverse=True)
    return Rings(vertex.reshape(-1), ring[~closing], polygon, unit[areal][polygon], cells)


def shared_arcs(rings: Rings) -> Arcs:
    """Cut the rings at the vertices where two of them part, and keep each stretch between once."""
    if not len(rings.vertex):
        nothing = np.empty(0, dtype=np.int64)
        return Arcs(np.empty((0, 2), dtype=np.int64), nothing, nothing, nothing)
    turned = _turned(rings, _junctions(rings))
    cut = _junctions(turned)[turned.vertex]
    cut[turned.starts] = True
    opening = np.flatnonzero(cut)
    following = _next(turned)
    size = np.diff(np.r_[opening, len(cut)]) + 1
    final = opening + size - 2
    forward = _edge(turned, turned.vertex[opening], turned.vertex[following[opening]])
    backward = _edge(turned, turned.vertex[following[final]], turned.vertex[final])
    _, sample, arc = np.unique(np.minimum(forward, backward), return_index=True, return_inverse=True)
    flipped = (backward < forward) != (backward < forward)[sample][arc]
    position = _ranges(opening[sample], size[sample] - 1)
    ends = np.cumsum(size[sample] - 1)
    chain = np.insert(turned.vertex[position], ends, turned.vertex[following[final[sample]]])
    return Arcs(turned.cells[chain], size[sample], np.where(flipped, ~arc, arc), turned.ring[opening])


def _junctions(rings: Rings) -> npt.NDArray[np.bool_]:
    """Mark the vertices that are passed in more than one way, as seen from their two neighbours."""
    neighbours = np.sort(np.c_[rings.vertex[_previous(rings)], rings.vertex[_next(rings)]], axis=1)
    passing = _edge(rings, neighbours[:, 0], neighbours[:, 1])
    lowest = np.full(len(rings.cells), np.iinfo(np.int64).max)
    highest = np.full(len(rings.cells), -1)
    np.minimum.at(lowest, rings.vertex, passing)
    np.maximum.at(highest, rings.vertex, passing)
    return lowest != highest


def _turned(rings: Rings, junction: npt.NDArray[np.bool_]) -> Rings:
    """Turn each ring to start at a junction, or at its lowest vertex where it has none."""
    rank = rings.vertex + np.where(junction[rings.vertex], 0, len(rings.cells))
    order = np.lexsort((rank, rings.ring))
    shift = order[rings.starts] - rings.starts
    offset = np.arange(len(rings.vertex)) - np.repeat(rings.starts, rings.sizes)
    sizes = np.repeat(rings.sizes, rings.sizes)
    source = np.repeat(rings.starts, rings.sizes) + (offset + np.repeat(shift, rings.sizes)) % sizes
    return Rings(rings.vertex[source], rings.ring, rings.polygon, rings.unit, rings.cells)


def _next(rings: Rings) -> Integers:
    position = np.arange(1, len(rings.vertex) + 1)
    position[rings.starts + rings.sizes - 1] = rings.starts
    return position


def _previous(rings: Rings) -> Integers:
    position = np.arange(-1, len(rings.vertex) - 1)
    position[rings.starts] = rings.starts + rings.sizes - 1
    return position


def _edge(rings: Rings, start: Integers, end: Integers) -> Integers:
    return start * len(rings.cells) + end


def _ranges(starts: Integers, sizes: Integers) -> Integers:
    """Lay the ranges start .. start + size - 1 end to end."""
    return np.repeat(starts - np.r_[0, np.cumsum(sizes)[:-1]], sizes) + np.arange(sizes.sum())


def _deltas(arcs: Arcs) -> list[list[list[int]]]:
    """Write each arc as its first cell and the steps from there."""
    if not len(arcs.sizes):
        return []
    first = np.r_[0, np.cumsum(arcs.sizes)[:-1]]
    steps = np.diff(arcs.points, axis=0, prepend=0)
    steps[first] = arcs.points[first]
    listed = iter(steps.tolist())
    return [list(itertools.islice(listed, size)) for size in arcs.sizes.tolist()]


def _nested(rings: Rings, arcs: Arcs) -> dict[int, list[list[list[int]]]]:
    """Gather the arcs by ring, polygon and unit; keyed by the unit's row."""
    by_ring: dict[int, list[int]] = {}
    for ring, arc in zip(arcs.ring.tolist(), arcs.followed.tolist(), strict=True):
        by_ring.setdefault(ring, []).append(arc)
    units: dict[int, dict[int, list[list[int]]]] = {}
    for ring, (unit, polygon) in enumerate(zip(rings.unit.tolist(), rings.polygon.tolist(), strict=True)):
        units.setdefault(unit, {}).setdefault(polygon, []).append(by_ring[ring])
    return {unit: list(polygons.values()) for unit, polygons in units.items()}


def _keep(content: bytes, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(content).hexdigest()[:16]}.json"
    if path.exists():
        return path
    handle, aside = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(aside).chmod(0o644)
        os.replace(aside, path)  # noqa: PTH105
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    return path
