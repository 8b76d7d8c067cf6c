"""The forecast on simulated campaigns whose future is known: ramps, fading, surges and dead weeks."""

import numpy as np
import pandas as pd
import pytest

from outreach.forecast import Misses, Past, hazard, straight
from outreach.pace import backtest, pace
from outreach.target import Target

BEGUN = pd.Timestamp("2025-01-06")


def campaign(seed: int, weeks: int, communes: int = 45) -> tuple[pd.DataFrame, pd.Series]:
    """Make new adults of communes week by week: each has its own speed, ramp, fading, lucky and dead weeks."""
    random = np.random.default_rng(seed)
    adults = random.integers(1_500, 12_000, communes)
    speed = np.exp(random.normal(np.log(0.02), 0.5, communes))
    peak, fading = random.integers(2, 9, communes), random.uniform(0, 0.04, communes)
    reached, luck, new = np.zeros(communes, int), np.ones(communes), np.zeros((communes, weeks), int)
    for week in range(weeks):
        ramp = np.minimum((week + 1) / peak, 1) * np.exp(-fading * np.maximum(week - peak, 0))
        luck = luck**0.5 * np.exp(random.normal(0, 0.3, communes))
        rate = speed * ramp * luck * np.where(random.random(communes) < 0.05, 3, 1)
        rate = np.where(random.random(communes) < 0.08, 0, rate)
        new[:, week] = random.binomial(adults - reached, 1 - np.exp(-rate))
        reached += new[:, week]
    unit, week = np.nonzero(new)
    days = (BEGUN + pd.to_timedelta(week * 7 + 3, unit="D")).astype("datetime64[s]")
    return pd.DataFrame({"unit_no": unit, "on_date": days, "adults_new": new[unit, week]}), pd.Series(adults)


@pytest.fixture(scope="module")
def trials() -> pd.DataFrame:
    """Eight campaigns of a year, tried at every week."""
    return pd.concat([backtest(*campaign(seed, 52), (4, 8, 12)) for seed in range(8)])


def test_the_hazard_is_nearer_than_a_straight_line(trials: pd.DataFrame) -> None:
    """Twelve weeks ahead the rule errs by a quarter less than a straight line, and at no horizon by more."""
    mean = trials.groupby("horizon_weeks")[["error_share", "line_error_share"]].mean()
    assert (mean["error_share"] < mean["line_error_share"]).all()
    assert mean.loc[12, "error_share"] < 0.75 * mean.loc[12, "line_error_share"]


def test_the_ranges_hold_as_often_as_they_say(trials: pd.DataFrame) -> None:
    """Of thousands of ranges that are said to hold in 80 of 100 cases, 75 to 85 of 100 held."""
    held = trials.groupby("horizon_weeks")["measured_share"].mean()
    assert trials["forecasts"].sum() > 10_000
    assert held.between(0.75, 0.85).all()


def test_a_young_campaign_is_given_wider_ranges() -> None:
    """With fourteen weeks of history the wider quantiles hold in 75 of 100 cases at least."""
    held = [backtest(*campaign(seed, 14), (4,))["measured_share"].iloc[0] for seed in range(8)]
    assert np.mean(held) > 0.75


def test_chances_are_as_often_right_as_they_say() -> None:
    """Of units called likely to pass a mark in time most do, of the unlikely ones hardly any."""
    came: dict[str, list[bool]] = {"likely": [], "unlikely": []}
    for seed in range(8):
        facts, adults = campaign(seed, 44)
        day = BEGUN + pd.Timedelta(days=36 * 7 - 1)
        target = Target(0.5, (day + pd.Timedelta(weeks=8)).date())
        past = facts[facts["on_date"] <= day].groupby("unit_no")["adults_new"].sum().reindex(adults.index, fill_value=0)
        standing = pd.DataFrame({"adults": adults.astype("Int64"), "reached_known": past, "is_silent": False})
        units = pace(facts, standing, target, day).units
        final = facts.groupby("unit_no")["adults_new"].sum().reindex(adults.index, fill_value=0)
        for name, found in came.items():
            chosen = units.index[(units["on_time"] == name) & (units["remaining"] > 0)]
            found.extend((final[chosen] >= 0.995 * 0.5 * adults[chosen]).tolist())
    assert min(map(len, came.values())) > 20
    assert np.mean(came["likely"]) > 0.75
    assert np.mean(came["unlikely"]) < 0.1


def test_both_rules_by_hand() -> None:
    """160 unreached became 40 in six weeks: the rate is log(4)/6 a week, and a line loses 20 a week."""
    unreached = np.array([[160.0, 150, 130, 110, 90, 60, 40]])
    assert hazard(unreached, 6) == pytest.approx([np.log(4) / 6])
    assert straight(unreached, 6, 1.5) == pytest.approx([10])
    assert straight(unreached, 6, 9) == pytest.approx([0.5])


def test_a_range_is_the_rule_times_its_misses() -> None:
    """Misses of 0.1 to 2.0 with a tail of a tenth: 0.29 and 1.81 times the hazard; units that stood still leap."""
    misses = Misses(4, np.arange(1, 21) / 10, np.arange(20) / 10)
    lower, upper = misses.range(np.array([0.5, 0.0]), 2.0, (0.1, 0.9))
    assert lower == pytest.approx([0.29, 0.19 / 2])
    assert upper == pytest.approx([1.81, 1.71 / 2])
    assert misses.chance(np.array([0.5, 0.0]), 2.0, np.array([1.55, 0.5])) == pytest.approx([5 / 20, 10 / 20])


def test_a_handful_of_misses_is_no_range() -> None:
    """From nineteen misses neither a range nor a chance is told."""
    misses = Misses(4, np.arange(19.0), np.arange(19.0))
    told = [*misses.range(np.array([0.5]), 1.0, (0.1, 0.9)), misses.chance(np.array([0.5]), 1.0, np.array([1.0]))]
    assert np.isnan(told).all()


def test_what_was_not_known_then_is_not_used() -> None:
    """The misses of a past week are the same, whatever came after it."""
    random = np.random.default_rng(3)
    left = np.cumprod(random.uniform(0.9, 1, (30, 31)), axis=1) * 900
    other = np.hstack([left[:, :21], np.full((30, 10), 0.5)])
    known = np.full(30, 30)
    one, two = (Past(each, known).until(20).misses(4) for each in (left, other))
    assert one.factors.tolist() == two.factors.tolist()
    assert len(one.factors) == 30 * 4


def test_one_unit_borrows_until_it_has_a_past_of_its_own() -> None:
    """A province of twelve weeks takes the misses of its communes; with forty it has its own, from every week."""
    random = np.random.default_rng(4)
    left = np.cumprod(random.uniform(0.9, 1, (30, 41)), axis=1) * 900
    parts = Past(left, np.full(30, 40))
    whole = Past(left.sum(axis=0, keepdims=True), np.array([40]), parts)
    assert len(whole.misses(4).factors) == 40 - 4 - 6 + 1
    assert whole.until(12).misses(4).factors.tolist() == parts.until(12).misses(4).factors.tolist()


def test_weeks_after_silence_teach_nothing() -> None:
    """A unit that fell silent in week 10 is not counted as one that reached nobody from then on."""
    left = np.tile(900 * 0.98 ** np.arange(31), (2, 1))
    left[1, 10:] = left[1, 10]
    both = Past(left, np.array([30, 10])).misses(4)
    assert both.factors == pytest.approx([1.0] * len(both.factors))
    assert len(both.leaps) == 0
