"""What is planned for a commune: who goes to which of its groups, and when; nothing planned is said in words."""

import pandas as pd
import streamlit as st

from ui.tables import figure_table
from ui.visit import Visit

COLUMNS = ("name", "team", "when", "gain_adults", "plan_no")


def planned_on(visit: Visit) -> pd.DataFrame:
    """Return the stays of approved plans of which the campaign knows today.

    unit_id, team_id, team, starts_on, ends_on, gain_adults, plan_no.
    """
    return visit.campaign.desk.planned_on(visit.day)


def planned_section(visit: Visit, commune_id: str, planned: pd.DataFrame) -> None:
    """Show the planned stays in the groups of a commune, the next first."""
    say, groups = visit.say, visit.standing("group")
    st.subheader(say("planned.title"), anchor=False)
    here = planned_here(planned, groups[groups["parent_id"] == commune_id])
    if here.empty:
        st.info(say("planned.none"), icon=":material/event_busy:")
        return
    stays, units, people = len(here), here["unit_id"].nunique(), round(here["gain_adults"].sum())
    st.markdown(say("planned.sum", stays=stays, groups=units, people=int(people)))
    when = [
        say("planned.from_to", begin=begin.date(), end=end.date()) if begin != end else say.day(begin.date())
        for begin, end in zip(here["starts_on"], here["ends_on"], strict=True)
    ]
    names = {column: say(f"planned.{column}") for column in COLUMNS}
    figure_table(visit, here.assign(when=when), names, shares=(), key=f"planned_{commune_id}", height="content")


def planned_here(planned: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Return the stays in some groups with the group's name, in order of time."""
    names = groups.set_index("unit_id")["name"]
    here = planned[planned["unit_id"].isin(names.index)]
    days = {column: pd.to_datetime(here[column]) for column in ("starts_on", "ends_on")}
    named = here.assign(name=here["unit_id"].map(names), **days)
    return named.sort_values(["starts_on", "name"], kind="stable")
