"""The profile of a commune: what its groups need, and in which states they are."""

import pandas as pd
import streamlit as st

from ui.visit import Visit


def needs(visit: Visit, commune: pd.Series, groups: pd.DataFrame) -> None:
    """Say what the commune needs first: a report, mended data, or a team; and in how many of its groups each."""
    say = visit.say
    if commune["is_silent"]:
        st.warning(say("profile.silent"), icon=":material/notifications_off:")
    if commune["reached_known"] > (commune["adults"] if not pd.isna(commune["adults"]) else float("inf")):
        st.warning(say("profile.over"), icon=":material/error:")
    counts = groups["remedy"].value_counts()
    parts = [
        say(f"remedy.{one}", count=int(counts[one])) for one in ("send_team", "mend_data", "none") if one in counts
    ]
    st.markdown(" · ".join(parts))


def group_states(visit: Visit, groups: pd.DataFrame) -> None:
    """Say how many groups are in each state."""
    say = visit.say
    counts = groups["state"].value_counts()
    st.caption(" · ".join(f"{say(f'state.{state}')}: {say.number(count)}" for state, count in counts.items()))
