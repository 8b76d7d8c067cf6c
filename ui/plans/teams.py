"""The teams of a plan: their days, what they do with them, and what one more would be worth."""

import pandas as pd
import streamlit as st

from ui.plans.visits import plan_table
from ui.visit import Visit

COLUMNS = ("team_id", "team", "languages", "pairs", "days", "days_used", "free_days", "groups", "gain_adults")
PRICED = (*COLUMNS, "day_price")
MOST = 5


def plan_teams(visit: Visit, plan_no: int, teams: pd.DataFrame, *, is_draft: bool) -> None:
    """Show the work of each team; what a day more is worth is worked out when it is asked for."""
    say = visit.say
    told = teams.assign(
        days=teams["half_days"] / 2,
        days_used=teams["half_days_used"] / 2,
        free_days=(teams["half_days"] - teams["half_days_used"]) / 2,
    )
    asked = f"plan_priced_{plan_no}"
    if is_draft and not st.session_state.get(asked):
        st.button(
            say("desk.price_days"),
            key="plan_price_days",
            icon=":material/payments:",
            help=say("desk.price_days.help"),
            on_click=lambda: st.session_state.update({asked: True}),
        )
    if is_draft and st.session_state.get(asked):
        with st.spinner(say("desk.pricing")):
            prices = visit.campaign.desk.prices(plan_no)
        of_day = prices[prices["rule"] == "day"].set_index("subject")["price"]
        told = told.assign(day_price=told["team_id"].map(of_day)).sort_values("day_price", ascending=False)
        st.caption(say("desk.price_note"))
    plan_table(visit, told, PRICED if "day_price" in told else COLUMNS, key="plan_teams", height=460)


def plan_newcomers(visit: Visit, plan_no: int) -> None:
    """Say in which communes one more team, with the languages that are chosen, would bring most."""
    say, desk = visit.say, visit.campaign.desk
    spoken = desk.opened(plan_no).plan.case.groups["language"].dropna().value_counts().index.tolist()
    chosen = st.multiselect(say("desk.newcomer"), spoken, key="plan_newcomer", placeholder=say("desk.choose_language"))
    if not chosen:
        return
    with st.spinner(say("desk.pricing")):
        found = desk.newcomers(plan_no, frozenset(chosen))
    plan_table(visit, found.head(MOST), ("commune", "price"), key="plan_newcomers")


def plan_speakers(visit: Visit, plan_no: int) -> None:
    """Say in which team one more speaker of a language would bring most."""
    say, desk = visit.say, visit.campaign.desk
    languages = desk.opened(plan_no).plan.case.groups["language"].dropna().value_counts().index.tolist()
    language = st.selectbox(say("desk.speaker"), languages, index=None, key="plan_speaker",
                            placeholder=say("desk.choose_language"))  # fmt: skip
    if language is None:
        return
    with st.spinner(say("desk.pricing")):
        worth = desk.speakers(plan_no, language)
    best = worth[worth > 0].head(MOST)
    if best.empty:
        st.caption(say("desk.speaker_none"))
        return
    plan_table(visit, best.rename("price").rename_axis("team_id").reset_index(), ("team_id", "price"),
               key="plan_speakers")  # fmt: skip
