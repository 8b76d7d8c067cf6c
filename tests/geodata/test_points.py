"""The point as a witness, over two communes of a strip: commune 0 for longitudes below 2, commune 1 below 4."""

import json

import numpy as np
import pandas as pd
import pytest

from geodata.points import NONE, settle_points

PARENTS = pd.Series([0, 0, 1], index=[10, 11, 12])


def find_group(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Groups 10 and 11 fill commune 0, group 12 the first half of commune 1."""
    return np.select([lon < 0, lon < 1, lon < 2, lon < 3], [NONE, 10, 11, 12], NONE)


def find_commune(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    return np.select([lon < 0, lon < 2, lon < 4], [NONE, 0, 1], NONE)


@pytest.mark.parametrize(
    ("said", "lon", "unit_no", "reason"),
    [
        (("no_place", NONE, NONE, ""), 0.5, 10, ""),
        (("", 0, 0, ""), 1.5, 11, ""),
        (("", 1, 1, ""), 3.5, 1, ""),
        (("", 0, 0, ""), 2.5, NONE, "point_contradicts"),
        (("group_unknown", NONE, 0, "Tổ lạ"), 0.5, 10, ""),
        (("group_unknown", NONE, 1, "Tổ lạ"), 3.5, NONE, "group_unknown"),
        (("group_ambiguous", NONE, 1, "Bản Na"), 3.5, NONE, "group_ambiguous"),
        (("commune_missing", NONE, NONE, "Tổ 1"), 3.5, NONE, "group_unknown"),
        (("no_place", NONE, NONE, ""), 9.0, NONE, "point_outside"),
        (("commune_missing", NONE, NONE, "Tổ 1"), -1.0, NONE, "point_outside"),
        (("", 0, 0, ""), 9.0, 0, ""),
    ],
)
def test_a_point_settles_what_words_left_open(
    said: tuple[str, int, int, str], lon: float, unit_no: int, reason: str
) -> None:
    """The point finds group or commune, and a record whose words and point disagree about the commune waits."""
    why, unit, commune, group = said
    placements = pd.DataFrame(
        {"place_key": [5], "unit_no": [unit], "commune_no": [commune], "group": [group], "reason": [why]}
    ).assign(against_no=NONE, against_reason="")
    asked = pd.DataFrame({"place_key": [5], "lon": [lon], "lat": [0.5]})
    settled = settle_points(asked, placements, PARENTS, find_group, find_commune)
    assert settled[["unit_no", "reason"]].iloc[0].tolist() == [unit_no, reason]
    assert list(asked.columns) == ["place_key", "lon", "lat"]


NUMBERS = pd.Series({"A": 0, "B": 1, "a": 10, "b": 11, "c": 12})


@pytest.mark.parametrize(
    ("said", "candidates", "lon", "unit_no", "reason"),
    [
        (("", 10, 0, "Bản Na"), "", 0.5, 10, ""),
        (("", 10, 0, "Bản Na"), "", 1.5, 10, ""),
        (("", 10, 0, "Bản Na"), "", 2.5, NONE, "point_contradicts"),
        (("", 10, 0, "Bản Na"), "", 2.0005, 10, ""),
        (("", 0, 0, ""), "", 2.0005, 0, ""),
        (("", 0, 0, ""), "", 2.002, NONE, "point_contradicts"),
        (("group_ambiguous", NONE, 0, "Bản Na"), "ab", 0.5, 10, ""),
        (("group_ambiguous", NONE, 0, "Bản Na"), "ab", 1.5, 11, ""),
        (("group_unknown", NONE, 0, "Bản Na"), "a", 0.5, 10, ""),
        (("group_unknown", NONE, 0, "Bản Na"), "a", 1.5, NONE, "group_unknown"),
        (("group_unknown", NONE, 0, "Bản Na"), "", 1.5, 11, ""),
        (("group_unknown", NONE, 0, "Bản Na"), "c", 2.0005, NONE, "group_unknown"),
        (("group_ambiguous", NONE, 0, "Bản Na"), "ab", 2.5, NONE, "point_contradicts"),
        (("tail_disagrees", NONE, 0, "Bản Na"), "a", 0.5, 10, ""),
        (("commune_ambiguous", NONE, NONE, ""), "AB", 2.5, 12, ""),
        (("vintage_doubtful", NONE, NONE, ""), "AB", 3.5, 1, ""),
        (("commune_unknown", NONE, NONE, ""), "A", 3.5, 1, ""),
        (("commune_unknown", NONE, NONE, ""), "", 0.5, 10, ""),
        (("commune_unknown", NONE, NONE, "Bản Na"), "A", 0.5, 10, ""),
        (("no_place", NONE, NONE, ""), "", 0.5, 10, ""),
    ],
)
def test_a_point_is_a_second_witness(
    said: tuple[str, int, int, str], candidates: str, lon: float, unit_no: int, reason: str
) -> None:
    """It confirms a named group, decides between candidates only, and contradicts clearly beyond the border."""
    why, unit, commune, group = said
    text = json.dumps([[one, 90.0] for one in candidates]) if candidates else ""
    placements = pd.DataFrame(
        {
            "place_key": [5], "unit_no": [unit], "commune_no": [commune], "group": [group], "reason": [why],
            "candidates": [text], "against_no": [NONE], "against_reason": [""],
        }
    )  # fmt: skip
    asked = pd.DataFrame({"place_key": [5], "lon": [lon], "lat": [0.5]})
    settled = settle_points(asked, placements, PARENTS, find_group, find_commune, NUMBERS)
    assert settled[["unit_no", "reason"]].iloc[0].tolist() == [unit_no, reason]


def test_no_points_settle_nothing() -> None:
    """Without a question there is no answer, and no error."""
    placements = pd.DataFrame(
        {"place_key": [5], "unit_no": [0], "commune_no": [0], "group": [""], "reason": [""], "candidates": [""]}
    ).assign(against_no=NONE, against_reason="")
    asked = pd.DataFrame({"place_key": [], "lon": [], "lat": []}).astype({"place_key": "int64"})
    assert settle_points(asked, placements, PARENTS, find_group, find_commune, NUMBERS).empty
