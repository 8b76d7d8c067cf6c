"""Coordinates of any known system as longitude and latitude in degrees."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from outreach.errors import FileRefused

Geometries = npt.NDArray[np.object_]
DEGREES = pyproj.CRS.from_epsg(4326)
WORLD = np.array([180.0, 90.0])


@dataclass(frozen=True)
class Placed:
    """Geometry in EPSG:4326 and what had to be believed on the way."""

    geometry: Geometries
    crs: str
    is_assumed: bool
    is_swapped: bool


def in_degrees(geometry: Geometries, crs: pyproj.CRS | None) -> Placed:
    """Transform geometry to EPSG:4326.

    Without a definition the values must look like longitude and latitude. Where every single feature has
    its latitude beyond 90 degrees and fits the other way round, the axes were swapped, and are swapped
    back.

    Parameters
    ----------
    geometry
        Finite, two-dimensional, none of them missing.
    crs
        As the file defines it, or None.

    Raises
    ------
    FileRefused
        ``crs_missing`` when values cannot be degrees though nothing or degrees was declared;
        ``crs_mismatch`` when they are degrees and metres were declared. Both with the first coordinate.
    """
    known = _flat(crs)
    if not len(geometry):
        return Placed(geometry, _name(known), known is None, False)
    inside, swapped = _fits(geometry)
    if known is not None and not known.is_geographic:
        _refuse_degrees(geometry, known)
        return Placed(_transformed(geometry, known), _name(known), False, False)
    if not inside.any() and swapped.all():
        turned = shapely.transform(geometry, lambda corners: corners[:, ::-1])
        return Placed(_transformed(turned, known), _name(known), known is None, True)
    if inside.mean() < 0.5:
        raise FileRefused("crs_missing", sample=_sample(geometry[~inside]), crs=_name(known))
    return Placed(_transformed(geometry, known), _name(known), known is None, False)


def _flat(crs: pyproj.CRS | None) -> pyproj.CRS | None:
    """Give the horizontal system, or None for one that is tied to no place on earth."""
    if crs is None:
        return None
    flat = crs.to_2d() if len(crs.axis_info) > 2 and not crs.is_compound else crs
    if flat.is_compound:
        flat = flat.sub_crs_list[0]
    if flat.is_bound and flat.source_crs is not None:
        return crs
    return flat if flat.is_geographic or flat.is_projected else None


def _name(crs: pyproj.CRS | None) -> str:
    """Name a system by its authority and code, else by its title; empty when there is none."""
    if crs is None:
        return ""
    authority = crs.to_authority(min_confidence=70)
    return ":".join(authority) if authority else crs.name


def _fits(geometry: Geometries) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Tell which features lie within degrees, and which would only with their axes swapped."""
    west, south, east, north = shapely.bounds(geometry).T
    x, y = np.maximum(abs(west), abs(east)), np.maximum(abs(south), abs(north))
    inside = (x <= WORLD[0]) & (y <= WORLD[1])
    return inside, ~inside & (y <= WORLD[0]) & (x <= WORLD[1])


def _refuse_degrees(geometry: Geometries, crs: pyproj.CRS) -> None:
    west, south, east, north = shapely.total_bounds(geometry)
    unit = crs.axis_info[0].unit_conversion_factor if crs.axis_info else 1.0
    if max(abs(west), abs(east), abs(south), abs(north)) <= WORLD[0] and unit < 1000:
        raise FileRefused("crs_mismatch", crs=_name(crs), sample=_sample(geometry))


def _sample(geometry: Geometries) -> list[float]:
    corner = shapely.get_coordinates(geometry[:1])[0]
    return [round(float(value), 6) for value in corner]


def _transformed(geometry: Geometries, crs: pyproj.CRS | None) -> Geometries:
    """Transform, longitude first; what has no place on earth comes back as infinite."""
    if crs is None or crs == DEGREES:
        return geometry
    change = pyproj.Transformer.from_crs(crs, DEGREES, always_xy=True)

    def move(corners: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(change.transform(corners[:, 0], corners[:, 1]))

    return np.asarray(shapely.transform(geometry, move), dtype=object)
