"""Đơn vị cũ: the figures of any day by the communes of before the merger, what is not known in a row of its own."""

from dataclasses import replace

import streamlit as st

from ui.downloads import download_buttons
from ui.former import chosen_day, former_summary, searched, worded
from ui.tables import unit_table
from ui.visit import current

COLUMNS = (
    "commune",
    "former_name",
    "old_district",
    "extent",
    "groups",
    "adults",
    "reached",
    "known_share",
    "gap_people",
)
TAKEN = (
    "unit_id",
    *COLUMNS,
    "households",
    "households_reached",
    "contacts",
    "closed",
    "last_on",
)


def show() -> None:
    """Draw the table of former units."""
    visit = current()
    st.header(visit.say("page.don_vi_cu"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = chosen_day(visit)
        standing = visit.campaign.former_standing(day)
        found = worded(visit, searched(visit, standing))
    former_summary(visit, standing, day)
    unit_table(visit, found, COLUMNS, key="former", height=560)
    download_buttons(replace(visit, day=day), found, TAKEN, "don-vi-cu")


if __name__ == "__main__":
    import dashboard

    dashboard.main()
