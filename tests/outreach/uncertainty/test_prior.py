"""What is expected of groups, against independent computations and against a truth that is known."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import betabinom

from outreach.uncertainty.prior import Counts, best_precision, log_likelihood, prior


def counts(precision: float, groups: int = 2_000, seed: int = 1) -> tuple[Counts, np.ndarray]:
    rng = np.random.default_rng(seed)
    mean, observed = rng.uniform(0.2, 0.6, groups), rng.integers(5, 80, groups)
    reached = rng.binomial(observed, rng.beta(mean * precision, (1 - mean) * precision))
    return Counts(reached.astype(float), observed.astype(float)), mean


def frame(reached: list[int], observed: list[int], parent: list[str], **more: object) -> pd.DataFrame:
    return pd.DataFrame({"reached": reached, "observed": observed, "adults": 100, "parent_id": parent, **more})


@pytest.mark.parametrize("precision", [0.5, 8.0, 60.0])
def test_the_precision_is_the_likeliest(precision: float) -> None:
    """The precision found is where scipy's beta-binomial likelihood is greatest, and near the one drawn with."""
    drawn, mean = counts(precision)

    def surprise(logarithm: float) -> float:
        m = np.exp(logarithm)
        return -betabinom.logpmf(drawn.reached, drawn.observed, mean * m, (1 - mean) * m).sum()

    exact = np.exp(minimize_scalar(surprise, bounds=(-3, 11), method="bounded").x)
    found = best_precision(drawn, mean)
    assert found == pytest.approx(exact, rel=0.02)
    assert found == pytest.approx(precision, rel=0.2)
    apart = log_likelihood(drawn, mean, 5.0) - log_likelihood(drawn, mean, 50.0)
    assert apart == pytest.approx(surprise(np.log(50.0)) - surprise(np.log(5.0)))


def test_places_that_differ_by_chance_alone_are_all_alike() -> None:
    """Without differences between places the precision goes up to its bound."""
    rng = np.random.default_rng(2)
    observed = np.full(500, 50.0)
    assert best_precision(Counts(rng.binomial(50, 0.3, 500).astype(float), observed), np.full(500, 0.3)) > 500


def test_effective_counts_tell_the_variance_of_a_share() -> None:
    """A share with its effective count has the variance that drawing it again and again has (Kleinman, 1973)."""
    rng, size, precision = np.random.default_rng(3), 40, 6.0
    shares = rng.binomial(size, rng.beta(0.3 * precision, 0.7 * precision, 200_000)) / size
    effective = Counts(np.array([12.0]), np.array([float(size)])).effective(precision)
    assert effective.reached[0] / effective.observed[0] == pytest.approx(0.3)
    assert 0.3 * 0.7 / effective.observed[0] == pytest.approx(shares.var(), rel=0.02)


def test_communes_are_expected_as_they_are_found() -> None:
    """A commune of many observations keeps its mean, one of a single small group is drawn to the province."""
    reached, observed = [20, 30, 25, 22, 70, 80, 75, 72, 4], [100] * 8 + [4]
    found = prior(frame(reached, observed, ["a"] * 4 + ["b"] * 4 + ["c"]))
    shares = found["prior_share"].groupby([*"aaaabbbbc"]).first()
    assert shares["a"] == pytest.approx(0.2425, abs=0.02)
    assert shares["b"] == pytest.approx(0.7425, abs=0.02)
    assert 0.5 < shares["c"] < 0.85
    assert found["prior_precision"].iloc[8] < found["prior_precision"].iloc[0]


def test_a_silent_commune_is_expected_to_be_like_the_rest() -> None:
    """Without any observation a commune has the mean of the others, each of its groups that of its own stratum."""
    reached, observed = [20, 60] * 6 + [0, 0], [100] * 12 + [0, 0]
    groups = frame(reached, observed, [*"aabbccddeeff", *"zz"])
    whole = prior(groups).iloc[-2:]
    assert whole["prior_share"].tolist() == pytest.approx([0.4, 0.4], abs=0.01)
    found = prior(groups.assign(stratum=["Mông", "Thái"] * 7))
    assert found["prior_share"].iloc[-2:].tolist() == pytest.approx([0.2, 0.6], abs=0.02)
    assert found["prior_precision"].iloc[-1] > 2 * whole["prior_precision"].iloc[-1]


def test_a_commune_as_expected_of_its_strata_moves_none_of_them() -> None:
    """Where all communes have the same of each stratum, of unequal sizes, a group has about the mean of its stratum."""
    groups = frame([2, 120] * 8, [10, 200] * 8, [*"aabbccddeeffgghh"], stratum=["Mông", "Thái"] * 8)
    assert prior(groups)["prior_share"].tolist() == pytest.approx([0.2, 0.6] * 8, abs=0.02)


def test_nothing_observed_is_nothing_known() -> None:
    """Where nobody reported, nothing is expected: no figure is invented."""
    assert prior(frame([0, 0], [0, 0], ["a", "b"])).isna().all(axis=None)


def test_a_group_is_expected_like_those_next_door() -> None:
    """On a slope across each commune, neighbours foretell a silent group better than its commune does."""
    rng, side = np.random.default_rng(4), 30
    place = np.arange(side * side)
    row, column = np.divmod(place, side)
    truth = 0.15 + 0.6 * column / side
    silent = rng.random(side * side) < 0.2
    observed = np.where(silent, 0, 60)
    groups = frame(rng.binomial(observed, truth).tolist(), observed.tolist(), (row // 5).astype(str).tolist())
    right, below = place[column < side - 1], place[row < side - 1]
    neighbours = pd.DataFrame({"unit_no": np.append(right, below), "neighbour_no": np.append(right + 1, below + side)})

    def error(expected: pd.DataFrame) -> float:
        return float(np.sqrt(((expected["prior_share"] - truth)[silent] ** 2).mean()))

    assert error(prior(groups, neighbours)) < 0.5 * error(prior(groups))
