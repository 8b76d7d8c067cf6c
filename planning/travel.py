"""Minutes on the way without internet: straight distance, detour and speed by terrain, walks, own tables, the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

EARTH_KM = 6371.0088
PSEUDO_TRIPS = 20


@dataclass(frozen=True)
class Terrain:
    """How one gets on: kilometres of road to one of straight line, km/h, and minutes for the last stretch."""

    detour: float
    speed_kmh: float
    last_mile_minutes: float

    def __post_init__(self) -> None:
        if self.detour < 1 or self.speed_kmh <= 0 or self.last_mile_minutes < 0:
            raise ValueError("a detour is one at least, a speed above nought")


TERRAINS: Mapping[str, Terrain] = {
    "valley": Terrain(1.3, 30, 3),
    "hill": Terrain(1.6, 22, 6),
    "high": Terrain(2.0, 14, 12),
}


@dataclass(frozen=True)
class Roads:
    """The terrain classes, and a factor on the minutes of each for the season or from the log."""

    terrains: Mapping[str, Terrain] = field(default_factory=lambda: TERRAINS)
    factor: Mapping[str, float] = field(default_factory=dict)

    def of(self, terrain: pd.Series, name: str) -> np.ndarray:
        """Return one figure of the class of each place; an unknown class is the slowest."""
        slowest = min(self.terrains.values(), key=lambda one: one.speed_kmh / one.detour)
        figures = {key: getattr(one, name) for key, one in self.terrains.items()}
        return terrain.map(figures).fillna(getattr(slowest, name)).to_numpy(float)

    def factors(self, terrain: pd.Series) -> np.ndarray:
        """Return the factor of the class of each place."""
        return terrain.map(dict(self.factor)).astype(float).fillna(1.0).to_numpy()


def great_circle_km(lon: np.ndarray, lat: np.ndarray, other_lon: np.ndarray, other_lat: np.ndarray) -> np.ndarray:
    """Return the kilometres between points given in degrees (haversine)."""
    east, north, other_east, other_north = map(np.radians, (lon, lat, other_lon, other_lat))
    half = np.sin((other_north - north) / 2) ** 2
    half = half + np.cos(north) * np.cos(other_north) * np.sin((other_east - east) / 2) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))


def straight_km(teams: pd.DataFrame, groups: pd.DataFrame) -> np.ndarray:
    """Return the straight distance from each team (row) to each group (column)."""
    lon, lat = teams["lon"].to_numpy(float)[:, None], teams["lat"].to_numpy(float)[:, None]
    return great_circle_km(lon, lat, groups["lon"].to_numpy(float)[None, :], groups["lat"].to_numpy(float)[None, :])


def walking_hours(km: np.ndarray, climb_m: np.ndarray) -> np.ndarray:
    """Return the hours of a walk over a distance with so many metres up or, negative, down.

    Tobler (1993): 6 exp(-3.5 |slope + 0.05|) km/h.
    """
    distance = np.asarray(km, dtype=float)
    slope = np.divide(climb_m, 1000 * distance, out=np.zeros_like(distance), where=distance > 0)
    return distance / (6 * np.exp(-3.5 * np.abs(slope + 0.05)))


def travel_minutes(teams: pd.DataFrame, groups: pd.DataFrame, roads: Roads | None = None) -> np.ndarray:
    """Return the minutes of one way from each team (row) to each group (column), not a number where a place is unknown.

    `groups` has lon, lat and terrain; beyond_km, where told, is how far the group lies from that point; with walk_km
    and climb_m a walk from the end of the road is added, on average of there and back.
    """
    roads = roads or Roads()
    minutes = 60 * road_km(teams, groups, roads) / roads.of(groups["terrain"], "speed_kmh")
    minutes = minutes * roads.factors(groups["terrain"]) + roads.of(groups["terrain"], "last_mile_minutes")
    return minutes + _walk_minutes(groups)


def road_km(teams: pd.DataFrame, groups: pd.DataFrame, roads: Roads | None = None) -> np.ndarray:
    """Return the kilometres of road from each team (row) to each group (column)."""
    roads = roads or Roads()
    straight = straight_km(teams, groups) + _beyond(groups)
    return straight * roads.of(groups["terrain"], "detour")


def between(
    groups: pd.DataFrame, group: np.ndarray, other: np.ndarray, roads: Roads | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return minutes and kilometres of road from groups to other groups (numbers of rows, any shape).

    The road is as slow and as winding as the harder terrain of the two; the last stretch and the walk of both are
    added, and what lies beyond the known point of either.
    """
    roads = roads or Roads()
    lon, lat = groups["lon"].to_numpy(float), groups["lat"].to_numpy(float)
    detour, speed = roads.of(groups["terrain"], "detour"), roads.of(groups["terrain"], "speed_kmh")
    slowness = 60 * detour / speed * roads.factors(groups["terrain"])  # minutes for a kilometre of straight line
    beyond, end = _beyond(groups), roads.of(groups["terrain"], "last_mile_minutes") + _walk_minutes(groups)
    straight = great_circle_km(lon[group], lat[group], lon[other], lat[other]) + beyond[group] + beyond[other]
    is_harder = slowness[other] > slowness[group]
    minutes = straight * np.maximum(slowness[group], slowness[other]) + end[group] + end[other]
    km = straight * np.where(is_harder, detour[other], detour[group])
    is_same = np.equal(group, other)
    return np.where(is_same, 0.0, minutes), np.where(is_same, 0.0, km)


def _beyond(groups: pd.DataFrame) -> np.ndarray:
    if "beyond_km" not in groups:
        return np.zeros(len(groups))
    return groups["beyond_km"].fillna(0).to_numpy(float)


def _walk_minutes(groups: pd.DataFrame) -> np.ndarray:
    """Return the minutes of the walk from the end of the road, on average of there and back."""
    if not {"walk_km", "climb_m"} <= set(groups):
        return np.zeros(len(groups))
    km, climb = groups["walk_km"].fillna(0).to_numpy(float), groups["climb_m"].fillna(0).to_numpy(float)
    return 30 * (walking_hours(km, climb) + walking_hours(km, -climb))


def overridden(minutes: np.ndarray, team_ids: pd.Series, unit_ids: pd.Series, table: pd.DataFrame) -> np.ndarray:
    """Return the minutes with those of a table (from_id, to_id, minutes) in place of the model's; others stay.

    The last row of a pair counts; pairs of unknown ids are left aside.
    """
    team = pd.Index(team_ids).get_indexer(table["from_id"].astype("str"))
    unit = pd.Index(unit_ids).get_indexer(table["to_id"].astype("str"))
    told = table["minutes"].to_numpy(float)
    is_known = (team >= 0) & (unit >= 0) & np.isfinite(told) & (told >= 0)
    result = minutes.copy()
    result[team[is_known], unit[is_known]] = told[is_known]
    return result


def calibrated(roads: Roads, trips: pd.DataFrame) -> Roads:
    """Return roads whose factors follow logged trips: terrain, minutes as logged, model_minutes as reckoned.

    The median ratio of each class is drawn to one as by 20 trips that agree with the model, on the log scale.
    """
    sound = trips[(trips["minutes"] > 0) & (trips["model_minutes"] > 0)]
    ratio = pd.Series(np.log((sound["minutes"] / sound["model_minutes"]).to_numpy(float)), index=sound.index)
    by_class = ratio.groupby(sound["terrain"]).agg(["median", "size"])
    drawn = by_class["median"] * by_class["size"] / (by_class["size"] + PSEUDO_TRIPS)
    factor = {str(name): roads.factor.get(str(name), 1.0) * float(np.exp(one)) for name, one in drawn.items()}
    return replace(roads, factor={**roads.factor, **factor})
