"""Bản đồ: communes, and behind each its groups, with the table beside the map; both follow one selection."""

import streamlit as st
from pandas import DataFrame

from ui import address
from ui.filters import commune_picker
from ui.maps import commune_map, group_map, legend_note, selected_line, selection
from ui.tables import commune_table, group_table, most_first, selected_first
from ui.take_along import take_along
from ui.visit import Visit, current

HEIGHT = 560
SIDES = (11, 9)


def show() -> None:
    """Draw the map of communes, or of the groups of the one that the address names."""
    visit = current()
    communes = visit.standing("commune")
    chosen = commune_picker(visit, communes)
    if chosen:
        _groups_of(visit, chosen)
        take_along(visit, chosen)
    else:
        _all_communes(visit, communes)


def _all_communes(visit: Visit, communes: DataFrame) -> None:
    left, right = st.columns(SIDES, gap="medium")
    with left:
        clicked = commune_map(visit, selected=None, key="map_all", height=HEIGHT)
        legend_note(visit, "commune")
    with right:
        picked = commune_table(visit, most_first(communes), key="map_communes", height=HEIGHT)
        st.caption(visit.say("overview.open_hint"))
    if chosen := clicked or picked:
        address.choose("xa", chosen)
        st.rerun()


@st.fragment
def _groups_of(visit: Visit, commune_id: str) -> None:
    """Show one commune's groups; a click on the map marks the row, a click on a row marks the shape."""
    groups = visit.standing("group")
    groups = most_first(groups[groups["parent_id"] == commune_id])
    if groups.empty:
        st.info(visit.say("map.no_groups"), icon=":material/info:")
        return
    left, right = st.columns(SIDES, gap="medium")
    shown = selection(visit, groups, commune_id)
    with right:
        picked = group_table(visit, selected_first(groups, shown.on_map), key=f"table_{commune_id}", height=HEIGHT)
    with left:
        selected = shown.after(picked)
        group_map(visit, groups, commune_id, selected=selected, key=shown.map_key, height=HEIGHT)
        selected_line(visit, groups, selected)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
