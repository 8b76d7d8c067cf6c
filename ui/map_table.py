"""The table beside the map: the same units and figures, for reading, sorting and choosing with the keyboard."""

import pandas as pd
import streamlit as st

from ui import address
from ui.map_styles import counted
from ui.maps import Scene
from ui.tables import COMMUNE_COLUMNS, GROUP_COLUMNS, Height, most_first, selected_first, unit_table

MOST_ROWS = 200
COLUMNS = {"commune": COMMUNE_COLUMNS, "group": GROUP_COLUMNS}
PICKED = "map_table_picked"


def table(scene: Scene, height: Height) -> None:
    """Draw the table; a click on a row opens the commune, or marks the group on the map."""
    view, say = scene.view, scene.visit.say
    rows = most_first(_counted(scene))
    if view.group_id and st.session_state.get(PICKED) != view.group_id:
        rows = selected_first(rows, view.group_id)
    shown = rows.head(MOST_ROWS)
    key = f"map_table_{view.level}_{view.commune_id}"
    ids = shown["unit_id"].tolist()

    def pick() -> None:
        cells = st.session_state[key]["selection"]["cells"]
        if cells and cells[0][0] < len(ids):
            st.session_state[PICKED] = ids[cells[0][0]]
            address.choose("xa" if view.level == "commune" else "to", ids[cells[0][0]])

    unit_table(scene.visit, shown, _columns(scene), key, height, on_pick=pick)
    hint = say("overview.open_hint" if view.level == "commune" else "map.click_hint")
    st.caption(hint if len(rows) <= MOST_ROWS else f"{hint} {say('map.first_rows', rows=MOST_ROWS)}")


def _columns(scene: Scene) -> tuple[str, ...]:
    """Return the level's own columns, and after the name what the layer shows."""
    first, *others = COLUMNS[scene.view.level]
    layer = scene.view.layer.column
    place = ("commune",) if scene.view.level == "group" and not scene.view.commune_id else ()
    # A place in the width of the page for each column: where the layer brings one, the last goes.
    return (first, *place, *(others if layer in others else [layer, *others[:-1]]))


def _counted(scene: Scene) -> pd.DataFrame:
    return counted(scene.inside, scene.before, pd.Timestamp(scene.view.day))
