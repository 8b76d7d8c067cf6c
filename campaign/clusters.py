"""Clusters of an edition: where low and high coverage lie together, once for each day."""

from datetime import date
from functools import lru_cache

import pandas as pd

from campaign.edition import Edition, standing_on
from outreach.clusters import hot_spots, local_moran
from outreach.target import Target

SHOWN = ("unit_id", "name", "parent_id", "commune", "state", "adults", "coverage_share")


@lru_cache(maxsize=8)
def clusters_on(edition: Edition, level: str, until: date, target: Target, silent_days: int) -> pd.DataFrame:
    """Return the units of a level with what they are among their neighbours, indexed by unit_no.

    After the unit and its coverage: cluster, local_moran and q_value (`outreach.clusters.local_moran`), hot_spot,
    hot_spot_z and hot_spot_q_value (`hot_spots`), and neighbours, how many of them have a figure. Shared by all who
    ask; must not be changed.
    """
    standing = standing_on(edition, level, until, target, silent_days)
    rate, beside = standing["coverage_share"], edition.neighbours
    moran, spots = local_moran(rate, beside), hot_spots(rate, beside)
    known = rate.index[rate.notna()]
    counts = beside[beside["neighbour_no"].isin(known)].groupby("unit_no").size()
    return standing[[column for column in SHOWN if column in standing]].assign(
        cluster=moran["cluster"],
        local_moran=moran["statistic"],
        q_value=moran["q_value"],
        hot_spot=spots["cluster"],
        hot_spot_z=spots["statistic"],
        hot_spot_q_value=spots["q_value"],
        neighbours=counts.reindex(standing.index, fill_value=0),
    )
