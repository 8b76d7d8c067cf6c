"""A new round of spot checks on a page: how many groups, where, held to what, and by which draw."""

import streamlit as st

from campaign import new_draw
from outreach.errors import CampaignError
from outreach.lqas import PUBLISHED
from ui.actor import actor_field
from ui.checks import MADE, NEXT
from ui.escape import markdown
from ui.visit import Visit

USUAL, MOST = 5, 50  # groups of each kind


def plan_round(visit: Visit, *, is_first: bool) -> None:
    """Ask for how many groups, where, and against what; plan them on a press of the button."""
    say = visit.say
    communes = visit.standing("commune")
    names = dict(zip(communes["unit_id"], communes["name"], strict=True))
    st.session_state.setdefault("checks_draw", new_draw())
    with st.expander(say("checks.plan"), expanded=is_first, icon=":material/casino:"):
        st.markdown(say("checks.plan_help"))
        with st.form("checks_plan", border=False, enter_to_submit=False):
            left, middle, right = st.columns(3)
            help_random, help_suspicious = say("checks.random_help"), say("checks.suspicious_help")
            random = left.number_input(say("checks.random"), 0, MOST, USUAL, key="checks_random", help=help_random)
            suspicious = middle.number_input(
                say("checks.suspicious"), 0, MOST, USUAL, key="checks_suspicious", help=help_suspicious
            )
            commune = right.selectbox(
                say("checks.where"),
                list(names),
                index=None,
                format_func=lambda unit_id: names[unit_id],
                placeholder=say("checks.whole_province"),
                key="checks_commune",
            )
            target = left.selectbox(
                say("checks.against"),
                [None, *PUBLISHED],
                format_func=lambda share: say("checks.own") if share is None else say.share(share),
                key="checks_target",
                help=say("checks.against_help"),
            )
            draw = middle.number_input(
                say("checks.draw"), 0, 999_999, key="checks_draw", help=say("checks.draw_help"), format="%d"
            )
            with right:
                actor = actor_field(visit, "checks_plan_actor")
            pressed = st.form_submit_button(say("checks.plan_now"), type="primary", key="checks_plan_now")
        if pressed:
            _plan(visit, int(random), int(suspicious), int(draw), commune or "", target, actor)


def _plan(
    visit: Visit, random: int, suspicious: int, draw: int, commune_id: str, target: float | None, actor: str
) -> None:
    try:
        numbers = visit.campaign.plan_checks(
            random, suspicious, draw=draw, commune_id=commune_id, target=target, on=visit.day, actor=actor
        )
    except CampaignError as error:
        st.error(markdown(visit.say.error(error)), icon=":material/error:")
        return
    st.session_state[MADE] = ("planned", numbers)
    st.session_state.pop("checks_draw")
    st.session_state[NEXT] = numbers[0]
    st.rerun()
