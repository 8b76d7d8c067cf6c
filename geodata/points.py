"""The point as a witness: it finds the group that a written place left open, and speaks up where it contradicts."""

from collections.abc import Callable

import numpy as np
import pandas as pd

Find = Callable[[np.ndarray, np.ndarray], np.ndarray]
NONE = -1


def settle_points(
    asked: pd.DataFrame, placements: pd.DataFrame, parents: pd.Series, find_group: Find, find_commune: Find
) -> pd.DataFrame:
    """Decide places by their point: place_key, lon, lat, unit_no (-1 for none), reason and witness_no.

    `asked` has place_key, lon and lat; `placements` place_key, unit_no, commune_no, group (as written), reason, and
    against_no and against_reason, what a person said of points that contradict (-1 and '' for nothing);
    `parents` maps the unit_no of a group to that of its commune. A written commune stands against the point; an
    unknown group name inside the right commune is settled by a group's own boundary alone.
    """
    lon, lat = asked["lon"].to_numpy(), asked["lat"].to_numpy()
    group_no = find_group(lon, lat)
    commune_no = np.where(
        group_no != NONE, pd.Series(group_no).map(parents).fillna(NONE), find_commune(lon, lat)
    ).astype(int)
    said = asked.merge(placements.drop_duplicates("place_key"), on="place_key", how="left")
    said_commune, has_group = said["commune_no"].to_numpy(), (said["group"] != "").to_numpy()
    contradicts = (said_commune != NONE) & (commune_no != NONE) & (said_commune != commune_no)
    only_commune = ~has_group | (said["reason"] == "").to_numpy()
    against_no, against = said["against_no"].to_numpy(), said["against_reason"].to_numpy()
    unit_no = np.select(
        [contradicts & (against_no != NONE), contradicts, group_no != NONE, only_commune & (commune_no != NONE)],
        [against_no, NONE, group_no, commune_no],
        default=said["unit_no"],
    )
    known = np.where(said_commune != NONE, said["reason"], "group_unknown")
    left = np.where(commune_no == NONE, _outside(said["reason"]), known)
    reason = np.where(unit_no != NONE, "", np.where(contradicts, _told(against), left))
    seen = np.where(group_no != NONE, group_no, commune_no)  # where the point itself lies
    return asked.assign(unit_no=unit_no.astype("int32"), reason=reason, witness_no=seen.astype("int32"))


def _told(against: np.ndarray) -> np.ndarray:
    """A contradiction waits, unless a person dismissed it."""
    return np.where(against == "", "point_contradicts", against)


def _outside(reason: pd.Series) -> pd.Series:
    """A place that only its point could tell, and whose point lies in no unit, is outside."""
    return reason.replace({"no_place": "point_outside", "commune_missing": "point_outside"})
