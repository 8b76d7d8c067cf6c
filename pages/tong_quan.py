"""Tổng quan: where the province stands, who needs help most and why, what changed, and what can be trusted."""

import streamlit as st

from ui import frame
from ui.maps import commune_map, legend_note
from ui.overview import headline_figures, last_changes, most_in_need, province_figures, trust
from ui.take_along import take_along
from ui.twice_missed import twice_missed_line
from ui.visit import current


def show() -> None:
    """Draw the overview, in the order in which a phone shows it."""
    visit = current()
    say = visit.say
    figures = province_figures(visit)
    headline_figures(visit, figures)
    with st.container(key="overview_middle"):
        left, right = st.columns([11, 9], gap="medium")
    with left:
        st.subheader(say("overview.map"), anchor=False, help=say("measure.coverage_share.definition"))
        clicked = commune_map(visit, selected=None, key="overview_map", height=350)
        legend_note(visit, "commune")
    with right, st.container(gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.subheader(say("overview.needs"), anchor=False, help=say("measure.gap_people.definition"))
            take_along(visit)
        most_in_need(visit, figures)
    left, right = st.columns([11, 9], gap="medium")
    with left:
        last_changes(visit, figures)
    with right:
        trust(visit, figures)
        twice_missed_line(visit)
    if clicked:
        frame.go("ban_do", xa=clicked)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
