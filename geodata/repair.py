"""Geometry made fit for use: flat, valid, without repeats, counter-clockwise; every change counted."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely import GeometryType

from outreach.errors import FileRefused

VERTICES_LIMIT = 20_000_000
ZERO_ISLAND_DEG = 0.01

Geometries = npt.NDArray[np.object_]
Reasons = npt.NDArray[np.object_]
NOTHING = np.array(None, dtype=object)
AREAS = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)
POINTS = (GeometryType.POINT, GeometryType.MULTIPOINT)


@dataclass(frozen=True)
class Repaired:
    """Geometry with the same length as was given, None where `reasons` says why, and counts of changes.

    `repaired`, `heights_dropped` count features; `vertices_removed`, `rings_reversed`, `parts_dropped` what
    they are named after.
    """

    geometry: Geometries
    reasons: Reasons
    repaired: int
    rings_reversed: int
    vertices_removed: int
    parts_dropped: int


@dataclass(frozen=True)
class Flattened:
    """Finite geometry in two dimensions, None where `reasons` says why."""

    geometry: Geometries
    reasons: Reasons
    heights_dropped: int


def flatten(geometry: Geometries) -> Flattened:
    """Drop heights and measures, and refuse what is missing, empty or not finite.

    Raises
    ------
    FileRefused
        ``too_large`` above `VERTICES_LIMIT` vertices.
    """
    vertices = int(shapely.get_num_coordinates(geometry).sum())
    if vertices > VERTICES_LIMIT:
        raise FileRefused("too_large", vertices=vertices, limit=VERTICES_LIMIT)
    high = shapely.has_z(geometry) | shapely.has_m(geometry)
    flat = np.where(high, shapely.force_2d(geometry), geometry)
    missing = shapely.is_missing(flat) | shapely.is_empty(flat)
    corners, owner = shapely.get_coordinates(flat, return_index=True)
    infinite = np.zeros(len(flat), dtype=bool)
    infinite[owner[~np.isfinite(corners).all(axis=1)]] = True
    reasons = _reasons(len(flat), geometry_missing=missing, coordinates_not_finite=infinite)
    return Flattened(_kept(flat, reasons), reasons, int(high.sum()))


def repair(geometry: Geometries) -> Repaired:
    """Repair areas and points in degrees.

    Invalid areas are rebuilt by structure, never by linework, which does not end on a star of 200 corners.

    Parameters
    ----------
    geometry
        As `flatten` gives it, in EPSG:4326; None is passed over.
    """
    flat, dropped = _areas_of_collections(_single_points(geometry))
    kinds = shapely.get_type_id(flat)
    area, point = np.isin(kinds, AREAS), kinds == GeometryType.POINT
    valid, repaired = _validated(np.where(area, flat, NOTHING))
    lost = area & (shapely.is_missing(valid) | shapely.is_empty(valid))
    clean, removed = _without_repeats(_kept_where(valid, ~lost))
    turned, rings = _oriented(clean)
    result = np.where(area, turned, np.where(point, flat, NOTHING))
    reasons = _reasons(
        len(flat),
        geometry_collapsed=lost,
        outside_world=_outside(flat),
        zero_island=_on_zero_island(flat),
        geometry_kind=~area & ~point & ~shapely.is_missing(flat),
        geometry_invalid=area & ~lost & ~shapely.is_valid(turned),
    )
    return Repaired(_kept(result, reasons), reasons, repaired, rings, removed, dropped)


def _reasons(length: int, **flags: npt.NDArray[np.bool_]) -> Reasons:
    """Name the first reason of each feature; None for a feature without one."""
    reasons = np.full(length, None, dtype=object)
    for name, flag in reversed(flags.items()):
        reasons[flag] = name
    return reasons


def _kept(geometry: Geometries, reasons: Reasons) -> Geometries:
    return _kept_where(geometry, pd.isna(reasons))


def _kept_where(geometry: Geometries, keep: npt.NDArray[np.bool_]) -> Geometries:
    return np.where(keep, geometry, NOTHING)


def _single_points(geometry: Geometries) -> Geometries:
    """Turn a multipoint of one point into that point."""
    lone = (shapely.get_type_id(geometry) == GeometryType.MULTIPOINT) & (shapely.get_num_geometries(geometry) == 1)
    return np.where(lone, shapely.get_geometry(geometry, 0), geometry)


def _areas_of_collections(geometry: Geometries) -> tuple[Geometries, int]:
    """Keep the areas of collections that hold any; count the parts of other kinds that go."""
    mixed = np.flatnonzero(shapely.get_type_id(geometry) == GeometryType.GEOMETRYCOLLECTION)
    parts, owner = _parts(geometry[mixed])
    area = shapely.get_type_id(parts) == GeometryType.POLYGON
    holders = np.unique(owner[area])
    result = geometry.copy()
    result[mixed[holders]] = shapely.multipolygons(parts[area], indices=np.searchsorted(holders, owner[area]))
    return result, int((~area & np.isin(owner, holders)).sum())


def _parts(geometry: Geometries) -> tuple[Geometries, npt.NDArray[np.intp]]:
    """Split nested collections down to single parts, with the number of the feature each came from."""
    parts, owner = shapely.get_parts(geometry, return_index=True)
    while (shapely.get_type_id(parts) > GeometryType.POLYGON).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    return parts, owner


def _validated(areas: Geometries) -> tuple[Geometries, int]:
    """Rebuild the invalid areas."""
    broken = ~shapely.is_valid(areas) & ~shapely.is_missing(areas)
    result = areas.copy()
    result[broken] = shapely.make_valid(areas[broken], method="structure", keep_collapsed=False)
    result, _ = _areas_of_collections(result)
    result[~np.isin(shapely.get_type_id(result), AREAS)] = None
    return result, int(broken.sum())


def _without_repeats(areas: Geometries) -> tuple[Geometries, int]:
    """Remove vertices that repeat the one before."""
    clean = shapely.remove_repeated_points(areas)
    removed = shapely.get_num_coordinates(areas) - shapely.get_num_coordinates(clean)
    return clean, int(removed.sum())


def _oriented(areas: Geometries) -> tuple[Geometries, int]:
    """Turn outer rings counter-clockwise and holes clockwise (RFC 7946, section 3.1.6)."""
    parts = shapely.get_parts(areas[~shapely.is_missing(areas)])
    outer = shapely.is_ccw(shapely.get_exterior_ring(parts))
    holes_turned = int(shapely.is_ccw(shapely.get_rings(parts)).sum()) - int(outer.sum())
    return shapely.orient_polygons(areas), int((~outer).sum()) + holes_turned


def _outside(geometry: Geometries) -> npt.NDArray[np.bool_]:
    """Tell which features leave the world of degrees."""
    west, south, east, north = shapely.bounds(geometry).T
    inside = (west >= -180) & (south >= -90) & (east <= 180) & (north <= 90)
    return ~inside & ~shapely.is_missing(geometry)


def _on_zero_island(geometry: Geometries) -> npt.NDArray[np.bool_]:
    """Tell which features lie wholly where longitude and latitude are 0: a place that was never filled in."""
    return abs(shapely.bounds(geometry)).max(axis=1) < ZERO_ISLAND_DEG
