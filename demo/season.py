"""When the campaign works: its waves, its weekends, its silence at Tết."""

from __future__ import annotations

from datetime import date

import numpy as np

from outreach.errors import CampaignError

START = date(2025, 6, 9)
MERGED_ON = date(2025, 7, 1)
CLOSURES = ((date(2026, 2, 9), date(2026, 3, 1)), (date(2027, 1, 30), date(2027, 2, 19)))


def days(until: date) -> np.ndarray:
    """Return every day of the campaign as datetime64[D].

    Raises
    ------
    CampaignError
        `demo_too_early`, when the campaign would last less than a season.
    """
    if (until - START).days < 90:
        raise CampaignError("demo_too_early", until=until.isoformat(), start=START.isoformat())
    return np.arange(np.datetime64(START, "D"), np.datetime64(until, "D") + 1)


def pace(calendar: np.ndarray) -> np.ndarray:
    """Return the relative activity of each day: summer, December and summer waves, then a fast autumn."""
    age = (calendar - np.datetime64(START, "D")).astype(float)
    waves = np.exp(-(((age - 35) / 45) ** 2)) + 0.7 * np.exp(-(((age - 185) / 30) ** 2))
    waves += 0.9 * np.exp(-(((age - 400) / 40) ** 2)) + 1.4 / (1 + np.exp(-(age - 480) / 18))
    weekend = (calendar.astype("datetime64[D]").view("int64") + 3) % 7 >= 5
    return (0.25 + waves) * np.where(weekend, 1.8, 1.0) * np.where(_closed(calendar), 0.02, 1.0)


def dates(chances: np.ndarray, until: date, last: np.ndarray) -> np.ndarray:
    """Turn chances (0..1) into dates that follow the pace, none after `last` (datetime64, one for each)."""
    calendar = days(until)
    grown = np.cumsum(pace(calendar))
    limit = grown[np.clip((last - calendar[0]).astype(int), 0, len(calendar) - 1)]
    return calendar[np.searchsorted(grown, chances * limit, side="left")]


def _closed(calendar: np.ndarray) -> np.ndarray:
    spans = [(calendar >= np.datetime64(a)) & (calendar <= np.datetime64(b)) for a, b in CLOSURES]
    return np.logical_or.reduce(spans)
