"""What is expected of a group before its own counts: a Beta distribution, learnt from the groups around it.

Level for level the same beta-binomial model (Kleinman, 1973; Griffiths, 1973): people reached in a group given its
share, shares of groups given the mean of their commune, means of communes given that of the province. Means are
weighted by effective counts; how far places of one level differ is found by the largest marginal likelihood.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from outreach.uncertainty.smoothing import linked

LEAST, MOST = 0.05, 1e5  # the precision of a Beta: from nothing or everybody, to all alike
STEPS, ROUNDS = 14, 2
GOLDEN = (5**0.5 - 1) / 2
ENOUGH = 20_000  # places from which a precision is known well
EDGE = 1e-6  # a mean of exactly nought or one would forbid what has only not happened yet


@dataclass(frozen=True)
class Counts:
    """People reached of people observed, place by place; effective counts need not be whole."""

    reached: np.ndarray
    observed: np.ndarray

    @property
    def mean(self) -> float:
        """The share of all, half a person added on either side so that it is neither nought nor one."""
        return float((self.reached.sum() + 0.5) / (self.observed.sum() + 1))

    def effective(self, precision: float) -> "Counts":
        """Return the counts that a simple sample would need to tell as much of the mean of the places around."""
        factor = (precision + 1) / (precision + self.observed)
        return Counts(self.reached * factor, self.observed * factor)

    def added(self, code: np.ndarray, size: int) -> "Counts":
        """Add up by code, -1 for none."""
        known = code >= 0
        return Counts(*(np.bincount(code[known], one[known], size) for one in (self.reached, self.observed)))

    def around(self, own: np.ndarray, other: np.ndarray) -> "Counts":
        """Add up over the neighbours of each place."""
        size = len(self.reached)
        return Counts(*(np.bincount(own, one[other], size) for one in (self.reached, self.observed)))


def prior(groups: pd.DataFrame, neighbours: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return prior_share and prior_precision of each group, NA for all where nothing was observed anywhere.

    `groups` has reached, observed (adults of whom it is known whether they were reached; 0 for none), parent_id, and
    may have stratum (a language, a zone), whose means come before those of the communes. With `neighbours` (unit_no,
    neighbour_no; groups indexed by unit_no) the mean is that of the groups next door, drawn towards the commune's: a
    local estimate after Clayton & Kaldor (1987) and Marshall (1991), without the group itself.
    """
    observed = groups["observed"].to_numpy(float, na_value=0)
    counts = Counts(np.minimum(groups["reached"].to_numpy(float, na_value=0), observed), observed)
    if not observed.any():
        return pd.DataFrame({"prior_share": np.nan, "prior_precision": np.nan}, index=groups.index)
    mean, told = np.full(len(groups), counts.mean), np.full(len(groups), np.inf)
    precision = best_precision(counts, mean)
    for _ in range(ROUNDS):
        mean, told = _expected(groups, counts.effective(precision))
        precision = best_precision(counts, mean)
    if neighbours is not None:
        around = counts.effective(precision).around(*linked(neighbours, groups.index))
        mean, _ = _drawn(around, mean)
        precision = best_precision(counts, mean)
        told = np.full_like(mean, np.inf)  # the means are without the group itself, so their doubt is in the precision
    mean = np.clip(mean, EDGE, 1 - EDGE)
    # A mean that is itself not well known makes what it foretells less certain (Morris, 1983).
    doubt = 1 / (precision + 1) + 1 / (told + 1)
    return pd.DataFrame({"prior_share": mean, "prior_precision": np.maximum(1 / doubt - 1, LEAST)}, index=groups.index)


def best_precision(counts: Counts, mean: np.ndarray) -> float:
    """Return the precision under which the counts are likeliest, by golden section on its logarithm.

    Of more than enough places every second, or third, is asked: more would change its second digit at most.
    """
    asked = np.flatnonzero(counts.observed > 0)
    asked = asked[:: max(1, len(asked) // ENOUGH)]
    known, expected = Counts(counts.reached[asked], counts.observed[asked]), mean[asked]
    low, high = np.log(LEAST), np.log(MOST)
    inner, outer = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_inner, at_outer = (log_likelihood(known, expected, np.exp(one)) for one in (inner, outer))
    for _ in range(STEPS):
        if at_inner >= at_outer:
            high, outer, at_outer = outer, inner, at_inner
            inner = high - GOLDEN * (high - low)
            at_inner = log_likelihood(known, expected, np.exp(inner))
        else:
            low, inner, at_inner = inner, outer, at_outer
            outer = low + GOLDEN * (high - low)
            at_outer = log_likelihood(known, expected, np.exp(outer))
    return float(np.exp((low + high) / 2))


def log_likelihood(counts: Counts, mean: np.ndarray, precision: float) -> float:
    """Return the logarithm of the beta-binomial likelihood of all counts, without what does not depend on the Beta."""
    from scipy.special import gammaln

    alpha, beta = mean * precision, (1 - mean) * precision
    own = gammaln(counts.reached + alpha) + gammaln(counts.observed - counts.reached + beta)
    free = gammaln(alpha) + gammaln(beta) + gammaln(counts.observed + precision) - gammaln(precision)
    return float((own - free).sum())


def _expected(groups: pd.DataFrame, counts: Counts) -> tuple[np.ndarray, np.ndarray]:
    """Return the prior mean of each group, and how many people's worth is known of it."""
    mean = np.full(len(groups), counts.mean)
    if "stratum" in groups:
        mean, _ = _moved(counts, mean, _cells(groups["stratum"]))
    return _moved(counts, mean, _cells(groups["parent_id"]))


def _cells(label: pd.Series) -> tuple[np.ndarray, int]:
    code, names = pd.factorize(label)
    return code, len(names)


def _moved(counts: Counts, mean: np.ndarray, cells: tuple[np.ndarray, int]) -> tuple[np.ndarray, np.ndarray]:
    """Move the means of the groups of each cell, as log odds, to what the cell as a whole is found to have."""
    code, size = cells
    inside = counts.added(code, size)
    weight = np.where(counts.observed > 0, counts.observed, EDGE)  # a cell without counts keeps the mean of its groups
    weighted = Counts(weight * mean, weight).added(code, size)
    before = weighted.reached / weighted.observed
    after, told = _drawn(inside, before)
    shift = np.append(_logit(after) - _logit(before), 0.0)  # -1, the place of none, is the last
    return 1 / (1 + np.exp(-_logit(mean) - shift[code])), np.append(told, counts.observed.sum())[code]


def _drawn(counts: Counts, mean: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Draw the share of each place towards an expected mean, and return how many people's worth is known of it."""
    precision = best_precision(counts, mean)
    return (counts.reached + precision * mean) / (counts.observed + precision), counts.observed + precision


def _logit(share: np.ndarray) -> np.ndarray:
    return np.log(share) - np.log1p(-share)
