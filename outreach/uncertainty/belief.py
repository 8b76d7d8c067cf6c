"""What is believed of a quantity: a Beta distribution between two bounds, known by its mean and variance."""

from dataclasses import dataclass

import numpy as np

SURE = 1e-14  # a variance (of the part between the bounds) below which nothing is uncertain
LEVEL = 1e-9  # values so near are the same
WIDEST = 0.999  # of the variance of all or nothing


@dataclass(frozen=True)
class Belief:
    """Beliefs about many quantities, each a Beta between its bounds with the mean and variance given; NaN is unknown.

    A quantity that counts whole people goes from `low` in steps; a step of nought is for one that may have any value.
    """

    mean: np.ndarray
    variance: np.ndarray
    low: np.ndarray
    high: np.ndarray
    step: np.ndarray

    def quantile(self, share: float) -> np.ndarray:
        """Return the value below which each quantity lies with this probability, the nearest that it can have."""
        from scipy.special import betaincinv

        alpha, beta, is_sure = self._shape()
        part = betaincinv(alpha, beta, share)
        above = part * (self.high - self.low)
        step = np.where(self.step > 0, self.step, 1)
        above = np.where(self.step > 0, np.round(above / step) * step, above)
        return np.where(is_sure, self.mean, self.low + above)

    def at_most(self, limit: np.ndarray | float) -> np.ndarray:
        """Return the probability of each quantity to be no greater than a limit."""
        from scipy.special import betainc

        alpha, beta, is_sure = self._shape()
        width = self.high - self.low
        part = np.clip((limit - self.low) / np.where(width > 0, width, 1), 0, 1)
        known = np.where(np.isnan(self.mean), np.nan, (self.mean <= limit + LEVEL).astype(float))
        return np.where(is_sure, known, betainc(alpha, beta, part))

    def _shape(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return both parameters of the Beta, and where nothing is uncertain (their place is taken by 1)."""
        width = self.high - self.low
        mean = (self.mean - self.low) / np.where(width > 0, width, 1)
        most = mean * (1 - mean)
        variance = np.minimum(self.variance / np.where(width > 0, width, 1) ** 2, WIDEST * most)
        is_sure = ~(variance > SURE)
        precision = np.where(is_sure, 1, most / np.where(is_sure, 1, variance) - 1)
        return np.where(is_sure, 1, mean * precision), np.where(is_sure, 1, (1 - mean) * precision), is_sure
