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
SLICE_SECONDS = 2.0
OPEN_GROUPS = 120
WIDTHS = (2, 3, 5)  # options of a group, on average, that a neighbourhood looks at
FEWEST_TEAMS = 2
EXACT = 1e-6
PUSHES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 5.0)  # on the price of a lower limit
TOLD = "told"  # a choice that was not searched for


@dataclass(frozen=True)
class Effort:
    """How long and how near: seconds, the relative gap that is good enough, and the seed of the neighbourhoods."""

    seconds: float = 8.0
    gap: float = 2.5e-3
    seed: int = 1


@dataclass(frozen=True)
class Choice:
    """The options chosen, their value, the prices that bound it, and the `ceiling` that nothing can pass."""

    chosen: np.ndarray
    value: float
    bound: Bound
    ceiling: float
    is_complete: bool  # no group of `must` is left out and every row is kept
    how: str

    @property
    def gap(self) -> float:
        """How much better another choice could be at most, as a share of the ceiling."""
        return max(0.0, self.ceiling - self.value) / max(abs(self.ceiling), 1e-9)

    @property
    def is_proven(self) -> bool:
        """Tell whether nothing better can exist."""
        return self.gap <= EXACT


class _Search:
    """One solution in the making."""

    def __init__(self, problem: Problem, bound: Bound, effort: Effort, clock: Clock, until: float) -> None:
        self.problem, self.bound, self.effort, self.clock, self.until = problem, bound, effort, clock, until
        self.ceiling = self._whole(bound.value)
        self.chosen = np.array([], dtype=np.int64)
        self.score, self.how = -np.inf, "nothing"
        self.bonus = 2 * float(np.abs(problem.value).max(initial=1.0)) + 1

    def _whole(self, value: float) -> float:
        """Whole values leave no room above the next whole number below."""
        return float(np.floor(value + EXACT)) if self.problem.is_whole else value

    @property
    def left(self) -> float:
        return self.until - self.clock()

    @property
    def distance(self) -> float:
        """How much better another choice could be."""
        return self.ceiling - self.score

    @property
    def room(self) -> float:
        """The loss, against the prices, beyond which an option can be in no better choice."""
        return max(self.bound.value - self.score - (1 - EXACT if self.problem.is_whole else 0.0), 0.0)

    @property
    def is_near(self) -> bool:
        return self.distance <= max(self.effort.gap, EXACT) * max(abs(self.ceiling), EXACT)

    def offer(self, chosen: np.ndarray | None, how: str) -> bool:
        """Take a choice when it is allowed and better."""
        if chosen is None:
            return False
        score = self.problem.worth(chosen) - self.bonus * self.problem.left_out(chosen)
        if score <= self.score + EXACT or not self.problem.is_kept(chosen):
            return False
        self.chosen, self.score, self.how = chosen, score, how
        return True

    def lower(self, ceiling: float) -> None:
        """Take a lower ceiling, never below what was found."""
        self.ceiling = max(min(self.ceiling, self._whole(ceiling)), self.score)

    def cheap(self, count: int) -> float:
        """Return the loss up to which so many options lie."""
        loss = self.bound.loss
        return float(np.partition(loss, count)[count]) if count < len(loss) else np.inf


def solve(problem: Problem, effort: Effort, clock: Clock) -> Choice:
    """Choose options of the greatest value within a time; see the module."""
    until = clock() + effort.seconds
    bound = relaxed(problem)
    if not bound.is_feasible:
        return Choice(np.array([], dtype=np.int64), -np.inf, bound, -np.inf, is_complete=False, how="nothing")
    search = _Search(problem, bound, effort, clock, until)
    search.offer(greedy(problem, by_price(problem, bound.share, bound.loss)), "greedy")
    if problem.has_floor and not np.isfinite(search.score):
        _pushed(search)
    for step in (_rounded, _exactly, _around):
        if not search.is_near:
            step(search)
    chosen = np.sort(search.chosen)
    is_complete = search.score > -np.inf and problem.left_out(chosen) == 0
    return Choice(chosen, problem.worth(chosen), bound, search.ceiling, is_complete=is_complete, how=search.how)


def _pushed(search: _Search) -> None:
    """Choose greedily by what is left after the prices, those of lower limits raised until they are kept.

    A plan for when time is short: the first that the exact model meets may be a poor one.
    """
    problem, is_floor = search.problem, np.isfinite(search.problem.least)
    is_wanted = problem.must[problem.group]
    for push in PUSHES:
        profit = problem.profit(np.where(is_floor, search.bound.prices - push, search.bound.prices))
        if search.offer(greedy(problem, np.lexsort((-profit, ~is_wanted))), "pushed"):
            return


def _columns(search: _Search) -> int:
    return max(FIRST_COLUMNS, OPTIONS_OF_GROUP * int(search.problem.must.sum()))


def _rounded(search: _Search) -> None:
    """Keep what the relaxation chose wholly, and solve the rest exactly."""
    kept = np.flatnonzero(search.bound.share > 1 - EXACT)
    kept = kept if search.problem.is_kept(kept) or search.problem.has_floor else kept[:0]
    is_open = np.ones(search.problem.groups, dtype=bool)
    is_open[search.problem.group[kept]] = False
    is_near = search.bound.loss <= search.cheap(_columns(search))
    options = np.flatnonzero(is_near & is_open[search.problem.group])
    if not len(options) or len(options) > FIRST_COLUMNS:
        return
    seconds = min(SLICE_SECONDS, search.left / 4)
    found = chosen_exactly(search.problem, options, seconds, EXACT, kept, search.bonus)
    search.offer(found.chosen, "rounded")


def _exactly(search: _Search) -> None:
    """Solve the exact model over the options that lose least; widen until nothing better can be left out."""
    threshold = search.cheap(_columns(search))
    while search.left > 0 and not search.is_near:
        reach = min(threshold, search.room if np.isfinite(search.score) else np.inf)
        options = np.union1d(np.flatnonzero(search.bound.loss <= reach + EXACT), search.chosen)
        found = chosen_exactly(search.problem, options, search.left * _share(search, options), search.effort.gap / 10)
        search.offer(found.chosen, "exact")
        if search.problem.left_out(search.chosen) == 0 and np.isfinite(search.score) and reach >= search.room - EXACT:
            search.lower(found.ceiling)
            return
        if not found.is_optimal:
            return
        threshold = 3 * threshold + EXACT


def _share(search: _Search, options: np.ndarray) -> float:
    """Return the part of the time left that goes to the exact model; the neighbourhoods get the rest."""
    if len(options) > 2 * FIRST_COLUMNS:
        return 0.5
    return 0.9 if search.effort.gap > 0 else 0.75


@dataclass(frozen=True)
class Found:
    """What the exact model found over some options: its choice, if any, its own ceiling, and if they are the same."""

    chosen: np.ndarray | None
    ceiling: float
    is_optimal: bool


def chosen_exactly(
    problem: Problem,
    options: np.ndarray,
    seconds: float,
    gap: float,
    kept: np.ndarray | None = None,
    bonus: float | None = None,
) -> Found:
    """Solve the exact model over some options, the others left out or kept.

    With a `bonus`, groups of `must` may be left out, at that price (and the ceiling includes it).
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
    answer = milp(
        -value,
        constraints=LinearConstraint(rows, least, most),
        integrality=np.ones(len(options)),
        bounds=Bounds(0, 1),
        options={"time_limit": max(seconds, 0.05), "mip_rel_gap": _near_enough(problem, value, gap, len(present))},
    )
    ceiling = np.inf if answer.mip_dual_bound is None else -float(answer.mip_dual_bound)
    if answer.x is None:
        return Found(None, ceiling, is_optimal=False)
    return Found(np.concatenate([kept, options[answer.x > 0.5]]), ceiling, is_optimal=answer.status == 0)


def _near_enough(problem: Problem, value: np.ndarray, gap: float, groups: int) -> float:
    """Return the gap at which the exact model may stop: whole values need no proof below one."""
    if not problem.is_whole:
        return gap
    return min(0.5 / max(float(np.abs(value).max()) * groups, 1.0), 1e-4)


def _around(search: _Search) -> None:
    """Plan a few teams again and again, exactly, as long as there is time (Shaw, 1998: large neighbourhoods)."""
    random = np.random.default_rng(search.effort.seed)
    teams = np.unique(search.problem.team)
    size, failures = _first_size(search, len(teams)), 0
    while search.left > 0.1 and not search.is_near:
        some = random.choice(teams, size=size, replace=False)
        room = np.inf if search.problem.has_floor or search.problem.left_out(search.chosen) else search.room
        room = min(room, search.cheap(int(random.choice(WIDTHS)) * search.problem.groups))
        kept, options = surroundings(search.problem, search.chosen, some, search.bound.loss, room)
        begun = search.clock()
        found = chosen_exactly(search.problem, options, min(search.left, SLICE_SECONDS), EXACT, kept, search.bonus)
        better = search.offer(found.chosen, "neighbourhood")
        if size == len(teams) and found.is_optimal:
            return  # nothing was left out
        failures = 0 if better else failures + 1
        size = _next_size(size, len(teams), found.is_optimal or better, search.clock() - begun, failures)


def _first_size(search: _Search, teams: int) -> int:
    """Begin with so many teams that some hundred groups are open."""
    groups = max(len(search.chosen), 1)
    return min(teams, max(FEWEST_TEAMS, round(teams * OPEN_GROUPS / groups)))


def _next_size(size: int, teams: int, is_quick: bool, seconds: float, failures: int) -> int:
    """Take more teams while it goes quickly, fewer where time runs out."""
    if not is_quick:
        return min(teams, max(FEWEST_TEAMS, size - 1))
    if seconds < SLICE_SECONDS / 4 and failures > 2:
        return min(teams, size + 1)
    return size
