"""Tổng quan: where the province stands, where it is worst, and whether the figure can be trusted."""

import streamlit as st

from ui import frame
from ui.figures import headline_figures, trust_line
from ui.maps import commune_map, legend_note
from ui.tables import commune_table, most_first, nothing_known
from ui.take_along import take_along
from ui.visit import current

MOST = 10


def show() -> None:
    """Draw the overview."""
    visit = current()
    say = visit.say
    headline_figures(visit)
    left, right = st.columns([11, 9], gap="medium")
    with left:
        st.subheader(say("overview.map"), anchor=False, help=say("measure.coverage_share.definition"))
        clicked = commune_map(visit, selected=None, key="overview_map", height=440)
        legend_note(visit, "commune")
    with right:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.subheader(say("overview.worst", most=MOST), anchor=False, help=say("measure.gap_people.definition"))
            take_along(visit)
        worst = most_first(visit.standing("commune")).head(MOST)
        picked = None
        if nothing_known(worst):
            st.info(say("overview.no_denominator"), icon=":material/group_off:")
        else:
            picked = commune_table(visit, worst, key="worst")
            st.caption(say("overview.open_hint"))
    trust_line(visit)
    if chosen := clicked or picked:
        frame.go("ban_do", xa=chosen)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
