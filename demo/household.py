"""Who lives where, whom a team met, and on which days it came."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from demo.season import dates
from demo.stream import stream

AGAIN, AGAIN_HOT = 0.12, 1.4  # further visits to a household met once, on average
HOUSEHOLDS_A_DAY = 14
FAILED_SHARE = 0.09  # visits that found nobody, or were refused


def people(groups: pd.DataFrame, share: pd.Series, seed: int) -> pd.DataFrame:
    """Return the adults reached: group (position), household and person (numbers across the province).

    Whole households are met together, apart from some who were out.
    """
    random = stream(seed, "people")
    adults, homes = groups["adults"].to_numpy(), groups["households"].to_numpy()
    group = np.repeat(np.arange(len(groups)), adults)
    first_home = np.cumsum(homes) - homes
    home = first_home[group] + np.floor(random.random(len(group)) * homes[group]).astype(int)
    key = random.random(homes.sum())[home] + 0.04 * random.random(len(group))
    order = np.lexsort((key, group))
    rank = np.arange(len(group)) - np.repeat(np.cumsum(adults) - adults, adults)
    met = order[rank < np.round(share.to_numpy() * adults)[group]]
    return pd.DataFrame({"group": group[met], "household": home[met], "person": met})


def visits(groups: pd.DataFrame, met: pd.DataFrame, last: np.ndarray, until: date, seed: int) -> pd.DataFrame:
    """Return the visits to households, in order of group, day and household.

    Columns: group, household, members (adults met), on (datetime64), number (0 the first time), answer (0
    done, 1 absent, 2 refused, 3 moved). `last` is the last day (datetime64) of every group's records.
    """
    random = stream(seed, "visits")
    homes = met.groupby(["group", "household"]).size().rename("members").reset_index()
    hot = groups["hot"].to_numpy()[homes["group"].to_numpy()]
    times = 1 + random.poisson(np.where(hot, AGAIN_HOT, AGAIN))
    done = homes.loc[homes.index.repeat(times)].reset_index(drop=True)
    turn = np.arange(len(done)) - np.repeat(np.cumsum(times) - times, times)
    done["on"] = _days(done["group"].to_numpy(), np.repeat(random.random(len(homes)), times), turn, last, until, random)
    done = done.sort_values(["household", "on"]).drop_duplicates(["household", "on"], ignore_index=True)
    done = done.assign(number=done.groupby("household").cumcount(), answer=0)
    failed = _failed(done, groups, random)
    both = pd.concat([done, failed], ignore_index=True)
    return both.sort_values(["group", "on", "household"], kind="stable", ignore_index=True)


def _days(
    group: np.ndarray, chance: np.ndarray, turn: np.ndarray, last: np.ndarray, until: date,
    random: np.random.Generator,
) -> np.ndarray:  # fmt: skip
    """Put every visit on one of the days on which a team was in the group; each return on another day."""
    days = np.bincount(group, minlength=len(last)) // HOUSEHOLDS_A_DAY + 2
    owner = np.repeat(np.arange(len(last)), days)
    calendar = dates(random.random(len(owner)), until, last[owner])
    slot = (np.floor(chance * days[group]).astype(int) + turn) % days[group]
    return calendar[(np.cumsum(days) - days)[group] + slot]


def _failed(done: pd.DataFrame, groups: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Return vain calls on the same days, at any household of the group."""
    homes = groups["households"].to_numpy()
    picked = done.iloc[np.sort(random.choice(len(done), size=round(len(done) * FAILED_SHARE), replace=False))]
    group = picked["group"].to_numpy()
    home = (np.cumsum(homes) - homes)[group] + np.floor(random.random(len(group)) * homes[group]).astype(int)
    answer = random.choice([1, 2, 3], size=len(picked), p=(0.7, 0.2, 0.1))
    return picked.assign(household=home, members=1, number=0, answer=answer)
