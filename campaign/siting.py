"""Places for classes: the groups of a campaign in which so many venues serve most people."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from campaign.plans import plan_groups
from outreach.errors import CampaignError
from planning.selection import without_power
from planning.siting import Sites, covering_sites, median_sites
from planning.travel import Roads, between

if TYPE_CHECKING:
    from campaign.campaign import Campaign

COVER, MEDIAN = "cover", "median"
FAR_MINUTES = 600.0  # of a way that cannot be reckoned


@dataclass(frozen=True)
class Venues:
    """The venues, those that serve most first, and what they come to.

    `table` has unit_id, name, commune, people (not reached, nearest to this venue), minutes (on average, for them) and
    people_near (within the minutes allowed). `people` are all who are not reached yet, `near` those who have a
    venue near enough; `most` is what no other places could pass (cover), `least_minutes` what none could stay under
    on average (median); the other one is None.
    """

    table: pd.DataFrame
    people: float
    near: float
    mean_minutes: float
    most: float | None
    least_minutes: float | None
    is_proven: bool


def venues(
    campaign: Campaign, day: date, count: int, *, rule: str = COVER, reach_minutes: float = 45.0, seconds: float = 20.0
) -> Venues:
    """Choose groups to hold classes in; a group without power or signal holds none, its people come to others.

    `cover` wants most people within so many minutes of a venue (Church and ReVelle, 1974), `median` the shortest ways
    for all together. Raise CampaignError `sites_none` where nobody is left to reach, or no group can hold a class.
    """
    groups = plan_groups(campaign.edition().units, campaign.standing("group", day))
    groups = groups[groups["unreached"].fillna(0) > 0].reset_index(drop=True)
    places = np.flatnonzero(~without_power(groups).to_numpy(bool))
    if not len(places):
        raise CampaignError("sites_none")
    rows, columns = np.meshgrid(np.arange(len(groups)), places, indexing="ij")
    minutes = np.nan_to_num(between(groups, rows, columns, Roads())[0], nan=FAR_MINUTES)
    people = groups["unreached"].to_numpy(float)
    count = min(count, len(places))
    found = _found(minutes, people, count, rule, reach_minutes, seconds)
    return _told(groups, places[found.chosen], minutes[:, found.chosen], people, found, rule, reach_minutes)


def _found(minutes: np.ndarray, people: np.ndarray, count: int, rule: str, reach: float, seconds: float) -> Sites:
    if rule == COVER:
        return covering_sites(minutes <= reach, people, count, seconds=seconds)
    return median_sites(people[:, None] * minutes, count, seconds=seconds, clock=time.monotonic)


def _told(
    groups: pd.DataFrame,
    chosen: np.ndarray,
    minutes: np.ndarray,
    people: np.ndarray,
    found: Sites,
    rule: str,
    reach: float,
) -> Venues:
    nearest, own = minutes.argmin(axis=1), minutes.min(axis=1)
    at = pd.DataFrame({"venue": nearest, "people": people, "way": people * own, "near": people * (own <= reach)})
    sums = at.groupby("venue").sum().reindex(range(len(chosen)), fill_value=0.0)
    table = groups.loc[chosen, ["unit_id", "name", "commune"]].reset_index(drop=True)
    table = table.assign(people=sums["people"], minutes=sums["way"] / sums["people"], people_near=sums["near"])
    whole = float(people.sum())
    return Venues(
        table.sort_values("people", ascending=False, kind="stable", ignore_index=True),
        whole,
        float(at["near"].sum()),
        float(at["way"].sum() / whole) if whole else 0.0,
        found.bound if rule == COVER else None,
        found.bound / whole if rule == MEDIAN and whole else None,
        found.is_proven,
    )
