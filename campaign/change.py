"""Changes by hand to a plan on the desk: what a change would do, and what forbids it, before anything is changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from campaign.asked import Asked
from planning.assignment import Clock, Effort
from planning.case import Case
from planning.plan import Fixed, Plan, Wishes, make_plan, plan_of, wished
from store.plans import Record, Revision

__all__ = ["Change", "Conflict", "Opened", "Record", "alternatives", "compared", "dropped", "moved", "moved_around"]

PAIR = ["team_id", "unit_id"]
DIFFERENCES = ("only_one", "only_other", "other_team", "other_time")
RULES = ("over_days", "no_week")  # beside the reasons for which a lock gives way


@dataclass(frozen=True)
class Opened:
    """A plan as it lies on the desk: its place in the list, the revision in force, and the plan itself."""

    record: Record
    revision: Revision
    asked: Asked
    plan: Plan
    homeless: tuple[str, ...]
    ground: str

    @property
    def day(self) -> date:
        """The day whose figures it was made from."""
        return date.fromisoformat(self.asked.day)


@dataclass(frozen=True)
class Conflict:
    """Why a change cannot be: the rule, of which team or group, and the facts that its sentence needs."""

    rule: str
    subject: str
    facts: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Change:
    """What a change would do: the plan before and after, the half days of the teams it touches, what forbids it.

    `workload` has team_id, team, given, before and after; `after` is None where something forbids the change.
    """

    before: Opened
    after: Plan | None
    asked: Asked
    assignments: pd.DataFrame
    action: str
    subject: str
    workload: pd.DataFrame
    conflicts: tuple[Conflict, ...] = ()

    @property
    def adults(self) -> float:
        """How many adults more, or fewer, are expected after it."""
        return self.after.adults - self.before.plan.adults if self.after else 0.0


def moved(before: Opened, unit_id: str, team_id: str, half_days: int | None = None) -> Change:
    """Return what giving a group to another team, or for another time, would do; the pair is locked with it."""
    case, rows = before.plan.case, before.revision.assignments
    others = rows[rows["unit_id"] != unit_id]
    stay = _stay(case, unit_id, team_id, half_days)
    if stay is None:
        _, _, relaxed = wished(case, Wishes(fixed=(Fixed(team_id, unit_id, half_days),)))
        refused = Conflict(relaxed[0].reason, unit_id, (("team_id", team_id),))
        return Change(before, None, before.asked, rows, "moved", unit_id, workload(before, rows), (refused,))
    row = pd.DataFrame([{"team_id": team_id, "unit_id": unit_id, **stay}])
    asked = before.asked.pinned(team_id, unit_id, stay["half_days"])
    return _worked_out(before, asked, pd.concat([others, row], ignore_index=True), "moved", unit_id)


def moved_around(
    before: Opened, unit_id: str, team_id: str, half_days: int | None, clock: Clock, seconds: float
) -> Change:
    """Return what giving a group to a team would do where the other visits may give way: they are planned anew."""
    asked = before.asked.pinned(team_id, unit_id, half_days)
    rows = before.revision.assignments
    after = make_plan(
        before.plan.case, asked.goals(), asked.wishes(), clock=clock, effort=Effort(seconds), previous=rows
    )
    # The case is that of the opened plan: what is proven now holds on its ground.
    asked = replace(asked, ground=before.ground, ceiling=float(after.bound))
    work = workload(before, after.assignments)
    told = tuple(Conflict(one.reason, unit_id, one.facts) for one in after.relaxed if one.subject == unit_id)
    return Change(before, None if told else after, asked, after.assignments, "moved", unit_id, work, told)


def dropped(before: Opened, unit_id: str, *, for_good: bool = False) -> Change:
    """Return what taking a group out would do; for good, it stays out of every further planning of this plan."""
    asked = before.asked.banned(unit_id) if for_good else before.asked.loosened(unit_id)
    rows = before.revision.assignments
    return _worked_out(before, asked, rows[rows["unit_id"] != unit_id], "banned" if for_good else "dropped", unit_id)


def _worked_out(before: Opened, asked: Asked, wanted: pd.DataFrame, action: str, subject: str) -> Change:
    """Work out what a table of assignments would come to, and whether every one of them can be."""
    work = workload(before, wanted)
    over = work[work["after"] > work["given"]]
    if len(over):
        facts = [
            (("days", given / 2), ("used", used / 2)) for given, used in over[["given", "after"]].to_numpy().tolist()
        ]
        told = tuple(Conflict("over_days", team, one) for team, one in zip(over["team_id"], facts, strict=True))
        return Change(before, None, asked, wanted, action, subject, work, told)
    after = plan_of(before.plan.case, wanted, asked.goals(), asked.wishes())
    both = wanted.merge(after.assignments[PAIR], on=PAIR, how="left", indicator=True)
    lost = both[both["_merge"] == "left_only"]
    told = tuple(
        Conflict("no_week", unit, (("team_id", team),))
        for team, unit in zip(lost["team_id"], lost["unit_id"], strict=True)
    )
    return Change(before, None if told else after, asked, wanted, action, subject, work, told)


def _stay(case: Case, unit_id: str, team_id: str, half_days: int | None) -> dict[str, int] | None:
    """Return half days and stays of the option that brings most for its time, of a length where one is told."""
    teams = [one.team_id for one in case.register.teams]
    if team_id not in teams or not case.groups["unit_id"].eq(unit_id).any():
        return None
    mine = _options_of(case, unit_id)
    mine = mine[mine["team_no"] == teams.index(team_id)]
    if half_days is not None:
        mine = mine[mine["half_days"] == half_days]
    if mine.empty:
        return None
    best = mine.assign(rate=mine["gain"] / mine["half_days"]).sort_values(["rate", "gain"], ascending=False).iloc[0]
    return {"half_days": int(best["half_days"]), "stays": int(best["stays"])}


def _options_of(case: Case, unit_id: str) -> pd.DataFrame:
    group_no = int(case.groups["unit_id"].eq(unit_id).to_numpy().argmax())
    return case.options[case.options["group_no"] == group_no]


def workload(before: Opened, wanted: pd.DataFrame) -> pd.DataFrame:
    """Return the half days of every team whose work a table of assignments changes: given, before and after."""
    case = before.plan.case
    teams = case.register.frame()[["team_id", "name"]].rename(columns={"name": "team"})
    used = {
        name: table.groupby("team_id")["half_days"].sum()
        for name, table in (("before", before.revision.assignments), ("after", wanted))
    }
    counted = {name: teams["team_id"].map(sums).fillna(0).astype("int64") for name, sums in used.items()}
    told = teams.assign(given=case.week_half_days.sum(axis=1), **counted)
    return told[told["before"] != told["after"]].reset_index(drop=True)


def alternatives(opened: Opened, unit_id: str) -> pd.DataFrame:
    """Return what every team could do in a group, the best visit of each length, most adults first.

    Columns: team_id, team, half_days, stays, travel_minutes, gain_adults, is_spoken, free_half_days (what the team
    has left in this plan, its time in this group counted as free).
    """
    case, rows = opened.plan.case, opened.revision.assignments
    teams = case.register.frame()[["team_id", "name"]].rename(columns={"name": "team"})
    used = rows[rows["unit_id"] != unit_id].groupby("team_id")["half_days"].sum()
    teams["free_half_days"] = case.week_half_days.sum(axis=1) - teams["team_id"].map(used).fillna(0).astype("int64")
    told = _options_of(case, unit_id).join(teams, on="team_no").rename(columns={"gain": "gain_adults"})
    told["travel_minutes"] = 60 * told["travel_hours"]
    columns = ["team_id", "team", "half_days", "stays", "travel_minutes", "gain_adults", "is_spoken", "free_half_days"]
    best = told.sort_values(["gain_adults", "team_id"], ascending=[False, True], kind="stable")
    return best.drop_duplicates(["team_id", "half_days"])[columns].reset_index(drop=True)


def compared(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return the groups in which two plans differ, from the assignments of each, the larger difference first.

    Columns: unit_id, name, commune, team_id, gain_adults and half_days of either (suffixes _one and _other), and
    `difference`, one of DIFFERENCES.
    """
    about = pd.concat([one, other]).drop_duplicates("unit_id").set_index("unit_id")[["name", "commune"]]
    columns = ["unit_id", "team_id", "gain_adults", "half_days"]
    both = one[columns].merge(other[columns], on="unit_id", how="outer", suffixes=("_one", "_other"))
    conditions = [
        both["team_id_other"].isna(),
        both["team_id_one"].isna(),
        both["team_id_one"] != both["team_id_other"],
        both["half_days_one"] != both["half_days_other"],
    ]
    both["difference"] = np.select([mask.to_numpy(bool) for mask in conditions], DIFFERENCES, "")
    both["weight"] = (both["gain_adults_one"].fillna(0) - both["gain_adults_other"].fillna(0)).abs()
    told = both[both["difference"] != ""].join(about, on="unit_id")
    return told.sort_values("weight", ascending=False, kind="stable").drop(columns="weight").reset_index(drop=True)
