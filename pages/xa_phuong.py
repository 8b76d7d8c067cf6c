"""Xã/phường: one commune on a page: figures with their ranges, its way, its groups, what is known and planned."""

import streamlit as st

from ui.cascade import cascade_section
from ui.closures import close_group
from ui.commune import commune_figures, effort_line, language_section, quality_line, reasons
from ui.denominators import denominator_section
from ui.filters import commune_picker
from ui.officials import trained_officials
from ui.pace import number_of
from ui.planned import planned_on, planned_section
from ui.profile import group_states, needs
from ui.tables import PROFILE_COLUMNS, most_first, unit_table
from ui.trend import trend_section
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
    number = number_of(visit, chosen)
    commune = communes.loc[[number]].iloc[0]
    groups = visit.standing("group")
    groups = most_first(groups[groups["parent_id"] == chosen])
    commune_figures(visit, commune)
    needs(visit, commune, groups)
    left, right = st.columns([11, 9], gap="medium")
    with left:
        trend_section(visit, number, str(commune["name"]))
    with right:
        reasons(visit, chosen)
        effort_line(visit, chosen)
        quality_line(visit, number)
    planned_section(visit, chosen, planned_on(visit))
    st.subheader(say("pace.groups"), anchor=False)
    group_states(visit, groups)
    unit_table(visit, groups, PROFILE_COLUMNS, key="profile_groups", height=360)
    language_section(visit, chosen, groups)
    trained_officials(visit, chosen)
    cascade_section(visit, commune, visit.endings("commune", chosen).sum(), key=chosen)
    denominator_section(visit, chosen)
    close_group(visit, groups)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
