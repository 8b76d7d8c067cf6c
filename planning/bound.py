"""A bound that no plan can pass, with the price of every row: linear relaxation by pricing out columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planning.problem import TOLERANCE, Problem

if TYPE_CHECKING:
    from scipy.sparse import csr_array

WHOLE = 30_000  # up to so many options the relaxation takes them all at once
FIRST_OF_GROUP, FIRST_OF_TEAM = 6, 60
ADDED_OF_GROUP = 4
KEPT_OF_GROUP = 8
CLOSE = 1e-6
ROUNDS = 60


@dataclass(frozen=True)
class Bound:
    """What no choice can pass: `value`, the `prices` of the rows that prove it, and what each option would lose.

    `loss` is how far a choice with the option stays below the bound at least; `rent` is what each group
    is worth beyond the prices; `share` is the relaxed solution. `is_feasible` is False where the rows contradict.
    """

    value: float
    prices: np.ndarray
    rent: np.ndarray
    loss: np.ndarray
    share: np.ndarray
    is_feasible: bool = True


def priced_bound(problem: Problem, prices: np.ndarray) -> float:
    """Return the bound that any prices prove (Lagrangian relaxation of the shared rows; Geoffrion, 1974).

    Prices of an upper limit are not negative, those of a lower limit not positive.
    """
    best = problem.best_of_group(problem.profit(prices))
    worth = np.where(problem.must, best, np.maximum(best, 0.0)).sum()
    limit = np.where(prices >= 0, problem.most, problem.least)
    used = prices != 0
    return float(prices[used] @ limit[used] + worth)


def relaxed(problem: Problem) -> Bound:
    """Solve the linear relaxation over all options and return its certificate."""
    if not len(problem.value):
        return (
            _infeasible(problem) if problem.must.any() else replace(_infeasible(problem), value=0.0, is_feasible=True)
        )
    taken = np.arange(len(problem.value)) if len(problem.value) <= WHOLE else _first(problem)
    for _ in range(ROUNDS):
        share, prices, rent, feasible = _solved(problem, taken)
        solved = taken
        if not feasible:
            if len(taken) == len(problem.value):
                return _infeasible(problem)
            taken = np.arange(len(problem.value))
            continue
        reduced = problem.profit(prices) - rent[problem.group]
        promising = _promising(problem, reduced, taken)
        value = float(problem.value[taken] @ share)
        if len(promising) == 0 or priced_bound(problem, prices) - value <= CLOSE * max(abs(value), 1.0):
            break
        if len(taken) > KEPT_OF_GROUP * problem.groups:  # what is far from coming in goes out again
            taken = _nearest(taken, np.where(share > 0, np.inf, reduced[taken]), KEPT_OF_GROUP * problem.groups)
        taken = np.concatenate([taken, promising])
    return _certified(problem, prices, solved, share)


def _nearest(taken: np.ndarray, score: np.ndarray, count: int) -> np.ndarray:
    return taken[np.argpartition(-score, count - 1)[:count]]


def _certified(problem: Problem, prices: np.ndarray, taken: np.ndarray, share: np.ndarray) -> Bound:
    profit = problem.profit(prices)
    best = problem.best_of_group(profit)
    rent = np.where(problem.must, best, np.maximum(best, 0.0))
    whole = np.zeros(len(problem.value))
    whole[taken] = share
    return Bound(priced_bound(problem, prices), prices, rent, rent[problem.group] - profit, whole)


def _infeasible(problem: Problem) -> Bound:
    nothing = np.zeros(len(problem.value))
    rows, groups = np.zeros(problem.shared.shape[0]), np.zeros(problem.groups)
    return Bound(-np.inf, rows, groups, nothing, nothing, is_feasible=False)


def _first(problem: Problem) -> np.ndarray:
    """Choose options to begin with: the best of each group and of each team, by value for what they take."""
    taken = np.asarray(abs(problem.shared).sum(axis=0)).ravel() + TOLERANCE
    worth = problem.value - problem.value.min() + TOLERANCE
    few = [_heads(problem.group, worth / taken, FIRST_OF_GROUP), _heads(problem.group, problem.value, FIRST_OF_GROUP)]
    return np.unique(np.concatenate([*few, _heads(problem.team, worth / taken, FIRST_OF_TEAM)]))


def _heads(label: np.ndarray, score: np.ndarray, count: int) -> np.ndarray:
    """Return the numbers of the best few of each label."""
    order = np.lexsort((-score, label))
    labels = label[order]
    starts = np.flatnonzero(np.r_[True, labels[1:] != labels[:-1]])
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    return order[rank < count]


def _promising(problem: Problem, reduced: np.ndarray, taken: np.ndarray) -> np.ndarray:
    gain = reduced.copy()
    gain[taken] = -np.inf
    scale = max(1.0, float(np.abs(problem.value).max(initial=0)))
    found = np.flatnonzero(gain > TOLERANCE * scale)
    return found[_heads(problem.group[found], gain[found], ADDED_OF_GROUP)] if len(found) else found


def _solved(problem: Problem, taken: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
    """Solve the relaxation over some options: shares, prices of rows, rents of groups, and whether there is any."""
    from scipy.optimize import linprog
    from scipy.sparse import vstack

    shared = problem.shared[:, taken].tocsr()
    above, below = np.isfinite(problem.most), np.isfinite(problem.least)
    members = membership(problem.group[taken], problem.groups)
    free, must = np.flatnonzero(~problem.must), np.flatnonzero(problem.must)
    upper = vstack([shared[above], -shared[below], members[free]], format="csc")
    limits = np.concatenate([problem.most[above], -problem.least[below], np.ones(len(free))])
    equal = {"A_eq": members[must].tocsc(), "b_eq": np.ones(len(must))} if len(must) else {}
    answer = linprog(
        -problem.value[taken], A_ub=upper, b_ub=limits, **equal, bounds=(0, None), method="highs"
    )  # no option exceeds one: its group's row says so
    if answer.x is None or answer.status != 0:
        empty = np.zeros(len(taken))
        return empty, np.zeros(len(problem.most)), np.zeros(problem.groups), False
    dual = -answer.ineqlin.marginals
    prices, rent = np.zeros(len(problem.most)), np.zeros(problem.groups)
    prices[above] = np.maximum(dual[: above.sum()], 0)
    prices[below] -= np.maximum(dual[above.sum() : above.sum() + below.sum()], 0)
    rent[free] = dual[above.sum() + below.sum() :]
    if len(must):
        rent[must] = -answer.eqlin.marginals
    return answer.x, prices, rent, True


def membership(group: np.ndarray, groups: int) -> csr_array:
    """Return the matrix with a row for each group and a one for each of its options."""
    from scipy.sparse import csr_array

    options = np.arange(len(group))
    return csr_array((np.ones(len(group)), (group, options)), shape=(groups, len(group)))
