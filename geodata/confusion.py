"""Confusions of Vietnamese spelling: what a slip of the pen, the ear or the keyboard costs.

Letters are counted as the units that people hear and type: ch, tr, ngh and the like are one. The distance is
optimal string alignment (Wagner & Fischer 1974, with neighbours changed round) over these units, with a price for
every pair, for many pairs of names at once.
"""

import re
from functools import lru_cache
from itertools import permutations

import numpy as np

from geodata.syllable import ONSETS, TONES, VOWELS, plain, without_tone

MARKED = "ăâêôơưđ"
_UNIT = re.compile(rf"oo(?=ng|c)|ngh|ng|nh|th|tr|ch|kh|ph|gh|gi(?=[{VOWELS}])|qu(?=[{VOWELS}])|.")
_LETTERS = tuple("abcdefghijklmnopqrstuvwxyz" + MARKED)
_ENDS = ("", *TONES)  # a syllable ends with its tone; the level tone too, which so is the space between two
UNITS = {unit: at + 1 for at, unit in enumerate(("?", *_LETTERS, "oo", *ONSETS, *(f"/{tone}" for tone in _ENDS)))}
_FIRST_END = UNITS["/"]

# What people take for one another: the first price is that of a pair inside the group.
_HEARD = (
    (0.10, ("ng", "ngh")), (0.10, ("g", "gh")), (0.15, ("c", "k", "q")), (0.25, ("s", "x")), (0.25, ("ch", "tr")),
    (0.25, ("o", "oo")),  # Noong and Nong are one word of Thái
    (0.30, ("l", "n")), (0.30, ("d", "gi", "r")), (0.60, ("d", "v")), (0.60, ("gi", "v")),
    (0.60, ("i", "y")),  # as in Lai and Lay; where they sound alike, both are written i in a key
    (0.70, ("n", "ng", "nh")), (0.70, ("c", "ch", "t")), (0.70, ("b", "p", "ph")), (0.70, ("u", "o")),
)  # fmt: skip
_MISSING, _EXTRA, _OTHER = {"shape": 0.15, "tone": 0.25}, {"shape": 0.5, "tone": 0.6}, {"shape": 0.4, "tone": 0.5}
_FREE = 0.02  # a mark that nobody could have written: it only decides between equals
SPACE, STRAY = 0.25, 0.5  # a space too many or too few; a letter that Vietnamese does not have
WRITTEN, BARE, BARE_LIST = 0, 1, 2  # both have marks; the written name has none; the list has none


@lru_cache(maxsize=100_000)
def units(word: str) -> str:
    """Write a word as one character for each of its units and one for its tone."""
    letters, tone = without_tone(word)
    codes = [UNITS.get(unit, UNITS["?"]) for unit in _UNIT.findall(letters)]
    return "".join(map(chr, [*codes, UNITS.get(f"/{tone[-1:]}", _FIRST_END)]))


@lru_cache(maxsize=100_000)
def marks(word: str) -> int:
    """Give the marks of a word as bits: seven for shapes (đ among them), five for tones."""
    letters, tone = without_tone(word)
    shapes = sum(1 << at for at, letter in enumerate(MARKED) if letter in letters)
    return shapes | sum(1 << (len(MARKED) + TONES.index(mark)) for mark in set(tone))


def _prices(form: int) -> np.ndarray:
    """Give the price of each written unit for each listed one, for one of WRITTEN, BARE and BARE_LIST."""
    size = len(UNITS) + 1
    table = np.ones((size, size), dtype=np.float32)
    table[_FIRST_END:, :] = table[:, _FIRST_END:] = 1.5  # an end of a syllable is no letter
    for price, group in _HEARD:
        for one, other in permutations(group, 2):
            table[UNITS[one], UNITS[other]] = price
    shaped = [letter for letter in _LETTERS if plain(letter) in "aeoud"]
    for one, other in permutations(shaped, 2):
        if plain(one) == plain(other):
            table[UNITS[one], UNITS[other]] = _mark_price("shape", one == plain(one), other == plain(other), form)
    for one, other in permutations(_ENDS, 2):
        table[UNITS[f"/{one}"], UNITS[f"/{other}"]] = _mark_price("tone", one == "", other == "", form)
    for one, other in permutations(TONES[2:4]):  # ngã and hỏi are one tone in half of the country's mouths
        table[UNITS[f"/{one}"], UNITS[f"/{other}"]] = 0.2
    np.fill_diagonal(table, 0)
    return table


def _mark_price(sort: str, is_written_bare: bool, is_listed_bare: bool, form: int) -> float:
    if (form == BARE and is_written_bare) or (form == BARE_LIST and is_listed_bare):
        return _FREE
    return _MISSING[sort] if is_written_bare else _EXTRA[sort] if is_listed_bare else _OTHER[sort]


def _gaps() -> np.ndarray:
    table = np.ones(len(UNITS) + 1, dtype=np.float32)
    table[_FIRST_END:] = SPACE
    table[[UNITS[letter] for letter in "fjwz"]] = STRAY
    table[UNITS["h"]] = 0.7
    table[0] = 0
    return table


PRICES = np.stack([_prices(form) for form in (WRITTEN, BARE, BARE_LIST)])
GAPS = _gaps()
TURNED = np.float32(0.7)  # two neighbours changed round


def distance(written: np.ndarray, listed: np.ndarray, form: np.ndarray) -> np.ndarray:
    """Return the price of taking each written name for the listed one beside it.

    `written` and `listed` are (pairs, units) arrays of codes, filled with zeros; `form` has one of WRITTEN, BARE
    and BARE_LIST for each pair.
    """
    a, b = written.T.astype(np.intp), listed.T.astype(np.intp)
    pairs = a.shape[1]
    rows = [np.zeros((len(b) + 1, pairs), dtype=np.float32)]
    np.cumsum(GAPS[b], axis=0, out=rows[0][1:])
    for i in range(1, len(a) + 1):
        rows.append(_next_row(i, a, b, form, rows))
        rows = rows[-3:]
    return rows[-1][-1]


def _next_row(i: int, a: np.ndarray, b: np.ndarray, form: np.ndarray, rows: list[np.ndarray]) -> np.ndarray:
    """Extend the alignment by the i-th written unit. Zeros are free, so that the last cell is the price."""
    above, row = rows[-1], np.empty_like(rows[-1])
    lost = GAPS[a[i - 1]]
    row[0] = above[0] + lost
    for j in range(1, len(b) + 1):
        cell = above[j - 1] + _price(a[i - 1], b[j - 1], form)
        np.minimum(cell, above[j] + lost, out=cell)
        np.minimum(cell, row[j - 1] + GAPS[b[j - 1]], out=cell)
        if i > 1 and j > 1:
            turned = (a[i - 1] == b[j - 2]) & (a[i - 2] == b[j - 1]) & (a[i - 1] > 0)
            np.minimum(cell, rows[-2][j - 2] + TURNED, out=cell, where=turned)
        row[j] = cell
    return row


def _price(one: np.ndarray, other: np.ndarray, form: np.ndarray) -> np.ndarray:
    return PRICES[form, one, other]
