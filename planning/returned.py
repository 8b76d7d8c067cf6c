"""What the forms of teams add to a follow-up: reasons, visits whose records are not in, and where the two disagree."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planning.followup import PAIR, Followup, Status

TOLD = ("status", "on", "households", "adults", "closed", "minutes")
COUNTS = ["households", "adults", "closed"]
REASONS = ("plan_unknown", "plan_not_approved", "visit_not_planned")
PROBLEM = ["row_no", "column", "value", "reason"]


def with_returns(found: Followup, returns: pd.DataFrame) -> Followup:
    """Return a follow-up with what the forms say beside it, as form_ and the names of TOLD, and `is_contradicted`.

    `returns` has team_id, unit_id, status, reason, on_date, households, adults, closed and minutes of one plan. Records
    stay the truth for people: nobody told on a form alone is counted as reached. A form that tells a visit of which no
    record came makes it `reported`; one that says why not gives the reason. Contradicted is a visit that one of the two
    knows and the other denies, and one that is done by the form but for the most part missing in the records.
    """
    rows = found.rows.merge(combined(returns), on=PAIR, how="left")
    # A form without a row of the plan would be of another plan: what it says of an unplanned visit is nothing new.
    is_told = rows["form_status"].notna() & (rows["status"] != Status.UNPLANNED.value)
    says_visited = is_told & rows["form_status"].isin([Status.DONE.value, Status.PARTLY.value])
    says_not = is_told & (rows["form_status"] == Status.NOT_DONE.value)
    is_silent = (rows["contacts"] == 0) & (rows["closed"] == 0) & (rows["by_others"] <= 0)
    rows["is_contradicted"] = (
        (says_not & (rows["contacts"] > 0))
        | (says_visited & ~is_silent & (rows["contacts"] == 0))
        | (is_told & (rows["form_status"] == Status.DONE.value) & (rows["status"] == Status.PARTLY.value))
    )
    rows.loc[says_visited & is_silent, "status"] = Status.REPORTED.value
    is_due_unmet = (rows["status"] == Status.DUE.value) & (rows["contacts"] == 0)
    rows.loc[says_not & is_due_unmet, "status"] = Status.NOT_DONE.value
    rows["reason"] = _reason(rows, is_told)
    return Followup(rows.drop(columns="form_reason"))


def _reason(rows: pd.DataFrame, is_told: pd.Series) -> pd.Series:
    """Return why a visit was not done, or not wholly: as the form says, else as it was."""
    is_open = rows["status"].isin([Status.NOT_DONE.value, Status.PARTLY.value])
    has_reason = is_told & is_open & (rows["form_reason"].fillna("") != "")
    kept = rows["reason"].where(rows["status"] == Status.NOT_DONE.value, "")
    return kept.where(~has_reason, rows["form_reason"])


def combined(returns: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each team and group, its stays together: done if all are, not done if none is, else partly.

    Columns: team_id, unit_id, form_reason, and form_ with the names of TOLD. People, households and closed doors add
    up, the day is the last one, the minutes on the way are the middle ones.
    """
    stays = returns.groupby(PAIR, sort=True)
    least, most = (stays["status"].agg(one) for one in ("min", "max"))  # done < not_done < partly
    status = least.where(least == most, Status.PARTLY.value)
    told = stays[COUNTS].sum(min_count=1).add_prefix("form_")
    reason = returns.assign(reason=returns["reason"].replace("", pd.NA)).groupby(PAIR, sort=True)["reason"].first()
    made = told.assign(
        form_status=status,
        form_reason=reason,
        form_on=stays["on_date"].max(),
        form_minutes=stays["minutes"].median().astype("Float64"),
    )
    return made.reset_index()


def fitting(rows: pd.DataFrame, planned: pd.DataFrame, listed: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of a form that belong to an approved plan, and what is wrong with the others (PROBLEM).

    `rows` has row_no, plan_no, team_id and unit_id; `planned` has plan_no, team_id and unit_id of every approved plan;
    `listed` has every plan_no there is.
    """
    pairs = pd.MultiIndex.from_frame(rows[["plan_no", *PAIR]])
    is_planned = pairs.isin(pd.MultiIndex.from_frame(planned[["plan_no", *PAIR]]))
    is_known = rows["plan_no"].isin(listed["plan_no"])
    is_approved = rows["plan_no"].isin(planned["plan_no"])
    reason = np.select([~is_known, ~is_approved, ~is_planned], REASONS, default="")
    is_bad = reason != ""
    of_plan = ~(is_known & is_approved)
    told = rows["team_id"].astype("str") + " · " + rows["unit_id"].astype("str")
    problems = pd.DataFrame(
        {
            "row_no": rows["row_no"],
            "column": np.where(of_plan, "plan_no", "unit_id"),
            "value": rows["plan_no"].astype("str").where(of_plan, told),
            "reason": reason,
        }
    )
    return rows[~is_bad], problems.loc[is_bad, PROBLEM].reset_index(drop=True)
