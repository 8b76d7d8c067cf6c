"""Stays into weeks and days: a team is in one place at a time, within its days, and comes again in another week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planning.team import Register, Weeks

if TYPE_CHECKING:
    from scipy.sparse import csr_array

UNPLACED = -1
TRIES = 4_000
SIZES = (2, 3, 4, 6)
Dated = tuple[int, date, date, int]


def packing_rows(
    team: np.ndarray, length: np.ndarray, stays: np.ndarray, weeks: np.ndarray
) -> tuple[csr_array, np.ndarray]:
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
    search = _Packing(lengths, place, room, preset)
    if search.put(0):
        return search.week
    return _filled(lengths, place, room, search.best)


class _Packing:
    """The stays of one team on their way into weeks."""

    def __init__(
        self, lengths: Sequence[int], place: Sequence[int], room: Sequence[int], preset: Sequence[int]
    ) -> None:
        self.lengths, self.place, self.left, self.week = lengths, place, list(room), list(preset)
        for stay, chosen in enumerate(preset):
            if chosen >= 0:
                self.left[chosen] -= lengths[stay]
        self.order = sorted((stay for stay, week in enumerate(preset) if week < 0), key=lambda stay: -lengths[stay])
        self.best, self.fullest, self.tries = list(self.week), 0, 0

    def put(self, position: int) -> bool:
        """Put the stays from a position on; tell whether all found a week."""
        self.tries += 1
        filled = sum(length for length, week in zip(self.lengths, self.week, strict=True) if week >= 0)
        if filled > self.fullest:
            self.best, self.fullest = list(self.week), filled
        if position == len(self.order):
            return True
        stay = self.order[position]
        for number in self._weeks_for(stay):
            self.left[number] -= self.lengths[stay]
            self.week[stay] = number
            if self.put(position + 1):
                return True
            self.left[number] += self.lengths[stay]
            self.week[stay] = UNPLACED
            if self.tries > TRIES:
                break
        return False

    def _weeks_for(self, stay: int) -> list[int]:
        there = {week for week, place in zip(self.week, self.place, strict=True) if place == self.place[stay]}
        return [week for week, left in enumerate(self.left) if left >= self.lengths[stay] and week not in there]


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
    found = np.full(len(stays), UNPLACED)
    team, place, length, preset = (stays[c].to_numpy() for c in ("team_no", "group_no", "stay_half_days", "preset"))
    for number in np.unique(team):
        mine = np.flatnonzero(team == number)
        room = weeks[number].tolist()
        found[mine] = packed(length[mine].tolist(), place[mine].tolist(), room, preset[mine].tolist())
    return pd.Series(found, index=stays.index, name="week")


def dated(stays: pd.DataFrame, register: Register, weeks: Weeks) -> pd.DataFrame:
    """Return the stays with starts_on, ends_on and half: whole days first, nights away on days in a row, halves last.

    `stays` has team_no, week, stay_half_days and is_overnight. Half is 1 for a morning, 2 for an afternoon, 0 else.
    """
    rows: list[Dated] = []
    pairs = stays[["team_no", "week"]].drop_duplicates()
    for team, week in zip(pairs["team_no"].tolist(), pairs["week"].tolist(), strict=True):
        some = stays[(stays["team_no"] == team) & (stays["week"] == week)]
        rows += _days_of(some, [day for day in weeks.days(week) if not register.teams[team].is_away(day)])
    found = pd.DataFrame(rows, columns=["stay", "starts_on", "ends_on", "half"]).set_index("stay").reindex(stays.index)
    when = {name: pd.to_datetime(found[name]) for name in ("starts_on", "ends_on")}
    return stays.assign(**when, half=found["half"].astype("int64"))


def _days_of(stays: pd.DataFrame, free: list[date]) -> list[Dated]:
    rows: list[Dated] = []
    halves = [day for day in free for _ in range(2)]
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
