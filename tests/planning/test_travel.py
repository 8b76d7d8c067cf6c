"""Ways without internet: published figures of walking, distances on the globe, own tables, and what a log teaches."""

import numpy as np
import pandas as pd
import pytest

from planning.team import Register, Team
from planning.travel import TERRAINS, Roads, calibrated, great_circle_km, overridden, travel_minutes, walking_hours


def places(**columns: list) -> pd.DataFrame:
    return pd.DataFrame({"lon": [103.0], "lat": [21.1], "terrain": ["hill"], **columns})


@pytest.fixture
def base() -> pd.DataFrame:
    return Register((Team("A", "A", 103.0, 21.0),)).frame()


def test_walking_follows_tobler() -> None:
    """On the flat 5.04 km/h, 20 % up 2.50 km/h, and fastest at 5 % down with 6 km/h (Tobler, 1993)."""
    speed = 1 / walking_hours(np.ones(3), np.array([0.0, 200.0, -50.0]))
    assert speed == pytest.approx([5.0367, 2.5012, 6.0], abs=1e-3)


def test_a_degree_of_the_meridian_is_known() -> None:
    """A degree of latitude is 111.195 km on the mean sphere, one of longitude shrinks with the cosine."""
    assert great_circle_km(0, 21, 0, 22) == pytest.approx(111.195, abs=1e-3)
    assert great_circle_km(103, 60, 104, 60) == pytest.approx(111.195 / 2, rel=1e-4)


def test_minutes_by_hand(base: pd.DataFrame) -> None:
    """11.12 km of straight line in the hills are 17.8 km of road at 22 km/h, and six minutes more."""
    road = 0.1 * 111.195 * 1.6
    assert travel_minutes(base, places())[0, 0] == pytest.approx(60 * road / 22 + 6, rel=1e-5)
    season = Roads(factor={"hill": 1.5})
    assert travel_minutes(base, places(), season)[0, 0] == pytest.approx(1.5 * 60 * road / 22 + 6, rel=1e-5)


def test_a_walk_and_a_stretch_beyond_are_added(base: pd.DataFrame) -> None:
    """Two flat kilometres on foot take 23.8 minutes; ten kilometres beyond the known point are driven."""
    plain = travel_minutes(base, places())[0, 0]
    walk = travel_minutes(base, places(walk_km=[2.0], climb_m=[0.0]))[0, 0] - plain
    assert walk == pytest.approx(120 / 5.0367, rel=1e-3)
    assert travel_minutes(base, places(beyond_km=[10.0]))[0, 0] - plain == pytest.approx(60 * 16 / 22)


def test_an_unknown_terrain_is_the_slowest(base: pd.DataFrame) -> None:
    """Nothing is planned on a road that nobody vouched for."""
    assert travel_minutes(base, places(terrain=[None])) == travel_minutes(base, places(terrain=["high"]))


def test_a_table_overrides_pairs_and_nothing_else() -> None:
    """The last row of a pair counts; unknown ids and blank minutes change nothing."""
    minutes = np.full((2, 2), 10.0)
    table = pd.DataFrame(
        {"from_id": ["A", "A", "Z", "B"], "to_id": ["g", "g", "g", "h"], "minutes": [5.0, 7.0, 1.0, np.nan]}
    )
    told = overridden(minutes, pd.Series(["A", "B"]), pd.Series(["g", "h"]), table)
    assert told.tolist() == [[7.0, 10.0], [10.0, 10.0]]
    assert (minutes == 10).all()


def test_a_log_is_shrunk_to_the_defaults() -> None:
    """Twenty trips that take twice as long count as much as the twenty that agree: the root of two."""
    trips = pd.DataFrame({"terrain": "hill", "minutes": [80.0] * 20, "model_minutes": 40.0})
    assert calibrated(Roads(), trips).factor["hill"] == pytest.approx(2**0.5)
    few = calibrated(Roads(), trips.head(1)).factor["hill"]
    assert few == pytest.approx(2 ** (1 / 21))
    assert set(calibrated(Roads(), trips.head(0)).factor) == set()


def test_the_defaults_are_those_of_the_trials() -> None:
    """Three classes, slower and more winding with the height."""
    told = {name: (one.detour, one.speed_kmh, one.last_mile_minutes) for name, one in TERRAINS.items()}
    assert told == {"valley": (1.3, 30, 3), "hill": (1.6, 22, 6), "high": (2.0, 14, 12)}
