"""Who is served in an edition and who is left behind, on a day."""

from datetime import date, timedelta
from functools import lru_cache

import pandas as pd

from campaign.edition import Edition, standing_on
from outreach.equity import effort, equity
from outreach.standing import counted
from outreach.state import State
from outreach.target import Target

PERIOD = timedelta(days=28)  # the contacts of so long are judged


@lru_cache(maxsize=8)
def equity_on(edition: Edition, until: date, target: Target, silent_days: int) -> pd.DataFrame:
    """Return coverage by stratum; it is shared by all who ask, and must not be changed."""
    groups = _open_groups(edition, until, target, silent_days)
    zones = edition.units.set_index("unit_id")["zone"]
    return equity(groups.assign(zone=groups["parent_id"].map(zones)))


@lru_cache(maxsize=8)
def effort_on(edition: Edition, until: date, target: Target, silent_days: int) -> pd.DataFrame:
    """Return spread and depth of every commune, indexed by its unit_id; it is shared, and must not be changed."""
    before = counted(edition.denominated(target.of), edition.facts, pd.Timestamp(until - PERIOD))
    found = effort(_open_groups(edition, until, target, silent_days), before, target)
    names = edition.units.set_index("unit_id")["name"]
    found.insert(0, "name", names.reindex(found.index))
    return found


def _open_groups(edition: Edition, until: date, target: Target, silent_days: int) -> pd.DataFrame:
    """Return the standing of the groups that were not taken out of the campaign."""
    groups = standing_on(edition, "group", until, target, silent_days)
    return groups[groups["state"] != State.CLOSED]
