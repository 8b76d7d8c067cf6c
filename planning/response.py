"""What a visit brings: newly reached adults saturate with the visits, and shared language decides how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

DOOR_TO_DOOR, MOBILE_CLASS, VERIFICATION = "door_to_door", "mobile_class", "verification"
PRIOR_DEVIATION = 0.5  # of the log of each parameter, before any log of visits
STEPS = 50


@dataclass(frozen=True)
class Kind:
    """A kind of visit: contacts that a pair makes in an hour, how fast they saturate, whom they can reach at most.

    `turnout_share` is the part of the unreached that can come; `setup_hours` go off the time on the spot.
    """

    contacts_per_pair_hour: float
    saturation: float
    turnout_share: float = 1.0
    setup_hours: float = 0.0


KINDS: Mapping[str, Kind] = {
    DOOR_TO_DOOR: Kind(2.0, 0.75),
    MOBILE_CLASS: Kind(3.0, 0.60, turnout_share=0.7, setup_hours=0.75),
    VERIFICATION: Kind(2.0, 0.75, turnout_share=0.5, setup_hours=1.0),
}


@dataclass(frozen=True)
class Response:
    """The assumptions, for all to see: the kinds of visit, and what is left of it without a shared language."""

    kinds: Mapping[str, Kind] = field(default_factory=lambda: KINDS)
    language_factor: float = 0.35

    def __post_init__(self) -> None:
        if not 0 <= self.language_factor <= 1:
            raise ValueError("a language factor lies between nought and one")

    def figures(self, kind: np.ndarray, name: str) -> np.ndarray:
        """Return one figure of the kind of each option."""
        codes, names = pd.factorize(kind)
        return np.array([getattr(self.kinds[one], name) for one in names], dtype=float)[codes]


def newly_reached(
    unreached: np.ndarray, households: np.ndarray, visits: np.ndarray, saturation: np.ndarray | float
) -> np.ndarray:
    """Return the adults reached by so many visits: unreached x (1 - exp(-saturation x visits / households))."""
    return unreached * -np.expm1(-saturation * visits / households)


@dataclass(frozen=True)
class Fit:
    """A response learned from a log: the response itself, the deviation of each parameter, and the rows it rests on."""

    response: Response
    saturation_error: float
    language_error: float
    rows: int


def refitted(response: Response, log: pd.DataFrame) -> Fit:
    """Fit saturation and language factor of door-to-door visits to a log, by Poisson likelihood and Fisher scoring.

    `log` has unreached (before), households, visits, adults_new and is_spoken. Each parameter has a log-normal prior
    around its present value, so that few visits change little (a penalised likelihood). The errors are wider where
    visits differ more than chance alone would make them.
    """
    sound = log[(log["unreached"] > 0) & (log["households"] > 0) & (log["visits"] > 0)]
    people, dose = sound["unreached"].to_numpy(float), (sound["visits"] / sound["households"]).to_numpy(float)
    counts, is_other = sound["adults_new"].to_numpy(float), ~sound["is_spoken"].to_numpy(bool)
    door = response.kinds[DOOR_TO_DOOR]
    prior = np.log([door.saturation, max(response.language_factor, 1e-3)])
    theta, information = prior.copy(), np.eye(2) / PRIOR_DEVIATION**2
    for _ in range(STEPS):
        saturation = np.exp(theta[0])
        left = np.exp(-saturation * dose)
        share = np.maximum(1 - left, 1e-12)
        mean = np.maximum(people * share * np.where(is_other, np.exp(theta[1]), 1.0), 1e-9)
        slope = np.column_stack([saturation * dose * left / share, is_other.astype(float)])
        score = slope.T @ (counts - mean) - (theta - prior) / PRIOR_DEVIATION**2
        information = (slope * mean[:, None]).T @ slope + np.eye(2) / PRIOR_DEVIATION**2
        step = np.clip(np.linalg.solve(information, score), -1, 1)
        theta = theta + step
        if np.abs(step).max() < 1e-9:
            break
    spread = _dispersion(counts, people, dose, np.exp(theta), is_other)
    error = np.sqrt(spread * np.diag(np.linalg.inv(information)))
    saturation, factor = np.exp(theta)
    kinds = {**response.kinds, DOOR_TO_DOOR: replace(door, saturation=float(saturation))}
    learned = Response(kinds, float(min(factor, 1.0)))
    return Fit(learned, float(saturation * error[0]), float(factor * error[1]), len(sound))


def _dispersion(
    counts: np.ndarray, people: np.ndarray, dose: np.ndarray, theta: np.ndarray, is_other: np.ndarray
) -> float:
    """Return how much more the counts scatter than Poisson's law says, one at least (Pearson; Wedderburn, 1974)."""
    mean = people * -np.expm1(-theta[0] * dose) * np.where(is_other, theta[1], 1.0)
    free = len(counts) - len(theta)
    return max(1.0, float(((counts - mean) ** 2 / np.maximum(mean, 1e-9)).sum() / free)) if free > 0 else 1.0
