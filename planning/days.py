"""Weeks into days: nights away on days in a row, whole days in their order, half days by two where the way is short."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from planning.calendar import in_runs
from planning.team import Register, Weeks, in_a_row

WHOLE, MORNING, AFTERNOON = 0, 1, 2
Half = tuple[date, int]
Saved = Callable[[int, np.ndarray], np.ndarray]


def parts_of_days(stays: pd.DataFrame, register: Register, weeks: Weeks, saved: Saved | None = None) -> pd.DataFrame:
    """Return a row for each day of each stay: stay (label of the row in `stays`), on_date and part (0 whole, 1, 2).

    `stays` has team_no, group_no, week, stay_half_days and is_overnight. `saved` tells for a team the minutes that
    every two of its groups save when they share a day: half days go together so that most is saved.
    """
    rows: list[tuple[int, date, int]] = []
    pairs = stays[["team_no", "week"]].drop_duplicates()
    for team, week in zip(pairs["team_no"].tolist(), pairs["week"].tolist(), strict=True):
        some = stays[(stays["team_no"] == team) & (stays["week"] == week)]
        free = register.teams[team].days_in(weeks, week)
        order = _by_length(some)
        odd = order[some.loc[order, "stay_half_days"].to_numpy() % 2 == 1]
        if saved is not None and len(odd) > 1:
            best = paired(saved(team, some.loc[odd, "group_no"].to_numpy()))
            order = np.concatenate([order[: len(order) - len(odd)], odd[best]])
        rows += _days_of(some.loc[order], free)
    return pd.DataFrame(rows, columns=["stay", "on_date", "part"]).astype({"part": "int64"})


def _by_length(stays: pd.DataFrame) -> np.ndarray:
    """Return the labels of stays in their order: nights away, whole days, those with an odd half; the long first."""
    keys = stays.assign(is_odd=stays["stay_half_days"] % 2 == 1)
    by, up = ["is_overnight", "is_odd", "stay_half_days"], [False, True, False]
    return keys.sort_values(by, ascending=up, kind="stable").index.to_numpy()


def paired(saved: np.ndarray) -> np.ndarray:
    """Return the order in which neighbours, two by two, save most together; with an odd number the last is alone.

    Exact: each set is paired once (dynamic programming over subsets; Held and Karp, 1962).
    """

    @cache
    def best(left: int) -> tuple[float, tuple[int, ...]]:
        if not left:
            return 0.0, ()
        first = (left & -left).bit_length() - 1
        rest = left & (left - 1)
        found = [_joined(saved[first, other], (first, other), best(rest & ~(1 << other))) for other in _bits(rest)]
        if left.bit_count() % 2:
            worth, order = best(rest)
            found.append((worth, (*order, first)))
        return max(found, key=lambda one: one[0])

    return np.array(best((1 << len(saved)) - 1)[1], dtype=np.int64)


def _joined(worth: float, pair: tuple[int, int], rest: tuple[float, tuple[int, ...]]) -> tuple[float, tuple[int, ...]]:
    return float(worth) + rest[0], (*pair, *rest[1])


def _bits(number: int) -> list[int]:
    return [bit for bit in range(number.bit_length()) if number >> bit & 1]


def _days_of(stays: pd.DataFrame, free: list[date]) -> list[tuple[int, date, int]]:
    """Return the days of the stays of one team and week, which come in their order."""
    nights = stays.loc[stays["is_overnight"], "stay_half_days"] // 2
    runs = in_a_row(free)
    place = in_runs(nights.tolist(), [len(run) for run in runs]) or [0] * len(nights)
    rows: list[tuple[int, date, int]] = []
    for stay, days, run in zip(nights.index.tolist(), nights.tolist(), place, strict=True):
        rows += [(stay, day, WHOLE) for day in runs[run][:days]]
        runs[run] = runs[run][days:]
    halves = [(day, half) for run in runs for day in run for half in (MORNING, AFTERNOON)]
    others = stays.loc[~stays["is_overnight"], "stay_half_days"]
    for stay, length in zip(others.index.tolist(), others.tolist(), strict=True):
        rows += [(stay, day, part) for day, part in _parts(halves[:length])]
        halves = halves[length:]
    return rows


def _parts(halves: list[Half]) -> list[Half]:
    """Return the days of some half days in a row, two halves of a day as a whole."""
    parts: dict[date, int] = {}
    for day, part in halves:
        parts[day] = WHOLE if day in parts else part
    return list(parts.items())


def dated(stays: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Return the stays with starts_on, ends_on and half: 1 for a morning, 2 for an afternoon, 0 else."""
    days = parts.assign(on_date=pd.to_datetime(parts["on_date"]))
    found = days.groupby("stay").agg(starts_on=("on_date", "min"), ends_on=("on_date", "max"), half=("part", "first"))
    found = found.reindex(stays.index)
    half = found["half"].where(stays["stay_half_days"] == 1, WHOLE)
    return stays.assign(starts_on=found["starts_on"], ends_on=found["ends_on"], half=half.astype("int64"))
