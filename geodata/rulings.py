"""Rulings: what people decided about written places, heeded before anything is guessed.

A ruling has scope, key, verdict, unit_id and group_name. The scope 'commune' says which commune a name means, 'name'
which group a name means in its commune, 'place' what one written place means. Only a code stands above them.
"""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from geodata.names import keys, parse
from geodata.places import made_id

PRESENT = 99  # an era after every merger: a ruling speaks of the units of today
DISMISSED = {"outside": "outside_by_decision", "not_a_place": "not_a_place_by_decision"}


def commune_keys(written: pd.DataFrame) -> pd.Series:
    """Return the key of the commune as written, its district a part of it; '' where none was written."""
    names, district = keys(written["commune"], "commune"), keys(written["district"], "district")["plain"]
    text = names["kind"] + ":" + names["key"] + ":" + district
    return text.where(names["key"] != "", "").astype("str")


def name_keys(written: pd.DataFrame, commune_id: pd.Series) -> pd.Series:
    """Return the key of the group's name in its commune; '' where either is not known."""
    names = keys(written["group"], "group")
    text = commune_id.astype("str") + ":" + names["kind"] + ":" + names["key"]
    return text.where(commune_id.notna() & (names["key"] != ""), "").astype("str")


def difference(written: str, listed: str, sort: str) -> str:
    """Tell in what a written name differs from a listed one: 'number', 'marks', 'kind' or 'letters'."""
    one, other = parse(written, sort), parse(listed, sort)
    digits = [re.findall(r"\d+", name.plain) for name in (one, other)]
    if digits[0] != digits[1]:
        return "number"
    if one.plain != other.plain:
        return "letters"
    return "marks" if one.key != other.key else "kind"


def new_groups(rulings: pd.DataFrame) -> pd.DataFrame:
    """Return the groups that people made: unit_id, name, parent_id."""
    made = rulings[rulings["verdict"] == "new_group"]
    ids = [made_id(parent, name) for parent, name in zip(made["unit_id"], made["group_name"], strict=True)]
    named = pd.DataFrame({"unit_id": ids, "name": made["group_name"], "parent_id": made["unit_id"]}, dtype="str")
    return named.drop_duplicates("unit_id")


def heed(
    written: pd.DataFrame,
    rulings: pd.DataFrame,
    units: pd.DataFrame,
    place: Callable[[pd.DataFrame], pd.DataFrame],
) -> pd.DataFrame:
    """Place written places with `place` under the rulings: via is 'person', and is_ruled true where one is final.

    `units` has unit_id and parent_id; a ruling for a unit that is no more is as if it had not been made.
    """
    rulings = _standing(rulings, units)
    communes = commune_keys(written)
    meant = communes.map(_of_scope(rulings, "commune", "unit")["unit_id"])
    said = written.assign(
        commune_code=written["commune_code"].mask(meant.notna(), meant),
        commune=written["commune"].mask(meant.notna(), ""),
        district=written["district"].mask(meant.notna(), ""),
        era=written["era"].mask(meant.notna(), PRESENT),
    )
    placed = place(said)
    is_meant = meant.notna() & (placed["via"] == "code") & (written["commune_code"] == "")
    placed["via"] = placed["via"].mask(is_meant, "person")
    return _ruled(placed, _ruling_of(written, placed, communes, rulings), rulings, units)


def _standing(rulings: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    made = [made_id(p, n) for p, n in zip(rulings["unit_id"], rulings["group_name"], strict=True)]
    unit_id = rulings["unit_id"].where(rulings["verdict"] != "new_group", pd.Series(made, rulings.index, dtype="str"))
    standing = rulings.assign(unit_id=unit_id)
    return standing[standing["verdict"].isin(DISMISSED) | unit_id.isin(units["unit_id"])].reset_index(drop=True)


def _of_scope(rulings: pd.DataFrame, scope: str, *verdicts: str) -> pd.DataFrame:
    chosen = rulings[(rulings["scope"] == scope) & (rulings["verdict"].isin(verdicts) | (not verdicts))]
    return chosen.set_index("key")


def _ruling_of(written: pd.DataFrame, placed: pd.DataFrame, communes: pd.Series, rulings: pd.DataFrame) -> pd.Series:
    """Return the row of the ruling that is final for each written place, NA for none; a code stands above it."""
    at = rulings.assign(at=range(len(rulings)))
    places = written["place_key"].astype("str").map(_of_scope(at, "place")["at"])
    names = name_keys(written, placed["commune_id"]).map(_of_scope(at, "name")["at"])
    dismissed = communes.map(_of_scope(at, "commune", *DISMISSED)["at"])
    found = places.fillna(names).fillna(dismissed)
    return found.mask((placed["via"] == "code") & (placed["reason"] == ""))


def _ruled(placed: pd.DataFrame, ruling: pd.Series, rulings: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    is_ruled = ruling.notna().to_numpy()
    final = rulings.iloc[ruling[is_ruled].astype(int)].set_axis(placed.index[is_ruled])
    reason = final["verdict"].map(DISMISSED).fillna("")
    unit_id = final["unit_id"].where(reason == "").astype("str")
    parent = unit_id.map(units.set_index("unit_id")["parent_id"]).astype("str")
    placed = placed.assign(is_ruled=is_ruled)
    placed.loc[is_ruled, "commune_id"] = parent.fillna(unit_id)
    placed.loc[is_ruled, "group_id"] = unit_id.where(parent.notna())
    placed.loc[is_ruled, "reason"] = reason
    placed.loc[is_ruled, "via"] = np.where(reason == "", "person", "")
    return placed
