"""How areas fit together: their total, where they overlap and what they leave out."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from outreach.errors import FileRefused

SLIVER_KM2 = 1e-6
PAIRS_LIMIT = 4_000_000
BLOCK = 100
SQUARE_METRES = 1e6

Geometries = npt.NDArray[np.object_]
# Lambert's cylinder keeps areas on the ellipsoid exactly (Snyder 1987, p. 81): one transformation for all.
EQUAL_AREA = pyproj.Transformer.from_crs(4326, 6933, always_xy=True)


@dataclass(frozen=True)
class Seams:
    """Areas in km² on the ellipsoid; overlaps and gaps below a square metre are not counted."""

    total_area_km2: float
    overlap_pairs: int
    overlaps_km2: float
    gaps: int
    gaps_km2: float


def areas_km2(areas: Geometries) -> npt.NDArray[np.float64]:
    """Measure areas given in EPSG:4326."""
    return np.asarray(shapely.area(_equal_area(areas))) / SQUARE_METRES


def measure(areas: Geometries) -> Seams:
    """Measure valid areas in EPSG:4326 against each other.

    A gap is a hole in the union of all: ground that is surrounded and belongs to nobody.
    """
    overlaps = areas_km2(_overlaps(areas))
    gaps = areas_km2(_gaps(areas))
    overlaps, gaps = overlaps[overlaps > SLIVER_KM2], gaps[gaps > SLIVER_KM2]
    total = float(areas_km2(areas).sum())
    return Seams(total, len(overlaps), float(overlaps.sum()), len(gaps), float(gaps.sum()))


def _equal_area(areas: Geometries) -> Geometries:
    def move(corners: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(EQUAL_AREA.transform(corners[:, 0], corners[:, 1]))

    return np.asarray(shapely.transform(areas, move), dtype=object)


def _overlaps(areas: Geometries) -> Geometries:
    """Intersect every pair of areas whose interiors meet."""
    first, second = _neighbours(areas)
    meet = shapely.relate_pattern(areas[first], areas[second], "T********")
    return np.asarray(shapely.intersection(areas[first[meet]], areas[second[meet]]), dtype=object)


def _neighbours(areas: Geometries) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """List each touching pair once, a block at a time: equal areas by the thousand fill any memory.

    Raises
    ------
    FileRefused
        ``too_many_overlaps`` above `PAIRS_LIMIT`.
    """
    tree, count = shapely.STRtree(areas), 0
    blocks = [np.empty((2, 0), dtype=np.intp)]
    for start in range(0, len(areas), BLOCK):
        pairs = tree.query(areas[start : start + BLOCK], predicate="intersects")
        pairs[0] += start
        blocks.append(pairs[:, pairs[0] < pairs[1]])
        count += blocks[-1].shape[1]
        if count > PAIRS_LIMIT:
            raise FileRefused("too_many_overlaps", limit=PAIRS_LIMIT)
    first, second = np.concatenate(blocks, axis=1)
    return first, second


def _gaps(areas: Geometries) -> Geometries:
    """Find the holes of the union."""
    whole = shapely.get_parts(shapely.union_all(areas))
    rings, owner = shapely.get_rings(whole, return_index=True)
    inner = np.flatnonzero(np.diff(owner, prepend=-1) == 0)
    return np.asarray(shapely.polygons(rings[inner]), dtype=object)
