"""Finding a place by its name, written with or without marks."""

import unicodedata
from dataclasses import dataclass

import pandas as pd

MOST = 8
MARKS = dict.fromkeys(code for code in range(0x300, 0x370))


@dataclass(frozen=True)
class Place:
    """A place that was found: its ids, and its name with its commune's."""

    commune_id: str
    group_id: str
    name: str


def plain(text: str) -> str:
    """Return a text in small letters without marks: Mường Phăng and muong phang come to the same."""
    return unicodedata.normalize("NFD", text.casefold().replace("đ", "d")).translate(MARKS).strip()


def found(query: str, communes: pd.DataFrame, groups: pd.DataFrame, most: int = MOST) -> list[Place]:
    """Return the places whose name holds every word of a query: communes first, names that begin with it before others.

    A word with marks finds only names with the same marks, as long as any has them.
    """
    every = pd.concat(
        [
            communes[["unit_id", "name"]].assign(parent_id="", within=""),
            groups[["unit_id", "name", "parent_id"]].assign(within=groups["commune"]),
        ],
        ignore_index=True,
    )
    wanted = plain(query)
    if not wanted:
        return []
    names = every["name"].map(plain)
    hits = every[_holds(names + " " + every["within"].map(plain), wanted.split())]
    exact = hits[_holds(hits["name"].str.casefold() + " " + hits["within"].str.casefold(), query.casefold().split())]
    best = exact if len(exact) else hits
    place = names[best.index].str.replace(r"^(?:xa|phuong|ban|thon|to dan pho)\s+", "", regex=True)
    rank = (~place.str.startswith(wanted)).astype(int) + 2 * (~names[best.index].str.contains(wanted, regex=False))
    ordered = best.assign(rank=rank, is_group=best["parent_id"] != "").sort_values(["rank", "is_group"], kind="stable")
    rows = ordered.head(most)[["unit_id", "parent_id", "name", "within"]].itertuples(index=False, name=None)
    return [_place(*row) for row in rows]


def _holds(names: pd.Series, words: list[str]) -> pd.Series:
    kept = pd.Series(True, index=names.index)
    for word in words:
        kept &= names.str.contains(word, regex=False)
    return kept


def _place(unit_id: str, parent_id: str, name: str, within: str) -> Place:
    return Place(parent_id or unit_id, unit_id if parent_id else "", f"{name} · {within}" if within else name)
