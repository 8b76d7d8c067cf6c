"""What a plan is made from: groups and teams, ways between them, weeks, and the assumptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from planning.options import Stays, build_options
from planning.response import Response
from planning.team import Register, Weeks

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
        return given

    @cached_property
    def options(self) -> pd.DataFrame:
        """Everything that could be done (see `planning.options`)."""
        return build_options(
            self.groups, self.register, self.minutes, self.response, week_half_days=self.week_half_days,
            stays=self.stays,
        )  # fmt: skip

    @cached_property
    def is_worst(self) -> np.ndarray:
        """Tell the groups of the worst-off tenth: the lowest known coverage, the larger gap first among equals."""
        known = self.groups[self.groups["is_known"] & self.groups["coverage_share"].notna()]
        order = known.assign(gap=-known["unreached"]).sort_values(["coverage_share", "gap"], kind="stable")
        return self.groups.index.isin(order.index[: -(-len(order) // 10)])
