"""A case in numbers for the solver: what each option is worth, and the rows that all of them share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planning.calendar import packing_rows
from planning.case import Case
from planning.problem import Problem
from planning.wishes import Goals

FULL_SHARE = 0.99


def weights(groups: pd.DataFrame, beta: float) -> np.ndarray:
    """Return the weight of each group: ((1 - its coverage) / (1 - the mean))^beta, the mean for an unknown one."""
    share = groups["coverage_share"].astype(float)
    mean = min(float(share.mean()) if share.notna().any() else 0.0, FULL_SHARE)
    return (((1 - share.fillna(mean).clip(0, FULL_SHARE)) / (1 - mean)) ** beta).to_numpy()


def valued(
    case: Case,
    options: pd.DataFrame,
    goals: Goals,
    previous: pd.DataFrame | None = None,
    stability_share: float = 0.0,
) -> pd.DataFrame:
    """Return the options with their value (weighted adults), and the bonus of those that an earlier plan had."""
    weight = weights(case.groups, goals.beta)[options["group_no"]]
    is_kept = np.zeros(len(options), dtype=bool)
    if previous is not None and len(previous):
        before = pd.MultiIndex.from_frame(previous[["team_id", "unit_id"]])
        team = np.array([one.team_id for one in case.register.teams])[options["team_no"]]
        is_kept = pd.MultiIndex.from_arrays([team, case.groups["unit_id"].array[options["group_no"]]]).isin(before)
    return options.assign(value=weight * options["gain"], bonus=1 + stability_share * is_kept)


def stated(case: Case, options: pd.DataFrame, goals: Goals, must: np.ndarray) -> Problem:
    """State the plan for the solver: days of the teams, what fits into weeks, the floor of the worst-off tenth."""
    from scipy.sparse import csr_array, vstack

    team, group = options["team_no"].to_numpy(), options["group_no"].to_numpy()
    numbers, size = np.arange(len(options)), options["half_days"].to_numpy(float)
    days = csr_array((size, (team, numbers)), shape=(len(case.register), len(options)))
    stays = options["stays"].to_numpy()
    weekly, limits = packing_rows(team, options["half_days"].to_numpy() // stays, stays, case.week_half_days)
    rows, most = [days, weekly], [case.week_half_days.sum(axis=1).astype(float), limits]
    least = np.full(len(case.register) + len(limits), -np.inf)
    if goals.floor > 0:
        rows.append(csr_array(np.where(case.is_worst[group], options["gain"], 0.0)[None, :]))
        most.append(np.array([np.inf]))
        least = np.append(least, goals.floor)
    shared = vstack(rows, format="csc")
    value = (options["value"] * options["bonus"]).to_numpy(float)
    return Problem(value, team, group, shared, least, np.concatenate(most), must)
