"""Two plans side by side: what each comes to, and the groups in which they differ."""

import pandas as pd
import streamlit as st

from campaign.change import compared
from ui.plans.choice import label
from ui.plans.visits import plan_table
from ui.visit import Visit

FIGURES = ("adults", "adults_worst", "half_days_used", "groups", "teams")
COLUMNS = ("name", "commune", "difference", "team_one", "team_other", "gain_one", "gain_other")


def plans_beside(visit: Visit, plan_no: int) -> None:
    """Let the planner choose another plan and show both."""
    say, desk = visit.say, visit.campaign.desk
    others = {one.plan_no: one for one in desk.plans.listed() if one.plan_no != plan_no and not one.withdrawn_at}
    if not others:
        st.info(say("desk.no_other"), icon=":material/compare_arrows:")
        return
    other = st.selectbox(say("desk.other"), list(others), key="plan_other",
                         format_func=lambda one: label(others[one], say))  # fmt: skip
    tables = {number: desk.tables(number) for number in (plan_no, other)}
    st.dataframe(_figures(visit, tables), key="plan_beside")
    found = compared(tables[plan_no]["assignments"], tables[other]["assignments"]).rename(columns={
        "team_id_one": "team_one", "team_id_other": "team_other", "gain_adults_one": "gain_one",
        "gain_adults_other": "gain_other"})  # fmt: skip
    if found.empty:
        st.success(say("desk.same"), icon=":material/done_all:")
        return
    st.markdown(say("desk.differ", count=len(found)))
    plan_table(visit, found, COLUMNS, key="plan_differ", height=420)


def _figures(visit: Visit, tables: dict[int, dict[str, pd.DataFrame]]) -> pd.DataFrame:
    """Return what the plans come to: a row each figure, a column each plan, and the difference."""
    say = visit.say
    facts = {number: one["facts"].iloc[0] for number, one in tables.items()}
    (one, other) = facts.values()
    rows = {
        say(f"desk.figure.{name}"): [
            *(say.measure(f[name] / 2) if name == "half_days_used" else say.number(f[name]) for f in (one, other)),
            say.change((one[name] - other[name]) / (2 if name == "half_days_used" else 1)),
        ]
        for name in FIGURES
    }
    names = [*(say("desk.plan_no", number=number) for number in facts), say("desk.difference")]
    return pd.DataFrame.from_dict(rows, orient="index", columns=names)
