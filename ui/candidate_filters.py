"""What a planner asks of the candidates: the rule of order, filters and thresholds, all of it in the address."""

from collections.abc import Callable, Sequence

import streamlit as st

from campaign.candidates import Listing
from planning.candidates import RULES
from planning.selection import Selection
from ui import address
from ui.filters import choice
from ui.visit import Visit

SHARES = ("100", "90", "80", "70", "60", "50", "40", "30", "20", "10", "5")
PEOPLE = ("0", "10", "25", "50", "100", "150", "200", "300", "500")
MINUTES = ("", "120", "90", "60", "45", "30", "15")
RULE_NAMES = tuple(one.name for one in RULES)
BEFORE = "candidates_rule_before"  # the rule that the present one took the place of


def chosen_rule(visit: Visit, made: Listing) -> str:
    """Let a planner choose what comes first, and say what that means; return the rule's name."""
    say, rules = visit.say, made.rules
    wanted = address.recall("luat", rules[0], rules)
    if st.session_state.get("candidates_rule") != wanted:
        st.session_state["candidates_rule"] = wanted

    def remember() -> None:
        st.session_state[BEFORE] = wanted
        address.choose("luat", st.session_state["candidates_rule"] or wanted)

    st.segmented_control(
        say("candidates.rule"),
        rules,
        key="candidates_rule",
        format_func=lambda one: say(f"rule.{one}"),
        on_change=remember,
    )
    address.keep("luat", wanted, rules[0])
    st.caption(say(f"rule.{wanted}.means"))
    return wanted


def rule_before(made: Listing, rule: str) -> str:
    """Return the rule that the present one is held against: the one before it, else the first that is another."""
    others = [one for one in made.rules if one != rule]
    before = st.session_state.get(BEFORE)
    return before if before in others else others[0]


def chosen_selection(visit: Visit, made: Listing) -> Selection:
    """Draw filters and thresholds, and return what is chosen."""
    say, groups = visit.say, made.case.groups
    listed = made.found.groups
    communes = dict(groups[["parent_id", "commune"]].drop_duplicates().sort_values("commune").to_numpy())
    every = say("filter.every")
    with st.container(border=True, key="candidates_filters"):
        first = st.columns(4)
        with first[0]:
            commune = choice("xa", say("filter.commune"), ("", *communes), lambda one: communes.get(one) or every)
        with first[1]:
            spoken = ("", *sorted(groups["language"].dropna().unique()))
            language = choice("nn", say("filter.language"), spoken, lambda one: one or every)
        with first[2]:
            states = ("", *sorted(listed["state"].unique()))
            state = choice("tt", say("filter.state"), states, lambda one: say(f"state.{one}") if one else every)
        with first[3]:
            is_never = _switch("chua", say("candidates.never"))
            no_power = _switch("dien", say("candidates.no_power"))
        below, at_least, within = _thresholds(visit)
    return Selection(commune, language, state, is_never, no_power, below, at_least, within)


def _thresholds(visit: Visit) -> tuple[float, int, float]:
    say, every = visit.say, visit.say("candidates.any")
    columns = st.columns(3, gap="large")
    with columns[0]:
        below = _step("duoi", say("candidates.below"), SHARES, lambda one: f"{one} %" if one != "100" else every)
    with columns[1]:
        people = _step("con", say("candidates.at_least"), PEOPLE, lambda one: one if one != "0" else every)
    with columns[2]:
        within = _step(
            "phut",
            say("candidates.within"),
            MINUTES,
            lambda one: say("candidates.minutes", count=one) if one else every,
        )
    return int(below) / 100, int(people), float(within or "inf")


def _step(name: str, label: str, options: Sequence[str], written: Callable[[str], str]) -> str:
    """Let a visitor slide to one of some codes, and keep it in the address; the first code asks for nothing."""
    key = f"step_{name}"
    wanted = address.recall(name, options[0], tuple(options))
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted

    def remember() -> None:
        address.choose(name, st.session_state[key])

    st.select_slider(label, options, format_func=written, key=key, on_change=remember)
    address.keep(name, wanted, options[0])
    return wanted


def _switch(name: str, label: str) -> bool:
    """Let a visitor ask for something more, and keep it in the address."""
    key = f"switch_{name}"
    wanted = address.recall(name, "", ("", "1")) == "1"
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted

    def remember() -> None:
        address.choose(name, "1" if st.session_state[key] else "")

    st.checkbox(label, key=key, on_change=remember)
    address.keep(name, "1" if wanted else "")
    return wanted
