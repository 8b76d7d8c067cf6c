"""Xã/phường: one commune on a page: its figures with their bounds, its groups, and what is doubtful about them."""

import streamlit as st

from ui.cascade import cascade_section
from ui.closures import close_group
from ui.denominators import denominator_section
from ui.filters import commune_picker
from ui.officials import trained_officials
from ui.profile import group_states, needs, profile_figures
from ui.tables import PROFILE_COLUMNS, most_first, unit_table
from ui.visit import current


def show() -> None:
    """Draw the profile of the commune that the address names, or let the visitor choose one."""
    visit = current()
    say = visit.say
    st.header(say("page.xa_phuong"), anchor=False)
    communes = visit.standing("commune")
    chosen = commune_picker(visit, communes)
    if not chosen:
        st.info(say("profile.choose"), icon=":material/location_city:")
        return
    commune = communes[communes["unit_id"] == chosen].iloc[0]
    groups = visit.standing("group")
    groups = most_first(groups[groups["parent_id"] == chosen])
    profile_figures(visit, commune)
    needs(visit, commune, groups)
    group_states(visit, groups)
    unit_table(visit, groups, PROFILE_COLUMNS, key="profile_groups", height=360)
    trained_officials(visit, chosen)
    cascade_section(visit, commune, visit.endings("commune", chosen).sum(), key=chosen)
    denominator_section(visit, chosen)
    close_group(visit, groups)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
