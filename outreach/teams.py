"""The pace of the teams: they have no target of their own, so what counts is how much they do and how much is new."""

import pandas as pd

from outreach.pace import LATELY, last_sunday
from outreach.state import silent


def team_pace(records: pd.DataFrame, groups: pd.Index, day: pd.Timestamp, silent_days: int) -> pd.DataFrame:
    """Return one row for each team that was ever recorded, indexed by its name, by the last four complete weeks.

    `records` has team, unit_no, on_date, adults and served; `groups` are the numbers of the residential groups. Columns
    contacts_per_week (completed), served_per_week (people, each time they were served), groups_visited (distinct),
    first_visit_share (of the groups a team came to in a week, how many nobody had come to before that week; records
    that name only a commune are left out), last_on, is_silent. Of a silent team all four figures are not known.
    """
    named = records[records["team"].notna() & (records["on_date"] <= day)]
    last_on = named.groupby("team", observed=True)["on_date"].max().rename("last_on")
    until = last_sunday(day)
    since = until - pd.Timedelta(weeks=LATELY) + pd.Timedelta(days=1)
    lately = named[(named["on_date"] >= since) & (named["on_date"] <= until)]
    served = lately[lately["served"]].groupby("team", observed=True)["adults"].agg(["size", "sum"])
    served = served.reindex(last_on.index, fill_value=0) / LATELY
    coming = _coming(lately, records, groups, since)
    teams = pd.DataFrame(
        {
            "contacts_per_week": served["size"].astype("Float64"),
            "served_per_week": served["sum"].astype("Float64"),
            "groups_visited": coming["unit_no"].nunique().reindex(last_on.index, fill_value=0).astype("Int64"),
            "first_visit_share": coming["is_first"].mean().reindex(last_on.index).astype("Float64"),
        }
    )
    is_silent = silent(last_on, day, silent_days)
    is_blind = is_silent | (records["on_date"].min() >= since + pd.Timedelta(weeks=1))
    return teams.mask(is_blind).assign(last_on=last_on, is_silent=is_silent).rename_axis("team")


def _coming(
    lately: pd.DataFrame, records: pd.DataFrame, groups: pd.Index, since: pd.Timestamp
) -> pd.api.typing.DataFrameGroupBy:
    """Return, by team, the groups that it came to in each week, and whether that was the first week anybody came."""
    at_groups = lately[lately["unit_no"].isin(groups)]
    week = (at_groups["on_date"] - since).dt.days // 7
    coming = at_groups[["team", "unit_no"]].assign(week=week).drop_duplicates()
    coming = coming.join(records.groupby("unit_no")["on_date"].min().rename("first_on"), on="unit_no")
    first_week = (coming["first_on"] - since).dt.days // 7
    return coming.assign(is_first=first_week == coming["week"]).groupby("team", observed=True)
