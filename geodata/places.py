"""Places of records: which unit each written place means, how that was found, or why it was not.

Matched once per distinct written place, never per record. In order: a code with its vintage, the exact
normalised name inside the commune, the crosswalk for names and codes from before the merger. A name without any
marks may stand for the one marked name that it can mean, a misspelt one for the only one that is near. Everything
else waits, with a reason and the places that it may mean.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.names import keys, parse
from geodata.reading import cut_tail
from geodata.similarity import similar_places

COLUMNS = ("commune_id", "group_id", "via", "reason", "candidates")


@dataclass(frozen=True)
class Gazetteer:
    """The places that a record can mean.

    `communes`: unit_id, name. `groups`: unit_id, parent_id, name. `former`: old_code, old_name, other_spelling,
    old_district, new_code; empty where no unit was ever merged.
    """

    communes: pd.DataFrame
    groups: pd.DataFrame
    former: pd.DataFrame

    def current_names(self) -> pd.DataFrame:
        """Kind and keys of today's communes, with the unit that each means."""
        return _named(self.communes["name"], "commune").assign(commune_id=self.communes["unit_id"].array, district="")

    def former_names(self) -> pd.DataFrame:
        """Kind and keys of the former communes under every spelling, with today's unit and the former district."""
        spelled = pd.concat([self.former["old_name"], self.former["other_spelling"]])
        source = pd.concat([self.former, self.former])[(spelled != "").to_numpy()]
        district = keys(source["old_district"], "district")["plain"]
        named = _named(spelled[spelled != ""], "commune")
        return named.assign(commune_id=source["new_code"].array, district=district.array).drop_duplicates()

    def commune_names(self) -> pd.DataFrame:
        """Every name that a commune has or had: commune_id and name."""
        former = self.former
        pairs = [
            (self.communes["unit_id"], self.communes["name"]),
            (former["new_code"], former["old_name"]),
            (former["new_code"], former["other_spelling"]),
        ]
        every = pd.concat([pd.DataFrame({"commune_id": ids.array, "name": names.array}) for ids, names in pairs])
        return every[every["name"] != ""].drop_duplicates(ignore_index=True)


def _named(names: pd.Series, sort: str) -> pd.DataFrame:
    return keys(names.reset_index(drop=True), sort)


def place_records(written: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Decide every written place.

    `written` has the text columns code, commune_code, district, commune, group ('' when absent) and era (0 before
    the merger, 1 after it). Returns commune_id, group_id (NA when not known), via and reason ('' when matched), and
    candidates, up to three (unit_id, score) of a commune or group that waits, on the same index.
    """
    written = _with_told_commune(written)
    communes = _communes(written, gazetteer)
    groups = _groups(written, communes["commune_id"], gazetteer)
    by_code = _group_codes(written["code"], gazetteer)
    is_open = communes["reason"] != ""
    placed = communes.assign(
        group_id=by_code.fillna(groups["group_id"]),
        candidates=groups["candidates"].mask(is_open, communes["candidates"]),
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


def _with_told_commune(written: pd.DataFrame) -> pd.DataFrame:
    """Hear the commune in 'Bản Nà Nghè, xã Mường Nhé' where no column tells it."""
    is_silent = (written["commune"] == "") & (written["commune_code"] == "") & (written["group"] != "")
    told = {text: cut_tail(text, "group") for text in written.loc[is_silent, "group"].unique()}
    told = {text: tail for text, tail in told.items() if tail.commune}
    if not told:
        return written
    communes = written["group"].map({text: tail.commune for text, tail in told.items()}).fillna("")
    names = written["group"].map({text: tail.name for text, tail in told.items()})
    is_told = is_silent & (communes != "")
    return written.assign(
        commune=written["commune"].mask(is_told, communes), group=written["group"].mask(is_told, names)
    )


def _weaker(communes: pd.DataFrame, groups: pd.DataFrame) -> pd.Series:
    """Name the weakest link of the two steps: what a person would want to check."""
    return groups["via"].where((groups["via"] != "name") | communes["via"].isin(["", "code"]), communes["via"])


def _communes(written: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Find today's commune of each written place: commune_id, via, reason."""
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
    decided = pd.DataFrame({"commune_id": commune, "via": via, "reason": reason}, index=written.index)
    return _near_communes(written["commune"], decided, gazetteer)


def _near_communes(text: pd.Series, decided: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Take a misspelt commune where only one can be meant, and add candidates to those that wait."""
    left = decided["reason"].isin(["commune_unknown", "commune_ambiguous"])
    decided["candidates"] = ""
    if not left.any():
        return decided
    named = gazetteer.commune_names()
    known = pd.DataFrame({"commune_id": "", "unit_id": named["commune_id"], "name": named["name"]})
    asked = pd.DataFrame({"commune_id": "", "name": text[left]})
    near = similar_places(asked, known, sort="commune").reindex(decided.index)
    is_near = near["unit_id"].notna() & (decided["reason"] == "commune_unknown")
    return decided.assign(
        commune_id=decided["commune_id"].mask(is_near, near["unit_id"]),
        via=decided["via"].mask(is_near, "similar"),
        reason=decided["reason"].mask(is_near, ""),
        candidates=near["candidates"].where(left & ~is_near, ""),
    )


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


def _group_codes(code: pd.Series, gazetteer: Gazetteer) -> pd.Series:
    return code.where(code.isin(gazetteer.groups["unit_id"]) & (code != "")).astype("str")


def _groups(written: pd.DataFrame, commune_id: pd.Series, gazetteer: Gazetteer) -> pd.DataFrame:
    """Find the group inside its commune: group_id, via, reason ('' where none was written or none is on the list)."""
    names = keys(written["group"], "group").assign(commune_id=commune_id)
    known = _named(gazetteer.groups["name"], "group").assign(
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
            "candidates": near["candidates"],
        },
        index=asked.index,
    )
    filled = result.reindex(written.index).fillna({"via": "", "reason": "", "candidates": ""})
    return filled.assign(reason=filled["reason"].mask(_is_unknown_code(written, gazetteer), "code_unknown"))


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
    met = asked.rename_axis("row").reset_index().merge(known, on=["commune_id", on], suffixes=("", "_known"))
    # "Bản Xôm" and "Thôn Xôm" are one place in people's mouths; "Tổ 8" and "Bản 8" are not.
    other_kind = (met["kind"] != "") & (met["kind_known"] != "") & (met["kind"] != met["kind_known"])
    met = met[~(other_kind & met["plain"].str.match(r"\d"))]
    same_kind = met["kind"] == met["kind_known"]
    met = met[same_kind | ~same_kind.groupby(met["row"]).transform("any")]
    counted = met.groupby("row")["group_id"].agg(["nunique", "first"]).reindex(asked.index)
    count = counted["nunique"].fillna(0).astype(int)
    return pd.DataFrame({"group_id": counted["first"].where(count == 1).astype("str"), "count": count})


def made_id(parent_id: str, name: str) -> str:
    """Make a lasting id for a group that came without a code: its commune and its normalised name."""
    found = parse(name, "group")
    return f"{parent_id}:{found.kind}:{found.key}".replace(" ", "-").replace("::", ":")
