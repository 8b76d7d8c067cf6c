"""The profile of a commune: its figures with what bounds them, and what its groups need."""

import pandas as pd
import streamlit as st

from ui.cards import measure_cards
from ui.visit import Visit


def profile_figures(visit: Visit, commune: pd.Series) -> None:
    """Show what was reached, of whom, and how many are still to be reached."""
    say = visit.say
    never = say.number(commune["groups_never"])
    shown = (
        ("reached", say.number(commune["reached"]), bounds(visit, commune)),
        ("coverage_share", say.share(commune["coverage_share"]), of_whom(visit, commune)),
        ("effective_share", say.share(commune["effective_share"]), say("profile.effective")),
        ("gap_people", say.number(commune["gap_people"]), say("profile.last_on", day=say.day(commune["last_on"]))),
        ("groups_never", never, say("figure.of_groups", groups=say.number(commune["groups"]))),
    )
    measure_cards(visit, shown)


def bounds(visit: Visit, unit: pd.Series) -> str:
    """Say between which numbers the people reached lie; nothing where they are counted exactly."""
    least, most = int(unit["reached_least"]), int(unit["reached_most"])
    if least == most:
        return visit.say("figure.exact")
    return visit.say("figure.bounds", least=least, most=most)


def of_whom(visit: Visit, unit: pd.Series) -> str:
    """Say of how many people a coverage is a share, with the kind of their source and its year."""
    say = visit.say
    if pd.isna(unit["adults"]):
        return say("denominator.none")
    kind = unit["adults_kind"] if not pd.isna(unit["adults_kind"]) else "mixed"
    year = say("denominator.no_year") if pd.isna(unit["adults_year"]) else str(int(unit["adults_year"]))
    return say("figure.of_whom", adults=say.number(unit["adults"]), kind=say(f"source_kind.{kind}"), year=year)


def needs(visit: Visit, commune: pd.Series, groups: pd.DataFrame) -> None:
    """Say what the commune needs first: a report, mended data, or a team; and in how many of its groups each."""
    say = visit.say
    if commune["is_silent"]:
        st.warning(say("profile.silent"), icon=":material/notifications_off:")
    if commune["reached_known"] > (commune["adults"] if not pd.isna(commune["adults"]) else float("inf")):
        st.warning(say("profile.over"), icon=":material/error:")
    counts = groups["remedy"].value_counts()
    parts = [
        say(f"remedy.{one}", count=int(counts[one])) for one in ("send_team", "mend_data", "none") if one in counts
    ]
    st.markdown(" · ".join(parts))


def group_states(visit: Visit, groups: pd.DataFrame) -> None:
    """Say how many groups are in each state."""
    say = visit.say
    counts = groups["state"].value_counts()
    st.caption(" · ".join(f"{say(f'state.{state}')}: {say.number(count)}" for state, count in counts.items()))
