"""Schematic boundaries: a plausible map drawn from nothing but centres and areas."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.faces import Floats
from geodata.powerdiagram import PowerDiagram
from geodata.territory import territories
from outreach.errors import FileRefused

WGS84 = "EPSG:4326"
_NUMBERS = ["centre_lon", "centre_lat", "area_km2"]
_SQUARE_METRES = 1e6
_NUDGE_SHARE = 0.05
_GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))


def schematic_boundaries(communes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Draw each unit around its centre with its stated area, without gaps or overlaps.

    The territory is the closed union of a disc per unit, scaled to the total area. It is shared out by a
    power diagram whose weights give every unit its area (Aurenhammer, Hoffmann & Aronov 1998). Units too far
    from all others to touch become islands. The same table always gives the same map.

    Parameters
    ----------
    communes
        `code` (text, unique), `centre_lon` and `centre_lat` (degrees, EPSG:4326), `area_km2` (positive).

    Returns
    -------
    `unit_id` and `geometry` (EPSG:4326), one row per row of `communes`, in its order. Where units ring a
    hole, the hole is shared out too, so that areas are in proportion but larger than stated.

    Raises
    ------
    FileRefused
        `columns_missing`, `codes_repeated` or `centre_or_area_unusable`, with the columns or codes at fault.
    """
    facts = _checked(communes)
    shapes = np.empty(len(facts), dtype=object)
    if len(facts):
        crs = _equal_area(facts)
        radii = np.sqrt(facts["area_km2"].to_numpy() * _SQUARE_METRES / np.pi)
        centres = _apart(_projected(facts, crs), radii)
        for members, territory in territories(centres, radii):
            shapes[members] = PowerDiagram(territory, centres[members]).shared_out(radii[members] ** 2)
    drawn = gpd.GeoSeries(shapes, crs=crs if len(facts) else WGS84).to_crs(WGS84)
    return gpd.GeoDataFrame({"unit_id": facts["code"].to_numpy()}, geometry=drawn.array)


def _checked(communes: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that are drawn from, as numbers, or refuse a table that cannot be drawn."""
    missing = [column for column in ["code", *_NUMBERS] if column not in communes]
    if missing:
        raise FileRefused("columns_missing", columns=missing)
    repeated = communes.loc[communes["code"].duplicated(), "code"]
    if len(repeated):
        raise FileRefused("codes_repeated", codes=sorted(set(repeated)))
    facts = communes[_NUMBERS].apply(pd.to_numeric, errors="coerce").astype("float64")
    usable = facts["centre_lon"].between(-180, 180) & facts["centre_lat"].between(-90, 90)
    usable &= (facts["area_km2"] > 0) & np.isfinite(facts["area_km2"])
    if not usable.all():
        raise FileRefused("centre_or_area_unusable", codes=communes.loc[~usable, "code"].tolist())
    return facts.assign(code=communes["code"])


def _equal_area(facts: pd.DataFrame) -> str:
    """Choose an equal-area projection in metres around the middle of the units."""
    lon, lat = facts["centre_lon"].mean(), facts["centre_lat"].mean()
    return f"+proj=laea +lat_0={lat:.4f} +lon_0={lon:.4f} +datum=WGS84 +units=m +no_defs"


def _projected(facts: pd.DataFrame, crs: str) -> Floats:
    """Return the centres as an (n, 2) array in metres of `crs`."""
    points = gpd.points_from_xy(facts["centre_lon"], facts["centre_lat"], crs=WGS84)
    return shapely.get_coordinates(points.to_crs(crs))


def _apart(centres: Floats, radii: Floats) -> Floats:
    """Move centres that coincide a little apart: rounded coordinates can fall together."""
    rank = pd.DataFrame(centres.round(1)).groupby([0, 1]).cumcount().to_numpy()
    angle = rank * _GOLDEN_ANGLE
    offset = (np.sqrt(rank) * _NUDGE_SHARE * radii)[:, None]
    return centres + offset * np.column_stack([np.cos(angle), np.sin(angle)])
