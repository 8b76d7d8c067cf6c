"""What a visit brings, and what a log of visits teaches about it."""

import numpy as np
import pandas as pd
import pytest

from planning.response import DOOR_TO_DOOR, Response, newly_reached, refitted


def log_of(rows: int, saturation: float, factor: float, seed: int = 5) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    log = pd.DataFrame(
        {
            "unreached": random.integers(50, 400, rows).astype(float),
            "households": random.integers(30, 150, rows).astype(float),
            "visits": random.integers(5, 90, rows).astype(float),
            "is_spoken": random.random(rows) < 0.6,
        }
    )
    mean = log["unreached"] * (1 - np.exp(-saturation * log["visits"] / log["households"]))
    mean *= np.where(log["is_spoken"], 1.0, factor)
    return log.assign(adults_new=random.poisson(mean))


def test_the_first_visits_bring_most() -> None:
    """100 unreached in 40 households: 40 visits bring 52.8, 80 visits 77.7, and never more than all."""
    gain = newly_reached(np.full(3, 100.0), np.full(3, 40.0), np.array([40.0, 80.0, 1e6]), 0.75)
    assert gain == pytest.approx([52.763, 77.687, 100.0], abs=1e-3)


def test_a_long_log_finds_what_made_it() -> None:
    """From 400 visits the parameters come back within three of their errors."""
    fit = refitted(Response(), log_of(400, 1.1, 0.5))
    assert abs(fit.response.kinds[DOOR_TO_DOOR].saturation - 1.1) < 3 * fit.saturation_error
    assert abs(fit.response.language_factor - 0.5) < 3 * fit.language_error
    assert fit.saturation_error < 0.05


def test_the_fit_is_the_top_of_its_likelihood() -> None:
    """No parameter nearby has a greater penalised likelihood, reckoned apart."""
    log = log_of(60, 0.5, 0.7)
    fit = refitted(Response(), log)

    def likelihood(saturation: float, factor: float) -> float:
        mean = log["unreached"] * (1 - np.exp(-saturation * log["visits"] / log["households"]))
        mean = mean * np.where(log["is_spoken"], 1.0, factor)
        prior = (np.log(saturation / 0.75) ** 2 + np.log(factor / 0.35) ** 2) / (2 * 0.25)
        return float((log["adults_new"] * np.log(mean) - mean).sum() - prior)

    best = (fit.response.kinds[DOOR_TO_DOOR].saturation, fit.response.language_factor)
    around = [(best[0] * (1 + a), best[1] * (1 + b)) for a in (-0.01, 0, 0.01) for b in (-0.01, 0, 0.01)]
    assert max(around, key=lambda pair: likelihood(*pair)) == best


def test_a_short_log_changes_little() -> None:
    """One visit hardly moves the assumptions, and none leaves them as they are."""
    one = refitted(Response(), log_of(1, 3.0, 1.0))
    none = refitted(Response(), log_of(0, 1.0, 1.0))
    assert 0.2 < one.response.kinds[DOOR_TO_DOOR].saturation < 3
    assert none.response.language_factor == pytest.approx(0.35)
    assert none.response.kinds[DOOR_TO_DOOR].saturation == pytest.approx(0.75)
    assert none.rows == 0
