"""Plans: sound by an independent checker, as good as trying everything, and honest about what cannot be kept."""

import itertools
import time
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.territory import province
from outreach.errors import CampaignError
from planning.assignment import Effort
from planning.explanation import frozen
from planning.options import RULE
from planning.plan import Case, Fixed, Goals, Plan, Wishes, make_plan, plan_of
from planning.team import Register, Weeks
from tests.planning.cases import MONDAY, small_case
from tests.planning.checker import faults

QUICK = Effort(3.0, 1e-3)


def planned(
    case: Case, goals: Goals | None = None, wishes: Wishes | None = None, effort: Effort = QUICK, **more
) -> Plan:
    return make_plan(case, goals, wishes, clock=time.monotonic, effort=effort, **more)


@st.composite
def asked(draw: st.DrawFn) -> tuple[Case, Goals, Wishes]:
    """Make a small case with goals and locks, contradictory ones too."""
    groups = draw(st.integers(1, 14))
    case = small_case(draw(st.integers(0, 10_000)), groups, draw(st.integers(1, 4)), draw(st.integers(1, 4)))
    if draw(st.booleans()):
        case = replace(case, stays=replace(case.stays, language=RULE))
    some = st.lists(st.sampled_from(case.groups["unit_id"].tolist()), max_size=3, unique=True)
    team = st.sampled_from([one.team_id for one in case.register.teams])
    fixed = draw(st.lists(st.builds(Fixed, team, st.sampled_from(case.groups["unit_id"].tolist())), max_size=2,
                          unique_by=lambda one: one.unit_id))  # fmt: skip
    wishes = Wishes(tuple(draw(some)), tuple(draw(some)), tuple(fixed))
    return case, Goals(draw(st.sampled_from([0.0, 1.0, 3.0])), draw(st.sampled_from([0.0, 5.0, 500.0]))), wishes


@settings(max_examples=40, deadline=None, derandomize=True)
@given(asked())
def test_every_plan_passes_the_checker(what: tuple[Case, Goals, Wishes]) -> None:
    """Whatever is asked, the plan keeps every rule, and tells each wish that it does not keep."""
    case = what[0]
    if case.options.empty:
        with pytest.raises(CampaignError, match="plan_no_"):
            planned(*what)
    else:
        assert faults(planned(*what, effort=Effort(1.0, 1e-3))) == []


def best_by_trying(case: Case) -> float:
    """Return the value of the best choice of one week by trying all of them."""
    options = case.options
    share = case.groups["coverage_share"]
    weight = (1 - share.fillna(share.mean()).clip(0, 0.99)) / (1 - share.mean())
    worth = (options["gain"] * weight.to_numpy()[options["group_no"]]).tolist()
    rows = list(zip(options["team_no"], options["group_no"], options["half_days"], worth, strict=True))
    by_group = [[None, *some] for _, some in itertools.groupby(rows, key=lambda row: row[1])]
    best = 0.0
    for choice in itertools.product(*by_group):
        used = np.zeros(len(case.register))
        for row in filter(None, choice):
            used[row[0]] += row[2]
        if (used <= case.week_half_days[:, 0]).all():
            best = max(best, sum(row[3] for row in choice if row))
    return best


@pytest.mark.parametrize("seed", [4, 7, 9, 12])
def test_a_small_plan_is_the_best_of_all(seed: int) -> None:
    """Nothing better is found by trying every choice."""
    case = small_case(seed, 5, 2, 1)
    plan = planned(case, effort=Effort(3.0, 0.0))
    assert plan.value == pytest.approx(best_by_trying(case), rel=1e-6)
    assert plan.choice.is_proven


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_province_is_planned_near_its_bound(seed: int) -> None:
    """1,450 groups and 75 teams: at most half a percent from what no plan can pass, and sound."""
    plan = planned(province(1_450, 75, 1, seed), effort=Effort(20.0, 4e-3))
    assert plan.gap <= 0.005
    assert faults(plan) == []


def test_four_weeks_are_packed(district: Case) -> None:
    """A plan of four weeks fits into them, and its first week stays when it is made again."""
    case = replace(district, weeks=Weeks(MONDAY, 4))
    plan = planned(case)
    assert faults(plan) == []
    assert plan.gap <= 0.005
    first = frozen(plan)
    again = planned(case, wishes=Wishes(fixed=first), previous=plan.assignments)
    assert faults(again) == []
    mine = again.schedule[again.schedule["week"] == 0]
    assert {(one.team_id, one.unit_id) for one in first} <= set(zip(mine["team_id"], mine["unit_id"], strict=True))


def test_a_plan_made_again_stays_what_it_was(district: Case) -> None:
    """A small bonus keeps a plan where another one is hardly better."""
    plan = planned(district, effort=Effort(5.0, 5e-3))
    again = planned(district, previous=plan.assignments, stability_share=0.05)
    before, after = (
        set(zip(one.assignments["team_id"], one.assignments["unit_id"], strict=True)) for one in (plan, again)
    )
    assert len(before & after) >= 0.9 * len(before)


@pytest.mark.parametrize("share", [0.01, 0.05])
def test_staying_as_it_was_costs_no_more_than_its_share(district: Case, share: float) -> None:
    """Made again for other goals, most of a plan stays, it loses no more than the share, its bound is the same."""
    effort = Effort(5.0, 1e-4)
    before = planned(district, Goals(1.0), effort=effort)
    free = planned(district, Goals(1.2), effort=effort)
    again = planned(district, Goals(1.2), effort=effort, previous=before.assignments, stability_share=share)
    pairs = [
        set(zip(one.assignments["team_id"], one.assignments["unit_id"], strict=True)) for one in (before, free, again)
    ]
    assert len(pairs[0] & pairs[2]) >= max(len(pairs[0] & pairs[1]), 0.9 * len(pairs[0]))
    assert again.value >= free.value / (1 + share) * (1 - 2e-4)
    assert again.choice.bound.value == pytest.approx(free.choice.bound.value, rel=1e-6)
    assert faults(again) == []


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.lists(st.tuples(st.integers(0, 13), st.integers(0, 3)), min_size=1, max_size=3))
def test_absences_are_honoured(seed: int, away: list[tuple[int, int]]) -> None:
    """Days of absence leave the weeks of a team, nobody goes out on them, and nights away do not bridge them."""
    case = small_case(seed, 14, 3, 2)
    absences = tuple((MONDAY + timedelta(days=at), MONDAY + timedelta(days=at + more)) for at, more in away)
    teams = tuple(replace(one, absences=absences, days_per_week=7.0) for one in case.register.teams)
    far = case.minutes + 55.0
    case = replace(case, register=Register(teams), minutes=far)
    gone = {
        day for first, last in absences for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
    }
    left = [sum(MONDAY + timedelta(days=7 * week + day) not in gone for day in range(7)) for week in range(2)]
    assert (case.week_half_days == 2 * np.array(left)).all()
    if not case.options.empty:
        assert faults(planned(case, effort=Effort(1.0, 1e-2))) == []


def test_a_lock_on_a_week_is_kept_or_told(district: Case) -> None:
    """A group locked to a week lies there; one for which the week has no days left is told with its team."""
    case = replace(district, weeks=Weeks(MONDAY, 2))
    team = case.register.teams[0].team_id
    mine = case.options[(case.options["team_no"] == 0) & (case.options["half_days"] == 2)]
    units = case.groups["unit_id"].iloc[mine["group_no"]].tolist()[:9]
    plan = planned(case, wishes=Wishes(fixed=tuple(Fixed(team, unit, 2, 1) for unit in units)))
    assert faults(plan) == []
    kept = plan.schedule[plan.schedule["unit_id"].isin(units)]
    assert set(kept["week"]) == {1}
    assert len(kept) == case.week_half_days[0, 1] // 2
    told = {one.subject: dict(one.facts) for one in plan.relaxed}
    assert set(kept["unit_id"]) | set(told) == set(units)
    assert all(facts == {"team_id": team} for facts in told.values())
    late = planned(case, wishes=Wishes(fixed=(Fixed(team, units[0], 2, 5),)))
    assert [(one.rule, one.reason) for one in late.relaxed] == [("fixed", "no_days")]


def test_a_plan_that_is_told_gets_nothing_more(district: Case) -> None:
    """A table with more than the weeks hold keeps what fits, names the rest, and nothing else is added."""
    plan = planned(district)
    row = plan.assignments.iloc[0]
    more = district.options[(district.options["team_no"] == row["team_no"]) & (district.options["stays"] == 1)]
    more = more[~more["group_no"].isin(plan.assignments["group_no"])].drop_duplicates("group_no").head(8)
    extra = pd.DataFrame(
        {"team_id": row["team_id"], "unit_id": district.groups["unit_id"].to_numpy()[more["group_no"]],
         "half_days": more["half_days"].to_numpy(), "stays": 1}
    )  # fmt: skip
    table = pd.concat([plan.assignments[extra.columns], extra], ignore_index=True)
    told = plan_of(district, table)
    assert faults(told) == []
    kept, gone = set(told.assignments["unit_id"]), {one.subject for one in told.relaxed}
    assert gone
    assert kept | gone == set(table["unit_id"])


@pytest.mark.parametrize("weeks", [1, 2])
def test_a_floor_in_no_time_is_no_bad_plan(district: Case, weeks: int) -> None:
    """With a floor and no time to search, the plan keeps it and still has most of what could be had."""
    case = replace(district, weeks=Weeks(MONDAY, weeks))
    floor = 1.1 * planned(case).adults_worst
    hurried = planned(case, Goals(0.0, floor), effort=Effort(0.0, 0.0))
    assert faults(hurried) == []
    assert hurried.adults_worst >= floor
    assert hurried.gap < 0.08


def test_a_floor_is_kept_at_a_price(district: Case) -> None:
    """With a floor more of the worst-off tenth are reached, and not more adults in all."""
    free = planned(district, Goals(0.0))
    worst = 1.15 * free.adults_worst
    floored = planned(district, Goals(0.0, worst))
    assert floored.adults_worst >= worst * (1 - 1e-6)
    assert floored.value <= free.bound + 1e-6
    assert not floored.relaxed
    assert faults(floored) == []


def test_a_floor_beyond_all_days_is_lowered_and_told(district: Case) -> None:
    """Nothing fails: the plan reaches what it can, and the rule to relax is named."""
    plan = planned(district, Goals(1.0, 1e6))
    assert [one.rule for one in plan.relaxed][:1] == ["floor"]
    assert plan.adults_worst > 0
    assert faults(plan) == []


def test_locks_that_cannot_be_kept_are_told(district: Case) -> None:
    """Contradictions, places without anybody left and unknown names are each told with their reason."""
    units = district.groups["unit_id"]
    nobody = district.groups.assign(unreached=district.groups["unreached"].where(units != units[5], 0.0))
    wishes = Wishes((units[0], units[5], "no-such"), (units[0],), (Fixed("T0001", units[0]),))
    plan = planned(replace(district, groups=nobody), wishes=wishes)
    told = {(one.rule, one.subject, one.reason) for one in plan.relaxed}
    assert told == {
        ("fixed", units[0], "never_too"), ("must", units[0], "never_too"), ("must", units[5], "nobody_left"),
        ("must", "no-such", "unknown"),
    }  # fmt: skip
    assert faults(plan) == []


def test_more_musts_than_days_leave_some_out(district: Case) -> None:
    """When every group must be visited, as many as there are days for are, and the others are named."""
    reachable = district.options["group_no"].unique()
    units = tuple(district.groups["unit_id"].iloc[reachable])
    plan = planned(district, wishes=Wishes(units))
    assert len(plan.assignments) + sum(one.reason == "no_room" for one in plan.relaxed) >= len(units)
    assert len(plan.assignments) > 0.9 * district.week_half_days.sum()
    assert faults(plan) == []


def test_a_plan_kept_as_a_table_is_the_same_plan(district: Case) -> None:
    """From its pairs and lengths a plan is made again with its value and bound."""
    plan = planned(district)
    again = plan_of(district, plan.assignments)
    assert again.value == pytest.approx(plan.value)
    assert again.choice.bound.value == pytest.approx(plan.choice.bound.value)
    assert faults(again) == []


def test_nothing_to_plan_is_said() -> None:
    """No team, or teams without days, are refused with the reason."""
    case = small_case(1, 4, 1, 1)
    nobody = replace(case, register=Register(()), minutes=np.zeros((0, 4)))
    away = replace(case.register.teams[0], absences=((MONDAY, MONDAY + timedelta(days=6)),))
    for one, key in ((nobody, "plan_no_teams"), (replace(case, register=Register((away,))), "plan_no_days")):
        with pytest.raises(CampaignError) as refusal:
            planned(one)
        assert refusal.value.key == key


def test_the_checker_sees_what_is_wrong(district: Case) -> None:
    """A plan spoilt by hand is found out: a group twice, too many days, another kind, too many adults."""
    plan = planned(district)
    rows, stays = plan.assignments, plan.schedule
    spoilt = [
        replace(plan, assignments=pd.concat([rows, rows.head(1)])),
        replace(plan, schedule=stays.assign(stay_half_days=stays["stay_half_days"] + 6)),
        replace(plan, assignments=rows.assign(kind="festival")),
        replace(plan, assignments=rows.assign(gain_adults=rows["gain_adults"] * 1.01)),
        replace(plan, wishes=Wishes(never=(rows["unit_id"].iloc[0],))),
        replace(plan, goals=Goals(1.0, 1e5)),
    ]
    assert all(faults(one) for one in spoilt)
