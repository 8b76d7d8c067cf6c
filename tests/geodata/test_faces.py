"""A cut territory: nothing lost, fragments given to the right neighbour."""

import numpy as np
import shapely

from geodata.faces import Faces, cut_apart

SQUARE = shapely.box(0, 0, 4, 4)
STRIPS = shapely.box([0, 1, 3, 3], [0, 0, 0, 2], [1, 3, 4, 4], [4, 4, 2, 4])


def test_lines_beyond_the_territory_cut_only_it():
    """Lines that reach far beyond the territory leave faces of the territory alone, with a point in each."""
    lines = shapely.linestrings([[[-9, 1], [9, 1]], [[2, -9], [2, 9]]])
    shapes, inner = cut_apart(SQUARE, lines)
    assert sorted(shapely.area(shapes)) == [2, 2, 6, 6]
    assert shapely.contains_xy(shapes, inner).all()


def test_hole_is_no_face():
    """What a hole holds is not of the territory."""
    holed = shapely.difference(SQUARE, shapely.box(1, 1, 2, 2))
    shapes, _ = cut_apart(holed, shapely.linestrings([[[-9, 3], [9, 3]]]))
    assert sorted(shapely.area(shapes)) == [4, 11]


def test_areas_and_shapes_go_to_their_owners():
    """Faces of one unit are counted and united under it, and a unit without a face has nothing."""
    faces = Faces(STRIPS, np.array([1, 3, 1, 1]))
    assert faces.areas(5).tolist() == [0, 8, 0, 8, 0]
    united = faces.united(5)
    assert [shape is None for shape in united] == [True, False, True, False, True]
    assert united[3].equals(STRIPS[1])
    assert united[1].equals(shapely.union_all(STRIPS[[0, 2, 3]]))


def test_fragment_goes_to_the_longest_border():
    """The smaller part of a unit falls to the neighbour it shares most border with; the larger part stays."""
    faces = Faces(STRIPS, np.array([0, 1, 2, 0]))
    united = faces.mended().united(3)
    assert shapely.area(united).tolist() == [4, 10, 2]
    assert faces.owner.tolist() == [0, 1, 2, 0]


def test_whole_units_are_left_alone():
    """Where nothing fell apart, nothing changes."""
    assert Faces(STRIPS, np.arange(4)).mended().owner.tolist() == [0, 1, 2, 3]
