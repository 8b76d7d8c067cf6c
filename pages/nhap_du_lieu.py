"""Nhập dữ liệu: take files in, see what became of every row, and take an import back."""

import streamlit as st

from ui.history import history
from ui.imports import import_form
from ui.outcomes import last_outcome
from ui.pulling import pull_form
from ui.visit import current


def show() -> None:
    """Draw the import page."""
    visit = current()
    st.header(visit.say("import.title"), anchor=False)
    st.caption(visit.say("import.promise"))
    import_form(visit)
    pull_form(visit)
    last_outcome(visit)
    history(visit)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
