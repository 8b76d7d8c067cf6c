"""Forecast: the hazard of the remaining carried on, with ranges taken from what the same rule missed in the past.

A hazard is the rate at which those not yet reached become reached: it keeps its size where a straight line must bend,
because the last people are the hardest to find. `reached(t + h) = reached + unreached * (1 - exp(-hazard * h))`, with
the mean weekly hazard of the last six complete weeks. No curve with a ceiling is fitted: before its bend the ceiling
cannot be told from the figures. The range is empirical (Williams and Goodman 1971, A simple method for the
construction of empirical confidence limits for economic forecasts): how far the same rule was off at the same horizon,
in all units and at up to four earlier weeks.

`unreached` is a table of people, one row a unit; column t holds the end of complete week t, column 0 the beginning.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

Numbers = npt.NDArray[np.floating]
RECENT = 6  # weeks whose hazard is carried on, and the least history
YOUNG = 16  # weeks of history below which a nominal range has proved too narrow
ORIGINS = 4  # earlier weeks at which the rule is tried again
FEWEST = 20  # misses below which no range is given
STATED = 0.8  # how often a range is said to hold
HALF = 0.5  # of a person: fewer than this are nobody
LADDER = (4, 8, 13, 26)  # weeks at which the rule is tried for a date of finishing


def hazard(unreached: Numbers, week: int) -> Numbers:
    """Return the mean weekly hazard of the six weeks that end with a week."""
    return np.log(unreached[:, week - RECENT] / unreached[:, week]) / RECENT


def straight(unreached: Numbers, week: int, horizon: float) -> Numbers:
    """Return the people unreached after some more weeks if the last six went on as a straight line."""
    return np.maximum(unreached[:, week] - (unreached[:, week - RECENT] - unreached[:, week]) / RECENT * horizon, HALF)


@dataclass(frozen=True, eq=False)
class Misses:
    """How far the rule was off at a horizon, in sorted arrays.

    `factors` are hazard that came / hazard foretold, of units that moved; `leaps` is the hazard that came in units
    that had stood still for six weeks, of whom the rule foretells nothing.
    """

    horizon: int
    factors: Numbers
    leaps: Numbers

    def range(self, rate: Numbers, weeks: Numbers | float, tails: tuple[float, float]) -> tuple[Numbers, Numbers]:
        """Return the lower and upper hazard over some weeks; NaN where too few misses are known."""
        low, high = (_quantile(self.factors, tail) for tail in tails)
        still_low, still_high = (_quantile(self.leaps, tail) / self.horizon for tail in tails)
        moves = rate > 0
        # What is foretold itself always lies inside.
        lower = np.where(moves, rate * np.fmin(low, 1) if low == low else np.nan, still_low)
        upper = np.where(moves, rate * np.fmax(high, 1) if high == high else np.nan, still_high)
        return lower * weeks, upper * weeks

    def chance(self, rate: Numbers, weeks: float, wanted: Numbers) -> Numbers:
        """Return the share of misses that would bring the hazard over some weeks to what is wanted, NaN for too few."""
        moves = rate > 0
        factor = wanted / np.where(moves, rate * weeks, 1.0)
        return np.where(moves, _above(self.factors, factor), _above(self.leaps, wanted * self.horizon / weeks))


def _quantile(ordered: Numbers, tail: float) -> float:
    return float(np.quantile(ordered, tail)) if len(ordered) >= FEWEST else np.nan


def _above(ordered: Numbers, bound: Numbers) -> Numbers:
    if len(ordered) < FEWEST:
        return np.full(len(bound), np.nan)
    return 1 - np.searchsorted(ordered, bound, side="left") / len(ordered)


@dataclass(frozen=True, eq=False)
class Past:
    """The weeks behind: people unreached, and for each unit the last week of which anything is known.

    One unit alone, such as a whole province, is tried at every earlier week instead of four; where that is too little
    it borrows the misses of `parts`, which are wider than those of a sum.
    """

    unreached: Numbers
    known: npt.NDArray[np.integer]
    parts: "Past | None" = None
    kept: dict[int, Misses] = field(default_factory=dict)

    @property
    def weeks(self) -> int:
        """The number of complete weeks."""
        return self.unreached.shape[1] - 1

    @property
    def tails(self) -> tuple[float, float]:
        """The quantiles of the range: a young campaign needs wider ones for the same promise."""
        tail = (1 - STATED) / 2 / (2 if self.weeks < YOUNG else 1)
        return tail, 1 - tail

    def until(self, week: int) -> "Past":
        """Return the past as it was known at the end of a week."""
        return Past(self.unreached[:, : week + 1], self.known, self.parts and self.parts.until(week))

    def misses(self, horizon: float) -> Misses:
        """Return what the rule missed at a horizon, or at the longest one that the past allows."""
        weeks = int(np.clip(round(horizon), 1, max(self.weeks - RECENT, 1)))
        if weeks not in self.kept:
            own = _missed(self, weeks)
            borrows = self.parts is not None and len(own.factors) < FEWEST
            self.kept[weeks] = self.parts.misses(weeks) if self.parts is not None and borrows else own
        return self.kept[weeks]

    def origins(self, horizon: int) -> Sequence[int]:
        """Return the weeks at whose end the rule can be tried at a horizon, the latest first."""
        latest = self.weeks - horizon
        if len(self.unreached) == 1:
            return range(latest, RECENT - 1, -1)
        apart = max(1, min(horizon, (latest - RECENT) // (ORIGINS - 1)))
        return range(latest, RECENT - 1, -apart)[:ORIGINS]


def _missed(past: Past, horizon: int) -> Misses:
    factors, leaps = [np.empty(0)], [np.empty(0)]
    for origin in past.origins(horizon):
        is_open = (past.unreached[:, origin] > HALF) & (past.known >= origin + horizon)
        rate = hazard(past.unreached, origin)
        came = np.log(past.unreached[:, origin] / past.unreached[:, origin + horizon])
        moves = is_open & (rate > 0)
        factors.append(came[moves] / (rate[moves] * horizon))
        leaps.append(came[is_open & ~moves])
    return Misses(horizon, np.sort(np.concatenate(factors)), np.sort(np.concatenate(leaps)))


def trials(past: Past, adults: Numbers, horizons: Sequence[int]) -> pd.DataFrame:
    """Try the rule at some horizons on every earlier week, each time with what was known then.

    Returns a row for each horizon_weeks: forecasts (how many), stated_share and measured_share (of the ranges, how many
    held), error_share and line_error_share: the mean distance of the rule and of a straight line from what came, in
    shares of the adults.
    """
    return pd.DataFrame([_trial(past, adults, horizon) for horizon in horizons])


def _trial(past: Past, adults: Numbers, horizon: int) -> dict[str, float]:
    tries = [_tried(past, adults, horizon, origin) for origin in range(RECENT, past.weeks - horizon + 1)]
    every = pd.DataFrame(np.concatenate(tries) if tries else np.empty((0, 3)), columns=["held", "error", "line"])
    return {
        "horizon_weeks": horizon,
        "forecasts": int(every["held"].notna().sum()),
        "stated_share": STATED,
        "measured_share": every["held"].mean(),
        "error_share": every["error"].mean(),
        "line_error_share": every["line"].mean(),
    }


def _tried(past: Past, adults: Numbers, horizon: int, origin: int) -> Numbers:
    """Return for each unit whether its range held (NaN without one), and both distances."""
    then = past.until(origin)
    rate, now, later = hazard(past.unreached, origin), past.unreached[:, origin], past.unreached[:, origin + horizon]
    if then.weeks > RECENT:
        lower, upper = then.misses(horizon).range(rate, horizon, then.tails)
    else:
        lower = upper = np.full(len(now), np.nan)
    came = np.log(now / later)
    held = np.where(np.isnan(lower), np.nan, (came >= lower - 1e-9) & (came <= upper + 1e-9))
    error = np.abs(now * np.exp(-rate * horizon) - later) / adults
    line = np.abs(straight(past.unreached, origin, horizon) - later) / adults
    is_open = (now > HALF) & (past.known >= origin + horizon)
    return np.stack([held, error, line], axis=1)[is_open]
