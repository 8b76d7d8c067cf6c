"""Main languages of groups: Kinh near the centres, Mông on the heights, Thái in the valleys between."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.stream import stream
from demo.vocabulary import LANGUAGES

KINH_SHARE, MONG_SHARE, THAI_SHARE = 0.19, 0.35, 0.38
RARE_WEIGHTS = (0.45, 0.12, 0.12, 0.11, 0.12, 0.08)  # Khơ Mú, Hà Nhì, Dao, Lào, Kháng, Xinh Mun


def languages(places: pd.DataFrame, seed: int) -> pd.Series:
    """Return the main language of every group, same index.

    `places` has zone (I, II, III), kind, centre_km, adults, commune_id. Shares hold by adults over the whole
    table: about 38 % Thái, 35 % Mông, 19 % Kinh (the province's figures).
    """
    random = stream(seed, "language")
    height = places["zone"].map({"I": 0.0, "II": 1.0, "III": 2.0}).fillna(2.0).to_numpy()
    ids, commune = np.unique(places["commune_id"].to_numpy(dtype=str), return_inverse=True)
    height = height + random.normal(0, 0.7, len(ids))[commune]
    height = height + np.minimum(places["centre_km"].to_numpy() / 12, 1.2) + random.normal(0, 0.55, len(places))
    adults = places["adults"].to_numpy(dtype=float)
    level = _cumulated(height, adults)
    found = np.full(len(places), "", dtype=object)
    found[level < KINH_SHARE] = "Kinh"
    found[level >= 1 - MONG_SHARE] = "Mông"
    middle = found == ""
    order = _cumulated(random.random(middle.sum()), adults[middle])
    thai = THAI_SHARE / (1 - KINH_SHARE - MONG_SHARE)
    rare = random.choice(np.array(LANGUAGES[3:], dtype=object), size=middle.sum(), p=RARE_WEIGHTS)
    found[middle] = np.where(order < thai, "Thái", rare)
    return pd.Series(found, index=places.index)


def _cumulated(score: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the weighted rank (0..1) of every score."""
    order = np.argsort(score, kind="stable")
    level = np.empty(len(score))
    level[order] = (np.cumsum(weight[order]) - weight[order] / 2) / max(weight.sum(), 1.0)
    return level
