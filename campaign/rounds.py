"""The spot checks of a campaign: whom to ask, what they said, and what it says of the figures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from campaign.checks import candidates, estimates, group_marks, new_draw
from outreach.errors import NotFound

if TYPE_CHECKING:
    from campaign.campaign import Campaign


class Rounds:
    """The rounds of interviews by which reports are checked."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign

    def plan_checks(
        self,
        random: int,
        suspicious: int,
        *,
        draw: int | None = None,
        commune_id: str = "",
        target: float | None = None,
        on: date | None = None,
        actor: str = "",
    ) -> list[int]:
        """Choose groups to be checked, some by lot and some by doubt, of a commune or of all; return the numbers.

        Each is held to the coverage that it reports, or all to one target. The same draw chooses the same groups.
        """
        day = on or self.campaign.settings.today
        if commune_id and commune_id not in set(self.campaign.standing("commune", day)["unit_id"]):
            raise NotFound("commune_unknown", code=commune_id)
        return self.campaign.spot_checks.plan(
            candidates(self.campaign.standing("group", day), self.campaign.quality(day)),
            random=random,
            suspicious=suspicious,
            draw=new_draw() if draw is None else draw,
            scope=commune_id,
            target=target,
            on=day,
            actor=actor,
        )

    def enter_check(self, check_id: int, asked: int, yes: int, *, on: date | None = None, actor: str = "") -> int:
        """Enter how many adults were asked in a check and how many said yes; return the number of the result."""
        today = self.campaign.settings.today
        return self.campaign.spot_checks.enter(check_id, asked, yes, on or today, today, actor)

    def withdraw_check(self, check_id: int) -> None:
        """Withdraw a check with its result; the history keeps both."""
        self.campaign.spot_checks.withdraw([check_id])

    def checks(self) -> pd.DataFrame:
        """Return the checks in force with the names of their groups, results and marks (see `campaign.checks`)."""
        return self.campaign.spot_checks.table(self.campaign.edition().units)

    def check_marks(self, until: date | None = None) -> pd.Series:
        """Return by unit_no whether interviews confirmed what a group reports: the column `mark` of every group."""
        return group_marks(self.campaign.standing("group", until), self.checks())

    def check_estimates(self, until: date | None = None) -> pd.DataFrame:
        """Return what the interviews together say of the province and of communes (see `campaign.checks`)."""
        return estimates(self.campaign.standing("group", until), self.checks())
