"""How long ago a unit was last visited."""

import pandas as pd


def days_since(last_on: pd.Series, until: pd.Timestamp | pd.Series) -> pd.Series:
    """Return whole days from the last record up to a day (one for all, or one a row), NA where there never was one."""
    return (until - last_on).dt.days.astype("Int64").rename("days_since")
