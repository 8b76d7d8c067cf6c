"""Approved plans in the standing: a group that no team has been to, and to which one will go, is planned."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from campaign.edition import Edition, standing_on
from outreach.state import State
from outreach.target import Target

if TYPE_CHECKING:
    from campaign.desk import Desk

Terms = tuple[date, Target, int]


@lru_cache(maxsize=32)
def planned_standing(edition: Edition, level: str, terms: Terms, desk: Desk, plans: tuple[int, ...]) -> pd.DataFrame:
    """Return the standing of a level on a day with what some approved plans have still to do.

    Columns added: planned_on (the first day, NaT for none) and planned_team; a unit that was never reached is
    `planned`. Without plans it is the standing itself. Shared by all who ask; must not be changed.
    """
    day, _, _ = terms
    standing = standing_on(edition, level, *terms)
    if not plans:
        return standing
    visits = desk.planned_on(day)
    key = visits["unit_id"]
    if level == "commune":
        parents = edition.units.set_index("unit_id")["parent_id"]
        key = key.map(parents).fillna(key)
    first = visits.assign(unit_id=key).sort_values("starts_on", kind="stable").drop_duplicates("unit_id")
    first = first.set_index("unit_id").reindex(standing["unit_id"]).set_index(standing.index)
    planned_on = pd.to_datetime(first["starts_on"])
    is_next = planned_on.notna() & (standing["state"] == State.NEVER_REACHED)
    return standing.assign(
        planned_on=planned_on,
        planned_team=first["team"].astype("str"),
        state=standing["state"].mask(is_next, State.PLANNED.value),
    )
