"""The groups to choose from in a campaign: found once for each day and choice, ordered and cut as often as is asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from campaign.plans import Choices, Question, case_on, question_of
from planning.candidates import RULES, Candidates, candidates, ranked
from planning.plan import Case
from planning.selection import Selection, selected

if TYPE_CHECKING:
    from campaign.campaign import Campaign

LISTS = ("groups", "without_report", "to_repair")
PLACES_ONLY = LISTS[1:]  # of these no coverage is known: what is asked of it holds for none


@dataclass(frozen=True, eq=False)
class Listing:
    """What can be chosen from on a day, and the half days that each team has in the week that comes."""

    case: Case
    found: Candidates
    half_days: pd.Series

    def of(self, name: str) -> pd.DataFrame:
        """Return one of the LISTS."""
        return {
            "groups": self.found.groups,
            "without_report": self.found.without_report,
            "to_repair": self.found.to_repair,
        }[name]

    @property
    def team_days(self) -> float:
        """The days of all teams in the week that comes, less their absences."""
        return float(self.half_days.sum()) / 2

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules by which these groups can be told apart: without teams some cannot."""
        groups = self.found.groups
        return tuple(one.name for one in RULES if groups.empty or groups[one.columns[0]].notna().any())


def listing(campaign: Campaign, day: date, choices: Choices | None = None) -> Listing:
    """Return what can be chosen from in a campaign on a day; shared by all who ask, so it must not be changed."""
    return listing_on(question_of(campaign, day, choices or Choices()))


@lru_cache(maxsize=8)
def listing_on(asked: Question) -> Listing:
    """Return what can be chosen from under a question; shared by all who ask, so it must not be changed."""
    case, _ = case_on(asked)
    found = candidates(case, pd.Timestamp(asked.day))
    teams = pd.Index([one.team_id for one in case.register.teams], dtype="str")
    names = {one.team_id: one.name for one in case.register.teams}
    lists = [_with_team(table, names) for table in (found.groups, found.without_report, found.to_repair)]
    return Listing(case, Candidates(*lists), pd.Series(case.week_half_days[:, 0], index=teams, dtype="int64"))


def _with_team(table: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    return table.assign(team_days=table["half_days"] / 2, best_team=table["best_team_id"].map(names))


def ordered(
    made: Listing,
    rule: str,
    selection: Selection | None = None,
    *,
    which: str = "groups",
    never: Collection[str] = (),
) -> pd.DataFrame:
    """Return one of the lists in the order of a rule, as far as it is selected and not left out; `rank` counts from 1.

    Of groups of which nothing is known, those come first whose visit brings most in a day of a team, then the others
    by the people that are estimated there.
    """
    selection, table = selection or Selection(), made.of(which)
    table = selected(table, selection.of_places if which in PLACES_ONLY else selection)
    table = table[~table["unit_id"].isin(list(never))]
    if which == "groups":
        order = ranked(table, rule)
    else:
        order = table.sort_values(["per_team_day", "unreached", "unit_id"], ascending=[False, False, True])
    return order.assign(rank=range(1, len(order) + 1))


def accounted(made: Listing) -> dict[str, int]:
    """Return where every group went: on one of the lists, or apart for want of a population or of people left."""
    groups = made.case.groups
    counts = {name: len(made.of(name)) for name in LISTS}
    no_adults = int((groups["adults"].fillna(0) <= 0).sum())
    listed = pd.Index([]).append([made.of(name).index for name in LISTS])
    with_adults = groups["adults"].fillna(0) > 0
    over = int((~with_adults & groups.index.isin(listed)).sum())
    return {
        **counts,
        "no_population": no_adults - over,
        "done": int((with_adults & ~groups.index.isin(listed)).sum()),
    }
