"""Population figures with the unit that each belongs to."""

import pandas as pd

from geodata.names import keys
from geodata.places import made_id, one_group

TEXTS = ("group_code", "group", "commune_code", "commune")


def with_units(rows: pd.DataFrame, placed: pd.DataFrame) -> pd.DataFrame:
    """Return population rows with commune_id, unit_id and reason ('' where the unit is known).

    `placed` has commune_id and reason per place_key (its index). A row with a group belongs to that group, under its
    code or else an id made of its name; a row without one is the commune's own figure.
    """
    reason = rows["place_key"].map(placed["reason"]).astype("str")
    commune_id = rows["place_key"].map(placed["commune_id"]).astype("str").where(reason == "")
    units = [_unit_id(*row) for row in zip(rows["group_code"], rows["group"], commune_id.fillna(""), strict=True)]
    return rows.assign(
        commune_id=commune_id,
        unit_id=pd.Series(units, index=rows.index, dtype="str").where(reason == ""),
        reason=reason,
    )


def with_known_codes(population: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """Give rows that name a group without its code the id of the one group of that name that has come with a code.

    `drawn` has unit_id, name and parent_id of the groups on the map. Else a list without codes would put every group of
    an earlier list or of the map there a second time.
    """
    is_named = (population["group_code"] == "") & (population["group"] != "") & population["commune_id"].notna()
    coded = population.loc[(population["group_code"] != "") & (population["group"] != "")]
    listed = coded[["unit_id", "group", "commune_id"]].set_axis(["unit_id", "name", "parent_id"], axis=1)
    known = pd.concat([listed, drawn[["unit_id", "name", "parent_id"]]]).dropna().drop_duplicates("unit_id")
    if known.empty or not is_named.any():
        return population
    names = keys(known["name"].reset_index(drop=True), "group")
    table = names.assign(commune_id=known["parent_id"].array, group_id=known["unit_id"].array)
    asked = keys(population.loc[is_named, "group"], "group").assign(commune_id=population.loc[is_named, "commune_id"])
    found = one_group(asked, table, "key")["group_id"]
    return population.assign(unit_id=found.reindex(population.index).fillna(population["unit_id"]).astype("str"))


def _unit_id(code: str, name: str, commune_id: str) -> str:
    if code:
        return code
    return made_id(commune_id, name) if name else commune_id
