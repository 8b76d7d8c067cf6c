"""Bản đồ: communes, and behind each its groups, with the table beside the map; both follow one selection."""

import streamlit as st
from pandas import DataFrame

from ui import address
from ui.maps import clicked_unit, commune_map, group_map, legend_note, tooltips
from ui.tables import commune_table, group_table, most_first, selected_first
from ui.visit import Visit, current

HEIGHT = 560


def show() -> None:
    """Draw the map of communes, or of the groups of the one that the address names."""
    visit = current()
    communes = visit.standing("commune")
    chosen = address.recall("xa", "", tuple(communes["unit_id"]))
    chosen = _commune_picker(visit, communes, chosen)
    address.keep("xa", chosen)
    if chosen:
        _groups_of(visit, communes, chosen)
    else:
        _all_communes(visit, communes)


def _commune_picker(visit: Visit, communes: DataFrame, chosen: str) -> str:
    """Let the visitor search a commune by name, or go back to all of them; the address stays the truth."""
    names = dict(zip(communes["unit_id"], communes["name"], strict=True))
    if st.session_state.get("map_commune") != (chosen or None):
        st.session_state["map_commune"] = chosen or None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(
            visit.say("map.commune"),
            list(names),
            format_func=names.get,
            key="map_commune",
            placeholder=visit.say("map.all_communes"),
            index=None,
        )
        if chosen and st.button(visit.say("map.back"), icon=":material/arrow_back:", key="map_back", on_click=_leave):
            return ""
    return picked or ""


def _leave() -> None:
    st.session_state["map_commune"] = None
    address.keep("xa", "")


def _open(unit_id: str) -> None:
    address.keep("xa", unit_id)
    st.rerun()


def _all_communes(visit: Visit, communes: DataFrame) -> None:
    left, right = st.columns([11, 9], gap="medium")
    with left:
        clicked = commune_map(visit, selected=None, key="map_all", height=HEIGHT)
        legend_note(visit, "commune")
    with right:
        picked = commune_table(visit, most_first(communes), key="map_communes")
        st.caption(visit.say("overview.open_hint"))
    if clicked or picked:
        _open(clicked or picked or "")


@st.fragment
def _groups_of(visit: Visit, communes: DataFrame, commune_id: str) -> None:
    """Show one commune's groups; a click on the map marks the row, a click on a row marks the shape."""
    groups = visit.standing("group")
    groups = most_first(groups[groups["parent_id"] == commune_id])
    if groups.empty:
        st.info(visit.say("map.no_groups"), icon=":material/info:")
        return
    map_key = f"map_{commune_id}"
    selected = clicked_unit(map_key, groups, visit.say) or st.session_state.get("map_group")
    left, right = st.columns([11, 9], gap="medium")
    with right:
        picked = group_table(visit, selected_first(groups, selected), key=f"table_{commune_id}", height=HEIGHT)
        if picked and picked != st.session_state.get("map_picked"):
            selected = picked
        st.session_state["map_picked"] = picked
        st.session_state["map_group"] = selected
    with left:
        group_map(visit, groups, commune_id, selected=selected, key=map_key, height=HEIGHT)
        _selected_line(visit, groups, selected)
        no_shape = int(groups["west"].isna().sum())
        if no_shape:
            st.caption(visit.say("map.not_on_map", count=no_shape))


def _selected_line(visit: Visit, groups: DataFrame, selected: str | None) -> None:
    found = groups[groups["unit_id"] == selected]
    if found.empty:
        st.caption(visit.say("map.click_hint"))
        return
    st.text(tooltips(found, visit.say)[0].replace("\n", " · "))


if __name__ == "__main__":
    import dashboard

    dashboard.main()
