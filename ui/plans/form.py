"""A new plan: for which weeks, with which aims and locks, on which assumptions; with a bar while it is searched."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from campaign.asked import Asked, Assumptions
from outreach.errors import CampaignError
from planning.response import KINDS, Response
from planning.travel import TERRAINS
from texts import Language
from ui.actor import actor_field
from ui.escape import markdown
from ui.picks import picks
from ui.plans.choice import open_plan
from ui.solving import with_bar
from ui.visit import Visit

CARRIED = "plan_carried"
LONGEST = 80
WEEKS = 2
SEASONS = {"dry": 1.0, "rain": 1.4, "flood": 2.0}
LANGUAGE_RULES = ("price", "rule")
KIND_FIGURES = ("contacts_per_pair_hour", "saturation", "turnout_share", "setup_hours")
TERRAIN_FIGURES = ("detour", "speed_kmh", "last_mile_minutes")
LEAST = {"contacts_per_pair_hour": 0.1, "saturation": 0.05, "detour": 1.0, "speed_kmh": 1.0}
MOST = {"turnout_share": 1.0}


def new_plan(visit: Visit, *, is_first: bool) -> None:
    """Offer the form of a new plan; it stands open where there is no plan yet."""
    say = visit.say
    with st.expander(say("desk.new"), expanded=is_first or CARRIED in st.session_state, icon=":material/add:"):
        asked, name, seconds = _asked(visit)
        actor = actor_field(visit, "plan_actor")
        if st.button(say("desk.make"), type="primary", key="plan_make", icon=":material/route:"):
            _make(visit, name, asked, seconds, actor)


def _make(visit: Visit, name: str, asked: Asked, seconds: float, actor: str) -> None:
    desk, say = visit.campaign.desk, visit.say
    try:
        number = with_bar(say("desk.searching"), seconds, lambda: desk.make(name, asked, seconds=seconds, actor=actor))
    except CampaignError as error:
        st.error(markdown(say.error(error)), icon=":material/error:")
        return
    st.session_state.pop(CARRIED, None)
    open_plan(number)
    st.rerun()


def _asked(visit: Visit) -> tuple[Asked, str, float]:
    """Ask for weeks, aims, locks and assumptions; return them with the plan's name and the time to search."""
    say, desk = visit.say, visit.campaign.desk
    plain = desk.ask(visit.day)
    left, middle, right = st.columns(3)
    with left:
        first = st.date_input(say("desk.first_day"), date.fromisoformat(plain.starts_on), key="plan_first",
                              format="DD/MM/YYYY")  # fmt: skip
        weeks = st.number_input(say("desk.weeks"), 1, 8, WEEKS, key="plan_weeks")
        name = st.text_input(say("desk.name"), _usual_name(first, int(weeks), say), max_chars=LONGEST)
    with middle:
        beta = st.slider(say("desk.beta"), 0.0, 3.0, 1.0, 0.25, key="plan_beta", help=say("desk.beta.help"))
        floor = st.number_input(say("desk.floor"), 0, None, 0, 50, key="plan_floor", help=say("desk.floor.help"))
        rule = st.radio(say("desk.language"), LANGUAGE_RULES, format_func=lambda one: say(f"desk.language.{one}"),
                        key="plan_language")  # fmt: skip
    with right:
        season = st.selectbox(say("desk.season"), list(SEASONS), key="plan_season", help=say("desk.season.help"),
                              format_func=lambda one: say(f"desk.season.{one}", factor=SEASONS[one]))  # fmt: skip
        community = st.toggle(say("desk.community"), key="plan_community", help=say("desk.community.help"))
        seconds = st.slider(say("desk.seconds"), 2, 60, 8, key="plan_seconds", help=say("desk.seconds.help"))
        learned = st.toggle(say("desk.learned"), key="plan_learned", help=say("desk.learned.help"))
    must, never, carried_from = _picked(visit)
    asked = replace(
        plain, starts_on=first.isoformat(), weeks=int(weeks), beta=beta, floor=float(floor), language=rule,
        season=SEASONS[season], with_community=community, must=must, never=never, carried_from=carried_from,
        assumed=_assumptions(visit), travel_no=_travel(visit), learned=learned,
    )  # fmt: skip
    return asked, name.strip() or _usual_name(first, int(weeks), say), float(seconds)


def _usual_name(first: date, weeks: int, say: Language) -> str:
    return say("desk.usual_name", first=first, last=first + timedelta(days=7 * weeks - 1))


def _picked(visit: Visit) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Return the groups picked and dropped by hand or carried over, and the plan carried on, as the planner wants."""
    say = visit.say
    chosen = picks()
    carried: Mapping[str, Any] = st.session_state.get(CARRIED, {})
    must, never = tuple(chosen["must"]), tuple(chosen["never"])
    if must or never:
        told = say("desk.with_picks", must=len(must), never=len(never))
        if not st.checkbox(told, value=True, key="plan_with_picks"):
            must, never = (), ()
    carried_from = 0
    if carried:
        more = tuple(one for one in carried["must"] if one not in never)
        told = say("desk.with_carried", count=len(more), number=carried["plan_no"])
        if st.checkbox(told, value=True, key="plan_with_carried"):
            must, carried_from = tuple(dict.fromkeys((*must, *more))), int(carried["plan_no"])
    return must, never, carried_from


def _assumptions(visit: Visit) -> Assumptions:
    """Show what a plan assumes, for the planner to set otherwise; what is left as it is stays the engine's."""
    say = visit.say
    with st.popover(say("desk.assumptions"), icon=":material/tune:"):
        st.caption(say("plan.assumed"))
        plain = Response().language_factor
        factor = st.slider(say("desk.language_factor"), 0.0, 1.0, plain, 0.05, key="plan_language_factor")
        kinds = _figures(visit, KINDS, KIND_FIGURES, lambda one: say(f"visit.{one}"), "plan_kinds")
        terrains = _figures(visit, TERRAINS, TERRAIN_FIGURES, lambda one: say(f"terrain.{one}"), "plan_terrains")
    return Assumptions(kinds, terrains, None if factor == plain else factor)


def _figures(
    visit: Visit, plain: Mapping[str, object], columns: tuple[str, ...], named: Callable[[str], str], key: str
) -> dict[str, dict[str, float]]:
    """Let figures be edited, a row each; return those that differ from the plain ones."""
    say = visit.say
    table = pd.DataFrame({c: [float(getattr(one, c)) for one in plain.values()] for c in columns}, index=list(plain))
    shown = table.set_axis([named(name) for name in table.index])
    edited = st.data_editor(
        shown, key=key, num_rows="fixed",
        column_config={c: st.column_config.NumberColumn(
            say(f"assumed.{c}"), min_value=LEAST.get(c, 0.0), max_value=MOST.get(c), required=True) for c in columns},
    ).set_axis(table.index)  # fmt: skip
    changed = edited.astype(float).ne(table)
    return {
        str(name): {c: float(edited.loc[name, c]) for c in columns if changed.loc[name, c]}
        for name in table.index[changed.any(axis=1)]
    }


def _travel(visit: Visit) -> int:
    """Take a table of minutes that overrides the model's ways; return its number, 0 for none."""
    say, plans = visit.say, visit.campaign.desk.plans
    number, file_name = plans.travel_in_use()
    with st.popover(say("desk.travel"), icon=":material/commute:"):
        st.caption(say("desk.travel.help"))
        if number:
            st.write(markdown(say("desk.travel.used", file=file_name)))
            if st.button(say("desk.travel.take_back"), key="plan_travel_back"):
                visit.campaign.desk.take_travel_back(number)
                st.rerun()
        file = st.file_uploader(say("desk.travel.file"), type=["csv"], key="plan_travel")
        if file is not None and st.button(say("desk.travel.keep"), key="plan_travel_keep"):
            try:
                visit.campaign.desk.keep_travel(file.getvalue(), file.name, st.session_state.get("actor", ""))
                st.rerun()
            except CampaignError as error:
                st.error(markdown(say.error(error)), icon=":material/error:")
    return number
