"""One visit of a plan: why there, who else could go, and what giving it away, locking or dropping it would do."""

import time
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from campaign.change import Change, Opened, alternatives, dropped, moved, moved_around
from planning.candidates import reasons
from texts import Language
from texts.plan import next_sentence, reason_sentence
from ui.escape import markdown
from ui.plans.steps import tried
from ui.plans.visits import plan_table
from ui.solving import with_bar
from ui.visit import Visit

AROUND_SECONDS = 5.0
CHANGE = "plan_change"


def visit_panel(visit: Visit, opened: Opened, rows: pd.DataFrame, unit_id: str) -> None:
    """Show what is known of one group in a plan, and what can be done about it."""
    say = visit.say
    mine = rows[rows["unit_id"] == unit_id]
    group = opened.plan.case.groups.set_index("unit_id").loc[unit_id]
    with st.container(border=True, key="plan_panel"):
        st.markdown(f"**{markdown(group['name'])}** · {markdown(group['commune'])}")
        if len(mine):
            _told(visit, mine.iloc[0])
        else:
            st.caption(say("desk.not_in_plan"))
        if opened.record.status == "draft":
            _locks(visit, opened, unit_id, is_in=bool(len(mine)))
            _give(visit, opened, unit_id)
        else:
            st.caption(say("desk.locked_note"))


def _told(visit: Visit, row: pd.Series) -> None:
    say = visit.say
    adults = {name: say.number(row[f"gain_{name}"]) for name in ("adults", "least", "most")}
    st.markdown(markdown(say("desk.visit", team=row["team"], days=row["half_days"] / 2, first=row["starts_on"].date(),
                             last=row["ends_on"].date(), **adults)))  # fmt: skip
    st.caption(markdown(reason_sentence(reasons(row), say)))
    st.caption(markdown(next_sentence(row.to_dict(), say)))


def _locks(visit: Visit, opened: Opened, unit_id: str, *, is_in: bool) -> None:
    say, desk, number = visit.say, visit.campaign.desk, opened.record.plan_no
    actor, locked = st.session_state.get("actor", ""), opened.asked.is_locked(unit_id)
    with st.container(horizontal=True):
        if locked:
            if st.button(say("desk.loosen"), key="plan_loosen", icon=":material/lock_open:"):
                tried(visit, lambda: desk.loosen(number, unit_id, actor))
        elif st.button(say("desk.pin"), key="plan_pin", icon=":material/keep:", help=say("desk.pin.help")):
            tried(visit, lambda: desk.pin(number, unit_id, actor))
        if is_in and st.button(say("desk.drop"), key="plan_drop", icon=":material/remove_circle:",
                               help=say("desk.drop.help")):  # fmt: skip
            tried(visit, lambda: desk.apply(dropped(opened, unit_id), actor))
        if unit_id not in opened.asked.never and st.button(
            say("desk.ban"), key="plan_ban", icon=":material/block:", help=say("desk.ban.help")
        ):
            tried(visit, lambda: desk.apply(dropped(opened, unit_id, for_good=True), actor))


def _give(visit: Visit, opened: Opened, unit_id: str) -> None:
    """Let the planner choose a team and a length, show what it would do, and do it."""
    say, found = visit.say, alternatives(opened, unit_id)
    if found.empty:
        st.caption(say("desk.nobody"))
        return
    teams = found.drop_duplicates("team_id")
    labels = {row["team_id"]: _team_label(row, say) for row in teams.to_dict("records")}
    left, right = st.columns([3, 1])
    team = left.selectbox(
        say("desk.give_to"), list(labels), key=f"plan_give_{unit_id}", index=None,
        placeholder=say("desk.choose_team"), format_func=labels.__getitem__,
    )  # fmt: skip
    if team is None:
        return
    lengths = sorted(found.loc[found["team_id"] == team, "half_days"].tolist())
    half_days = right.selectbox(say("desk.length"), lengths, key=f"plan_length_{unit_id}_{team}",
                                format_func=lambda one: say("desk.days", days=one / 2))  # fmt: skip
    change = moved(opened, unit_id, str(team), int(half_days))
    _preview(visit, change)
    if not change.conflicts:
        if st.button(say("desk.give"), key="plan_give", type="primary", icon=":material/swap_horiz:"):
            tried(visit, lambda: visit.campaign.desk.apply(change, st.session_state.get("actor", "")))
    elif any(one.rule in ("over_days", "no_week") for one in change.conflicts):
        _offer_around(visit, opened, unit_id, str(team), int(half_days))


def _team_label(row: Mapping[Hashable, Any], say: Language) -> str:
    spoken = say("desk.speaks") if row["is_spoken"] else say("desk.speaks_not")
    facts = {"adults": say.number(row["gain_adults"]), "minutes": say.number(row["travel_minutes"]),
             "free": row["free_half_days"] / 2}  # fmt: skip
    return say("desk.team_label", team=row["team_id"], spoken=spoken, **facts)


def _preview(visit: Visit, change: Change) -> None:
    """Say what a change would do: the work of the teams before and after, the adults, and what forbids it."""
    say = visit.say
    for one in change.conflicts:
        key = f"conflict.{one.rule}" if say.has(f"conflict.{one.rule}") else f"relaxed.{one.rule}"
        facts = {"asked": 0, "possible": 0, "team_id": "", **dict(one.facts)}
        st.warning(markdown(f"{one.subject}: {say(key, **facts)}"), icon=":material/error:")
    if change.after is not None:
        st.markdown(say("desk.change_adults", change=say.change(change.adults)))
    if len(change.workload):
        work = change.workload
        halves = {name: work[name] / 2 for name in ("before", "after")}
        plan_table(visit, work.assign(days=work["given"] / 2, **halves), ("team_id", "days", "before", "after"),
                   key=f"plan_work_{change.subject}")  # fmt: skip


def _offer_around(visit: Visit, opened: Opened, unit_id: str, team_id: str, half_days: int) -> None:
    """Offer to plan the rest anew around a wish that does not fit as things are."""
    say, asked = visit.say, (opened.revision.revision_id, unit_id, team_id, half_days)
    if st.button(say("desk.around"), key="plan_around", icon=":material/autorenew:", help=say("desk.around.help")):
        change = with_bar(
            say("desk.searching"),
            AROUND_SECONDS,
            lambda: moved_around(opened, unit_id, team_id, half_days, time.monotonic, AROUND_SECONDS),
        )
        st.session_state[CHANGE] = (asked, change)
    kept = st.session_state.get(CHANGE)
    if kept is None or kept[0] != asked:
        return
    _preview(visit, kept[1])
    if not kept[1].conflicts and st.button(say("desk.around_do"), key="plan_around_do", type="primary"):
        tried(visit, lambda: visit.campaign.desk.apply(kept[1], st.session_state.get("actor", "")))
