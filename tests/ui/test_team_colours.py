"""Colours of teams: well apart to every eye, different side by side, and never without a number."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ui.test_palette import SIGHT, lab, linear
from ui.plan_map import REST
from ui.team_colours import COLOURS, near_bases, pale, team_colours, team_marks


def teams(places: list[tuple[float, float]]) -> pd.DataFrame:
    ids = [f"T{number}" for number in range(len(places))]
    lon, lat = zip(*places, strict=True) if places else ((), ())
    return pd.DataFrame({"team_id": ids, "name": ids, "lon": pd.array(lon, "float64"), "lat": pd.array(lat, "float64")})


def pairs(*rows: tuple[int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["one", "other"], dtype="int64")


@pytest.mark.parametrize("sight", SIGHT)
def test_no_two_colours_look_alike(sight: str) -> None:
    """To every kind of sight any two colours, and what has no team, lie 15 or more apart."""
    seen = lab(linear([*COLOURS, REST.fill]) @ np.array(SIGHT[sight]).T)
    assert min(np.linalg.norm(one - other) for one, other in itertools.combinations(seen, 2)) >= 15


def test_a_pale_fill_lies_on_the_way_to_white() -> None:
    """Half of black is grey, all of a fill is itself."""
    assert (pale("#000000", 0.5), pale("#0072b2", 1.0), pale("#0072b2", 0.0)) == ("#808080", "#0072b2", "#ffffff")


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 40))
def test_teams_side_by_side_differ(seed: int, count: int) -> None:
    """Where no team has as many neighbours as there are colours, no two neighbours have one colour."""
    drawn = np.random.default_rng(seed)
    beside = pairs(*((one, other) for one, other in drawn.integers(0, count, (count, 2)) if one != other))
    degree = np.bincount(np.unique(np.sort(beside.to_numpy(), axis=1), axis=0).ravel(), minlength=count)
    found = team_colours(teams([(103.0, 21.0)] * count), beside)
    assert found.index.equals(pd.RangeIndex(count))
    assert found.between(0, len(COLOURS) - 1).all()
    if degree.max() < len(COLOURS):
        assert (found[beside["one"]].to_numpy() != found[beside["other"]].to_numpy()).all()


def test_where_colours_run_out_the_least_neighbours_share_one() -> None:
    """Among eight teams that all meet the last has a colour again: of the one that it meets least often."""
    every = list(itertools.combinations(range(8), 2))
    often = [pair for pair in every if pair != (2, 7)] * 2
    found = team_colours(teams([(103.0, 21.0)] * 8), pairs(*often, (2, 7)))
    assert found[2] == found[7]
    assert found.nunique() == len(COLOURS)


def test_near_bases_are_the_nearest() -> None:
    """Each team is beside the next one on a line; one without a base is beside nobody."""
    line = teams([(103.0, 21.0), (103.1, 21.0), (103.3, 21.0), (float("nan"), 21.0)])
    found = set(map(tuple, near_bases(line, 1)[["one", "other"]].to_numpy().tolist()))
    assert found == {(0, 1), (1, 0), (2, 1)}
    assert near_bases(teams([(103.0, 21.0)])).empty
    assert near_bases(teams([])).empty


@pytest.mark.parametrize(
    ("names", "ids", "marks"),
    [
        (["Đội số 5", "Đội số 12"], ["DTN-05", "DTN-12"], ["5", "12"]),
        (["Đội Na Ư", "Đội số 12"], ["DTN-05", "DTN-12"], ["05", "12"]),
        (["Đội 1", "Đội 1"], ["A1", "B1"], ["A1", "B1"]),
    ],
)
def test_a_mark_tells_teams_apart(names: list[str], ids: list[str], marks: list[str]) -> None:
    """The number of the name comes first, then that of the id, then the id itself."""
    assert team_marks(pd.DataFrame({"team_id": ids, "name": names})).tolist() == marks
