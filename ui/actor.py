"""Who does what: a name typed once and remembered for the visit; there is no login on an office PC."""

import streamlit as st

from ui.visit import Visit

LONGEST = 60


def actor_field(visit: Visit, key: str) -> str:
    """Ask who is at work, once for all pages; the name goes into the history of imports and decisions."""
    say = visit.say
    named = st.text_input(
        say("actor.name"),
        value=st.session_state.get("actor", ""),
        key=key,
        max_chars=LONGEST,
        help=say("actor.help"),
        placeholder=say("actor.nobody"),
    )
    st.session_state["actor"] = named.strip()
    return st.session_state["actor"]
