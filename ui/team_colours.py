"""Colours of teams on a map: few and well apart, given out so that teams side by side differ."""

import re

import numpy as np
import pandas as pd

# Okabe and Ito (2008), without black: told apart by every kind of sight.
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#f0e442")
NEAR = 5  # bases that count as side by side with one
DIGITS = re.compile(r"(\d+)\D*$")


def pale(fill: str, kept: float = 0.35) -> str:
    """Return a fill mixed with white."""
    channels = (int(fill[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - one) * kept):02x}" for one in channels)


def near_bases(teams: pd.DataFrame, count: int = NEAR) -> pd.DataFrame:
    """Return the pairs of teams (`one`, `other`: rows) whose bases are among the nearest of one of them."""
    lon, lat = (teams[name].to_numpy("float64") for name in ("lon", "lat"))
    known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    count = min(count, len(known) - 1)
    if count < 1:
        return pd.DataFrame({"one": [], "other": []}, dtype="int64")
    shrink = np.cos(np.radians(lat[known].mean()))
    east, north = lon[known] * shrink, lat[known]
    apart = (east[:, None] - east) ** 2 + (north[:, None] - north) ** 2
    np.fill_diagonal(apart, np.inf)
    nearest = np.argpartition(apart, count - 1, axis=1)[:, :count]
    return pd.DataFrame({"one": np.repeat(known, count), "other": known[nearest].ravel()})


def team_colours(teams: pd.DataFrame, beside: pd.DataFrame) -> pd.Series:
    """Return the place in COLOURS of each team, so that teams side by side differ where that is possible.

    `beside` has rows of teams, `one` and `other`, once or more often: the more often, the more it weighs. The team with
    most neighbours chooses first (Welsh and Powell 1967), of the colours that weigh least around it the least used.
    """
    weight = np.zeros((len(teams), len(teams)))
    np.add.at(weight, (beside["one"].to_numpy(), beside["other"].to_numpy()), 1.0)
    weight += weight.T
    np.fill_diagonal(weight, 0)
    chosen = np.full(len(teams), -1)
    used = np.zeros(len(COLOURS))
    for team in np.argsort(-(weight > 0).sum(axis=1), kind="stable"):
        around = chosen >= 0
        taken = np.bincount(chosen[around], weights=weight[team, around], minlength=len(COLOURS))
        chosen[team] = np.lexsort((used, taken))[0]
        used[chosen[team]] += 1
    return pd.Series(chosen, index=teams.index, name="colour")


def team_marks(teams: pd.DataFrame) -> pd.Series:
    """Return a short mark for each team: the number in its name or id, where that tells all apart, else the id."""
    for column in ("name", "team_id"):
        numbers = teams[column].astype("str").str.extract(DIGITS)[0]
        if numbers.notna().all() and numbers.is_unique:
            return numbers.rename("mark")
    return teams["team_id"].astype("str").rename("mark")
