"""The coverage and the unreached people of whole groups, foretold from what is counted and what is expected.

Three things are uncertain, and nothing else is: the adults who were not observed, how many adults there are, and the
records that wait for a place. Of a complete count of a known population everything is known.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from outreach.uncertainty.belief import Belief

NODES, REACH = 16, 3.5  # points of the integral over the denominator, and how many standard deviations it spans
LEAST_CHANCE = 0.05  # that the population is as large as the people reached, or the figures contradict each other
OPTIONAL = ("denominator_cv", "waiting_mean", "waiting_variance")


@dataclass(frozen=True)
class Known:
    """What is known of each group, as arrays; NaN adults where it cannot be estimated."""

    reached: np.ndarray
    observed: np.ndarray
    adults: np.ndarray
    spread: np.ndarray
    waiting_mean: np.ndarray
    waiting_variance: np.ndarray
    alpha: np.ndarray
    beta: np.ndarray

    @property
    def is_complete(self) -> np.ndarray:
        """Tell the groups all of whose adults were observed, however many they are."""
        return self.observed >= self.adults

    @property
    def is_firm(self) -> np.ndarray:
        """Tell the groups whose coverage can only be a whole number of people of a known number."""
        return (self.spread == 0) & (self.waiting_mean == 0)


def known(groups: pd.DataFrame, prior: pd.DataFrame) -> Known:
    """Read the columns of the groups (see `uncertainty`) with their prior."""
    adults = groups["adults"].to_numpy(float, na_value=np.nan)
    reached = groups["reached"].to_numpy(float, na_value=0)
    observed = groups["observed"].to_numpy(float, na_value=0)
    cv, mean, variance = (
        groups[name].to_numpy(float, na_value=0) if name in groups else np.zeros(len(groups)) for name in OPTIONAL
    )
    spread = np.sqrt(np.log1p(cv**2))
    share, precision = (prior[name].to_numpy(float) for name in ("prior_share", "prior_precision"))
    can = (adults > 0) & ~np.isnan(share) & (observed <= np.where(spread > 0, np.inf, adults))
    can &= _chance_of_room(reached, adults, spread) >= LEAST_CHANCE
    adults = np.where(can, adults, np.nan)
    return Known(reached, observed, adults, spread, mean, variance, share * precision, (1 - share) * precision)


def _chance_of_room(reached: np.ndarray, adults: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Return the probability that at least the people reached live there."""
    from scipy.special import ndtr

    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 0, ndtr(-_distance(reached, adults, spread)), (reached <= adults).astype(float))


def _distance(people: np.ndarray, adults: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Return by how many standard deviations a number of people exceeds the population figure."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(people / adults) / np.where(spread > 0, spread, 1)


def predict(groups: Known) -> tuple[Belief, Belief]:
    """Return the belief about the coverage of each group (0..1) and about its unreached adults.

    The population is lognormal about its figure, and at least as large as the people observed; given it, a complete
    count is as likely as the prior makes it, and the adults not observed are beta-binomial (posterior predictive).
    Records that wait add people at random, some of whom were reached before. The integral over the population is by
    Gauss and Legendre; where it is certain all points are the same.
    """
    populations, chances = _populations(groups)
    sums = np.zeros((4, len(groups.adults)))
    for adults, chance in zip(populations, chances, strict=True):
        share, variance = _moments(groups, adults)
        rest = adults * (1 - share)
        sums += chance * np.stack([share, variance + share**2, rest, adults**2 * variance + rest**2])
    share, square, rest, rest_square = sums
    return _coverage(groups, share, square - share**2), _unreached(groups, rest, rest_square - rest**2)


def _populations(groups: Known) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of adults a group may have (a row a point of the integral), and how likely each is."""
    if not groups.spread.any():
        return groups.adults[None], np.ones_like(groups.adults)[None]
    floor = np.where(groups.is_complete, groups.reached, np.maximum(groups.observed, groups.reached))
    start = np.clip(_distance(floor, groups.adults, groups.spread), -REACH, REACH)
    points, weights = np.polynomial.legendre.leggauss(NODES)
    deviation = start + (REACH - start) * ((points + 1) / 2)[:, None]
    adults = groups.adults * np.exp(groups.spread * deviation)
    logarithm = np.log(weights)[:, None] - deviation**2 / 2 + np.stack([_log_likelihood(groups, one) for one in adults])
    chance = np.exp(logarithm - logarithm.max(axis=0))
    return adults, chance / chance.sum(axis=0)


def _log_likelihood(groups: Known, adults: np.ndarray) -> np.ndarray:
    """Return how likely a complete count is in a population of this size, but for what the size does not change."""
    from scipy.special import gammaln

    x, alpha, beta = groups.reached, groups.alpha, groups.beta
    rest = np.maximum(adults - x, 0)
    logarithm = gammaln(adults + 1) - gammaln(rest + 1) + gammaln(rest + beta) - gammaln(adults + alpha + beta)
    return np.where(groups.is_complete & (groups.spread > 0), logarithm, 0.0)


def _moments(groups: Known, adults: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and variance of the coverage, given the number of adults."""
    rest = np.where(groups.is_complete, 0, np.maximum(adults - groups.observed, 0))
    size = groups.alpha + groups.beta + groups.observed
    share = (groups.alpha + groups.reached) / size
    mean = (groups.reached + rest * share) / adults
    variance = rest * share * (1 - share) * (size + rest) / (size + 1) / adults**2
    missed = np.exp(-groups.waiting_mean / adults)  # of those unreached, who are not on a record that waits either
    waiting = (1 - mean) ** 2 * groups.waiting_variance / adults**2
    return 1 - (1 - mean) * missed, missed**2 * variance + waiting


def _coverage(groups: Known, mean: np.ndarray, variance: np.ndarray) -> Belief:
    """Bound the coverage by what is certain: who was reached is, and who was observed without being reached is not."""
    rest = np.where(groups.is_complete, 0, groups.adults - groups.observed)
    low, high = groups.reached / groups.adults, (groups.reached + rest) / groups.adults
    low, high = np.where(groups.is_firm, low, 0.0), np.where(groups.is_firm, high, 1.0)
    return Belief(mean, np.maximum(variance, 0), low, high, groups.is_firm / groups.adults)


def _unreached(groups: Known, mean: np.ndarray, variance: np.ndarray) -> Belief:
    """Bound the unreached adults by the largest population that is thought of."""
    most = groups.adults * np.exp(REACH * groups.spread)
    return Belief(mean, np.maximum(variance, 0), np.zeros_like(mean), most, groups.is_firm.astype(float))
