"""Columns of a foreign file as clean text."""

import pandas as pd

INVISIBLE = r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
CONTROL = r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f]"


def tidied(column: pd.Series) -> pd.Series:
    """Give text in NFC, stripped, with single spaces and nothing invisible; missing where nothing is left.

    Returns
    -------
    Series
        Of dtype ``str``, same index.
    """
    text = _as_text(column).str.normalize("NFC")
    text = text.str.replace("\u00d0", "\u0110").str.replace("\u00f0", "\u0111")
    text = text.str.replace(f"{INVISIBLE}|{CONTROL}", "", regex=True)
    text = text.str.replace(r"\s+", " ", regex=True).str.strip()
    return text.where(text != "")


def coded(column: pd.Series) -> pd.Series:
    """Give codes as text: leading zeros stay, 1234.0 is 1234."""
    return tidied(column).str.replace(r"^(\d+)\.0+$", r"\1", regex=True)


def _as_text(column: pd.Series) -> pd.Series:
    """Write values of any kind as text, whole numbers without a decimal point."""
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    return column.astype("string").astype("str")
