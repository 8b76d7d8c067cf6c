"""What a planner wants and has locked, and the wishes that nothing can keep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planning.calendar import UNPLACED
from planning.case import Case

RELAXED = (
    "never_too", "beyond_reach", "nobody_left", "no_days", "no_language", "too_short", "unknown", "no_room",
    "no_option", "floor_too_high", "floor_not_found",
)  # fmt: skip


@dataclass(frozen=True)
class Goals:
    """What is wanted: most adults, weighted to the worst-off by `beta`, and at least `floor` of the worst-off tenth."""

    beta: float = 1.0
    floor: float = 0.0

    def __post_init__(self) -> None:
        if self.beta < 0 or self.floor < 0:
            raise ValueError("neither the weight nor the floor is below nought")


@dataclass(frozen=True)
class Fixed:
    """A group given to a team by hand: for so many half days and in a week (from nought), where these are told."""

    team_id: str
    unit_id: str
    half_days: int | None = None
    week: int | None = None


@dataclass(frozen=True)
class Wishes:
    """What a planner has locked: groups that must be visited, that must not, and that a team has for sure."""

    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    fixed: tuple[Fixed, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is locked."""
        return not (self.must or self.never or self.fixed)


@dataclass(frozen=True)
class Relaxed:
    """A wish that could not be kept: which rule, of which group or team, why, and what to relax."""

    rule: str
    subject: str
    reason: str
    facts: tuple[tuple[str, object], ...] = ()


def wished(case: Case, wishes: Wishes) -> tuple[pd.DataFrame, np.ndarray, list[Relaxed]]:
    """Return the options that the locks leave, the groups that must be visited, and the locks that nothing can keep."""
    options, relaxed = case.options, []
    unit, team = pd.Index(case.groups["unit_id"]), pd.Index([one.team_id for one in case.register.teams])
    never, must = unit.isin(wishes.never), unit.isin(wishes.must)
    options = options[~never[options["group_no"]]]
    for one in wishes.fixed:
        group_no, team_no = _place_in(unit, one.unit_id), _place_in(team, one.team_id)
        ours = (options["group_no"] == group_no) & (options["team_no"] == team_no)
        wanted = ours & (one.half_days is None or options["half_days"] == one.half_days)
        if not wanted.any():
            reason = "never_too" if group_no >= 0 and never[group_no] else _why_not(case, group_no, team_no)
            relaxed.append(Relaxed("fixed", one.unit_id, reason, (("team_id", one.team_id),)))
            continue
        options = options[wanted | (options["group_no"] != group_no)]
        must[group_no] = True
    present = np.zeros(len(case.groups), dtype=bool)
    present[options["group_no"].unique()] = True
    for group_no in np.flatnonzero(must & ~present).tolist():
        reason = "never_too" if never[group_no] else _why_not(case, group_no, None)
        relaxed.append(Relaxed("must", str(unit[group_no]), reason))
    relaxed += [Relaxed("must", name, "unknown") for name in (*wishes.must, *wishes.never) if name not in unit]
    return options.reset_index(drop=True), must & present, relaxed


def _place_in(index: pd.Index, name: str) -> int:
    return int(index.get_indexer(pd.Index([name]))[0])


def _why_not(case: Case, group_no: int, team_no: int | None) -> str:
    """Return why no option leads a team, or any team, to a group."""
    if group_no < 0 or team_no == UNPLACED:
        return "unknown"
    rows = slice(None) if team_no is None else slice(team_no, team_no + 1)
    if not case.groups["unreached"].fillna(0).iloc[group_no] > 0:
        return "nobody_left"
    if not (case.minutes[rows, group_no] * 2 / 60 <= case.stays.most_travel_share * case.stays.day_hours).any():
        return "beyond_reach"
    if not case.week_half_days[rows].any():
        return "no_days"
    if not case.register.speaks(case.groups["language"].iloc[[group_no]])[rows].any():
        return "no_language"
    return "too_short"
