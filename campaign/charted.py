"""Standings with the figures that only the map asks for; each is worked out by those who look at it, and then kept."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import pandas as pd

from campaign.clusters import clusters_on
from campaign.desk import Desk
from campaign.edition import Edition
from campaign.pace import pace_on
from campaign.planned import Terms, planned_standing
from campaign.uncertainty import uncertainty_on
from outreach.target import Target
from outreach.uncertainty import COLUMNS as KNOWLEDGE

Find = Callable[[Edition, str, date, Target, int], pd.DataFrame]


def _pace(edition: Edition, level: str, until: date, target: Target, silent_days: int) -> pd.DataFrame:
    return pace_on(edition, level, until, target, silent_days).units


def _knowledge(edition: Edition, _level: str, until: date, target: Target, silent_days: int) -> pd.DataFrame:
    return uncertainty_on(edition, until, target, silent_days)


# What is worked out at once: its columns, the levels that have it, and how it is found.
SOURCES: tuple[tuple[tuple[str, ...], tuple[str, ...], Find], ...] = (
    (("pace_ratio",), ("commune", "group"), _pace),
    (KNOWLEDGE, ("group",), _knowledge),
    (("cluster",), ("commune", "group"), clusters_on),
)


def chartable(level: str) -> tuple[str, ...]:
    """Return the columns that can be added to a standing of a level."""
    return tuple(column for columns, levels, _ in SOURCES if level in levels for column in columns)


@lru_cache(maxsize=24)
def charted_on(
    edition: Edition, level: str, terms: Terms, columns: tuple[str, ...], desk: Desk, plans: tuple[int, ...]
) -> pd.DataFrame:
    """Return the standing of a level with some of the columns of `chartable`; those it cannot have are left out.

    For the same question it is the very same frame, and without any of them that of `planned_standing`: what was drawn
    of it is found again. Shared by all who ask, so it must not be changed.
    """
    standing = planned_standing(edition, level, terms, desk, plans)
    asked = [(wanted, find) for has, levels, find in SOURCES if level in levels and (wanted := _both(has, columns))]
    if not asked:
        return standing
    found: list[pd.DataFrame | pd.Series] = [find(edition, level, *terms)[wanted] for wanted, find in asked]
    return standing.join(found)


def _both(has: tuple[str, ...], wanted: tuple[str, ...]) -> list[str]:
    return [column for column in has if column in wanted]
