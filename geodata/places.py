"""Places of records: which unit each written place means, how that was found, or why it was not.

Matched once per distinct written place, never per record. In order: a code with its vintage, the exact
normalised name inside the commune, the crosswalk for names and codes from before the merger. A name without any
marks may stand for the one marked name that it can mean, a misspelt one for the only one that is near. Everything
else waits, with a reason and the places that it may mean.
"""

import numpy as np
import pandas as pd

from geodata.communes import WAITING, find_communes
from geodata.gazetteer import Gazetteer, named
from geodata.hearing import heard
from geodata.names import keys, parse
from geodata.similarity import similar_places

COLUMNS = ("commune_id", "group_id", "via", "reason", "candidates")
STRONGEST = ("", "code", "name", "crosswalk", "unaccented", "similar")  # ways in order, the surest first


def place_records(written: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Decide every written place.

    `written` has the text columns code, commune_code, district, commune, group ('' when absent) and era (0 before
    the merger, 1 after it). Returns commune_id, group_id (NA when not known), via and reason ('' when matched), and
    candidates, on the same index: tuples of (unit_id, score) of what waits, up to three groups or communes that are
    nearly so called, and all groups of an ambiguous name.
    """
    written = heard(written, gazetteer)
    communes = find_communes(written, gazetteer)
    groups = _groups(written, communes["commune_id"], gazetteer)
    by_code = _group_codes(written["code"], gazetteer)
    candidates = communes["candidates"].where(communes["reason"].isin(WAITING), groups["candidates"])
    placed = communes.assign(
        group_id=by_code.fillna(groups["group_id"]), candidates=candidates.mask(by_code.notna(), "")
    )
    reason = np.select(
        [by_code.notna(), placed["commune_id"].isna(), groups["reason"] != ""],
        ["", placed["reason"], groups["reason"]],
        default="",
    )
    parent = gazetteer.groups.set_index("unit_id")["parent_id"]
    placed["commune_id"] = by_code.map(parent).astype("str").fillna(placed["commune_id"])
    placed["via"] = np.where(
        by_code.notna(), "code", np.where(groups["via"] != "", _weaker(communes, groups), communes["via"])
    )
    placed["reason"] = reason
    placed.loc[placed["reason"] != "", "via"] = ""
    return placed[list(COLUMNS)]


def _weaker(communes: pd.DataFrame, groups: pd.DataFrame) -> pd.Series:
    """Name the weakest link of the two steps: what a person would want to check."""
    rank = {via: at for at, via in enumerate(STRONGEST)}
    return groups["via"].where(groups["via"].map(rank) >= communes["via"].map(rank), communes["via"])


def _group_codes(code: pd.Series, gazetteer: Gazetteer) -> pd.Series:
    return code.where(code.isin(gazetteer.groups["unit_id"]) & (code != "")).astype("str")


def _groups(written: pd.DataFrame, commune_id: pd.Series, gazetteer: Gazetteer) -> pd.DataFrame:
    """Find the group inside its commune: group_id, via, reason ('' where none was written or none is on the list)."""
    names = keys(written["group"], "group").assign(commune_id=commune_id)
    known = named(gazetteer.groups["name"], "group").assign(
        commune_id=gazetteer.groups["parent_id"].array, group_id=gazetteer.groups["unit_id"].array
    )
    asked = names[(names["key"] != "") & names["commune_id"].isin(known["commune_id"])]
    exact = one_group(asked, known, "key")
    bare = one_group(asked[can_be_read_bare(asked)], known, "plain").reindex(asked.index)
    none = exact["count"] == 0
    found = exact["group_id"].where(~none, bare["group_id"])
    several = (exact["count"] > 1) | (none & (bare["count"] > 1))
    near = _near(written["group"], asked["commune_id"], found.isna() & ~several, gazetteer)
    is_near = near["unit_id"].notna()
    result = pd.DataFrame(
        {
            "group_id": found.fillna(near["unit_id"]),
            "via": np.select([is_near, found.isna(), none], ["similar", "", "unaccented"], "name"),
            "reason": np.select(
                [found.notna() | is_near, several, near["why"] == "tail_disagrees"],
                ["", "group_ambiguous", "tail_disagrees"],
                "group_unknown",
            ),
            "candidates": near["candidates"].where(~several, _namesakes(asked[several], known)),
        },
        index=asked.index,
    )
    filled = result.reindex(written.index).fillna({"via": "", "reason": "", "candidates": ""})
    return filled.assign(reason=filled["reason"].mask(_is_unknown_code(written, gazetteer), "code_unknown"))


def _namesakes(asked: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """List every group that an ambiguous name may mean, by its key or, without marks, its letters."""
    met = pd.concat([_met(asked, known, "key"), _met(asked[~asked["has_marks"]], known, "plain")])
    return met.groupby("row")["group_id"].agg(lambda ids: tuple((one, 100.0) for one in ids.unique()))


def can_be_read_bare(names: pd.DataFrame) -> pd.Series:
    """Tell names without marks that say enough: one syllable alone, "Sang", may be any of six words by its tone."""
    says_more = (names["kind"] != "") | names["plain"].str.contains(r"[\s\d]")
    return ~names["has_marks"] & says_more


def _near(text: pd.Series, commune_id: pd.Series, is_left: pd.Series, gazetteer: Gazetteer) -> pd.DataFrame:
    """Look for the groups whose names are nearly the written ones, in the commune: unit_id, why, candidates."""
    left = is_left.index[is_left]
    groups = gazetteer.groups
    known = pd.DataFrame({"commune_id": groups["parent_id"], "unit_id": groups["unit_id"], "name": groups["name"]})
    asked = pd.DataFrame({"commune_id": commune_id[left], "name": text[left]})
    if asked.empty:
        return (
            pd.DataFrame({"unit_id": "", "why": "", "candidates": ""}, index=is_left.index)
            .astype("str")
            .replace("", pd.NA)
        )
    found = similar_places(
        asked, known[known["commune_id"].isin(asked["commune_id"])], communes=gazetteer.commune_names()
    )
    return found[["unit_id", "why", "candidates"]].reindex(is_left.index)


def _is_unknown_code(written: pd.DataFrame, gazetteer: Gazetteer) -> pd.Series:
    """Tell codes that stand alone for a group, where there is a list of groups and the code is not on it."""
    code = written["code"]
    communes = {*gazetteer.communes["unit_id"], *gazetteer.former["old_code"], *gazetteer.former["new_code"]}
    alone = (code != "") & (written["group"] == "") & ~code.isin(communes) & ~code.str.zfill(5).isin(communes)
    return alone & ~code.isin(gazetteer.groups["unit_id"]) & bool(len(gazetteer.groups))


def one_group(asked: pd.DataFrame, known: pd.DataFrame, on: str) -> pd.DataFrame:
    """Find the one group of each name in its commune: group_id (NA unless exactly one fits) and count, same index.

    `asked` has kind, key, plain and commune_id, `known` also group_id; `on` is 'key' or 'plain'.
    """
    counted = _met(asked, known, on).groupby("row")["group_id"].agg(["nunique", "first"]).reindex(asked.index)
    count = counted["nunique"].fillna(0).astype(int)
    return pd.DataFrame({"group_id": counted["first"].where(count == 1).astype("str"), "count": count})


def _met(asked: pd.DataFrame, known: pd.DataFrame, on: str) -> pd.DataFrame:
    """Put beside each name the groups of its commune that it can mean: row and group_id."""
    met = asked.rename_axis("row").reset_index().merge(known, on=["commune_id", on], suffixes=("", "_known"))
    # "Bản Xôm" and "Thôn Xôm" are one place in people's mouths; "Tổ 8" and "Bản 8" are not.
    other_kind = (met["kind"] != "") & (met["kind_known"] != "") & (met["kind"] != met["kind_known"])
    met = met[~(other_kind & met["plain"].str.match(r"\d"))]
    same_kind = met["kind"] == met["kind_known"]
    return met[same_kind | ~same_kind.groupby(met["row"]).transform("any")]


def made_id(parent_id: str, name: str) -> str:
    """Make a lasting id for a group that came without a code: its commune and its normalised name."""
    found = parse(name, "group")
    return f"{parent_id}:{found.kind}:{found.key}".replace(" ", "-").replace("::", ":")
