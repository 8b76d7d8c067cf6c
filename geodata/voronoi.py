"""Areas for places that are known only as points: Voronoi cells inside their commune."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.faces import Faces, Floats, Shapes, cut_apart

_MARGIN_SHARE = 1e-3  # of the commune's size: how far inside its border a point counts at least


def voronoi_cells(points: gpd.GeoSeries, within: shapely.Polygon | shapely.MultiPolygon) -> gpd.GeoSeries:
    """Share a commune out among points: to each what is nearer to it than to any other (Voronoi 1908).

    The cells cover the commune without overlap. A point outside counts as the nearest place inside; points
    that coincide get equal sectors around their place, in their order. In degrees, distances are those at the
    middle latitude.

    Parameters
    ----------
    points
        Points of one commune; those that are missing or empty get no cell.
    within
        The commune, in the CRS of `points`.

    Returns
    -------
    The cells, with the index and CRS of `points`, named "geometry".
    """
    cells = np.full(len(points), None, dtype=object)
    known = ~(points.isna() | points.is_empty).to_numpy()
    if known.any():
        narrow = _narrowing(points, within)
        level = shapely.transform(within, lambda xy: xy * [narrow, 1])
        sites = shapely.get_coordinates(points.array[known]) * [narrow, 1]
        shared = _shared_out(level, _apart(sites, level))
        cells[known] = shapely.transform(shared, lambda xy: xy / [narrow, 1])
    return gpd.GeoSeries(cells, index=points.index, crs=points.crs, name="geometry")


def _narrowing(points: gpd.GeoSeries, within: shapely.Geometry) -> float:
    """Return a unit of x over a unit of y in length: the cosine of the latitude in degrees, else 1."""
    if points.crs is None or not points.crs.is_geographic:
        return 1.0
    return float(np.cos(np.radians((within.bounds[1] + within.bounds[3]) / 2)))


def _apart(sites: Floats, within: shapely.Geometry) -> Floats:
    """Bring points inside by a margin and set those that coincide on a small circle around their place."""
    margin = _MARGIN_SHARE * float(np.sqrt(within.area))
    inner = shapely.buffer(within, -margin)
    inner = within if inner.is_empty else inner
    nearest = shapely.shortest_line(inner, shapely.points(sites))
    placed = pd.DataFrame(shapely.get_coordinates(shapely.get_point(nearest, 0)))
    same = placed.groupby([0, 1])
    rank, count = same.cumcount().to_numpy(), same[0].transform("size").to_numpy()
    turn = 2 * np.pi * rank / count
    offset = np.where(count > 1, margin / 2, 0.0)[:, None]
    return placed.to_numpy() + offset * np.column_stack([np.cos(turn), np.sin(turn)])


def _shared_out(within: shapely.Geometry, sites: Floats) -> Shapes:
    """Cut the commune along the borders of the Voronoi cells; one shape per site."""
    edges = shapely.voronoi_polygons(shapely.multipoints(sites), extend_to=within, only_edges=True)
    shapes, inner = cut_apart(within, shapely.get_parts(edges))
    owner = shapely.STRtree(shapely.points(sites)).nearest(shapely.points(inner))
    return Faces(shapes, owner).united(len(sites))
