"""Đội: the register of teams, what is doubtful in it, their days to come, and the calendar of absences."""

import streamlit as st

from ui.absences import absences
from ui.teams import doubts, register, team_cards, team_table, weeks
from ui.visit import current


def show() -> None:
    """Draw the register of teams."""
    visit = current()
    st.header(visit.say("page.doi"), anchor=False)
    st.caption(visit.say("teams.promise"))
    found = register(visit)
    if found is None:
        return
    team_cards(visit, found)
    doubts(visit, found)
    team_table(visit, found)
    weeks(visit, found)
    absences(visit, found)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
