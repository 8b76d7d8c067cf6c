"""Coordinates judged as a whole: repaired where every row agrees, else asked about."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from loaders.coordinates import PROJECTED, judge, read_degrees, read_points
from loaders.table import encode

EXTENT = (102.1, 20.9, 103.6, 22.6)
LON, LAT = np.array([102.5, 103.02, 103.3]), np.array([22.1, 21.38, 21.0])


def column(*texts: str) -> pa.DictionaryArray:
    return encode(pa.array(texts, pa.string()))


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("21.38", 21.38), ("21,38", 21.38), ("-3", -3), ("21°22'48\"N", 21.38), ("N21 22 48", 21.38),
        ("21 22.8", 21.38), ("103°01'12\" Đ", 103.02), ("3°30'S", -3.5), ("505.123,5", 505123.5),
        ("2 364 890", 2364890), ("2,364,890.5", 2364890.5),
    ],
)  # fmt: skip
def test_degrees_are_read_as_they_are_written(text: str, degrees: float) -> None:
    """Decimal commas, degrees with minutes and seconds, sides of the world, metres with thousands."""
    found, is_bad = read_degrees(column(text))
    assert found[0] == pytest.approx(degrees)
    assert not is_bad[0]


def test_what_is_no_number_is_told() -> None:
    """A text that is no coordinate is marked; a blank is none."""
    found, is_bad = read_degrees(column("ở nhà", "", "-", "21°75'", "1e999", "nan"))
    assert np.isnan(found).all()
    assert is_bad.tolist() == [True, False, False, True, True, True]


def test_a_point_in_one_cell_is_read() -> None:
    """Latitude before longitude as forms write it, the other way round in a written point."""
    lat, lon, is_bad = read_points(column("21.38 103.02 0 4.5", "21.38,103.02", "POINT(103.02 21.38)", "", "đồi"))
    assert lat[:3].tolist() == [21.38] * 3
    assert lon[:3].tolist() == [103.02] * 3
    assert is_bad.tolist() == [False, False, False, False, True]


def test_a_right_column_is_left_alone() -> None:
    """Coordinates on the campaign's ground are neither changed nor asked about."""
    judged = judge(LAT, LON, EXTENT)
    assert judged.finding is None
    assert judged.lon.tolist() == LON.tolist()


@pytest.mark.parametrize(
    ("lat", "lon", "reading"),
    [
        (LON, LAT, "swapped"), (LAT, -LON, "sign_lon"), (-LAT, LON, "sign_lat"), (-LAT, -LON, "sign_both"),
    ],
)  # fmt: skip
def test_what_every_row_agrees_on_is_repaired(lat: np.ndarray, lon: np.ndarray, reading: str) -> None:
    """Turned round or without their sign, all rows come home, and it is told."""
    judged = judge(lat, lon, EXTENT)
    assert judged.finding.reading == reading
    assert judged.lon.tolist() == LON.tolist()
    assert judged.lat.tolist() == LAT.tolist()


@pytest.mark.parametrize("code", PROJECTED)
@pytest.mark.parametrize("is_turned", [False, True])
def test_metres_come_home_in_their_system(code: str, is_turned: bool) -> None:
    """Metres made by the projection itself are told by their system, or several are offered; the answer decides."""
    east, north = Transformer.from_crs("EPSG:4326", f"EPSG:{code}", always_xy=True).transform(LON, LAT)
    x, y = (north, east) if is_turned else (east, north)
    judged = judge(y, x, EXTENT)
    assert f"projected_{code}" in judged.finding.choices
    if not judged.finding.reading:
        assert np.isnan(judged.lon).all()
        judged = judge(y, x, EXTENT, f"projected_{code}")
    near = judged.finding.reading == f"projected_{code}"
    assert np.allclose(judged.lon, LON, atol=1e-6 if near else 0.01)
    assert np.allclose(judged.lat, LAT, atol=1e-6 if near else 0.01)


def test_a_mixed_column_is_asked_about() -> None:
    """One row turned round is no proof: it goes without coordinates until a person says to repair it."""
    lat, lon = np.array([22.1, 103.02, 21.0]), np.array([102.5, 21.38, 103.3])
    judged = judge(lat, lon, EXTENT)
    assert (judged.finding.reading, judged.finding.choices) == ("left_out", ("left_out", "repaired"))
    assert judged.finding.facts == {"rows": 3, "fitting": 2, "mendable": 1}
    assert judged.is_unclear.tolist() == [False, True, False]
    assert np.isnan(judged.lon).tolist() == [False, True, False]
    assert judge(lat, lon, EXTENT, "repaired").lon.tolist() == [102.5, 103.02, 103.3]


def test_another_country_is_left_where_it_is() -> None:
    """Points that no repair brings home stay as written: where they lie will be told by the map."""
    judged = judge(np.array([12.3, 8.5]), np.array([-1.5, -13.2]), EXTENT)
    assert judged.finding is None
    assert judged.lon.tolist() == [-1.5, -13.2]


def test_zero_and_the_impossible_are_no_places() -> None:
    """Zero island and degrees off the globe are marked, and not taken for a proof of anything."""
    judged = judge(np.array([0.0, 21.38, 95.0]), np.array([0.0, 103.02, 200.0]), None)
    assert judged.is_impossible.tolist() == [True, False, True]
    assert judged.lon[1] == 103.02


def test_without_a_ground_only_the_globe_proves() -> None:
    """Where the campaign's ground is not known, a latitude beyond the pole proves the columns turned round."""
    assert judge(LON, LAT, None).finding.reading == "swapped"
    assert judge(-LAT, LON, None).finding is None


ON_GROUND = st.tuples(st.floats(102.2, 103.5), st.floats(21.0, 22.5))


@given(st.lists(ON_GROUND, min_size=1, max_size=20))
def test_a_repaired_column_is_the_true_one(points: list[tuple[float, float]]) -> None:
    """Whatever the points, turning them round and back is the identity."""
    lon, lat = (np.array([point[axis] for point in points]) for axis in (0, 1))
    judged = judge(lon, lat, EXTENT)
    assert judged.lon.tolist() == lon.tolist()
    assert judged.lat.tolist() == lat.tolist()
