"""The two lists that a planner keeps by hand: shown, added to by name, emptied, undone, and taken to the plan."""

import pandas as pd
import streamlit as st

from campaign.candidates import Listing
from planning.candidates import totals
from ui import picks
from ui.frame import go
from ui.visit import Visit

PLAN_PAGE = "ke_hoach"


def pick_panel(visit: Visit, made: Listing) -> None:
    """Show what must and what must not be visited, what the first comes to, and the way to the plan."""
    say, chosen = visit.say, picks.picks()
    st.subheader(say("picks.title"), anchor=False)
    st.caption(say("picks.help"))
    groups = made.case.groups
    names = dict(zip(groups["unit_id"], groups["name"] + " · " + groups["commune"], strict=True))
    left, right = st.columns(2, gap="medium")
    with left:
        _list(visit, picks.MUST, names)
    with right:
        _list(visit, picks.NEVER, names)
    if chosen[picks.MUST]:
        st.markdown(_total(visit, made, chosen[picks.MUST]))
    _buttons(visit)


def _list(visit: Visit, name: str, names: dict[str, str]) -> None:
    say, key, mine = visit.say, f"picks_{name}", picks.picks()[name]
    if st.session_state.get(key) != mine:
        st.session_state[key] = list(mine)

    def remember() -> None:
        picks.replace(name, st.session_state[key])

    st.multiselect(
        say(f"picks.{name}", count=len(mine)),
        [*names, *(one for one in mine if one not in names)],
        format_func=lambda one: names.get(one, one),
        key=key,
        on_change=remember,
        placeholder=say("picks.add"),
    )


def _total(visit: Visit, made: Listing, unit_ids: list[str]) -> str:
    """Say what the visits that must be come to, beside the days of the week."""
    both = pd.concat([made.found.groups, made.found.without_report])
    mine = both[both["unit_id"].isin(unit_ids)]
    sums = totals(mine)
    return visit.say(
        "picks.total",
        groups=len(unit_ids),
        adults=round(sums["gain_adults"]),
        days=sums["team_days"],
        available=made.team_days,
        unable=int(mine["half_days"].isna().sum()) + len(unit_ids) - len(mine),
    )


def _buttons(visit: Visit) -> None:
    say, chosen = visit.say, picks.picks()
    with st.container(horizontal=True, key="unprinted_picks_buttons"):
        st.button(
            say("picks.undo"),
            icon=":material/undo:",
            key="picks_undo",
            disabled=not picks.can_undo(),
            on_click=picks.undo,
        )
        st.button(
            say("picks.clear"),
            icon=":material/delete_sweep:",
            key="picks_clear",
            disabled=not any(chosen.values()),
            on_click=picks.clear,
        )
        if PLAN_PAGE in st.session_state.get("menu", {}) and st.button(
            say("picks.plan"), icon=":material/arrow_forward:", key="picks_plan", type="primary"
        ):
            go(PLAN_PAGE)
