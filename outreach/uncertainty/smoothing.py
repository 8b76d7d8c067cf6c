"""Published empirical Bayes estimators: a rate moves towards the mean around it, the further the less is known.

What is around a place is a function that adds values up: over all (`whole`), inside a commune (`within`), or over the
place and its neighbours (`near`). All of these need only sums, so one formula serves each of them.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

Around = Callable[[pd.Series], pd.Series]


def whole(values: pd.Series) -> pd.Series:
    """Add up over all places."""
    return pd.Series(values.sum(), index=values.index)


def within(label: pd.Series) -> Around:
    """Return what adds up over the places of the same label."""
    return lambda values: values.groupby(label, dropna=False).transform("sum")


def near(neighbours: pd.DataFrame, itself: bool = True) -> Around:
    """Return what adds up over the neighbours of each place, and the place itself unless told otherwise.

    `neighbours` has unit_no and neighbour_no, a pair in either direction or both; the values are indexed by unit_no.
    Pairs with places that have no value are left out.
    """

    def added(values: pd.Series) -> pd.Series:
        own, other = linked(neighbours, values.index)
        sums = np.bincount(own, weights=values.to_numpy(float)[other], minlength=len(values))
        return pd.Series(sums + itself * values.to_numpy(float), index=values.index)

    return added


def linked(neighbours: pd.DataFrame, index: pd.Index) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions in an index of each place and its neighbour, every pair once in both directions."""
    one, two = (index.get_indexer(pd.Index(neighbours[column])) for column in ("unit_no", "neighbour_no"))
    known = (one >= 0) & (two >= 0) & (one != two)
    one, two = one[known].astype(np.int64), two[known].astype(np.int64)
    pairs = np.sort(np.concatenate([one * len(index) + two, two * len(index) + one]))
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]  # many times as fast as numpy's own unique
    return np.divmod(pairs, max(len(index), 1))


def martuzzi_elliott(cases: pd.Series, people: pd.Series, around: Around = whole) -> pd.Series:
    """Return the binomial estimate of each proportion, for shares that are not rare (Martuzzi & Elliott, 1996).

    The variance between places is that of the proportions less what binomial chance alone gives, never below zero.
    """
    rate, mean, spread, size = _around(cases, people, around)
    chance = mean * (1 - mean)
    between = ((spread - chance / size) * size / (size - 1).where(size > 1)).clip(lower=0).fillna(0)
    return _moved(rate, mean, between * people, between * (people - 1) + chance)


def marshall(cases: pd.Series, people: pd.Series, around: Around = whole) -> pd.Series:
    """Return the moment estimate of each rate of rare events, global or local by what is `around` (Marshall, 1991)."""
    rate, mean, spread, size = _around(cases, people, around)
    between = (spread - mean / size).clip(lower=0)
    return _moved(rate, mean, between * people, between * people + mean)


def marshall_moments(cases: pd.Series, people: pd.Series) -> tuple[float, float]:
    """Return the variance between places and the mean of Marshall's global estimate (his a and b)."""
    _, mean, spread, size = _around(cases, people, whole)
    return max(0.0, float((spread - mean / size).iloc[0])), float(mean.iloc[0])


def _around(cases: pd.Series, people: pd.Series, around: Around) -> tuple[pd.Series, pd.Series, pd.Series, pd.Series]:
    """Return the rate of each place, and around it the mean, the weighted variance and the mean number of people."""
    cases, people = cases.astype("float64"), people.astype("float64")
    rate = cases / people.where(people > 0)
    all_people = around(people)
    mean = around(cases) / all_people
    # Σ n(p - m)² / Σ n, of which only sums that do not depend on m are added up around.
    spread = around((rate * cases).fillna(0)) / all_people - mean**2
    return rate, mean, spread, all_people / around((people > 0).astype("float64"))


def _moved(rate: pd.Series, mean: pd.Series, own: pd.Series, whole_weight: pd.Series) -> pd.Series:
    share = (own / whole_weight.where(whole_weight > 0)).fillna(0)
    return (mean + share * (rate - mean).fillna(0)).rename("smoothed_share")
