"""Khoảng trống: the groups by people still to reach, with filters, to take along."""

import streamlit as st

from ui.clusters import cluster_line
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
    "remedy",
    "coverage_share",
    "coverage_low_share",
    "coverage_high_share",
    "need_class",
    "adults",
    "reached",
    "language",
    "distance_km",
    "last_on",
)
TAKEN = (
    "unit_id",
    *COLUMNS,
    "reached_least",
    "reached_most",
    "effective_share",
    "adults_kind",
    "lowest_tenth_probability",
    "below_target_probability",
    "unreached_expected",
    "unreached_low",
    "unreached_high",
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
    groups = groups.join(visit.campaign.uncertainty(visit.day))
    found = most_first(filtered(groups, chosen_filters(visit, groups)))
    gap_summary(visit, found)
    cluster_line(visit)
    unit_table(visit, found, COLUMNS, key="gaps", height=460)
    download_buttons(visit, found, TAKEN, "khoang-trong")
    send_table(visit)
    st.caption(say("gaps.note", day=visit.day))


if __name__ == "__main__":
    import dashboard

    dashboard.main()
