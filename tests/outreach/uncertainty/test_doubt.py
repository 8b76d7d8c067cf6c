"""Doubts about complete counts: the age of a population figure, and records that wait."""

import numpy as np
import pandas as pd
import pytest

from outreach.uncertainty.doubt import denominator_cv, waiting_moments


def test_an_older_figure_is_less_certain() -> None:
    """5 % in its own year and ahead of it, 12 % up to four years on, 20 % later, without a year, or estimated."""
    years = pd.Series([2027, 2026, 2025, 2022, 2021, None, 2026, 2026], index=[*"abcdefgh"], dtype="Int64")
    kinds = pd.Series([*["report"] * 5, None, "estimate", "estimated_here"], index=years.index)
    found = denominator_cv(years, kinds, pd.Timestamp("2026-03-31"))
    assert found.tolist() == [0.05, 0.05, 0.12, 0.12, 0.20, 0.20, 0.20, 0.20]
    assert found.index.equals(years.index)


def test_waiting_places_belong_to_one_group_each() -> None:
    """Mean and variance are those of giving every written place, whole, to a group drawn by its adults (seeded)."""
    groups = pd.DataFrame({"parent_id": [*"aaab"], "adults": [10, 30, None, 50]}, index=[4, 5, 6, 7])
    places = pd.DataFrame({"parent_id": ["a", "a", "x"], "waiting": [8, 20, 100]})
    found = waiting_moments(groups.astype({"adults": "Int64"}), places)
    drawn = (np.random.default_rng(1).random((200_000, 2)) < 0.25) @ np.array([8, 20])
    assert found["waiting_mean"].tolist() == pytest.approx([7, 21, 0, 0])
    assert found.loc[4].tolist() == pytest.approx([drawn.mean(), drawn.var()], rel=0.02)
    assert found["waiting_variance"].tolist()[2:] == [0, 0]


def test_without_waiting_records_there_is_no_doubt() -> None:
    """An empty list of places leaves every group without doubt."""
    groups = pd.DataFrame({"parent_id": ["a"], "adults": [10]})
    places = pd.DataFrame({"parent_id": pd.Series(dtype="str"), "waiting": pd.Series(dtype="float64")})
    assert waiting_moments(groups, places).to_numpy().tolist() == [[0.0, 0.0]]
