"""A choice as tables: its stays packed into weeks, a row for each team and group, a row for each stay."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planning.assignment import Choice
from planning.calendar import UNPLACED, dated, packed_stays
from planning.case import Case
from planning.options import is_overnight
from planning.problem import Problem
from planning.wishes import Wishes

NOISE = 0.4  # deviation of the log of what one visit brings (assumed until the log tells it)
NINETY = 1.645


def scheduled(
    case: Case, wishes: Wishes, options: pd.DataFrame, problem: Problem, choice: Choice
) -> tuple[np.ndarray, pd.DataFrame]:
    """Pack the chosen options into weeks; what does not fit gives way to what does, as far as days are left."""
    chosen = choice.chosen
    stays = _stays(case, wishes, options, chosen)
    stays["week"] = packed_stays(stays, case.week_half_days)
    lost = stays.loc[stays["week"] == UNPLACED, "option"].unique()
    if not len(lost):
        return chosen, stays
    is_must, was_chosen = problem.must[problem.group], np.isin(np.arange(len(options)), chosen)
    if problem.has_floor:
        is_must = is_must | case.is_worst[problem.group]
    kept = np.setdiff1d(chosen, lost)
    if is_must[lost].any():  # what must be visited comes first in the days of its team
        kept = kept[~np.isin(problem.team[kept], problem.team[lost])]
    order = np.lexsort((choice.bound.loss, ~was_chosen, ~is_must))
    return _refilled(case, wishes, options, problem, kept, order)


def _refilled(
    case: Case, wishes: Wishes, options: pd.DataFrame, problem: Problem, kept: np.ndarray, order: np.ndarray
) -> tuple[np.ndarray, pd.DataFrame]:
    """Add options, those that lose least first, of teams with days left, each only where it can be packed."""
    stays = _stays(case, wishes, options, kept)
    stays["week"] = packed_stays(stays, case.week_half_days)
    left = case.week_half_days.sum(axis=1) - np.bincount(
        options["team_no"].to_numpy()[kept], options["half_days"].to_numpy()[kept], minlength=len(case.register)
    )
    is_free = np.ones(len(case.groups), dtype=bool)
    is_free[options["group_no"].to_numpy()[kept]] = False
    team, group, size = (options[name].to_numpy() for name in ("team_no", "group_no", "half_days"))
    for option in order:
        if size[option] > left[team[option]] or not is_free[group[option]]:
            continue
        now = np.append(kept, option)
        mine = _stays(case, wishes, options, now[team[now] == team[option]])
        mine["week"] = packed_stays(mine, case.week_half_days)
        if (mine["week"] != UNPLACED).all() and problem.is_kept(now):
            kept = now
            left[team[option]] -= size[option]
            is_free[group[option]] = False
            stays = pd.concat([stays[stays["team_no"] != team[option]], mine], ignore_index=True)
    return kept, stays


def _stays(case: Case, wishes: Wishes, options: pd.DataFrame, chosen: np.ndarray) -> pd.DataFrame:
    """Return a row for each stay of the chosen options, the more valuable for their time first."""
    taken = options.loc[chosen, ["team_no", "group_no", "half_days", "stays", "travel_hours", "value"]]
    taken = taken.assign(option=chosen, stay_half_days=taken["half_days"] // taken["stays"])
    taken = taken.assign(rate=-taken["value"] / taken["half_days"]).sort_values("rate", kind="stable")
    each = taken.loc[taken.index.repeat(taken["stays"])].reset_index(drop=True)
    each["is_overnight"] = is_overnight(each["travel_hours"], each["stay_half_days"], case.stays)
    weeks = {(one.team_id, one.unit_id): one.week for one in wishes.fixed if one.week is not None}
    each["preset"] = UNPLACED
    if weeks:
        team = np.array([one.team_id for one in case.register.teams])[each["team_no"]]
        pairs = zip(team, case.groups["unit_id"].array[each["group_no"]], strict=True)
        first = ~each.duplicated("option")
        each["preset"] = np.where(first, [weeks.get(pair, UNPLACED) for pair in pairs], UNPLACED)
    return each


def assigned(case: Case, taken: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each team and group of the plan, with everything that is told about it."""
    groups = case.groups.iloc[taken["group_no"]].reset_index(drop=True)
    teams = case.register.frame().iloc[taken["team_no"]].reset_index(drop=True)
    taken = taken.reset_index(names="option")
    spread = NINETY * NOISE
    return pd.DataFrame(
        {
            "team_id": teams["team_id"],
            "team": teams["name"],
            "unit_id": groups["unit_id"],
            "name": groups["name"],
            "commune": groups["commune"],
            "kind": taken["kind"],
            "half_days": taken["half_days"],
            "stays": taken["stays"],
            "travel_minutes": 60 * taken["travel_hours"],
            "hours": taken["hours"],
            "visits": taken["visits"],
            "gain_adults": taken["gain"],
            "gain_least": taken["gain"] * np.exp(-spread),
            "gain_most": np.minimum(taken["gain"] * np.exp(spread), groups["unreached"].astype(float)),
            "value": taken["value"],
            "is_spoken": taken["is_spoken"],
            "language": groups["language"],
            "unreached": groups["unreached"].astype(float),
            "coverage_share": groups["coverage_share"].astype("Float64"),
            "is_known": groups["is_known"],
            "is_worst": case.is_worst[taken["group_no"]],
            "team_no": taken["team_no"],
            "group_no": taken["group_no"],
            "option": taken["option"],
        }
    )


def stay_table(case: Case, stays: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each stay: team, group, week, days."""
    when = dated(stays, case.register, case.weeks)
    names = assignments[["option", "team_id", "unit_id", "name", "commune", "kind"]]
    made = when.merge(names, on="option", how="left")
    columns = [
        "team_id", "week", "starts_on", "ends_on", "half", "unit_id", "name", "commune", "kind", "stay_half_days",
        "is_overnight",
    ]  # fmt: skip
    return made[columns].sort_values(["team_id", "week", "starts_on", "half"], kind="stable", ignore_index=True)
