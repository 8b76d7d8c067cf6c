"""Bản đồ: communes, behind each its groups, with the table beside the map; place, layer and days are in the address."""

import streamlit as st

from ui.map_controls import choices, path
from ui.map_table import beside
from ui.map_view import looked_at
from ui.maps import Scene, board, board_note
from ui.visit import Visit, current

HEIGHT = 560
SIDES = (11, 9)
WITH_TWO = (16, 9)


def show() -> None:
    """Draw the map that the address names."""
    _explore(current())


@st.fragment
def _explore(visit: Visit) -> None:
    """Draw what was chosen; a click on the map or on a row of the table draws this anew, and not the whole page."""
    scene = Scene(visit, looked_at(visit))
    path(scene)
    choices(scene)
    if scene.inside.empty:
        st.info(visit.say("map.no_groups"), icon=":material/info:")
        return
    left, right = st.columns(WITH_TWO if scene.view.beside else SIDES, gap="medium")
    with left:
        board(scene, height=HEIGHT)
        board_note(scene)
    with right:
        beside(scene, height=HEIGHT)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
