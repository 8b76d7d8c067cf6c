"""The standing of units on many days at once: every rule as on one day, but one pass over all of them."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from outreach.target import Target

Standing = Callable[[pd.DataFrame, pd.DataFrame, pd.Timestamp, Target, int], pd.DataFrame]
AFTER = "|"  # parts the id of a unit from the number of its day; no id holds it


def standing_over(
    standing: Standing,
    units: pd.DataFrame,
    facts: pd.DataFrame,
    days: Sequence[pd.Timestamp],
    target: Target,
    silent_days: int,
) -> pd.DataFrame:
    """Return the standing on each of some days, one row a unit and day, with `on_date` and the unit's own unit_no.

    Every day gets a copy of the units, and of the facts moved so that its day falls on the last one: what `standing`
    says of that day then holds for each. The order is by day, and inside a day as `standing` has it.
    """
    last, step = max(days), int(units["unit_no"].max()) + 1
    back = [last - day for day in days]
    made = standing(_copies(units, step, len(days)), _moved(facts, step, back), last, target, silent_days)
    number = made.index.to_numpy() // step
    own = made.assign(
        unit_id=made["unit_id"].str.partition(AFTER)[0],
        parent_id=made["parent_id"].str.partition(AFTER)[0],
        last_on=made["last_on"] - pd.Series(np.array(back, dtype="timedelta64[s]")[number], index=made.index),
        on_date=np.array(days, dtype="datetime64[s]")[number],
    )
    order = np.argsort(number, kind="stable")
    return own.set_index(pd.Index(made.index.to_numpy() % step, name=made.index.name)).iloc[order]


def _copies(units: pd.DataFrame, step: int, count: int) -> pd.DataFrame:
    number = np.repeat(np.arange(count), len(units))
    every = units.iloc[np.tile(np.arange(len(units)), count)]
    mark = pd.Series(number, index=every.index).astype("str").radd(AFTER).array
    has_parent = every["parent_id"].fillna("") != ""
    return every.assign(
        unit_no=every["unit_no"].to_numpy() + number * step,
        unit_id=every["unit_id"].array + mark,
        parent_id=every["parent_id"].where(~has_parent, every["parent_id"].array + mark),
    )


def _moved(facts: pd.DataFrame, step: int, back: Sequence[pd.Timedelta]) -> pd.DataFrame:
    number = np.repeat(np.arange(len(back)), len(facts))
    every = facts.iloc[np.tile(np.arange(len(facts)), len(back))]
    shift = np.array(back, dtype="timedelta64[s]")[number]
    return every.assign(unit_no=every["unit_no"].to_numpy() + number * step, on_date=every["on_date"].array + shift)
