"""Candidates, follow-up and trade-off: who comes first and why, what became of it, and what is possible at all."""

import time
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from planning.assignment import Effort
from planning.candidates import RULES, candidates, changes, estimated_share, ranked, reasons, totals
from planning.followup import Status, followed_up, twice_missed
from planning.plan import Goals, make_plan
from planning.team import Register, Weeks
from planning.tradeoff import frontier, place_of
from planning.travel import TERRAINS, Roads, great_circle_km
from reports.plan_papers import road_km
from tests.planning.cases import small_case

DAY = pd.Timestamp("2026-11-22")


@pytest.fixture
def found():
    case = small_case(3, 40, 3, 1)
    case.groups.loc[0, "reached"] = case.groups.loc[0, "adults"] + 5
    return case, candidates(case, DAY)


def test_nobody_is_lost_and_nobody_is_twice(found) -> None:
    """Every group with people left is a candidate, stands without report, or waits for better figures: one of them."""
    case, lists = found
    parts = [set(one["unit_id"]) for one in (lists.groups, lists.without_report, lists.to_repair)]
    assert not parts[0] & parts[1] | parts[0] & parts[2] | parts[1] & parts[2]
    open_ = set(case.groups.loc[case.groups["unreached"] > 0, "unit_id"])
    assert open_ <= set.union(*parts)
    assert "G0" in parts[2]
    assert not lists.groups["is_known"].eq(False).any()


def test_the_best_visit_brings_most_in_a_day(found) -> None:
    """The figure a candidate is ranked by is the greatest of all its options, the way included."""
    case, lists = found
    options = case.options.assign(rate=2 * case.options["gain"] / case.options["half_days"])
    for index, row in lists.groups.head(10).iterrows():
        mine = options[options["group_no"] == index]
        if mine.empty:
            assert np.isnan(row["per_team_day"])
        else:
            assert row["per_team_day"] == pytest.approx(mine["rate"].max())


def test_the_way_to_a_group_is_as_long_as_the_planner_says() -> None:
    """Where the planner says how winding roads are, lists and papers have the kilometres that the plan reckons with."""
    terrains = {name: replace(one, detour=3.0) for name, one in TERRAINS.items()}
    case = replace(small_case(3, 40, 3, 1), roads=Roads(terrains))
    rows = candidates(case, DAY).groups.dropna(subset="best_team_id")
    base = case.register.frame().set_index("team_id").loc[rows["best_team_id"]]
    straight = great_circle_km(*(one[name].to_numpy() for one in (base, rows) for name in ("lon", "lat")))
    assert rows["way_km"].to_numpy() == pytest.approx(3 * straight)
    pairs = pd.DataFrame({"team_id": [*rows["best_team_id"], "?"], "unit_id": [*rows["unit_id"], "G0"]})
    assert road_km(case, pairs) == pytest.approx([*(3 * straight), np.nan], nan_ok=True)
    nobody = candidates(replace(case, register=Register(()), minutes=case.minutes[:0]), DAY).groups
    assert nobody["way_km"].isna().all()


@pytest.mark.parametrize("rule", [one.name for one in RULES])
def test_every_rule_orders_all(found, rule: str) -> None:
    """A rule loses nobody, and its figure falls or rises down the list."""
    _, lists = found
    order = ranked(lists.groups, rule)
    assert set(order.index) == set(lists.groups.index)
    column = next(one for one in RULES if one.name == rule)
    values = order[column.columns[0]].astype(float).dropna().to_numpy()
    assert (np.diff(values) >= 0).all() if column.ascending[0] else (np.diff(values) <= 0).all()


def test_what_enters_and_what_leaves(found) -> None:
    """As many enter the top as leave it when the rule changes, and none when it stays."""
    _, lists = found
    enter, leave = changes(lists.groups, "per_team_day", "lowest_share", 10)
    assert len(enter) == len(leave)
    assert set(ranked(lists.groups, "lowest_share").index[:10]) - set(leave) >= set(enter)
    assert [len(one) for one in changes(lists.groups, "surest", "surest", 10)] == [0, 0]


def test_no_report_is_not_nought(found) -> None:
    """A group without a report is estimated from those like it: neither 0 nor 100 %, and its visit is to verify."""
    case, lists = found
    share = estimated_share(case.groups)
    assert share.between(0, 1, inclusive="neither").all()
    assert (lists.without_report["kind"] == "verification").all()
    assert (lists.without_report["estimated_unreached"] < lists.without_report["adults"]).all()


def test_reasons_carry_their_figures(found) -> None:
    """The reasons of a candidate are keys with the facts of its row."""
    _, lists = found
    row = lists.groups.iloc[1]
    told = dict(reasons(row))
    assert told["unreached"] == {"count": int(row["unreached"])}
    assert ("days_since" in told) != ("never" in told)
    sums = totals(lists.groups.head(3))
    assert sums["groups"] == 3


def test_no_plan_lies_beyond_the_frontier(district) -> None:
    """Along the frontier more of the worst-off means no more in all, and plans lie inside it."""
    edge = frontier(district, steps=40)
    assert (np.diff(edge["adults"]) <= 1e-6).all()
    assert (np.diff(edge["adults_worst"]) >= -1e-6).all()
    for beta in (0.0, 3.0):
        place = place_of(make_plan(district, Goals(beta), clock=time.monotonic, effort=Effort(2.0)))
        allowed = np.interp(place["adults_worst"], edge["adults_worst"], edge["adults"])
        assert place["adults"] <= allowed * (1 + 1e-3)


WEEKS = Weeks(date(2026, 11, 2), 2)
PLANNED = pd.DataFrame(
    [("A", "g1", 10.0, 20.0), ("A", "g2", 10.0, 20.0), ("A", "g3", 10.0, 20.0), ("B", "g4", 10.0, 20.0),
     ("B", "g5", 10.0, 20.0), ("B", "g6", 10.0, 20.0)],
    columns=["team_id", "unit_id", "visits", "gain_adults"],
).assign(starts_on=pd.Timestamp("2026-11-02"), ends_on=pd.Timestamp("2026-11-08"))  # fmt: skip
PLANNED.loc[5, ["starts_on", "ends_on"]] = [pd.Timestamp("2026-11-09"), pd.Timestamp("2026-11-15")]


def met(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    """Make records of so many served and so many closed visits of a team in a group."""
    made = [(team, unit, served) for team, unit, done, shut in rows for served in (*[True] * done, *[False] * shut)]
    return pd.DataFrame(made, columns=["team_id", "unit_id", "served"]).assign(on_date=pd.Timestamp("2026-11-04"))


def test_what_became_of_each_visit() -> None:
    """Done, partly, not done with its reason, done by another, not yet due, and what nobody had planned."""
    records = met(("A", "g1", 8, 0), ("A", "g2", 2, 1), ("A", "g3", 0, 4), ("A", "g4", 6, 0), ("C", "g9", 3, 0))
    facts = pd.DataFrame(
        {"unit_id": ["g1", "g2", "g4", "g9"], "adults_new": [15, 3, 8, 4], "on_date": pd.Timestamp("2026-11-04")}
    )
    found = followed_up(PLANNED, records, facts, pd.Timestamp("2026-11-08"), WEEKS)
    rows = found.rows.set_index(["team_id", "unit_id"])
    told = {pair: Status(row["status"]) for pair, row in rows.iterrows()}
    assert told == {
        ("A", "g1"): Status.DONE, ("A", "g2"): Status.PARTLY, ("A", "g3"): Status.NOT_DONE,
        ("A", "g4"): Status.UNPLANNED, ("B", "g4"): Status.BY_ANOTHER, ("B", "g5"): Status.NOT_DONE,
        ("B", "g6"): Status.DUE, ("C", "g9"): Status.UNPLANNED,
    }  # fmt: skip
    assert rows.loc[("A", "g3"), "reason"] == "all_closed"
    assert rows.loc[("B", "g5"), "reason"] == "no_record"
    assert rows["adults_reached"].sum() == facts["adults_new"].sum()
    assert found.carried_over["unit_id"].tolist() == ["g3", "g5", "g2"]
    assert found.realised_share == pytest.approx(18 / 100)
    assert found.totals.set_index("status").loc["not_done", "closed"] == 4


def test_a_visit_under_way_is_due_until_its_last_day() -> None:
    """One contact of ten on the way is no failure: it is neither due nor to be planned again, unless it is done."""
    records = met(("A", "g1", 1, 0), ("A", "g2", 9, 0))
    facts = pd.DataFrame(
        {"unit_id": ["g1", "g2"], "adults_new": [2, 16], "on_date": pd.Timestamp("2026-11-04")}
    )  # fmt: skip

    def told(day: str) -> tuple[list[str], float, list[str]]:
        found = followed_up(PLANNED.head(2), records, facts, pd.Timestamp(day), WEEKS)
        return found.rows["status"].tolist(), found.realised_share, found.carried_over["unit_id"].tolist()

    assert told("2026-11-07") == (["due", "done"], 0.8, [])
    assert told("2026-11-08") == (["partly", "done"], 0.45, ["g1"])


def test_twice_missed_is_for_the_leader() -> None:
    """A group that was planned in two weeks running and not reached in either is named once."""
    nothing = met(("Z", "zz", 1, 0))
    facts = pd.DataFrame({"unit_id": [], "adults_new": [], "on_date": pd.to_datetime([])})
    first = followed_up(PLANNED.head(2), nothing, facts, pd.Timestamp("2026-11-08"), WEEKS)
    later = followed_up(PLANNED.iloc[1:3], nothing, facts, pd.Timestamp("2026-11-08"), WEEKS)
    assert twice_missed(first, later)["unit_id"].tolist() == ["g2"]
