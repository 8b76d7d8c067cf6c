"""Clusters: published values, an independent library, and what holds for any rates."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.clusters import Cluster, hot_spots, local_moran, q_values

STATS = Path(__file__).parents[2] / ".." / "shared" / "data" / "stats"
SIDE = 20

realdata = pytest.mark.realdata
needs_reference = pytest.mark.skipif(not STATS.exists(), reason="the reference results are not beside the repository")


def pairs(unit: np.ndarray, neighbour: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"unit_no": unit, "neighbour_no": neighbour})


def lattice(side: int = SIDE) -> pd.DataFrame:
    """Return the neighbours of a square of squares, numbered row by row."""
    number = np.arange(side**2).reshape(side, side)
    one = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    other = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    return pairs(np.r_[one, other], np.r_[other, one])


def listed(name: str) -> tuple[list[str], pd.DataFrame]:
    """Read the neighbours of a GAL file: a line with a name and a count, then a line of names."""
    lines = [line.split() for line in (STATS / "pysal" / name).read_text().splitlines()[1:] if line.strip()]
    beside = {heads[0]: names for heads, names in zip(lines[::2], lines[1::2], strict=True)}
    flat = [(unit, other) for unit, others in beside.items() for other in others]
    return list(beside), pd.DataFrame(flat, columns=["unit_no", "neighbour_no"])


def random_rates(seed: int, side: int = SIDE) -> pd.Series:
    return pd.Series(np.random.default_rng(seed).beta(2, 4, side**2))


@realdata
@needs_reference
def test_six_points_have_the_published_statistics() -> None:
    """Gi* of the six points of Getis and Ord's example is what the reference gives, within 15 of each other."""
    expected = json.loads((STATS / "hotspot_expected.json").read_text())
    place = np.array(expected["points"], dtype=float)
    distance = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1))
    beside = pairs(*np.nonzero((distance > 0) & (distance <= expected["threshold"])))
    found = hot_spots(pd.Series(expected["y"]), beside)
    assert found["statistic"].tolist() == pytest.approx(expected["gi_star_Z"], abs=1e-12)


@realdata
@needs_reference
def test_sudden_infant_deaths_have_the_published_moran() -> None:
    """The local statistics of the 100 counties of North Carolina add up to Moran's I of 0.1662 (Assunção and Reis)."""
    import geopandas as gpd

    expected = json.loads((STATS / "pysal_expected.json").read_text())["sids2_SID79_BIR79_EB_rate_Moran_I"]
    counties = gpd.read_file(STATS / "pysal" / "sids2.shp", columns=["FIPSNO", "SID79", "BIR79"])
    names, beside = listed("sids2.gal")
    cases, births = (pd.Series(counties[column].to_numpy(float)) for column in ("SID79", "BIR79"))
    whole = cases.sum() / births.sum()
    between = (births * (cases / births - whole) ** 2).sum() / births.sum() - whole / births.mean()
    rate = (cases / births - whole) / np.sqrt(between + whole / births)
    rate.index = pd.Index(counties["FIPSNO"].astype(int).astype(str))
    found = local_moran(rate, beside)
    assert set(names) == set(rate.index)
    assert found["statistic"].sum() / (len(rate) - 1) == pytest.approx(expected, abs=5e-5)


@realdata
@needs_reference
@pytest.mark.filterwarnings("ignore:The alternative hypothesis:DeprecationWarning")  # esda is to count both sides
def test_st_louis_has_the_published_share_of_false_finds() -> None:
    """Of 78 counties two stand out at a share of 0.10, the limit at 2/78 of it as published."""
    from esda import Moran_Local, fdr
    from libpysal.weights import W

    expected = json.loads((STATS / "pysal_expected.json").read_text())["stl_HR8893_local_moran_fdr_alpha_0.10"]
    rate = pd.read_csv(STATS / "pysal" / "stl_hom.csv")["HR8893"]
    _, beside = listed("stl.gal")
    beside = beside.astype(int) - 1
    neighbours = beside.groupby("unit_no")["neighbour_no"].agg(list).to_dict()
    theirs = Moran_Local(rate.to_numpy(), W(neighbours), permutations=999, seed=10)
    is_found = q_values(theirs.p_sim) <= 0.10
    assert is_found.sum() * 0.10 / 78 == pytest.approx(expected, abs=1e-12)
    assert fdr(theirs.p_sim, 0.10) == pytest.approx(expected, abs=1e-12)
    ours = local_moran(rate, beside)
    assert ours["statistic"].tolist() == pytest.approx(theirs.Is.tolist(), abs=1e-12)
    # Both by chance, theirs of one side: 999 draws know a p-value to about 0.03.
    assert np.abs(ours["p_value"] - np.minimum(2 * theirs.p_sim, 1)).max() < 0.08


@pytest.mark.parametrize("seed", [1, 2])
def test_the_measures_agree_with_esda(seed: int) -> None:
    """Statistics of both measures equal those of esda on random rates."""
    from esda import G_Local, Moran_Local
    from libpysal.weights import W

    rate, beside = random_rates(seed), lattice()
    weights = W(beside.groupby("unit_no")["neighbour_no"].agg(list).to_dict())
    theirs = Moran_Local(rate.to_numpy(), weights, permutations=0)
    assert local_moran(rate, beside)["statistic"].tolist() == pytest.approx(theirs.Is.tolist(), abs=1e-12)
    stars = G_Local(rate.to_numpy(), weights, transform="B", star=True, permutations=0)
    assert hot_spots(rate, beside)["statistic"].tolist() == pytest.approx(stars.Zs.tolist(), abs=1e-10)


def test_a_p_value_is_the_share_of_all_choices_of_neighbours() -> None:
    """On seven units in a row every choice of neighbours is counted by hand, and the draws come near to it."""
    from itertools import combinations

    rate = pd.Series([0.1, 0.2, 0.15, 0.9, 0.7, 0.8, 0.3])
    row = np.arange(6)
    found = local_moran(rate, pairs(np.r_[row, row + 1], np.r_[row + 1, row]), permutations=99_999)
    for unit in range(7):
        beside = [other for other in (unit - 1, unit + 1) if 0 <= other < 7]
        rest = [other for other in range(7) if other != unit]
        sums = np.array([rate[list(chosen)].sum() for chosen in combinations(rest, len(beside))])
        actual = rate[beside].sum()
        exact = min(1, 2 * min((sums <= actual + 1e-9).mean(), (sums >= actual - 1e-9).mean()))
        assert found["p_value"][unit] == pytest.approx(exact, abs=0.01)


def test_chance_makes_spots_only_without_the_control_of_false_finds() -> None:
    """Twenty shuffles of a rate give hundreds of small p-values and next to no cluster."""
    rate, beside = random_rates(3), lattice()
    shuffle = np.random.default_rng(4)
    small, called = [], []
    for _ in range(20):
        found = local_moran(pd.Series(shuffle.permutation(rate)), beside, permutations=9_999)
        small.append(int((found["p_value"] < 0.05).sum()))
        called.append(int(found["cluster"].ne(Cluster.NONE).sum()))
    assert 10 < np.mean(small) < 30
    assert np.mean(np.array(called) > 0) <= 0.2


def test_a_low_corner_is_found_where_it_is() -> None:
    """Thirty-six low units in the corner are a low cluster, a low one among high ones is none, and all else is none."""
    rate, beside = random_rates(5) * 0.2 + 0.5, lattice()
    corner = np.arange(SIDE**2).reshape(SIDE, SIDE)[:6, :6]
    rate[corner.ravel()] = np.linspace(0.02, 0.05, corner.size)
    inner, outside = corner[1:5, 1:5].ravel(), ~rate.index.isin(corner.ravel())
    for found in (local_moran(rate, beside), hot_spots(rate, beside)):
        assert set(found["cluster"][inner]) == {Cluster.LOW_CLUSTER}
        assert (found["cluster"][outside] == Cluster.LOW_CLUSTER).sum() == 0


def test_an_odd_one_out_is_an_outlier() -> None:
    """A high unit in the middle of the low corner is a high outlier."""
    rate, beside = random_rates(6) * 0.2 + 0.5, lattice()
    corner = np.arange(SIDE**2).reshape(SIDE, SIDE)[:7, :7]
    rate[corner.ravel()] = np.linspace(0.02, 0.05, corner.size)
    rate[corner[3, 3]] = 0.9
    assert local_moran(rate, beside)["cluster"][corner[3, 3]] == Cluster.HIGH_OUTLIER


@pytest.mark.parametrize("measure", [local_moran, hot_spots])
def test_what_is_not_known_is_never_nought(measure: object) -> None:
    """A unit without a rate, or with none beside it that has one, is unknown; its neighbours are judged without it."""
    rate, beside = random_rates(7).astype("Float64"), lattice()
    rate[[1, SIDE]] = pd.NA  # the two neighbours of the first corner
    found = measure(rate, beside)  # type: ignore[operator]
    assert found["cluster"][[0, 1, SIDE]].tolist() == [Cluster.UNKNOWN] * 3
    assert found.loc[[0, 1, SIDE], ["statistic", "p_value", "q_value"]].isna().all(axis=None)
    kept = beside[~beside.isin([1, SIDE]).any(axis=1)]
    pd.testing.assert_frame_equal(found.dropna(), measure(rate.dropna(), kept).dropna())  # type: ignore[operator]


@pytest.mark.parametrize("measure", [local_moran, hot_spots])
@pytest.mark.parametrize("value", [0.0, 0.1, 1 / 3])
def test_where_all_are_alike_nothing_is_found(measure: object, value: float) -> None:
    """Equal rates, also all nought, make no cluster."""
    found = measure(pd.Series(value, index=range(SIDE**2)), lattice())  # type: ignore[operator]
    assert set(found["cluster"]) == {Cluster.NONE}


@pytest.mark.parametrize("measure", [local_moran, hot_spots])
@pytest.mark.parametrize("rates", [[], [0.5], [0.1, 0.9], [pd.NA, pd.NA]])
def test_few_units_break_nothing(measure: object, rates: list) -> None:
    """No unit, one, two beside each other, or none with a rate: nothing is found, nothing fails."""
    rate = pd.Series(rates, dtype="Float64")
    found = measure(rate, pairs(np.array([0, 1]), np.array([1, 0])))  # type: ignore[operator]
    assert set(found["cluster"]) <= {Cluster.NONE, Cluster.UNKNOWN}
    assert found.index.equals(rate.index)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=16, max_size=16), st.permutations(range(16)))
def test_the_order_of_rows_does_not_matter(values: list, order: list[int]) -> None:
    """Rates and neighbours in any order give every unit the same answer, under the index that was given."""
    rate, beside = pd.Series(values, dtype="Float64"), lattice(4)
    kept = rate.copy()
    for measure in (local_moran, hot_spots):
        found = measure(rate, beside)
        turned = measure(rate.iloc[order], beside.iloc[::-1])
        assert turned.index.tolist() == order
        assert (turned["cluster"] == found["cluster"].iloc[order]).all()
        pd.testing.assert_frame_equal(
            turned.drop(columns="cluster"), found.iloc[order].drop(columns="cluster"), atol=1e-9
        )
    pd.testing.assert_series_equal(rate, kept)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_finds_by_q_value_are_those_of_the_rule(chances: list[float]) -> None:
    """Below a share stand just the p-values up to the largest that is not above its rank's part of it."""
    chance = np.array(chances)
    ranked = np.sort(chance)
    fits = np.flatnonzero(ranked <= 0.05 * np.arange(1, len(ranked) + 1) / len(ranked))
    limit = ranked[fits[-1]] if len(fits) else -1.0
    close = np.abs(q_values(chance) - 0.05) < 1e-12
    assert ((q_values(chance) <= 0.05) == (chance <= limit))[~close].all()
