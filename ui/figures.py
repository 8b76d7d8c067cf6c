"""What a list of groups with people still to reach adds up to."""

import pandas as pd
import streamlit as st

from ui.visit import Visit


def gap_summary(visit: Visit, groups: pd.DataFrame) -> None:
    """Say how many groups a list holds, the people still to reach in them, and how many of them nobody reached.

    Where the list is of whole communes it also says by how many people the communes' own gap is smaller.
    """
    never, people = int(groups["is_never"].sum()), int(groups["gap_people"].sum())
    st.markdown(visit.say("gaps.summary", groups=len(groups), people=people, never=never))
    communes = visit.standing("commune")
    whole = communes[communes["unit_id"].isin(groups["parent_id"].unique())]
    unplaced = people - int(whole["gap_people"].sum())
    if len(groups) == whole["groups"].sum() and unplaced > 0:
        st.caption(visit.say("gaps.unplaced", count=unplaced))
