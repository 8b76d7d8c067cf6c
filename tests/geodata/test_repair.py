"""Repair: each kind of broken geometry, by itself."""

import math
import time

import numpy as np
import pytest
import shapely

from geodata import repair as repairs
from geodata.repair import flatten, repair
from outreach.errors import FileRefused


def shapes(*texts: str) -> np.ndarray:
    return np.array([shapely.from_wkt(text) for text in texts], dtype=object)


def star(corners: int) -> shapely.Polygon:
    """Draw a star polygon whose edges all cross each other."""
    turns = np.arange(corners) * 2 * np.pi * (corners // 2) / corners
    return shapely.Polygon(np.column_stack([103 + np.cos(turns), 21 + np.sin(turns)]))


def test_a_bow_tie_becomes_its_two_triangles() -> None:
    """A bow-tie of two triangles of 0.25 square degrees is repaired to an area of 0.5 and counted once."""
    done = repair(shapes("POLYGON((100 20,101 21,101 20,100 21,100 20))"))
    assert done.repaired == 1
    assert shapely.area(done.geometry[0]) == pytest.approx(0.5)
    assert shapely.is_valid(done.geometry[0])


def test_a_spike_is_cut_off() -> None:
    """A spike without width goes, the square it grew on stays."""
    done = repair(shapes("POLYGON((100 20,101 20,101 21,101 25,101 21,100 21,100 20))"))
    assert shapely.equals(done.geometry[0], shapely.box(100, 20, 101, 21))


def test_a_star_is_repaired_in_time() -> None:
    """A star of 301 corners, on which linework repair does not end, takes seconds at most."""
    start = time.perf_counter()
    done = repair(np.array([star(301)], dtype=object))
    assert time.perf_counter() - start < 10
    assert shapely.is_valid(done.geometry[0])
    assert done.repaired == 1


def test_rings_are_turned_counter_clockwise() -> None:
    """A clockwise exterior and a counter-clockwise hole are both turned, and both counted."""
    done = repair(shapes("POLYGON((100 20,100 23,103 23,103 20,100 20),(101 21,102 21,102 22,101 22,101 21))"))
    polygon = done.geometry[0]
    assert done.rings_reversed == 2
    assert polygon.exterior.is_ccw
    assert not polygon.interiors[0].is_ccw


def test_right_rings_are_left_alone() -> None:
    """A polygon that is already right comes back equal to the last digit, with nothing counted."""
    given = shapes("POLYGON((100 20,101 20,101 21,100 21,100 20))", "POINT(103 21)")
    done = repair(given)
    assert shapely.equals_identical(done.geometry, given).all()
    assert (done.repaired, done.rings_reversed, done.vertices_removed, done.parts_dropped) == (0, 0, 0, 0)


def test_repeated_vertices_are_removed_and_counted() -> None:
    """Two vertices that repeat the one before are removed; nothing else is."""
    done = repair(shapes("POLYGON((100 20,101 20,101 20,101 20,101 21,100 21,100 20))"))
    assert done.vertices_removed == 2
    assert shapely.get_num_coordinates(done.geometry[0]) == 5


def test_collections_keep_their_areas() -> None:
    """Of a nested collection the polygons stay as one multipolygon; the line and the point are dropped."""
    text = "GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1),MULTIPOLYGON(((100 20,101 20,101 21,100 20))),{})"
    inner = "GEOMETRYCOLLECTION(POLYGON((105 20,106 20,106 21,105 20)))"
    done = repair(shapes(text.format(inner), "POLYGON((1 1,2 1,2 2,1 1))"))
    assert done.parts_dropped == 2
    assert shapely.area(done.geometry[0]) == pytest.approx(1.0)
    assert done.geometry[0].geom_type == "MultiPolygon"
    assert shapely.area(done.geometry[1]) == pytest.approx(0.5)


REFUSED = {
    "a line": ("LINESTRING(0 0,1 1)", "geometry_kind"),
    "several points": ("MULTIPOINT((1 1),(2 2))", "geometry_kind"),
    "two-point ring": ("POLYGON((100 20,101 21,100 20,100 20))", "geometry_collapsed"),
    "hole equal to its shell": (
        "POLYGON((100 20,101 20,101 21,100 20),(100 20,101 20,101 21,100 20))",
        "geometry_collapsed",
    ),
    "beyond the pole": ("POINT(100 91)", "outside_world"),
    "zero island": ("POINT(0 0)", "zero_island"),
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_serve_is_refused_with_its_reason(text: str, reason: str) -> None:
    """A feature that is no area and no single point on earth is refused, and its neighbour stays."""
    done = repair(shapes(text, "POINT(103 21)"))
    assert done.reasons.tolist() == [reason, None]
    assert done.geometry[0] is None
    assert done.geometry[1] is not None


def test_heights_are_dropped_and_bad_coordinates_refused() -> None:
    """Z and M go and are counted; null, empty and infinite geometry is refused with its reason."""
    given = shapes("POINT Z (103 21 700)", "POINT ZM (103 21 7 8)", "POLYGON EMPTY", "POINT(103 21)")
    bad = np.array([None, shapely.Point(math.nan, 21), shapely.LineString([(0, 0), (math.inf, 1)])], dtype=object)
    done = flatten(np.concatenate([given, bad]))
    missing, infinite = "geometry_missing", "coordinates_not_finite"
    assert done.heights_dropped == 2
    assert not shapely.has_z(done.geometry).any()
    assert done.reasons.tolist()[:4] == [None, None, missing, None]
    assert done.reasons.tolist()[4] == missing
    assert done.reasons.tolist()[6] == infinite


def test_too_many_vertices_are_refused_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """One vertex above the limit refuses the whole file."""
    monkeypatch.setattr(repairs, "VERTICES_LIMIT", 4)
    with pytest.raises(FileRefused) as refusal:
        flatten(shapes("POLYGON((0 0,1 0,1 1,0 1,0 0))"))
    assert refusal.value.key == "too_large"


def test_a_multipoint_of_one_is_a_point() -> None:
    """A multipoint that holds one point serves as that point."""
    assert repair(shapes("MULTIPOINT((103 21))")).geometry[0].geom_type == "Point"


def test_nothing_given_nothing_done() -> None:
    """An empty layer is repaired to an empty layer."""
    assert len(repair(np.array([], dtype=object)).geometry) == 0
