"""Stays into weeks and days: a team is in one place at a time, within its days, and comes again in another week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from planning.team import Register, Weeks

UNPLACED = -1
TRIES = 4_000
SIZES = (2, 3, 4, 6)


def packing_rows(team: np.ndarray, length: np.ndarray, stays: np.ndarray, weeks: np.ndarray):
    """Return rows, with their upper limits, that hold for whatever fits into weeks: at most so many long stays.

    `weeks` has the half days of each team (row) in each week (column). Of stays of a size or longer no week takes
    more than its half days divided by the size; rows that the team's total implies are left out.
    """
    from scipy.sparse import csr_array, vstack

    rows, limits, options = [], [], np.arange(len(team))
    for size in SIZES:
        most = (weeks // size).sum(axis=1)
        tight = np.flatnonzero((most * size < weeks.sum(axis=1)) & (weeks.sum(axis=1) > 0))
        if not len(tight):
            continue
        place = np.full(len(weeks), UNPLACED)
        place[tight] = np.arange(len(tight))
        is_long = (length >= size) & (place[team] >= 0)
        row = csr_array((stays[is_long], (place[team[is_long]], options[is_long])), shape=(len(tight), len(team)))
        rows.append(row)
        limits.append(most[tight])
    if not rows:
        return csr_array((0, len(team))), np.zeros(0)
    return vstack(rows, format="csr"), np.concatenate(limits).astype(float)


def packed(lengths: Sequence[int], place: Sequence[int], room: Sequence[int], preset: Sequence[int]) -> list[int]:
    """Return the week of each stay of one team, UNPLACED for those that found none; stays of one place differ in week.

    Long stays come first, in the order given among equals; the search goes back where a stay finds no week, up to
    a number of tries, and then keeps the fullest packing met.
    """
    left, week = list(room), list(preset)
    for stay, chosen in enumerate(preset):
        if chosen >= 0:
            left[chosen] -= lengths[stay]
    order = sorted((stay for stay in range(len(lengths)) if preset[stay] < 0), key=lambda stay: -lengths[stay])
    best: tuple[int, list[int]] = (UNPLACED, list(week))
    tries = 0

    def put(position: int, filled: int) -> bool:
        nonlocal best, tries
        tries += 1
        if filled > best[0]:
            best = (filled, list(week))
        if position == len(order):
            return True
        stay = order[position]
        seen: set[int] = set()
        for number in range(len(left)):
            taken = any(place[other] == place[stay] and week[other] == number for other in range(len(week)))
            if left[number] < lengths[stay] or taken or (left[number] in seen and len(set(place)) == len(place)):
                continue
            seen.add(left[number])
            left[number] -= lengths[stay]
            week[stay] = number
            if put(position + 1, filled + lengths[stay]):
                return True
            left[number] += lengths[stay]
            week[stay] = UNPLACED
            if tries > TRIES:
                return False
        return False

    if put(0, 0):
        return week
    return _filled(lengths, place, room, best[1])


def _filled(lengths: Sequence[int], place: Sequence[int], room: Sequence[int], week: list[int]) -> list[int]:
    """Put what is left into any week that still has room, the longest first."""
    left = list(room)
    for stay, number in enumerate(week):
        if number >= 0:
            left[number] -= lengths[stay]
    for stay in sorted(range(len(week)), key=lambda one: -lengths[one]):
        if week[stay] == UNPLACED:
            there = {week[other] for other in range(len(week)) if place[other] == place[stay]}
            fits = [n for n, free in enumerate(left) if free >= lengths[stay] and n not in there]
            if fits:
                week[stay] = fits[0]
                left[fits[0]] -= lengths[stay]
    return week


def packed_stays(stays: pd.DataFrame, weeks: np.ndarray) -> pd.Series:
    """Return the week of every stay (team_no, group_no, stay_half_days, preset), UNPLACED for none."""
    found = pd.Series(UNPLACED, index=stays.index, name="week")
    for team, some in stays.groupby("team_no"):
        placed = packed(
            some["stay_half_days"].tolist(), some["group_no"].tolist(), weeks[team].tolist(), some["preset"].tolist()
        )
        found.loc[some.index] = placed
    return found


def dated(stays: pd.DataFrame, register: Register, weeks: Weeks) -> pd.DataFrame:
    """Return the stays with starts_on, ends_on and half: whole days first, nights away on days in a row, halves last.

    `stays` has team_no, week, stay_half_days and is_overnight. Half is 1 for a morning, 2 for an afternoon, 0 else.
    """
    made = stays.assign(starts_on=pd.NaT, ends_on=pd.NaT, half=0)
    for (team, week), some in stays.groupby(["team_no", "week"]):
        free = [day for day in weeks.days(int(week)) if not register.teams[int(team)].is_away(day)]
        for stay, first, last, half in _days_of(some, free):
            made.loc[stay, ["starts_on", "ends_on", "half"]] = [pd.Timestamp(first), pd.Timestamp(last), half]
    return made.assign(starts_on=pd.to_datetime(made["starts_on"]), ends_on=pd.to_datetime(made["ends_on"]))


def _days_of(stays: pd.DataFrame, free: list[date]) -> list[tuple[int, date, date, int]]:
    rows, halves = [], [day for day in free for _ in range(2)]
    order = stays.assign(is_odd=stays["stay_half_days"] % 2 == 1).sort_values(
        ["is_overnight", "is_odd", "stay_half_days"], ascending=[False, True, False], kind="stable"
    )
    for stay, length, nights in zip(order.index, order["stay_half_days"], order["is_overnight"], strict=True):
        at = _start(halves, int(length), bool(nights))
        taken = halves[at : at + length]
        half = 0 if length > 1 else (1 if halves[at : at + 2].count(taken[0]) == 2 else 2)
        rows.append((stay, taken[0], taken[-1], half))
        halves = halves[:at] + halves[at + length :]
    return rows


def _start(halves: list[date], length: int, nights: bool) -> int:
    """Return where a stay begins: for nights away the first run of days in a row, where there is one."""
    if nights:
        for at in range(len(halves) - length + 1):
            if (halves[at + length - 1] - halves[at]).days == length // 2 - 1:
                return at
    return 0
