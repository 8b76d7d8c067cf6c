"""Rulings: what people decided about written places, heeded before anything is guessed.

A ruling has scope, key, verdict, unit_id and group_name. The scope 'commune' says which commune a name means, 'name'
which group a name means in its commune, 'place' what one written place means. Only a code stands above them.
"""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from geodata.names import keys, parse, tidy
from geodata.places import made_id

PRESENT = 99  # an era after every merger: a ruling speaks of the units of today
DISMISSED = {"outside": "outside_by_decision", "not_a_place": "not_a_place_by_decision"}


def commune_keys(written: pd.DataFrame) -> pd.Series:
    """Return the key of the commune as written, its district a part of it; '' where none was written."""
    names, district = keys(written["commune"], "commune"), keys(written["district"], "district")["plain"]
    text = names["kind"] + ":" + names["key"] + ":" + district
    return text.where(names["key"] != "", "").astype("str")


def place_keys(written: pd.DataFrame, commune_id: pd.Series) -> pd.Series:
    """Return the key of a whole written place: today's commune and the text inside it, or all of the text.

    Neither the date nor the spelling of the commune is a part of it: next week's file, and last year's, say the same.
    """
    known = commune_id.fillna("").astype("str")
    above = known.where(known != "", written["commune"] + "/" + written["district"] + "/" + written["commune_code"])
    return (above + ":" + written["group"] + ":" + written["code"]).map(lambda text: tidy(text).casefold())


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


def with_new_groups(listed: pd.DataFrame, rulings: pd.DataFrame) -> pd.DataFrame:
    """Add the groups that people made to those listed; one whose name has come with a list is that group."""
    made = new_groups(rulings)
    if made.empty:
        return listed
    known = [_alike(parent, name) for parent, name in zip(listed["parent_id"], listed["name"], strict=True)]
    new = [_alike(parent, name) not in known for parent, name in zip(made["parent_id"], made["name"], strict=True)]
    return pd.concat([listed, made[new]], ignore_index=True)


def _alike(parent_id: str, name: str) -> tuple[str, str]:
    return parent_id, parse(name, "group").key


def heed(
    written: pd.DataFrame,
    rulings: pd.DataFrame,
    units: pd.DataFrame,
    place: Callable[[pd.DataFrame], pd.DataFrame],
) -> pd.DataFrame:
    """Place written places with `place` under the rulings: via is 'person', and is_ruled true where one is final.

    A place that names its commune alone is at home there: a ruling on it is for the records whose point contradicts,
    and stands in against_id (the unit, NA for none) and against_reason.

    `units` has unit_id, name and parent_id; a ruling for a unit that is no more is as if it had not been made.
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
    ruling = _ruling_of(written, placed, communes, rulings)
    is_home = (placed["reason"] == "") & (written["group"] == "") & ruling.notna()
    against = rulings.reindex(ruling.where(is_home)).set_axis(placed.index)
    dismissed = against["verdict"].map(DISMISSED)
    return _ruled(placed, ruling.mask(is_home), rulings, units).assign(
        against_id=against["unit_id"].where(dismissed.isna()).astype("str"), against_reason=dismissed.fillna("")
    )


def _standing(rulings: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    groups = units[units["parent_id"].notna()]
    named = {
        _alike(p, n): unit for p, n, unit in zip(groups["parent_id"], groups["name"], groups["unit_id"], strict=True)
    }
    made = [named.get(_alike(p, n), "") for p, n in zip(rulings["unit_id"], rulings["group_name"], strict=True)]
    unit_id = rulings["unit_id"].where(rulings["verdict"] != "new_group", pd.Series(made, rulings.index, dtype="str"))
    standing = rulings.assign(unit_id=unit_id)
    return standing[standing["verdict"].isin(DISMISSED) | unit_id.isin(units["unit_id"])].reset_index(drop=True)


def _of_scope(rulings: pd.DataFrame, scope: str, *verdicts: str) -> pd.DataFrame:
    chosen = rulings[(rulings["scope"] == scope) & (rulings["verdict"].isin(verdicts) | (not verdicts))]
    return chosen.set_index("key")


def _ruling_of(written: pd.DataFrame, placed: pd.DataFrame, communes: pd.Series, rulings: pd.DataFrame) -> pd.Series:
    """Return the row of the ruling that is final for each written place, NA for none; a code stands above it."""
    at = rulings.assign(at=range(len(rulings)))
    places = place_keys(written, placed["commune_id"]).map(_of_scope(at, "place")["at"])
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
