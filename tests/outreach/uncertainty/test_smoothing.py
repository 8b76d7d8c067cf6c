"""Published estimators against the tables and values that were published with them."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.uncertainty.smoothing import marshall, marshall_moments, martuzzi_elliott, near, within

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "stats"


def file(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"published table is not here: {name}")
    return path


def expected(name: str) -> list[float]:
    return json.loads(file("pysal_expected.json").read_text())[name]


@pytest.mark.realdata
def test_huddersfield() -> None:
    """All 71 binomial estimates are those printed for Huddersfield, to the two decimals printed."""
    areas = pd.read_csv(file("huddersfield_binomial_eb_expected.csv"))
    found = (100 * martuzzi_elliott(areas["cases"], areas["total"])).round(2)
    assert len(areas) == 71
    assert found.tolist() == areas["eb_binomial_pct_printed"].tolist()


@pytest.mark.realdata
def test_auckland() -> None:
    """Marshall's a, b and the 167 estimates of his own data, deaths of children in nine years."""
    areas = pd.read_csv(file("auckland_marshall_global.csv"))
    deaths, children = areas["M77_85"], 9 * areas["Und5_81"]
    assert marshall_moments(deaths, children) == pytest.approx(expected("auckland_marshall_a_b"), rel=1e-6)
    np.testing.assert_allclose(marshall(deaths, children), areas["eb_marshall_global"], rtol=1e-12)


@pytest.mark.realdata
def test_north_carolina() -> None:
    """The first five estimates of sudden infant deaths in North Carolina 1974."""
    import geopandas as gpd

    counties = gpd.read_file(file("pysal/sids2.dbf"))
    found = marshall(counties["SID74"], counties["BIR74"])
    np.testing.assert_allclose(found[:5], expected("sids2_SID74_BIR74_empirical_bayes_first5"), atol=6e-8)


@pytest.mark.realdata
def test_st_louis() -> None:
    """The first ten local estimates of homicides around St Louis, from each county and those next to it."""
    counties = pd.read_csv(file("pysal/stl_hom.csv")).rename(index=lambda row: row + 1)
    lines = [line.split() for line in file("pysal/stl.gal").read_text().splitlines()[1:]]
    pairs = [(int(head[0]), int(one)) for head, tail in zip(lines[::2], lines[1::2], strict=True) for one in tail]
    around = near(pd.DataFrame(pairs, columns=["unit_no", "neighbour_no"]))
    found = marshall(counties["HC7984"], counties["PO7984"], around)
    np.testing.assert_allclose(found[:10], expected("stl_HC7984_PO7984_spatial_empirical_bayes_first10"), rtol=1e-8)


def test_within_a_commune_is_as_alone() -> None:
    """The estimate inside each commune is the one that the commune would have without the others."""
    rng = np.random.default_rng(3)
    people = pd.Series(rng.integers(20, 200, 60))
    cases = pd.Series(rng.binomial(people, rng.uniform(0.1, 0.9, 60)))
    commune = pd.Series(np.repeat(["a", "b", "c"], 20))
    for estimate in (martuzzi_elliott, marshall):
        alone = pd.concat([estimate(cases[commune == one], people[commune == one]) for one in "abc"])
        pd.testing.assert_series_equal(estimate(cases, people, within(commune)), alone)


def test_a_pair_told_once_or_twice_is_one_pair() -> None:
    """Neighbours count once, however the pair is told; oneself and strangers are no neighbours."""
    values = pd.Series([1.0, 10.0, 100.0], index=[7, 8, 9])
    once = pd.DataFrame({"unit_no": [7, 8], "neighbour_no": [8, 9]})
    told = pd.DataFrame({"unit_no": [7, 8, 8, 9, 9, 7], "neighbour_no": [8, 7, 9, 8, 9, 5]})
    assert near(once)(values).tolist() == near(told)(values).tolist() == [11.0, 111.0, 110.0]
    assert near(once, itself=False)(values).tolist() == [10.0, 101.0, 10.0]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12))
def test_an_estimate_lies_between_the_rate_and_the_mean(counts: list[tuple[int, int]]) -> None:
    """Whatever the counts, an estimate is the rate drawn towards the mean; places without people get the mean."""
    people = pd.Series([cases + rest for cases, rest in counts])
    cases = pd.Series([cases for cases, _ in counts])
    if people.sum() == 0:
        return
    mean, rate = cases.sum() / people.sum(), (cases / people.where(people > 0)).fillna(cases.sum() / people.sum())
    for estimate in (martuzzi_elliott, marshall):
        found = estimate(cases, people)
        assert (found >= np.minimum(rate, mean) - 1e-9).all()
        assert (found <= np.maximum(rate, mean) + 1e-9).all()
