"""Moments of the figures on a page: a snapshot, or a day of the figures in force; chosen in the URL, told in words."""

from datetime import date, timedelta

import streamlit as st

from campaign import Moment, Snapshot
from outreach.errors import NotFound
from ui import address
from ui.visit import Visit

TODAY, A_DAY = "hom-nay", "ngay"
WEEKS_BACK = 4
EARLIEST = date(2000, 1, 1)


def told(visit: Visit, moment: Moment) -> str:
    """Say which moment it is; a snapshot by its number, and that it is illustrative where the campaign is not."""
    say = visit.say
    if isinstance(moment, Snapshot):
        named = say("moment.snapshot", number=moment.number, name=moment.one.name, day=moment.day)
        is_odd = moment.one.is_illustrative and not visit.campaign.is_illustrative
        return f"{named} · {say('moment.illustrative')}" if is_odd else named
    return say("moment.present", day=moment.day)


def map_codes(before: Moment, after: Moment) -> dict[str, str]:
    """Return the codes of an address at which the map shows two moments side by side.

    A snapshot stands beside figures in force, never the other way round: so these can be of any day.
    """
    first, second = (after, before) if before.number and not after.number else (before, after)
    own = {"anh": str(first.number)} if first.number else {"ngay": first.day.isoformat()}
    if second.number:
        return own | {"so": "anh", "anh2": str(second.number)}
    return own | {"so": "ngay", "ngay2": second.day.isoformat()}


def two_moments(visit: Visit) -> tuple[Moment, Moment]:
    """Let the visitor choose two moments; at first the last snapshot, or a day four weeks ago, and today."""
    snapshots = visit.campaign.snapshots()[::-1]
    first = str(snapshots[0].number) if snapshots else A_DAY
    left, right = st.columns(2, gap="medium")
    with left:
        one = _moment(visit, "tu", visit.say("comparison.since"), snapshots, first)
    with right:
        other = _moment(visit, "den", visit.say("comparison.until"), snapshots, TODAY)
    return one, other


def _moment(visit: Visit, name: str, label: str, snapshots: list[Snapshot], default: str) -> Moment:
    """Choose one moment; the URL holds a number, a day or 'hom-nay' under a name."""
    say, key = visit.say, f"moment_{name}"
    listed = {str(one.number): one for one in snapshots}
    written = address.recall(name, default)
    hidden = _hidden(visit, written, listed)
    listed |= hidden
    day = _day(written)
    wanted = A_DAY if day else written if written in (*listed, TODAY, A_DAY) else default
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted

    def remember() -> None:
        address.choose(name, st.session_state[key])

    names = {TODAY: say("comparison.today"), A_DAY: say("comparison.a_day")}
    st.selectbox(
        label,
        (*listed, TODAY, A_DAY),
        format_func=lambda code: names.get(code) or told(visit, listed[code]),
        key=key,
        on_change=remember,
    )
    if wanted in listed:
        address.keep(name, wanted)
        return listed[wanted]
    chosen = visit.day if wanted == TODAY else _chosen_day(visit, name, day)
    address.keep(name, TODAY if wanted == TODAY else chosen.isoformat())
    return visit.campaign.present(chosen)


def _chosen_day(visit: Visit, name: str, day: date | None) -> date:
    key = f"moment_{name}_day"
    wanted = max(EARLIEST, min(day or visit.day - timedelta(weeks=WEEKS_BACK), visit.day))
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted

    def remember() -> None:
        address.choose(name, st.session_state[key].isoformat())

    asked = visit.say("comparison.day")
    st.date_input(asked, key=key, min_value=EARLIEST, max_value=visit.day, format="DD/MM/YYYY", on_change=remember)
    return wanted


def _hidden(visit: Visit, written: str, listed: dict[str, Snapshot]) -> dict[str, Snapshot]:
    """Return a hidden snapshot that an address names: a link in the minutes of a meeting still opens it."""
    if not written.isdecimal() or written in listed:
        return {}
    try:
        return {written: visit.campaign.snapshot(int(written))}
    except NotFound:
        return {}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
