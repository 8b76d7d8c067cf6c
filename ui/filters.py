"""The filters of a list of groups; what is chosen stands in the URL as codes."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from ui import address
from ui.visit import Visit

STATES = (
    *("never_reached", "planned", "visited_zero", "partly", "at_target", "no_report", "unmatched"),
    *("not_on_map", "no_denominator", "closed"),
)
REMOTE = ("0", "5", "10", "20")


@dataclass(frozen=True)
class Filters:
    """What to keep; an empty value keeps everything."""

    commune_id: str = ""
    state: str = ""
    language: str = ""
    at_least_km: float = 0.0


def chosen_filters(visit: Visit, groups: pd.DataFrame) -> Filters:
    """Draw the filters and return what is chosen."""
    say = visit.say
    communes = dict(
        groups[["parent_id", "commune"]].drop_duplicates().sort_values("commune").itertuples(index=False, name=None)
    )
    languages = tuple(sorted(groups["language"].dropna().unique()))
    columns = st.columns(4)
    with columns[0]:
        commune_id = choice(
            "xa", say("filter.commune"), ("", *communes), lambda one: communes.get(one) or say("filter.every")
        )
    with columns[1]:
        state = choice(
            "tt",
            say("filter.state"),
            ("", *STATES),
            lambda one: say(f"state.{one}") if one else say("filter.every"),
        )
    with columns[2]:
        spoken = choice("nn", say("filter.language"), ("", *languages), lambda one: one or say("filter.every"))
    with columns[3]:
        far = choice(
            "km",
            say("filter.remote"),
            REMOTE,
            lambda one: say("filter.at_least_km", km=int(one)) if one != "0" else say("filter.every"),
        )
    return Filters(commune_id, state, spoken, float(far or 0))


def commune_picker(visit: Visit, communes: pd.DataFrame) -> str:
    """Let the visitor find a commune by name or go back to all; return its id, '' for all."""
    say, names = visit.say, dict(zip(communes["unit_id"], communes["name"], strict=True))
    chosen = address.recall("xa", "", tuple(names))
    if st.session_state.get("map_commune") != (chosen or None):
        st.session_state["map_commune"] = chosen or None

    def remember() -> None:
        address.choose("xa", st.session_state["map_commune"] or "")

    def leave() -> None:
        st.session_state["map_commune"] = None
        address.choose("xa", "")

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("map.commune"),
            list(names),
            format_func=lambda unit_id: names[unit_id],
            key="map_commune",
            placeholder=say("map.all_communes"),
            index=None,
            on_change=remember,
            width=420,
        )
        if chosen:
            st.button(say("map.back"), icon=":material/arrow_back:", key="map_back", on_click=leave)
    address.keep("xa", chosen)
    return chosen


def choice(name: str, label: str, options: tuple[str, ...], written: Callable[[str], str]) -> str:
    """Let a visitor choose one of some codes, and keep it in the URL under a name; the first code is the default."""
    key = f"filter_{name}"
    wanted = address.recall(name, options[0], options)
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted

    def remember() -> None:
        address.choose(name, st.session_state[key])

    st.selectbox(label, options, format_func=written, key=key, on_change=remember)
    address.keep(name, st.session_state[key], options[0])
    return st.session_state[key]


def filtered(groups: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """Keep the groups that pass; a group of unknown distance is not remote."""
    kept = pd.Series(True, index=groups.index)
    if filters.commune_id:
        kept &= groups["parent_id"] == filters.commune_id
    if filters.state:
        # A group that is on no map, or in a plan, can be one that nobody ever reached all the same.
        is_never = groups["is_never"] if filters.state == "never_reached" else False
        kept &= (groups["state"] == filters.state) | is_never
    if filters.language:
        kept &= groups["language"] == filters.language
    if filters.at_least_km:
        kept &= groups["distance_km"].fillna(0) >= filters.at_least_km
    return groups[kept]
