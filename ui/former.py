"""The units of before the merger: a day, a search, what is known of them and what is not."""

import unicodedata
from datetime import date

import pandas as pd
import streamlit as st

from ui import address
from ui.visit import Visit

BEGUN_ON = date(2025, 6, 3)  # Plan 225-KH/TU


def chosen_day(visit: Visit) -> date:
    """Let the visitor choose a day up to today; it stands in the address."""
    written = address.recall("ngay")
    try:
        wanted = min(date.fromisoformat(written), visit.day)
    except ValueError:
        wanted = visit.day
    least = min(BEGUN_ON, wanted)
    if st.session_state.get("former_day") != wanted:
        st.session_state["former_day"] = wanted

    def remember() -> None:
        address.choose("ngay", st.session_state["former_day"].isoformat())

    day: date = st.date_input(
        visit.say("former.day"),
        key="former_day",
        min_value=least,
        max_value=visit.day,
        format="DD/MM/YYYY",
        on_change=remember,
        width=200,
    )
    address.keep("ngay", day.isoformat(), visit.day.isoformat())
    return day


def searched(visit: Visit, standing: pd.DataFrame) -> pd.DataFrame:
    """Keep the communes of which a former or present name, or a former district, has the text that is searched."""
    text = st.text_input(visit.say("former.search"), key="former_search", width=360, icon=":material/search:")
    wanted = _bare(" ".join(text.split()))
    names = standing["name"] + " " + standing["old_district"] + " " + standing["commune"]
    met = names.map(_bare).str.contains(wanted, regex=False)
    return standing[standing["parent_id"].isin(standing.loc[met, "parent_id"])]


def _bare(text: str) -> str:
    """Return small letters without marks: whoever searches may type none."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def worded(visit: Visit, standing: pd.DataFrame) -> pd.DataFrame:
    """Name each row (former_name), say how far it is known (extent), and put no nought where nothing is known."""
    say, is_rest = visit.say, standing["is_remainder"]
    is_blank = standing["is_partial"] & ~is_rest & (standing["groups"] == 0) & (standing["records"] == 0)
    extent = pd.Series("whole", index=standing.index).mask(standing["is_partial"], "partly")
    extent = extent.mask(is_rest | is_blank, "unknown")
    counts = ["reached", "households_reached", "contacts", "closed"]
    return standing.assign(
        former_name=standing["name"].mask(is_rest, say("former.remainder")),
        extent=extent.map(lambda one: say(f"former.extent.{one}")),
        **{name: standing[name].astype("Int64").mask(is_blank) for name in counts},
    )


def former_summary(visit: Visit, standing: pd.DataFrame, day: date) -> None:
    """Say how many former units there are, of how many groups and people theirs is known, and what that means."""
    say, rest = visit.say, standing[standing["is_remainder"]]
    groups, adults = int(standing["groups"].sum()), int(standing["adults"].sum())
    st.markdown(
        say(
            "former.summary",
            former=int((~standing["is_remainder"]).sum()),
            communes=standing["parent_id"].nunique(),
            day=day,
            reached=int(standing["reached"].sum()),
            adults=adults,
        )
    )
    if len(rest):
        counts = {"known": groups - int(rest["groups"].sum()), "groups": groups}
        people = {"people": int(rest["adults"].sum()), "reached": int(rest["reached"].sum())}
        st.caption(say("former.unknown", **counts, **people) + " " + say("former.partly"))
