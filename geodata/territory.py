"""The outline that neighbouring units share, guessed from their centres and sizes."""

from collections.abc import Iterator

import numpy as np
import shapely
from scipy.optimize import brentq
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geodata.faces import Floats, Labels

_CLOSINGS = (1.0, 1.4, 2.0, 2.8, 4.0, 8.0)  # in mean radii; of 0 to 4, 1.0 comes nearest to a real outline
_SMALLEST_SCALE = 0.05
_AREA_TOLERANCE = 0.02
_DETAIL_SHARE = 0.02  # of the mean radius: what a schematic outline can do without


def territories(centres: Floats, radii: Floats) -> Iterator[tuple[Labels, shapely.Polygon]]:
    """Yield the rows of the units that hang together, with one outline without holes.

    `centres` is (n, 2) and `radii` (n,), in metres; a radius is that of the disc of the unit's area. Outlines
    do not touch each other, and each has the area of its units' discs wherever such an outline exists.
    """
    parts = shapely.get_parts(_closed(centres, radii, 1.0, _CLOSINGS[0]))
    group = np.unique(shapely.STRtree(parts).nearest(shapely.points(centres)), return_inverse=True)[1]
    while True:
        count = int(group.max()) + 1
        outlines = [_outline(centres[group == name], radii[group == name]) for name in range(count)]
        pairs = shapely.STRtree(outlines).query(outlines, predicate="intersects")
        if pairs.shape[1] == count:
            break
        group = _joined(pairs, count)[group]
    for name, outline in enumerate(outlines):
        yield np.flatnonzero(group == name), outline


def _joined(pairs: Labels, count: int) -> Labels:
    """Number the groups anew so that groups which touch, also by way of others, share a number."""
    touching = coo_array((np.ones(pairs.shape[1]), (pairs[0], pairs[1])), shape=(count, count))
    return connected_components(touching, directed=False)[1].astype(np.intp)


def _outline(centres: Floats, radii: Floats) -> shapely.Polygon:
    """Close the discs as little as gives one piece of their total area; failing that, the nearest to it."""
    wanted = float(np.pi * (radii**2).sum())
    best, surplus = shapely.convex_hull(_closed(centres, radii, 1.0, _CLOSINGS[0])), np.inf
    for closing in _CLOSINGS:
        scale = _scale(centres, radii, closing, wanted)
        tried = _closed(centres, radii, scale, closing)
        if tried.geom_type == "Polygon" and abs(tried.area - wanted) < surplus:
            best, surplus = tried, abs(tried.area - wanted)
        if surplus <= _AREA_TOLERANCE * wanted:
            break
    return best


def _scale(centres: Floats, radii: Floats, closing: float, wanted: float) -> float:
    """Find the scale at which the closed discs have the wanted area, in square metres."""

    def surplus(scale: float) -> float:
        return _closed(centres, radii, scale, closing).area - wanted

    if surplus(_SMALLEST_SCALE) >= 0:
        return _SMALLEST_SCALE
    enough = np.sqrt(len(radii)) + 0.5  # even if all discs lie on each other
    return float(brentq(surplus, _SMALLEST_SCALE, enough, xtol=1e-6))


def _closed(centres: Floats, radii: Floats, scale: float, closing: float) -> shapely.Geometry:
    """Unite the scaled discs, close bays and gaps narrower than the closing, and fill holes."""
    mean = float(radii.mean())
    discs = shapely.buffer(shapely.points(centres), scale * radii, quad_segs=12)
    united = shapely.union_all(discs).buffer(closing * mean).buffer(-closing * mean)
    rings = shapely.get_exterior_ring(shapely.get_parts(united))
    return shapely.simplify(shapely.union_all(shapely.polygons(rings)), _DETAIL_SHARE * mean)
