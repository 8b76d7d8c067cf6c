"""How a plan came to be what it is: every change with who and when; the last can be taken back."""

import pandas as pd
import streamlit as st

from campaign.change import Record
from ui.visit import Visit


def plan_past(visit: Visit, record: Record) -> None:
    """Show every change that was made to a plan, the newest first."""
    say = visit.say
    names = visit.standing("group").set_index("unit_id")["name"]
    revisions = visit.campaign.desk.plans.revisions(record.plan_no)
    rows = [
        {
            say("desk.when"): say.moment(one.at),
            say("desk.action"): say(f"desk.action.{one.action}"),
            say("desk.subject"): names.get(one.subject, one.subject),
            say("desk.who"): one.actor or say("actor.nobody"),
            say("desk.visits"): say.number(len(one.assignments)),
            say("desk.now"): "●" if one.revision_id == record.revision_id else "",
        }
        for one in reversed(revisions)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="plan_past")
