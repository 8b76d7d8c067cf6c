"""Denominators: which figure is chosen, what is shared out where a group has none, and what is doubtful."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.denominator import Choice, denominator_flags, denominators, rungs, shared_out, source_kind

UNITS = pd.DataFrame(
    [
        ("A", "commune", None, None), ("A1", "group", "A", 10), ("A2", "group", "A", 30), ("A3", "group", "A", 5),
        ("B", "commune", None, None), ("B1", "group", "B", None), ("B2", "group", "B", 8),
    ],
    columns=["unit_id", "level", "parent_id", "households"],
)  # fmt: skip
COLUMNS = ["arrived", "unit_id", "base", "people", "year", "source", "source_kind"]


def bases(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame([(at, *row) for at, row in enumerate(rows)], columns=COLUMNS)


def adults(found: pd.DataFrame) -> dict[str, int | None]:
    return {unit: None if pd.isna(value) else int(value) for unit, value in found["adults"].items()}


FIGURES = bases(
    ("A1", "adult_population", 40, 2019, "Tổng điều tra", "census"),
    ("A1", "adult_population", 50, 2025, "UBND xã", "report"),
    ("A2", "adult_population", 90, 2025, "UBND xã", "report"),
    ("A1", "literate_adults", 33, 2025, "UBND xã", "report"),
    ("B", "adult_population", 100, 2025, "UBND xã", "report"),
)


def test_the_newest_figure_counts_unless_a_source_comes_first() -> None:
    """Without a preferred source the last figure is taken, with one its own, and elsewhere still the last."""
    newest = denominators(UNITS, FIGURES, Choice())
    census = denominators(UNITS, FIGURES, Choice(kind="census"))
    assert (adults(newest)["A1"], adults(newest)["A2"]) == (50, 90)
    assert (adults(census)["A1"], adults(census)["A2"]) == (40, 90)
    assert newest.loc["A1", ["adults_year", "adults_source", "adults_kind"]].tolist() == [2025, "UBND xã", "report"]
    assert adults(denominators(UNITS, FIGURES, Choice("literate_adults")))["A1"] == 33


def test_what_a_commune_leaves_over_is_shared_out_and_marked() -> None:
    """Groups without a figure get equal parts of the commune's total where a number of households is missing."""
    found = denominators(UNITS, FIGURES, Choice())
    assert (adults(found)["B1"], adults(found)["B2"]) == (50, 50)
    assert found.loc[["B1", "B2"], "adults_kind"].tolist() == ["estimated_here"] * 2
    assert found.loc["B1", "adults_year"] == 2025


def test_parts_follow_the_households_and_leave_known_figures_alone() -> None:
    """With a total of 170 and 50 known, 120 go to the two open groups as 30 households to 5."""
    found = denominators(UNITS, bases(("A", "adult_population", 170, 2025, "", "report"), *[
        ("A1", "adult_population", 50, 2025, "", "report")
    ]), Choice())  # fmt: skip
    assert adults(found) == {"A": 170, "A1": 50, "A2": 103, "A3": 17, "B": None, "B1": None, "B2": None}


def test_no_figure_and_no_total_stay_unknown() -> None:
    """A group of which nothing is known has no denominator, never nought."""
    assert adults(denominators(UNITS, FIGURES.iloc[:0], Choice())) == dict.fromkeys(UNITS["unit_id"])


def test_a_commune_without_a_figure_tells_of_its_groups() -> None:
    """The year of a sum is that of its oldest part, and its source is named where there is but one."""
    found = denominators(UNITS, FIGURES, Choice(kind="census"))
    assert found.loc["A", "adults_year"] == 2019
    assert pd.isna(found.loc["A", "adults_source"])
    assert denominators(UNITS, FIGURES, Choice()).loc["A", "adults_source"] == "UBND xã"


@given(st.integers(1, 10_000), st.lists(st.integers(0, 400), min_size=1, max_size=12))
def test_parts_are_whole_and_lose_nobody(total: int, households: list[int]) -> None:
    """Parts add up to the total, none is negative, and more households never get less than one person fewer."""
    homes = pd.Series(households)
    parts = shared_out(pd.Series(total, homes.index), pd.Series("A", homes.index), homes)
    assert parts.sum() == total
    assert parts.min() >= 0
    if min(households) > 0:
        ordered = parts[homes.sort_values(kind="stable").index]
        assert (ordered.diff().dropna() >= -1).all()


def test_doubtful_denominators_are_named() -> None:
    """Too many people, a leap between two lists, an old figure and an estimate are each told."""
    standing = denominators(UNITS, FIGURES, Choice(kind="census")).rename_axis("unit_id").reset_index()
    standing = standing.assign(reached_known=[0, 45, 0, 0, 0, 0, 60])
    flags = denominator_flags(FIGURES, standing, "adult_population", 2025).set_axis(standing["unit_id"])
    assert flags.index[flags["is_over"]].tolist() == ["A1", "B2"]
    assert flags.index[flags["is_jump"]].tolist() == ["A1"]
    assert flags.index[flags["is_old"]].tolist() == ["A1"]
    assert flags.index[flags["is_estimated"]].tolist() == ["B1", "B2"]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("Tổng điều tra dân số 2019", "census"),
        ("Census 2019", "census"),
        ("Ước tính", "estimate"),
        ("UBND xã", "report"),
        ("", "report"),
    ],
)
def test_a_source_is_known_by_its_words(source: str, kind: str) -> None:
    """A census and an estimate say so; everything else is a report."""
    assert source_kind(source) == kind


def test_only_what_has_a_figure_is_a_rung() -> None:
    """The ladder offers each base and kind of source that somebody gave a figure of."""
    assert rungs(FIGURES) == [
        Choice("adult_population", "census"), Choice("adult_population", "report"),
        Choice("literate_adults", "report"),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="base"):
        Choice("households")
