"""Kế hoạch: which team goes where in the coming weeks, why there, and what a change by hand would do."""

import streamlit as st

from ui.plans.board import plan_board
from ui.plans.choice import chosen_plan
from ui.plans.form import new_plan
from ui.plans.steps import plan_steps
from ui.visit import current


def show() -> None:
    """Draw the desk: the plan that lies on it, or the form of a first one."""
    visit = current()
    say = visit.say
    st.header(say("page.ke_hoach"), anchor=False)
    if visit.standing("group").empty:
        st.info(say("desk.no_groups"), icon=":material/inbox:")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="plan_steps"):
        record = chosen_plan(visit)
        if record is not None:
            plan_steps(visit, record)
    if record is None:
        st.info(say("desk.empty"), icon=":material/route:")
    new_plan(visit, is_first=record is None)
    if record is not None:
        plan_board(visit, record)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
