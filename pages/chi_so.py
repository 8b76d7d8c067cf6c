"""Chỉ số: of whom coverage is a share, how far people came, the officials and their courses."""

import streamlit as st

from ui.cascade import cascade_section
from ui.denominators import choose_denominator, denominator_section
from ui.equity import effort_section, equity_section
from ui.officials import class_section, course_section, officials_section
from ui.visit import current


def show() -> None:
    """Draw the measures beside coverage."""
    visit = current()
    say = visit.say
    st.header(say("page.chi_so"), anchor=False)
    st.caption(say("measures.promise", day=visit.day))
    whole = visit.province()
    denominator_section(visit)
    choose_denominator(visit)
    cascade_section(visit, whole, visit.endings("commune").sum(), key="province")
    equity_section(visit)
    effort_section(visit)
    officials_section(visit)
    course_section(visit)
    class_section(visit)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
