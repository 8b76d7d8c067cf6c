"""What could be done: every team, group and length of stay that is within reach, with what it would bring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planning.response import DOOR_TO_DOOR, MOBILE_CLASS, VERIFICATION, Response, newly_reached
from planning.team import Register

PATTERNS = ((1, 1), (2, 1), (3, 1), (4, 1), (6, 1), (1, 2), (2, 2), (3, 2), (4, 2), (6, 2))  # half days, stays
RULE, PRICE = "rule", "price"


@dataclass(frozen=True)
class Stays:
    """How long teams stay: hours of a day, the share of it that may go on the way, when they sleep there.

    `language` says whether a team without the language of a group stays away (`rule`) or reaches fewer (`price`).
    """

    day_hours: float = 7.0
    most_travel_share: float = 0.6
    least_hours: float = 0.75
    overnight_hours: float = 1.0
    least_gain: float = 1.0
    language: str = PRICE


def hours_on_spot(travel_hours: np.ndarray, half_days: int, stays: Stays) -> np.ndarray:
    """Return the hours on the spot of one stay; not a number where the way takes too much of the day.

    Whole days are there and back each; from two days on and an hour of way the team sleeps there. An odd half
    day is there and back in half the time.
    """
    day, way = stays.day_hours, 2 * travel_hours
    whole, half = divmod(half_days, 2)
    hours = whole * (day - way) + half * (day / 2 - way)
    if half == 0 and whole >= 2:
        hours = np.where(travel_hours > stays.overnight_hours, whole * day - way, hours)
    span = day / 2 if half else day
    return np.where((way <= stays.most_travel_share * span) & (hours >= stays.least_hours), hours, np.nan)


def is_overnight(travel_hours: pd.Series, stay_half_days: pd.Series, stays: Stays) -> pd.Series:
    """Tell the stays during which a team sleeps in the village."""
    return (stay_half_days >= 4) & (stay_half_days % 2 == 0) & (travel_hours > stays.overnight_hours)


def kinds_of_visit(groups: pd.DataFrame) -> pd.Series:
    """Return the kind of visit that each group needs.

    Without a report somebody looks first; without power or signal a class comes with its own; else from door to door.
    """
    no_grid = (groups["has_power"] == False) | (groups["has_signal"] == False)  # noqa: E712 - None is not False
    kind = np.where(no_grid, MOBILE_CLASS, DOOR_TO_DOOR)
    return pd.Series(np.where(groups["is_known"], kind, VERIFICATION), index=groups.index, name="kind", dtype="str")


def build_options(
    groups: pd.DataFrame,
    register: Register,
    minutes: np.ndarray,
    response: Response,
    *,
    week_half_days: np.ndarray,
    stays: Stays | None = None,
    runs: np.ndarray | None = None,
) -> pd.DataFrame:
    """Return every option: team_no, group_no, half_days, stays, kind, travel_hours, hours, visits, is_spoken, gain.

    `groups` has unreached, households, language, has_power, has_signal and is_known; `minutes` is one way from each
    team (row) to each group (column); `week_half_days` what each team has in each week, and `runs` its days in a row
    (see `Register.runs`), which nights away need. `half_days` is for all stays together; several stays of one option
    lie in different weeks, and are for groups too large for one.
    """
    stays = stays or Stays()
    teams = register.frame()
    kind = kinds_of_visit(groups).to_numpy()
    is_near = _reachable(groups, teams, minutes, kind, stays)
    speaks = register.speaks(groups["language"])
    if stays.language == RULE:
        is_near &= speaks
    team, group = np.nonzero(is_near)
    pairs = pd.DataFrame({"team_no": team, "group_no": group})
    pairs["travel_hours"], pairs["is_spoken"] = minutes[team, group] / 60, speaks[team, group]
    in_a_row = np.full_like(week_half_days, 7) if runs is None else runs.max(axis=2, initial=0)
    weeks = (week_half_days, np.minimum(week_half_days, 2 * in_a_row))
    made = [_stayed(pairs, pattern, groups, teams, response, kind, weeks, stays) for pattern in PATTERNS]
    options = pd.concat([one for one in made if len(one)] or made[:1], ignore_index=True)
    return options.sort_values(["group_no", "team_no", "half_days", "stays"], kind="stable", ignore_index=True)


def _reachable(
    groups: pd.DataFrame, teams: pd.DataFrame, minutes: np.ndarray, kind: np.ndarray, stays: Stays
) -> np.ndarray:
    """Tell the pairs of team and group that may be thought of at all."""
    from planning.travel import straight_km

    within = minutes / 60 * 2 <= stays.most_travel_share * stays.day_hours
    within &= (groups["unreached"].fillna(0) > 0).to_numpy()[None, :]
    within &= teams["can_power"].to_numpy()[:, None] | (kind != MOBILE_CLASS)[None, :]
    if np.isfinite(teams["reach_km"]).any():
        within &= ~(straight_km(teams, groups) > teams["reach_km"].to_numpy()[:, None])
    return within


def _stayed(
    pairs: pd.DataFrame,
    pattern: tuple[int, int],
    groups: pd.DataFrame,
    teams: pd.DataFrame,
    response: Response,
    kind: np.ndarray,
    weeks: tuple[np.ndarray, np.ndarray],
    stays: Stays,
) -> pd.DataFrame:
    """Return the options of one pattern: so many half days, so many times.

    `weeks` has the half days of each team and week, and those of its longest run.
    """
    length, times = pattern
    by_day, in_a_row = ((one >= length).sum(axis=1)[pairs["team_no"]] for one in weeks)
    away = is_overnight(pairs["travel_hours"], pd.Series(length, index=pairs.index), stays).to_numpy()
    fits = np.where(away, in_a_row, by_day) >= times
    kinds = kind[pairs["group_no"]]
    if length * times > 1:
        fits &= kinds != VERIFICATION
    some = pairs[fits].reset_index(drop=True)
    kinds = kinds[fits]
    hours = hours_on_spot(some["travel_hours"].to_numpy(), length, stays) - response.figures(kinds, "setup_hours")
    rate = response.figures(kinds, "contacts_per_pair_hour") * teams["pairs"].to_numpy()[some["team_no"]]
    unreached = groups["unreached"].to_numpy(float)[some["group_no"]]
    households = groups["households"].to_numpy(float)[some["group_no"]]
    visits = times * rate * hours
    gain = newly_reached(unreached, households, visits, response.figures(kinds, "saturation"))
    gain = gain * response.figures(kinds, "turnout_share")
    gain = gain * np.where(some["is_spoken"], 1.0, response.language_factor)
    some = some.assign(half_days=length * times, stays=times, kind=kinds, hours=times * hours, visits=visits, gain=gain)
    is_worth = (hours >= stays.least_hours) & (gain >= stays.least_gain)
    if times > 1:  # for groups that one stay of this length cannot sweep
        is_worth &= rate * hours < households
    return some[is_worth]
