"""Boundaries of the residential groups: here a tessellation, there points, elsewhere nothing."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from demo.stream import stream

POLYGONS, POINTS, MIXED = "polygons", "points", "mixed"
COMMUNE_SHARES = {POLYGONS: 0.34, POINTS: 0.27, MIXED: 0.28}  # the rest send nothing
MIXED_SHARES = (0.3, 0.3)  # polygons, points
GRID = 1e-6  # degrees: 0.1 m
ALWAYS = ("03127", "03334")


def geometries(groups: pd.DataFrame, boundaries: gpd.GeoDataFrame, seed: int) -> gpd.GeoSeries:
    """Return a polygon, a point or None for every group, EPSG:4326, same index.

    Where a whole commune has polygons they tile it: Voronoi cells of the groups' places, clipped.
    """
    areas = boundaries.set_index("unit_id").geometry
    style = _styles(groups, seed)
    drawn = groups["commune_id"].map(style).isin([POLYGONS, MIXED])
    cells = [_cells(part, areas[code]) for code, part in groups[drawn].groupby("commune_id", sort=True)]
    found = pd.concat(cells).reindex(groups.index) if cells else pd.Series(None, groups.index, dtype=object)
    kind = _kinds(groups, style, seed)
    found = found.where(kind == POLYGONS, None)
    found[kind == POINTS] = shapely.points(groups.loc[kind == POINTS, ["lon", "lat"]].to_numpy())
    return gpd.GeoSeries(found, index=groups.index, crs="EPSG:4326")


def group_file(groups: pd.DataFrame, boundaries: gpd.GeoDataFrame, seed: int) -> bytes:
    """Return the GeoJSON file of the groups that have a geometry: ma_to, ten, ma_xa."""
    shapes = geometries(groups, boundaries, seed)
    sent = groups[shapes.notna()]
    texts = shapely.to_geojson(shapes[shapes.notna()].to_numpy())
    labels = sent[["group_id", "name", "commune_id"]].set_axis(["ma_to", "ten", "ma_xa"], axis=1)
    properties = labels.to_dict("records")
    features = [
        f'{{"type":"Feature","properties":{json.dumps(row, ensure_ascii=False)},"geometry":{text}}}'
        for row, text in zip(properties, texts, strict=True)
    ]
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n").encode()


def _styles(groups: pd.DataFrame, seed: int) -> dict[str, str]:
    """Return how each commune sends its boundaries ("" not at all)."""
    codes = groups["commune_id"].unique()
    first = [code for code in codes if code in ALWAYS]
    others = stream(seed, "shape").permutation([code for code in codes if code not in ALWAYS])
    level = (np.arange(len(codes)) + 0.5) / len(codes)
    steps = np.cumsum(list(COMMUNE_SHARES.values()))
    names = np.array([*COMMUNE_SHARES, ""], dtype=object)[np.searchsorted(steps, level)]
    return dict(zip([*first, *others], names, strict=True))


def _kinds(groups: pd.DataFrame, style: dict[str, str], seed: int) -> pd.Series:
    kind = groups["commune_id"].map(style)
    chance = stream(seed, "mixed").random(len(groups))
    drawn, dotted = MIXED_SHARES
    steps = np.searchsorted([drawn, drawn + dotted], chance, side="right")
    return kind.where(kind != MIXED, pd.Series(np.array([POLYGONS, POINTS, ""], dtype=object)[steps], kind.index))


def _cells(part: pd.DataFrame, area: shapely.Geometry) -> pd.Series:
    spots = shapely.multipoints(part[["lon", "lat"]].to_numpy())
    cells = shapely.get_parts(shapely.voronoi_polygons(spots, extend_to=area, ordered=True))
    clipped = shapely.set_precision(shapely.intersection(cells, area), GRID)
    return pd.Series(clipped, index=part.index, dtype=object)
