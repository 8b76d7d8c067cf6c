"""Pulling from a form service: which are set up, one button each, and how to set them up."""

import os

import streamlit as st

from campaign import CONTACTS, SOURCE_NAMES
from outreach.errors import CampaignError
from ui.escape import markdown
from ui.progress import staged
from ui.visit import Visit


def pull_form(visit: Visit) -> None:
    """Offer the services that the environment names; say how to name one where there is none."""
    say = visit.say
    with st.expander(say("pull.title"), icon=":material/cloud_download:"):
        ready = [name for name in SOURCE_NAMES if os.environ.get(f"PHOCAP_{name.upper()}_URL")]
        if not ready:
            st.caption(say("pull.none"))
            return
        kind = st.radio(
            say("import.kind"), CONTACTS, format_func=lambda one: say(f"kind.{one}"), horizontal=True, key="pull_kind"
        )
        for name in ready:
            if st.button(say("pull.take", source=say(f"pull.{name}")), key=f"pull_{name}"):
                _pull(visit, name, kind)


def _pull(visit: Visit, name: str, kind: str) -> None:
    say = visit.say
    bar = st.progress(0.0, text=say("stage.pulling"))

    try:
        actor = st.session_state.get("actor", "")
        outcome, left_out = visit.campaign.pull(name, kind, actor=actor, told=staged(bar, say))
    except CampaignError as error:
        st.error(markdown(say.error(error)), icon=":material/block:")
        return
    finally:
        bar.empty()
    st.session_state["last_import"] = (outcome.one.import_id, outcome.is_repeat)
    if left_out:
        st.toast(say("cli.left_out", count=left_out))
    st.rerun()
