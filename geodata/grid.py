"""A grid of 2^k cells a degree over polygons: which cells each unit fills, and the edges in the others."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from outreach.errors import FileRefused

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Shapes = npt.NDArray[np.object_]

COLUMN_BITS = 24
FINEST = 15
CELLS_ACROSS_A_UNIT = 17
MOST_CELLS = 4_000_000
# Far above the rounding of a crossing near longitude 180 (3e-14), far below the size of a cell (3e-5).
PAD_DEGREES = 1e-9


@dataclass(frozen=True, eq=False)
class Grid:
    """What a point needs to find its unit by two equi-joins, with 2^k cells to a degree.

    `cells`: cell_id int64, unit_no int32, is_full bool; a full cell has one row.
    `edges`: band int64 (row of cells), unit_no int32, x1, y1, x2, y2 float64 with y1 < y2; one row a band.
    """

    k: int
    cells: pa.Table
    edges: pa.Table


@dataclass(frozen=True, eq=False)
class Segments:
    """Straight pieces of rings, in degrees; `owner` is the position of their polygon."""

    owner: Ints
    x1: Floats
    y1: Floats
    x2: Floats
    y2: Floats

    def take(self, chosen: Flags | Ints) -> "Segments":
        """Keep the chosen pieces."""
        return Segments(self.owner[chosen], self.x1[chosen], self.y1[chosen], self.x2[chosen], self.y2[chosen])

    def x_at(self, y: Floats) -> Floats:
        """Give the longitude where each piece passes a latitude within its own."""
        return self.x1 + (y - self.y1) / (self.y2 - self.y1) * (self.x2 - self.x1)


@dataclass(frozen=True)
class _Window:
    """The rectangle of cells that holds every polygon; packs (row, column, owner) into one ordered number."""

    scale: float
    row: int
    column: int
    columns: int
    owners: int

    def pack(self, row: Ints, column: Ints, owner: Ints) -> Ints:
        place = (row - self.row) * self.columns + (column - self.column)
        return place * self.owners + owner

    def unpack(self, key: Ints) -> tuple[Ints, Ints, Ints]:
        place, owner = np.divmod(key, self.owners)
        row, column = np.divmod(place, self.columns)
        return row + self.row, column + self.column, owner


def build_grid(polygons: gpd.GeoSeries | Shapes, unit_nos: npt.ArrayLike, *, k: int | None = None) -> Grid:
    """Build the cells and edges of polygons given in degrees (WGS84 longitude, latitude).

    Holes and multipolygons are followed, and polygons may overlap; each is valid by itself and has a number.
    Any k gives the same answers: cells grow with 4^k, exact tests shrink with 2^k.

    Raises FileRefused (`not_degrees`) for coordinates that are no longitude and latitude, ValueError for
    numbers that repeat or do not match the polygons.
    """
    shapes, numbers = _in_order(polygons, unit_nos)
    segments = trace_segments(shapes)
    _check_degrees(segments)
    level = choose_level(shapes) if k is None else k
    if not 0 <= level <= FINEST:
        raise ValueError(f"k must be 0 to {FINEST}")
    window = _window_of(segments, level, len(shapes))
    flat = segments.y1 == segments.y2
    banded, band = _cut_in_bands(_orient(segments.take(~flat)), window.scale)
    border = np.concatenate([_crossed(banded, band, window), _lain_on(segments.take(flat), window)])
    row, column, owner, is_full = _settle(border, _inside(banded, band, window), window)
    cells = pa.table(
        {"cell_id": _cell_id(row, column, level), "unit_no": numbers[owner], "is_full": is_full},
    )
    return Grid(level, cells, _edge_table(banded, band + 90 * 2**level, numbers))


def choose_level(shapes: Shapes) -> int:
    """Choose k so that a unit of mean area is about seventeen cells wide, and the table stays small."""
    areas = shapely.area(shapes)
    areas = areas[areas > 0]
    if not len(areas):
        return 0
    wanted = round(float(np.log2(CELLS_ACROSS_A_UNIT / np.sqrt(areas.mean()))))
    affordable = int(np.log2(MOST_CELLS / areas.sum()) // 2)
    return int(np.clip(min(wanted, affordable), 0, FINEST))


def trace_segments(shapes: Shapes) -> Segments:
    """Give every piece of every ring of polygons and multipolygons; pieces without length are left out."""
    # Rings are asked of the parts: of a multipolygon itself shapely gives none, and says nothing.
    parts, part_owner = shapely.get_parts(shapes, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    points, point_ring = shapely.get_coordinates(rings, return_index=True)
    start, end = points[:-1], points[1:]
    kept = (point_ring[:-1] == point_ring[1:]) & (start != end).any(axis=1)
    owner = part_owner[ring_part[point_ring[:-1][kept]]].astype(np.int64)
    start, end = start[kept], end[kept]
    return Segments(owner, start[:, 0], start[:, 1], end[:, 0], end[:, 1])


def _in_order(polygons: gpd.GeoSeries | Shapes, unit_nos: npt.ArrayLike) -> tuple[Shapes, npt.NDArray[np.int32]]:
    """Sort polygons by their numbers, so that the first row of a cell is its smallest unit."""
    shapes = np.asarray(polygons, dtype=object)
    numbers = np.asarray(unit_nos).astype(np.int32)
    if len(shapes) != len(numbers) or len(np.unique(numbers)) != len(numbers):
        raise ValueError("one number for each polygon, each once")
    order = np.argsort(numbers)
    return shapes[order], numbers[order]


def _check_degrees(segments: Segments) -> None:
    x, y = segments.x1, segments.y1
    if not (np.all(np.abs(x) <= 180) and np.all(np.abs(y) <= 90)):
        raise FileRefused("not_degrees", x=float(np.abs(x).max()), y=float(np.abs(y).max()))


def _window_of(segments: Segments, level: int, owners: int) -> _Window:
    """Find the rectangle of cells; rings are closed, so their first ends are all their points."""
    scale = float(2**level)
    if not len(segments.owner):
        return _Window(scale, 0, 0, 1, 1)
    left = int(np.floor((segments.x1.min() - PAD_DEGREES) * scale))
    right = int(np.floor((segments.x1.max() + PAD_DEGREES) * scale))
    return _Window(scale, int(np.floor(segments.y1.min() * scale)), left, right - left + 1, owners)


def _orient(segments: Segments) -> Segments:
    """Turn every piece upwards, so that the two neighbours of an edge test the same numbers."""
    down = segments.y1 > segments.y2
    x1, x2 = np.where(down, segments.x2, segments.x1), np.where(down, segments.x1, segments.x2)
    y1, y2 = np.where(down, segments.y2, segments.y1), np.where(down, segments.y1, segments.y2)
    return Segments(segments.owner, x1, y1, x2, y2)


def _cut_in_bands(rising: Segments, scale: float) -> tuple[Segments, Ints]:
    """Repeat each piece for every row of cells that it passes; give the row beside it."""
    first = np.floor(rising.y1 * scale).astype(np.int64)
    last = np.ceil(rising.y2 * scale).astype(np.int64) - 1
    which, band = _spread(first, last)
    return rising.take(which), band


def _spread(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Write out the whole numbers from first to last of each pair, after the position of the pair."""
    counts = np.maximum(last - first + 1, 0)
    which = np.repeat(np.arange(len(first)), counts)
    step = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    return which, first[which] + step


def _crossed(banded: Segments, band: Ints, window: _Window) -> Ints:
    """Give the keys of the cells that each piece may touch inside its band."""
    low = banded.x_at(np.maximum(banded.y1, band / window.scale))
    high = banded.x_at(np.minimum(banded.y2, (band + 1) / window.scale))
    return _touched(np.minimum(low, high), np.maximum(low, high), band, banded.owner, window)


def _lain_on(flat: Segments, window: _Window) -> Ints:
    """Give the keys of the cells that level pieces lie in: never counted as crossings, but never full."""
    band = np.floor(flat.y1 * window.scale).astype(np.int64)
    return _touched(np.minimum(flat.x1, flat.x2), np.maximum(flat.x1, flat.x2), band, flat.owner, window)


def _touched(left: Floats, right: Floats, band: Ints, owner: Ints, window: _Window) -> Ints:
    first = np.floor((left - PAD_DEGREES) * window.scale).astype(np.int64)
    last = np.floor((right + PAD_DEGREES) * window.scale).astype(np.int64)
    which, column = _spread(first, last)
    return window.pack(band[which], column, owner[which])


def _inside(banded: Segments, band: Ints, window: _Window) -> Ints:
    """Give the keys of the cells whose centre lies within a unit: between paired crossings of its line."""
    middle = ((band + 0.5) / window.scale).astype(np.float64, copy=False)
    passing = np.flatnonzero((banded.y1 <= middle) & (middle < banded.y2))
    crossing = banded.take(passing)
    x, row, owner = crossing.x_at(middle[passing]), band[passing], crossing.owner
    order = np.lexsort((x, row, owner))
    # A closed ring passes any level line an even number of times: every second crossing enters.
    enter, leave = order[::2], order[1::2]
    first = np.ceil(x[enter] * window.scale - 0.5).astype(np.int64)
    last = np.ceil(x[leave] * window.scale - 0.5).astype(np.int64) - 1
    which, column = _spread(first, last)
    return window.pack(row[enter][which], column, owner[enter][which])


def _settle(border: Ints, inside: Ints, window: _Window) -> tuple[Ints, Ints, Ints, Flags]:
    """Merge touched and inner cells into one row for each cell and unit that can win there.

    A cell that the smallest unit fills is that unit's alone. Where polygons overlap otherwise, units behind
    the first one that fills the cell are dropped, and the rest are left to the exact test.
    """
    marked = np.sort(np.concatenate([border * 2, inside * 2 + 1]))
    marked = marked[_first(marked >> 1)]
    key, fills = marked >> 1, (marked & 1).astype(bool)
    starts = _first(key // window.owners)
    filled_before = np.cumsum(fills) - fills
    can_win = filled_before == filled_before[starts][np.cumsum(starts) - 1]
    return *window.unpack(key[can_win]), (fills & starts)[can_win]


def _first(ordered: Ints) -> Flags:
    """Mark the first of each run of equal numbers."""
    return np.diff(ordered, prepend=-1) != 0


def _cell_id(row: Ints, column: Ints, level: int) -> Ints:
    return (row + 90 * 2**level) * 2**COLUMN_BITS + column + 180 * 2**level


def _edge_table(banded: Segments, band: Ints, numbers: npt.NDArray[np.int32]) -> pa.Table:
    ends = {"x1": banded.x1, "y1": banded.y1, "x2": banded.x2, "y2": banded.y2}
    return pa.table({"band": band, "unit_no": numbers[banded.owner], **ends})
