"""Where the groups lie: points scattered in their commune, denser near its centre."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from demo.stream import stream
from outreach.errors import CampaignError

KM_PER_DEGREE = 111.195
ROAD_FACTOR = 1.35  # a mountain road is longer than the straight line


def scattered(communes: pd.DataFrame, counts: pd.Series, boundaries: gpd.GeoDataFrame, seed: int) -> pd.DataFrame:
    """Return one row a group: commune_id, lon, lat (EPSG:4326), centre_km, spread (degrees), former (0..1).

    `spread` is the distance to the nearest other group of the commune; `former` is the direction as seen from
    the commune's centre, by which the group falls to one of the old communes. In wards the first groups are
    the nearest ones.

    Raises
    ------
    CampaignError
        `demo_boundary_missing`, when a commune has no polygon.
    """
    areas = dict(zip(boundaries["unit_id"], boundaries.geometry, strict=True))
    missing = sorted(set(communes["code"]) - set(areas))
    if missing:
        raise CampaignError("demo_boundary_missing", units=missing)
    random = stream(seed, "terrain")
    frames = [
        _commune(unit, areas[str(unit.code)], int(counts[str(unit.code)]), random)
        for unit in communes.itertuples(index=False)
    ]
    return pd.concat(frames, ignore_index=True)


def kilometres(lon: np.ndarray, lat: np.ndarray, centre_lon: float, centre_lat: float) -> np.ndarray:
    """Return straight distances in km on a small flat patch around the centre."""
    east = (lon - centre_lon) * np.cos(np.radians(centre_lat))
    return np.hypot(east, lat - centre_lat) * KM_PER_DEGREE


def _commune(unit: tuple, area: shapely.Geometry, count: int, random: np.random.Generator) -> pd.DataFrame:
    code, centre_lon, centre_lat, kind = (getattr(unit, name) for name in ("code", "centre_lon", "centre_lat", "kind"))
    spots = _spots(area, (centre_lon, centre_lat), count, random)
    far = kilometres(spots[:, 0], spots[:, 1], centre_lon, centre_lat)
    if kind.lower() == "phường":
        order = np.argsort(far)
        spots, far = spots[order], far[order]
    angle = np.arctan2(spots[:, 1] - centre_lat, spots[:, 0] - centre_lon)
    nearest = KDTree(spots).query(spots, k=2)[0][:, 1]
    return pd.DataFrame(
        {
            "commune_id": code,
            "lon": spots[:, 0],
            "lat": spots[:, 1],
            "centre_km": (far * ROAD_FACTOR).round(1),
            "spread": nearest,
            "former": (angle + np.pi) / (2 * np.pi + 1e-9),
        }
    )


def _spots(area: shapely.Geometry, centre: tuple[float, float], count: int, random: np.random.Generator) -> np.ndarray:
    """Draw `count` points inside the area, twice as likely near the centre as half-way out."""
    shapely.prepare(area)
    west, south, east, north = area.bounds
    inside = np.empty((0, 2))
    while len(inside) < 4 * count:
        cloud = random.uniform((west, south), (east, north), size=(40 * count, 2))
        inside = np.vstack([inside, cloud[shapely.contains_xy(area, cloud[:, 0], cloud[:, 1])]])
    far = np.hypot(*(inside - np.asarray(centre)).T)
    chance = np.exp(-1.4 * far / max(far.max(), 1e-9))
    return inside[random.choice(len(inside), size=count, replace=False, p=chance / chance.sum())].round(6)
