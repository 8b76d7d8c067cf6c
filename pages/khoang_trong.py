"""Khoảng trống: the groups by people still to reach, with filters, to take along."""

import streamlit as st

from ui.downloads import download_buttons
from ui.figures import gap_summary
from ui.filters import chosen_filters, filtered
from ui.tables import most_first, unit_table
from ui.take_along import send_table
from ui.visit import current

COLUMNS = (
    "name",
    "gap_people",
    "commune",
    "state",
    "coverage_share",
    "adults",
    "reached",
    "language",
    "distance_km",
    "last_on",
)
TAKEN = (
    "unit_id",
    *COLUMNS,
    "households",
    "households_reached",
    "household_share",
    "contacts",
    "closed",
    "has_power",
    "has_signal",
)


def show() -> None:
    """Draw the list of gaps."""
    visit = current()
    say = visit.say
    groups = visit.standing("group")
    if groups.empty:
        st.info(say("gaps.no_groups"), icon=":material/info:")
        return
    found = most_first(filtered(groups, chosen_filters(visit, groups)))
    gap_summary(visit, found)
    unit_table(visit, found, COLUMNS, key="gaps", height=460)
    download_buttons(visit, found, TAKEN, "khoang-trong")
    send_table(visit)
    st.caption(say("gaps.note", day=visit.day))


if __name__ == "__main__":
    import dashboard

    dashboard.main()
