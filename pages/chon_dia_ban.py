"""Chọn địa bàn: which groups to send teams to, by what a day of a team brings there, and what is picked by hand."""

import streamlit as st

from ui.candidates import candidates_found, choose
from ui.visit import current


def show() -> None:
    """Draw the choice of groups."""
    visit = current()
    say = visit.say
    st.header(say("page.chon_dia_ban"), anchor=False)
    st.caption(say("candidates.promise", day=visit.day))
    made = candidates_found(visit)
    if made.case.groups.empty:
        st.info(say("gaps.no_groups"), icon=":material/info:")
        return
    choose(visit, made)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
