"""The pace of an edition on a day: of the province, its communes and groups, and its teams."""

from datetime import date
from functools import lru_cache

import pandas as pd

from campaign.edition import Edition, standing_on
from outreach.pace import Pace, facts_of_level, pace
from outreach.standing import province_standing
from outreach.target import Target
from outreach.teams import team_pace

PROVINCE = -1  # the number of the whole; no unit has it
TRIED = (4, 8, 12)  # weeks
TOLD = ["team", "unit_no", "on_date", "adults", "served"]


@lru_cache(maxsize=6)
def pace_on(edition: Edition, level: str, until: date, target: Target, silent_days: int) -> Pace:
    """Return the pace of a level on a day; it is shared by all who ask, and must not be changed."""
    day = pd.Timestamp(until)
    if level == "province":
        communes = pace_on(edition, "commune", until, target, silent_days)
        facts = _facts(edition, "commune", until, target, silent_days).assign(unit_no=PROVINCE)
        return pace(facts, _whole(edition, until, target, silent_days), target, day, communes)
    standing = standing_on(edition, level, until, target, silent_days)
    return pace(_facts(edition, level, until, target, silent_days), standing, target, day)


@lru_cache(maxsize=8)
def trials_on(edition: Edition, level: str, until: date, target: Target, silent_days: int) -> pd.DataFrame:
    """Return how the forecast of a level would have done in the weeks that have come."""
    return pace_on(edition, level, until, target, silent_days).trials(TRIED)


@lru_cache(maxsize=4)
def teams_on(edition: Edition, until: date, silent_days: int) -> pd.DataFrame:
    """Return the pace of every team that was ever recorded; teams are told apart by the name that was written."""
    records = edition.read("records", TOLD)
    records["on_date"] = pd.to_datetime(records["on_date"]).astype("datetime64[s]")
    units = edition.units
    groups = pd.Index(units.loc[units["level"] == "group", "unit_no"])
    return team_pace(records, groups, pd.Timestamp(until), silent_days)


def _facts(edition: Edition, level: str, until: date, target: Target, silent_days: int) -> pd.DataFrame:
    groups = standing_on(edition, "group", until, target, silent_days)
    units = edition.units
    above = edition.parents if level == "commune" else pd.Series(units["unit_no"].array, index=units["unit_no"])
    return facts_of_level(edition.facts, standing_on(edition, level, until, target, silent_days), above, groups)


def _whole(edition: Edition, until: date, target: Target, silent_days: int) -> pd.DataFrame:
    """Return the province as a standing of one unit; it is silent where every commune is."""
    communes = standing_on(edition, "commune", until, target, silent_days)
    whole = province_standing(communes, target)
    adults = pd.array([whole["adults"]], dtype="Int64")
    columns = {"adults": adults, "reached_known": [int(whole["reached_known"])], "last_on": [whole["last_on"]]}
    return pd.DataFrame({**columns, "is_silent": bool(communes["is_silent"].all())}, index=[PROVINCE])
