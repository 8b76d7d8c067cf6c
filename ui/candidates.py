"""Choosing where to send teams: totals that follow every slider, what another rule would do, and what stands apart."""

from collections.abc import Sequence
from datetime import timedelta

import pandas as pd
import streamlit as st

from campaign.candidates import Listing, accounted, listing, ordered
from planning.candidates import changes, ranked, totals
from planning.selection import Selection, fit, top_totals
from ui import picks
from ui.candidate_filters import chosen_rule, chosen_selection, rule_before
from ui.candidate_table import (
    COLUMNS,
    REPAIR_TAKEN,
    SILENT_COLUMNS,
    SILENT_TAKEN,
    TAKEN,
    candidate_table,
    in_sentences,
    in_words,
    repair_table,
    take_list,
)
from ui.cards import cards
from ui.downloads import download_buttons
from ui.escape import markdown
from ui.pick_panel import pick_panel
from ui.tables import figure_table
from ui.visit import Visit

CARDS = ("groups", "unreached", "gain_adults", "team_days", "available")
TOPS = (10, 20, 50, 100)
CHANGED = ("name", "commune", "per_team_day", "unreached", "coverage_share")
COMPARED = ("rule", "per_team_day", "gain_adults", "team_days", "never", "worst", "week_adults")
REPAIR_PAGE = "chat_luong"


def candidates_found(visit: Visit) -> Listing:
    """Return what can be chosen from today."""
    return listing(visit.campaign, visit.day)


def choose(visit: Visit, made: Listing) -> None:
    """Draw the rule, the filters with their totals, the lists, the picks, and what another rule would do."""
    say = visit.say
    if not len(made.case.register):
        st.warning(say("candidates.no_teams"), icon=":material/groups:")
    rule = chosen_rule(visit, made)
    selection = chosen_selection(visit, made)
    order = ordered(made, rule, selection)
    kept = order[~order["unit_id"].isin(picks.picks()[picks.NEVER])]
    _totals(visit, made, kept)
    _fit_line(visit, made, kept)
    lists = {
        "groups": lambda: _listed(visit, made, order, rule, selection),
        "without_report": lambda: _silent(visit, made, rule, selection),
        "to_repair": lambda: _repair(visit, made),
    }
    names = [say(f"candidates.list.{name}", count=len(made.of(name))) for name in lists]
    chosen = st.segmented_control(
        say("candidates.lists"), list(lists), format_func=dict(zip(lists, names, strict=True)).__getitem__,
        default=next(iter(lists)), key="candidates_lists", label_visibility="collapsed",
    )  # fmt: skip
    lists[chosen or next(iter(lists))]()  # a list that nobody looks at costs a third of the run
    pick_panel(visit, made)
    if len(made.rules) > 1 and len(kept) > 1:
        _rule_changes(visit, made, kept, rule)
    _accounted_line(visit, made)


def _totals(visit: Visit, made: Listing, kept: pd.DataFrame) -> None:
    say, sums, weeks = visit.say, totals(kept), made.case.weeks
    last = weeks.starts_on + timedelta(days=6)
    unable = int(kept["half_days"].isna().sum())
    shown = {
        "groups": (say.number(len(kept)), say("candidates.of_all", count=len(made.found.groups))),
        "unreached": (say.number(sums["unreached"]), say("candidates.in_groups")),
        "gain_adults": (say.number(sums["gain_adults"]), say("candidates.one_visit")),
        "team_days": (say.value(float(sums["team_days"])), say("candidates.unable", count=unable)),
        "available": (
            say.value(made.team_days),
            say("candidates.week", first=weeks.starts_on, last=last, teams=len(made.case.register)),
        ),
    }
    cards(
        [(name, *shown[name]) for name in CARDS],
        lambda name: (say(f"candidates.card.{name}"), say(f"candidates.card.{name}.definition")),
    )


def _fit_line(visit: Visit, made: Listing, kept: pd.DataFrame) -> None:
    """Say how much of the list the coming week allows."""
    if not made.team_days or kept.empty:
        return
    say, room = visit.say, fit(kept, made.half_days)
    key = "candidates.fits_all" if room.least == len(kept) else "candidates.fits"
    st.markdown(
        say(
            key,
            days=made.team_days,
            least=room.least,
            most=room.most,
            adults_least=round(room.adults_least),
            adults_most=round(room.adults_most),
        )
    )


def _listed(visit: Visit, made: Listing, order: pd.DataFrame, rule: str, selection: Selection) -> None:
    say = visit.say
    if made.found.groups.empty:
        st.success(say("candidates.nothing_left"), icon=":material/done_all:")
        return
    told = in_words(visit, made, order)
    candidate_table(visit, told, COLUMNS, "candidates")
    if not told.empty:
        in_sentences(visit, told)
    is_left = told["unit_id"].isin(picks.picks()[picks.NEVER])
    take_list(visit, told[~is_left], TAKEN, "chon-dia-ban", lambda: chosen_lines(visit, made, rule, selection))


def chosen_lines(visit: Visit, made: Listing, rule: str, selection: Selection) -> Sequence[str]:
    """Say how a list was chosen: its rule, and whatever was asked for."""
    say = visit.say
    communes = dict(made.case.groups[["parent_id", "commune"]].to_numpy())
    asked = (
        (selection.commune_id, lambda: communes[selection.commune_id]),
        (selection.language, lambda: f"{say('filter.language')}: {selection.language}"),
        (selection.state, lambda: f"{say('filter.state')}: {say(f'state.{selection.state}')}"),
        (selection.is_never, lambda: say("candidates.never")),
        (selection.no_power, lambda: say("candidates.no_power")),
        (selection.below_share < 1, lambda: f"{say('candidates.below')}: {say.share(selection.below_share)}"),
        (selection.at_least, lambda: f"{say('candidates.at_least')}: {selection.at_least}"),
        (selection.within_minutes < float("inf"), lambda: f"{say('candidates.within')}: {_minutes(visit, selection)}"),
    )
    filters = " · ".join(written() for is_asked, written in asked if is_asked)
    lines = [f"{say('candidates.rule')}: {say(f'rule.{rule}')}. {say(f'rule.{rule}.means')}"]
    return [*lines, filters] if filters else lines


def _minutes(visit: Visit, selection: Selection) -> str:
    return visit.say("candidates.minutes", count=round(selection.within_minutes))


def _silent(visit: Visit, made: Listing, rule: str, selection: Selection) -> None:
    """Show the groups of which nothing is known, with an estimate and what it takes to know."""
    say = visit.say
    if made.found.without_report.empty:
        st.success(say("candidates.all_report"), icon=":material/done_all:")
        return
    st.markdown(say("candidates.silent_help"))
    order = ordered(made, rule, selection, which="without_report")
    told = in_words(visit, made, order, "without_report")
    able = int(order["half_days"].notna().sum())
    people = round(float(order["unreached"].sum()))
    st.caption(say("candidates.silent_total", groups=len(order), people=people, able=able, days=able / 2))
    candidate_table(visit, told, SILENT_COLUMNS, "candidates_silent")
    take_list(visit, told, SILENT_TAKEN, "can-xac-minh", lambda: [say("candidates.silent_help")])


def _repair(visit: Visit, made: Listing) -> None:
    """Show the groups of which the figures cannot be right, and the way to where they are mended."""
    say, table = visit.say, made.found.to_repair
    if table.empty:
        st.success(say("candidates.none_over"), icon=":material/done_all:")
        return
    st.markdown(say("candidates.repair_help"))
    repair_table(visit, table)
    if page := st.session_state.get("menu", {}).get(REPAIR_PAGE):
        st.page_link(page, label=say("candidates.to_repair_page"), icon=":material/fact_check:")
    download_buttons(visit, table, REPAIR_TAKEN, "can-sua-so-lieu")


def _rule_changes(visit: Visit, made: Listing, kept: pd.DataFrame, rule: str) -> None:
    """Show which groups the top gains and loses against another rule, and what either top comes to."""
    say, others = visit.say, [one for one in made.rules if one != rule]
    st.subheader(say("candidates.changes"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        before = st.selectbox(
            say("candidates.against"),
            others,
            index=others.index(rule_before(made, rule)),
            format_func=lambda one: say(f"rule.{one}"),
            key=f"candidates_against_{rule}",
            width=320,
        )
        top = st.selectbox(
            say("candidates.top"),
            TOPS,
            index=1,
            format_func=lambda one: say("picks.first_count", count=one),
            key="candidates_top",
            width=160,
        )
    both = pd.DataFrame([_compared(visit, made, kept, one, top) for one in (rule, before)])
    names = {name: say(f"candidates.column.{name}") for name in COMPARED}
    figure_table(visit, both, names, shares=(), key="candidates_compared", height="content")
    enter, leave = changes(kept, before, rule, top)
    if not len(enter):
        st.caption(say("candidates.same_top"))
        return
    labels = {name: say(f"measure.{name}") for name in CHANGED}
    for column, key, index in zip(st.columns(2, gap="medium"), ("enters", "leaves"), (enter, leave), strict=True):
        with column:
            st.markdown(say(f"candidates.{key}", count=len(index), rule=say(f"rule.{rule}")))
            height = min(280, 38 + 35 * len(index))
            figure_table(
                visit, kept.loc[index], labels, shares=("coverage_share",), key=f"candidates_{key}", height=height
            )


def _compared(visit: Visit, made: Listing, kept: pd.DataFrame, rule: str, top: int) -> dict[str, object]:
    """Return what the top of a rule comes to, and the adults that all days of the coming week bring under it."""
    week = fit(ranked(kept, rule), made.half_days).adults_most
    return {"rule": visit.say(f"rule.{rule}"), **top_totals(kept, rule, top), "week_adults": week}


def _accounted_line(visit: Visit, made: Listing) -> None:
    """Say where every group went, so that none is lost."""
    say, counts = visit.say, accounted(made)
    st.caption(markdown(say("candidates.accounted", every=len(made.case.groups), **counts)))
