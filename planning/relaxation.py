"""Wishes that give way: the least that has to, first by the relaxed plan, then by what whole days leave."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planning.assignment import Choice, Clock, Effort, solve
from planning.case import Case
from planning.problem import Problem
from planning.wishes import Goals, Relaxed

FLOOR_STEPS = (0.995, 0.98, 0.95, 0.9, 0.75, 0.5, 0.0)


def possible(case: Case, problem: Problem, goals: Goals) -> tuple[Problem, list[Relaxed]]:
    """Relax what even a relaxed plan cannot keep: the least that has to give way (elastic programming)."""
    if not problem.must.any() and goals.floor <= 0:
        return problem, []
    short, missing = _shortfall(problem, goals.floor)
    units = case.groups["unit_id"].to_numpy()
    told = [Relaxed("must", str(units[group]), "no_room") for group in np.flatnonzero(short)]
    least = problem.least.copy()
    if missing > 1e-6:
        reachable = goals.floor * (1 - missing)
        told.append(Relaxed("floor", "", "floor_too_high", (("asked", goals.floor), ("possible", reachable))))
        least[-1] = reachable * (1 - 1e-9)
    return replace(problem, must=problem.must & ~short, least=least), told


def _shortfall(problem: Problem, floor: float) -> tuple[np.ndarray, float]:
    """Return the groups that cannot all be visited, and by what share the floor is too high, at the least penalty."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, hstack, vstack

    from planning.bound import membership

    must = np.flatnonzero(problem.must)
    options = len(problem.value)
    members = membership(problem.group, problem.groups)
    above = np.isfinite(problem.most)
    rows = [problem.shared.tocsr()[above], members]
    upper = hstack([vstack(rows), csr_array((int(above.sum()) + problem.groups, len(must) + 1))]).tocsr()
    slack = csr_array((np.ones(len(must)), (np.arange(len(must)), options + np.arange(len(must)))),
                      shape=(len(must), options + len(must) + 1))  # fmt: skip
    wanted = hstack([members[must], csr_array((len(must), len(must) + 1))]).tocsr() + slack
    demands, asked = [-wanted], [-np.ones(len(must))]
    if floor > 0:
        row = hstack([problem.shared.tocsr()[[-1]], csr_array((1, len(must))), csr_array(np.array([[floor]]))])
        demands.append(-row.tocsr())
        asked.append(np.array([-floor]))
    cost = np.concatenate([np.zeros(options), np.ones(len(must)), [float(len(must)) + 1.0]])
    limits = np.concatenate([problem.most[above], np.ones(problem.groups), *asked])
    answer = linprog(cost, A_ub=vstack([upper, *demands]).tocsc(), b_ub=limits, bounds=(0, None), method="highs")
    short = np.zeros(problem.groups, dtype=bool)
    short[must[answer.x[options:-1] > 1e-6]] = True
    return short, float(answer.x[-1])


def with_floor(
    problem: Problem, choice: Choice, goals: Goals, told: list[Relaxed], effort: Effort, clock: Clock
) -> tuple[Choice, Problem, list[Relaxed]]:
    """Lower a floor that whole days do not reach in the time, until a plan is found."""
    if goals.floor <= 0 or len(choice.chosen):
        return choice, problem, told
    asked = problem.least[-1]
    for step in FLOOR_STEPS:
        least = problem.least.copy()
        least[-1] = asked * step
        lower = replace(problem, least=least)
        choice = solve(lower, replace(effort, seconds=max(1.0, effort.seconds / 4)), clock)
        if len(choice.chosen):
            facts = (("asked", goals.floor), ("possible", float(least[-1])))
            return choice, lower, [*told, Relaxed("floor", "", "floor_not_found", facts)]
    return choice, problem, told


def with_musts(
    case: Case, problem: Problem, choice: Choice, told: list[Relaxed], effort: Effort, clock: Clock
) -> tuple[Choice, Problem, list[Relaxed]]:
    """Drop the musts for which whole days leave no room, so that the bound speaks of what can be."""
    is_in = np.zeros(problem.groups, dtype=bool)
    is_in[problem.group[choice.chosen]] = True
    left = problem.must & ~is_in
    if not left.any():
        return choice, problem, told
    fewer = replace(problem, must=problem.must & is_in)
    again = solve(fewer, replace(effort, seconds=max(1.0, effort.seconds / 4)), clock)
    units = case.groups["unit_id"].to_numpy()
    told = [*told, *(Relaxed("must", str(units[one]), "no_room") for one in np.flatnonzero(left))]
    if again.is_complete and again.value >= choice.value:
        return again, fewer, told
    kept = replace(choice, bound=again.bound, ceiling=max(again.ceiling, choice.value), is_complete=True)
    return kept, fewer, told
