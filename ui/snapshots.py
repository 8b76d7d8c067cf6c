"""Snapshots on a page: freeze now, the list, and one of them opened under a banner with its number."""

from datetime import date

import streamlit as st

from campaign import Snapshot
from outreach.errors import CampaignError
from ui import address
from ui.actor import actor_field
from ui.cards import measure_cards
from ui.downloads import Source, download_buttons
from ui.escape import markdown
from ui.moments import told
from ui.tables import unit_table
from ui.visit import Visit

NUMBER = "anh"
COLUMNS = ("name", "gap_people", "coverage_share", "reached", "adults", "state", "last_on")
TAKEN = ("unit_id", *COLUMNS, "households", "households_reached", "household_share", "contacts", "closed", "snapshot")
LONGEST = 120


def opened(visit: Visit) -> Snapshot | None:
    """Return the snapshot that the address names; an unknown number is told, and counts as none."""
    code = address.recall(NUMBER)
    try:
        one = visit.campaign.snapshot(int(code)) if code.isdecimal() else None
    except CampaignError as error:
        st.warning(visit.say.error(error), icon=":material/search_off:")
        one = None
    address.keep(NUMBER, str(one.number) if one else "")
    return one


def banner(visit: Visit, one: Snapshot) -> bool:
    """Say whose figures these are, before any of them, and offer the way back; tell whether their map is asked for."""
    say, about = visit.say, one.one
    who = markdown(about.actor or say("actor.nobody"))
    lines = [
        f":material/ac_unit: **{say('snapshot.banner', number=one.number)}** {markdown(about.name)}",
        say("snapshot.banner_more", day=one.day, moment=say.moment(about.taken_at), actor=who),
    ]
    if about.is_illustrative and not visit.campaign.is_illustrative:
        lines.append(f"**{say('demo.notice')}** {say('demo.notice_more')}")
    if about.hidden_at:
        lines.append(say("snapshot.is_hidden", moment=say.moment(about.hidden_at)))
    with st.container(key="frozen", border=True):
        st.markdown("  \n".join(lines))
    with st.container(horizontal=True, key="unprinted_ways"):
        back, compare = say("snapshot.back"), say("snapshot.compare")
        st.button(back, icon=":material/arrow_back:", key="snapshot_back", on_click=_open, args=(None,))
        st.button(compare, icon=":material/compare_arrows:", key="snapshot_compare", on_click=_compare, args=(one,))
        return st.button(say("snapshot.map"), icon=":material/map:", key="snapshot_map")


def _open(one: Snapshot | None) -> None:
    address.choose(NUMBER, str(one.number) if one else "")


def _compare(one: Snapshot) -> None:
    _open(None)
    address.choose("tu", str(one.number))


def frozen_figures(visit: Visit, one: Snapshot) -> None:
    """Show the frozen figures of the whole and of every commune, each under the number of the snapshot."""
    say, whole, target = visit.say, one.province(), one.target
    of_adults = say("figure.of_adults", adults=say.number(whole["adults"]))
    groups = say("figure.of_groups", groups=say.number(whole["groups"]))
    shown = (
        ("reached", say.number(whole["reached"]), say("figure.frozen", number=one.number, day=one.day)),
        ("coverage_share", say.share(whole["coverage_share"]), of_adults),
        (
            "gap_people",
            say.number(whole["gap_people"]),
            say("figure.target", share=say.share(target.share), day=target.on),
        ),
        ("groups_never", say.number(whole["groups_never"]), groups),
    )
    measure_cards(visit, shown)
    levels = {
        "commune": say("snapshot.communes", number=one.number),
        "group": say("snapshot.groups", number=one.number),
    }
    level = st.segmented_control(
        say("snapshot.level"),
        list(levels),
        default="commune",
        key="snapshot_level",
        format_func=lambda code: levels[code],
        label_visibility="collapsed",
    )
    _units(visit, one, level or "commune")


def _units(visit: Visit, one: Snapshot, level: str) -> None:
    columns = COLUMNS if level == "commune" else ("name", "commune", *COLUMNS[1:])
    taken = TAKEN if level == "commune" else (*TAKEN[:2], "commune", *TAKEN[2:])
    units = one.standing(level).sort_values("gap_people", ascending=False, kind="stable")
    unit_table(visit, units, columns, key=f"frozen_{level}", height=460)
    numbered = units.assign(snapshot=one.number)
    download_buttons(visit, numbered, taken, f"ban-chot-{one.number}-{level}", source(visit, one))


def source(visit: Visit, one: Snapshot) -> Source:
    """Return what a snapshot rests on, as pairs of a name and its value."""
    say, about = visit.say, one.one
    return [
        (say("snapshot.title"), told(visit, one)),
        (say("definition.day"), say.day(one.day)),
        (say("snapshot.taken"), f"{say.moment(about.taken_at)} · {about.actor or say('actor.nobody')}"),
        (say("definition.target"), say("figure.target", share=say.share(one.target.share), day=one.target.on)),
        (say("snapshot.imports"), say.number(len(one.imports))),
        (say("snapshot.decisions"), say.number(len(one.decisions))),
        (say("definition.edition"), one.edition_name),
        (say("snapshot.version"), about.version),
    ]


def foundation(visit: Visit, one: Snapshot) -> None:
    """Show what the frozen figures rest on: imports and their rows, decisions, target, version."""
    say = visit.say
    with st.expander(say("snapshot.foundation", number=one.number), icon=":material/foundation:"):
        for name, value in source(visit, one):
            st.markdown(f"**{markdown(name)}**: {markdown(value)}")
        table = one.outcomes.assign(kind=[say(f"kind.{kind}") for kind in one.outcomes["kind"]])
        names = {name: say(f"count.{name}") for name in ("rows_in", "matched", "unmatched", "rejected", "duplicates")}
        names |= {"import_id": say("snapshot.import"), "kind": say("snapshot.kind"), "file_name": say("snapshot.file")}
        st.dataframe(table.rename(columns=names), hide_index=True, key="snapshot_imports", height=300)


def freeze_button(visit: Visit) -> None:
    """Offer to freeze the figures of today."""
    with st.container(key="unprinted_freeze"):
        if st.button(visit.say("snapshot.freeze"), icon=":material/ac_unit:", key="freeze", type="primary"):
            _freeze_dialog(visit)


def _freeze_dialog(visit: Visit) -> None:
    say = visit.say

    @st.dialog(say("snapshot.freeze"))
    def ask() -> None:
        st.markdown(say("snapshot.freeze_promise"))
        name = st.text_input(
            say("snapshot.name"), key="freeze_name", max_chars=LONGEST, placeholder=say("snapshot.example")
        )
        actor = actor_field(visit, "freeze_actor")
        day = st.date_input(
            say("comparison.day"), visit.day, max_value=visit.day, key="freeze_day", format="DD/MM/YYYY"
        )
        if st.button(say("snapshot.freeze_yes"), type="primary", key="freeze_yes"):
            _freeze(visit, name, day, actor)

    ask()


def _freeze(visit: Visit, name: str, day: object, actor: str) -> None:
    try:
        one = visit.campaign.freeze(name, day if isinstance(day, date) else None, actor)
    except CampaignError as error:
        st.error(visit.say.error(error), icon=":material/error:")
        return
    _open(one)
    st.rerun()


def listing(visit: Visit) -> None:
    """List the snapshots, the newest first, each with its figures; open one, or hide one that was a mistake."""
    say = visit.say
    every = visit.campaign.snapshots(hidden=True)[::-1]
    shown = [one for one in every if not one.one.hidden_at]
    st.subheader(say("snapshot.list"), anchor=False)
    if not shown:
        st.info(say("snapshot.none"), icon=":material/ac_unit:")
    for one in shown:
        _row(visit, one)
    hidden = [one for one in every if one.one.hidden_at]
    if hidden:
        with st.expander(say("snapshot.hidden", count=len(hidden)), icon=":material/visibility_off:"):
            for one in hidden:
                _row(visit, one)


def _row(visit: Visit, one: Snapshot) -> None:
    say, about, whole = visit.say, one.one, one.province()
    reached, share = say.number(whole["reached"]), say.share(whole["coverage_share"])
    figures = say("snapshot.figures", reached=reached, share=share)
    who = f"{say.moment(about.taken_at)} · {markdown(about.actor or say('actor.nobody'))}"
    with st.container(
        border=True,
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="distribute",
        key=f"snapshot_{one.number}",
    ):
        title = say("snapshot.row", number=one.number, name=markdown(about.name), day=one.day)
        st.markdown(f"{title}  \n{figures} · {who}", width="stretch")
        label, icon = say("snapshot.open"), ":material/folder_open:"
        st.button(label, key=f"open_{one.number}", icon=icon, on_click=_open, args=(one,))
        if not about.hidden_at and st.button(
            say("snapshot.hide"),
            key=f"hide_{one.number}",
            icon=":material/visibility_off:",
            help=say("snapshot.hide_help"),
        ):
            visit.campaign.hide_snapshot(one.number, st.session_state.get("actor", ""))
            st.rerun()
