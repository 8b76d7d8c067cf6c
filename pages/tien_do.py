"""Tiến độ: whether the target is reached in time at this pace, by province, commune, group and team."""

import streamlit as st

from ui import address
from ui.charts import pace_chart
from ui.filters import commune_picker
from ui.intervals import interval_chart
from ui.multiples import multiples
from ui.pace import groups_of, headline, is_empty, method, number_of, place_of, ranking, shown, teams, with_names
from ui.visit import current


def show() -> None:
    """Draw the page of pace, of the whole province or of the commune that the address names."""
    visit = current()
    say = visit.say
    st.header(say("page.tien_do"), anchor=False)
    if is_empty(visit):
        st.info(say("pace.empty"), icon=":material/inbox:")
        return
    chosen = commune_picker(visit, visit.standing("commune"))
    number = number_of(visit, chosen)
    level = "commune" if chosen else "province"
    pace = visit.campaign.pace(level, visit.day)
    headline(visit, pace, number)
    pace_chart(visit, pace, level, number, place_of(visit, number))
    if chosen:
        st.subheader(say("pace.groups"), anchor=False)
        ranking(visit, groups_of(visit, chosen), key="pace_groups")
        method(visit, pace, level)
        return
    st.subheader(say("pace.communes"), anchor=False, help=say("pace.communes.definition"))
    communes = shown(visit, with_names(visit, "commune"))
    if picked := ranking(visit, communes, key="pace_communes"):
        address.choose("xa", picked)
        st.rerun()
    interval_chart(visit, communes)
    multiples(visit, visit.campaign.pace("commune", visit.day), communes)
    teams(visit)
    method(visit, pace, level)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
