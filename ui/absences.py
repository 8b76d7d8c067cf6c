"""The calendar of absences on a page: enter one, see those in force, take one back."""

from collections.abc import Hashable, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from campaign.absences import ALL, COMMUNE, TEAM, Absence
from campaign.teams import Teams, known_subjects
from outreach.errors import CampaignError
from ui.actor import actor_field
from ui.escape import markdown
from ui.tables import figure_table
from ui.visit import Visit

SCOPES = (TEAM, COMMUNE, ALL)
DONE = "absence_done"
HISTORY = ("absence_id", "whose", "first_on", "last_on", "reason", "actor", "entered", "taken_back")


def absences(visit: Visit, found: Teams) -> None:
    """Show the calendar of absences with its form."""
    say = visit.say
    st.subheader(say("absences.title"), anchor=False)
    st.caption(say("absences.help"))
    if told := st.session_state.pop(DONE, ""):
        st.success(told, icon=":material/task_alt:")
    with st.container(border=True, key="unprinted_absence_form"):
        _form(visit, found)
    _in_force(visit, found)
    _history(visit, found)


def _form(visit: Visit, found: Teams) -> None:
    say = visit.say
    left, middle, right = st.columns(3, gap="medium")
    with left:
        scope = st.segmented_control(
            say("absences.whose"),
            SCOPES,
            default=TEAM,
            format_func=lambda one: say(f"absences.scope.{one}"),
            key="absence_scope",
        )
        subject = _subject(visit, found, scope or TEAM)
    with middle:
        monday = found.weeks["starts_on"].iloc[0].date()
        days = st.date_input(
            say("absences.days"),
            (monday, monday + timedelta(days=6)),
            key="absence_days",
            format="DD/MM/YYYY",
            help=say("absences.days_help"),
        )
        reason = st.text_input(
            say("absences.reason"), max_chars=120, key="absence_reason", placeholder=say("absences.reason_example")
        )
    with right:
        actor = actor_field(visit, "absence_actor")
        pressed = st.button(say("absences.add"), type="primary", key="absence_add", icon=":material/event_busy:")
    if pressed:
        _add(visit, scope or TEAM, subject, days, reason, actor)


def _subject(visit: Visit, found: Teams, scope: str) -> str | None:
    """Ask which team or commune is away; '' stands for all."""
    say, table = visit.say, found.table
    if scope == ALL:
        st.caption(say("absences.of_all", count=len(table)))
        return ""
    if scope == TEAM:
        names = dict(zip(table["team_id"], table["team"] + " · " + table["base_commune"], strict=True))
    else:
        based = table[table["commune_id"] != ""]
        counts = based["commune_id"].value_counts()
        bases = based[["commune_id", "base_commune"]].drop_duplicates().sort_values("base_commune").to_numpy()
        names = {code: say("absences.commune", name=name, count=int(counts[code])) for code, name in bases}
    return st.selectbox(
        say(f"absences.scope.{scope}"),
        list(names),
        index=None,
        format_func=lambda one: names[one],
        placeholder=say("absences.choose"),
        key=f"absence_{scope}",
        label_visibility="collapsed",
    )


def _add(visit: Visit, scope: str, subject: str | None, days: object, reason: str, actor: str) -> None:
    say = visit.say
    told = days if isinstance(days, tuple) else (days,)
    if subject is None or not told or not all(isinstance(day, date) for day in told):
        st.warning(say("absences.incomplete"), icon=":material/edit:")
        return
    one = Absence(scope, subject, told[0], told[-1], reason.strip())
    try:
        visit.campaign.absences.add(one, known_subjects(visit.campaign, scope), actor)
    except CampaignError as error:
        st.error(markdown(say.error(error)), icon=":material/error:")
        return
    st.session_state[DONE] = say("absences.added", first=one.first_on, last=one.last_on)
    st.rerun()


def _in_force(visit: Visit, found: Teams) -> None:
    say, table = visit.say, visit.campaign.absences.table()
    coming = table[table["last_on"] >= pd.Timestamp(visit.day)]
    if coming.empty:
        st.caption(say("absences.none"))
    for row in coming.to_dict("records"):
        with st.container(horizontal=True, vertical_alignment="center", key=f"absence_row_{row['absence_id']}"):
            st.markdown(_line(visit, found, row), width="stretch")
            if st.button(say("absences.take_back"), key=f"absence_back_{row['absence_id']}", icon=":material/undo:"):
                visit.campaign.absences.take_back([int(row["absence_id"])], st.session_state.get("actor", ""))
                st.session_state[DONE] = say("absences.taken_back")
                st.rerun()


def _line(visit: Visit, found: Teams, row: Mapping[Hashable, Any]) -> str:
    say = visit.say
    days = say("absences.between", first=row["first_on"].date(), last=row["last_on"].date())
    reason = f" · {markdown(row['reason'])}" if row["reason"] else ""
    return f"**{markdown(_whose(visit, found, row['scope'], row['subject']))}** · {days}{reason}"


def _whose(visit: Visit, found: Teams, scope: str, subject: str) -> str:
    """Say who is away; of a team or commune that is no more, its code."""
    say, table = visit.say, found.table
    if scope == ALL:
        return say("absences.scope.all")
    if scope == TEAM:
        named = table.loc[table["team_id"] == subject, "team"]
        return str(named.iloc[0]) if len(named) else subject
    based = table.loc[table["commune_id"] == subject, "base_commune"]
    return say("absences.commune", name=based.iloc[0] if len(based) else subject, count=len(based))


def _history(visit: Visit, found: Teams) -> None:
    """Show every absence that was ever entered, with those that are over or were taken back."""
    say, every = visit.say, visit.campaign.absences.store.history()
    if every.empty:
        return
    with st.expander(say("absences.history", count=len(every)), icon=":material/history:"):
        table = every.assign(
            absence_id=every["absence_id"].astype("str"),
            whose=[_whose(visit, found, scope, of) for scope, of in every[["scope", "subject"]].to_numpy()],
            first_on=every["first_on"].map(say.day),
            last_on=every["last_on"].map(say.day),
            entered=every["entered_at"].map(say.moment),
            taken_back=every["taken_back_at"].map(say.moment, na_action="ignore").fillna(""),
        )
        names = {name: say(f"absences.column.{name}") for name in HISTORY}
        figure_table(visit, table, names, shares=(), key="absence_history", height="content")
