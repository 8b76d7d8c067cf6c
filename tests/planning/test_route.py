"""Day routes: never longer than what was reckoned, in the order of the calendar, as short as any pairing makes them."""

import itertools
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.territory import province
from planning.assignment import Effort
from planning.case import Case
from planning.days import paired
from planning.plan import Plan, make_plan
from planning.route import BASE, route_totals, routes
from planning.team import Register
from tests.planning.cases import small_case

DAY = ["team_id", "on_date"]


def planned(case: Case) -> Plan:
    return make_plan(case, clock=time.monotonic, effort=Effort(1.5, 5e-3))


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return a plan of small villages, so that days of two groups occur."""
    case = province(160, 8, 1, 7)
    homes = (case.groups["households"] / 6).clip(lower=4)
    return planned(replace(case, groups=case.groups.assign(households=homes)))


def reckoned(plan: Plan) -> dict[tuple, float]:
    """Return the minutes on the way of each team and day as the optimiser reckons them, one stay after another."""
    minutes: dict[tuple, float] = {}
    days = list(plan.days.itertuples())
    for row in days:
        way = plan.case.minutes[row.team_no, row.group_no]
        stay = [
            one.on_date for one in days if (one.team_id, one.unit_id, one.week) == (row.team_id, row.unit_id, row.week)
        ]
        trips = (row.on_date == min(stay)) + (row.on_date == max(stay)) if row.is_overnight else 2
        minutes[row.team_id, row.on_date] = minutes.get((row.team_id, row.on_date), 0.0) + trips * way
    return minutes


def faults_of(plan: Plan) -> list[str]:
    made, told, found = routes(plan), reckoned(plan), []
    for (team, day), legs in made.groupby(DAY):
        if abs(legs["leg_minutes"].sum() + legs["saved_minutes"].sum() - told[team, day]) > 1e-6:
            found.append(f"{team} on {day}: the ways and what is saved are not what was reckoned")
        if legs["stop"].tolist() != list(range(1, len(legs) + 1)):
            found.append(f"{team} on {day}: the stops are not numbered through")
        mine = plan.days[(plan.days["team_id"] == team) & (plan.days["on_date"] == day)].sort_values("part")
        if [unit for unit in legs["unit_id"] if unit != BASE] != mine["unit_id"].tolist():
            found.append(f"{team} on {day}: not the groups of the calendar in their order")
    if (made["saved_minutes"] < 0).any() or len(told) != made.groupby(DAY).ngroups:
        found.append("a day is missing, or longer than reckoned")
    return found


def test_a_route_is_never_longer_than_what_was_reckoned(plan: Plan) -> None:
    """Every day of the plan has its route; its minutes and what it saves add up to what the optimiser reckoned."""
    assert faults_of(plan) == []
    made = routes(plan)
    assert (made["saved_minutes"] > 0).sum() >= 3
    assert route_totals(made)["saved_minutes"].sum() == pytest.approx(made["saved_minutes"].sum())


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.booleans())
def test_a_shortcut_that_is_none_is_not_taken(seed: int, is_overridden: bool) -> None:
    """With minutes from a table, against the triangle, a team goes by its base; no day grows longer."""
    case = small_case(seed, 12, 3, 2)
    if is_overridden:
        case = replace(case, minutes=np.random.default_rng(seed).uniform(1, 60, case.minutes.shape))
    if not case.options.empty:
        assert faults_of(planned(case)) == []


def test_by_the_base_where_the_table_says_so(plan: Plan) -> None:
    """Where the base is next to both groups, the day has a stop at the base between them, and saves nothing."""
    near = replace(plan.case, minutes=np.full(plan.case.minutes.shape, 0.5))
    made = routes(planned(near))
    assert made["saved_minutes"].sum() == 0
    assert made.groupby(DAY)["unit_id"].agg(list).map(lambda stops: BASE in stops[:-1]).any()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_half_days_are_paired_so_that_most_is_saved(seed: int, count: int) -> None:
    """No other way to put half days two by two on days saves more."""
    saved = np.random.default_rng(seed).random((count, count))
    saved = saved + saved.T

    def worth(order: tuple[int, ...]) -> float:
        return sum(saved[order[at], order[at + 1]] for at in range(0, count - 1, 2))

    order = paired(saved)
    assert sorted(order) == list(range(count))
    assert worth(tuple(order)) == pytest.approx(max(worth(one) for one in itertools.permutations(range(count))))


def test_a_team_that_sleeps_there_goes_once_and_comes_back_once() -> None:
    """Nights away: the first day has the way there, the last the way home, and the days between none."""
    case = province(60, 3, 1, 5)
    teams = Register(tuple(replace(one, days_per_week=6.0) for one in case.register.teams))
    plan = planned(replace(case, register=teams, minutes=np.full(case.minutes.shape, 90.0)))
    nights = plan.days[plan.days["is_overnight"]]
    assert len(nights)
    assert faults_of(plan) == []
    for _, stay in nights.groupby(["team_id", "unit_id"]):
        mine = routes(plan).merge(stay[DAY], on=DAY).groupby("on_date")["leg_minutes"].sum()
        assert mine.tolist() == [90.0, *[0.0] * (len(stay) - 2), 90.0]
