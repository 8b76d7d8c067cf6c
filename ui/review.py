"""The review of places that wait: one after the other by people, in bulk, and taken back."""

from typing import Any

import pandas as pd
import streamlit as st

from campaign import candidates_of, confident, decision_on
from ui.actor import actor_field
from ui.escape import markdown
from ui.filters import choice
from ui.progress import staged
from ui.visit import Visit

SHOWN = ("group", "commune", "district", "code")  # of the text of a place
LEAST, MOST, USUAL = 60, 100, 80  # points of the slider of bulk acceptance
HISTORY_SHOWN = 100
TABLE_HEIGHT = 420


def chosen_queue(visit: Visit) -> pd.DataFrame:
    """Return the places that wait, filtered by commune and reason as the address says, with written, the text."""
    say, queue = visit.say, visit.campaign.review_queue()
    names = visit.campaign.edition().units.set_index("unit_id")["name"]
    communes = sorted(set(queue["commune_id"]) - {""}, key=lambda one: names.get(one, one))
    every = say("filter.every")
    left, right = st.columns(2)
    with left:
        commune = choice("xa", say("review.commune"), ("", *communes), lambda one: names.get(one, one) or every)
    with right:
        reasons = ("", *sorted(queue["reason"].unique()))
        reason = choice("ly_do", say("review.reason"), reasons, lambda one: say.reason(one) if one else every)
    texts = queue[list(SHOWN)].itertuples(index=False, name=None)
    queue = queue.assign(written=[", ".join(filter(None, row)) for row in texts])
    queue = queue[queue["commune_id"] == commune] if commune else queue
    return (queue[queue["reason"] == reason] if reason else queue).reset_index(drop=True)


def notice(visit: Visit) -> None:
    """Say what the last decision did, with one click to take it back."""
    made = st.session_state.get("review_made")
    if not made:
        return
    numbers, rows, people = made
    say = visit.say
    with st.container(horizontal=True, vertical_alignment="center", key="review_notice"):
        st.success(say("review.done", count=len(numbers), rows=rows, people=people), icon=":material/check_circle:")
        if st.button(say("review.take_back"), key="review_take_back", icon=":material/undo:", shortcut="U"):
            visit.campaign.review.take_back(numbers)
            st.session_state.pop("review_made")
            _rebuild(visit)


def one_place(visit: Visit, queue: pd.DataFrame) -> None:
    """Show the queue beside one of its places, and what can be decided about that."""
    say = visit.say
    at = min(st.session_state.get("review_at", 0), len(queue) - 1)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        _table(visit, queue)
        _steps(visit, at, len(queue))
        actor = actor_field(visit, "review_actor")
    place = queue.iloc[at]
    with right, st.container(border=True):
        st.markdown(f"#### {markdown(place['written']) or say('review.nothing_written')}")
        st.markdown(
            say("review.facts", people=int(place["people"]), rows=int(place["rows"]), files=markdown(place["files"]))
        )
        st.warning(_why(visit, place), icon=":material/help:")
        alike = _candidates(visit, place, actor)
        _other(visit, place, actor, alike=alike)
    st.caption(say("review.keys"))


def _table(visit: Visit, queue: pd.DataFrame) -> None:
    say = visit.say
    shown = pd.DataFrame(
        {
            say("review.written"): queue["written"],
            say("review.people"): queue["people"].astype(int),
            say("review.reason"): queue["reason"].map(say.reason),
        }
    )

    def chosen() -> None:
        rows = st.session_state["review_table"]["selection"]["rows"]
        if rows:
            st.session_state["review_at"] = rows[0]

    st.dataframe(
        shown,
        hide_index=True,
        height=min(TABLE_HEIGHT, 38 * (len(shown) + 1)),
        key="review_table",
        on_select=chosen,
        selection_mode="single-row",
    )


def _steps(visit: Visit, at: int, count: int) -> None:
    say = visit.say

    def go(step: int) -> None:
        st.session_state["review_at"] = min(max(at + step, 0), count - 1)

    first, last = at == 0, at >= count - 1
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(say("review.previous"), key="review_previous", on_click=go, args=(-1,), disabled=first, shortcut="K")
        st.button(say("review.next"), key="review_next", on_click=go, args=(1,), disabled=last, shortcut="J")
        st.caption(say("review.position", at=at + 1, count=count))


def _why(visit: Visit, place: pd.Series) -> str:
    """Say why a place waits; where a point speaks against the name, say both sides."""
    say = visit.say
    names = visit.campaign.edition().units.set_index("unit_id")["name"]
    if place["witness_id"] and place["reason"] == "point_contradicts":
        said, seen = names.get(place["commune_id"], place["commune"]), names.get(place["witness_id"], "")
        return say("review.contradiction", said=markdown(said), seen=markdown(seen))
    return markdown(say.reason(place["reason"]))


def _candidates(visit: Visit, place: pd.Series, actor: str) -> bool:
    """Offer the candidates; return whether a decision is to apply to every spelling of the name."""
    from ui.sketch import sketch  # brings the geometry library, which no other page needs to open

    say, edition = visit.say, visit.campaign.edition()
    found = candidates_of(place, edition.units)
    marks = {unit: str(number) for number, unit in enumerate(found["unit_id"], start=1)}
    picture = sketch(edition, _ground(edition.units, place), marks, place["witness_id"], say("review.map"))
    if picture:
        st.image(picture, width="stretch", caption=_caption(visit, place))
    elif not found.empty:
        st.caption(say("review.not_drawn"))
    if found.empty:
        st.caption(say("review.no_candidate"))
    alike = bool(place["commune_id"] and place["group"]) and st.toggle(
        say("review.alike"), key="review_alike", help=say("review.alike_help")
    )
    for number, one in enumerate(found.to_dict("records"), start=1):
        kind = one["difference"]
        difference = say(f"difference.{kind}")
        label = say("review.accept", number=number, name=markdown(one["name"]), score=one["score"], why=difference)
        if st.button(label, key=f"review_accept_{number}", shortcut=str(number), width="stretch"):
            _decide(visit, place, "unit", one["unit_id"], actor, alike=alike)
    return alike


def _caption(visit: Visit, place: pd.Series) -> str:
    """Say what the small map shows, and where its outlines are only roughly right."""
    say, units = visit.say, visit.campaign.edition().units
    parts = [say("review.map"), say("review.map_witness") if place["witness_id"] else ""]
    parts.append(say("map.grade.schematic") if (units["grade"] == "schematic").any() else "")
    return " · ".join(filter(None, parts))


def _ground(units: pd.DataFrame, place: pd.Series) -> list[str]:
    """Return what is drawn below: the groups of the commune, or all communes where that is not known."""
    inside = units[units["parent_id"] == place["commune_id"]]
    if place["commune_id"]:
        return [place["commune_id"], *inside["unit_id"]]
    return units.loc[units["level"] == "commune", "unit_id"].tolist()


def _other(visit: Visit, place: pd.Series, actor: str, *, alike: bool) -> None:
    """Offer what is not among the candidates: another unit, a new group, or no place of the province at all."""
    say, units = visit.say, visit.campaign.edition().units
    named = units.set_index("unit_id")
    choices = _choices(units, place)
    other = st.selectbox(
        say("review.other"),
        choices,
        index=None,
        key=f"review_other_{place['place_key']}",
        format_func=lambda unit: _full_name(named, unit),
        placeholder=say("review.other_hint"),
    )
    with st.container(horizontal=True):
        if st.button(say("review.use_other"), key="review_use_other", disabled=other is None):
            _decide(visit, place, "unit", str(other), actor, alike=alike)
        can_be_new = bool(place["commune_id"] and place["group"])
        if can_be_new and st.button(say("review.new_group"), key="review_new", shortcut="N"):
            _decide(visit, place, "new_group", place["commune_id"], actor, group_name=place["group"])
        if st.button(say("review.outside"), key="review_outside", help=say("review.outside_help")):
            _decide(visit, place, "outside", "", actor)
        if st.button(say("review.not_a_place"), key="review_nowhere", help=say("review.not_a_place_help")):
            _decide(visit, place, "not_a_place", "", actor)


def _choices(units: pd.DataFrame, place: pd.Series) -> list[str]:
    """Order the units that can be chosen: the groups of the commune, the commune itself, then all others."""
    if not place["commune_id"]:
        return units.sort_values(["level", "name"])["unit_id"].tolist()
    is_near = (units["parent_id"] == place["commune_id"]) | (units["unit_id"] == place["commune_id"])
    return [*units[is_near].sort_values("name")["unit_id"], *units[~is_near].sort_values("name")["unit_id"]]


def _full_name(named: pd.DataFrame, unit: str) -> str:
    parent = named["parent_id"].get(unit)
    above = f", {named['name'].get(parent, '')}" if isinstance(parent, str) else ""
    return f"{named['name'].get(unit, unit)}{above}"


def _decide(
    visit: Visit, place: pd.Series, verdict: str, unit_id: str, actor: str, *, group_name: str = "", alike: bool = False
) -> None:
    made = decision_on(place, verdict, unit_id, group_name=group_name, alike=alike)
    numbers = visit.campaign.review.decide([made], actor)
    st.session_state["review_made"] = (numbers, int(place["rows"]), int(place["people"]))
    _rebuild(visit)


def _rebuild(visit: Visit) -> None:
    """Make the figures anew under a bar that says the stage, and draw the page with them."""
    say = visit.say
    bar = st.progress(0.0, text=say("review.applying"))
    visit.campaign.edition(staged(bar, say))
    st.rerun()


def bulk(visit: Visit, queue: pd.DataFrame) -> None:
    """Accept at once the candidates that are clearly the best, after a look at them."""
    say = visit.say
    with st.expander(say("review.bulk"), icon=":material/done_all:"):
        label, hint = say("review.bulk_least"), say("review.bulk_help")
        least = st.slider(label, LEAST, MOST, USUAL, key="review_least", help=hint)
        sure = confident(queue, float(least))
        if sure.empty:
            st.caption(say("review.bulk_none"))
            return
        named = visit.campaign.edition().units.set_index("unit_id")
        columns = [say("review.written"), say("review.meant"), say("review.score"), say("review.people")]
        rows = [
            (row["written"], _full_name(named, row["unit_id"]), row["score"], int(row["people"]))
            for _, row in sure.iterrows()
        ]
        st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True, key="review_bulk")
        if st.button(say("review.bulk_accept", count=len(sure)), key="review_bulk_accept", type="primary"):
            made = [decision_on(row, "unit", row["unit_id"]) for _, row in sure.iterrows()]
            numbers = visit.campaign.review.decide(made, st.session_state.get("actor", ""))
            st.session_state["review_made"] = (numbers, int(sure["rows"].sum()), int(sure["people"].sum()))
            _rebuild(visit)


def decided(visit: Visit) -> None:
    """List what was decided, by whom and when; what is in force can be taken back."""
    say = visit.say
    history = visit.campaign.review.history()
    st.subheader(say("review.history"), anchor=False)
    if history.empty:
        st.caption(say("review.history_empty"))
        return
    named = visit.campaign.edition().units.set_index("unit_id")
    for row in history.head(HISTORY_SHOWN).to_dict("records"):
        _decision(visit, row, named)


def _decision(visit: Visit, row: dict[Any, Any], named: pd.DataFrame) -> None:
    say, number = visit.say, row["decision_id"]
    meant = _full_name(named, row["unit_id"]) if row["unit_id"] else ""
    verdict = row["verdict"]
    text = f"**{markdown(row['written'])}** → {say(f'verdict.{verdict}')} {markdown(meant)}"
    who = f"{say.moment(row['decided_at'])} · {markdown(row['actor'] or say('actor.nobody'))}"
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"decision_{number}"):
        if row["taken_back_at"]:
            st.markdown(f"~~{text}~~  \n{who} · {say('review.taken_back', moment=say.moment(row['taken_back_at']))}")
            return
        st.markdown(f"{text}  \n{who}", width="stretch")
        if st.button(say("review.take_back"), key=f"take_back_{number}", icon=":material/undo:"):
            visit.campaign.review.take_back([number])
            st.session_state.pop("review_made", None)
            _rebuild(visit)
