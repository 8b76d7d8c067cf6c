"""Stays into weeks: nothing that fits is refused, and the rows of the model forbid nothing that fits."""

import itertools
from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.calendar import UNPLACED, Stay, in_runs, packed, packing_rows
from planning.days import dated, parts_of_days
from planning.team import Register, Team, Weeks

MONDAY = date(2026, 11, 23)
LENGTHS = st.lists(st.sampled_from([1, 2, 3, 4, 6]), min_size=1, max_size=6)
ROOMS = st.lists(st.integers(0, 10), min_size=1, max_size=3)


def can_be_packed(lengths: list[int], places: list[int], rooms: list[int]) -> bool:
    """Tell by trying every way whether stays fit, those of one place in different weeks."""
    for weeks in itertools.product(range(len(rooms)), repeat=len(lengths)):
        used = [
            sum(length for length, week in zip(lengths, weeks, strict=True) if week == w) for w in range(len(rooms))
        ]
        pairs = set(zip(places, weeks, strict=True))
        if len(pairs) == len(lengths) and all(a <= b for a, b in zip(used, rooms, strict=True)):
            return True
    return False


@settings(max_examples=80, deadline=None, derandomize=True)
@given(LENGTHS, ROOMS, st.booleans())
def test_what_fits_is_packed(lengths: list[int], rooms: list[int], twice: bool) -> None:
    """Every stay finds a week exactly when some way of packing them all exists."""
    places = [number // (2 if twice else 1) for number in range(len(lengths))]
    stays = [Stay(length, place) for length, place in zip(lengths, places, strict=True)]
    week = packed(stays, rooms, [[7]] * len(rooms))
    assert (min(week) >= 0) == can_be_packed(lengths, places, rooms)
    used = [sum(length for length, at in zip(lengths, week, strict=True) if at == w) for w in range(len(rooms))]
    assert all(a <= b for a, b in zip(used, rooms, strict=True))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(LENGTHS, ROOMS)
def test_the_rows_forbid_nothing_that_fits(lengths: list[int], rooms: list[int]) -> None:
    """Whatever can be packed keeps every row that stands for packing in the model."""
    count = len(lengths)
    rows, most = packing_rows(np.zeros(count, int), np.array(lengths), np.ones(count), np.array([rooms]))
    if can_be_packed(lengths, list(range(count)), rooms):
        assert (rows.sum(axis=1) <= most).all()


def test_three_days_fit_once_into_a_week_of_five() -> None:
    """Two stays of three days in one week of five are refused by the model, though six are less than ten."""
    rows, most = packing_rows(np.array([0, 0]), np.array([6, 6]), np.ones(2), np.array([[10, 2]]))
    assert (rows.sum(axis=1) > most).any()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.integers(2, 3), max_size=4), st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_nights_away_fit_into_days_in_a_row(days: list[int], runs: list[int]) -> None:
    """A way is found exactly when some way of giving each stay a run of days exists."""
    ways = itertools.product(range(len(runs)), repeat=len(days))
    exists = any(
        all(sum(day for day, at in zip(days, way, strict=True) if at == run) <= runs[run] for run in range(len(runs)))
        for way in ways
    )
    found = in_runs(days, runs)
    assert (found is not None) == exists
    for run, left in enumerate(runs):
        assert sum(day for day, at in zip(days, found or [-1] * len(days), strict=True) if at == run) <= left


def test_half_weeks_are_seen() -> None:
    """Four weeks of four half days take two stays of three and four of two, not five of two, though all are days."""
    for twos, fits in ((4, True), (5, False)):
        lengths = [3, 3, *[2] * twos]
        count = len(lengths)
        rows, most = packing_rows(np.zeros(count, int), np.array(lengths), np.ones(count), np.array([[4] * 4]))
        assert (rows.sum(axis=1) <= most).all() == fits
        assert can_be_packed(lengths, list(range(count)), [4] * 4) == fits


def test_a_week_asked_for_is_that_week_or_none() -> None:
    """What is locked to a week never goes to another one, and never takes more than the week has."""
    stays = [Stay(4, 0, 1), Stay(4, 1, 1), Stay(2, 2)]
    assert packed(stays, [6, 4], [[7], [7]]) == [1, UNPLACED, 0]


def test_days_are_given_in_a_row_and_halves_last() -> None:
    """A team that is away on Tuesday sleeps out from Wednesday to Thursday, and does its halves on one day."""
    away = (MONDAY + timedelta(days=1),) * 2
    register = Register((Team("A", "A", 103, 21, days_per_week=5, absences=(away,)),))
    stays = pd.DataFrame(
        {
            "team_no": 0, "group_no": range(4), "week": 0, "stay_half_days": [1, 4, 1, 2],
            "is_overnight": [False, True, False, False],
        }
    )  # fmt: skip
    days = dated(stays, parts_of_days(stays, register, Weeks(MONDAY)))
    told = [(one.starts_on.day, one.ends_on.day, one.half) for one in days.itertuples()]
    assert told == [(27, 27, 1), (25, 26, 0), (27, 27, 2), (23, 23, 0)]
