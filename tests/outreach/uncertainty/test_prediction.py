"""What is foretold of whole groups, against worked examples and against drawing at random."""

import numpy as np
import pandas as pd
import pytest

from outreach.uncertainty.belief import Belief
from outreach.uncertainty.measure import LOWER, UPPER, below_target_probability, lowest_tenth_probability
from outreach.uncertainty.prediction import known, predict

DRAWS = 4_000


def beliefs(prior_share: float = 0.38, precision: float = 5.8, **columns: object) -> tuple[Belief, Belief]:
    groups = pd.DataFrame(columns)
    prior = pd.DataFrame({"prior_share": prior_share, "prior_precision": precision}, index=groups.index)
    return predict(known(groups, prior))


def uncertain_figure(reached: int) -> tuple[Belief, Belief]:
    return beliefs(2.2 / 5.8, reached=[reached], observed=[120], adults=[120], denominator_cv=[0.12])


@pytest.mark.parametrize(
    ("reached", "share", "low", "high"), [(60, 0.50, 0.41, 0.60), (110, 0.80, 0.69, 0.92), (131, 0.87, 0.76, 0.95)]
)
def test_worked_examples_of_an_uncertain_population(reached: int, share: float, low: float, high: float) -> None:
    """Of 120 adults give or take 12 %, prior Beta(2.2, 3.6): a group that seems too full is drawn down."""
    coverage, _ = uncertain_figure(reached)
    found = [coverage.mean[0], coverage.quantile(LOWER)[0], coverage.quantile(UPPER)[0]]
    assert found == pytest.approx([share, low, high], abs=0.017)


def test_worked_example_of_those_unreached() -> None:
    """131 reached of 120: some 20 more are expected, between 7 and 42; 180 of 120 contradict each other."""
    _, unreached = uncertain_figure(131)
    assert unreached.mean[0] == pytest.approx(20, abs=2)
    assert [unreached.quantile(LOWER)[0], unreached.quantile(UPPER)[0]] == pytest.approx([7, 42], abs=2.5)
    assert np.isnan(uncertain_figure(180)[0].mean).all()


def test_a_complete_count_of_a_known_population_is_no_estimate() -> None:
    """Where nothing is unknown the range is the figure itself, whatever the others have."""
    coverage, unreached = beliefs(reached=[0, 30, 100], observed=[100] * 3, adults=[100] * 3)
    for share in (LOWER, UPPER):
        assert coverage.quantile(share) == pytest.approx([0, 0.3, 1])
        assert unreached.quantile(share) == pytest.approx([100, 70, 0])
    assert coverage.at_most(0.3).tolist() == [1, 1, 0]


def test_a_group_that_nobody_reported_is_what_is_expected_of_it() -> None:
    """Without observations the coverage has the mean and range of the prior, the population uncertain or not."""
    from scipy.stats import betabinom

    coverage, unreached = beliefs(reached=[0, 0], observed=[0, 0], adults=[200, 200], denominator_cv=[0, 0.12])
    exact = betabinom(200, 0.38 * 5.8, 0.62 * 5.8)
    assert coverage.mean == pytest.approx([0.38, 0.38])
    assert 200 * coverage.quantile(LOWER)[0] == pytest.approx(exact.ppf(LOWER), abs=1)
    assert 200 * coverage.quantile(UPPER)[0] == pytest.approx(exact.ppf(UPPER), abs=1)
    assert unreached.mean[1] == pytest.approx(0.62 * 200, rel=0.02)
    assert unreached.variance[1] > unreached.variance[0]


def test_mean_and_variance_are_those_of_the_beta_binomial() -> None:
    """Of the adults not observed, mean and variance are those of scipy's beta-binomial."""
    from scipy.stats import betabinom

    coverage, _ = beliefs(reached=[12], observed=[40], adults=[100])
    exact = betabinom(60, 0.38 * 5.8 + 12, 0.62 * 5.8 + 28)
    assert 100 * coverage.mean[0] == pytest.approx(12 + exact.mean())
    assert 100**2 * coverage.variance[0] == pytest.approx(exact.var())


def test_an_uncertain_population_against_drawing_it() -> None:
    """Mean and range of coverage and unreached are those of weighted draws of the population (seeded)."""
    from scipy.special import betaln, gammaln

    rng, reached, figure, alpha, beta = np.random.default_rng(5), 70, 150, 1.2, 2.4
    adults = figure * np.exp(np.sqrt(np.log1p(0.2**2)) * rng.standard_normal(400_000))
    adults = np.sort(adults[adults >= reached])
    ways = gammaln(adults + 1) - gammaln(adults - reached + 1)
    weight = np.exp(ways + betaln(alpha + reached, beta + adults - reached))
    weight /= weight.sum()
    bounds = adults[np.searchsorted(weight.cumsum(), [UPPER, LOWER])]
    coverage, unreached = beliefs(1 / 3, 3.6, reached=[70], observed=[150], adults=[150], denominator_cv=[0.2])
    assert coverage.mean[0] == pytest.approx((weight * reached / adults).sum(), abs=0.002)
    assert unreached.mean[0] == pytest.approx((weight * (adults - reached)).sum(), abs=0.5)
    found = [coverage.quantile(LOWER)[0], coverage.quantile(UPPER)[0]]
    assert found == pytest.approx((reached / bounds).tolist(), abs=0.015)
    assert [unreached.quantile(UPPER)[0], unreached.quantile(LOWER)[0]] == pytest.approx(bounds - reached, abs=4)


def test_records_that_wait_lift_the_coverage_and_make_it_uncertain() -> None:
    """Of 10 people on records that wait some were reached before; what they add is uncertain."""
    firm, _ = beliefs(reached=[50], observed=[100], adults=[100])
    moved, _ = beliefs(reached=[50], observed=[100], adults=[100], waiting_mean=[10.0], waiting_variance=[90.0])
    assert 0.54 < moved.mean[0] < 0.55
    assert firm.variance[0] == pytest.approx(0)
    assert moved.variance[0] == pytest.approx(0.5**2 * 90 / 100**2)


def test_the_chance_of_the_lowest_tenth_is_that_of_drawing_all_groups() -> None:
    """The analytic chance agrees with how often each of 300 groups is in the lowest tenth of random draws (seeded)."""
    rng = np.random.default_rng(8)
    adults, observed = rng.integers(70, 700, 300), rng.integers(8, 60, 300)
    reached = rng.binomial(observed, rng.beta(3, 5, 300))
    coverage, _ = beliefs(3 / 8, 8.0, reached=reached, observed=observed, adults=adults)
    share = rng.beta(3 + reached, 5 + observed - reached, (DRAWS, 300))
    drawn = (reached + rng.binomial(adults - observed, share)) / adults
    limit = np.sort(drawn, axis=1)[:, 29:30]
    found = lowest_tenth_probability(coverage, pd.Series(adults)).to_numpy(float)
    np.testing.assert_allclose(found, (drawn <= limit).mean(axis=0), atol=0.04)
    assert found.sum() == pytest.approx(30, abs=0.01)


def test_all_that_were_never_reached_are_among_the_lowest() -> None:
    """Where more than a tenth are level at nought, none of them is left out for want of room, and nobody else is in."""
    reached = [0] * 5 + list(range(10, 25))
    coverage, _ = beliefs(reached=reached, observed=[100] * 20, adults=[100] * 20)
    assert lowest_tenth_probability(coverage, pd.Series([100] * 20)).tolist() == [1.0] * 5 + [0.0] * 15


def test_a_likelihood_beyond_all_numbers_is_still_a_likelihood() -> None:
    """A large group that has nothing to do with a very sure prior overflows nothing."""
    coverage, _ = beliefs(
        0.01, 1e5, reached=[50_000, 0], observed=[99_000] * 2, adults=[99_000] * 2, denominator_cv=[0.2, 0.05]
    )
    assert 0.2 < coverage.mean[0] < 0.51
    assert coverage.mean[1] == 0


def test_a_few_records_that_wait_do_not_lift_a_group_off_the_floor() -> None:
    """Groups at nought on whom a fiftieth of a person may wait are level with those at nought, to half a person."""
    waiting = [0.02, 0.0] * 5 + [0.0] * 10
    coverage, _ = beliefs(
        reached=[0] * 10 + list(range(10, 20)), observed=[100] * 20, adults=[100] * 20, waiting_mean=waiting,
        waiting_variance=waiting,
    )  # fmt: skip
    found = lowest_tenth_probability(coverage, pd.Series([100] * 20))
    assert (found[:10] > 0.95).all()
    assert (found[10:] == 0).all()


@pytest.mark.parametrize("target", [0.2, 0.35, 0.5])
def test_the_chance_to_be_below_the_target_is_that_of_whole_people(target: float) -> None:
    """Of 80 adults, 20 of them observed, the chance of too few is the sum over all numbers that are too few."""
    from scipy.stats import betabinom

    coverage, _ = beliefs(reached=[6], observed=[20], adults=[80])
    exact = betabinom(60, 0.38 * 5.8 + 6, 0.62 * 5.8 + 14).cdf(np.ceil(target * 80) - 1 - 6)
    found = below_target_probability(coverage, pd.Series([80]), target)
    assert found[0] == pytest.approx(exact, abs=0.008)


def test_a_group_at_the_target_is_not_below_it() -> None:
    """Of complete counts 50 of 100 is half, and 49 is less."""
    coverage, _ = beliefs(reached=[49, 50], observed=[100] * 2, adults=[100] * 2)
    assert below_target_probability(coverage, pd.Series([100, 100]), 0.5).tolist() == [1, 0]
