"""The solver: bound, cheap columns, exact model (HiGHS through scipy), neighbourhoods; the best of all is kept.

It always returns a choice when there is any, never later than its time (the caller gives the clock), and
says how far from the bound it can be at most.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planning.bound import Bound, membership, relaxed
from planning.incumbent import by_price, greedy, surroundings
from planning.problem import Problem

Clock = Callable[[], float]
FIRST_COLUMNS = 2_500
OPTIONS_OF_GROUP = 6
SLICE_SECONDS = 3.0
FEWEST_TEAMS = 2
EXACT = 1e-6


@dataclass(frozen=True)
class Effort:
    """How long and how near: seconds, the relative gap that is good enough, and the seed of the neighbourhoods."""

    seconds: float = 8.0
    gap: float = 2.5e-3
    seed: int = 1


@dataclass(frozen=True)
class Choice:
    """The options chosen, their value, the bound, and whether nothing better can exist."""

    chosen: np.ndarray
    value: float
    bound: Bound
    is_proven: bool
    is_complete: bool  # no group of `must` is left out and every row is kept
    how: str

    @property
    def gap(self) -> float:
        """How much better another choice could be at most, as a share of the bound."""
        if self.is_proven:
            return 0.0
        return max(0.0, self.bound.value - self.value) / max(abs(self.bound.value), 1e-9)


class _Search:
    """One solution in the making."""

    def __init__(self, problem: Problem, bound: Bound, effort: Effort, clock: Clock) -> None:
        self.problem, self.bound, self.effort, self.clock = problem, bound, effort, clock
        self.until = clock() + effort.seconds
        self.chosen = np.array([], dtype=np.int64)
        self.score, self.how, self.is_proven = -np.inf, "nothing", False
        self.bonus = 2 * float(np.abs(problem.value).max(initial=1.0)) + 1
        self.has_floor = bool(np.isfinite(problem.least).any())

    @property
    def left(self) -> float:
        return self.until - self.clock()

    @property
    def distance(self) -> float:
        """How far the best choice is from the bound; whole values leave no room below one."""
        ceiling = np.floor(self.bound.value + EXACT) if self.problem.is_whole else self.bound.value
        return float(ceiling - self.score)

    @property
    def is_near(self) -> bool:
        return self.distance <= self.effort.gap * max(abs(self.bound.value), EXACT)

    @property
    def is_done(self) -> bool:
        return self.distance <= EXACT * max(1.0, abs(self.bound.value))

    def offer(self, chosen: np.ndarray, how: str) -> bool:
        """Take a choice when it is allowed and better."""
        score = self.problem.worth(chosen) - self.bonus * self.problem.left_out(chosen)
        if score <= self.score + EXACT or not self.problem.is_kept(chosen):
            return False
        self.chosen, self.score, self.how = chosen, score, how
        return True

    def cheap(self, count: int) -> float:
        """Return the loss up to which so many options lie, and some for every group of `must`."""
        loss = self.bound.loss
        return float(np.partition(loss, count)[count]) if count < len(loss) else np.inf


def solve(problem: Problem, effort: Effort, clock: Clock) -> Choice:
    """Choose options of the greatest value within a time; see the module."""
    started = clock()
    bound = relaxed(problem)
    if not bound.is_feasible:
        return Choice(np.array([], dtype=np.int64), -np.inf, bound, is_proven=False, is_complete=False, how="nothing")
    search = _Search(problem, bound, effort, clock)
    search.until = started + effort.seconds
    search.offer(greedy(problem, by_price(problem, bound.share, bound.loss)), "greedy")
    _exactly(search)
    if not (search.is_proven or search.is_near):
        _around(search)
    is_complete = len(search.chosen) > 0 or search.score > -np.inf
    return Choice(
        np.sort(search.chosen),
        problem.worth(search.chosen),
        bound,
        search.is_proven or search.is_done,
        is_complete and problem.left_out(search.chosen) == 0 and problem.is_kept(search.chosen),
        search.how,
    )


def _exactly(search: _Search) -> None:
    """Solve the exact model over the options that lose least; widen until nothing better can be left out."""
    count = max(FIRST_COLUMNS, OPTIONS_OF_GROUP * int(search.problem.must.sum()))
    threshold = search.cheap(count)
    while search.left > 0:
        room = max(search.distance, 0.0) if np.isfinite(search.distance) else np.inf
        reach = min(threshold, room)
        options = np.flatnonzero(search.bound.loss <= reach + EXACT)
        options = np.union1d(options, search.chosen)
        found, is_optimal = chosen_exactly(search.problem, options, _slice(search, count), search.effort.gap / 10)
        if found is not None:
            search.offer(found, "exact")
        if is_optimal and reach >= search.distance - EXACT:
            search.is_proven = search.effort.gap <= EXACT or search.problem.is_whole
            return
        if not is_optimal or search.is_near:
            return
        threshold = 3 * threshold + EXACT


def _slice(search: _Search, count: int) -> float:
    """Leave time for the neighbourhoods where the problem is large."""
    return max(0.05, search.left * (0.5 if count > FIRST_COLUMNS or search.effort.seconds > SLICE_SECONDS else 0.9))


def chosen_exactly(
    problem: Problem,
    options: np.ndarray,
    seconds: float,
    gap: float,
    kept: np.ndarray | None = None,
    bonus: float | None = None,
) -> tuple[np.ndarray | None, bool]:
    """Solve the exact model over some options, the others left out or kept; return the choice, and if it is the best.

    With a `bonus`, groups of `must` may be left out, at that price.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import vstack

    kept = np.array([], dtype=np.int64) if kept is None else kept
    used = problem.shared[:, kept].sum(axis=1)
    present, group = np.unique(problem.group[options], return_inverse=True)
    is_must = problem.must[present]
    rows = vstack([problem.shared[:, options], membership(group, len(present))], format="csc")
    least = np.concatenate([problem.least - used, np.where(is_must & (bonus is None), 1.0, -np.inf)])
    most = np.concatenate([problem.most - used, np.ones(len(present))])
    value = problem.value[options] + (0.0 if bonus is None else bonus * problem.must[problem.group[options]])
    scale = max(abs(float(value.sum())), 1.0)
    answer = milp(
        -value,
        constraints=LinearConstraint(rows, least, most),
        integrality=np.ones(len(options)),
        bounds=Bounds(0, 1),
        options={"time_limit": max(seconds, 0.05), "mip_rel_gap": _near_enough(problem, gap, scale, bonus)},
    )
    if answer.x is None:
        return None, answer.status == 2
    return np.concatenate([kept, options[answer.x > 0.5]]), answer.status == 0


def _near_enough(problem: Problem, gap: float, scale: float, bonus: float | None) -> float:
    """Whole values need no proof below one."""
    if not problem.is_whole:
        return gap
    return 0.0 if bonus is not None else min(0.5 / scale, 1e-4)


def _around(search: _Search) -> None:
    """Plan a few teams again and again, exactly, as long as there is time (Shaw, 1998: large neighbourhoods)."""
    random = np.random.default_rng(search.effort.seed)
    teams = np.unique(search.problem.team)
    size, failures = min(max(FEWEST_TEAMS, round(len(teams) * 0.3)), len(teams)), 0
    while search.left > 0.1 and not search.is_done and not search.is_near:
        some = random.choice(teams, size=size, replace=False)
        room = max(search.distance, 0.0) if not search.has_floor else np.inf
        kept, options = surroundings(search.problem, search.chosen, some, search.bound.loss, room)
        begun = search.clock()
        found, is_optimal = chosen_exactly(
            search.problem, options, min(search.left, SLICE_SECONDS), EXACT, kept, search.bonus
        )
        better = found is not None and search.offer(found, "neighbourhood")
        failures = 0 if better else failures + 1
        size = _next_size(size, len(teams), is_optimal, search.clock() - begun, failures)


def _next_size(size: int, teams: int, is_optimal: bool, seconds: float, failures: int) -> int:
    """Take more teams while it goes quickly, fewer where time runs out."""
    if not is_optimal:
        return max(FEWEST_TEAMS, size - 1)
    if seconds < SLICE_SECONDS / 4 and failures > 2:
        return min(teams, size + 1)
    return size
