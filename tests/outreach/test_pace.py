"""The pace of a made-up district, against sums done by hand.

Xã Bình Minh (0) has 100 adults and reached 10 people in every one of eight weeks from Monday 5 January 2026, Xã Suối
Lạnh (1) has 200 and reached 3, Xã Núi Cao (2) has 50, reached 20 in the first week and fell silent. The eighth week
ends on Sunday 1 March; on Wednesday 4 March Xã Bình Minh has reached 4 more.
"""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.pace import Pace, PaceState, facts_of_level, last_sunday, pace
from outreach.target import Target

TARGET = Target(1.0, date(2026, 4, 30))
SUNDAY, WEDNESDAY = pd.Timestamp("2026-03-01"), pd.Timestamp("2026-03-04")
ROWS = [
    *((0, f"2026-{day}", 10) for day in ("01-05", "01-18", "01-21", "01-27", "02-05", "02-12", "02-19", "03-01")),
    *((1, f"2026-{day}", 3) for day in ("01-06", "01-12", "01-20", "01-30", "02-02", "02-11", "02-21", "02-28")),
    (2, "2026-01-07", 20),
    (0, "2026-03-04", 4),
]
FACTS = pd.DataFrame(ROWS, columns=["unit_no", "on_date", "adults_new"]).astype({"on_date": "datetime64[s]"})
ADULTS = [100, 200, 50]


def standing(facts: pd.DataFrame, adults: list[int | None], day: pd.Timestamp) -> pd.DataFrame:
    past = facts[facts["on_date"] <= day].groupby("unit_no")
    index = range(len(adults))
    last_on = past["on_date"].max().reindex(index)
    reached = past["adults_new"].sum().reindex(index, fill_value=0)
    columns = {"adults": pd.array(adults, dtype="Int64"), "reached_known": reached, "last_on": last_on}
    return pd.DataFrame({**columns, "is_silent": ~(last_on >= day - pd.Timedelta(days=28))})


def measured(day: pd.Timestamp = WEDNESDAY, facts: pd.DataFrame = FACTS, adults: list | None = None, **more) -> Pace:
    return pace(facts, standing(facts, adults or ADULTS, day), more.pop("target", TARGET), day, **more)


def test_what_is_needed_is_counted_from_the_day_itself() -> None:
    """On Wednesday 4 March 84 are done, 16 remain, and 57 days to 30 April are eight whole weeks of 2 people."""
    units = measured().units
    assert units["done"].tolist() == [84, 24, 20]
    assert units["remaining"].tolist() == [16, 176, 30]
    assert units["weeks_left"].tolist() == [8, 8, 8]
    assert units["needed_per_week"].tolist() == [2, 22, 3.75]


def test_the_week_that_is_not_over_is_left_out() -> None:
    """The actual pace is of four weeks up to Sunday 1 March, the four people of Wednesday are not in it."""
    found = measured()
    assert found.complete_until == SUNDAY
    assert found.units["actual_per_week"].tolist()[:2] == [10, 3]
    assert found.units["pace_ratio"].tolist()[:2] == [10 / 2, 3 / 22]
    assert found.history(0)["reached"].tolist() == [0, 10, 20, 30, 40, 50, 60, 70, 80]
    assert found.history(0)["on_date"].iloc[[0, -1]].tolist() == [pd.Timestamp("2026-01-04"), SUNDAY]


@pytest.mark.parametrize(
    ("day", "sunday"), [("03-01", "03-01"), ("03-02", "03-01"), ("03-07", "03-01"), ("03-08", "03-08")]
)
def test_a_week_is_over_on_its_sunday(day: str, sunday: str) -> None:
    """A Sunday ends its week; every other day looks back to the Sunday before."""
    assert last_sunday(pd.Timestamp(f"2026-{day}")) == pd.Timestamp(f"2026-{sunday}")


def test_the_forecast_carries_the_hazard_of_the_remaining_on() -> None:
    """From 182 unreached in Suối Lạnh in six weeks 18 became reached: the rate is log(194/176)/6 a week."""
    one = measured(SUNDAY).of(1)
    rate = np.log((200 - 6) / (200 - 24)) / 6
    assert one["hazard"] == pytest.approx(rate, rel=1e-6)
    weeks = (pd.Timestamp(TARGET.on) - SUNDAY).days / 7
    assert one["forecast_share"] == pytest.approx((24 + 176 * (1 - np.exp(-rate * weeks))) / 200, rel=1e-6)


def test_a_finish_is_the_day_on_which_the_rest_rounds_to_nobody() -> None:
    """Bình Minh halves 20 people to half a person at log(80/20)/6 a week: log(40) over that rate, 112 days."""
    one = measured(SUNDAY).of(0)
    days = int(np.ceil(np.log(20 / 0.5) / (np.log(80 / 20) / 6) * 7))
    assert one["pace_state"] == PaceState.MOVING
    assert one["finish_on"] == SUNDAY + pd.Timedelta(days=days)


def test_a_large_unit_is_finished_within_half_a_percent() -> None:
    """Of 200 people one may be missing: log(176) over the rate of log(194/176)/6 a week."""
    days = int(np.ceil(np.log(176 / 1) / (np.log(194 / 176) / 6) * 7))
    assert measured(SUNDAY).of(1)["finish_on"] == SUNDAY + pd.Timedelta(days=days)


def test_silence_is_not_a_pace_of_nought() -> None:
    """A silent commune keeps what is done and needed; its pace and forecast are not known."""
    one = measured().of(2)
    assert one["pace_state"] == PaceState.SILENT
    assert one["needed_per_week"] == 3.75
    unknown = ["actual_per_week", "pace_ratio", "forecast_share", "on_time_probability", "on_time", "finish_on"]
    assert one[unknown].isna().all()


def test_the_past_of_a_silent_unit_ends_before_its_last_record() -> None:
    """Weeks from the last record on are unknown: one of 27 January leaves three weeks to learn from."""
    assert measured().past.known.tolist() == [8, 8, 0]
    later = pd.DataFrame({"unit_no": [2], "on_date": [pd.Timestamp("2026-01-27")], "adults_new": [1]})
    assert measured(facts=pd.concat([FACTS, later])).past.known.tolist() == [8, 8, 3]


def test_who_reports_and_reaches_nobody_new_stands_still() -> None:
    """Records without anybody new for six weeks: no date of finishing, with its reason, and the pace is nought."""
    idle = pd.DataFrame({"unit_no": [2], "on_date": [pd.Timestamp("2026-03-01")], "adults_new": [0]})
    one = measured(facts=pd.concat([FACTS, idle])).of(2)
    assert (one["pace_state"], one["actual_per_week"]) == (PaceState.STANDING_STILL, 0)
    assert pd.isna(one["finish_on"])
    assert one["forecast_share"] == 20 / 50


def test_who_is_at_the_target_needs_nothing() -> None:
    """A unit whose adults are all reached is done: nothing needed, no ratio, in time for certain, silent or not."""
    one = measured(adults=[100, 200, 20]).of(2)
    assert (one["pace_state"], one["remaining"], one["on_time"]) == (PaceState.DONE, 0, "likely")
    assert one[["needed_per_week", "pace_ratio", "finish_on"]].isna().all()


def test_without_a_denominator_nothing_is_needed_or_foretold() -> None:
    """Unknown adults, or none, give no figure at all."""
    units = measured(adults=[None, 0, 50]).units
    assert units["pace_state"].tolist()[:2] == [PaceState.NO_DENOMINATOR] * 2
    assert (
        units.iloc[:2][["done", "remaining", "needed_per_week", "actual_per_week", "forecast_share"]]
        .isna()
        .all(axis=None)
    )


@pytest.mark.parametrize(("day", "weeks"), [("2026-02-14", 5), ("2026-02-15", 6)])
def test_below_six_weeks_nothing_is_foretold(day: str, weeks: int) -> None:
    """Five complete weeks are not enough history; with the sixth a forecast stands there, still without a range."""
    found = measured(pd.Timestamp(day))
    assert (found.weeks, found.is_short) == (weeks, weeks < 6)
    assert (found.of(0)["pace_state"] == PaceState.SHORT_HISTORY) == (weeks < 6)
    assert pd.isna(found.of(0)["forecast_share"]) == (weeks < 6)
    assert pd.isna(found.of(0)["forecast_low_share"])


def test_a_campaign_without_a_record_has_no_pace() -> None:
    """Nothing breaks and nothing is made up where nobody sent anything."""
    found = pace(FACTS.iloc[:0], standing(FACTS.iloc[:0], ADULTS, WEDNESDAY).assign(is_silent=False), TARGET, WEDNESDAY)
    assert found.weeks == 0
    assert found.units["pace_state"].eq(PaceState.SHORT_HISTORY).all()
    assert found.units[["actual_per_week", "forecast_share", "finish_on"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("on", "left", "needed"), [("2026-03-08", 0, 16), ("2026-03-04", 0, 16), ("2026-03-03", 0, None)]
)
def test_the_last_days_need_all_the_rest(on: str, left: int, needed: float | None) -> None:
    """With less than a week left the whole rest is due; after the date no pace is right and no chance is told."""
    one = measured(target=Target(1.0, date.fromisoformat(on))).of(0)
    assert one["weeks_left"] == left
    assert one["needed_per_week"] == needed if needed else pd.isna(one["needed_per_week"])
    if needed is None:
        assert one[["on_time_probability", "forecast_share"]].isna().all()


def test_a_target_below_all_is_reached_in_finite_time() -> None:
    """For half of the people the forecast asks only for the hazard that leads to half."""
    one = measured(SUNDAY, target=Target(0.5, TARGET.on)).of(1)
    rate = np.log(194 / 176) / 6
    days = int(np.ceil(np.log(176 / (100 + 0.5)) / rate * 7))
    assert one["finish_on"] == SUNDAY + pd.Timedelta(days=days)


def test_the_facts_of_a_level_are_those_of_its_standing() -> None:
    """Where a commune leaves groups of unknown adults out, so do its facts; a commune of unknown adults has none."""
    facts = pd.DataFrame(
        {"unit_no": [2, 3, 0, 4], "on_date": pd.to_datetime(["2026-01-05"] * 4), "adults_new": [5, 7, 1, 9]}
    )
    groups = pd.DataFrame({"adults": pd.array([10, None, None], dtype="Int64")}, index=[2, 3, 4])
    communes = pd.DataFrame(
        {"adults": pd.array([10, None], dtype="Int64"), "reached": [13, 9], "reached_known": [6, 0]}
    )
    parents = pd.Series({0: 0, 1: 1, 2: 0, 3: 0, 4: 1})
    found = facts_of_level(facts, communes, parents, groups)
    assert found.groupby("unit_no")["adults_new"].sum().to_dict() == {0: 6}


COUNTS = st.lists(st.lists(st.integers(0, 9), min_size=12, max_size=12), min_size=1, max_size=4)


def series(counts: list[list[int]]) -> pd.DataFrame:
    rows = [
        (unit, pd.Timestamp("2026-01-07") + pd.Timedelta(weeks=week), new)
        for unit, weeks in enumerate(counts)
        for week, new in enumerate(weeks)
    ]
    return pd.DataFrame(rows, columns=["unit_no", "on_date", "adults_new"]).astype({"on_date": "datetime64[s]"})


@settings(max_examples=12, deadline=None)
@given(COUNTS, st.integers(40, 95))
def test_communes_add_up_to_the_province(counts: list[list[int]], days: int) -> None:
    """What communes do and need a week adds up to what the province does and needs."""
    facts, day = series(counts), pd.Timestamp("2026-01-05") + pd.Timedelta(days=days)
    parts = measured(day, facts, [200] * len(counts))
    whole = standing(facts, [200] * len(counts), day)[["adults", "reached_known"]].sum().to_frame().T
    whole = whole.astype({"adults": "Int64"}).assign(is_silent=False)
    total = pace(facts.assign(unit_no=0), whole, TARGET, day, parts).units
    assert parts.units["actual_per_week"].sum() == pytest.approx(total["actual_per_week"].iloc[0])
    assert parts.units["needed_per_week"].sum() == pytest.approx(total["needed_per_week"].iloc[0])


@settings(max_examples=12, deadline=None)
@given(COUNTS, st.integers(20, 70), st.data())
def test_the_future_does_not_change_the_past(counts: list[list[int]], days: int, data: st.DataObject) -> None:
    """Whatever is recorded after a day, the pace of that day stays."""
    facts, day = series(counts), pd.Timestamp("2026-01-05") + pd.Timedelta(days=days)
    later = facts["on_date"] > day
    changed = facts.assign(adults_new=facts["adults_new"].where(~later, data.draw(st.integers(0, 50))))
    adults = [200] * len(counts)
    pd.testing.assert_frame_equal(measured(day, facts, adults).units, measured(day, changed, adults).units)


@settings(max_examples=12, deadline=None)
@given(COUNTS, st.integers(0, 3), st.integers(0, 11), st.integers(1, 9))
def test_more_records_never_lower_what_is_done(counts: list[list[int]], unit: int, week: int, more: int) -> None:
    """Adding people anywhere raises what is done and the forecast of no unit falls below what is done."""
    facts, adults, day = series(counts), [200] * len(counts), pd.Timestamp("2026-04-05")
    added = facts.iloc[[unit % len(counts) * 12 + week]].assign(adults_new=more)
    before, after = (measured(day, one, adults).units for one in (facts, pd.concat([facts, added])))
    assert (after["done"] >= before["done"]).all()
    assert (after["forecast_share"] >= after["done"] / 200 - 1e-9).fillna(True).all()
    assert (after["forecast_low_share"] <= after["forecast_share"] + 1e-9).fillna(True).all()
    assert (after["forecast_high_share"] >= after["forecast_share"] - 1e-9).fillna(True).all()
