"""What a planner picked by hand: groups that must be visited and groups that must not, kept for the visit."""

from collections.abc import Collection
from typing import Any

import streamlit as st

KEY, BEFORE, REVISION = "plan_picks", "plan_picks_before", "plan_picks_revision"
MUST, NEVER = LISTS = ("must", "never")
KEPT = 50  # steps that can be undone
Picks = dict[str, list[str]]


def picks() -> Picks:
    """Return the groups that were picked: {"must": [unit_id, …], "never": [unit_id, …]}, in order of picking."""
    state: Any = st.session_state
    return state.setdefault(KEY, {name: [] for name in LISTS})


def pick(name: str, unit_ids: Collection[str]) -> None:
    """Put groups on one of the lists; a group is never on both."""
    wanted = dict.fromkeys(unit_ids)
    made = {one: [unit for unit in picks()[one] if one == name or unit not in wanted] for one in LISTS}
    made[name] = list(dict.fromkeys([*made[name], *wanted]))
    _set(made)


def replace(name: str, unit_ids: Collection[str]) -> None:
    """Make one of the lists that of some groups; what is added leaves the other list."""
    added = set(unit_ids) - set(picks()[name])
    made = {one: [unit for unit in picks()[one] if unit not in added] for one in LISTS}
    _set({**made, name: list(dict.fromkeys(unit_ids))})


def clear() -> None:
    """Empty both lists."""
    _set({name: [] for name in LISTS})


def undo() -> None:
    """Take the last change back."""
    if history := st.session_state.get(BEFORE):
        st.session_state[KEY] = history.pop()
        st.session_state[REVISION] = revision() + 1


def can_undo() -> bool:
    """Tell whether there is a change to take back."""
    return bool(st.session_state.get(BEFORE))


def revision() -> int:
    """Return a number that every change raises: a table made anew under it forgets what was selected in it."""
    return int(st.session_state.get(REVISION, 0))


def _set(made: Picks) -> None:
    before = picks()
    if made == before:
        return
    history = st.session_state.setdefault(BEFORE, [])
    history.append(before)
    del history[:-KEPT]
    st.session_state[KEY] = made
    st.session_state[REVISION] = revision() + 1
