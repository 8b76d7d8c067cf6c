"""Groups that two plans running did not reach: their list, and the line that leads leaders to it."""

import streamlit as st

from campaign import tracking
from outreach.errors import CampaignError
from texts.plan import followup_sentence
from ui.tables import figure_table
from ui.tracking import days_told, shown_height
from ui.visit import Visit

OF_MISSED = ("name", "commune", "why", "gain_adults", "team", "days")


def twice_missed(visit: Visit) -> None:
    """List the groups that two plans running did not reach."""
    say, found = visit.say, tracking.twice_missed(visit.campaign, visit.day)
    if found.empty:
        return
    st.subheader(say("tracking.twice"), anchor=False)
    st.markdown(say("tracking.twice_note", groups=len(found)))
    days = zip(found["starts_on"], found["ends_on"], strict=True)
    table = found.assign(
        days=[days_told(first, last, say) for first, last in days],
        why=[followup_sentence("not_done", reason, say) for reason in found["reason"]],
    )
    names = {name: say(f"tracking.column.{name}") for name in OF_MISSED}
    figure_table(visit, table, names, shares=(), key="tracking_twice", height=shown_height(table))


def twice_missed_line(visit: Visit) -> None:
    """Say in one line, with the way to the list, how many groups two plans running did not reach; nothing for none."""
    try:
        groups = len(tracking.twice_missed(visit.campaign, visit.day))
    except CampaignError:
        return  # it is not this line that tells what is wrong with the data
    if not groups:
        return
    said = visit.say("tracking.twice_line", groups=groups)
    page = st.session_state.get("menu", {}).get("theo_doi")
    if page is None:
        st.markdown(said)
    else:
        st.page_link(page, label=said, icon=":material/notification_important:")
