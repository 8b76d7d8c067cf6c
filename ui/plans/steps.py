"""What can be done to a plan as a whole: take back, do again, plan anew around the locks, approve, withdraw."""

from collections.abc import Callable

import streamlit as st

from campaign.change import Record
from outreach.errors import CampaignError
from ui.actor import actor_field
from ui.escape import markdown
from ui.plans.form import CARRIED
from ui.solving import with_bar
from ui.visit import Visit

SECONDS = 8.0
LONGEST = 300


def plan_steps(visit: Visit, record: Record) -> None:
    """Show the buttons of a plan, as its state allows."""
    if record.status == "draft":
        _of_a_draft(visit, record.plan_no)
    elif record.status == "approved":
        _carry_on(visit, record.plan_no)
    _withdrawal(visit, record)


def _of_a_draft(visit: Visit, number: int) -> None:
    say, desk = visit.say, visit.campaign.desk
    can_undo, can_redo = desk.plans.steps(number)
    if st.button(say("desk.undo"), key="plan_undo", icon=":material/undo:", shortcut="U", disabled=not can_undo):
        tried(visit, lambda: desk.undo(number))
    if st.button(say("desk.redo"), key="plan_redo", icon=":material/redo:", shortcut="Y", disabled=not can_redo):
        tried(visit, lambda: desk.redo(number))
    if st.button(say("desk.again"), key="plan_again", icon=":material/autorenew:", help=say("desk.again.help")):
        tried(visit, lambda: _solve_again(visit, number))
    if st.button(say("desk.approve"), key="plan_approve", icon=":material/verified:", type="primary"):
        _approve(visit, number)


def _solve_again(visit: Visit, number: int) -> None:
    actor = st.session_state.get("actor", "")
    with_bar(
        visit.say("desk.searching"),
        SECONDS,
        lambda: visit.campaign.desk.solve_again(number, seconds=SECONDS, actor=actor),
    )


def _carry_on(visit: Visit, number: int) -> None:
    say = visit.say
    if st.button(say("desk.carry_on"), key="plan_carry_on", icon=":material/forward:", help=say("desk.carry_on.help")):
        st.session_state[CARRIED] = {"plan_no": number, "must": []}
        st.rerun()


def _withdrawal(visit: Visit, record: Record) -> None:
    say, desk = visit.say, visit.campaign.desk
    if record.withdrawn_at:
        if st.button(say("desk.restore"), key="plan_restore", icon=":material/restore:"):
            tried(visit, lambda: desk.restore(record.plan_no))
    elif st.button(say("desk.withdraw"), key="plan_withdraw", icon=":material/delete:"):
        _confirm_withdrawal(visit, record)


def _confirm_withdrawal(visit: Visit, record: Record) -> None:
    @st.dialog(visit.say("desk.withdraw"))
    def confirm() -> None:
        say = visit.say
        st.write(say("desk.withdraw_question" if record.approved_at else "desk.withdraw_draft"))
        if st.button(say("desk.withdraw_yes"), type="primary", key="plan_withdraw_yes"):
            tried(visit, lambda: visit.campaign.desk.withdraw(record.plan_no))

    confirm()


def _approve(visit: Visit, number: int) -> None:
    @st.dialog(visit.say("desk.approve"))
    def confirm() -> None:
        say = visit.say
        st.write(say("desk.approve_note"))
        actor = actor_field(visit, "plan_approver")
        why = st.text_area(say("desk.why"), key="plan_why", max_chars=LONGEST)
        if st.button(say("desk.approve_yes"), type="primary", key="plan_approve_yes"):
            tried(visit, lambda: visit.campaign.desk.approve(number, actor=actor, why=why.strip()))

    confirm()


def tried(visit: Visit, do: Callable[[], object]) -> None:
    """Do something to the plan and show it; say why where somebody was faster or the plan is locked."""
    try:
        do()
    except CampaignError as error:
        st.error(markdown(visit.say.error(error)), icon=":material/error:")
        return
    st.rerun()
