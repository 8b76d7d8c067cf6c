"""An approved plan followed up on a page: what it came to, by team and by visit, and what is open."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from campaign import tracking
from campaign.tracking import NO_TEAM, Record, Tracked
from texts import Language
from texts.plan import followup_sentence
from ui.cards import cards
from ui.downloads import Source, download_buttons
from ui.escape import markdown
from ui.filters import choice
from ui.plans.form import CARRIED
from ui.tables import figure_table
from ui.visit import Visit

NUMBER = "ke_hoach"
STATUSES = ("not_done", "partly", "reported", "done", "by_another", "due", "unplanned")
OF_TEAM = (
    *("team", "visits_planned", "visits_due", "done", "partly", "reported", "not_done", "by_another", "unplanned"),
    *("due_adults", "adults_reached", "realised_share", "closed"),
)
OF_VISIT = ("name", "outcome", "gain_adults", "adults_reached", "closed", "commune", "team", "days", "by_form")
TAKEN = (
    *("team_id", "team", "unit_id", "name", "commune", "starts_on", "ends_on", "outcome", "visits", "gain_adults"),
    *("contacts", "adults_reached", "closed", "form_outcome", "form_on", "form_households", "form_adults"),
    *("form_closed", "form_minutes", "is_contradicted"),
)
SHOWN_HEIGHT = 420


def chosen(visit: Visit) -> Tracked | None:
    """Let the visitor choose an approved plan, the newest weeks first; say what to do where there is none."""
    say = visit.say
    plans = {str(one.plan_no): one for one in tracking.approved(visit.campaign, visit.day)}
    if not plans:
        st.info(say("tracking.none"), icon=":material/event_busy:")
        _way_to_plans(visit)
        return None
    with st.columns([2, 1])[0]:
        number = choice(NUMBER, say("tracking.plan"), tuple(plans), lambda code: plan_name(plans[code], say))
    return tracking.tracked(visit.campaign, int(number), visit.day)


def plan_name(record: Record, say: Language) -> str:
    """Name a plan: its number, its name, and its days."""
    first, last, _ = tracking.span(record)
    return say("tracking.plan_name", number=record.plan_no, name=record.name, first=first, last=last)


def _way_to_plans(visit: Visit) -> None:
    page = st.session_state.get("menu", {}).get("ke_hoach")
    if page is not None:
        st.page_link(page, label=visit.say("tracking.to_plans"), icon=":material/event_available:")


def headline(visit: Visit, one: Tracked) -> None:
    """Say in a sentence what became of the plan, who approved it, and what later plans took over."""
    say, sums = visit.say, one.totals
    approved = say("tracking.approved", actor=markdown(one.record.approved_by or ""), day=_approved_on(one))
    if not one.has_begun:
        st.info(say("tracking.not_begun", day=one.first_on), icon=":material/hourglass_empty:")
        st.caption(approved)
        return
    facts = {"done": sums["done"], "due": sums["visits_due"], "day": one.day}
    lines = [say("tracking.headline", **facts), *_adults(say, one), *_gaps(say, one)]
    with st.container(key="headline"):
        st.markdown(" ".join(lines))
    st.caption(" ".join([approved, *_taken_over(say, one)]))


def _approved_on(one: Tracked) -> Any:
    return pd.Timestamp(str(one.record.approved_at)).date()


def _adults(say: Language, one: Tracked) -> list[str]:
    if one.realised_share != one.realised_share:
        return []
    return [say("followup.share", share=say.share(one.realised_share))]


def _gaps(say: Language, one: Tracked) -> list[str]:
    """Say where it is the data that are missing, and where two sources disagree."""
    sums, lines = one.totals, []
    if sums["reported"]:
        lines.append(say("tracking.reported", count=sums["reported"], adults=round(sums["reported_adults"])))
    if sums["contradicted"]:
        lines.append(say("tracking.contradicted", count=sums["contradicted"]))
    return lines


def _taken_over(say: Language, one: Tracked) -> list[str]:
    return [
        say("tracking.taken_over", count=int(count), number=int(number))
        for number, count in zip(one.taken_over.index, one.taken_over, strict=True)
    ]


def figures(visit: Visit, one: Tracked) -> None:
    """Show five figures: adults, visits done, visits not done, unplanned visits, and doors that were closed."""
    say, sums = visit.say, one.totals
    of_due = say("tracking.of_due", adults=round(sums["due_adults"]), planned=round(sums["planned_adults"]))
    visits = say("tracking.of_visits", due=sums["visits_due"], planned=sums["visits"])
    partly = say("tracking.note.not_done", partly=sums["partly"], others=sums["by_another"])
    shown = (
        ("adults", say.number(sums["adults_reached"]), of_due),
        ("done", say.number(sums["done"]), visits),
        ("not_done", say.number(sums["not_done"]), partly),
        ("unplanned", say.number(sums["unplanned"]), _outside(say, sums)),
        ("closed", say.number(sums["closed"]), say("tracking.note.closed")),
    )
    cards(shown, lambda name: (say(f"tracking.card.{name}"), say(f"tracking.card.{name}.definition")))


def _outside(say: Language, sums: Mapping[str, float]) -> str:
    return say("tracking.note.unplanned", adults=round(sums["adults_unplanned"]))


def teams(visit: Visit, one: Tracked) -> None:
    """Show what each team was to do and did, those with most adults still missing first."""
    say = visit.say
    st.subheader(say("tracking.teams"), anchor=False)
    missing = (one.teams["due_adults"] - one.teams["adults_reached"]).rename("missing")
    table = one.teams.assign(missing=missing).sort_values("missing", ascending=False, kind="stable")
    names = {name: say(f"tracking.column.{name}") for name in OF_TEAM}
    figure_table(visit, table, names, shares=("realised_share",), key="tracking_teams", height=shown_height(table))
    _files(visit, one, table, ("team_id", *OF_TEAM), f"theo-doi-doi-{one.record.plan_no}")


def visits(visit: Visit, one: Tracked) -> None:
    """Show every visit, planned or not, with what became of it; what is open comes first."""
    say = visit.say
    st.subheader(say("tracking.visits"), anchor=False)
    rows = in_words(_filtered(visit, one.rows), say)
    if rows.empty:
        st.info(say("table.empty"), icon=":material/filter_alt_off:")
        return
    order = {status: number for number, status in enumerate(STATUSES)}
    rows = rows.assign(order=rows["status"].map(order)).sort_values(
        ["order", "gain_adults"], ascending=[True, False], kind="stable"
    )
    names = {name: say(f"tracking.column.{name}") for name in OF_VISIT}
    figure_table(visit, rows, names, shares=(), key="tracking_visits", height=shown_height(rows))
    _files(visit, one, rows, TAKEN, f"theo-doi-{one.record.plan_no}")


def _filtered(visit: Visit, rows: pd.DataFrame) -> pd.DataFrame:
    """Let the visitor keep one team, one outcome, one commune; what is chosen stands in the address as codes."""
    say = visit.say
    every = say("filter.every")
    team_names = _names(rows[rows["team_id"] != NO_TEAM], "team_id", "team")
    communes = _names(rows, "parent_id", "commune")
    found = tuple(status for status in STATUSES if (rows["status"] == status).any())
    columns = st.columns(3)
    with columns[0]:
        team = choice("doi", say("tracking.team"), ("", *team_names), lambda one: team_names.get(one) or every)
    with columns[1]:
        status = choice(
            "kq", say("tracking.status"), ("", *found), lambda one: say(f"followup.{one}") if one else every
        )
    with columns[2]:
        commune = choice("xa", say("filter.commune"), ("", *communes), lambda one: communes.get(one) or every)
    kept = pd.Series(True, index=rows.index)
    for column, value in (("team_id", team), ("status", status), ("parent_id", commune)):
        if value:
            kept &= rows[column] == value
    return rows[kept]


def _names(rows: pd.DataFrame, code: str, name: str) -> dict[str, str]:
    pairs = rows[[code, name]].drop_duplicates(code).sort_values(name)
    return {str(one): str(told) for one, told in pairs.itertuples(index=False, name=None)}


def in_words(rows: pd.DataFrame, say: Language) -> pd.DataFrame:
    """Return the rows of a follow-up with their codes in words: outcome, days, team, and what the form says."""
    told = zip(rows["status"], rows["reason"], strict=True)
    form = [say(f"followup.{one}") if isinstance(one, str) else "" for one in rows["form_status"]]
    days = zip(rows["starts_on"], rows["ends_on"], strict=True)
    return rows.assign(
        outcome=[followup_sentence(status, reason, say) for status, reason in told],
        days=[days_told(first, last, say) for first, last in days],
        team=rows["team"].where(rows["team_id"] != NO_TEAM, say("tracking.no_team")),
        form_outcome=form,
        by_form=[
            say("tracking.disagrees", told=one) if is_odd else one
            for one, is_odd in zip(form, rows["is_contradicted"], strict=True)
        ],
        is_contradicted=[say("yes") if one else "" for one in rows["is_contradicted"]],
        **{name: rows[name].dt.date for name in ("starts_on", "ends_on", "form_on")},
    )


def days_told(first: pd.Timestamp, last: pd.Timestamp, say: Language) -> str:
    """Return the days of a visit in words, nothing for an unplanned one."""
    if pd.isna(first):
        return ""
    return say.day(first.date()) if first == last else f"{say.day(first.date())} – {say.day(last.date())}"


def _files(visit: Visit, one: Tracked, table: pd.DataFrame, columns: Sequence[str], stem: str) -> None:
    say = visit.say
    source: Source = [
        (say("tracking.plan"), plan_name(one.record, say)),
        (say("definition.day"), say.day(one.day)),
        (say("definition.edition"), visit.campaign.edition().name),
    ]
    rounded = table.round(dict.fromkeys(("visits", "gain_adults", "due_adults", "adults_reached"), 1))
    download_buttons(visit, rounded, columns, stem, source)


def carried_over(visit: Visit, one: Tracked) -> None:
    """Say what is to be planned again, and take it to a new plan on demand."""
    say, open_ = visit.say, one.carried_over
    st.subheader(say("tracking.carried"), anchor=False)
    if open_.empty:
        st.info(say("tracking.nothing_carried"), icon=":material/done_all:")
        return
    groups = tracking.carried(visit.campaign, one.record.plan_no, one.day)
    facts = {"groups": len(groups), "adults": round(open_["adults_open"].sum())}
    st.markdown(say("tracking.carried_note", **facts))
    if st.button(say("tracking.plan_again"), icon=":material/event_repeat:", key="plan_again", type="primary"):
        st.session_state[CARRIED] = {"plan_no": one.record.plan_no, "must": groups}
        page = st.session_state.get("menu", {}).get("ke_hoach")
        if page is not None:
            st.switch_page(page)
        st.success(say("tracking.carried_kept", groups=len(groups)), icon=":material/check_circle:")


def shown_height(table: pd.DataFrame) -> int:
    """Return how high a table stands: all of it, as long as it is short."""
    return min(36 * (len(table) + 1) + 2, SHOWN_HEIGHT)
