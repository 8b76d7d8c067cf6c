"""Explanations are true: what is said of a change is what happens when it is made."""

import time
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.territory import province
from planning.addition import one_more_speaker, one_more_team
from planning.assignment import Effort
from planning.explanation import (
    LEFT,
    assignment_reasons,
    left_out,
    lock_prices,
    price_of_day,
    team_prices,
    without_group,
)
from planning.plan import Case, Goals, Plan, Wishes, make_plan
from planning.team import Register, Team
from planning.travel import travel_minutes

EXACTLY = Effort(20.0, 0.0)
NEAR = 0.10


def planned(case: Case, goals: Goals | None = None, wishes: Wishes | None = None) -> Plan:
    return make_plan(case, goals, wishes, clock=time.monotonic, effort=EXACTLY)


@pytest.fixture(scope="module")
def plan(district: Case) -> Plan:
    """Return the best plan of the district."""
    return planned(district)


@pytest.mark.parametrize("team_no", [0, 3, 6, 9])
@pytest.mark.parametrize("days", [1, -1])
def test_the_price_of_a_day_is_true(plan: Plan, team_no: int, days: int) -> None:
    """A day more or fewer, planned anew, changes the plan by the price that was told, within a tenth."""
    changed = planned(replace(plan.case, lent=((team_no, 0, 2 * days),)))
    told = price_of_day(plan, plan.case.register.teams[team_no].team_id, days=days)
    assert told == pytest.approx(changed.value - plan.value, rel=NEAR)


def test_the_table_of_prices_is_the_same_price(plan: Plan) -> None:
    """The table for all teams tells what is told of each alone, and half days as they are used."""
    prices = team_prices(plan).set_index("team_id")
    for team_id in ("T0000", "T0007"):
        assert prices.loc[team_id, "day_price"] == pytest.approx(price_of_day(plan, team_id), rel=1e-6)
    assert prices["half_days_used"].sum() == plan.half_days_used
    assert (prices["half_days_used"] <= prices["half_days"]).all()


def test_the_price_of_a_group_is_true(plan: Plan) -> None:
    """A group taken out of the plan costs what was told, exactly or within a part of its value."""
    for unit in plan.assignments["unit_id"].iloc[::6]:
        lost = plan.value - planned(plan.case, wishes=Wishes(never=(unit,))).value
        value = plan.assignments.set_index("unit_id").loc[unit, "value"]
        assert without_group(plan, unit, time.monotonic) == pytest.approx(lost, abs=1e-3)
        assert without_group(plan, unit) == pytest.approx(lost, abs=NEAR * value)


def test_locks_cost_what_is_told(district: Case) -> None:
    """Without a lock, planned anew, the plan gains what the lock was said to cost, up to what whole days leave."""
    worst = left_out(planned(district))
    unit = worst.loc[worst["reason"] == "worth_less", "unit_id"].iloc[-1]
    best = planned(district).assignments.sort_values("value")["unit_id"].iloc[-1]
    locked = planned(district, wishes=Wishes(must=(unit,), never=(best,)))
    told = lock_prices(locked).set_index("subject")["price"]
    for wishes, subject in ((Wishes(never=(best,)), unit), (Wishes(must=(unit,)), best)):
        gained = planned(district, wishes=wishes).value - locked.value
        assert told[subject] == pytest.approx(gained, abs=0.003 * locked.value)
        assert told[subject] > 0


def test_the_floor_has_its_price(district: Case, plan: Plan) -> None:
    """The floor costs about what planning without it gains."""
    floored = planned(district, Goals(1.0, 1.1 * plan.adults_worst))
    told = lock_prices(floored).set_index("rule").loc["floor", "price"]
    assert told == pytest.approx(plan.value - floored.value, abs=0.003 * plan.value)


@pytest.mark.parametrize("seed", [1, 2])
def test_exact_prices_of_locks_and_floor_are_what_planning_anew_gains(seed: int) -> None:
    """Solved exactly, the price of every lock and of the floor is the gain without it, within a tenth."""
    case = province(200, 10, 1, seed)
    free = planned(case)
    low = left_out(free)
    must = low.loc[low["reason"] == "worth_less", "unit_id"].iloc[1]
    never = free.assignments.sort_values("value")["unit_id"].iloc[-1]
    wishes, floor = Wishes((must,), (never,)), Goals(1.0, 1.08 * free.adults_worst)
    locked = planned(case, floor, wishes)
    assert not locked.relaxed
    told = lock_prices(locked, time.monotonic).set_index("rule")["price"]
    others = {
        "must": (floor, replace(wishes, must=())),
        "never": (floor, replace(wishes, never=())),
        "floor": (Goals(), wishes),
    }
    for rule, (goals, fewer) in others.items():
        assert told[rule] == pytest.approx(planned(case, goals, fewer).value - locked.value, rel=NEAR, abs=0.01)


def test_the_next_best_team_can_go(plan: Plan) -> None:
    """The team named as next best is another one, has that option, and costs nothing less than nought."""
    why = assignment_reasons(plan)
    named = why[why["next_cost"].notna()]
    assert (named["next_team_id"] != named["team_id"]).all()
    assert (named["next_cost"] >= 0).all()
    options = plan.options
    teams = np.array([one.team_id for one in plan.case.register.teams])[options["team_no"]]
    units = plan.case.groups["unit_id"].to_numpy()[options["group_no"]]
    known = set(zip(teams, units, options["gain"].round(6), strict=True))
    assert set(zip(named["next_team_id"], named["unit_id"], named["next_gain"].round(6), strict=True)) <= known
    assert why["net"].to_numpy() == pytest.approx((why["value"] - why["time_price"]).to_numpy())


def test_those_left_out_are_told_apart(plan: Plan) -> None:
    """Every low group without a visit has one reason, and what is worth less would enter with that much more."""
    low = left_out(plan, under_share=0.3)
    assert set(low["reason"]) <= set(LEFT)
    assert not set(low["unit_id"]) & set(plan.assignments["unit_id"])
    nearest = plan.case.minutes.min(axis=0)[low.index]
    beyond = 2 * nearest / 60 > plan.case.stays.most_travel_share * plan.case.stays.day_hours
    assert (low["reason"].eq("beyond_reach") == beyond).all()
    row = low[low["reason"] == "worth_less"].sort_values("short_by").iloc[0]
    richer = plan.case.groups.copy()
    richer.loc[row.name, "unreached"] *= row["times"] * 1.5
    again = planned(replace(plan.case, groups=richer))
    assert row["unit_id"] in set(again.assignments["unit_id"])


def test_one_more_team_and_one_more_speaker_bring_what_is_told(plan: Plan) -> None:
    """The best base and the best speaker, planned anew, gain what was told, within a tenth."""
    case = plan.case
    bases = case.groups.iloc[[0, 60, 150]][["lon", "lat"]]
    team = Team("new", "New", 0, 0, members=6, pairs=3, days_per_week=2, languages=frozenset({"Kinh", "Mông"}))
    ways = travel_minutes(bases.assign(), case.groups)
    told = one_more_team(plan, bases, team, ways)
    row = bases.index.get_loc(told.index[0])
    there = replace(team, lon=float(bases["lon"].iloc[row]), lat=float(bases["lat"].iloc[row]))
    register = Register((*case.register.teams, there))
    more = planned(replace(case, register=register, minutes=np.vstack([case.minutes, ways[[row]]])))
    assert told.iloc[0] == pytest.approx(more.value - plan.value, rel=NEAR)
    speakers = one_more_speaker(plan, "Thái")
    teams = [replace(one, languages=one.languages | {"Thái"}) if one.team_id == speakers.index[0] else one
             for one in case.register.teams]  # fmt: skip
    taught = planned(replace(case, register=Register(tuple(teams))))
    assert speakers.iloc[0] == pytest.approx(
        taught.value - plan.value, abs=NEAR * speakers.iloc[0] + 0.002 * plan.value
    )


def test_prices_hold_in_a_second_district() -> None:
    """The price of a day holds within a tenth for most teams of another district, and never by half."""
    case = province(150, 8, 1, 11)
    plan = planned(case)
    off = []
    for number in range(0, 8, 2):
        changed = planned(replace(case, lent=((number, 0, 2),)))
        told = price_of_day(plan, case.register.teams[number].team_id)
        off.append(abs(told / (changed.value - plan.value) - 1))
    assert sorted(off)[len(off) // 2] <= NEAR
    assert max(off) < 0.5
