"""One more: where another team would bring most, and in which team another speaker of a language would."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from planning.bound import relaxed
from planning.explanation import goals_kept, near_options, options_of_team, pinned_elsewhere
from planning.plan import Plan
from planning.statement import stated, valued
from planning.team import Register, Team, newcomer_of
from planning.travel import travel_minutes


def one_more_team(plan: Plan, bases: pd.DataFrame, team: Team, minutes: np.ndarray) -> pd.Series:
    """Return what a team more would add at each base: `minutes` is one way from each base (row) to each group."""
    near, goals = near_options(plan), goals_kept(plan)
    before = relaxed(stated(plan.case, near, goals, plan.problem.must)).value
    allowed = plan.options["group_no"].unique()
    pinned = pinned_elsewhere(plan, 0) if not plan.wishes.fixed else np.flatnonzero(
        plan.case.groups["unit_id"].isin([one.unit_id for one in plan.wishes.fixed])
    )  # fmt: skip
    added = []
    for number in range(len(bases)):
        row = bases.iloc[number]
        there = replace(team, team_id="+", lon=float(row["lon"]), lat=float(row["lat"]))
        register = Register((*plan.case.register.teams, there))
        case = replace(plan.case, register=register, minutes=np.vstack([plan.case.minutes, minutes[[number]]]))
        mine = options_of_team(case, len(register) - 1)
        mine = mine[mine["group_no"].isin(allowed) & ~mine["group_no"].isin(pinned)]
        options = pd.concat([near, valued(case, mine, goals)], ignore_index=True)
        added.append(relaxed(stated(case, options, goals, plan.problem.must)).value - before)
    return pd.Series(np.maximum(added, 0.0), index=bases.index, name="price").sort_values(
        ascending=False, kind="stable"
    )


def newcomers(plan: Plan, bases: pd.DataFrame, languages: frozenset[str]) -> pd.DataFrame:
    """Return what one more team, like the middle one of the others, would add at each base, the best first.

    `bases` has commune_id, commune, lon and lat; `price` is added, in weighted adults.
    """
    minutes = travel_minutes(bases, plan.case.groups, plan.case.roads)
    added = one_more_team(plan, bases, newcomer_of(plan.case.register, languages), minutes)
    return bases.loc[added.index, ["commune_id", "commune"]].assign(price=added)


def one_more_speaker(plan: Plan, language: str) -> pd.Series:
    """Return what a speaker of a language would add in each team that has none, the best first (index team_id)."""
    near, goals = near_options(plan), goals_kept(plan)
    before = relaxed(stated(plan.case, near, goals, plan.problem.must)).value
    allowed, teams = plan.options["group_no"].unique(), plan.case.register.teams
    added = {}
    for number, team in enumerate(teams):
        if language in team.languages:
            continue
        taught = replace(team, languages=team.languages | {language})
        case = replace(plan.case, register=Register((*teams[:number], taught, *teams[number + 1 :])))
        mine = options_of_team(case, number)
        mine = mine[mine["group_no"].isin(allowed) & ~mine["group_no"].isin(pinned_elsewhere(plan, number))]
        options = pd.concat([near[near["team_no"] != number], valued(case, mine, goals)], ignore_index=True)
        added[team.team_id] = max(0.0, relaxed(stated(case, options, goals, plan.problem.must)).value - before)
    return pd.Series(added, name="price", dtype=float).sort_values(ascending=False, kind="stable")
