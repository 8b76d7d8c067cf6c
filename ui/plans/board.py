"""A plan on the desk, looked at from one side at a time: only what is looked at is worked out."""

from datetime import date

import pandas as pd
import streamlit as st

from campaign.change import Opened, Record
from ui import address
from ui.plans.beside import plans_beside
from ui.plans.calendar import plan_calendar
from ui.plans.head import plan_head, plan_notices
from ui.plans.panel import visit_panel
from ui.plans.past import plan_past
from ui.plans.reasons import left_table, plan_reasons
from ui.plans.teams import plan_teams
from ui.plans.visits import UNIT, team_filter, visit_table
from ui.visit import Visit

SIDES = ("map", "calendar", "teams", "left", "why", "beside", "past")
SIDE = "mat"


def plan_board(visit: Visit, record: Record) -> None:
    """Draw a plan: its head, and the side that the visitor looks at."""
    desk = visit.campaign.desk
    with st.spinner(visit.say("desk.opening")):
        opened, tables = desk.opened(record.plan_no), desk.tables(record.plan_no)
    plan_head(visit, record, tables["facts"].iloc[0])
    plan_notices(visit, opened)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        side = _side(visit)
        team_id = team_filter(visit, tables["teams"]) if side in ("map", "calendar") else ""
    if side == "map":
        _visits(visit, opened, tables, team_id)
    elif side == "calendar":
        first = date.fromisoformat(record.asked["starts_on"])
        plan_calendar(visit, tables, first, record.asked["weeks"], team_id)
    elif side == "teams":
        plan_teams(visit, record.plan_no, tables["teams"], is_draft=record.status == "draft")
    elif side == "left":
        _panel_of(visit, opened, tables, left_table(visit, tables["left_out"]))
    elif side == "why":
        plan_reasons(visit, opened)
    elif side == "beside":
        plans_beside(visit, record.plan_no)
    else:
        plan_past(visit, opened)


def _side(visit: Visit) -> str:
    say = visit.say
    code = address.recall(SIDE, SIDES[0], SIDES)
    address.keep(SIDE, code, SIDES[0])
    if st.session_state.get("plan_side") != code:
        st.session_state["plan_side"] = code
    st.segmented_control(
        say("desk.side"), SIDES, key="plan_side", format_func=lambda one: say(f"desk.side.{one}"),
        on_change=lambda: address.choose(SIDE, st.session_state["plan_side"] or code), label_visibility="collapsed",
    )  # fmt: skip
    return code


def _visits(visit: Visit, opened: Opened, tables: dict[str, pd.DataFrame], team_id: str) -> None:
    """Show the map with the table beside it, and the visit that was picked in either."""
    rows = tables["assignments"]
    mine = rows[rows["team_id"] == team_id] if team_id else rows
    _panel_of(visit, opened, tables, visit_table(visit, mine))


def _panel_of(visit: Visit, opened: Opened, tables: dict[str, pd.DataFrame], picked: str | None) -> None:
    """Show the group that was picked now or before, as the address tells it."""
    if picked:
        address.choose(UNIT, picked)
    known = opened.plan.case.groups["unit_id"]
    unit_id = address.recall(UNIT, "")
    if unit_id and known.eq(unit_id).any():
        address.keep(UNIT, unit_id)
        visit_panel(visit, opened, tables["assignments"], unit_id)
