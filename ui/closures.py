"""Groups that a person took out of the campaign, with who, why, and the way back."""

import pandas as pd
import streamlit as st

from ui.actor import actor_field
from ui.visit import Visit


def close_group(visit: Visit, groups: pd.DataFrame) -> None:
    """Let somebody take a group out of the campaign, and take that back."""
    say = visit.say
    with st.expander(say("closure.title"), icon=":material/block:"):
        st.markdown(say("closure.help"))
        names = dict(zip(groups["unit_id"], groups["name"], strict=True))
        _closed(visit, names)
        open_groups = list(groups.loc[groups["state"] != "closed", "unit_id"])
        with st.form("closure", border=False):
            unit_id = st.selectbox(
                say("closure.group"), open_groups, format_func=lambda one: names[one], key="closure_group", index=None
            )
            reason = st.text_input(say("closure.reason"), max_chars=200, key="closure_reason")
            actor = actor_field(visit, "closure_actor")
            if st.form_submit_button(say("closure.close")):
                if unit_id and reason.strip():
                    visit.campaign.close_unit(unit_id, reason.strip(), actor)
                    st.rerun()
                st.warning(say("closure.incomplete"), icon=":material/edit:")


def _closed(visit: Visit, names: dict[str, str]) -> None:
    say, made = visit.say, visit.campaign.decisions.active()
    here = made[(made["scope"] == "unit") & made["key"].isin(names)]
    for row in here.to_dict("records"):
        with st.container(horizontal=True, vertical_alignment="center"):
            day = pd.Timestamp(row["decided_at"]).date()
            st.text(say("closure.made", group=names[row["key"]], reason=row["written"], day=day, actor=row["actor"]))
            if st.button(say("closure.reopen"), key=f"reopen_{row['decision_id']}"):
                visit.campaign.review.take_back([int(row["decision_id"])])
                st.rerun()
