"""The calendar of a plan: a row for each team, a column for each day, in the cell where it is."""

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from texts import Language
from ui.visit import Visit


def plan_calendar(visit: Visit, tables: Mapping[str, pd.DataFrame], starts_on: date, weeks: int, team_id: str) -> None:
    """Show where the teams are on each day of a week."""
    say, schedule = visit.say, tables["schedule"]
    if schedule.empty:
        st.info(say("desk.no_visits"), icon=":material/inbox:")
        return
    week = 0
    if weeks > 1:
        spans = [_span(starts_on, number, say) for number in range(weeks)]
        week = st.segmented_control(say("desk.week"), range(weeks), format_func=spans.__getitem__, default=0,
                                    key="plan_week", label_visibility="collapsed") or 0  # fmt: skip
    rows = schedule[schedule["week"] == week]
    if team_id:
        rows = rows[rows["team_id"] == team_id]
    days = [starts_on + timedelta(days=7 * week + number) for number in range(7)]
    names = visit.standing("commune").set_index("unit_id")["name"]
    teams = tables["teams"].set_index("team_id")
    table = calendar_of(rows, teams["base"].map(names), days, say)
    st.dataframe(
        table, key="plan_calendar", height="content" if len(table) <= 14 else 520,
        column_config={name: st.column_config.TextColumn(name, width="medium") for name in table.columns},
    )  # fmt: skip
    st.caption(say("desk.calendar_note"))


def _span(starts_on: date, week: int, say: Language) -> str:
    first = starts_on + timedelta(days=7 * week)
    return say("desk.week_span", week=week + 1, first=first, last=first + timedelta(days=6))


def calendar_of(rows: pd.DataFrame, bases: pd.Series, days: list[date], say: Language) -> pd.DataFrame:
    """Return a table of teams (index) and days (columns, in words); a cell names the places, halves and nights told.

    `bases` has the commune of each team: a place there is told without it.
    """
    part = rows["half"].map({0: "", 1: f" ({say('desk.morning')})", 2: f" ({say('desk.afternoon')})"})
    night = rows["is_overnight"].map({True: " ☾", False: ""})
    away = rows["commune"].astype("str") != rows["team_id"].map(bases).astype("str")
    commune = (", " + rows["commune"].astype("str")).where(away, "")
    told = rows.assign(place=rows["name"] + commune + part + night)
    spans = [pd.date_range(one, last) for one, last in zip(told["starts_on"], told["ends_on"], strict=True)]
    each = told.assign(day=pd.Series(spans, index=told.index, dtype="object")).explode("day")
    cells = each.sort_values(["day", "half"]).pivot_table("place", "team_id", "day", aggfunc=" · ".join)
    wanted = cells.reindex(columns=pd.to_datetime(days)).astype("object").fillna("")
    names = [f"{say(f'weekday.{day.weekday()}')} {day:%d/%m}" for day in days]
    known = bases.dropna().astype("str")
    teams = [f"{one} · {known[one]}" if one in known.index else str(one) for one in wanted.index]
    return wanted.set_axis(names, axis="columns").set_axis(teams).rename_axis(say("plan.column.team_id"))
