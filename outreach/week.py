"""Weeks of the campaign, from Monday to Sunday."""

import pandas as pd

SUNDAY = 6


def last_complete_week(until: pd.Timestamp) -> pd.Timestamp:
    """Return the Monday of the last week that is over; a Sunday ends its own week."""
    monday = until - pd.Timedelta(days=until.day_of_week)
    return monday - pd.Timedelta(weeks=1 if until.day_of_week < SUNDAY else 0)
