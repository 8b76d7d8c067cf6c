"""Chất lượng dữ liệu: whose figures can be trusted how far, the rows to be looked at, and the message to a commune."""

import streamlit as st

from ui import address
from ui.filters import commune_picker
from ui.quality import check_sections, commune_figures, commune_scores, message, rule, summary
from ui.visit import current


def show() -> None:
    """Draw the page of quality, of the whole province or of the commune that the address names."""
    visit = current()
    say = visit.say
    st.header(say("page.chat_luong"), anchor=False)
    quality = visit.campaign.quality()
    if quality.is_empty:
        st.info(say("quality.empty"), icon=":material/inbox:")
        return
    st.caption(say("quality.promise", day=visit.day))
    chosen = commune_picker(visit, visit.standing("commune"))
    number = quality.number(chosen)
    if number is None:
        summary(visit, quality)
        picked = commune_scores(visit, quality)
        rule(visit)
        check_sections(visit, quality, None)
        if picked:
            address.choose("xa", picked)
            st.rerun()
    else:
        commune_figures(visit, quality, number)
        message(visit, quality, number)
        check_sections(visit, quality, number)
        rule(visit)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
