"""Beliefs against the distributions that they stand for."""

import numpy as np
import pytest
from scipy.stats import beta

from outreach.uncertainty.belief import Belief


def belief(mean: float, variance: float, low: float = 0.0, high: float = 1.0, step: float = 0.0) -> Belief:
    return Belief(*(np.array([one]) for one in (mean, variance, low, high, step)))


@pytest.mark.parametrize(("a", "b"), [(2.0, 5.0), (0.2, 1.3), (400.0, 30.0), (0.6, 0.5)])
def test_a_belief_is_the_beta_of_its_mean_and_variance(a: float, b: float) -> None:
    """Quantiles and chances are those of scipy's Beta, between any two bounds."""
    exact = beta(a, b, loc=0.25, scale=0.5)
    found = belief(exact.mean(), exact.var(), 0.25, 0.75)
    for share in (0.05, 0.5, 0.95):
        assert found.quantile(share)[0] == pytest.approx(exact.ppf(share), abs=1e-9)
    for limit in (0.2, 0.26, 0.5, 0.74, 0.8):
        assert found.at_most(limit)[0] == pytest.approx(exact.cdf(limit), abs=1e-9)


def test_a_count_has_whole_numbers() -> None:
    """A quantile of what is counted is one of the numbers that it can have."""
    assert belief(0.31, 0.01, 0.1, 0.9, 0.1).quantile(0.5)[0] == pytest.approx(0.3)


def test_what_is_sure_or_unknown() -> None:
    """Without variance the quantity is its mean; an unknown one stays unknown."""
    sure, unknown = belief(0.4, 0.0), belief(np.nan, np.nan, np.nan, np.nan)
    assert [sure.quantile(0.05)[0], sure.at_most(0.4)[0], sure.at_most(0.39)[0]] == [0.4, 1, 0]
    assert np.isnan([unknown.quantile(0.5)[0], unknown.at_most(0.5)[0]]).all()


def test_more_variance_than_there_can_be_is_all_or_nothing() -> None:
    """A variance at or beyond that of a coin is bounded, not an error."""
    found = belief(0.5, 0.3)
    assert found.quantile(0.05)[0] == pytest.approx(0, abs=1e-6)
    assert found.quantile(0.95)[0] == pytest.approx(1, abs=1e-6)
