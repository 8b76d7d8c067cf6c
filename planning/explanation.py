"""Why this plan: prices of days, locks and the floor; what each assignment brings; why the others stay at home.

Prices come from the relaxation solved again with the change (a day more, a lock less), over the options that could
matter: a difference, not a slope. They are in the plan's own measure, weighted adults.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from planning.assignment import Clock, Effort, solve
from planning.bound import relaxed
from planning.case import Case
from planning.options import build_options
from planning.plan import Plan
from planning.problem import Problem
from planning.statement import stated, valued
from planning.team import Register
from planning.wishes import Fixed, Goals, Wishes, wished

LEFT = ("locked", "nobody_left", "beyond_reach", "no_language", "too_short", "tie", "worth_less")
MANY_TEAMS = 300
NEAR = 4_000  # options that could matter
TIE = 0.005
EXACT = 1e-5


def near_options(plan: Plan) -> pd.DataFrame:
    """Return the options that could be in a plan after a small change: those that lose least, and those chosen."""
    loss = plan.choice.bound.loss
    count = min(NEAR, len(loss))
    numbers = np.union1d(np.argpartition(loss, count - 1)[:count], plan.choice.chosen)
    return plan.options.iloc[numbers]


def _worth(problem: Problem, clock: Clock | None) -> float:
    """Return the relaxed value of a problem, or with a clock that of its best choice."""
    if clock is None:
        return relaxed(problem).value
    return solve(problem, Effort(60.0, EXACT), clock).value


def options_of_team(case: Case, team_no: int) -> pd.DataFrame:
    """Return every option of one team."""
    one = Register((case.register.teams[team_no],))
    options = build_options(
        case.groups, one, case.minutes[[team_no]], case.response,
        week_half_days=case.week_half_days[[team_no]], stays=case.stays, runs=case.runs[[team_no]],
    )  # fmt: skip
    return options.assign(team_no=team_no)


def goals_kept(plan: Plan) -> Goals:
    """Return the goals as they could be kept: a floor that was lowered stays so."""
    floor = plan.problem.least[-1] if plan.goals.floor > 0 else 0.0
    return replace(plan.goals, floor=max(0.0, float(floor)))


def price_of_day(plan: Plan, team_id: str, *, days: int = 1, week: int = 0, clock: Clock | None = None) -> float:
    """Return what so many days more of a team would add, or, negative, fewer would take away.

    With a clock both plans are solved exactly instead of relaxed: slower, and true to the last adult.
    """
    team_no = _number(plan, team_id)
    near, goals = near_options(plan), goals_kept(plan)
    before = _worth(stated(plan.case, near, goals, plan.problem.must), clock)
    return _with_days(plan, near, goals, team_no, (week, 2 * days), clock) - before


def _with_days(
    plan: Plan, near: pd.DataFrame, goals: Goals, team_no: int, lent: tuple[int, int], clock: Clock | None
) -> float:
    case = replace(plan.case, lent=(*plan.case.lent, (team_no, *lent)))
    allowed = plan.options["group_no"].unique()
    mine = options_of_team(case, team_no)
    mine = valued(case, mine[mine["group_no"].isin(allowed)], goals)
    mine = mine[~mine["group_no"].isin(pinned_elsewhere(plan, team_no))]
    options = pd.concat([near[near["team_no"] != team_no], mine], ignore_index=True)
    return _worth(stated(case, options, goals, plan.problem.must), clock)


def pinned_elsewhere(plan: Plan, team_no: int) -> np.ndarray:
    """Return the groups that a lock gives to another team."""
    own = plan.case.register.teams[team_no].team_id
    units = [one.unit_id for one in plan.wishes.fixed if one.team_id != own]
    return np.flatnonzero(plan.case.groups["unit_id"].isin(units))


def _number(plan: Plan, team_id: str) -> int:
    return [one.team_id for one in plan.case.register.teams].index(team_id)


def team_prices(plan: Plan) -> pd.DataFrame:
    """Return for each team its half days, those used, and what one day more would add (`day_price`).

    For very many teams it is the slope of the prices instead of the difference that a whole day makes.
    """
    near, goals = near_options(plan), goals_kept(plan)
    before = relaxed(stated(plan.case, near, goals, plan.problem.must)).value
    ids = [one.team_id for one in plan.case.register.teams]
    used = plan.assignments.groupby("team_id")["half_days"].sum().reindex(ids, fill_value=0)
    weeks = plan.case.week_half_days
    added = 2 * plan.choice.bound.prices[: len(ids)]  # the slope
    if len(ids) <= MANY_TEAMS:
        lent = [(int(np.argmin(weeks[number])), 2) for number in range(len(ids))]
        added = np.array([_with_days(plan, near, goals, one, more, None) - before for one, more in enumerate(lent)])
    return pd.DataFrame(
        {
            "team_id": ids,
            "team": [one.name for one in plan.case.register.teams],
            "half_days": weeks.sum(axis=1),
            "half_days_used": used.to_numpy(),
            "day_price": np.maximum(np.round(added, 6), 0.0),
        }
    )


def assignment_reasons(plan: Plan) -> pd.DataFrame:
    """Return, for each assignment, what its time is worth elsewhere, what is left, and the next best team.

    `time_price` is the price of the days it takes, `net` its value less that; `next_team_id` would go with
    `next_gain`, and changing to it costs `next_cost` (nought for a tie, missing where nobody else can).
    """
    profit = plan.problem.profit(plan.choice.bound.prices)
    chosen = plan.assignments["option"].to_numpy()
    own = pd.Series(plan.problem.team[chosen], index=plan.problem.group[chosen])
    others = plan.options.assign(profit=profit, option=np.arange(len(profit)))
    others = others[others["group_no"].isin(own.index)]
    others = others[others["team_no"] != own.reindex(others["group_no"]).to_numpy()]
    best = others.sort_values("profit", ascending=False, kind="stable").drop_duplicates("group_no")
    best = best.set_index("group_no").reindex(plan.assignments["group_no"])
    names = pd.Series([one.team_id for one in plan.case.register.teams])
    made = plan.assignments[["team_id", "unit_id", "value"]].copy()
    made["time_price"] = (plan.problem.value - profit)[chosen]
    made["net"] = profit[chosen]
    made["next_team_id"] = best["team_no"].map(names).astype("str").to_numpy()
    made["next_gain"] = best["gain"].to_numpy()
    made["next_travel_minutes"] = 60 * best["travel_hours"].to_numpy()
    made["next_cost"] = np.maximum(profit[chosen] - best["profit"].to_numpy(), 0.0)
    return made


def left_out(plan: Plan, *, under_share: float | None = None) -> pd.DataFrame:
    """Return the low groups that the plan leaves out, with one reason each: the lowest coverage first.

    Low is the worst-off tenth, and all under a share when one is told. Reasons: `locked`, `nobody_left`,
    `beyond_reach`, `no_language`, `too_short`, `tie`, `worth_less`: then `short_by` is what is missing, and
    `times` by how much its value would have to grow. `travel_minutes` is that of the nearest team.
    """
    groups, case = plan.case.groups, plan.case
    is_low = pd.Series(case.is_worst, index=groups.index)
    if under_share is not None:
        is_low |= (groups["coverage_share"].astype(float) < under_share).fillna(False)
    is_out = ~groups["unit_id"].isin(plan.assignments["unit_id"])
    low = groups[is_low & is_out].copy()
    numbers = groups.index.get_indexer(low.index)
    loss = np.full(len(groups), np.inf)
    np.minimum.at(loss, plan.problem.group, plan.choice.bound.loss)
    rent = plan.choice.bound.rent
    value = np.zeros(len(groups))
    best = plan.options.assign(loss=plan.choice.bound.loss).sort_values("loss", kind="stable")
    best = best.drop_duplicates("group_no")
    value[best["group_no"]] = best["value"]
    short = np.maximum(loss - rent, 0)[numbers]
    low["reason"] = _reasons_left(plan, numbers, short, value[numbers])
    is_worth = low["reason"].isin(["worth_less", "tie"]).to_numpy()
    low["short_by"] = np.where(is_worth, short, np.nan)
    low["times"] = np.where(is_worth & (value[numbers] > 0), 1 + short / np.maximum(value[numbers], 1e-9), np.nan)
    nearest = np.full(len(groups), np.nan)
    if len(case.register):
        nearest = np.where(np.isfinite(case.minutes), case.minutes, np.inf).min(axis=0)
    low["travel_minutes"] = np.where(np.isfinite(nearest[numbers]), nearest[numbers], np.nan)
    columns = ["unit_id", "name", "commune", "coverage_share", "unreached", "language", "reason", "short_by", "times",
               "travel_minutes"]  # fmt: skip
    return low[columns].sort_values("coverage_share", kind="stable")


def _reasons_left(plan: Plan, numbers: np.ndarray, short: np.ndarray, value: np.ndarray) -> np.ndarray:
    case = plan.case
    groups = case.groups.iloc[numbers]
    is_locked = groups["unit_id"].isin(plan.wishes.never).to_numpy()
    is_near = case.minutes[:, numbers] / 60 * 2 <= case.stays.most_travel_share * case.stays.day_hours
    is_near &= (case.week_half_days.sum(axis=1) > 0)[:, None]
    speaks = case.register.speaks(case.groups["language"])[:, numbers]
    has_option = np.isin(numbers, plan.options["group_no"].unique())
    spoken = np.isin(numbers, plan.options.loc[plan.options["is_spoken"], "group_no"].unique())
    conditions = [
        (is_locked, "locked"),
        (~(groups["unreached"].fillna(0) > 0).to_numpy(), "nobody_left"),
        (~is_near.any(axis=0), "beyond_reach"),
        (~(is_near & speaks).any(axis=0) | (has_option & ~spoken), "no_language"),
        (~has_option, "too_short"),
        (short <= TIE * np.maximum(value, 1e-9), "tie"),
    ]
    return np.select([mask for mask, _ in conditions], [name for _, name in conditions], "worth_less")


def lock_prices(plan: Plan, clock: Clock | None = None) -> pd.DataFrame:
    """Return what each lock and the floor cost: how much more could be reached without it (rule, subject, price).

    Relaxed, the prices are those of parts of days; whole days can make a lock dearer by some adults. With a clock every
    plan is solved exactly.
    """
    with_all = _worth_with(plan, plan.wishes, goals_kept(plan), clock)
    rows = [
        (rule, subject, max(0.0, _worth_with(plan, fewer, goals_kept(plan), clock) - with_all))
        for rule, subject, fewer in _one_fewer(plan.wishes)
    ]
    if plan.goals.floor > 0:
        free = _worth_with(plan, plan.wishes, replace(plan.goals, floor=0.0), clock)
        rows.append(("floor", "", max(0.0, free - with_all)))
    return pd.DataFrame(rows, columns=["rule", "subject", "price"])


def _one_fewer(wishes: Wishes) -> list[tuple[str, str, Wishes]]:
    must = [("must", one, replace(wishes, must=tuple(x for x in wishes.must if x != one))) for one in wishes.must]
    never = [("never", one, replace(wishes, never=tuple(x for x in wishes.never if x != one))) for one in wishes.never]
    fixed = [("fixed", one.unit_id, replace(wishes, fixed=_without(wishes.fixed, one))) for one in wishes.fixed]
    return [*must, *never, *fixed]


def _without(fixed: Sequence[Fixed], one: Fixed) -> tuple[Fixed, ...]:
    return tuple(other for other in fixed if other != one)


def _worth_with(plan: Plan, wishes: Wishes, goals: Goals, clock: Clock | None) -> float:
    options, must, _ = wished(plan.case, wishes)
    dropped = {one.subject for one in plan.relaxed}
    must &= ~plan.case.groups["unit_id"].isin(dropped).to_numpy()
    return _worth(stated(plan.case, valued(plan.case, options, goals), goals, must), clock)


def without_group(plan: Plan, unit_id: str, clock: Clock | None = None) -> float:
    """Return what leaving a group out would cost: the days it frees go where they are worth most."""
    near, goals, must = near_options(plan), goals_kept(plan), plan.problem.must.copy()
    group_no = int(plan.case.groups["unit_id"].eq(unit_id).to_numpy().argmax())
    before = _worth(stated(plan.case, near, goals, must), clock)
    must[group_no] = False
    return before - _worth(stated(plan.case, near[near["group_no"] != group_no], goals, must), clock)


def frozen(plan: Plan) -> tuple[Fixed, ...]:
    """Return the first week as locks, for the next planning of the same weeks."""
    stays = plan.schedule.groupby(["team_id", "unit_id"])["week"].min()
    first = stays[stays == 0].index
    sizes = plan.assignments.set_index(["team_id", "unit_id"])["half_days"]
    return tuple(Fixed(team, unit, int(sizes[(team, unit)]), 0) for team, unit in first)
