"""Neighbours: shared edges, whatever the hands that drew them."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import affinity

from campaign import Campaign
from geodata import province as facts
from geodata.neighbours import neighbours
from geodata.schematic import schematic_boundaries

SQUARE = shapely.box(103.0, 21.0, 103.01, 21.01)


def units(*shapes: shapely.Geometry | None, level: str = "group", grade: str = "surveyed") -> gpd.GeoDataFrame:
    table = {"unit_no": range(10, 10 + len(shapes)), "level": level, "grade": grade}
    return gpd.GeoDataFrame(table, geometry=list(shapes), crs=4326)


def found(*shapes: shapely.Geometry | None) -> set[tuple[int, int]]:
    """Return the pairs of neighbours, counted from nought."""
    table = neighbours(units(*shapes))
    return {(one - 10, other - 10) for one, other in zip(table["unit_no"], table["neighbour_no"], strict=True)}


def moved(east: float, north: float = 0.0) -> shapely.Polygon:
    return affinity.translate(SQUARE, east * 0.01, north * 0.01)


def test_an_edge_makes_neighbours_and_a_corner_does_not() -> None:
    """Of four squares around a point each has two neighbours, in both directions, and not the one across."""
    assert found(SQUARE, moved(1), moved(0, 1), moved(1, 1)) == {
        (0, 1), (1, 0), (0, 2), (2, 0), (1, 3), (3, 1), (2, 3), (3, 2),
    }  # fmt: skip


@pytest.mark.parametrize("shift", [0.004, -0.004, 0.0], ids=["gap", "overlap", "exact"])
def test_a_sliver_parts_no_neighbours(shift: float) -> None:
    """Borders four metres apart, or as much over each other, are one border; the corners beside stay corners."""
    assert found(SQUARE, moved(1 + shift), moved(1 + shift, 1)) == {(0, 1), (1, 0), (1, 2), (2, 1)}


def test_a_t_junction_and_a_bent_border_are_edges() -> None:
    """One long side beside two short ones, with points that the other has not, is shared with both."""
    tall = shapely.box(103.01, 21.0, 103.02, 21.02)
    dented = shapely.Polygon([(103, 21), (103.01, 21), (103.01004, 21.0033), (103.01, 21.01), (103, 21.01)])
    assert found(tall, dented, moved(0, 1)) == {(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)}


def test_what_is_far_or_has_no_area_is_alone() -> None:
    """A gap of fifty metres is no border; points, nothing and empty shapes have no neighbours."""
    assert found(SQUARE, moved(1.05), None, shapely.Point(103.005, 21.005), shapely.Polygon()) == set()


def test_levels_do_not_meet() -> None:
    """A commune is no neighbour of a group beside it, and equal numbers of nothing are an empty table."""
    both = pd.concat([units(SQUARE), units(moved(1), level="commune").assign(unit_no=11)], ignore_index=True)
    assert neighbours(both).empty
    assert neighbours(units()).columns.tolist() == ["unit_no", "neighbour_no", "is_approximate"]


def test_what_is_not_surveyed_is_approximate() -> None:
    """A pair is approximate where either shape is a cell or a sketch."""
    both = units(SQUARE, moved(1), moved(2)).assign(grade=["surveyed", "surveyed", "point"])
    table = neighbours(both)
    marked = table[table["is_approximate"]]
    assert set(zip(marked["unit_no"], marked["neighbour_no"], strict=True)) == {(11, 12), (12, 11)}


def test_the_schematic_province_agrees_with_libpysal() -> None:
    """On shapes that fit exactly the pairs are those of an independent library."""
    from libpysal.graph import Graph

    communes = schematic_boundaries(facts.communes()).assign(level="commune", grade="schematic")
    communes["unit_no"] = range(len(communes))
    table = neighbours(communes)
    theirs = Graph.build_contiguity(communes, rook=True, strict=True).adjacency
    assert set(zip(table["unit_no"], table["neighbour_no"], strict=True)) == set(theirs[theirs > 0].index)


def test_an_edition_keeps_its_neighbours(shared_campaign: Campaign) -> None:
    """Six groups in two rows of three are seven pairs, two communes are one; all are surveyed."""
    edition = shared_campaign.edition()
    level = edition.units.set_index("unit_no")["level"]
    counts = edition.neighbours.groupby(edition.neighbours["unit_no"].map(level)).size()
    assert counts.to_dict() == {"commune": 2, "group": 14}
    assert not edition.neighbours["is_approximate"].any()
    assert edition.neighbours["unit_no"].dtype == np.int32
