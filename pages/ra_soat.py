"""Rà soát địa danh: places that wait for a person, most people first."""

import streamlit as st

from ui.review import bulk, chosen_queue, decided, notice, one_place
from ui.visit import current


def show() -> None:
    """Draw the review of places."""
    visit = current()
    st.header(visit.say("page.ra_soat"), anchor=False)
    st.caption(visit.say("review.promise"))
    notice(visit)
    queue = chosen_queue(visit)
    if queue.empty:
        st.success(visit.say("review.empty"), icon=":material/done_all:")
    else:
        one_place(visit, queue)
        bulk(visit, queue)
    decided(visit)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
