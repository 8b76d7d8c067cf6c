"""The measures that come of a belief: estimate and range, and how likely a group is short of a target or far behind."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from outreach.uncertainty.belief import Belief

LOWER, UPPER = 0.05, 0.95  # a range of 90 %
TENTH = 0.1
HALF = 0.5  # of a person: where a whole number ends and the next begins
CERTAIN, POSSIBLE = 0.8, 0.2
TURNS, NEAR, NARROW = 60, 1e-3, 1e-7  # turns at most; groups, and coverage, that make no difference


def coverage_range(belief: Belief, index: pd.Index) -> pd.DataFrame:
    """Return coverage_estimate_share (the mean) and the bounds of its 90 % range."""
    names = ("coverage_estimate_share", "coverage_low_share", "coverage_high_share")
    return _range(belief, index, names)


def unreached_range(belief: Belief, index: pd.Index) -> pd.DataFrame:
    """Return unreached_expected (adults) and the bounds of its 90 % range."""
    return _range(belief, index, ("unreached_expected", "unreached_low", "unreached_high"))


def _range(belief: Belief, index: pd.Index, names: tuple[str, str, str]) -> pd.DataFrame:
    values = (belief.mean, belief.quantile(LOWER), belief.quantile(UPPER))
    return pd.DataFrame(dict(zip(names, values, strict=True)), index=index).astype("Float64")


def below_target_probability(belief: Belief, adults: pd.Series, target_share: float) -> pd.Series:
    """Return the probability that fewer adults are reached than the target asks for, in whole people."""
    people = adults.to_numpy(float, na_value=np.nan)
    enough = np.ceil(target_share * people - 1e-9)
    return _named(belief.at_most((enough - HALF) / people), adults.index, "below_target_probability")


def lowest_tenth_probability(belief: Belief, adults: pd.Series) -> pd.Series:
    """Return the probability of each group to be among the tenth of groups (one at least) with the lowest coverage.

    Instead of drawing at random: the limit of the lowest tenth is where the probabilities of lying below it add up to
    a tenth of the groups, and with many groups it hardly moves. Groups that are level with the limit, to half a
    person, all belong: where more than a tenth were never reached, all those do.
    """
    half = HALF / adults.to_numpy(float, na_value=np.nan)
    wanted = max(TENTH * np.count_nonzero(~np.isnan(belief.mean)), 1.0)
    limit = _root(lambda limit: float(np.nansum(belief.at_most(limit + half))) - wanted, 0.0, 1.0)
    return _named(belief.at_most(limit + half), adults.index, "lowest_tenth_probability")


def need_class(lowest_tenth: pd.Series) -> pd.Series:
    """Return how sure it is that a group is among the lowest tenth: certain (from 0.8), possible (from 0.2) or not."""
    likely = lowest_tenth.to_numpy(float, na_value=np.nan)
    words = np.select([likely >= CERTAIN, likely >= POSSIBLE, likely < POSSIBLE], ["certain", "possible", "not"], "")
    return pd.Series(words, index=lowest_tenth.index, dtype="str").mask(np.isnan(likely)).rename("need_class")


def own_data_share(groups: pd.DataFrame, prior: pd.DataFrame) -> pd.Series:
    """Return how much of the estimate rests on the group's own counts: n/(n + M) for the adults not observed."""
    adults = groups["adults"].astype("Float64")
    observed = groups["observed"].astype("Float64").fillna(0)
    part = (observed / adults.where(adults > 0)).clip(upper=1)
    weight = observed / (observed + prior["prior_precision"].astype("Float64"))
    return (part + (1 - part) * weight).astype("Float64").rename("own_data_share")


def _named(values: np.ndarray, index: pd.Index, name: str) -> pd.Series:
    return pd.Series(values, index=index, dtype="Float64", name=name)


def _root(excess: Callable[[float], float], low: float, high: float) -> float:
    """Return the least value at which a growing function is not below nought.

    By false position, every third turn by halves: a step, where many groups are level, would stop the first alone.
    """
    at_low, at_high = excess(low), excess(high)
    if at_low >= 0:
        return low
    for turn in range(TURNS):
        steep = turn % 3 < 2 and at_high > at_low
        middle = (low * at_high - high * at_low) / (at_high - at_low) if steep else (low + high) / 2
        at_middle = excess(middle)
        if abs(at_middle) < NEAR:
            return middle
        if at_middle > 0:
            high, at_high = middle, at_middle
        else:
            low, at_low = middle, at_middle
        if high - low < NARROW:
            break
    return high
