"""The headline figures, each with its definition on hover, and the line that says how far they can be trusted."""

import pandas as pd
import streamlit as st

from campaign import CONTACTS
from outreach.week import last_complete_week
from ui.cards import measure_cards
from ui.profile import bounds
from ui.visit import Visit


def headline_figures(visit: Visit) -> None:
    """Show where the province stands against the target: people, share, gap, and the groups nobody reached."""
    say, whole, target = visit.say, visit.province(), visit.campaign.target
    of_adults = say("figure.of_adults", adults=say.number(whole["adults"]))
    between = bounds(visit, whole)
    by_target = say("figure.target", share=say.share(target.share), day=target.on)
    shown = (
        ("reached", say.number(whole["reached"]), f"{_last_week(visit)} · {between}"),
        ("coverage_share", say.share(whole["coverage_share"]), of_adults),
        ("gap_people", say.number(whole["gap_people"]), by_target),
        (
            "groups_never",
            say.number(whole["groups_never"]),
            say("figure.of_groups", groups=say.number(whole["groups"])),
        ),
        (
            "groups_no_report",
            say.number(whole["groups_no_report"]),
            say("figure.silent", communes=whole["communes_silent"]),
        ),
    )
    measure_cards(visit, shown)


def _last_week(visit: Visit) -> str:
    """Say how many adults were newly reached in the last complete week, Monday to Sunday."""
    last = last_complete_week(pd.Timestamp(visit.day))
    added = visit.campaign.edition().weeks["adults_new"].get(last, 0)
    return visit.say("figure.last_week", count=visit.say.number(added), day=last.date())


def trust_line(visit: Visit) -> None:
    """Say how many rows stand behind the figures and how many wait, with the day of the last record."""
    say = visit.say
    outcomes = [o for o in visit.campaign.outcomes() if o.one.kind in CONTACTS]
    rows = sum(o.one.rows_in for o in outcomes)
    if not rows:
        st.info(say("trust.nothing"), icon=":material/info:")
        return
    names = ("unmatched", "rejected", "duplicates")
    counts = {name: say.number(sum(getattr(o, name) for o in outcomes)) for name in names}
    matched = say.share(sum(o.matched for o in outcomes) / rows)
    last, source = say.day(visit.province()["last_on"]), say("trust.population_source")
    st.caption(say("trust.line", rows=say.number(rows), matched=matched, last=last, source=source, **counts))


def gap_summary(visit: Visit, groups: pd.DataFrame) -> None:
    """Say how many groups a list holds, the people still to reach in them, and how many of them nobody reached.

    Where the list is of whole communes it also says by how many people the communes' own gap is smaller.
    """
    never, people = int(groups["is_never"].sum()), int(groups["gap_people"].sum())
    st.markdown(visit.say("gaps.summary", groups=len(groups), people=people, never=never))
    communes = visit.standing("commune")
    whole = communes[communes["unit_id"].isin(groups["parent_id"].unique())]
    unplaced = people - int(whole["gap_people"].sum())
    if len(groups) == whole["groups"].sum() and unplaced > 0:
        st.caption(visit.say("gaps.unplaced", count=unplaced))
