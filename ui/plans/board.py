"""A plan on the desk, looked at from one side at a time: only what is looked at is worked out."""

from datetime import date

import pandas as pd
import streamlit as st

from campaign.change import PAIR, Opened, Record
from outreach.errors import CampaignError
from ui import address
from ui.escape import markdown
from ui.plan_map import plan_map
from ui.plans.beside import plans_beside
from ui.plans.calendar import plan_calendar
from ui.plans.head import plan_head, plan_notices
from ui.plans.panel import visit_panel
from ui.plans.papers import plan_papers
from ui.plans.past import plan_past
from ui.plans.reasons import left_table, plan_reasons
from ui.plans.teams import plan_teams
from ui.plans.visits import UNIT, team_filter, visit_table
from ui.visit import Visit

Tables = dict[str, pd.DataFrame]
SIDES = ("map", "calendar", "teams", "left", "why", "beside", "past")
SIDE, MAP, MAP_HEIGHT = "mat", "plan_map", 480


def plan_board(visit: Visit, record: Record) -> None:
    """Draw a plan: its head, and the side that the visitor looks at."""
    with st.spinner(visit.say("desk.opening")):
        opened, tables = _opened(visit, record), visit.campaign.desk.tables(record.plan_no)
    plan_head(visit, record, tables["facts"].iloc[0])
    if opened:
        plan_notices(visit, opened)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        side = _side(visit)
        beside = st.container(width="content")  # not over the table, whose tools would lie on it
        team_id = team_filter(visit, tables["teams"]) if side in ("map", "calendar") else ""
        with beside:
            plan_papers(visit, record, team_id, is_empty=tables["assignments"].empty)
    unit_id = _looked_at(opened)
    _draw(visit, side, record, opened, tables, team_id=team_id, unit_id=unit_id)
    if opened and unit_id and side in ("map", "left", "beside"):
        visit_panel(visit, opened, tables["assignments"], unit_id)


def _opened(visit: Visit, record: Record) -> Opened | None:
    """Open a plan; one that was approved is shown by its tables where today's figures can open it no more."""
    try:
        return visit.campaign.desk.opened(record.plan_no)
    except CampaignError as error:
        if not record.approved_at:
            raise
        st.info(markdown(visit.say.error(error)), icon=":material/info:")
        return None


def _draw(
    visit: Visit, side: str, record: Record, opened: Opened | None, tables: Tables, *, team_id: str, unit_id: str
) -> None:
    if side == "map":
        _visits(visit, tables, team_id, unit_id)
    elif side == "calendar":
        plan_calendar(visit, tables, date.fromisoformat(record.asked["starts_on"]), record.asked["weeks"], team_id)
    elif side == "teams":
        plan_teams(visit, record.plan_no, tables["teams"], is_draft=record.status == "draft")
    elif side == "left":
        left_table(visit, tables["left_out"])
    elif side == "why" and opened:
        plan_reasons(visit, opened, tables["facts"].iloc[0])
    elif side == "beside":
        plans_beside(visit, record.plan_no)
    elif side == "past":
        plan_past(visit, record)


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


def _visits(visit: Visit, tables: Tables, team_id: str, unit_id: str) -> None:
    """Show the map with the table beside it."""
    rows = tables["assignments"]
    mine = rows[rows["team_id"] == team_id] if team_id else rows
    left, right = st.columns([11, 9], gap="medium")
    with left:
        _map(visit, rows.merge(_order(tables["schedule"]), on=PAIR), tables["teams"], team_id, unit_id)
    with right:
        visit_table(visit, mine, height=MAP_HEIGHT)


def _order(schedule: pd.DataFrame) -> pd.DataFrame:
    """Return the place of each visit in its team's order, as the sheets number them."""
    first = schedule.sort_values(["week", "starts_on", "half"], kind="stable").drop_duplicates(PAIR)
    return first[PAIR].assign(order=first.groupby("team_id").cumcount() + 1)


@st.fragment
def _map(visit: Visit, rows: pd.DataFrame, teams: pd.DataFrame, team_id: str, unit_id: str) -> None:
    """Draw the map in a run of its own; a click opens the group on the whole page."""
    clicked = plan_map(
        visit,
        rows,
        teams.rename(columns={"team": "name"}),
        selected_team=team_id,
        selected_unit=unit_id,
        key=MAP,
        height=MAP_HEIGHT,
    )
    if clicked:
        address.choose(UNIT, clicked)
        st.rerun()


def _looked_at(opened: Opened | None) -> str:
    """Return the group that was picked now or before, as the address tells it; '' for none."""
    unit_id = address.recall(UNIT, "")
    known = unit_id if opened and opened.plan.case.groups["unit_id"].eq(unit_id).any() else ""
    address.keep(UNIT, known)
    return known
