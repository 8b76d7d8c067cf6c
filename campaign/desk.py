"""The planners' desk: plans made, changed by hand, compared, approved; every change can be undone until approval."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from campaign.absences import Absence
from campaign.asked import Asked
from campaign.change import Change, Opened
from campaign.intake import moment_on
from campaign.learning import learned
from campaign.plan_tables import in_force, tables_of
from campaign.plans import assumed_case, bases_of, monday_after, planning_case, read_travel
from outreach.errors import CampaignError, NotFound
from outreach.target import Target
from planning.addition import newcomers, one_more_speaker
from planning.assignment import Effort
from planning.explanation import lock_prices, team_prices
from planning.plan import Case, Plan, make_plan, plan_of
from planning.tradeoff import frontier
from store.plans import ASSIGNED, Plans, Revision

if TYPE_CHECKING:
    from campaign.campaign import Campaign

Ground = tuple[str, Target, tuple[Absence, ...]]
SECONDS = 8.0
T = TypeVar("T")


class Desk:
    """The plans of one campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.plans = Plans(campaign.folder / "catalogue.sqlite")

    def _now(self) -> str:
        """Return the moment, on the day that counts as today."""
        return moment_on(self.campaign.settings.today)

    def ask(self, day: date, starts_on: date | None = None, weeks: int = 1) -> Asked:
        """Return what is asked unless a planner chooses otherwise."""
        first = starts_on or monday_after(day)
        travel_no, _ = self.plans.travel_in_use()
        return Asked(self.campaign.edition().name, day.isoformat(), first.isoformat(), weeks, travel_no=travel_no)

    def case(self, asked: Asked) -> tuple[Case, tuple[str, ...]]:
        """Return the case of a question on the figures of today, and the teams whose base is not known."""
        return self._steady(lambda ground: _case(self, asked.case_key(), ground))

    def _steady(self, read: Callable[[Ground], T]) -> T:
        """Read on one ground; what was read while it changed is forgotten, and read again."""
        while True:
            ground = self._ground()
            found = read(ground)
            if self._ground() == ground:
                return found
            for kept in KEPT:
                kept.cache_clear()

    def is_current(self, asked: Asked) -> bool:
        """Tell whether the figures, the target and the absences are still those that a plan was made on."""
        return asked.ground == _named(self._ground())

    def _ground(self) -> Ground:
        """Return on what a plan hangs beside what was asked: the figures in force, the target, and who is away."""
        return self.campaign.edition().name, self.campaign.target, self.campaign.absences.in_force()

    def make(self, name: str, asked: Asked, *, seconds: float = SECONDS, actor: str = "") -> int:
        """Make a plan and put it on the desk as a draft; return its number.

        Where it is carried on from another, what stays as it was there counts a little more.
        """
        asked = replace(asked, edition=self.campaign.edition().name)
        before = self.opened(asked.carried_from).plan.assignments if asked.carried_from else None
        made, asked = self._solved(asked, seconds, before)
        return self.put(name, asked, made.assignments, actor=actor)

    def put(self, name: str, asked: Asked, assignments: pd.DataFrame, *, actor: str = "") -> int:
        """Put a plan that was made elsewhere on the desk as a draft; return its number.

        Raise NotFound `plan_unknown` for a table that is none of a plan.
        """
        if missing := set(ASSIGNED) - set(assignments):
            raise NotFound("plan_unknown", folder=", ".join(sorted(missing)))
        return self.plans.add(name, asked.kept(), assignments, actor, self._now())

    def _solved(self, asked: Asked, seconds: float, previous: pd.DataFrame | None) -> tuple[Plan, Asked]:
        case, _ = self.case(asked)
        made = make_plan(
            case, asked.goals(), asked.wishes(), clock=time.monotonic, effort=Effort(seconds), previous=previous
        )
        ground = self._ground()
        return made, replace(asked, edition=ground[0], ground=_named(ground), ceiling=float(made.bound))

    def opened(self, plan_no: int) -> Opened:
        """Return a plan with its certificate on the figures of today; raise NotFound where there is none."""
        record = self.plans.find(plan_no)
        return Opened(record, *self._steady(lambda ground: _opened(self, record.revision_id, ground)))

    def solve_again(
        self, plan_no: int, asked: Asked | None = None, *, seconds: float = SECONDS, actor: str = ""
    ) -> None:
        """Plan a draft anew around its locks, or with other goals; what can stay as it was does."""
        before = self.opened(plan_no)
        made, asked = self._solved(asked or before.asked, seconds, before.plan.assignments)
        self._revise(before, asked, made.assignments, "solved", "", actor)

    def apply(self, change: Change, actor: str = "") -> None:
        """Put a change into force; raise CampaignError `plan_conflict` where something forbids it."""
        if change.conflicts:
            raise CampaignError("plan_conflict")
        self._revise(change.before, change.asked, change.assignments, change.action, change.subject, actor)

    def pin(self, plan_no: int, unit_id: str, actor: str = "") -> None:
        """Lock a group to the team that has it, or as a must where none has."""
        before = self.opened(plan_no)
        mine = before.revision.assignments[before.revision.assignments["unit_id"] == unit_id]
        if mine.empty:
            asked = before.asked.demanded(unit_id)
        else:
            asked = before.asked.pinned(mine["team_id"].iloc[0], unit_id, int(mine["half_days"].iloc[0]))
        self._revise(before, asked, before.revision.assignments, "pinned", unit_id, actor)

    def loosen(self, plan_no: int, unit_id: str, actor: str = "") -> None:
        """Take every lock off a group."""
        before = self.opened(plan_no)
        self._revise(before, before.asked.loosened(unit_id), before.revision.assignments, "loosened", unit_id, actor)

    def _revise(
        self, before: Opened, asked: Asked, assignments: pd.DataFrame, action: str, subject: str, actor: str
    ) -> None:
        self.plans.revise(
            before.record.plan_no, before.revision.revision_id, asked.kept(), assignments,
            action=action, subject=subject, actor=actor, at=self._now(),
        )  # fmt: skip

    def undo(self, plan_no: int) -> bool:
        """Take the last change of a draft back; tell whether there was one."""
        return self.plans.step(plan_no, back=True)

    def redo(self, plan_no: int) -> bool:
        """Do again what was taken back last; tell whether there was anything."""
        return self.plans.step(plan_no, back=False)

    def approve(self, plan_no: int, *, actor: str, why: str) -> None:
        """Lock a draft as what is to be done, with who and why; its tables are kept as they are told today.

        Raise CampaignError `plan_nobody` without a name: somebody answers for a plan.
        """
        if not actor.strip():
            raise CampaignError("plan_nobody")
        one = self.opened(plan_no)
        if one.plan.assignments.empty:
            raise CampaignError("plan_empty")
        self.plans.approve(
            plan_no, one.revision.revision_id, tables_of(one.plan, one.day), actor=actor, why=why, at=self._now()
        )

    def tables(self, plan_no: int) -> dict[str, pd.DataFrame]:
        """Return the tables of a plan: as approved, else as they are on the figures of today.

        Shared by all who ask; must not be changed.
        """
        one = self.plans.find(plan_no)
        if one.approved_at:
            return _approved(self, plan_no)
        return self._steady(lambda ground: _tables(self, one.revision_id, ground))

    def prices(self, plan_no: int) -> pd.DataFrame:
        """Return what a day more of each team, and each lock and the floor less, would add: rule, subject, price.

        Some seconds for a province. Shared by all who ask; must not be changed.
        """
        return _prices(self, self.plans.find(plan_no).revision_id, self._ground())

    def speakers(self, plan_no: int, language: str) -> pd.Series:
        """Return what one more speaker of a language would add in each team that has none, the best first."""
        return _speakers(self, self.plans.find(plan_no).revision_id, language, self._ground())

    def newcomers(self, plan_no: int, languages: frozenset[str]) -> pd.DataFrame:
        """Return what one more team would add in each commune, the best first: commune_id, commune, price."""
        return _newcomers(self, self.plans.find(plan_no).revision_id, languages, self._ground())

    def lessons(self, plan_no: int) -> pd.DataFrame:
        """Return what the records say of a plan's assumptions (see `campaign.learning.Learned.rows`)."""
        return _lessons(self, self.plans.find(plan_no).revision_id, self._ground())

    def frontier(self, plan_no: int) -> pd.DataFrame:
        """Return how many adults could be reached at all against those of the worst-off tenth (adults, adults_worst).

        Some seconds for a province. Shared by all who ask; must not be changed.
        """
        return _frontier(self, self.plans.find(plan_no).revision_id, self._ground())

    def keep_travel(self, content: bytes, file_name: str, actor: str = "") -> int:
        """Keep a table of minutes (from_id, to_id, minutes) for plans to come; raise FileRefused for any other."""
        read_travel(content)
        return self.plans.keep_travel(content, file_name, actor, self._now())

    def take_travel_back(self, travel_no: int) -> None:
        """Take a table of minutes out of use; plans that were made with it keep it."""
        self.plans.take_travel_back(travel_no, self._now())

    def withdraw(self, plan_no: int) -> None:
        """Take a plan out of force; it stays in the list and can be put back."""
        self.plans.withdraw(plan_no, self._now())

    def restore(self, plan_no: int) -> None:
        """Put a withdrawn plan back as it was."""
        self.plans.restore(plan_no)

    def begin_anew(self) -> None:
        """Withdraw every plan: the figures that they were made from are gone. The list keeps them."""
        for one in self.plans.listed():
            if one.withdrawn_at is None:
                self.plans.withdraw(one.plan_no, self._now())

    def planned_on(self, day: date) -> pd.DataFrame:
        """Return the visits that approved plans have still to make on a day, a row for each team and group.

        Columns: plan_no, team_id, team, unit_id, starts_on, ends_on, gain_adults. In a week for which several plans
        were approved the last approved counts.
        """
        numbers = set(self.approved_on(day))
        approved = [(one, _approved(self, one.plan_no)) for one in self.plans.listed() if one.plan_no in numbers]
        return in_force(approved, day)

    def approved_on(self, day: date) -> tuple[int, ...]:
        """Return the numbers of the plans that were approved by a day and stand."""
        return tuple(one.plan_no for one in self.plans.approved(day))


def _named(ground: Ground) -> str:
    """Return a short name of a ground."""
    return hashlib.sha256(repr(ground).encode()).hexdigest()[:16]


@lru_cache(maxsize=8)
def _case(desk: Desk, key: str, _ground: Ground) -> tuple[Case, tuple[str, ...]]:
    """Make a case once for all who look at plans that ask the same."""
    asked = Asked.of(json.loads(key))
    travel = desk.plans.travel(asked.travel_no) if asked.travel_no else None
    case, homeless = planning_case(desk.campaign, date.fromisoformat(asked.day), asked.choices(travel))
    return case, tuple(homeless)


@lru_cache(maxsize=16)
def _opened(desk: Desk, revision_id: int, ground: Ground) -> tuple[Revision, Asked, Plan, tuple[str, ...], str]:
    """Keep the last revisions that were looked at: each is immutable, and so is an edition."""
    revision = desk.plans.revision(revision_id)
    asked = Asked.of(revision.asked)
    case, homeless = _case(desk, asked.case_key(), ground)
    plan = plan_of(case, revision.assignments, asked.goals(), asked.wishes())
    if asked.ceiling is not None and asked.ground == _named(ground):
        ceiling = max(min(asked.ceiling, plan.choice.ceiling), plan.value)
        plan = replace(plan, choice=replace(plan.choice, ceiling=ceiling))
    return revision, asked, plan, homeless, _named(ground)


@lru_cache(maxsize=16)
def _tables(desk: Desk, revision_id: int, ground: Ground) -> dict[str, pd.DataFrame]:
    """Keep the tables of the last revisions that were looked at."""
    _, asked, plan, *_ = _opened(desk, revision_id, ground)
    return tables_of(plan, date.fromisoformat(asked.day))


@lru_cache(maxsize=16)
def _prices(desk: Desk, revision_id: int, ground: Ground) -> pd.DataFrame:
    _, _, plan, *_ = _opened(desk, revision_id, ground)
    days = team_prices(plan).rename(columns={"team_id": "subject", "day_price": "price"}).assign(rule="day")
    return pd.concat([days[["rule", "subject", "price"]], lock_prices(plan)], ignore_index=True)


@lru_cache(maxsize=32)
def _speakers(desk: Desk, revision_id: int, language: str, ground: Ground) -> pd.Series:
    _, _, plan, *_ = _opened(desk, revision_id, ground)
    return one_more_speaker(plan, language)


@lru_cache(maxsize=16)
def _newcomers(desk: Desk, revision_id: int, languages: frozenset[str], ground: Ground) -> pd.DataFrame:
    _, _, plan, *_ = _opened(desk, revision_id, ground)
    return newcomers(plan, bases_of(desk.campaign.edition().units), languages)


@lru_cache(maxsize=16)
def _frontier(desk: Desk, revision_id: int, ground: Ground) -> pd.DataFrame:
    _, _, plan, *_ = _opened(desk, revision_id, ground)
    return frontier(plan.case, plan.wishes)


@lru_cache(maxsize=16)
def _lessons(desk: Desk, revision_id: int, _ground: Ground) -> pd.DataFrame:
    asked = Asked.of(desk.plans.revision(revision_id).asked)
    day = date.fromisoformat(asked.day)
    case, _ = assumed_case(desk.campaign, day, asked.choices(None))
    return learned(desk.campaign, case, day).rows(case.response)


@lru_cache(maxsize=32)
def _approved(desk: Desk, plan_no: int) -> dict[str, pd.DataFrame]:
    """Keep the tables of approved plans: they never change."""
    return desk.plans.tables(plan_no)


KEPT = (_case, _opened, _tables, _prices, _speakers, _newcomers, _frontier, _lessons)
