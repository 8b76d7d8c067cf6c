"""Where to hold classes: p-median (shortest ways in all) and maximal covering (most people within reach)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Clock = Callable[[], float]
STARTS = 6
ROUNDS = 900
PATIENCE = 25
EXACT = 1e-6


@dataclass(frozen=True)
class Sites:
    """The places chosen, what they come to, the bound, and whether nothing better can exist."""

    chosen: np.ndarray
    value: float
    bound: float
    is_proven: bool


def median_sites(cost: np.ndarray, count: int, *, seconds: float, clock: Clock, seed: int = 1) -> Sites:
    """Choose so many sites (columns) that every demand (row) goes to its cheapest at the least cost in all.

    Interchange finds good sites (Teitz and Bart, 1968); Lagrangian prices of the demands bound the cost from below and
    close sites and ways that cannot belong to a better answer (Christofides and Beasley, 1982); the exact model decides
    among those that remain.
    """
    until = clock() + seconds
    if not 0 < count <= cost.shape[1]:
        raise ValueError("as many sites as there are places, at least one")
    random = np.random.default_rng(seed)
    is_whole = bool(np.all(cost == np.round(cost)))
    best, value = _interchanged(cost, np.sort(random.choice(cost.shape[1], count, replace=False)))
    for _ in range(STARTS - 1):
        if clock() > until - 0.6 * seconds:
            break
        other, its = _interchanged(cost, np.sort(random.choice(cost.shape[1], count, replace=False)))
        best, value = (other, its) if its < value else (best, value)
    bound, prices, best, value = _priced(cost, count, best, value, until, clock)
    if _is_closed(value, bound, is_whole):
        return Sites(best, value, value, is_proven=True)
    return _decided(cost, count, prices, Sites(best, value, bound, is_proven=False), until - clock(), is_whole)


def _is_closed(value: float, bound: float, is_whole: bool) -> bool:
    return value - bound < (1 - EXACT if is_whole else EXACT * max(1.0, abs(value)))


def _interchanged(cost: np.ndarray, chosen: np.ndarray) -> tuple[np.ndarray, float]:
    """Exchange one site for another as long as that helps, the best exchange first (Whitaker, 1983)."""
    while True:
        near = cost[:, chosen]
        order = np.argpartition(near, min(1, near.shape[1] - 1), axis=1)
        first = near.argmin(axis=1)
        nearest = near[np.arange(len(cost)), first]
        second = np.partition(near, 1, axis=1)[:, 1] if order.shape[1] > 1 else np.full(len(cost), cost.max() + nearest)
        closer = np.maximum(nearest[:, None] - cost, 0)
        gain = closer.sum(axis=0)
        # What closing a site costs: its people go to the second nearest, or to the newcomer where that is nearer.
        loss = np.zeros((len(chosen), cost.shape[1]))
        away = np.minimum(second[:, None], np.maximum(cost, nearest[:, None])) - nearest[:, None]
        np.add.at(loss, first, away)
        net = gain[None, :] - loss
        net[:, chosen] = -np.inf
        leaves, enters = np.unravel_index(np.argmax(net), net.shape)
        if net[leaves, enters] <= EXACT:
            return np.sort(chosen), float(nearest.sum())
        chosen = chosen.copy()
        chosen[leaves] = enters


def _priced(
    cost: np.ndarray, count: int, best: np.ndarray, value: float, until: float, clock: Clock
) -> tuple[float, np.ndarray, np.ndarray, float]:
    """Raise the Lagrangian bound by subgradient steps; return it, its prices, and the best sites met on the way."""
    prices = np.partition(cost, 1, axis=1)[:, 1].astype(float) if cost.shape[1] > 1 else cost[:, 0].astype(float)
    bound, kept, step, idle = -np.inf, prices, 2.0, 0
    for _ in range(ROUNDS):
        saved = np.minimum(cost - prices[:, None], 0)
        rho = saved.sum(axis=0)
        opened = np.argpartition(rho, count - 1)[:count]
        now = float(prices.sum() + rho[opened].sum())
        if now > bound + EXACT:
            bound, kept, idle = now, prices.copy(), 0
        else:
            idle += 1
        its = float(cost[:, opened].min(axis=1).sum())
        if its < value:
            best, value = _interchanged(cost, np.sort(opened))
        slope = 1.0 - (saved[:, opened] < 0).sum(axis=1)
        length = float(slope @ slope)
        if length == 0 or value - bound < EXACT or step < 1e-4 or clock() > until:
            break
        if idle >= PATIENCE:
            step, idle, prices = step / 2, 0, kept.copy()
            continue
        prices = prices + step * max(1.02 * value - now, EXACT) / length * slope
    return bound, kept, best, value


def _decided(cost: np.ndarray, count: int, prices: np.ndarray, known: Sites, seconds: float, is_whole: bool) -> Sites:
    """Solve the exact model over the sites and ways that a better answer may use."""
    room = known.value - known.bound - (1 - EXACT if is_whole else 0)
    rho = np.minimum(cost - prices[:, None], 0).sum(axis=0)
    edge = np.partition(rho, count - 1)[count - 1]
    sites = np.union1d(np.flatnonzero(rho - edge <= room + EXACT), known.chosen)
    after = np.partition(rho, count)[count] if count < len(rho) else np.inf
    forced = np.flatnonzero(after - rho > room + EXACT)
    # A way dearer than its price, by more than the room, cannot be used.
    near = (cost[:, sites] - prices[:, None] <= room + EXACT) | np.isin(sites, known.chosen)[None, :]
    found = _model(cost[:, sites], near, count, np.isin(sites, forced), seconds)
    if found is None:
        return known
    opened, is_optimal, lower = found
    value = float(cost[:, sites[opened]].min(axis=1).sum())
    better = Sites(sites[opened], value, known.bound, is_proven=False) if value < known.value else known
    if is_optimal:
        return Sites(better.chosen, better.value, better.value, is_proven=True)
    return Sites(better.chosen, better.value, max(known.bound, min(lower, better.value)), is_proven=False)


def _model(
    cost: np.ndarray, near: np.ndarray, count: int, forced: np.ndarray, seconds: float
) -> tuple[np.ndarray, bool, float] | None:
    """Solve p-median with a variable for each allowed way; return the sites, if it is optimal, and its bound."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array, vstack

    demand, site = np.nonzero(near)
    ways, sites = len(demand), cost.shape[1]
    columns = np.arange(ways)
    total = sites + ways
    served = coo_array((np.ones(ways), (demand, sites + columns)), shape=(len(cost), total))
    opened = coo_array(
        (np.r_[np.ones(ways), -np.ones(ways)], (np.r_[columns, columns], np.r_[sites + columns, site])),
        shape=(ways, total),
    )
    exactly = coo_array((np.ones(sites), (np.zeros(sites, int), np.arange(sites))), shape=(1, total))
    rows = vstack([served, opened, exactly], format="csc")
    least = np.r_[np.ones(len(cost)), np.full(ways, -np.inf), count]
    most = np.r_[np.ones(len(cost)), np.zeros(ways), count]
    answer = milp(
        np.r_[np.zeros(sites), cost[demand, site]],
        constraints=LinearConstraint(rows, least, most),
        integrality=np.r_[np.ones(sites), np.zeros(ways)],
        bounds=Bounds(np.r_[forced.astype(float), np.zeros(ways)], 1),
        options={"time_limit": max(seconds, 0.1), "mip_rel_gap": 1e-7},
    )
    if answer.x is None:
        return None
    bound = float(answer.mip_dual_bound) if answer.mip_dual_bound is not None else -np.inf
    return np.flatnonzero(answer.x[:sites] > 0.5), answer.status == 0, bound


def covering_sites(within: np.ndarray, people: np.ndarray, count: int, *, seconds: float) -> Sites:
    """Choose so many sites that most people have one within reach (Church and ReVelle, 1974).

    `within` tells for each demand (row) and site (column) whether it is near enough.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, eye_array, hstack, vstack

    demands, sites = within.shape
    first = _covered_greedily(within, people, count)
    reach = hstack([csr_array(within.astype(float)), -eye_array(demands)])
    exactly = csr_array(np.r_[np.ones(sites), np.zeros(demands)][None, :])
    answer = milp(
        np.r_[np.zeros(sites), -people.astype(float)],
        constraints=LinearConstraint(
            vstack([reach, exactly], format="csc"),
            np.r_[np.zeros(demands), 0],
            np.r_[np.full(demands, np.inf), count],
        ),
        integrality=np.r_[np.ones(sites), np.zeros(demands)],
        bounds=Bounds(0, 1),
        options={"time_limit": seconds, "mip_rel_gap": EXACT},
    )
    chosen = first if answer.x is None else np.flatnonzero(answer.x[:sites] > 0.5)
    value = max((_covered(within, people, one), -number, one) for number, one in enumerate((first, chosen)))
    bound = -float(answer.mip_dual_bound) if answer.mip_dual_bound is not None else float(people.sum())
    return Sites(value[2], value[0], bound, is_proven=answer.status == 0)


def _covered(within: np.ndarray, people: np.ndarray, chosen: np.ndarray) -> float:
    return float(people[within[:, chosen].any(axis=1)].sum())


def _covered_greedily(within: np.ndarray, people: np.ndarray, count: int) -> np.ndarray:
    left, chosen = people.astype(float).copy(), []
    for _ in range(min(count, within.shape[1])):
        best = int(np.argmax(left @ within))
        chosen.append(best)
        left[within[:, best]] = 0
    return np.array(chosen)
