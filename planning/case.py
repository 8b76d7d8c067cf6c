"""What a plan is made from: groups and teams, ways between them, weeks, and the assumptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from planning.options import Stays, build_options
from planning.response import Response
from planning.team import Register, Weeks
from planning.travel import Roads, between

GROUP_COLUMNS = (
    "unit_id", "name", "commune", "language", "unreached", "households", "coverage_share", "has_power", "has_signal",
    "is_known",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """What a plan is made from: groups and teams, ways between them, weeks, and the assumptions.

    `groups` has the columns GROUP_COLUMNS, a row each; `minutes` is one way from each team (row) to each group.
    """

    groups: pd.DataFrame
    register: Register
    weeks: Weeks
    minutes: np.ndarray
    response: Response = field(default_factory=Response)
    stays: Stays = field(default_factory=Stays)
    lent: tuple[tuple[int, int, int], ...] = ()  # team, week and half days more or fewer, for what-if
    roads: Roads = field(default_factory=Roads)  # between two groups; from the bases the minutes tell

    def __post_init__(self) -> None:
        if missing := set(GROUP_COLUMNS) - set(self.groups):
            raise ValueError(f"columns are missing: {sorted(missing)}")
        if self.minutes.shape != (len(self.register), len(self.groups)):
            raise ValueError("one row of minutes for each team, one column for each group")

    @cached_property
    def week_half_days(self) -> np.ndarray:
        """The half days of each team (row) in each week (column)."""
        given = self.register.half_days(self.weeks)
        for team_no, week, half_days in self.lent:
            given[team_no, week] = max(0, given[team_no, week] + half_days)
        return np.minimum(given, 2 * self.runs.sum(axis=2)) if self.lent else given

    @cached_property
    def runs(self) -> np.ndarray:
        """The runs of days in a row of each team in each week (see `Register.runs`)."""
        return self.register.runs(self.weeks)

    @cached_property
    def options(self) -> pd.DataFrame:
        """Everything that could be done (see `planning.options`)."""
        return build_options(
            self.groups, self.register, self.minutes, self.response, week_half_days=self.week_half_days,
            stays=self.stays, runs=self.runs,
        )  # fmt: skip

    def between(self, group: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return minutes and kilometres of the ways from groups (numbers) to others, not a number where unknown."""
        if not {"lon", "lat", "terrain"} <= set(self.groups):
            return np.full(np.shape(group), np.nan), np.full(np.shape(group), np.nan)
        return between(self.groups, group, other, self.roads)

    def saved_minutes(self, team_no: int, groups: np.ndarray) -> np.ndarray:
        """Return, for every two groups, the minutes saved where a team goes from one to the other on a day."""
        ways = self.minutes[team_no, groups]
        straight_on, _ = self.between(*np.meshgrid(groups, groups, indexing="ij"))
        return np.nan_to_num(np.maximum(ways[:, None] + ways[None, :] - straight_on, 0.0))

    @cached_property
    def is_worst(self) -> np.ndarray:
        """Tell the groups of the worst-off tenth: the lowest known coverage, the larger gap first among equals."""
        known = self.groups[self.groups["is_known"] & self.groups["coverage_share"].notna()]
        order = known.assign(gap=-known["unreached"]).sort_values(["coverage_share", "gap"], kind="stable")
        return self.groups.index.isin(order.index[: -(-len(order) // 10)])
