"""How each commune stands and what is known about why: its standing, its pace, and where its teams go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.equity import EFFORT_TOLD
from outreach.pace import PACE_TOLD

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from campaign.campaign import Campaign


def situation(campaign: Campaign, day: date) -> pd.DataFrame:
    """Return the standing of every commune on a day with what its pace and its effort say, indexed by unit_no.

    The columns added are those of `PACE_TOLD` and `EFFORT_TOLD`.
    """
    return described(campaign, campaign.standing("commune", day), day)


def described(campaign: Campaign, communes: pd.DataFrame, day: date) -> pd.DataFrame:
    """Add to communes of a standing, or of one that may be sent on, what their pace and their effort say."""
    pace = campaign.pace("commune", day).units[list(PACE_TOLD)]
    effort = campaign.effort(day)[list(EFFORT_TOLD)]
    return communes.join(pace).join(effort, on="unit_id")
