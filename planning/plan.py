"""A plan: which team goes where, for how long and why there; made of a case, goals and wishes, and never changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from outreach.errors import CampaignError
from planning.assignment import Choice, Clock, Effort, solve
from planning.bound import relaxed as relaxed_bound
from planning.case import Case
from planning.problem import Problem
from planning.relaxation import possible, with_floor, with_musts
from planning.schedule import NINETY, NOISE, assigned, scheduled, stay_table
from planning.statement import stated, valued
from planning.wishes import Fixed, Goals, Relaxed, Wishes, wished

__all__ = ["Case", "Fixed", "Goals", "Plan", "Relaxed", "Wishes", "make_plan", "plan_of"]

SHARED_NOISE = 0.1  # of what all visits have in common


@dataclass(frozen=True)
class Plan:
    """A plan and its certificate. `assignments` has a row for each team and group, `schedule` one for each stay."""

    case: Case
    goals: Goals
    wishes: Wishes
    assignments: pd.DataFrame
    schedule: pd.DataFrame
    choice: Choice
    problem: Problem
    options: pd.DataFrame
    relaxed: tuple[Relaxed, ...] = ()

    @cached_property
    def value(self) -> float:
        """Adults, weighted: what the plan was made for."""
        return float(self.assignments["value"].sum())

    @property
    def bound(self) -> float:
        """What no plan with these teams can pass."""
        return self.choice.ceiling

    @property
    def gap(self) -> float:
        """By what share another plan could be better at most."""
        return max(0.0, self.bound - self.value) / max(self.bound, 1e-9)

    @property
    def adults(self) -> float:
        """Adults expected to be newly reached."""
        return float(self.assignments["gain_adults"].sum())

    @property
    def adults_range(self) -> tuple[float, float]:
        """The range in which the adults lie nine times in ten, as far as the assumptions of noise hold."""
        own = NOISE * np.sqrt((self.assignments["gain_adults"] ** 2).sum())
        width = NINETY * float(np.hypot(own, SHARED_NOISE * self.adults))
        return max(0.0, self.adults - width), self.adults + width

    @property
    def adults_worst(self) -> float:
        """Of them in the worst-off tenth."""
        return _worst_adults(self.assignments)

    @property
    def half_days_used(self) -> int:
        """Half days of all teams together."""
        return int(self.assignments["half_days"].sum())


def _worst_adults(assignments: pd.DataFrame) -> float:
    return float(assignments.loc[assignments["is_worst"], "gain_adults"].sum())


def make_plan(
    case: Case,
    goals: Goals | None = None,
    wishes: Wishes | None = None,
    *,
    clock: Clock,
    effort: Effort | None = None,
    previous: pd.DataFrame | None = None,
    stability_share: float = 0.01,
) -> Plan:
    """Make the best plan that can be found in the time; wishes that cannot be kept are relaxed, and told.

    `previous` has team_id and unit_id of an earlier plan: what stays as it was counts a little more.
    """
    goals, wishes, effort = goals or Goals(), wishes or Wishes(), effort or Effort()
    _refuse_empty(case)
    until = clock() + effort.seconds
    options, kept, relaxed = wished(case, wishes)
    options = valued(case, options, goals, previous, stability_share)
    problem = stated(case, options, goals, kept)
    problem, told = possible(case, problem, goals)
    choice = solve(problem, replace(effort, seconds=max(0.2, until - clock())), clock)
    choice, problem, told = with_floor(problem, choice, goals, told, effort, clock)
    choice, problem, told = with_musts(case, problem, choice, told, effort, clock)
    return _planned(case, goals, wishes, options, problem, choice, (*relaxed, *told))


def _refuse_empty(case: Case) -> None:
    """Refuse a case in which nothing can be planned."""
    if not len(case.register):
        raise CampaignError("plan_no_teams")
    if not case.week_half_days.any():
        raise CampaignError("plan_no_days")
    if case.options.empty:
        raise CampaignError("plan_no_options")


def plan_of(case: Case, assignments: pd.DataFrame, goals: Goals | None = None, wishes: Wishes | None = None) -> Plan:
    """Return the plan that a table of assignments (team_id, unit_id, half_days, stays) tells, with its bound.

    For a plan that was kept in a file or changed by hand; pairs that are no option any more are told as relaxed.
    """
    goals, wishes = goals or Goals(), wishes or Wishes()
    _refuse_empty(case)
    options, must, relaxed = wished(case, wishes)
    options = valued(case, options, goals)
    problem = stated(case, options, goals, must)
    problem, told = possible(case, problem, goals)
    team = np.array([one.team_id for one in case.register.teams])[options["team_no"]]
    unit = case.groups["unit_id"].to_numpy()[options["group_no"]]
    key = ["team_id", "unit_id", "half_days", "stays"]
    known = pd.MultiIndex.from_arrays([team, unit, options["half_days"], options["stays"]])
    wanted = pd.MultiIndex.from_frame(assignments[key])
    number = known.get_indexer(wanted)
    gone = [Relaxed("fixed", str(one[1]), "no_option", (("team_id", one[0]),)) for one in wanted[number < 0]]
    chosen = np.sort(number[number >= 0])
    bound = relaxed_bound(problem)
    choice = Choice(chosen, problem.worth(chosen), bound, bound.value, is_complete=problem.is_kept(chosen), how="told")
    return _planned(case, goals, wishes, options, problem, choice, (*relaxed, *told, *gone))


def _planned(
    case: Case,
    goals: Goals,
    wishes: Wishes,
    options: pd.DataFrame,
    problem: Problem,
    choice: Choice,
    relaxed: tuple[Relaxed, ...],
) -> Plan:
    chosen, stays = scheduled(case, wishes, options, problem, choice)
    assignments = assigned(case, options.loc[chosen])
    schedule = stay_table(case, stays, assignments)
    left = np.setdiff1d(np.flatnonzero(problem.must), options.loc[chosen, "group_no"])
    if len(left):
        problem = replace(problem, must=problem.must & ~np.isin(np.arange(problem.groups), left))
        bound = relaxed_bound(problem)
        choice = replace(choice, bound=bound, ceiling=bound.value)
        units = case.groups["unit_id"]
        relaxed = (*relaxed, *(Relaxed("must", str(units.iloc[one]), "no_room") for one in left))
    if problem.has_floor and (reached := _worst_adults(assignments)) < problem.least[-1] * (1 - 1e-6):
        facts = (("asked", goals.floor), ("possible", reached))
        relaxed = (*relaxed, Relaxed("floor", "", "floor_not_found", facts))
    return Plan(case, goals, wishes, assignments, schedule, choice, problem, options, relaxed)
