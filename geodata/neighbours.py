"""Neighbours: which units of a level share an edge, also where their borders were drawn a little apart."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

GAP = 1e-4  # degrees, some ten metres: so far apart may two drawings of one border lie
GAP_SHARE = 0.01  # of the width of the smaller unit, where that is less
LEAST_GAPS = 5  # an edge is shared over more than this many gaps; what is shorter is a corner
COLUMNS = ("unit_no", "neighbour_no", "is_approximate")

Shapes = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]


def neighbours(units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Find the units that share an edge with another of their level; a corner alone makes no neighbours.

    Parameters
    ----------
    units
        `unit_no`, `level`, `grade` and `geometry` in degrees. Units without an area have no neighbours.

    Returns
    -------
    `unit_no` and `neighbour_no`, each pair in both directions, in order of the numbers, and `is_approximate`: one of
    the two is not a surveyed shape.
    """
    areal = units[units.geometry.geom_type.isin(["Polygon", "MultiPolygon"]) & ~units.geometry.is_empty]
    pairs = [_pairs(level) for _, level in areal.groupby("level")]
    one, other = (np.concatenate([np.empty(0, np.int32), *(pair[side] for pair in pairs)]) for side in (0, 1))
    surveyed = set(areal.loc[areal["grade"] == "surveyed", "unit_no"])
    both = pd.DataFrame({"unit_no": np.r_[one, other], "neighbour_no": np.r_[other, one]}).astype("int32")
    is_surveyed = both["unit_no"].isin(surveyed) & both["neighbour_no"].isin(surveyed)
    return both.assign(is_approximate=~is_surveyed).sort_values(["unit_no", "neighbour_no"], ignore_index=True)


def _pairs(level: gpd.GeoDataFrame) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return the numbers of the neighbours of one level, each pair once."""
    shapes = np.asarray(level.geometry, dtype=object)
    number = level["unit_no"].to_numpy(np.int32)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=GAP)
    one, other = one[one < other], other[one < other]
    shared = _share_an_edge(shapes, one, other)
    return number[one[shared]], number[other[shared]]


def _share_an_edge(shapes: Shapes, one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Tell the pairs whose borders run together for longer than a corner does.

    Most borders are drawn once for both sides and have points in common. Only where they have too few is the border
    of one measured inside the other with a gap around it.
    """
    width = np.sqrt(shapely.area(shapes))
    gap = np.minimum(GAP, GAP_SHARE * np.minimum(width[one], width[other]))
    border = shapely.boundary(shapes)
    found = shapely.length(shapely.intersection(border[one], border[other])) > LEAST_GAPS * gap
    left = np.flatnonzero(~found)
    near = shapely.buffer(shapes[other[left]], gap[left], quad_segs=2)
    along = shapely.intersection(border[one[left]], near)
    found[left] = shapely.length(along) > LEAST_GAPS * gap[left]
    return found
