"""What is known of groups, against a made-up province whose truth is known, and against properties that always hold.

The province: 1,450 groups in 45 communes, shares of groups about that of their commune. Of each group a few adults are
observed (a partial register), or all of them while the population figure is off.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.uncertainty import COLUMNS, uncertainty

GROUPS, COMMUNES, TARGET = 1_450, 45, 0.3
COUNT = st.integers(0, 60)
ROW = st.tuples(COUNT, COUNT, COUNT, st.sampled_from("abc"), st.sampled_from([0.0, 0.05, 0.2]), st.booleans())


@dataclass(frozen=True)
class World:
    """Groups as they are reported, and the truth behind them."""

    groups: pd.DataFrame
    share: np.ndarray
    unreached: np.ndarray

    @property
    def raw(self) -> np.ndarray:
        """What a spreadsheet shows: reached of those observed."""
        return (self.groups["reached"] / self.groups["observed"]).to_numpy()

    @property
    def worst(self) -> np.ndarray:
        """Tell the true lowest tenth."""
        return self.share <= np.sort(self.share)[GROUPS // 10 - 1]


def world(seed: int, precision: float = 12.0, cv: float = 0.0) -> World:
    """Return a province of which 8 to 80 adults a group are observed, or all where the population figure is off."""
    rng = np.random.default_rng(seed)
    commune = rng.integers(0, COMMUNES, GROUPS)
    mean = rng.beta(4, 6, COMMUNES)[commune]
    share = rng.beta(mean * precision, (1 - mean) * precision)
    figure = rng.integers(70, 700, GROUPS)
    adults = np.round(figure * np.exp(np.sqrt(np.log1p(cv**2)) * rng.standard_normal(GROUPS))).astype(int)
    whole = rng.binomial(adults, share)
    observed = np.where(cv > 0, figure, np.minimum(rng.integers(8, 81, GROUPS), adults))
    reached = whole if cv else rng.hypergeometric(whole, adults - whole, observed)
    parent = pd.Series(commune).astype("str")
    groups = pd.DataFrame({"reached": reached, "observed": observed, "adults": figure, "parent_id": parent})
    return World(groups.assign(denominator_cv=cv), whole / adults, adults - whole)


def estimated(one: World) -> pd.DataFrame:
    found = uncertainty(one.groups, TARGET)
    return found.astype({column: "float64" for column in COLUMNS if column != "need_class"})


PARTIAL = [world(seed) for seed in range(4)]
FOUND = [estimated(one) for one in PARTIAL]


def stacked(column: str) -> np.ndarray:
    return np.concatenate([found[column] for found in FOUND])


@pytest.mark.parametrize(("precision", "cv"), [(12, 0), (3, 0), (40, 0), (12, 0.12), (6, 0.2)])
def test_ranges_of_90_percent_hold_the_truth_in_90_percent(precision: float, cv: float) -> None:
    """Of coverage and of unreached adults, 88 to 92 in a hundred ranges hold the truth, whatever is uncertain."""
    worlds = [world(seed, precision, cv) for seed in range(20, 23)]
    found = pd.concat([estimated(one) for one in worlds])
    share, unreached = (np.concatenate([getattr(one, name) for one in worlds]) for name in ("share", "unreached"))
    is_known = found["coverage_estimate_share"].notna()
    assert is_known.mean() > 0.99
    held = found["coverage_low_share"].le(share + 1e-9) & found["coverage_high_share"].ge(share - 1e-9)
    assert 0.88 <= held[is_known].mean() <= 0.92
    # A range of whole people with an uncertain population ends between two of them.
    held = found["unreached_low"].le(unreached + 0.5) & found["unreached_high"].ge(unreached - 0.5)
    assert 0.88 <= held[is_known].mean() <= 0.92


@pytest.mark.parametrize(
    ("column", "truth"),
    [
        ("lowest_tenth_probability", np.concatenate([one.worst for one in PARTIAL])),
        ("below_target_probability", np.concatenate([one.share < TARGET for one in PARTIAL])),
    ],
)
def test_what_is_said_to_be_likely_happens_as_often(column: str, truth: np.ndarray) -> None:
    """Of the groups with a chance near 10, 30, 50, 70, 90 percent so many are indeed low, or below the target."""
    chance = stacked(column)
    place = np.digitize(chance, [0.05, 0.2, 0.4, 0.6, 0.8])
    said, came = (pd.Series(one).groupby(place).mean() for one in (chance, truth.astype(float)))
    assert len(said) == 6
    np.testing.assert_allclose(came, said, atol=0.06)


def test_estimates_are_nearer_to_the_truth_than_raw_percentages() -> None:
    """The error of the estimate is at least a tenth smaller in each province."""
    for one, found in zip(PARTIAL, FOUND, strict=True):
        error, raw = (np.sqrt(((each - one.share) ** 2).mean()) for each in (found["coverage_estimate_share"], one.raw))
        assert error < 0.9 * raw


def test_the_true_lowest_tenth_is_found_better_than_by_raw_percentages() -> None:
    """As many groups named by chance hold more of the true lowest tenth than those with the lowest percentages."""
    size = GROUPS // 10
    by_chance = by_raw = 0
    for one, found in zip(PARTIAL, FOUND, strict=True):
        by_chance += one.worst[np.argsort(-found["lowest_tenth_probability"], kind="stable")[:size]].sum()
        by_raw += one.worst[np.argsort(one.raw, kind="stable")[:size]].sum()
    assert by_chance > 1.03 * by_raw


def test_expected_unreached_add_up() -> None:
    """The expected unreached adults of a province are within one percent and a half of those there are."""
    for one, found in zip(PARTIAL, FOUND, strict=True):
        assert found["unreached_expected"].sum() == pytest.approx(one.unreached.sum(), rel=0.015)


def test_a_class_says_how_sure_it_is() -> None:
    """From 0.8 certain, from 0.2 possible, else not; there is no rank."""
    chance, named = stacked("lowest_tenth_probability"), np.concatenate([found["need_class"] for found in FOUND])
    assert chance[named == "certain"].min() >= 0.8
    assert chance[named == "possible"].max() < 0.8
    assert chance[named == "possible"].min() >= 0.2
    assert chance[named == "not"].max() < 0.2


def test_groups_nobody_reported_have_the_range_of_their_commune() -> None:
    """A group without a report is expected where its commune is, with a range as wide as its groups differ."""
    one = PARTIAL[0]
    silent = np.arange(GROUPS) % 10 == 0
    groups = one.groups.assign(
        reached=one.groups["reached"].where(~silent, 0), observed=one.groups["observed"].where(~silent, 0)
    )
    found = uncertainty(groups, TARGET).astype({"coverage_low_share": float, "coverage_high_share": float})[silent]
    held = found["coverage_low_share"].le(one.share[silent]) & found["coverage_high_share"].ge(one.share[silent])
    assert 0.84 <= held.mean() <= 0.96
    assert (found["own_data_share"] == 0).all()


def landscape(seed: int) -> tuple[World, pd.DataFrame]:
    """Return a square of groups whose shares change slowly from place to place, and the pairs of neighbours."""
    from scipy.ndimage import gaussian_filter

    rng, side = np.random.default_rng(seed), 38
    row, column = np.divmod(np.arange(side * side), side)
    hills = gaussian_filter(rng.standard_normal((side, side)), 3).ravel()
    mean = 1 / (1 + np.exp(0.6 - 0.8 * hills / hills.std()))
    adults = rng.integers(70, 700, side * side)
    whole = rng.binomial(adults, rng.beta(25 * mean, 25 * (1 - mean)))
    observed = np.where(rng.random(side * side) < 0.1, 0, np.minimum(rng.integers(8, 80, side * side), adults))
    reached = rng.hypergeometric(whole, adults - whole, observed)
    parent = pd.Series(row // 7 * 6 + column // 7).astype("str")
    groups = pd.DataFrame({"reached": reached, "observed": observed, "adults": adults, "parent_id": parent})
    right, below = groups.index[column < side - 1], groups.index[row < side - 1]
    pairs = {"unit_no": [*right, *below], "neighbour_no": [*(right + 1), *(below + side)]}
    return World(groups, whole / adults, adults - whole), pd.DataFrame(pairs)


def test_neighbours_bring_the_estimate_nearer_and_keep_the_range_honest() -> None:
    """Where shares change slowly the local estimate errs less than the commune's, in ranges that hold 88 to 92 %."""
    held = []
    for seed in range(3):
        one, neighbours = landscape(seed)
        own, local = (uncertainty(one.groups, TARGET, pairs) for pairs in (None, neighbours))
        error, own_error = (
            np.sqrt(((found["coverage_estimate_share"].astype(float) - one.share) ** 2).mean())
            for found in (local, own)
        )
        assert error < 0.95 * own_error
        low, high = (local[f"coverage_{name}_share"].to_numpy(float) for name in ("low", "high"))
        held.append(((low <= one.share + 1e-9) & (high >= one.share - 1e-9)).mean())
    assert 0.88 <= np.mean(held) <= 0.92


def frame(rows: list[tuple[int, int, int, str, float, bool]]) -> pd.DataFrame:
    """Return groups of which some were observed in part, wholly, or not at all, and some have no adults known."""
    reached, missed, rest = ([row[place] for row in rows] for place in range(3))
    groups = pd.DataFrame({"reached": reached, "observed": np.add(reached, missed)})
    adults = (groups["observed"] + rest).astype("Int64")
    groups["adults"] = adults.where([row[5] for row in rows])
    groups["parent_id"] = [row[3] for row in rows]
    groups["denominator_cv"] = [row[4] for row in rows]
    return groups.set_axis([7 * place + 3 for place in range(len(rows))])


@settings(deadline=None, max_examples=20)
@given(st.lists(ROW, min_size=1, max_size=15))
def test_what_always_holds(rows: list[tuple[int, int, int, str, float, bool]]) -> None:
    """Index and input stay; no adults, no figure; estimates lie in their range, and everything in its bounds."""
    groups = frame(rows)
    before = groups.copy(deep=True)
    found = uncertainty(groups, 0.8)
    pd.testing.assert_frame_equal(groups, before)
    assert found.index.equals(groups.index)
    assert tuple(found.columns) == COLUMNS
    assert found[groups["adults"].fillna(0) == 0].isna().all(axis=None)
    known = found[found["coverage_estimate_share"].notna()]
    assert known.notna().all(axis=None)
    parts = known[[c for c in COLUMNS if c.endswith(("_share", "_probability"))]].to_numpy(float)
    assert ((parts >= -1e-9) & (parts <= 1 + 1e-9)).all()
    for low, high in (("coverage_low_share", "coverage_high_share"), ("unreached_low", "unreached_high")):
        assert (known[low] <= known[high] + 1e-9).all()
        assert (known[low] >= -1e-9).all()


@settings(deadline=None, max_examples=20)
@given(st.lists(ROW, min_size=2, max_size=15))
def test_an_estimate_lies_between_the_groups_own_share_and_the_prior(rows: list) -> None:
    """With a certain population the estimate is the group's own share drawn towards what is expected of its commune."""
    from outreach.uncertainty.prior import prior

    groups = frame(rows).assign(denominator_cv=0.0)
    estimate = uncertainty(groups, 0.8)["coverage_estimate_share"]
    expected = prior(groups)["prior_share"]
    asked = estimate.notna() & (groups["observed"] > 0)
    own = (groups["reached"] / groups["observed"])[asked]
    assert (estimate[asked] >= np.minimum(own, expected[asked]) - 1e-9).all()
    assert (estimate[asked] <= np.maximum(own, expected[asked]) + 1e-9).all()


@pytest.mark.parametrize("cv", [0.0, 0.12])
@pytest.mark.parametrize("observed", [40, 100])
def test_more_people_reached_is_more_coverage(observed: int, cv: float) -> None:
    """Of groups alike in all else, the one with more reached is covered better, and needs less."""
    reached = np.arange(observed + 1)
    groups = pd.DataFrame(
        {"reached": reached, "observed": observed, "adults": 100, "parent_id": "a", "denominator_cv": cv}
    )
    found = uncertainty(groups, 0.5)
    for column in ("coverage_estimate_share", "coverage_low_share", "coverage_high_share"):
        assert found[column].is_monotonic_increasing
    for column in ("below_target_probability", "lowest_tenth_probability", "unreached_expected"):
        assert found[column].astype("float64").diff().max() <= 1e-9


def test_a_campaign_without_groups_or_reports_has_no_figures() -> None:
    """No groups make no rows, and where nobody reported there is no estimate."""
    one = PARTIAL[0].groups
    assert uncertainty(one.iloc[:0], TARGET).shape == (0, len(COLUMNS))
    assert uncertainty(one.assign(observed=0, reached=0), TARGET).isna().all(axis=None)
