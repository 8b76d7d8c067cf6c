"""Day routes: the way of each team on each day, from its base over its groups and home, and what a short cut saves.

The optimiser reckons every half day from the base and back. Where a team does two groups on one day, it goes straight
from one to the other if that is shorter; so a route is never longer than what was reckoned.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from planning.plan import Plan
from planning.travel import road_km

BASE = ""  # the unit_id of a stop at the base
COLUMNS = ["team_id", "on_date", "stop", "unit_id", "leg_minutes", "leg_km", "saved_minutes"]
DAY = ["team_id", "on_date"]


def routes(plan: Plan) -> pd.DataFrame:
    """Return a row for each stop of each team's day, numbered from one: the columns COLUMNS.

    The base is the empty unit_id, and closes each day that ends there. Where the team slept in the group the leg is
    nought. `saved_minutes` is what going straight on from the group before saves against the way by the base.
    """
    stops = _stops(plan)
    legs = pd.concat([_to_groups(stops), _back_between(stops), _home(stops)], ignore_index=True)
    legs = legs.sort_values([*DAY, "place"], kind="stable", ignore_index=True)
    legs["stop"] = legs.groupby(DAY).cumcount() + 1
    return legs[COLUMNS]


def route_totals(made: pd.DataFrame) -> pd.DataFrame:
    """Return what the routes of each team come to: travel_minutes, travel_km, saved_minutes (index team_id)."""
    sums = made.groupby("team_id")[["leg_minutes", "leg_km", "saved_minutes"]].sum()
    return sums.set_axis(["travel_minutes", "travel_km", "saved_minutes"], axis="columns")


def _stops(plan: Plan) -> pd.DataFrame:
    """Return the groups of each day in their order, with the way from the base and the way from the group before.

    A day has two at most, and every way is as long there as back, so that either order is the shortest. Which
    half days share a day is what matters: `planning.days.paired` has chosen it.
    """
    stops, case = plan.days.copy(), plan.case
    team, group = stops["team_no"].to_numpy(), stops["group_no"].to_numpy()
    stops["minutes"], stops["km"] = case.minutes[team, group], _base_km(plan)[team, group]
    by_day = stops.groupby(DAY)
    before = by_day["group_no"].shift()
    is_second = before.notna().to_numpy()
    on_minutes, on_km = case.between(before[is_second].to_numpy(int), group[is_second])
    stops.loc[is_second, "on_minutes"], stops.loc[is_second, "on_km"] = on_minutes, on_km
    stops["back_minutes"], stops["back_km"] = by_day["minutes"].shift(), by_day["km"].shift()
    saved = stops["minutes"] + stops["back_minutes"] - stops["on_minutes"].astype(float)
    stay = stops.groupby(["team_id", "unit_id", "week"])["on_date"]
    return stops.assign(
        place=3.0 * by_day.cumcount(),
        saved_minutes=saved.fillna(0.0).clip(lower=0.0),
        slept_here=stops["is_overnight"] & (stops["on_date"] > stay.transform("min")),
        sleeps_here=stops["is_overnight"] & (stops["on_date"] < stay.transform("max")),
        is_last=~stops.duplicated(DAY, keep="last"),
    )


def _base_km(plan: Plan) -> np.ndarray:
    groups = plan.case.groups
    if not {"lon", "lat", "terrain"} <= set(groups):
        return np.full(plan.case.minutes.shape, np.nan)
    return road_km(plan.case.register.frame(), groups, plan.case.roads)


def _to_groups(stops: pd.DataFrame) -> pd.DataFrame:
    goes_on, stays = stops["saved_minutes"] > 0, stops["slept_here"]
    minutes = stops["minutes"].mask(goes_on, stops["on_minutes"]).mask(stays, 0.0)
    km = stops["km"].mask(goes_on, stops["on_km"]).mask(stays, 0.0)
    return stops.assign(leg_minutes=minutes, leg_km=km)


def _back_between(stops: pd.DataFrame) -> pd.DataFrame:
    """Return the ways back to the base between two groups, where going straight on saves nothing."""
    back = stops[stops["back_minutes"].notna() & (stops["saved_minutes"] == 0)]
    return _at_base(back, back["back_minutes"], back["back_km"], back["place"] - 1)


def _home(stops: pd.DataFrame) -> pd.DataFrame:
    last = stops[stops["is_last"] & ~stops["sleeps_here"]]
    return _at_base(last, last["minutes"], last["km"], last["place"] + 1)


def _at_base(stops: pd.DataFrame, minutes: pd.Series, km: pd.Series, place: pd.Series) -> pd.DataFrame:
    return stops.assign(unit_id=BASE, leg_minutes=minutes, leg_km=km, saved_minutes=0.0, place=place)
