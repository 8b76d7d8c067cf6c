"""The state of a unit: one, by a fixed precedence, so that a data gap is never read as a coverage gap."""

from enum import StrEnum

import numpy as np
import pandas as pd

from outreach.target import Target


class State(StrEnum):
    """Data states in order of precedence."""

    NO_DENOMINATOR = "no_denominator"
    NO_REPORT = "no_report"
    UNMATCHED = "unmatched"
    NEVER_REACHED = "never_reached"
    VISITED_ZERO = "visited_zero"
    PARTLY = "partly"
    AT_TARGET = "at_target"


NO_FIGURE = (State.NO_REPORT, State.UNMATCHED)


def unit_state(standing: pd.DataFrame, target: Target) -> pd.Series:
    """Return the state of each unit.

    `standing` has adults, reached, reached_known, records, unmatched (records that wait for a place somewhere in
    the unit's commune, and none is placed in the unit) and is_silent (its commune has sent nothing for too long).
    """
    adults = standing["adults"].fillna(0)
    none = standing["records"] == 0
    at_target = standing["reached_known"] >= target.people(adults)
    choices = [
        (adults <= 0, State.NO_DENOMINATOR),
        (none & standing["is_silent"], State.NO_REPORT),
        (none & standing["unmatched"], State.UNMATCHED),
        (none, State.NEVER_REACHED),
        (standing["reached"] == 0, State.VISITED_ZERO),
        (at_target, State.AT_TARGET),
    ]
    values = np.select(
        [np.asarray(mask, dtype=bool) for mask, _ in choices],
        [s.value for _, s in choices],
        State.PARTLY.value,
    )
    return pd.Series(values, index=standing.index, name="state", dtype="str")


def silent(last_record_on: pd.Series, until: pd.Timestamp, days: int) -> pd.Series:
    """Tell the communes without any record in the last so many days: True also where there never was one."""
    return (last_record_on.isna() | (last_record_on < until - pd.Timedelta(days=days))).rename("is_silent")


def coverage_class(share: pd.Series, state: pd.Series) -> pd.Series:
    """Return the fixed class of a coverage; data gaps have their own.

    Lower bounds belong to the class, so 0.25 is in `under_50`.
    """
    bounds = [-np.inf, 1e-12, 0.25, 0.50, 0.80, 1.0, np.inf]
    labels = ["none", "under_25", "under_50", "under_80", "under_100", "full"]
    classes = pd.cut(share.astype("float64"), bounds, labels=labels, right=False).astype("str")
    special = {
        State.NO_DENOMINATOR: "no_denominator",
        State.NO_REPORT: "no_data",
        State.UNMATCHED: "unmatched",
    }
    named = state.map({state.value: name for state, name in special.items()})
    return named.fillna(classes).fillna("no_data").rename("coverage_class")
