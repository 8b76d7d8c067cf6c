"""The tables of a plan without words: what is told of each visit, stay, team and group left out; kept at approval."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from planning.explanation import assignment_reasons, left_out
from planning.plan import Plan
from store.plans import Record

PAIR = ["team_id", "unit_id"]
OF_GROUP = ("parent_id", "lon", "lat", "terrain", "households", "adults", "has_power", "has_signal", "beyond_km")
OF_REASON = ("time_price", "net", "next_team_id", "next_gain", "next_travel_minutes", "next_cost")
STEMS = ("assignments", "schedule", "teams", "left_out", "facts")
PLANNED = ("plan_no", "team_id", "team", "unit_id", "starts_on", "ends_on", "gain_adults")


def tables_of(plan: Plan, day: date) -> dict[str, pd.DataFrame]:
    """Return the tables of a plan made on a day: those of STEMS.

    `assignments` has a row for each team and group with its first and last day, what is known of the group, and why;
    `schedule` one for each stay; `teams` one for each team with its base and days; `left_out` one for each low group
    that stays out; `facts` one row that says what the plan comes to.
    """
    return {
        "assignments": _assignments(plan, day),
        "schedule": plan.schedule,
        "teams": _teams(plan),
        "left_out": left_out(plan),
        "facts": pd.DataFrame([facts_of(plan)]),
    }


def facts_of(plan: Plan) -> dict[str, float | int | bool]:
    """Return what the headline of a plan tells."""
    least, most = plan.adults_range
    return {
        "adults": plan.adults,
        "adults_least": least,
        "adults_most": most,
        "adults_worst": plan.adults_worst,
        "groups": len(plan.assignments),
        "half_days_used": plan.half_days_used,
        "half_days": int(plan.case.week_half_days.sum()),
        "teams": int(plan.assignments["team_id"].nunique()),
        "value": plan.value,
        "bound": float(plan.bound),
        "gap": plan.gap,
        "is_proven": bool(plan.choice.is_proven and plan.gap < 1e-6),
    }


def _assignments(plan: Plan, day: date) -> pd.DataFrame:
    groups = plan.case.groups.set_index("unit_id")
    rows = plan.assignments.drop(columns=["team_no", "group_no", "option"])
    mine = groups.reindex(rows["unit_id"])
    days = plan.schedule.groupby(PAIR).agg(
        starts_on=("starts_on", "min"), ends_on=("ends_on", "max"), week=("week", "min"),
        is_overnight=("is_overnight", "any"),
    )  # fmt: skip
    why = assignment_reasons(plan)
    told = rows.assign(
        **{name: mine[name].to_numpy() for name in OF_GROUP if name in mine},
        is_never=(mine["reached"] == 0).to_numpy() & rows["is_known"].to_numpy(bool),
        days_since=(pd.Timestamp(day) - pd.to_datetime(mine["last_on"])).dt.days.to_numpy(),
        is_fixed=_locked(plan, rows),
        **{name: why[name].to_numpy() for name in OF_REASON},
    )
    told = told.merge(days.reset_index(), on=PAIR, how="left")
    return told.sort_values(["team_id", "starts_on", "unit_id"], kind="stable", ignore_index=True)


def _locked(plan: Plan, rows: pd.DataFrame) -> np.ndarray:
    """Mark the visits that a planner has locked."""
    fixed = pd.MultiIndex.from_tuples([(one.team_id, one.unit_id) for one in plan.wishes.fixed], names=PAIR)
    pairs = pd.MultiIndex.from_frame(rows[PAIR])
    return np.asarray(pairs.isin(fixed)) | rows["unit_id"].isin(plan.wishes.must).to_numpy()


def _teams(plan: Plan) -> pd.DataFrame:
    """Return a row for each team: who it is, where it starts, its half days and what it does with them."""
    teams, given = plan.case.register.teams, plan.case.week_half_days.sum(axis=1)
    about = pd.DataFrame(
        {
            "team_id": [one.team_id for one in teams],
            "team": [one.name for one in teams],
            "base": [one.commune_id for one in teams],
            "members": [one.members for one in teams],
            "pairs": [one.pairs_present for one in teams],
            "languages": [", ".join(sorted(one.languages)) for one in teams],
            "transport": [one.transport for one in teams],
            "force": [one.force for one in teams],
            "lon": [one.lon for one in teams],
            "lat": [one.lat for one in teams],
            "half_days": given,
        }
    )
    done = plan.assignments.groupby("team_id").agg(
        half_days_used=("half_days", "sum"), groups=("unit_id", "size"), gain_adults=("gain_adults", "sum")
    )
    whole = {"half_days_used": "int64", "groups": "int64"}
    return about.join(done, on="team_id").fillna(dict.fromkeys(done, 0)).astype(whole)


def in_force(approved: Sequence[tuple[Record, dict[str, pd.DataFrame]]], day: date) -> pd.DataFrame:
    """Return the visits of approved plans that are still to come on a day: PLANNED, a row for each team and group.

    Where weeks of two plans overlap, the one approved last counts from its first day on.
    """
    found: list[pd.DataFrame] = []
    covered: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    for record, tables in sorted(approved, key=lambda one: str(one[0].approved_at), reverse=True):
        first = date.fromisoformat(record.asked["starts_on"])
        span = (pd.Timestamp(first), pd.Timestamp(first + timedelta(days=7 * int(record.asked["weeks"]) - 1)))
        rows = tables["assignments"].assign(plan_no=record.plan_no)[list(PLANNED)]
        taken = np.zeros(len(rows), dtype=bool)
        for start, end in covered:
            taken |= rows["starts_on"].between(start, end).to_numpy()
        found.append(rows[~taken & (rows["ends_on"] >= pd.Timestamp(day)).to_numpy()])
        covered.append(span)
    if not found:
        return pd.DataFrame(columns=list(PLANNED))
    return pd.concat(found, ignore_index=True).sort_values(["unit_id", "starts_on"], kind="stable", ignore_index=True)
