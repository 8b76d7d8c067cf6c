"""Clusters: where a low or high rate lies beside others of its kind more often than chance would put it there.

A rate is a Series by unit; `neighbours` has unit_no and neighbour_no, each pair in both directions. A unit without a
rate is left out, and is nobody's neighbour: no data is never zero. Each measure returns, with the index of the rate,
statistic, p_value (two-sided), q_value and cluster. A cluster is called one where q_value is at most the share of false
ones that is allowed among all that are called so (Benjamini and Hochberg 1995).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

FALSE_SHARE = 0.05
FEW, MANY = 49_999, 99_999  # with fewer, no p-value is small enough to stand out among so many units
MANY_UNITS = 10_000
SEED = 20_250_701
SLACK = 1e-9  # sums of the same rates in another order are equal

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[Any]


class Cluster(StrEnum):
    """What a unit is among its neighbours."""

    LOW_CLUSTER = "low_cluster"
    HIGH_CLUSTER = "high_cluster"
    LOW_OUTLIER = "low_outlier"
    HIGH_OUTLIER = "high_outlier"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class Surroundings:
    """The units that have a rate, in order of their numbers, and which of them lie side by side.

    `rate` has one entry a unit, `unit` and `neighbour` one a pair: positions in `rate`.
    """

    index: pd.Index
    rate: Floats
    unit: Integers
    neighbour: Integers

    @classmethod
    def of(cls, rate: pd.Series, neighbours: pd.DataFrame) -> "Surroundings":
        """Keep the units with a rate, and the pairs of two such units."""
        known = rate.dropna().astype("float64").sort_index()
        unit = known.index.get_indexer(pd.Index(neighbours["unit_no"]))
        neighbour = known.index.get_indexer(pd.Index(neighbours["neighbour_no"]))
        both = (unit >= 0) & (neighbour >= 0) & (unit != neighbour)
        return cls(known.index, np.asarray(known, dtype=np.float64), unit[both], neighbour[both])

    @property
    def degree(self) -> Integers:
        """Count the neighbours of each unit."""
        return np.bincount(self.unit, minlength=len(self.rate))

    def sums(self, values: Floats) -> Floats:
        """Add up a value over the neighbours of each unit."""
        added = np.bincount(self.unit, weights=values[self.neighbour], minlength=len(self.rate))
        return added.astype(np.float64)


def local_moran(
    rate: pd.Series,
    neighbours: pd.DataFrame,
    *,
    false_share: float = FALSE_SHARE,
    permutations: int | None = None,
    seed: int = SEED,
) -> pd.DataFrame:
    """Compare each unit and the mean of its neighbours with the mean of all (local Moran, Anselin 1995).

    The p-value is that of the neighbours' sum among as many units drawn at random, the unit itself left out: the
    conditional permutation. The draws are shared by all units with as many neighbours; those that hold the unit
    are taken out of its own reckoning.
    """
    around = Surroundings.of(rate, neighbours)
    apart = around.rate - around.rate.mean() if len(around.rate) else around.rate
    sums, degree = around.sums(apart), around.degree
    varies = bool(np.ptp(around.rate) > 0) if len(around.rate) else False
    scale = float(apart @ apart) / (len(apart) - 1) if varies else np.nan
    count = permutations or (FEW if len(apart) < MANY_UNITS else MANY)
    chance = _chance(around, apart, count, np.random.default_rng(seed)) if varies else np.ones(len(apart))
    statistic = apart * sums / np.maximum(degree, 1) / scale
    names = np.select(
        [(apart < 0) & (sums < 0), (apart > 0) & (sums > 0), (apart < 0) & (sums > 0), (apart > 0) & (sums < 0)],
        [Cluster.LOW_CLUSTER, Cluster.HIGH_CLUSTER, Cluster.LOW_OUTLIER, Cluster.HIGH_OUTLIER],
        default=Cluster.NONE,
    )
    return _judged(rate, around, statistic, chance, names, false_share)


def hot_spots(rate: pd.Series, neighbours: pd.DataFrame, *, false_share: float = FALSE_SHARE) -> pd.DataFrame:
    """Compare the sum over each unit and its neighbours with what chance gives (Gi*, Ord and Getis 1995).

    The statistic is standard normal by approximation. There are no outliers: the unit is one of its neighbourhood.
    """
    around = Surroundings.of(rate, neighbours)
    count, size = len(around.rate), around.degree + 1
    mean, spread = (around.rate.mean(), around.rate.std()) if count else (0.0, 0.0)
    varies = count > 1 and spread > SLACK * (abs(mean) + SLACK)
    whole = size >= count  # a unit beside all others: its neighbourhood is everything
    width = spread * np.sqrt(size * np.where(whole, 1, count - size) / max(count - 1, 1))
    above = np.where(whole, 0.0, around.sums(around.rate) + around.rate - mean * size)
    statistic = above / width if varies else np.zeros(count)
    names = np.select([statistic < 0, statistic > 0], [Cluster.LOW_CLUSTER, Cluster.HIGH_CLUSTER], default=Cluster.NONE)
    return _judged(rate, around, statistic, _beyond(statistic), names, false_share)


def q_values(p_value: Floats) -> Floats:
    """Return the smallest share of false finds at which each one would be called a find (Benjamini and Hochberg)."""
    order = np.argsort(p_value, kind="stable")
    raised = p_value[order] * len(order) / np.arange(1, len(order) + 1)
    result = np.empty(len(order))
    result[order] = np.minimum.accumulate(raised[::-1])[::-1]
    return np.minimum(result, 1.0)


def _judged(
    rate: pd.Series, around: Surroundings, statistic: Floats, chance: Floats, names: npt.NDArray[Any], share: float
) -> pd.DataFrame:
    """Put what was found beside every unit; those without a rate or a neighbour are unknown."""
    tested = around.degree > 0
    quality = q_values(chance[tested])
    found = pd.DataFrame(
        {
            "statistic": statistic[tested],
            "p_value": chance[tested],
            "q_value": quality,
            "cluster": np.where(quality <= share, names[tested], Cluster.NONE).astype(object),
        },
        index=around.index[tested],
    ).reindex(rate.index)
    numbers = dict.fromkeys(("statistic", "p_value", "q_value"), "Float64")
    return found.astype(numbers).assign(cluster=found["cluster"].fillna(Cluster.UNKNOWN).map(str).astype("str"))


def _chance(around: Surroundings, values: Floats, count: int, random: np.random.Generator) -> Floats:
    """Return the two-sided p-value of each unit's sum of neighbours by conditional permutation."""
    degree, sums = around.degree, around.sums(values)
    chosen = _draws(len(values), int(degree.max(initial=0)), count, random)
    drawn = np.cumsum(values[chosen], axis=1)
    result = np.ones(len(values))
    for size in np.unique(degree[degree > 0]):
        at = np.flatnonzero(degree == size)
        result[at] = _tail(at, sums, chosen[:, :size], drawn[:, size - 1], SLACK * float(np.abs(values).max()))
    return result


def _tail(at: Integers, sums: Floats, chosen: Integers, drawn: Floats, slack: float) -> Floats:
    """Return the p-values of units with as many neighbours as were chosen in each draw."""
    ordered = np.sort(drawn)
    low = np.searchsorted(ordered, sums[at] + slack, side="right")
    high = len(drawn) - np.searchsorted(ordered, sums[at] - slack, side="left")
    place = np.full(len(sums), -1)
    place[at] = np.arange(len(at))
    own, sum_with_it = place[chosen.ravel()], np.repeat(drawn, chosen.shape[1])
    own, sum_with_it = own[own >= 0], sum_with_it[own >= 0]
    theirs = sums[at][own]
    low -= np.bincount(own[sum_with_it <= theirs + slack], minlength=len(at))
    high -= np.bincount(own[sum_with_it >= theirs - slack], minlength=len(at))
    draws = len(drawn) - np.bincount(own, minlength=len(at))
    return np.minimum(2 * (np.minimum(low, high) + 1) / (draws + 1), 1.0)


def _draws(size: int, width: int, count: int, random: np.random.Generator) -> Integers:
    """Draw `width` different numbers below `size`, `count` times, in random order (Floyd's method, Bentley 1987)."""
    chosen = np.empty((count, width), dtype=np.int64)
    for column in range(width):
        last = size - width + column
        number = random.integers(0, last + 1, count)
        is_taken = (chosen[:, :column] == number[:, None]).any(axis=1)
        chosen[:, column] = np.where(is_taken, last, number)
    return random.permuted(chosen, axis=1)


def _beyond(statistic: Floats) -> Floats:
    """Return how likely a standard normal number lies as far out, on either side."""
    from scipy.special import erfc

    return erfc(np.abs(statistic) / np.sqrt(2))
