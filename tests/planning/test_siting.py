"""Places for classes: against every choice tried, and against published optima; and the readers of the benchmarks."""

import itertools
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import gap, pmed
from planning.assignment import Effort, solve
from planning.siting import covering_sites, median_sites

DATA = Path(__file__).parents[2] / ".." / "shared" / "data" / "plan"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="published instances beside the repository are missing")


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(3, 9), st.integers(1, 4), st.booleans())
def test_medians_are_the_best_of_all(seed: int, places: int, count: int, whole: bool) -> None:
    """No choice of so many sites costs less, and the bound says so."""
    random = np.random.default_rng(seed)
    cost = 100 * random.random((places + 2, places))
    cost = np.round(cost) if whole else cost
    count = min(count, places)
    found = median_sites(cost, count, seconds=10, clock=time.monotonic)
    tried = min(cost[:, list(some)].min(axis=1).sum() for some in itertools.combinations(range(places), count))
    assert found.value == pytest.approx(tried)
    assert found.is_proven
    assert len(set(found.chosen)) == count


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(3, 8), st.integers(1, 3))
def test_most_people_are_covered(seed: int, places: int, count: int) -> None:
    """No choice of so many sites has more people within reach."""
    random = np.random.default_rng(seed)
    within, people = random.random((12, places)) < 0.3, random.integers(1, 50, 12)
    found = covering_sites(within, people, count, seconds=10)
    tried = max(
        people[within[:, list(some)].any(axis=1)].sum() for some in itertools.combinations(range(places), count)
    )
    assert found.value == tried


@needs_data
@pytest.mark.realdata
@pytest.mark.parametrize("name", ["pmed1", "pmed2", "pmed3"])
def test_published_medians(name: str) -> None:
    """The published optimum is found and proven."""
    cost, count = pmed.read(DATA / "pmed" / f"{name}.txt")
    found = median_sites(cost, count, seconds=30, clock=time.monotonic)
    assert (found.value, found.is_proven) == (pmed.known(DATA / "pmed" / f"{name}.txt"), True)


@needs_data
@pytest.mark.realdata
@pytest.mark.parametrize("name", ["a05100", "a20200", "c05100"])
def test_published_assignments(name: str) -> None:
    """The published optimum is found, allowed by the file's own numbers, and proven."""
    path = DATA / "gap" / name
    (one,) = gap.instances(path)
    problem = gap.as_problem(one, maximise=False)
    choice = solve(problem, Effort(30.0, 0.0), time.monotonic)
    assert -choice.value == gap.known(path, name, maximise=False)[1]
    assert choice.is_proven
    assert gap.is_valid(one, problem, choice)


def test_files_of_several_instances_are_read(tmp_path: Path) -> None:
    """One file may hold one instance or several behind their number, broken into lines anyhow."""
    one = "2 3\n 1 2\n3 4 5 6 2 2 2 2 2\n2\n4 4\n"
    (tmp_path / "a").write_text(one)
    (tmp_path / "b").write_text("2\n" + one + one)
    (alone,), both = gap.instances(tmp_path / "a"), gap.instances(tmp_path / "b")
    assert [each.name for each in both] == ["b-1", "b-2"]
    for each in (alone, *both):
        assert each.cost.tolist() == [[1, 2, 3], [4, 5, 6]]
        assert each.capacity.tolist() == [4, 4]
    problem = gap.as_problem(alone, maximise=False)
    best = [min(sum(alone.cost[t, j] for j, t in enumerate(ways)) for ways in itertools.product(range(2), repeat=3)
                if all(2 * ways.count(t) <= 4 for t in range(2)))]  # fmt: skip
    assert -solve(problem, Effort(5.0, 0.0), time.monotonic).value == best[0]


def test_the_last_edge_counts(tmp_path: Path) -> None:
    """Where an edge comes twice in a file, in either direction, the last length is taken."""
    (tmp_path / "p").write_text("3 3 1\n1 2 9\n2 1 4\n2 3 5\n")
    cost, count = pmed.read(tmp_path / "p")
    assert (cost.tolist(), count) == ([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 1)
