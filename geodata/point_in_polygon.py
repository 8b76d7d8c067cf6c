"""Which unit a point lies in: one portable Ibis expression, and the same run in memory on arrays."""

from dataclasses import dataclass
from functools import cache, cached_property

import duckdb
import geopandas as gpd
import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from geodata.grid import COLUMN_BITS, Flags, Floats, Grid, Ints, Segments, Shapes, build_grid, trace_segments

TABLES = {
    "points": {"point_id": "int64", "lon": "float64", "lat": "float64"},
    "cells": {"cell_id": "int64", "unit_no": "int32", "is_full": "boolean"},
    "edges": {"band": "int64", "unit_no": "int32"} | dict.fromkeys(("x1", "y1", "x2", "y2"), "float64"),
}
NO_UNIT = -1
UNIT_BITS = 32
NEAR_METRES = 15.0
# Length of a degree of latitude on the sphere of the WGS84 mean radius, 6,371,008.8 m.
METRES_PER_DEGREE = 111_195.08
THREADS = 2


def locate(points: ir.Table, cells: ir.Table, edges: ir.Table, k: int) -> ir.Table:
    """Give each point the unit that holds it: point_id, unit_no, and no row for a point outside all.

    `points` has point_id (each once), lon and lat in degrees, NULL where unknown and never NaN; `cells`,
    `edges` and `k` are those of a `Grid`. A point in a cell that one unit fills is decided by the cell,
    others by the parity of half-open edge crossings (Shimrat 1962; Franklin's PNPOLY), so a point on a
    shared edge falls to exactly one unit. Where units overlap the smallest number wins. A point on the
    outer rim may fall to none.
    """
    placed = _place(points, k)
    full = cells.filter(cells.is_full)
    decided = placed.join(full, "cell_id").select("point_id", "unit_no")
    doubtful = placed.join(cells.filter(~cells.is_full), "cell_id").drop("is_full")
    inside = _cross(doubtful, edges)
    return decided.union(inside, distinct=False)


def _place(points: ir.Table, k: int) -> ir.Table:
    """Add the cell and the row of cells; what is no position becomes NULL and joins nothing."""
    # The test stands inside the expression: an engine may cast before it filters, and a cast of 1e300 fails.
    lon = points.lon.between(-180, 180).ifelse(points.lon, ibis.null("float64"))
    lat = points.lat.between(-90, 90).ifelse(points.lat, ibis.null("float64"))
    row = (lat * 2**k).floor().cast("int64") + 90 * 2**k
    column = (lon * 2**k).floor().cast("int64") + 180 * 2**k
    placed = points.select("point_id", lon=lon, lat=lat, band=row, column=column)
    return placed.select("point_id", "lon", "lat", "band", cell_id=placed.band * 2**COLUMN_BITS + placed.column)


def _cross(doubtful: ir.Table, edges: ir.Table) -> ir.Table:
    """Keep the smallest unit whose edges a ray to the east crosses an odd number of times."""
    # One key of both columns: given two equalities an engine may first join all cells to all edges of a unit.
    wanted = doubtful.mutate(edge_key=doubtful.band * 2**UNIT_BITS + doubtful.unit_no)
    offered = edges.mutate(edge_key=edges.band * 2**UNIT_BITS + edges.unit_no).drop("band", "unit_no")
    met = wanted.join(offered, "edge_key")
    level = (met.lat >= met.y1) & (met.lat < met.y2)
    west = (met.x2 - met.x1) * (met.lat - met.y1) > (met.lon - met.x1) * (met.y2 - met.y1)
    crossed = met.filter(level & west).group_by("point_id", "unit_no").agg(crossings=lambda t: t.count())
    odd = crossed.filter(crossed.crossings % 2 == 1)
    return odd.group_by("point_id").agg(unit_no=odd.unit_no.min())


@dataclass(frozen=True, eq=False)
class PolygonLocator:
    """Polygons made ready for points: build it once for each set of boundaries, ask it often.

    `numbers` is the unit of each polygon, in the order of the segments' owners.
    """

    grid: Grid
    segments: Segments
    numbers: npt.NDArray[np.int32]

    @classmethod
    def of(cls, polygons: gpd.GeoSeries | Shapes, unit_nos: npt.ArrayLike, *, k: int | None = None) -> "PolygonLocator":
        """Build the grid of polygons in degrees; raises as `build_grid`."""
        shapes = np.asarray(polygons, dtype=object)
        numbers = np.asarray(unit_nos).astype(np.int32)
        return cls(build_grid(shapes, numbers, k=k), trace_segments(shapes), numbers)

    def find(
        self, lon: npt.ArrayLike, lat: npt.ArrayLike, *, near_metres: float = NEAR_METRES
    ) -> tuple[npt.NDArray[np.int32], Flags]:
        """Give the unit of each point, -1 for none, and whether it is only near.

        A point outside every unit, but within `near_metres` of one, takes the nearest (the smallest number of
        several) and is flagged. NaN and infinite coordinates are none.
        """
        x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        unit_no = self._hold(x, y)
        known = (np.abs(x) <= 180) & (np.abs(y) <= 90)
        left = np.flatnonzero((unit_no == NO_UNIT) & known)
        near = np.zeros(len(x), dtype=bool)
        if near_metres > 0 and len(left) and len(self.segments.owner):
            unit_no[left] = self._nearest(x[left], y[left], near_metres)
            near[left] = unit_no[left] != NO_UNIT
        return unit_no, near

    def _hold(self, x: Floats, y: Floats) -> npt.NDArray[np.int32]:
        with duckdb.connect(config={"threads": THREADS, "preserve_insertion_order": False}) as connection:
            # Of a session, not of a database: refused among the settings above.
            connection.execute("SET enable_progress_bar = false")
            connection.register("points", _points(x, y))
            connection.register("cells", self.grid.cells)
            connection.register("edges", self.grid.edges)
            held = connection.sql(_statement(self.grid.k)).to_arrow_table()
        unit_no = np.full(len(x), NO_UNIT, dtype=np.int32)
        unit_no[held["point_id"].to_numpy()] = held["unit_no"].to_numpy()
        return unit_no

    @cached_property
    def _tree(self) -> shapely.STRtree:
        ends = np.column_stack([self.segments.x1, self.segments.y1, self.segments.x2, self.segments.y2])
        return shapely.STRtree(shapely.linestrings(ends.reshape(-1, 2, 2)))

    def _nearest(self, x: Floats, y: Floats, metres: float) -> npt.NDArray[np.int32]:
        """Find the nearest unit within a distance on the plane that touches the earth at each point."""
        narrow = np.maximum(np.cos(np.radians(y)), 1e-6)
        high = metres / METRES_PER_DEGREE
        wide = high / narrow
        point, piece = self._tree.query(shapely.box(x - wide, y - high, x + wide, y + high))
        away = METRES_PER_DEGREE * _distance(self.segments.take(piece), x[point], y[point], narrow[point])
        return _closest(point, away, self.numbers[self.segments.owner[piece]], metres, len(x))


def locate_points(
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    polygons: gpd.GeoSeries | Shapes,
    unit_nos: npt.ArrayLike,
    *,
    near_metres: float = NEAR_METRES,
) -> tuple[npt.NDArray[np.int32], Flags]:
    """Give the unit of each point (-1 for none) and whether it is only near, for polygons asked once."""
    return PolygonLocator.of(polygons, unit_nos).find(lon, lat, near_metres=near_metres)


@cache
def _statement(k: int) -> str:
    points, cells, edges = (ibis.table(schema, name=name) for name, schema in TABLES.items())
    return str(ibis.to_sql(locate(points, cells, edges, k), dialect="duckdb"))


def _points(x: Floats, y: Floats) -> pa.Table:
    """Make the table of points; NaN becomes NULL, for an engine may count NaN as a number."""
    columns = {"lon": pa.array(x, mask=~np.isfinite(x)), "lat": pa.array(y, mask=~np.isfinite(y))}
    return pa.table({"point_id": np.arange(len(x), dtype=np.int64), **columns})


def _distance(pieces: Segments, x: Floats, y: Floats, narrow: Floats) -> Floats:
    """Give the distance from points to pieces in degrees of latitude; `narrow` is its cosine."""
    along_x, along_y = (pieces.x2 - pieces.x1) * narrow, pieces.y2 - pieces.y1
    off_x, off_y = (x - pieces.x1) * narrow, y - pieces.y1
    length = along_x**2 + along_y**2
    share = np.clip((off_x * along_x + off_y * along_y) / np.where(length > 0, length, 1.0), 0.0, 1.0)
    return np.hypot(off_x - share * along_x, off_y - share * along_y)


def _closest(
    point: Ints, away: Floats, unit_no: npt.NDArray[np.int32], limit: float, count: int
) -> npt.NDArray[np.int32]:
    """Take the unit with the least distance to each point within a limit; the smallest number of equals."""
    order = np.lexsort((unit_no, away, point))
    order = order[away[order] <= limit]
    first, position = np.unique(point[order], return_index=True)
    nearest = np.full(count, NO_UNIT, dtype=np.int32)
    nearest[first] = unit_no[order[position]]
    return nearest
