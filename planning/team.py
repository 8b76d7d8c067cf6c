"""Teams: who they are, where they start, what they speak, and on how many days they can go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

PRESENT_SHARE = 0.5  # of a team's members on a day, until the teams say otherwise
YOUTH, COMMUNITY = "youth", "community"
COMMUNITY_REACH_KM = 3.0
POWER_KIT = "power_kit"


@dataclass(frozen=True)
class Team:
    """A team as its register tells it.

    `lon` and `lat` are its base in degrees. `pairs` go from door to door on a day of work; left out, they are
    made of the members present. `skills` is None where the register does not tell them: then nothing is ruled out
    on their account. `reach_km` keeps a team near its base. Absences are first and last day.
    """

    team_id: str
    name: str
    lon: float
    lat: float
    members: int = 4
    days_per_week: float = 2.0
    languages: frozenset[str] = frozenset()
    pairs: int | None = None
    transport: str = ""
    skills: frozenset[str] | None = None
    absences: tuple[tuple[date, date], ...] = ()
    commune_id: str = ""
    force: str = YOUTH
    reach_km: float = float("inf")

    def __post_init__(self) -> None:
        if self.members < 1 or not 0 <= self.days_per_week <= 7:
            raise ValueError("a team has a member at least, and no more than seven days a week")
        if any(last < first for first, last in self.absences):
            raise ValueError("an absence ends on its first day or later")

    @property
    def pairs_present(self) -> int:
        """How many pairs go out on a day."""
        return self.pairs if self.pairs is not None else max(1, round(self.members * PRESENT_SHARE / 2))

    def is_away(self, day: date) -> bool:
        """Tell whether the team is absent on a day."""
        return any(first <= day <= last for first, last in self.absences)

    def days_in(self, weeks: Weeks, week: int) -> list[date]:
        """Return the days of a week on which the team is not absent."""
        return [day for day in weeks.days(week) if not self.is_away(day)]


@dataclass(frozen=True)
class Weeks:
    """The weeks of a plan: so many of seven days each, the first from `starts_on`."""

    starts_on: date
    count: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.count <= 8:
            raise ValueError("a plan has one to eight weeks")

    def days(self, week: int) -> list[date]:
        """Return the days of a week, the first week being nought."""
        return [self.starts_on + timedelta(days=7 * week + day) for day in range(7)]


@dataclass(frozen=True)
class Register:
    """The teams of a plan in their order."""

    teams: tuple[Team, ...] = field(default=())

    def __post_init__(self) -> None:
        if len({team.team_id for team in self.teams}) != len(self.teams):
            raise ValueError("every team has an id of its own")

    def __len__(self) -> int:
        return len(self.teams)

    def frame(self) -> pd.DataFrame:
        """Return a row for each team, in order: what the engine reckons with."""
        columns = {
            "team_id": pd.Series([one.team_id for one in self.teams], dtype="str"),
            "name": pd.Series([one.name for one in self.teams], dtype="str"),
            "lon": np.array([one.lon for one in self.teams], dtype=float),
            "lat": np.array([one.lat for one in self.teams], dtype=float),
            "pairs": np.array([one.pairs_present for one in self.teams], dtype=float),
            "reach_km": np.array([one.reach_km for one in self.teams], dtype=float),
            "can_power": np.array([one.skills is None or POWER_KIT in one.skills for one in self.teams], dtype=bool),
        }
        return pd.DataFrame(columns)

    def speaks(self, languages: pd.Series) -> np.ndarray:
        """Tell for each team (row) and language (column) whether it is spoken; an unknown language is not ruled out."""
        wanted = languages.fillna("").astype("str")
        distinct = wanted.unique()
        known = np.array([[one == "" or one in team.languages for one in distinct] for team in self.teams], dtype=bool)
        known = known.reshape(len(self.teams), len(distinct))
        return known[:, pd.Categorical(wanted, categories=distinct).codes]

    def half_days(self, weeks: Weeks) -> np.ndarray:
        """Return the half days that each team (row) has in each week (column): its own limit, less its absences."""
        wanted = np.array([round(2 * team.days_per_week) for team in self.teams], dtype=np.int64)
        return np.minimum(wanted[:, None], 2 * self.runs(weeks).sum(axis=2))

    def runs(self, weeks: Weeks) -> np.ndarray:
        """Return the lengths of the runs of days in a row that each team is there: team, week, run (noughts behind)."""
        cells = np.zeros((len(self.teams), weeks.count, 4), dtype=np.int64)  # seven days hold four runs at most
        cells[:, :, 0] = 7
        for number, team in enumerate(self.teams):
            for week in range(weeks.count if team.absences else 0):
                lengths = [len(run) for run in in_a_row(team.days_in(weeks, week))]
                cells[number, week] = [*lengths, *[0] * (4 - len(lengths))]
        return cells


def in_a_row(days: Iterable[date]) -> list[list[date]]:
    """Return the days, which come in their order, as runs of days in a row."""
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def newcomer_of(register: Register, languages: frozenset[str]) -> Team:
    """Return a team like the middle one of a register, with these languages and no base yet."""
    pairs = int(np.median([one.pairs_present for one in register.teams]))
    days = float(np.median([one.days_per_week for one in register.teams]))
    return Team("+", "+", 0.0, 0.0, members=2 * pairs, pairs=pairs, days_per_week=days, languages=languages)


def community_teams(groups: pd.DataFrame, *, pairs: int = 1, days_per_week: float = 0.5) -> tuple[Team, ...]:
    """Return the standing group of each village as a team that stays near: its own village and the small ones around.

    `groups` has unit_id, name, lon, lat, language and parent_id.
    """
    rows = zip(*(groups[name] for name in ("unit_id", "name", "lon", "lat", "language", "parent_id")), strict=True)
    return tuple(
        Team(
            f"TCN-{unit}", str(name), lon, lat, members=2 * pairs, days_per_week=days_per_week, pairs=pairs,
            languages=frozenset(("Kinh", language) if isinstance(language, str) else ("Kinh",)),
            commune_id=str(commune), force=COMMUNITY, reach_km=COMMUNITY_REACH_KM,
        )
        for unit, name, lon, lat, language, commune in rows
        if pd.notna(lon) and pd.notna(lat)
    )  # fmt: skip
