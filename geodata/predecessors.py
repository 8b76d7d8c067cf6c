"""Predecessors: in which former unit a group lay, as far as there is evidence; what nothing tells stays unknown.

`former` is the crosswalk: old_code, old_name, other_spelling, old_district, new_code. All 45 new codes were also former
ones, and most new names too, so a name or a code speaks of a former unit only where it cannot mean the present one.
"""

import geopandas as gpd
import pandas as pd

from geodata.gazetteer import named
from geodata.names import keys
from geodata.similarity import similar_places

COLUMNS = ("unit_no", "old_code", "via")
WAYS = ("only", "written", "boundary", "code")  # in order of trust
CODE_LENGTH = 5


def written_predecessors(
    written: pd.DataFrame, commune_id: pd.Series, communes: pd.DataFrame, former: pd.DataFrame
) -> pd.Series:
    """Return the code of the former unit that each written place names, NA where it names none for sure.

    `written` is as `geodata.places` has it, `commune_id` today's commune of each. A name or code that today's commune
    bears as well speaks of the former one only before the merger.
    """
    of_today = communes.set_index("unit_id")["name"]
    known = _former_names(former)
    today = _today(of_today[of_today.index.isin(former["new_code"])])
    asked = keys(written["commune"], "commune").assign(commune_id=commune_id, era=written["era"])
    asked = asked[(asked["key"] != "") & asked["commune_id"].isin(known["commune_id"])]
    is_today = _one_code(asked, today).notna()
    by_name = _one_code(asked, known).mask(is_today & (asked["era"] > 0))
    left = asked.index[by_name.isna() & ~is_today]
    by_name.loc[left] = _nearly(written.loc[left], commune_id[left], known, today)
    names = by_name.reindex(written.index)
    speaks = ~written.index.isin(asked.index[is_today & by_name.isna()])
    by_code = _by_code(written, commune_id, former, set(communes["unit_id"])).where(speaks)
    return names.fillna(by_code).astype("str").rename("old_code")


def _former_names(former: pd.DataFrame) -> pd.DataFrame:
    """Return kind, key, plain, commune_id, old_code and name of every spelling of every former unit."""
    spelled = pd.concat([former.assign(name=former["old_name"]), former.assign(name=former["other_spelling"])])
    spelled = spelled[spelled["name"] != ""].reset_index(drop=True)
    return named(spelled["name"], "commune").assign(
        commune_id=spelled["new_code"], old_code=spelled["old_code"], name=spelled["name"]
    )


def _today(names: pd.Series) -> pd.DataFrame:
    ids = pd.Series(names.index, dtype="str")
    return named(names, "commune").assign(commune_id=ids, old_code=ids, name=names.array)


def _one_code(asked: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Return the one code whose name each asked one is, in its commune; letters alone will do where it has no marks."""
    exact = _met(asked, known, "key")
    return exact.fillna(_met(asked[~asked["has_marks"]], known, "plain"))


def _met(asked: pd.DataFrame, known: pd.DataFrame, on: str) -> pd.Series:
    met = asked.rename_axis("row").reset_index().merge(known, on=["commune_id", on], suffixes=("", "_known"))
    met = met[(met["kind"] == "") | (met["kind"] == met["kind_known"])]
    found = met.groupby("row")["old_code"].agg(["nunique", "first"])
    return found.loc[found["nunique"] == 1, "first"].reindex(asked.index).astype("str")


def _nearly(written: pd.DataFrame, commune_id: pd.Series, known: pd.DataFrame, today: pd.DataFrame) -> pd.Series:
    """Return the former unit of each misspelt name; a name that is as near to today's commune is none."""
    if written.empty:
        return pd.Series(index=written.index, dtype="str")
    # One id for both where they share a name, so that neither is taken for the other.
    alike = today.merge(known, on=["commune_id", "key", "kind"], suffixes=("", "_known"))
    shared = known["old_code"].isin(alike["old_code_known"])
    named_units = pd.concat([known.assign(unit_id=known["old_code"].mask(shared, "")), today.assign(unit_id="")])
    asked = pd.DataFrame({"commune_id": commune_id, "name": written["commune"]})
    found = similar_places(asked, named_units[["commune_id", "unit_id", "name"]], sort="commune")["unit_id"]
    return found.where(found != "").astype("str")


def _by_code(written: pd.DataFrame, commune_id: pd.Series, former: pd.DataFrame, current: set[str]) -> pd.Series:
    """Read the code of the commune: a retired one at any time, one that is in force again only before the merger."""
    code = written["commune_code"].where(written["commune_code"] != "", written["code"])
    code = code.where(~code.str.fullmatch(r"\d{1,4}"), code.str.zfill(CODE_LENGTH))
    new_code = code.map(former.set_index("old_code")["new_code"])
    is_retired = ~code.isin(current)
    return code.where(new_code.eq(commune_id) & (is_retired | (written["era"] == 0)))


def drawn_predecessors(units: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame, former: pd.DataFrame) -> pd.DataFrame:
    """Return unit_no and old_code of the groups whose middle lies in a former unit of an old boundary file.

    `outlines` has unit_id, the code of the former unit, and geometry.
    """
    shown = units[(units["level"] == "group") & units.geometry.notna()]
    middle = gpd.GeoDataFrame(shown[["unit_no"]], geometry=shown.geometry.representative_point(), crs=shown.crs)
    known = outlines[outlines["unit_id"].isin(former["old_code"])]
    met = middle.sjoin(known[["unit_id", "geometry"]], predicate="within").rename(columns={"unit_id": "old_code"})
    return pd.DataFrame(met[["unit_no", "old_code"]]).drop_duplicates("unit_no", keep=False)


def coded_predecessors(units: pd.DataFrame, former: pd.DataFrame) -> pd.DataFrame:
    """Return unit_no and old_code of the groups whose code begins with that of a former unit, where that is safe.

    A code that begins like that of another former unit than the commune's own code is proof. One that begins like the
    commune's own code proves something only where the codes of its commune tell several former units apart.
    """
    groups = units[units["level"] == "group"]
    coded = groups[["unit_no", "parent_id"]].assign(old_code=groups["unit_id"].str[:CODE_LENGTH])
    coded["new_code"] = coded["old_code"].map(former.set_index("old_code")["new_code"])
    every_fits = coded["new_code"].eq(coded["parent_id"]).groupby(coded["parent_id"]).transform("all")
    several = coded.groupby("parent_id")["old_code"].transform("nunique") > 1
    return coded.loc[every_fits & several, ["unit_no", "old_code"]]


def predecessors(
    units: pd.DataFrame, written: pd.DataFrame, drawn: pd.DataFrame, coded: pd.DataFrame, former: pd.DataFrame
) -> pd.DataFrame:
    """Return unit_no, old_code and via of every unit whose former unit is known: groups, and communes that had one.

    `written` has unit_no, old_code and rows (how many rows say so, '' as old_code for those that say nothing of it is
    not counted); more than half of what was written must agree. A former unit that went into another commune than the
    group's is none of it.
    """
    sizes = former.groupby("new_code")["old_code"].agg(["size", "first"])
    alone = sizes.loc[sizes["size"] == 1, "first"]
    own = units["parent_id"].fillna(units["unit_id"])
    only = pd.DataFrame({"unit_no": units["unit_no"], "old_code": own.map(alone)}).dropna()
    ways = dict(zip(WAYS, (only, _majority(written), drawn, coded), strict=True))
    every = pd.concat([found[["unit_no", "old_code"]].assign(via=via) for via, found in ways.items()])
    commune = pd.Series(own.array, index=units["unit_no"])
    new_code = every["old_code"].map(former.set_index("old_code")["new_code"])
    fits = new_code.eq(every["unit_no"].map(commune)) & new_code.notna()
    kept = every[fits].drop_duplicates("unit_no").sort_values("unit_no", ignore_index=True)
    return kept.astype({"unit_no": "int32", "old_code": "str", "via": "str"})[list(COLUMNS)]


def _majority(written: pd.DataFrame) -> pd.DataFrame:
    """Keep the former unit that more than half of the rows of each unit name."""
    rows = written.groupby(["unit_no", "old_code"], as_index=False)["rows"].sum()
    whole = rows.groupby("unit_no")["rows"].transform("sum")
    return rows[rows["rows"] * 2 > whole][["unit_no", "old_code"]]
