"""The calendar of absences of a campaign: who is away when, and who said so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pandas as pd

from campaign.intake import now
from outreach.errors import CampaignError, NotFound
from store.absences import ALL, COMMUNE, TEAM, Absence, Absences

LONGEST = 366  # days of one absence: more is a slip of the year


class Calendar:
    """The absences of one data folder."""

    def __init__(self, store: Absences) -> None:
        self.store = store

    def add(self, one: Absence, known: Collection[str], actor: str) -> int:
        """Enter an absence of one of the known teams or communes; return its number."""
        if one.scope == TEAM and one.subject not in known:
            raise NotFound("team_unknown", team=one.subject)
        if one.scope == COMMUNE and one.subject not in known:
            raise NotFound("commune_unknown", code=one.subject)
        if not one.first_on <= one.last_on:
            raise CampaignError("absence_days", first=one.first_on, last=one.last_on)
        if (one.last_on - one.first_on).days >= LONGEST:
            raise CampaignError("absence_too_long", most=LONGEST)
        return self.store.add(one, actor, now())

    def take_back(self, absence_ids: Collection[int], actor: str) -> int:
        """Take absences back: the teams are there again. The history keeps them."""
        return self.store.take_back([int(one) for one in absence_ids], actor, now())

    def begin_anew(self, actor: str = "") -> None:
        """Take every absence back: the next register has other teams under the same codes."""
        self.take_back(self.table()["absence_id"].tolist(), actor)

    def table(self) -> pd.DataFrame:
        """Return the absences in force, the earliest first (see `store.absences`)."""
        return self.store.active()

    def in_force(self) -> tuple[Absence, ...]:
        """Return the absences in force."""
        rows = self.store.active()
        return tuple(
            Absence(scope, subject, first.date(), last.date(), reason)
            for scope, subject, first, last, reason in zip(
                *(rows[name] for name in ("scope", "subject", "first_on", "last_on", "reason")), strict=True
            )
        )


def days_away(absences: Collection[Absence], team_id: str, commune_id: str) -> tuple[tuple[date, date], ...]:
    """Return the first and last days of the absences that concern a team."""
    return tuple((one.first_on, one.last_on) for one in absences if one.concerns(team_id, commune_id))


__all__ = ["ALL", "COMMUNE", "TEAM", "Absence", "Calendar", "days_away"]
