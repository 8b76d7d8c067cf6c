"""Kiểm tra điểm: a few interviews in a few groups tell whether what is reported can be trusted."""

import streamlit as st

from ui.check_round import plan_round
from ui.check_tables import rule_tables, together
from ui.checks import check_list, explanation, notice, one_check
from ui.visit import current


def show() -> None:
    """Draw the page of spot checks: what they say, the list with one of them, a new round, the rules."""
    visit = current()
    st.header(visit.say("page.kiem_tra"), anchor=False)
    explanation(visit)
    if visit.standing("group").empty:
        st.info(visit.say("checks.no_groups"), icon=":material/inbox:")
        return
    checks = visit.campaign.checks()
    if checks.empty:
        notice(visit)
        st.info(visit.say("checks.empty"), icon=":material/how_to_reg:")
    else:
        together(visit, checks)
        chosen = check_list(visit, checks)
        notice(visit)
        one_check(visit, chosen)
    plan_round(visit, is_first=checks.empty)
    rule_tables(visit)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
