"""The colours of the map: fixed classes of coverage, and hatches for what cannot be coloured."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Swatch:
    """How one class is painted: a fill `#rrggbb` and, over it, a hatch or none."""

    key: str
    fill: str
    hatch: str | None = None


# From dark to light: what nobody reached must be seen first, and stays darkest on a grey print.
COVERAGE = (
    Swatch("none", "#3b0a45"),
    Swatch("under_25", "#8b1a4f"),
    Swatch("under_50", "#cf4a3c"),
    Swatch("under_80", "#ee8f3b"),
    Swatch("under_100", "#f8c96b"),
    Swatch("full", "#fdf6d0"),
)
EDGES = (0.25, 0.50, 0.80, 1.0)
NO_DATA = Swatch("no_data", "#ffffff", "diagonal")
UNMATCHED = Swatch("unmatched", "#c9d6e4", "cross")
NO_DENOMINATOR = Swatch("no_denominator", "#e4e4e4", "dots")
UNKNOWN = (NO_DATA, UNMATCHED, NO_DENOMINATOR)


def coverage_class(share: pd.Series, target: float = 1.0) -> pd.Series:
    """Name the class of each share of the target that was reached.

    Parameters
    ----------
    share
        Coverage 0..1 of each unit; missing values become `no_data`.
    target
        Coverage 0..1 that counts as full, so that the classes of different weeks compare.

    Returns
    -------
    Series
        Class keys, named `class_key`, same index.
    """
    keys = np.array([swatch.key for swatch in COVERAGE], dtype=object)
    reached = share / target
    step = np.searchsorted(EDGES, reached, side="right") + 1
    named = keys[np.where(reached > 0, step, 0)]
    return pd.Series(np.where(share.notna(), named, NO_DATA.key), index=share.index, name="class_key")
