"""Units: the communes and residential groups of an edition, from what was built in and what was imported."""

import geopandas as gpd
import pandas as pd
import shapely

from geodata.names import keys, tidy
from geodata.places import one_group
from geodata.voronoi import voronoi_cells

COMMUNE_COLUMNS = ("unit_id", "name", "kind", "zone", "area_km2", "grade", "geometry")
GROUP_COLUMNS = ("unit_id", "name", "kind", "parent_id", "grade", "geometry")
SQUARE_METRES = 1e6
DRAWN_COLUMNS = ["unit_id", "name", "parent_id", "parent_name", "segment", "row_no"]
NOTHING_DRAWN = gpd.GeoDataFrame(pd.DataFrame(columns=DRAWN_COLUMNS, dtype="str"), geometry=[], crs="EPSG:4326")


def built_in_communes(facts: pd.DataFrame, schematic: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the built-in communes with their schematic boundaries."""
    named = facts.rename(columns={"code": "unit_id", "full_name": "name"})[
        ["unit_id", "name", "kind", "zone", "area_km2"]
    ]
    units = schematic[["unit_id", "geometry"]].merge(named, on="unit_id", validate="1:1").assign(grade="schematic")
    return units[list(COMMUNE_COLUMNS)]


def with_imported_communes(built_in: gpd.GeoDataFrame, imported: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the communes after a boundary file came in.

    Where the file shares codes with the built-in province it redraws those units and the rest stays schematic; a file
    without a common code describes another place, and replaces everything.
    """
    drawn = imported.assign(grade="surveyed", area_km2=area_km2(imported.geometry), zone="")
    drawn["kind"] = drawn["kind"].fillna("")
    shared = built_in["unit_id"].isin(drawn["unit_id"])
    if not shared.any():
        return drawn[list(COMMUNE_COLUMNS)].reset_index(drop=True)
    facts = built_in.set_index("unit_id")
    known = drawn["unit_id"].isin(facts.index)
    for column in ("name", "zone", "kind"):
        drawn[column] = drawn["unit_id"].map(facts[column]).astype("str").where(known, drawn[column])
    return pd.concat([drawn[list(COMMUNE_COLUMNS)], built_in[~shared]], ignore_index=True)


def area_km2(geometry: gpd.GeoSeries) -> pd.Series:
    """Return areas in km2, measured in the equal-area projection of the globe (EPSG:6933)."""
    return geometry.to_crs("EPSG:6933").area / SQUARE_METRES


def listed_groups(population: pd.DataFrame) -> pd.DataFrame:
    """Return the groups of a population list: unit_id, name, parent_id, one row each, the last word counts.

    `population` has unit_id, group_code, group and commune_id.
    """
    rows = population[
        population["commune_id"].notna() & ((population["group"] != "") | (population["group_code"] != ""))
    ]
    named = rows.assign(
        name=rows["group"].where(rows["group"] != "", rows["group_code"]),
        parent_id=rows["commune_id"],
    )
    return named.drop_duplicates("unit_id", keep="last")[["unit_id", "name", "parent_id"]]


def with_drawn_groups(
    listed: pd.DataFrame, drawn: gpd.GeoDataFrame | None, communes: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Join groups that are listed with those that are drawn, and whose parent_id is known: by id, else by name.

    A drawn group that no list knows is a group all the same. Points become Voronoi cells of their commune.
    """
    drawn = NOTHING_DRAWN if drawn is None else drawn
    drawn = drawn.assign(unit_id=_listed_id(drawn, listed)).drop_duplicates("unit_id")
    new = drawn.loc[~drawn["unit_id"].isin(listed["unit_id"]), ["unit_id", "name", "parent_id"]]
    every = pd.concat([listed, new], ignore_index=True).astype("str")
    shapes = drawn.set_index("unit_id").geometry.reindex(every["unit_id"])
    every["kind"] = keys(every["name"], "group")["kind"]
    return _with_cells(gpd.GeoDataFrame(every, geometry=shapes.array, crs="EPSG:4326"), communes)


def with_parents(drawn: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Find each drawn group's commune: as the file says where that is known, else where it lies, else NA.

    Only a surveyed commune can hold a shape: a schematic one merely shows roughly where it is.
    """
    inside = gpd.GeoDataFrame(geometry=drawn.geometry.representative_point(), index=drawn.index, crs=drawn.crs)
    surveyed = communes.loc[communes["grade"] == "surveyed", ["unit_id", "geometry"]]
    met = inside.sjoin(surveyed, predicate="within")["unit_id"]
    by_name = keys(drawn["parent_name"].fillna(""), "commune")["key"].map(_unique_names(communes)).astype("str")
    said = drawn["parent_id"].where(drawn["parent_id"].isin(communes["unit_id"]))
    parent = said.astype("str").fillna(by_name).fillna(met[~met.index.duplicated()].astype("str"))
    return drawn.assign(parent_id=parent)


def _unique_names(communes: gpd.GeoDataFrame) -> pd.Series:
    named = keys(communes["name"], "commune").assign(unit_id=communes["unit_id"])
    return named.drop_duplicates("key", keep=False).set_index("key")["unit_id"]


def _listed_id(drawn: gpd.GeoDataFrame, listed: pd.DataFrame) -> pd.Series:
    """Return the listed id of each drawn group: its own where it is listed, else that of its name in the commune.

    A listed group takes one drawing: the one with its code, else the first; a second keeps its own id.
    """
    known = _named_in_commune(listed, "group_id")
    same = one_group(_named_in_commune(drawn, "drawn_id"), known, "key")["group_id"].reindex(drawn.index)
    is_own = drawn["unit_id"].isin(listed["unit_id"])
    same = same.mask(is_own | same.isin(drawn["unit_id"][is_own]))
    return drawn["unit_id"].where(same.isna() | same.duplicated(), same)


def _named_in_commune(groups: pd.DataFrame, id_column: str) -> pd.DataFrame:
    named = keys(groups["name"].fillna(""), "group").assign(commune_id=groups["parent_id"].astype("str"))
    return named[named["key"] != ""].assign(**{id_column: groups["unit_id"].astype("str")})


def _with_cells(groups: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    is_point = groups.geometry.geom_type.isin(["Point", "MultiPoint"])
    has_area = groups.geometry.notna() & ~is_point
    groups["grade"] = "none"
    groups.loc[has_area, "grade"] = "surveyed"
    outlines = communes.set_index("unit_id").geometry
    for parent_id, points in groups[is_point].groupby("parent_id"):
        drawn = groups.geometry[has_area & (groups["parent_id"] == parent_id)]
        room = shapely.difference(outlines[parent_id], drawn.union_all()) if len(drawn) else outlines[parent_id]
        room = _areas_only(room)
        if room.is_empty:
            continue
        groups.loc[points.index, "geometry"] = voronoi_cells(_centres(points), room)
        groups.loc[points.index, "grade"] = "point"
    return groups[list(GROUP_COLUMNS)]


def _centres(points: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return one point each; a MultiPoint is a handful of marks for one place, so its plain middle will do."""
    return gpd.GeoSeries(shapely.centroid(points.geometry.array), index=points.index, crs=points.crs)


def _areas_only(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.union_all([part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"])


def numbered(communes: gpd.GeoDataFrame, groups: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put communes and groups under each other with level and unit_no, counted from 0; a name is tidy text."""
    both = pd.concat(
        [communes.assign(level="commune", parent_id=None), groups.assign(level="group")], ignore_index=True
    )
    both["name"] = both["name"].map(tidy)
    return both.assign(unit_no=range(len(both)))
