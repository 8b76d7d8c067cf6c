"""Who is served and who is left behind, and which communes go to the easy places again."""

import pandas as pd
import streamlit as st

from outreach.equity import BANDS, FIFTHS
from ui.escape import markdown
from ui.tables import figure_table
from ui.visit import Visit

DIMENSIONS = ("fifth", "language", "remoteness", "zone", "has_power", "has_signal")
STRATA = (*FIFTHS, *BANDS, "unknown", "yes", "no")  # those with a text; others are names
COLUMNS = ("stratum", "coverage_share", "gap_to_best_share", "adults", "groups", "groups_left_out")
EFFORT = ("name", "effort_class", "spread_share", "depth_share", "most_visited_share", "again_share", "never_share")
SHARES = ("coverage_share", "gap_to_best_share", *EFFORT[2:])


def equity_section(visit: Visit) -> None:
    """Show how far apart the best- and the worst-served fifth are, and coverage by one dimension at a time."""
    say = visit.say
    table = visit.campaign.equity(visit.day)
    st.subheader(say("equity.title"), anchor=False, help=say("equity.help"))
    if not table["groups"].sum():
        st.info(say("equity.empty"), icon=":material/inbox:")
        return
    fifths = table[table["dimension"] == "fifth"].set_index("stratum")["coverage_share"]
    if {FIFTHS[0], FIFTHS[-1]} <= set(fifths.index):
        worst, best = say.share(fifths[FIFTHS[0]]), say.share(fifths[FIFTHS[-1]])
        st.markdown(say("equity.gap", worst=worst, best=best))
    here = [one for one in DIMENSIONS if (table["dimension"] == one).any()]
    dimension = st.segmented_control(
        say("equity.by"),
        here,
        default=here[0],
        format_func=lambda one: say(f"equity.dimension.{one}"),
        key="equity_dimension",
    )
    _strata(visit, table[table["dimension"] == (dimension or here[0])])


def _strata(visit: Visit, rows: pd.DataFrame) -> None:
    say = visit.say
    shown = rows[list(COLUMNS)].copy()
    shown["stratum"] = [say(f"equity.stratum.{one}") if one in STRATA else one for one in rows["stratum"]]
    names = {column: say(f"equity.column.{column}") for column in COLUMNS}
    figure_table(visit, shown, names, shares=SHARES, key="by_stratum", height="content")
    st.caption(say("equity.left_out", count=int(rows["groups_left_out"].sum())))


def effort_section(visit: Visit) -> None:
    """Show whether each commune goes everywhere or to the same places again; those that go back come first."""
    say = visit.say
    effort = visit.campaign.effort(visit.day)
    st.subheader(say("effort.title"), anchor=False, help=say("effort.help"))
    again = effort[effort["effort_class"] == "easy_again"]
    if len(again):
        names = ", ".join(markdown(name) for name in again["name"])
        st.warning(say("effort.again", count=len(again), names=names), icon=":material/replay:")
    else:
        st.success(say("effort.none"), icon=":material/done_all:")
    with st.expander(say("effort.each"), icon=":material/table_rows:"):
        first = effort.assign(is_again=effort["effort_class"] == "easy_again")
        ordered = first.sort_values(["is_again", "again_share"], ascending=False, na_position="last", kind="stable")
        shown = ordered[list(EFFORT)].copy()
        shown["effort_class"] = [say(f"effort.class.{one}") for one in ordered["effort_class"]]
        headings = {column: say(f"effort.column.{column}") for column in EFFORT}
        figure_table(visit, shown, headings, shares=SHARES, key="by_name", height=390)
