"""Bản đồ: communes, behind each its groups, with the table beside the map; place, layer and days are in the address."""

import streamlit as st

from ui.map_controls import choices, frozen_banner, path
from ui.map_table import table
from ui.map_view import looked_at
from ui.maps import Scene, board, board_note
from ui.take_along import take_along
from ui.visit import Visit, current

HEIGHT, LOW = 560, 320
SIDES = (11, 9)


def show() -> None:
    """Draw the map that the address names."""
    visit = current()
    _explore(visit)
    view = looked_at(visit)
    if view.commune_id and not view.number:
        take_along(visit, view.commune_id)


@st.fragment
def _explore(visit: Visit) -> None:
    """Draw what was chosen; a click on the map or on a row of the table draws this anew, and not the whole page."""
    now = visit.at_once()
    scene = Scene(now, looked_at(now))
    path(scene)
    choices(scene)
    frozen_banner(scene)
    if scene.inside.empty:
        st.info(visit.say("map.no_groups"), icon=":material/info:")
        return
    if scene.view.beside:
        board(scene, height=HEIGHT)
        board_note(scene)
        table(scene, height=LOW)
        return
    left, right = st.columns(SIDES, gap="medium")
    with left:
        board(scene, height=HEIGHT)
        board_note(scene)
    with right:
        table(scene, height=HEIGHT)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
