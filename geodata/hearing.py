"""Hearing: what one cell of a written place says for another."""

import numpy as np
import pandas as pd

from geodata.gazetteer import Gazetteer
from geodata.names import keys
from geodata.reading import Tail, bare_tail, cut_tail


def heard(written: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Put each part of a written place where it belongs, same index and columns.

    "xã Mường Nhé, huyện Mường Nhé" in the column of communes is a commune and its district; "Mường Nhé (cũ)" is of
    before the merger. Where neither commune nor code was written, the tail of a group names its commune.
    """
    told = _supplied(written, gazetteer)
    said = _tails(told["commune"], "commune")
    district = told["district"].where(told["district"] != "", said["district"])
    return told.assign(
        commune=said["name"],
        district=district,
        era=told["era"].mask(said["is_former"], 0),
    )


def _supplied(written: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Take the commune and the district from the tail of a group where nothing else names a commune."""
    blank = (written[["code", "commune_code", "commune"]] == "").all(axis=1) & (written["group"] != "")
    if not blank.any():
        return written
    names = frozenset(keys(gazetteer.commune_names()["name"], "commune")["plain"])
    groups = written["group"].where(blank, "")
    said = _tails(groups.map({text: _with_tail(text, names) for text in groups.unique()}), "group")
    is_told = blank & (said["commune"] != "")
    district = np.where(written["district"] != "", written["district"], said["district"])
    return written.assign(
        group=written["group"].mask(is_told, said["name"]),
        commune=written["commune"].mask(is_told, said["commune"]),
        district=written["district"].mask(is_told, pd.Series(district, index=written.index)),
        era=written["era"].mask(is_told & said["is_former"], 0),
    )


def _with_tail(text: str, communes: frozenset[str]) -> str:
    """Give its kind to a commune that stands behind a group without it: 'Nà Nghè - Mường Nhé'."""
    return text if cut_tail(text, "group").commune else bare_tail(text, communes) or text


def _tails(texts: pd.Series, sort: str) -> pd.DataFrame:
    """Cut the tail of each distinct text once."""
    cut = {text: cut_tail(text, sort) for text in texts.unique()}
    return pd.DataFrame([cut[text] for text in texts], index=texts.index, columns=list(Tail.__annotations__))
