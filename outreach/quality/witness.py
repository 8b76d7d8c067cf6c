"""The point as a witness: rows whose GPS point lies far from the place that they name."""

import numpy as np
import pandas as pd

from outreach.quality.check import Check, Evidence, Finding, as_rows, share_of

CONTRADICTS = "point_contradicts"
FAR_KM = 2  # beyond a poor fix, and beyond the last house of a village
KM_PER_DEGREE = 111.32
BOX = ["west", "south", "east", "north"]


def judge(evidence: Evidence) -> Finding:
    """Flag rows that wait because their point contradicts, and rows placed by name whose point lies far outside.

    Only surveyed shapes can testify: a group's own, else its commune's. The distance is to the bounding box, which
    forgives rather than accuses.
    """
    located = evidence.records[evidence.records["lon"].notna()]
    km = _km_outside(located, _boxes(evidence))
    heard, is_far = located[km.notna()], km > FAR_KM
    far = located[is_far].assign(count=km[is_far].round())
    waiting = evidence.waiting[evidence.waiting["reason"] == CONTRADICTS]
    rows = pd.concat([as_rows(far, limit=FAR_KM, reason=""), as_rows(waiting)], ignore_index=True)
    contradicting = evidence.per_commune(rows)
    sample = evidence.per_commune(heard) + evidence.per_commune(waiting)
    return Finding(sample, share_of(contradicting, sample), rows)


def _boxes(evidence: Evidence) -> pd.DataFrame:
    """Return the box of every unit that has a surveyed shape, or lies in a commune that has one."""
    communes, groups = evidence.communes, evidence.groups
    own = groups[BOX].where(groups["grade"] == "surveyed")
    outer = communes[BOX].where(communes["grade"] == "surveyed")
    around = outer.set_axis(communes["unit_id"]).reindex(groups["parent_id"]).set_axis(groups.index)
    return pd.concat([outer, own.fillna(around)]).dropna()


def _km_outside(located: pd.DataFrame, boxes: pd.DataFrame) -> pd.Series:
    """Return how many kilometres each point lies outside its unit's box, NaN where no shape can testify."""
    west, south, east, north = boxes.reindex(located["unit_no"]).astype("float64").to_numpy().T
    lon, lat = located["lon"].to_numpy(), located["lat"].to_numpy()
    # np.maximum keeps NaN: no box, no distance.
    across = np.maximum(np.maximum(west - lon, lon - east), 0) * np.cos(np.radians(lat))
    along = np.maximum(np.maximum(south - lat, lat - north), 0)
    return pd.Series(np.hypot(across, along) * KM_PER_DEGREE, index=located.index)


WITNESS = Check("witness", minimum=20, weight=1, worst=0.2, judge=judge, is_fact=True)
