"""The point as a second witness: it confirms a written place, decides between its candidates, or contradicts it."""

import json
from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd

Find = Callable[[np.ndarray, np.ndarray], np.ndarray]
NONE = -1
NEARBY = 0.001  # degrees, about 100 m: the error of a telephone between mountains and of a simplified border
AMONG_COMMUNES = ("commune_ambiguous", "vintage_doubtful")


def settle_points(
    asked: pd.DataFrame,
    placements: pd.DataFrame,
    parents: pd.Series,
    find_group: Find,
    find_commune: Find,
    numbers: pd.Series | None = None,
) -> pd.DataFrame:
    """Let points testify: place_key, lon, lat, unit_no (-1 for none), reason, and witness_no, where the point lies.

    `asked` has place_key, lon and lat; `placements` place_key, unit_no, commune_no, group (as written), reason,
    candidates (JSON of pairs of unit_id and score), and against_no and against_reason, what a person said of points
    that contradict (-1 and '' for nothing); `parents` maps the unit_no of a group to that of its commune, and
    `numbers` unit_ids to unit_nos: without it candidates are not heard.

    A written commune stands against the point. A group that was named stands, also where the point lies in another
    one of its commune: a point is taken where the team stood, at an office or on the road. A name that was left open
    is settled by a point in one of its candidates; in none of them, it waits. A name that nothing resembles is settled
    by a group's own boundary alone.
    """
    lon, lat = asked["lon"].to_numpy(), asked["lat"].to_numpy()
    where = _Where(parents, find_group, find_commune)
    group_no, commune_no = where.units(lon, lat)
    said = asked.merge(placements.drop_duplicates("place_key"), on="place_key", how="left")
    reason, said_unit, said_commune = (said[name].to_numpy() for name in ("reason", "unit_no", "commune_no"))
    contradicts = (said_commune != NONE) & (commune_no != NONE) & (said_commune != commune_no)
    contradicts[contradicts] = ~where.is_nearby(lon[contradicts], lat[contradicts], said_commune[contradicts])
    stands = (
        contradicts
        | ((said_unit != NONE) & (said_unit != said_commune))
        | ((said_commune != NONE) & (commune_no != said_commune))
    )
    is_meant = ~stands & _is_meant(said, group_no, commune_no, numbers)
    only_commune = (said["group"] == "").to_numpy() | (reason == "")
    against_no, against = said["against_no"].to_numpy(), said["against_reason"].to_numpy()
    unit_no = np.select(
        [
            contradicts & (against_no != NONE),
            contradicts,
            is_meant & (group_no != NONE),
            is_meant & only_commune & (commune_no != NONE),
        ],
        [against_no, NONE, group_no, commune_no],
        default=said_unit,
    )
    known = np.where((said_commune != NONE) | ~is_meant, reason, "group_unknown")
    left = np.where(commune_no == NONE, _outside(said["reason"]), known)
    return asked.assign(
        unit_no=unit_no.astype("int32"),
        reason=np.where(unit_no != NONE, "", np.where(contradicts, _told(against), left)),
        witness_no=np.where(group_no != NONE, group_no, commune_no).astype("int32"),
    )


def _told(against: np.ndarray) -> np.ndarray:
    """A contradiction waits, unless a person dismissed it."""
    return np.where(against == "", "point_contradicts", against)


class _Where:
    """Where points lie: in which group and in which commune."""

    def __init__(self, parents: pd.Series, find_group: Find, find_commune: Find) -> None:
        self.parents, self.find_group, self.find_commune = parents, find_group, find_commune

    def units(self, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the unit_no of the group and of the commune of each point, -1 for none."""
        group_no = self.find_group(lon, lat)
        parent = pd.Series(group_no).map(self.parents).fillna(NONE)
        return group_no, np.where(group_no != NONE, parent, self.find_commune(lon, lat)).astype(int)

    def is_nearby(self, lon: np.ndarray, lat: np.ndarray, commune_no: np.ndarray) -> np.ndarray:
        """Tell points that lie just over the border of a commune."""
        near = np.zeros(len(lon), dtype=bool)
        for east, north in product((-NEARBY, 0.0, NEARBY), repeat=2):
            near |= self.units(lon + east, lat + north)[1] == commune_no
        return near


def _is_meant(
    said: pd.DataFrame, group_no: np.ndarray, commune_no: np.ndarray, numbers: pd.Series | None
) -> np.ndarray:
    """Tell points that lie in a candidate of what was written, and those of places without any candidate.

    A commune that nobody knows is no reason to doubt the point. A group that was written beside one of several communes
    has not been looked for yet: the point must not answer for its name.
    """
    if numbers is None:
        return np.ones(len(said), dtype=bool)
    among_communes = said["reason"].isin(AMONG_COMMUNES).to_numpy()
    candidates = _candidates(said["candidates"], numbers)
    lies_in = np.where(among_communes, commune_no, group_no)
    is_one = np.array([unit in several for unit, several in zip(lies_in, candidates, strict=True)], dtype=bool)
    has_none = candidates.map(len).eq(0).to_numpy()
    is_unknown = said["reason"].eq("commune_unknown").to_numpy()
    return np.where(among_communes, is_one & (said["group"] == ""), is_one | has_none | is_unknown)


def _candidates(written: pd.Series, numbers: pd.Series) -> pd.Series:
    """Read the candidates of each place as unit_nos, each distinct text once."""
    number = numbers.to_dict()
    read = {
        text: frozenset(number[unit] for unit, _ in json.loads(text) if unit in number) if text else frozenset()
        for text in written.unique()
    }
    return written.map(read)


def _outside(reason: pd.Series) -> pd.Series:
    """A place that only its point could tell, and whose point lies in no unit, is outside."""
    return reason.replace({"no_place": "point_outside", "commune_missing": "point_outside"})
