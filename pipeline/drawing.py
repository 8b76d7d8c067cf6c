"""The geometry files of the map: one for each view that the map can open."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata.topology import write_topology


def draw_geometry(units: gpd.GeoDataFrame, folder: Path, former: gpd.GeoDataFrame) -> pd.DataFrame:
    """Write the geometry files of the map: all communes, all groups, the groups of each commune, and former units.

    The outlines of the former units are of level `former`; there is no file where none was imported.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shown = units[units.geometry.notna()]
    groups = shown[shown["level"] == "group"]
    layers = [("commune", "", shown[shown["level"] == "commune"]), ("group", "", groups)]
    layers += [("group", str(parent), part) for parent, part in groups.groupby("parent_id")]
    layers.append(("former", "", former))
    rows = [(level, parent, write_topology(part, folder).name) for level, parent, part in layers if len(part)]
    return pd.DataFrame(rows, columns=["level", "parent_id", "file_name"], dtype="str")


def shapes(units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the shapes as they were imported, for exports: unit_id and wkb."""
    return pd.DataFrame({"unit_id": units["unit_id"].array, "wkb": units.geometry.to_wkb().array})
