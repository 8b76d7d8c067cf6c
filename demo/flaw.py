"""Mistakes that real files have, put in on purpose and written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from demo.stream import stream
from demo.toponym import NUMBERED, plain
from demo.vocabulary import UNKNOWN_VILLAGES

ALL = ("person", "household", "export")


@dataclass(frozen=True)
class Flaw:
    """A kind of mistake.

    `share` is the part of the rows that could have it and do; `lost` says that no import can know the place,
    the day or the number, so that the row must not count.
    """

    key: str
    share: float
    lost: bool = False
    layouts: tuple[str, ...] = ALL


FLAWS = (
    Flaw("number_abbreviated", 0.10),
    Flaw("prefix_lost", 0.03),
    Flaw("marks_lost", 0.015),
    Flaw("letters_decomposed", 0.01),
    Flaw("outer_blanks", 0.01),
    Flaw("upper_case", 0.01),
    Flaw("village_unknown", 0.006, lost=True),
    Flaw("place_blank", 0.004, lost=True),
    Flaw("date_text", 0.03, layouts=("person", "household")),
    Flaw("date_impossible", 0.002, lost=True),
    Flaw("date_far", 0.002, lost=True),
    Flaw("number_worded", 0.01, layouts=("household", "export")),
    Flaw("number_negative", 0.003, lost=True, layouts=("household", "export")),
    Flaw("row_repeated", 0.006),
    Flaw("household_again", 0.02),
    Flaw("coordinates_swapped", 0.008, layouts=("export",)),
    Flaw("coordinates_outside", 0.006, layouts=("export",)),
    Flaw("totals_row", 0.0, layouts=("household",)),
)
LOST = frozenset(flaw.key for flaw in FLAWS if flaw.lost)


def marked(rows: pd.DataFrame, seed: int) -> pd.Series:
    """Return the flaw of every row, "" for none, same index; at least one row of each kind that can occur."""
    random = stream(seed, "flaw")
    found = np.full(len(rows), "", dtype=object)
    for flaw in FLAWS:
        if flaw.share == 0:
            continue
        able = rows["layout"].isin(flaw.layouts) & (found == "") & _able(flaw.key, rows)
        spots = np.flatnonzero(able.to_numpy())
        count = min(len(spots), max(1, round(flaw.share * len(spots))))
        found[random.choice(spots, size=count, replace=False) if count else []] = flaw.key
    return pd.Series(found, index=rows.index)


def village_texts(rows: pd.DataFrame) -> pd.Series:
    """Return the residential group as it was typed, same index."""
    typed = rows["name"].copy()
    for key, change in TYPED.items():
        wrong = rows["flaw"] == key
        typed[wrong] = change(rows.loc[wrong, "name"])
    return typed


def _able(key: str, rows: pd.DataFrame) -> pd.Series:
    numbered = rows["name"].str.startswith(NUMBERED)
    conditions = {
        "number_abbreviated": numbered,
        "prefix_lost": ~numbered,
        "number_worded": rows["answer"] == 0,
        "number_negative": rows["answer"] == 0,
        "household_again": rows["number"] > 0,
        "coordinates_swapped": rows["located"],
        "coordinates_outside": rows["located"],
    }
    return conditions.get(key, pd.Series(True, index=rows.index))


def _abbreviated(names: pd.Series) -> pd.Series:
    number = names.str.removeprefix(NUMBERED).str.strip()
    forms = [
        "TDP " + number,
        "tổ " + number.str.zfill(2),
        "Tổ dân phố số " + number,
        "Tổ " + number,
        "TDP" + number,
    ]
    turn = np.arange(len(names)) % len(forms)
    return pd.Series(np.choose(turn, [form.to_numpy(dtype=object) for form in forms]), index=names.index)


def _unknown(names: pd.Series) -> pd.Series:
    turn = np.arange(len(names)) % len(UNKNOWN_VILLAGES)
    return pd.Series(np.array(UNKNOWN_VILLAGES, dtype=object)[turn], index=names.index)


TYPED: dict[str, Callable[[pd.Series], pd.Series]] = {
    "number_abbreviated": _abbreviated,
    "prefix_lost": lambda names: names.str.replace(r"^(Bản|Thôn) ", "", regex=True),
    "marks_lost": plain,
    "letters_decomposed": lambda names: names.str.normalize("NFD"),
    "outer_blanks": lambda names: " " + names + "\u00a0 ",
    "upper_case": lambda names: names.str.upper(),
    "village_unknown": _unknown,
    "place_blank": lambda names: names.map(lambda _: None),
}
