"""Which candidates a planner keeps, how many of them the days allow, and what another rule would send teams to."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planning.candidates import ranked, totals


@dataclass(frozen=True)
class Selection:
    """What is kept of the candidates; as it is made, everything."""

    commune_id: str = ""
    language: str = ""
    state: str = ""
    is_never: bool = False
    no_power: bool = False
    below_share: float = 1.0
    at_least: int = 0
    within_minutes: float = float("inf")

    def __post_init__(self) -> None:
        if not 0 < self.below_share <= 1 or self.at_least < 0 or not self.within_minutes > 0:
            raise ValueError("a share lies between nought and one, people are not below nought, a way takes time")

    @property
    def of_places(self) -> Selection:
        """The same without what is said of coverage: for groups of which none is known."""
        return replace(self, state="", is_never=False, below_share=1.0)


def selected(found: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """Return the candidates that pass; what is not known does not pass where it is asked for."""
    kept = pd.Series(True, index=found.index)
    for column, wanted in (
        ("parent_id", selection.commune_id),
        ("language", selection.language),
        ("state", selection.state),
    ):
        if wanted:
            kept &= (found[column] == wanted).fillna(False).astype(bool)
    if selection.is_never:
        kept &= found["is_never"].astype(bool)
    if selection.no_power:
        kept &= without_power(found)
    if selection.below_share < 1:
        kept &= (found["coverage_share"].astype(float) < selection.below_share).fillna(False)
    if np.isfinite(selection.within_minutes):
        minutes = found["travel_minutes"].astype(float).fillna(found["nearest_minutes"].astype(float))
        kept &= minutes <= selection.within_minutes
    return found[kept & (found["unreached"].astype(float) >= selection.at_least)]


def without_power(groups: pd.DataFrame) -> pd.Series:
    """Tell the groups without grid power or without a signal; what is not known is not without."""
    return (groups["has_power"] == False) | (groups["has_signal"] == False)  # noqa: E712 - None is not False


@dataclass(frozen=True)
class Fit:
    """How many from the top of a list some team days allow, and the adults that this is expected to bring.

    `least` and `adults_least` are for teams that go nowhere but where they are the best; the others for team days that
    could be spent by any team alike. What a plan can do lies between them, or above where a second-best team serves.
    """

    least: int
    most: int
    adults_least: float
    adults_most: float


def fit(order: pd.DataFrame, half_days: pd.Series) -> Fit:
    """Return how much of an ordered list fits into the half days of each team (indexed by team_id)."""
    able = order[order["half_days"].notna()]
    size = able["half_days"].astype(float)
    is_most = size.cumsum() <= half_days.sum()
    own = size.groupby(able["best_team_id"]).cumsum()
    is_least = own <= able["best_team_id"].map(half_days).astype(float).fillna(0)
    gain = able["gain_adults"].astype(float)
    return Fit(int(is_least.sum()), int(is_most.sum()), float(gain[is_least].sum()), float(gain[is_most].sum()))


def top_totals(found: pd.DataFrame, rule: str, top: int) -> dict[str, float]:
    """Return what the top of a rule comes to: as `totals`, with per_team_day, never and worst.

    `never` counts the groups that nobody reached, `worst` those of the worst-off tenth.
    """
    first = ranked(found, rule).head(top)
    sums = totals(first)
    able = first[first["half_days"].notna()]
    days = float(able["half_days"].sum()) / 2
    return {
        **sums,
        "per_team_day": float(able["gain_adults"].sum()) / days if days else float("nan"),
        "never": float(first["is_never"].astype(bool).sum()),
        "worst": float(first["is_worst"].astype(bool).sum()),
    }
