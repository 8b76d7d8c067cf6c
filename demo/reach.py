"""Whom the campaign reached: a few groups again and again, many a little, nearly half never."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from demo.record import LOUD
from demo.stream import stream

REACHED_SHARE = 0.135  # of all adults: some 57,000 people in the whole province
NEVER_SHARE = 0.45  # of all groups
NEGLECTED_SHARE = 0.2  # of the communes, the widest ones
LAST_DAYS = (date(2026, 6, 28), date(2026, 5, 17))  # of two communes that stopped sending


def silent(communes: pd.DataFrame, seed: int) -> dict[str, date | None]:
    """Return the communes that stopped sending, with their last day, and one that never sent (None).

    All three are small and remote. A table of fewer than ten communes has none.
    """
    if len(communes) < 10:
        return {}
    small = communes["population"] < communes["population"].median()
    rural = communes.loc[small & (communes["zone"] == "III") & ~communes["code"].isin(LOUD), "code"]
    chosen = stream(seed, "silent").choice(rural.to_numpy(dtype=object), size=3, replace=False)
    return dict(zip(chosen, (*LAST_DAYS, None), strict=True))


def shares(groups: pd.DataFrame, mute: frozenset[str], seed: int) -> pd.Series:
    """Return the share of adults reached in every group, same index; `mute` communes have none."""
    random = stream(seed, "reach")
    near = _nearness(groups)
    neglected = _neglected(groups)
    visited = _visited(groups, near - 0.8 * neglected, mute, random)
    share = random.beta(1.0, 4.2, len(groups)) * (0.3 + 1.4 * near) * visited
    share[neglected] *= 0.15
    hot = groups["hot"].to_numpy()
    share[hot] = 0.0
    adults = groups["adults"].to_numpy(dtype=float)
    crowded = random.uniform(0.88, 0.97, len(groups)) * hot
    left = max(adults.sum() * REACHED_SHARE - (adults * crowded).sum(), adults[~hot].sum() * 0.04)
    share = np.clip(share * left / max((share * adults).sum(), 1.0), 0, 0.85)
    # Where a team has been at all, it has met somebody.
    share = np.where(visited & ~hot, np.maximum(share, 1.5 / adults), share)
    return pd.Series(np.where(hot, crowded, share), index=groups.index)


def _nearness(groups: pd.DataFrame) -> np.ndarray:
    """Return 1 at the commune's centre, falling to 0 at its farthest group."""
    far = groups["centre_km"] / groups.groupby("commune_id")["centre_km"].transform("max").clip(lower=0.1)
    return (1 - far).to_numpy()


def _visited(groups: pd.DataFrame, ease: np.ndarray, mute: frozenset[str], random: np.random.Generator) -> np.ndarray:
    """Choose the groups that any team came to, by ease of way, zone, power and chance."""
    zone = groups["zone"].map({"I": 2.5, "II": 1.0, "III": 0.0}).fillna(0.0).to_numpy()
    score = zone + 1.8 * ease + random.normal(0, 0.6, len(groups))
    score = score - 0.8 * ~groups["power"].to_numpy()
    # Some team has been in every commune's centre; elsewhere nobody may have been.
    central = groups.groupby("commune_id")["centre_km"].rank(method="first") <= 2
    score[(groups["hot"] | central).to_numpy()] = np.inf
    score[groups["commune_id"].isin(mute).to_numpy()] = -np.inf
    chosen = np.argsort(-score, kind="stable")[: round(len(groups) * (1 - NEVER_SHARE))]
    return np.isin(np.arange(len(groups)), chosen) & (score > -np.inf)


def _neglected(groups: pd.DataFrame) -> np.ndarray:
    """Mark the groups of the widest communes, which teams hardly enter."""
    width = groups[~groups["commune_id"].isin(LOUD)].groupby("commune_id")["centre_km"].median()
    wide = width.nlargest(round(len(width) * NEGLECTED_SHARE)).index
    return groups["commune_id"].isin(wide).to_numpy()
