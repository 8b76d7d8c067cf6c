"""Small figures are hidden, and nobody computes them from what is shown."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from reports.suppression import Hiding, hiding

SMALL = 5
Table = tuple[pd.DataFrame, pd.DataFrame]


def table(*communes: list[tuple[int, int]]) -> Table:
    """Return groups and communes; each commune is a list of its groups as reached and adults."""
    rows = [(f"c{at}", *group) for at, groups in enumerate(communes) for group in groups]
    groups = pd.DataFrame(rows, columns=["parent_id", "reached", "adults"]).astype({"adults": "Int64"})
    sums = groups.groupby("parent_id")[["reached", "adults"]].sum()
    whole = sums.rename_axis("unit_id").reset_index().set_axis(range(1000, 1000 + len(sums)), axis="index")
    return groups, whole


groups_of = st.integers(1, 40).flatmap(lambda adults: st.tuples(st.integers(0, adults), st.just(adults)))
tables = st.lists(st.lists(groups_of, min_size=1, max_size=4), min_size=1, max_size=4).map(lambda all_: table(*all_))


def ranges(groups: pd.DataFrame, communes: pd.DataFrame, found: Hiding) -> list[tuple[float, float, int]]:
    """Return the least and the most that a reader can conclude of each hidden place, and the adults it hides.

    A hidden commune hides the adults of its hidden groups. The bounds are exact: the reader solves a linear program in
    which every shown figure and total is an equation, and adults are known.
    """
    equations, totals = [], []
    for at, shown in zip(groups.index, ~found.groups, strict=True):
        if shown:
            equations.append(groups.index == at)
            totals.append(groups.loc[at, "reached"])
    for unit, total, shown in zip(communes["unit_id"], communes["reached"], ~found.communes, strict=True):
        if shown:
            equations.append((groups["parent_id"] == unit).to_numpy())
            totals.append(total)
    if not found.whole:
        equations.append(np.ones(len(groups), dtype=bool))
        totals.append(groups["reached"].sum())
    asked = [groups.index == at for at in groups.index[found.groups]]
    asked += [(groups["parent_id"] == unit).to_numpy() for unit in communes.loc[found.communes, "unit_id"]]
    bounds = [(0, int(adults)) for adults in groups["adults"]]
    matrix = np.array(equations, dtype=float) if equations else None
    result = []
    for one in asked:
        ends = [
            linprog(sign * one.astype(float), A_eq=matrix, b_eq=totals or None, bounds=bounds).fun for sign in (1, -1)
        ]
        result.append((ends[0], -ends[1], int(groups["adults"][one & found.groups.to_numpy()].sum())))
    return result


@settings(max_examples=40, deadline=None)
@given(tables)
def test_no_small_figure_is_shown_or_can_be_computed(made: Table) -> None:
    """Who knows every shown figure, all shown totals and the adults finds a hidden figure to a wide range at best."""
    groups, communes = made
    found = hiding(groups, communes, SMALL)
    for places, hidden in ((groups, found.groups), (communes, found.communes)):
        left = places["adults"].astype("int64") - places["reached"]
        small = places["reached"].between(1, SMALL - 1) | left.between(1, SMALL - 1)
        assert hidden[small].all()
        assert hidden.index.equals(places.index)
    for least, most, adults in ranges(groups, communes, found):
        assert adults > 0
        assert most - least >= min(adults, SMALL) - 1e-6


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    """Figures of enough people, and noughts, stay."""
    found = hiding(*table([(20, 50), (0, 60)], [(30, 90), (50, 50)]), SMALL)
    assert not found.groups.any()
    assert not found.communes.any()
    assert not found.whole


def test_the_smallest_other_group_is_hidden_with_a_small_one() -> None:
    """Of three groups 3, 9 and 40 the second hides with the first; the never-reached one beside them stays shown."""
    found = hiding(*table([(3, 50), (40, 90), (9, 60), (0, 70)], [(30, 90)]), SMALL)
    assert found.groups.tolist() == [True, False, True, False, False]
    assert not found.communes.any()


def test_two_small_groups_that_give_each_other_away_need_a_third() -> None:
    """With a total of 4, two hidden groups are both small for sure; a third one is hidden to blur them."""
    found = hiding(*table([(3, 50), (1, 60), (20, 70), (30, 80)]), SMALL)
    assert found.groups.tolist() == [True, True, True, False]


def test_a_commune_of_one_small_group_is_hidden_with_another() -> None:
    """Where the commune's total is the group's figure, the total hides too, and the next smallest commune with it."""
    found = hiding(*table([(2, 30)], [(25, 60), (11, 50)], [(40, 90), (41, 90)]), SMALL)
    assert found.communes.tolist() == [True, True, False]
    assert found.groups.tolist() == [True, False, True, False, False]
    assert not found.whole


def test_one_place_alone_hides_the_whole() -> None:
    """Where the whole is one small group, not even the whole is told."""
    found = hiding(*table([(2, 30)]), SMALL)
    assert found.whole


def test_people_of_unknown_denominators_do_not_betray_their_group() -> None:
    """Of two groups without a population the larger one hides with the small one: their sum can be computed."""
    groups, communes = table([(3, 1), (9, 1), (20, 50), (30, 60)])
    groups["adults"] = groups["adults"].mask(groups["adults"] == 1)
    found = hiding(groups, communes.assign(adults=110), SMALL)
    assert found.groups.tolist() == [True, True, False, False]


@pytest.mark.parametrize(("threshold", "hidden"), [(1, 0), (5, 2), (10, 2), (25, 3)])
def test_the_threshold_is_a_setting(threshold: int, hidden: int) -> None:
    """A stricter threshold hides more, and one of 1 nothing."""
    found = hiding(*table([(3, 50), (12, 90), (60, 120)], [(70, 200)]), threshold)
    assert found.groups.sum() == hidden


def test_what_is_given_is_not_changed() -> None:
    """The tables stay as they were."""
    groups, communes = table([(3, 50), (12, 90)], [(70, 200)])
    before = groups.copy(), communes.copy()
    hiding(groups, communes, SMALL)
    pd.testing.assert_frame_equal(groups, before[0])
    pd.testing.assert_frame_equal(communes, before[1])
