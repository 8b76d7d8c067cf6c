"""Coordinates as they are written, and as their whole column proves they are meant."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from loaders.coordinates import read_angle, read_coordinates
from loaders.finding import Finding
from loaders.kinds import VISITS
from loaders.loading import load
from loaders.opening import Limits
from loaders.sheet import Built, Context, Sheet
from loaders.table import RawTable, encode

PROVINCE = (102.0, 20.8, 103.7, 22.7)
GRID = [(lat, lon) for lat in (20.95, 21.4, 22.0, 22.5) for lon in (102.15, 102.6, 103.0175, 103.55)]


def loaded(
    points: Sequence[tuple[object, object]],
    extent: tuple[float, float, float, float] | None = None,
    answer: str = "",
) -> Built:
    rows = ["Ngày;Xã;lat;lon", *(f"01/02/2026;A;{lat};{lon}" for lat, lon in points)]
    answers = {"coordinates": answer} if answer else {}
    context = Context(b"k" * 32, 1, (), date(2026, 3, 31), answers, extent)
    return load("\n".join(rows).encode(), "a.csv", VISITS, context, Limits(isolated=False))[0]


def points_of(built: Built) -> list[tuple[float | None, float | None]]:
    return list(zip(built.records.column("lat").to_pylist(), built.records.column("lon").to_pylist(), strict=True))


def near(built: Built, points: Sequence[tuple[float, float]], degrees: float = 0.00006) -> bool:
    found = np.array(points_of(built), dtype=float)
    return bool((np.abs(found - np.array(points)) <= degrees).all())


def only(built: Built) -> Finding:
    (finding,) = built.findings
    return finding


@pytest.mark.parametrize(
    ("text", "angle"),
    [
        ("21°23'12\"N", 21.386667), ("N21 23 12", 21.386667), ("21 23.2", 21.386667), ("21º23'12''B", 21.386667),
        ("21°23′12″", 21.386667), ("21 độ 23 phút 12 giây", 21.386667), ("21.38N", 21.38), ("12°30'S", -12.5),
        ("12 30 0 S", -12.5), ("-12°30'", -12.5), ("103°01'12\"Đ", 103.02), ("13 15 W", -13.25), ("２１．３８", 21.38),
        ("2.366.123,45", 2366123.45), ("2 366 123", 2366123.0), ("550,123.45", 550123.45), ("21°", 21.0),
        ("21 70 12", None), ("21.5 30", None), ("N21S", None), ("abc", None), ("1" * 99, None), ("21.3.4", None),
    ],
)  # fmt: skip
def test_an_angle_is_read_with_its_minutes_and_hemisphere(text: str, angle: float | None) -> None:
    """Degrees, minutes and seconds in the usual signs and letters come to the degrees worked out by hand."""
    assert read_angle(text) == (None if angle is None else pytest.approx(angle, abs=1e-6))


@pytest.mark.parametrize("extent", [None, PROVINCE])
def test_a_right_column_is_not_changed(extent: tuple[float, float, float, float] | None) -> None:
    """Good coordinates are only rounded, and there is nothing to tell."""
    built = loaded(GRID, extent)
    assert near(built, GRID)
    assert (built.findings, len(built.problems)) == ((), 0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-89, 89), st.floats(-179, 179)), min_size=1, max_size=8))
def test_no_point_on_the_globe_is_moved_without_an_extent(points: list[tuple[float, float]]) -> None:
    """Whatever country a column is of, coordinates that can be right as written stay so."""
    points = [(round(lat, 5) + 0.5, round(lon, 5) + 0.5) for lat, lon in points]
    built = loaded(points)
    assert near(built, points)
    assert built.findings == ()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(20.85, 22.65), st.floats(102.05, 103.65)), min_size=1, max_size=8))
def test_a_swapped_column_becomes_the_true_one(points: list[tuple[float, float]]) -> None:
    """Turning latitude and longitude round changes nothing in what is read."""
    points = [(round(lat, 5), round(lon, 5)) for lat, lon in points]
    built = loaded([(lon, lat) for lat, lon in points])
    assert near(built, points)
    assert (only(built).reading, only(built).facts["swapped"]) == ("swapped", len(points))


def test_latitudes_beyond_the_poles_prove_a_swap_anywhere() -> None:
    """Outside Vietnam a column is turned when most of it cannot be right as written; one typing error does not do."""
    mongolia = [(47.9, 106.9), (48.0, 91.6), (44.9, 110.1), (49.6, 89.2)]
    assert near(loaded([(lon, lat) for lat, lon in mongolia]), mongolia)
    leone = [(7.9, -11.7), (8.1, -12.0), (95.0, -11.8)]
    assert points_of(loaded(leone)) == [(7.9, -11.7), (8.1, -12.0), (None, None)]


def test_a_lost_minus_sign_is_put_back_by_the_extent() -> None:
    """West longitudes without their sign are only known by where the campaign is."""
    leone = [(7.9, -11.7), (8.1, -12.0)]
    unsigned = [(lat, -lon) for lat, lon in leone]
    assert near(loaded(unsigned, (-14.0, 6.5, -10.0, 10.5)), leone)
    assert near(loaded(unsigned), unsigned)


@pytest.mark.parametrize("is_swapped", [False, True])
@pytest.mark.parametrize("code", [9205, 32647])
def test_metres_are_converted_by_the_projection_that_fits_every_row(code: int, is_swapped: bool) -> None:
    """Easting and northing, in either order, come to the degrees they were made of; the projection is named."""
    forward = Transformer.from_crs("EPSG:4326", f"EPSG:{code}", always_xy=True)
    metres = [forward.transform(lon, lat) for lat, lon in GRID]
    built = loaded([(x, y) if is_swapped else (y, x) for x, y in metres], PROVINCE)
    assert near(built, GRID)
    assert str(only(built).facts["crs"]).startswith(f"EPSG:{code} ")


def test_the_central_meridian_keeps_its_easting() -> None:
    """Half a million metres in the zone of the province lie on its meridian of 103 degrees, less the datum's shift."""
    forward = Transformer.from_crs("EPSG:4326", "EPSG:9205", always_xy=True)
    rows = [(2_366_000, 500_000), *((y, x) for x, y in (forward.transform(lon, lat) for lat, lon in GRID))]
    lat, lon = points_of(loaded(rows, PROVINCE))[0]
    assert lon == pytest.approx(103.0, abs=0.003)
    assert lat == pytest.approx(2_366_000 / 110_720, abs=0.05)


def test_metres_that_fit_several_zones_are_left_out_until_a_person_chooses() -> None:
    """A single village may lie in two zones: nothing is converted unasked, and without an extent it cannot be."""
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:9205", always_xy=True).transform(103.0175, 21.4)
    waiting = loaded([(y, x)] * 3, (101.5, 20.4, 104.5, 23.0))
    assert points_of(waiting) == [(None, None)] * 3
    assert waiting.problems["reason"].tolist() == ["coordinates_unclear"] * 3
    assert only(waiting).choices == ("as_written", "repair", "drop")
    assert near(loaded([(y, x)] * 3, (101.5, 20.4, 104.5, 23.0), "repair"), [(21.4, 103.0175)] * 3)
    assert only(loaded([(y, x)] * 3)).choices == ("as_written", "drop")


def test_a_mixed_column_is_kept_where_it_fits() -> None:
    """Rows in doubt lose their coordinates and nothing else, until a person lets them be repaired or all left out."""
    mixed = [(21.4, 103.0), (103.0, 21.4), (22.0, 102.5)]
    kept = loaded(mixed)
    assert points_of(kept) == [(21.4, 103.0), (None, None), (22.0, 102.5)]
    assert kept.problems[["reason", "is_rejected", "value"]].to_numpy().tolist() == [["coordinates_unclear", False, ""]]
    assert (only(kept).reading, only(kept).must_answer) == ("as_written", False)
    assert points_of(loaded(mixed, answer="repair")) == [(21.4, 103.0), (21.4, 103.0), (22.0, 102.5)]
    assert points_of(loaded(mixed, answer="drop")) == [(None, None)] * 3


def test_what_is_no_coordinate_is_null_and_told() -> None:
    """Zeros, degrees without their point and words leave the row without coordinates, never with NaN."""
    built = loaded([(0, 0), (2138123, 10302456), ("đâu đó", 103), ("", ""), ("21,4", "103,0")])
    assert points_of(built) == [(None, None)] * 4 + [(21.4, 103.0)]
    assert built.problems["reason"].tolist() == ["zero_island", "coordinates_impossible", "unreadable_lat"]
    assert set(built.problems["value"]) == {""}


@pytest.mark.parametrize(
    "text",
    ["21.38 103.02 0 4.5", "21.38, 103.02", "21.38;103.02", "POINT(103.02 21.38)", "21,38 103,02", "(21.38, 103.02)"],
)
def test_one_cell_may_hold_both(text: str) -> None:
    """Points as forms and maps write them are read, latitude first but in well-known text."""
    cells = encode(pa.array([text, "không rõ", "ở nhà"]))
    table = RawTable("", ("GPS",), (cells,), np.arange(3))
    sheet = Sheet(table, {"geopoint": 0})
    found = read_coordinates(sheet, Context(b"k", 1, (), date(2026, 3, 31)))
    assert found["lat"].to_pylist() == [21.38, None, None]
    assert found["lon"].to_pylist() == [103.02, None, None]
    assert sheet.all_problems()["reason"].tolist() == ["unreadable_geopoint"]
