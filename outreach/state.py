"""The state of a unit: one, by a fixed precedence, so that a data gap is never read as a coverage gap."""

from enum import StrEnum

import numpy as np
import pandas as pd

from outreach.target import Target


class State(StrEnum):
    """Data states in order of precedence."""

    CLOSED = "closed"
    NO_DENOMINATOR = "no_denominator"
    NOT_ON_MAP = "not_on_map"
    NO_REPORT = "no_report"
    UNMATCHED = "unmatched"
    VISITED_ZERO = "visited_zero"
    PLANNED = "planned"
    NEVER_REACHED = "never_reached"
    AT_TARGET = "at_target"
    PARTLY = "partly"


# What helps: a team, mended data, or nothing. A place that only forgot its report is never sent a team.
REMEDIES = {
    State.CLOSED: "none",
    State.NO_DENOMINATOR: "mend_data",
    State.NOT_ON_MAP: "mend_data",
    State.NO_REPORT: "mend_data",
    State.UNMATCHED: "mend_data",
    State.VISITED_ZERO: "send_team",
    State.PLANNED: "send_team",
    State.NEVER_REACHED: "send_team",
    State.AT_TARGET: "none",
    State.PARTLY: "send_team",
}


def unit_state(standing: pd.DataFrame, target: Target) -> pd.Series:
    """Return the state of each unit.

    `standing` has adults, reached, reached_known, records, unmatched (records that wait for a place somewhere in
    the unit's commune, and none is placed in the unit) and is_silent (its commune has sent nothing for too long);
    where it also has is_closed (a person decided it), is_planned (a plan in force sends a team) and grade ('none' for
    a unit without shape), those count too.
    """
    adults = standing["adults"].fillna(0)
    none = standing["records"] == 0
    at_target = standing["reached_known"] >= target.people(adults)
    choices = [
        (_flag(standing, "is_closed"), State.CLOSED),
        (adults <= 0, State.NO_DENOMINATOR),
        (standing["grade"] == "none" if "grade" in standing else np.zeros(len(standing), bool), State.NOT_ON_MAP),
        (none & standing["is_silent"], State.NO_REPORT),
        (none & standing["unmatched"], State.UNMATCHED),
        (~none & (standing["reached"] == 0), State.VISITED_ZERO),
        (none & _flag(standing, "is_planned"), State.PLANNED),
        (none, State.NEVER_REACHED),
        (at_target, State.AT_TARGET),
    ]
    values = np.select(
        [np.asarray(mask, dtype=bool) for mask, _ in choices],
        [s.value for _, s in choices],
        State.PARTLY.value,
    )
    return pd.Series(values, index=standing.index, name="state", dtype="str")


def _flag(standing: pd.DataFrame, column: str) -> pd.Series:
    return standing[column] if column in standing else pd.Series(False, index=standing.index)


def remedy(state: pd.Series) -> pd.Series:
    """Return what helps a unit in its state: 'send_team', 'mend_data' or 'none'."""
    return state.map({one.value: what for one, what in REMEDIES.items()}).astype("str").rename("remedy")


def unheard(standing: pd.DataFrame) -> pd.Series:
    """Mark units of which nothing is known, because no report came or all of it waits: not nought, but no figure.

    `standing` as for `unit_state`.
    """
    return ((standing["records"] == 0) & (standing["is_silent"] | standing["unmatched"])).astype("bool")


def never_reached(standing: pd.DataFrame) -> pd.Series:
    """Mark units with people and without any record although their commune reports, on the map or not, planned or not.

    `standing` as for `unit_state`.
    """
    open_units = ~_flag(standing, "is_closed") & (standing["adults"].fillna(0) > 0)
    return (open_units & (standing["records"] == 0) & ~unheard(standing)).astype("bool").rename("is_never")


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
        State.CLOSED: "no_denominator",  # nobody is counted there any more
        State.NO_DENOMINATOR: "no_denominator",
        State.NO_REPORT: "no_data",
        State.UNMATCHED: "unmatched",
    }
    named = state.map({state.value: name for state, name in special.items()})
    return named.fillna(classes).fillna("no_data").rename("coverage_class")
