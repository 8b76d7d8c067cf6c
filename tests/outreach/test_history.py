"""Many days at once say of each day what that day alone says."""

import numpy as np
import pandas as pd
import pytest

from outreach.change import coverage_change
from outreach.history import standing_over
from outreach.recency import days_since
from outreach.standing import commune_standing, group_standing
from outreach.target import Target

TARGET = Target(0.9, pd.Timestamp("2026-12-31").date())
DAYS = pd.to_datetime(["2026-01-04", "2026-03-01", "2026-11-22"])
SILENT_DAYS = 28


@pytest.fixture
def units() -> pd.DataFrame:
    """Two communes of three groups each, one group without a population, one commune that waits."""
    groups = [(f"{commune}-{number}", commune) for commune in ("A", "B") for number in (1, 2, 3)]
    return pd.DataFrame(
        {
            "unit_no": range(3, 11),
            "unit_id": ["A", "B", *(unit for unit, _ in groups)],
            "name": ["Xã A", "Xã B", *(f"Bản {unit}" for unit, _ in groups)],
            "level": ["commune"] * 2 + ["group"] * 6,
            "parent_id": ["", "", *(parent for _, parent in groups)],
            "adult_population": [np.nan, 90.0, 30.0, 40.0, np.nan, 20.0, 30.0, 40.0],
            "households": [np.nan, np.nan, 10.0, 12.0, 9.0, 5.0, 6.0, 7.0],
            "is_waiting": [False, True] + [False] * 6,
        }
    )


@pytest.fixture
def facts() -> pd.DataFrame:
    """Three hundred facts over a year, some closed, with one commune silent for a long time."""
    random = np.random.default_rng(5)
    days = pd.Timestamp("2025-12-01") + pd.to_timedelta(random.integers(0, 350, 40), unit="D")
    return pd.DataFrame(
        {
            "unit_no": random.choice([3, 5, 6, 7, 8], 40),
            "on_date": days.to_numpy().astype("datetime64[s]"),
            "adults_new": random.integers(0, 3, 40),
            "households_new": random.integers(0, 2, 40),
            "contacts": random.integers(1, 3, 40),
            "closed": random.integers(0, 2, 40),
        }
    )


@pytest.mark.parametrize("standing", [commune_standing, group_standing])
def test_each_of_many_days_is_as_it_is_alone(standing, units: pd.DataFrame, facts: pd.DataFrame) -> None:
    """Every column of every unit on every day, silence and the last record too, is that of the day alone."""
    every = standing_over(standing, units, facts, list(DAYS), TARGET, SILENT_DAYS)
    for day in DAYS:
        one = every[every["on_date"] == day].drop(columns="on_date")
        alone = standing(units, facts, day, TARGET, SILENT_DAYS)
        pd.testing.assert_frame_equal(one, alone, check_dtype=False)
    assert len(every) == len(DAYS) * len(alone)


def test_what_was_given_stays_as_it_was(units: pd.DataFrame, facts: pd.DataFrame) -> None:
    """Neither the units nor the facts are changed."""
    before = units.copy(), facts.copy()
    standing_over(group_standing, units, facts, list(DAYS), TARGET, SILENT_DAYS)
    pd.testing.assert_frame_equal(units, before[0])
    pd.testing.assert_frame_equal(facts, before[1])


def test_days_since_the_last_visit() -> None:
    """From the first to the twenty-second of November are 21 days; where nobody came there is no number."""
    last = pd.Series(pd.to_datetime(["2026-11-01", None, "2026-11-22"]), index=[4, 7, 9])
    since = days_since(last, pd.Timestamp("2026-11-22"))
    assert since.tolist() == [21, pd.NA, 0]
    assert since.index.tolist() == [4, 7, 9]


def test_a_change_is_known_where_both_days_are() -> None:
    """Coverage from 10 to 25 per cent is 15 points; a unit that is unknown on one of the days has no change."""
    now = pd.Series([0.25, 0.5, None], index=[1, 2, 3], dtype="Float64")
    change = coverage_change(now, pd.Series([0.10, 0.2], index=[1, 3], dtype="Float64"))
    assert change[1] == pytest.approx(0.15)
    assert change.isna().tolist() == [False, True, True]
    assert change.name == "change_share"
