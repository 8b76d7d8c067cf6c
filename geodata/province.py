"""The province as facts: its communes since the merger, and where each former commune went."""

from datetime import date
from functools import lru_cache
from pathlib import Path

import pandas as pd

MERGED_ON = date(2025, 7, 1)

_TABLES = Path(__file__).parent / "builtin"
_NUMBERS = {
    "centre_lon": "float64",
    "centre_lat": "float64",
    "area_km2": "float64",
    "population": "int64",
    "resolution_item": "int64",
}


def communes() -> pd.DataFrame:
    """List the communes and wards in force since `MERGED_ON`.

    Returns
    -------
    One row per unit, sorted by `code` (text, five digits): `full_name`, `kind` (xã, phường), `centre_lon` and
    `centre_lat` (degrees, EPSG:4326, to 0.01), `area_km2`, `zone` (I, II, III), `population` (demonstration
    grade), `former_districts` (joined by ";") and `resolution_item`. The frame is the caller's own.
    """
    return _table("communes.csv").copy()


def crosswalk() -> pd.DataFrame:
    """List the communes before `MERGED_ON`, each with the new unit that took it in whole.

    Returns
    -------
    One row per former unit, sorted by `old_code`: `old_name` (full, as the resolution spells it),
    `other_spelling` (the statistics office's, where it differs, else empty), `old_kind`, `old_district`,
    `new_code` and `resolution_item`. Codes are text. The frame is the caller's own.
    """
    return _table("crosswalk.csv").copy()


@lru_cache(maxsize=2)
def _table(name: str) -> pd.DataFrame:
    """Read one built-in table: everything is text except the columns of `_NUMBERS`."""
    rows = pd.read_csv(_TABLES / name, dtype=str, keep_default_na=False, encoding="utf-8")
    return rows.astype({column: kind for column, kind in _NUMBERS.items() if column in rows})
