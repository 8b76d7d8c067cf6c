"""The head of a plan: what it comes to, how good it is for sure, and what could not be kept."""

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from campaign.change import Opened, Record
from texts.plan import known_share, relaxed_lines
from ui.cards import cards
from ui.escape import markdown
from ui.visit import Visit


def plan_head(visit: Visit, record: Record, facts: pd.Series) -> None:
    """Show where a plan stands, and its figures: as approved, or on the figures in force."""
    say = visit.say
    st.markdown(markdown(_standing_of(visit, record)))
    least, most = say.number(facts["adults_least"]), say.number(facts["adults_most"])
    shown = (
        ("plan_adults", say.number(facts["adults"]), say("desk.range", least=least, most=most)),
        ("plan_worst", say.number(facts["adults_worst"]), say("desk.worst_note")),
        (
            "plan_days",
            say("desk.days_of", used=facts["half_days_used"] / 2, days=facts["half_days"] / 2),
            say("desk.days_note", teams=int(facts["teams"]), groups=int(facts["groups"])),
        ),
        (
            "plan_bound",
            say.share(known_share(facts.to_dict())),
            say("desk.proven") if facts["is_proven"] else say("desk.bound_note"),
        ),
    )
    cards(shown, lambda name: (say(f"desk.card.{name}"), say(f"desk.card.{name}.definition")))


def _standing_of(visit: Visit, record: Record) -> str:
    """Say for which weeks a plan is, and whether somebody answers for it."""
    say, asked = visit.say, record.asked
    first = date.fromisoformat(asked["starts_on"])
    span = say("desk.span", first=first, last=first + timedelta(days=7 * asked["weeks"] - 1), weeks=asked["weeks"])
    if record.withdrawn_at:
        return f"{span} {say('desk.withdrawn', moment=say.moment(record.withdrawn_at))}"
    if record.approved_at:
        told = say("desk.approved", moment=say.moment(record.approved_at), actor=record.approved_by)
        return f"{span} {told} {record.why}"
    return f"{span} {say('desk.draft', moment=say.moment(record.made_at), actor=record.actor or say('actor.nobody'))}"


def plan_notices(visit: Visit, opened: Opened) -> None:
    """Say which wishes gave way, which teams could not be planned, and whether the figures have changed since."""
    say = visit.say
    for line in relaxed_lines(opened.plan.relaxed, say):
        st.warning(markdown(line), icon=":material/rule:")
    if opened.homeless:
        st.warning(markdown(say("desk.homeless", teams=list(opened.homeless))), icon=":material/wrong_location:")
    if not visit.campaign.desk.is_current(opened.asked):
        st.info(say("desk.data_changed"), icon=":material/update:")
