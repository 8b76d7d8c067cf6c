"""The standing of an edition by the units of before the merger, once for each day."""

from datetime import date
from functools import lru_cache

import pandas as pd

from campaign.edition import Edition, standing_on
from outreach.merger import former_standing
from outreach.target import Target


@lru_cache(maxsize=8)
def former_on(edition: Edition, until: date, target: Target, silent_days: int) -> pd.DataFrame:
    """Return the standing by former units on a day; it is shared by all who ask, and must not be changed."""
    communes, groups = (standing_on(edition, level, until, target, silent_days) for level in ("commune", "group"))
    evidence = (edition.crosswalk, edition.former, edition.former_facts)
    return former_standing(communes, groups, evidence, pd.Timestamp(until), target)
