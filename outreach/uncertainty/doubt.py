"""What makes a complete count doubtful: old population figures, and records that wait for a place."""

import numpy as np
import pandas as pd

from outreach.denominator import ESTIMATED

FRESH, OLDER, PROJECTED = 0.05, 0.12, 0.20
OLD_YEARS = 5
ESTIMATES = ("estimate", ESTIMATED)


def denominator_cv(year: pd.Series, kind: pd.Series, day: pd.Timestamp) -> pd.Series:
    """Return how far a population figure may be off, as a coefficient of variation.

    5 % for a figure of the year itself, 12 % for an older one; 20 % from five years on, without a year, and for an
    estimate: assumptions, not measurements (docs/decisions/0006-uncertainty.md).
    """
    age = (day.year - year.astype("Float64")).mask(kind.isin(ESTIMATES))
    values = np.select([(age < 1).fillna(False), (age < OLD_YEARS).fillna(False)], [FRESH, OLDER], PROJECTED)
    return pd.Series(values, index=year.index, name="denominator_cv")


def waiting_moments(groups: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return mean and variance of the adults on records that wait and may belong to each group.

    `groups` has parent_id and adults; `places` has parent_id (the commune) and waiting (adults), one row for each
    written place. A place belongs to one group with all its rows, to a large one more likely; a group without a
    population figure is given none.
    """
    adults = groups["adults"].astype("Float64").fillna(0).astype("float64")
    chance = (adults / adults.groupby(groups["parent_id"]).transform("sum")).fillna(0)
    sums = places.assign(squares=places["waiting"].astype("float64") ** 2).groupby("parent_id")[["waiting", "squares"]]
    there = sums.sum().reindex(groups["parent_id"], fill_value=0).set_axis(groups.index)
    return pd.DataFrame(
        {"waiting_mean": chance * there["waiting"], "waiting_variance": chance * (1 - chance) * there["squares"]},
        dtype="float64",
    )
