"""Theo dõi: did it happen, and what did it bring; an approved plan against records and forms."""

import streamlit as st

from ui.return_forms import return_forms
from ui.tracking import carried_over, chosen, figures, headline, teams, visits
from ui.tracking_chart import plan_chart
from ui.tracking_lessons import learned
from ui.twice_missed import twice_missed
from ui.visit import current


def show() -> None:
    """Draw the page of follow-up: one plan, what is open, what it taught, and the forms that came back."""
    visit = current()
    st.header(visit.say("page.theo_doi"), anchor=False)
    one = chosen(visit)
    if one is None:
        return_forms(visit)
        return
    headline(visit, one)
    if one.has_begun:
        figures(visit, one)
        plan_chart(visit, one)
        visits(visit, one)
        carried_over(visit, one)
        teams(visit, one)
        learned(visit, one)
    twice_missed(visit)
    return_forms(visit)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
