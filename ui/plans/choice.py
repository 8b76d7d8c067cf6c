"""Which plan lies on the desk: chosen from the list, and told by the address."""

import streamlit as st

from campaign.change import Record
from texts import Language
from ui import address
from ui.visit import Visit

CODE = "ke_hoach"


def chosen_plan(visit: Visit) -> Record | None:
    """Let the visitor choose a plan, the newest unless the address names one; None where there is none."""
    say, plans = visit.say, visit.campaign.desk.plans.listed()
    shown = [one for one in plans if not one.withdrawn_at or str(one.plan_no) == address.recall(CODE)]
    if not shown:
        return None
    by_no = {str(one.plan_no): one for one in shown}
    code = address.recall(CODE, next(iter(by_no)), tuple(by_no))
    address.keep(CODE, code)
    if st.session_state.get("plan_choice") != code:
        st.session_state["plan_choice"] = code
    st.selectbox(
        say("desk.plan"),
        list(by_no),
        format_func=lambda one: label(by_no[one], say),
        key="plan_choice",
        on_change=lambda: address.choose(CODE, st.session_state["plan_choice"]),
        label_visibility="collapsed",
        width=420,
    )
    return by_no[code]


def open_plan(plan_no: int) -> None:
    """Let the next run open a plan."""
    address.choose(CODE, str(plan_no))


def label(record: Record, say: Language) -> str:
    """Name a plan: number, name and where it stands."""
    return f"{record.plan_no} · {record.name} · {say(f'desk.status.{record.status}')}"
