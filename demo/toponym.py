"""Names of groups: they recur from commune to commune and are unique inside one, even without marks."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from demo.stream import stream
from demo.vocabulary import FIRST_SYLLABLES, SECOND_SYLLABLES, VALLEY_NAMES

NUMBERED = "Tổ dân phố"
# Placed by hand, so that two names one tone apart stand in neighbouring communes whatever the seed.
TRAPS = ("Nà Tông", "Na Tông")
SPLIT_SHARE = 0.12


def plain(names: pd.Series) -> pd.Series:
    """Return names without marks, đ as d."""
    bare = names.str.normalize("NFD").str.replace("[\u0300-\u036f]", "", regex=True)
    return bare.str.replace("đ", "d").str.replace("Đ", "D")


def names(places: pd.DataFrame, seed: int) -> pd.Series:
    """Return the full name of every group, same index.

    `places` has commune_id, kind (of the commune), language. Groups of wards are numbered; Kinh groups of the
    countryside are often a thôn with a Vietnamese name; the rest are bản. One village in eight is split in
    two with the same name and the numbers 1 and 2.
    """
    random = stream(seed, "toponym")
    villages = _pool(list(map(" ".join, product(FIRST_SYLLABLES, SECOND_SYLLABLES))))
    valleys = _pool(list(VALLEY_NAMES))
    parts = []
    for turn, (_, part) in enumerate(places.groupby("commune_id", sort=True)):
        if part["kind"].iloc[0].lower() == "phường":
            parts.append(pd.Series([f"{NUMBERED} {n + 1}" for n in range(len(part))], index=part.index))
        else:
            parts.append(_rural(part, villages, valleys, TRAPS[turn % 2], random))
    return pd.concat(parts).reindex(places.index)


def _pool(texts: list[str]) -> pd.DataFrame:
    pool = pd.DataFrame({"name": texts})
    pool = pool[pool["name"].str.split().map(lambda words: len(set(words)) == len(words))]
    # The front of the list is drawn more often: the same few names are everywhere.
    return pool.assign(plain=plain(pool["name"]).str.lower(), weight=_zipf(len(pool)))


def _zipf(count: int) -> np.ndarray:
    rank = np.random.default_rng(count).permutation(count)
    return 1.0 / (rank + 25.0)


def _rural(
    part: pd.DataFrame, villages: pd.DataFrame, valleys: pd.DataFrame, trap: str, random: np.random.Generator
) -> pd.Series:
    thon = ((part["language"] == "Kinh") & (random.random(len(part)) < 0.8)).to_numpy()
    thon = thon & (np.cumsum(thon) <= len(valleys))
    bare = np.empty(len(part), dtype=object)
    bare[thon] = _drawn(valleys, int(thon.sum()), random)
    bare[~thon] = _split(_drawn(villages, int((~thon).sum()), random, trap), random)
    return pd.Series(np.where(thon, "Thôn ", "Bản ") + bare, index=part.index)


def _drawn(pool: pd.DataFrame, count: int, random: np.random.Generator, first: str = "") -> np.ndarray:
    """Draw names without repetition, the given one first, none that differs from another by marks alone."""
    key = np.log(random.random(len(pool))) / pool["weight"].to_numpy()
    key = np.where(pool["name"] == first, 1.0, key)
    ranked = pool.iloc[np.argsort(-key)].drop_duplicates("plain")
    return random.permutation(ranked["name"].to_numpy(dtype=object)[:count])


def _split(bare: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Make some neighbours in the list two halves of one village."""
    left = np.arange(0, len(bare) - 1, 2)
    left = left[random.random(len(left)) < SPLIT_SHARE]
    left = left[~np.isin(bare[left], TRAPS) & ~np.isin(bare[left + 1], TRAPS)]
    halves = bare.copy()
    halves[left + 1] = bare[left] + " 2"
    halves[left] = bare[left] + " 1"
    return halves
