"""Who is served and who is left behind, by hand and by independent computations."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.equity import BANDS, depth, effort, effort_class, equity, fifth, gini, most_visited_share, remoteness
from outreach.target import Target

TARGET = Target(1.0, date(2026, 12, 31))
# Two communes; the last group of each has no figure: no report came from it, or its adults are not known.
GROUPS = pd.DataFrame(
    [
        ("a", 100, 80, 60, "Kinh", 0.5, True), ("a", 100, 40, 20, "Kinh", 2.0, True),
        ("a", 100, 0, 0, "Mông", 12.0, False), ("a", 100, 0, 0, "Mông", 4.9, None),
        ("a", 900, 0, 0, "Mông", None, False), ("b", 200, 30, 5, "Thái", 10.0, True),
        ("b", 200, 10, 5, "", 3.0, True), ("b", None, 7, 9, "Thái", 1.0, True),
    ],
    columns=["parent_id", "adults", "reached_known", "contacts", "language", "distance_km", "has_power"],
    index=range(10, 18),
).astype({"adults": "Int64"})  # fmt: skip
GROUPS["coverage_share"] = (GROUPS["reached_known"] / GROUPS["adults"].astype("Float64")).mask(GROUPS.index == 14)
COUNT = st.integers(0, 40)


def stratum(dimension: str) -> pd.DataFrame:
    found = equity(GROUPS)
    return found[found["dimension"] == dimension].set_index("stratum")


def plain(values: pd.Series) -> list[object]:
    return [None if pd.isna(value) else round(value, 6) for value in values]


def test_strata_add_up_without_those_left_out() -> None:
    """Groups without a figure are counted as left out, and are in no sum; groups of no known language are named so."""
    found = stratum("language")
    assert found.index.tolist() == ["Kinh", "Mông", "Thái", "unknown"]
    assert found["groups"].tolist() == [2, 2, 1, 1]
    assert found["groups_left_out"].tolist() == [0, 1, 1, 0]
    assert found["adults"].tolist() == [200, 200, 200, 200]
    assert found["reached"].tolist() == [120, 0, 30, 10]
    assert plain(found["coverage_share"]) == [0.6, 0, 0.15, 0.05]


def test_every_dimension_holds_every_group_once() -> None:
    """Measured groups and those left out are all groups in each dimension but the fifths, which hold the measured."""
    sums = equity(GROUPS).groupby("dimension")[["groups", "groups_left_out"]].sum()
    assert sums.loc["fifth"].tolist() == [6, 0]
    assert sums.drop("fifth").to_numpy().tolist() == [[6, 2]] * 3


def test_a_stratum_of_few_groups_is_no_measure_for_the_others() -> None:
    """The gap is to the best stratum of at least five groups, and not known where there is none."""
    assert stratum("language")["gap_to_best_share"].isna().all()
    many = pd.concat([GROUPS, GROUPS.head(3).assign(language="Kinh")] * 2, ignore_index=True)
    found = equity(many).set_index(["dimension", "stratum"])["gap_to_best_share"]["language"]
    # Kinh: 4 groups of the first two rows and 6 more of three, twice 100 adults each.
    assert plain(found) == [0, 0.48, 0.33, 0.43]


def test_a_stratum_with_nobody_measured_has_no_coverage() -> None:
    """Where every group is left out there is no share, not nought."""
    found = equity(GROUPS.assign(coverage_share=GROUPS["coverage_share"].mask(GROUPS["language"] == "Kinh")))
    assert found[found["stratum"] == "Kinh"][["coverage_share", "gap_to_best_share"]].isna().all(axis=None)


def test_fifths_are_of_adults() -> None:
    """Of 800 adults each fifth has about 160: two small groups may share one that a large group fills."""
    found = fifth(GROUPS)
    assert found.index.equals(GROUPS.index)
    assert found[found.notna()].to_dict() == {
        12: "fifth_1", 13: "fifth_1", 16: "fifth_2", 15: "fifth_4", 11: "fifth_5", 10: "fifth_5",
    }  # fmt: skip


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(COUNT, COUNT), min_size=1, max_size=40))
def test_fifths_are_of_equal_size_and_in_order(counts: list[tuple[int, int]]) -> None:
    """No fifth has more adults than a fifth and one group; no group of a lower fifth is covered better."""
    reached = np.array([one for one, _ in counts])
    adults = reached + [rest for _, rest in counts]
    groups = pd.DataFrame({"adults": adults, "reached_known": reached})
    groups["coverage_share"] = (groups["reached_known"] / groups["adults"].where(adults > 0)).astype("Float64")
    found = fifth(groups)
    assert (found.notna() == (groups["adults"] > 0)).all()
    known = groups[found.notna()].groupby(found)
    assert (known["adults"].sum() <= adults.sum() / 5 + adults.max()).all()
    assert (known["coverage_share"].min().iloc[1:].array >= known["coverage_share"].max().iloc[:-1].array).all()


def test_a_way_at_a_bound_is_of_the_band_above() -> None:
    """Two kilometres are no longer under two; an unknown way is unknown."""
    found = remoteness(pd.Series([0.0, 1.99, 2.0, 5.0, 9.9, 10.0, 300.0]))
    first, second, third, last = BANDS
    assert found.tolist() == [first, first, second, third, third, last, last]
    assert stratum("remoteness").index.tolist() == [first, second, last, "unknown"]


def test_depth_counts_nobody_beyond_the_target() -> None:
    """Where 200 of 100 are reached the group is done, and no other with it."""
    groups = pd.DataFrame({"parent_id": ["a", "a"], "adults": [100, 100], "reached_known": [200, 10]})
    assert depth(groups, TARGET)["a"] == pytest.approx(0.55)
    assert depth(groups, Target(0.2, TARGET.on))["a"] == pytest.approx(0.75)


def test_the_most_visited_tenth() -> None:
    """Of 20 groups the two most visited; of four, four tenths of the first."""
    twenty = pd.DataFrame({"parent_id": "a", "contacts": [30, 20, *[1] * 18]})
    assert most_visited_share(twenty)["a"] == pytest.approx(50 / 68)
    assert most_visited_share(twenty.iloc[[2, 1, 0, 3]])["a"] == pytest.approx(0.4 * 30 / 52)
    assert most_visited_share(twenty.assign(contacts=0)).isna().all()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 40), COUNT), min_size=1, max_size=30))
def test_gini_is_half_the_mean_difference(counts: list[tuple[int, int]]) -> None:
    """The coefficient is half the mean difference between any two adults' contacts, relative to their mean."""
    adults, contacts = np.array(counts, dtype=float).T
    found = gini(pd.DataFrame({"parent_id": "a", "adults": adults, "contacts": contacts}))["a"]
    if contacts.sum() == 0:
        assert pd.isna(found)
        return
    rate, part = contacts / adults, adults / adults.sum()
    difference = np.abs(rate[:, None] - rate) * part[:, None] * part
    assert found == pytest.approx(difference.sum() / 2 / (rate @ part), abs=1e-9)


def test_effort_by_hand() -> None:
    """Commune a: two of four groups touched, 120 of 200 done there; since then 50 of 60 contacts in its best group."""
    before = GROUPS.assign(contacts=[10, 10, 0, 0, 0, 5, 5, 0], reached_known=[50, 30, 0, 0, 0, 10, 10, 0])
    found = effort(GROUPS, before, TARGET)
    assert found.index.tolist() == ["a", "b"]
    assert found["groups"].tolist() == [4, 2]
    assert found["groups_left_out"].tolist() == [1, 1]
    assert plain(found["spread_share"]) == [0.5, 1]
    assert plain(found["depth_share"]) == [0.6, 0.1]
    assert found["contacts"].tolist() == [60, 0]
    # Before, the commune had 80 of 400: both touched groups were above that, with 50 + 70 of 320 unreached.
    assert plain(found["again_share"]) == [1, None]
    assert plain(found["again_unreached_share"]) == [0.375, 0]
    assert plain(found["never_share"]) == [0.5, 0]
    assert plain(found["left_behind_share"]) == [0.5, 0]
    assert found["effort_class"].tolist() == ["easy_again", "too_few"]


@pytest.mark.parametrize(
    ("again", "unreached", "behind", "contacts", "named"),
    [
        (0.70, 0.40, 0.3, 30, "easy_again"), (0.66, 0.30, 0.3, 30, "balanced"), (0.70, 0.55, 0.3, 30, "balanced"),
        (0.70, 0.40, 0.1, 30, "balanced"), (0.70, 0.40, 0.3, 29, "too_few"), (None, None, None, 0, "too_few"),
    ],
)  # fmt: skip
def test_a_commune_is_named_only_for_all_reasons_together(
    again: float, unreached: float, behind: float, contacts: int, named: str
) -> None:
    """Most contacts at the better covered, more than are missing there, and others left behind; not on few contacts."""
    names = ["again_share", "again_unreached_share", "left_behind_share"]
    found = pd.DataFrame([[again, unreached, behind]], columns=names).astype("Float64").assign(contacts=contacts)
    assert effort_class(found).tolist() == [named]


def test_nothing_that_was_given_is_changed() -> None:
    """Both frames are left as they were; no groups make no strata and no communes."""
    groups, before = GROUPS.copy(deep=True), GROUPS.copy(deep=True)
    equity(groups), effort(groups, before, TARGET)
    pd.testing.assert_frame_equal(groups, GROUPS)
    pd.testing.assert_frame_equal(before, GROUPS)
    assert len(equity(GROUPS.iloc[:0])) == 0
    assert len(effort(GROUPS.iloc[:0], GROUPS.iloc[:0], TARGET)) == 0
