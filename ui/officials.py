"""Officials who were trained, the courses against the plan, and the classes for citizens by language."""

import pandas as pd
import streamlit as st

from outreach.officials import TARGETS, CoursePlan, officials_whole
from ui.tables import figure_table
from ui.visit import Visit

PLAN = CoursePlan()
COLUMNS = ("name", "officials", "named", "attended", "trained_least", "trained", "trained_most", "officials_share")


def officials_section(visit: Visit) -> None:
    """Show the share of officials trained against both targets, and each commune."""
    say, table = visit.say, visit.campaign.officials(visit.day)
    st.subheader(say("officials.title"), anchor=False, help=say("officials.help"))
    whole = officials_whole(table)
    if not whole["trained_most"]:
        st.info(say("officials.empty"), icon=":material/inbox:")
        return
    known = "officials.share" if not pd.isna(whole["officials_share"]) else "officials.share_unknown"
    st.markdown(
        say(
            known,
            trained=int(whole["trained"]),
            least=int(whole["trained_least"]),
            most=int(whole["trained_most"]),
            officials=say.number(whole["officials"]),
            share=say.share(whole["officials_share"]),
        )
    )
    st.caption(" · ".join(say("officials.target", share=say.share(one.share), day=one.on) for one in TARGETS))
    with st.expander(say("officials.by_commune"), icon=":material/table_rows:"):
        ordered = table.sort_values("officials_share", na_position="last", kind="stable")
        names = {column: say(f"officials.column.{column}") for column in COLUMNS}
        figure_table(visit, ordered, names, shares=COLUMNS[-1:], key="officials", height=390)


def course_section(visit: Visit) -> None:
    """Show the courses held and the places used against the plan, with each course."""
    say, held = visit.say, visit.campaign.courses(visit.day)
    st.subheader(say("courses.title"), anchor=False, help=say("courses.help"))
    places = int(held["attended"].sum())
    for name, done, asked in (("courses", len(held), PLAN.courses), ("places", places, PLAN.places)):
        st.progress(min(done / asked, 1.0), text=say(f"courses.{name}", done=done, asked=asked, day=PLAN.on))
    if held.empty:
        return
    left, right = st.columns(2)
    for where, column in ((left, "course"), (right, "partner")):
        sums = held.groupby(column).agg(courses=("topic", "size"), attended=("attended", "sum")).reset_index()
        named = sums[column].map(lambda one: say(f"course.{one}")) if column == "course" else sums[column]
        table = pd.DataFrame(
            {
                say(f"courses.{column}"): named,
                say("courses.held"): sums["courses"],
                say("courses.attended"): sums["attended"],
            }
        )
        with where:
            st.dataframe(table, hide_index=True, key=f"courses_by_{column}", height="content")
    with st.expander(say("courses.each"), icon=":material/list:"):
        names = visit.campaign.edition().units.set_index("unit_no")["name"]
        each = pd.DataFrame(
            {
                say("courses.begun_on"): held["begun_on"].map(say.day),
                say("courses.topic"): held["topic"],
                say("courses.partner"): held["partner"],
                say("courses.where"): held["unit_no"].map(names),
                say("courses.attended"): held["attended"],
            }
        )
        st.dataframe(each, hide_index=True, key="courses_each", height="content")


def class_section(visit: Visit) -> None:
    """Show the classes for citizens by the language of the place, mobile ones and those in that language."""
    say, held = visit.say, visit.campaign.classes(visit.day)
    st.subheader(say("classes.title"), anchor=False, help=say("classes.help"))
    if held["sessions"].sum() == 0:
        st.info(say("classes.empty"), icon=":material/inbox:")
        return
    columns = ("language", "adults", "sessions", "attended", "mobile", "own_language")
    names = {column: say(f"classes.{column}") for column in columns}
    figure_table(visit, held.reset_index(), names, shares=(), key="classes", height="content")


def trained_officials(visit: Visit, commune_id: str) -> None:
    """Say how many officials of one commune were trained."""
    say, table = visit.say, visit.campaign.officials(visit.day)
    one = table[table["unit_id"] == commune_id].iloc[0]
    if not one["trained_most"]:
        st.caption(say("officials.none_here"))
        return
    st.markdown(
        say(
            "officials.here",
            trained=int(one["trained"]),
            least=int(one["trained_least"]),
            most=int(one["trained_most"]),
            officials=say.number(one["officials"]),
            share=say.share(one["officials_share"]),
        )
    )
