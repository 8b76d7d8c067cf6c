"""Stays into weeks: a team is in one place at a time, within its days, and comes again in another week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from scipy.sparse import csr_array

UNPLACED = -1
TRIES = 4_000
SIZES = (2, 3, 4, 6)
HALVES = (2, 3)


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
    for half in HALVES:
        row, most = _half_weeks(half, team, length, stays, weeks)
        rows.append(row)
        limits.append(most)
    return vstack(rows, format="csr"), np.concatenate(limits).astype(float)


def _half_weeks(
    half: int, team: np.ndarray, length: np.ndarray, stays: np.ndarray, weeks: np.ndarray
) -> tuple[csr_array, np.ndarray]:
    """Return a row for each team with weeks of twice so many half days: a longer stay fills one, one of `half` a half.

    A week of four half days takes one stay of three, or two of two, and not one of each (a dual feasible function;
    Fekete and Schepers, 2001). Weeks of other sizes take what they can hold at most.
    """
    from scipy.sparse import csr_array

    some = np.flatnonzero((weeks == 2 * half).any(axis=1) & ((weeks > 0).sum(axis=1) > 1))
    place = np.full(len(weeks), UNPLACED)
    place[some] = np.arange(len(some))
    fills = stays * ((length > half) + 0.5 * (length == half))
    is_in = (fills > 0) & (place[team] >= 0)
    row = csr_array((fills[is_in], (place[team[is_in]], np.flatnonzero(is_in))), shape=(len(some), len(team)))
    return row, np.array(_most_filled(half, int(weeks.max(initial=0))))[weeks[some]].sum(axis=1)


def _most_filled(half: int, longest: int) -> list[float]:
    """Return how much stays can fill at most, counted so, of a week of nought, one, two … half days."""
    most = [0.0]
    for size in range(1, longest + 1):
        filled = [most[size - one] + (1.0 if one > half else 0.5) for one in SIZES if half <= one <= size]
        most.append(max([most[-1], *filled]))
    return most


@dataclass(frozen=True)
class Stay:
    """A stay to be packed: half days, place, the week asked for (UNPLACED for any), whether the team sleeps there."""

    length: int
    place: int
    preset: int = UNPLACED
    is_overnight: bool = False


def in_runs(days: Sequence[int], runs: Sequence[int]) -> list[int] | None:
    """Return the run of days in a row that takes each stay of so many days, None where they do not all fit.

    Every way is tried: a week has few nights away and at most four runs.
    """
    if not days:
        return []
    for number, left in enumerate(runs):
        if left >= days[0]:
            rest = in_runs(days[1:], [*runs[:number], left - days[0], *runs[number + 1 :]])
            if rest is not None:
                return [number, *rest]
    return None


def packed(stays: Sequence[Stay], room: Sequence[int], runs: Sequence[Sequence[int]]) -> list[int]:
    """Return the week of each stay of one team, UNPLACED for those that found none; stays of one place differ in week.

    `room` has the half days of each week, `runs` its days in a row, which nights away need. Long stays come first,
    in the order given among equals; the search goes back where a stay finds no week, up to a number of tries, and
    then keeps the fullest packing met. A stay that asks for a week gets that one or none.
    """
    search = _Packing(stays, room, runs)
    return search.week if search.put(0) else search.filled()


class _Packing:
    """The stays of one team on their way into weeks."""

    def __init__(self, stays: Sequence[Stay], room: Sequence[int], runs: Sequence[Sequence[int]]) -> None:
        self.stays, self.room, self.runs = stays, room, runs
        self.left, self.week = list(room), [UNPLACED] * len(stays)
        for number, stay in enumerate(stays):
            if stay.preset in self._weeks_for(number):
                self._place(number, stay.preset)
        free = [number for number, stay in enumerate(stays) if stay.preset == UNPLACED]
        self.order = sorted(free, key=lambda number: -stays[number].length)
        self.best, self.fullest, self.tries = list(self.week), 0, 0

    def put(self, position: int) -> bool:
        """Put the stays from a position on; tell whether all found a week."""
        self.tries += 1
        filled = sum(self.room) - sum(self.left)
        if filled > self.fullest:
            self.best, self.fullest = list(self.week), filled
        if position == len(self.order):
            return True
        number = self.order[position]
        for week in self._weeks_for(number):
            self._place(number, week)
            if self.put(position + 1):
                return True
            self.left[week] += self.stays[number].length
            self.week[number] = UNPLACED
            if self.tries > TRIES:
                break
        return False

    def filled(self) -> list[int]:
        """Return the fullest packing met, with what is left put into any week that has room, the longest first."""
        self.week, self.left = list(self.best), list(self.room)
        for number, week in enumerate(self.week):
            if week != UNPLACED:
                self.left[week] -= self.stays[number].length
        for number in self.order:
            if self.week[number] == UNPLACED and (weeks := self._weeks_for(number)):
                self._place(number, weeks[0])
        return self.week

    def _place(self, number: int, week: int) -> None:
        self.week[number] = week
        self.left[week] -= self.stays[number].length

    def _weeks_for(self, number: int) -> list[int]:
        stay = self.stays[number]
        there = {week for week, other in zip(self.week, self.stays, strict=True) if other.place == stay.place}
        weeks = [week for week, left in enumerate(self.left) if left >= stay.length and week not in there]
        return [week for week in weeks if self._has_nights(stay, week)] if stay.is_overnight else weeks

    def _has_nights(self, stay: Stay, week: int) -> bool:
        """Tell whether a stay with nights away finds days in a row beside those that a week has already."""
        others = [other for other, at in zip(self.stays, self.week, strict=True) if at == week and other.is_overnight]
        return in_runs([one.length // 2 for one in (*others, stay)], self.runs[week]) is not None


def packed_stays(stays: pd.DataFrame, weeks: np.ndarray, runs: np.ndarray) -> pd.Series:
    """Return the week of every stay (team_no, group_no, stay_half_days, preset, is_overnight), UNPLACED for none.

    `weeks` has the half days of each team in each week, `runs` its days in a row (see `Register.runs`).
    """
    found = np.full(len(stays), UNPLACED)
    team, *rest = (stays[name].tolist() for name in ("team_no", "stay_half_days", "group_no", "preset", "is_overnight"))
    every = [Stay(*one) for one in zip(*rest, strict=True)]
    for number in np.unique(team):
        mine = np.flatnonzero(np.array(team) == number)
        found[mine] = packed([every[one] for one in mine], weeks[number].tolist(), runs[number].tolist())
    return pd.Series(found, index=stays.index, name="week")
