"""Plans found quickly: a greedy choice along the relaxed solution, and better ones in its neighbourhood."""

from __future__ import annotations

import numpy as np

from planning.problem import TOLERANCE, Problem


def greedy(problem: Problem, order: np.ndarray) -> np.ndarray:
    """Return the options taken one by one in an order, each where its group is free and every upper limit is kept.

    Lower limits are not looked at.
    """
    columns = problem.shared
    room, is_free, chosen = problem.most.copy(), np.ones(problem.groups, dtype=bool), []
    for option in order:
        if not is_free[problem.group[option]]:
            continue
        span = slice(columns.indptr[option], columns.indptr[option + 1])
        rows, takes = columns.indices[span], columns.data[span]
        if np.all(takes <= room[rows] + TOLERANCE):
            room[rows] -= takes
            is_free[problem.group[option]] = False
            chosen.append(option)
    return np.array(chosen, dtype=np.int64)


def by_price(problem: Problem, share: np.ndarray, loss: np.ndarray, most: int = 20_000) -> np.ndarray:
    """Return options in the order of the relaxed solution: its shares first, then the smallest loss."""
    near = np.union1d(np.flatnonzero(share > TOLERANCE), np.argsort(loss, kind="stable")[:most])
    is_wanted = problem.must[problem.group[near]]
    return near[np.lexsort((loss[near], ~is_wanted, -np.round(share[near], 3)))]


def surroundings(
    problem: Problem, chosen: np.ndarray, teams: np.ndarray, loss: np.ndarray, most_loss: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return what stays and what may be chosen anew when some teams are planned again.

    Free are the groups of those teams and the groups that nobody goes to; of their options those of these teams
    that lose no more than `most_loss`, and those chosen now.
    """
    is_freed = np.isin(problem.team[chosen], teams)
    kept, freed = chosen[~is_freed], chosen[is_freed]
    is_open = np.ones(problem.groups, dtype=bool)
    is_open[problem.group[kept]] = False
    options = np.isin(problem.team, teams) & is_open[problem.group] & (loss <= most_loss)
    options[freed] = True
    return kept, np.flatnonzero(options)
