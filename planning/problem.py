"""The assignment problem in numbers: options, each of one team and one group, under rows that they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csc_array

TOLERANCE = 1e-7


@dataclass(frozen=True)
class Problem:
    """A multiple-choice generalised assignment: choose options, at most one of a group, for the greatest value.

    `value`, `team` and `group` have one entry for each option. `shared` has a row for each limit that options
    share (capacity of teams first) and a column for each option, with `least` and `most` as bounds. A group of
    `must` has exactly one option. `is_whole` says that every value is a whole number.
    """

    value: np.ndarray
    team: np.ndarray
    group: np.ndarray
    shared: csc_array
    least: np.ndarray
    most: np.ndarray
    must: np.ndarray
    is_whole: bool = False

    def __post_init__(self) -> None:
        options = len(self.value)
        if not options == len(self.team) == len(self.group) == self.shared.shape[1]:
            raise ValueError("one team, one group and one column for each option")
        if not self.shared.shape[0] == len(self.least) == len(self.most):
            raise ValueError("one least and one most for each row")

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return len(self.must)

    @property
    def has_floor(self) -> bool:
        """Tell whether a row asks for at least something."""
        return bool(np.isfinite(self.least).any())

    def best_of_group(self, score: np.ndarray) -> np.ndarray:
        """Return the greatest score among the options of each group, minus infinity for a group without any."""
        best = np.full(self.groups, -np.inf)
        np.maximum.at(best, self.group, score)
        return best

    def profit(self, prices: np.ndarray) -> np.ndarray:
        """Return the value of each option less what it takes of the rows at these prices."""
        return self.value - self.shared.T @ prices

    def is_kept(self, chosen: np.ndarray) -> bool:
        """Tell whether a choice (numbers of options) keeps every row, except that groups of `must` may be left out."""
        used = self.shared[:, chosen].sum(axis=1)
        slack = TOLERANCE * np.maximum(1.0, np.abs(used))
        within = np.all(used <= self.most + slack) and np.all(used >= self.least - slack)
        return bool(within) and len(np.unique(self.group[chosen])) == len(chosen)

    def left_out(self, chosen: np.ndarray) -> int:
        """Count the groups of `must` that a choice leaves out."""
        return int(self.must.sum() - self.must[self.group[chosen]].sum())

    def worth(self, chosen: np.ndarray) -> float:
        """Return the value of a choice."""
        return float(self.value[chosen].sum())
