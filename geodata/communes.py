"""Communes of written places: today's, former ones in their own time, and misspelt ones that can mean one only."""

import numpy as np
import pandas as pd

from geodata.gazetteer import Gazetteer
from geodata.names import keys
from geodata.similarity import SHOWN, similar_places

WAITING = ("commune_unknown", "commune_ambiguous", "vintage_doubtful")  # what a person decides among communes


def find_communes(written: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Find today's commune of each written place: commune_id, via, reason and candidates, same index.

    A misspelt name is first read as the name of a commune, today's or a former one, and then looked up like it: so
    its date and its district decide as for a name without a slip.
    """
    found = _look_up_communes(written, gazetteer).assign(candidates="")
    left = written[found["reason"].isin(WAITING)]
    if left.empty:
        return found
    read = _read_names(left, gazetteer)
    meant = read["name"].where(found["reason"] == "commune_unknown").dropna()
    again = _look_up_communes(left.loc[meant.index].assign(commune=meant), gazetteer)
    again["via"] = again["via"].where(again["reason"] != "", "similar")
    found.loc[again.index, ["commune_id", "via", "reason"]] = again
    found["candidates"] = _candidates(read, left["era"], gazetteer).where(found["reason"].isin(WAITING), "")
    return found.fillna({"candidates": ""})


def _read_names(left: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Read misspelt names: name (as listed, NA where no one name is meant) and near, tuples of (name, score).

    A district that was written beside a name must be one that the commune lay in.
    """
    every = gazetteer.commune_names()
    listed = every.assign(unit_id=_one_for_each(every))
    inside = gazetteer.districts().merge(listed[["name", "unit_id"]], on="name")
    known = pd.concat([listed.assign(commune_id=""), inside.rename(columns={"district": "commune_id"})])
    known = known[["commune_id", "unit_id", "name"]].drop_duplicates()
    district = keys(left["district"], "district")["plain"]
    block = district.where(district.isin(inside["district"]), "")
    asked = pd.DataFrame({"commune_id": block, "name": left["commune"]})
    found = similar_places(asked, known, sort="commune")
    anywhere = similar_places(asked.assign(commune_id=""), known, sort="commune")
    return pd.DataFrame({"name": found["unit_id"], "near": _near(found) + _near(anywhere)})


def _one_for_each(every: pd.DataFrame) -> pd.Series:
    """Give names that differ in their kind alone, and always mean the same commune, one of them to stand for all."""
    key = keys(every["name"], "commune")["key"]
    is_one = every["commune_id"].groupby(key).transform("nunique") == 1
    return every["name"].where(~is_one, every["name"].groupby(key).transform("first"))


def _near(found: pd.DataFrame) -> pd.Series:
    """Give the names to show: the one that was taken, or the candidates."""
    taken = pd.Series(list(zip(found["unit_id"], found["score"], strict=True)), index=found.index, dtype=object)
    return taken.map(lambda one: (one,)).where(found["unit_id"].notna(), found["candidates"])


def _candidates(read: pd.DataFrame, era: pd.Series, gazetteer: Gazetteer) -> pd.Series:
    """Turn names into the communes that they mean: up to three (unit_id, score), best first, no commune twice."""
    today, former = (
        _units_of(gazetteer.communes, "unit_id", "name"),
        _units_of(gazetteer.former, "new_code", "old_name"),
    )
    other = _units_of(gazetteer.former, "new_code", "other_spelling")
    shown = []
    for near, when in zip(read["near"], era, strict=True):
        best: dict[str, float] = {}
        for name, score in near:
            for units in (today, former, other) if when > 0 else (former, other, today):
                best |= {unit: score for unit in units.get(name, ()) if unit not in best}
        shown.append(tuple(best.items())[:SHOWN])
    return pd.Series(shown, index=read.index, dtype=object)


def _units_of(units: pd.DataFrame, unit_id: str, name: str) -> dict[str, list[str]]:
    """Give the communes that each name means."""
    found: dict[str, list[str]] = {}
    for unit, text in zip(units[unit_id], units[name], strict=True):
        found.setdefault(text, []).append(unit)
    return found


def _look_up_communes(written: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Look communes up by code and by name, as they are written: commune_id, via, reason."""
    names = keys(written["commune"], "commune").assign(district=keys(written["district"], "district")["plain"])
    today = _look_up(names, gazetteer.current_names())
    former = _look_up(names, gazetteer.former_names())
    coded = _commune_codes(written, gazetteer, today["commune_id"], former["commune_id"])
    is_old = (written["era"] == 0) & former["commune_id"].notna()
    first, second = former.where(is_old, today), today.where(is_old, former)
    found = first["commune_id"].fillna(second["commune_id"])
    via = np.where(coded.notna(), "code", np.where(found.isna(), "", _via(found, today, former, is_old)))
    doubtful = _is_doubtful(names, written["era"], today["commune_id"], former["commune_id"]) & coded.isna()
    reason = np.select(
        [
            coded.notna(),
            doubtful,
            found.notna(),
            first["ambiguous"] | second["ambiguous"],
            names["key"] == "",
        ],
        ["", "vintage_doubtful", "", "commune_ambiguous", _without_name(written)],
        default="commune_unknown",
    )
    commune = coded.fillna(found).mask(pd.Series(reason, index=written.index) != "")
    return pd.DataFrame({"commune_id": commune, "via": via, "reason": reason}, index=written.index)


def _without_name(written: pd.DataFrame) -> np.ndarray:
    is_coded = (written["code"] != "") | (written["commune_code"] != "")
    return np.where(is_coded, "code_unknown", np.where(written["group"] != "", "commune_missing", "no_place"))


def _via(found: pd.Series, today: pd.DataFrame, former: pd.DataFrame, is_old: pd.Series) -> np.ndarray:
    old = is_old | today["commune_id"].isna()
    plain = np.where(old, former["is_plain"], today["is_plain"]).astype(bool)
    return np.where(plain, "unaccented", np.where(old & (today["commune_id"] != found), "crosswalk", "name"))


def _is_doubtful(names: pd.DataFrame, era: pd.Series, today: pd.Series, former: pd.Series) -> pd.Series:
    """Tell names that mean two places, where the date says new and a district, since abolished, says old."""
    differs = today.notna() & former.notna() & (today != former)
    return differs & (era > 0) & (names["district"] != "")


def _look_up(names: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Find the one commune of each name; `ambiguous` where several fit, `is_plain` where only the letters do."""
    exact = _one_of(names, table, "key")
    unmarked = names[~names["has_marks"]]
    bare = _one_of(unmarked, table, "plain")
    whole = _one_of(unmarked.assign(kind="", plain=unmarked["whole"]), table, "plain")
    bare = bare.where(bare["commune_id"].notna() | bare["ambiguous"], whole).reindex(names.index)
    none = exact["commune_id"].isna() & ~exact["ambiguous"]
    return pd.DataFrame(
        {
            "commune_id": exact["commune_id"].where(~none, bare["commune_id"]),
            "ambiguous": exact["ambiguous"] | (none & (bare["ambiguous"] == True)),  # noqa: E712 - NA is not ambiguous
            "is_plain": none & bare["commune_id"].notna(),
        }
    )


def _one_of(names: pd.DataFrame, table: pd.DataFrame, on: str) -> pd.DataFrame:
    asked = names[names[on] != ""].rename_axis("row").reset_index()
    met = asked.merge(table, on=on, suffixes=("", "_known"))
    met = met[(met["kind"] == "") | (met["kind"] == met["kind_known"])]
    same = (met["district"] != "") & (met["district"] == met["district_known"])
    met = met[same | ~same.groupby(met["row"]).transform("any")]
    counted = met.groupby("row")["commune_id"].agg(["nunique", "first"]).reindex(names.index)
    return pd.DataFrame(
        {
            "commune_id": counted["first"].where(counted["nunique"] == 1).astype("str"),
            "ambiguous": counted["nunique"] > 1,
        }
    )


def _commune_codes(
    written: pd.DataFrame, gazetteer: Gazetteer, named_today: pd.Series, named_former: pd.Series
) -> pd.Series:
    """Read the code in its vintage: every new code re-uses an old one, so the date or the name decides."""
    code = written["commune_code"].where(written["commune_code"] != "", written["code"])
    code = code.where(code != "")
    current = set(gazetteer.communes["unit_id"])
    padded = code.where(code.isin(current) | ~code.str.fullmatch(r"\d{1,4}").fillna(False), code.str.zfill(5))
    today = padded.where(padded.isin(current))
    former = padded.map(gazetteer.former.set_index("old_code")["new_code"]).astype("str")
    agrees_today, agrees_former = today.eq(named_today), former.eq(named_former)
    use_former = (agrees_former & ~agrees_today) | ((written["era"] == 0) & ~(agrees_today & ~agrees_former))
    return former.where(use_former & former.notna(), today.fillna(former))
