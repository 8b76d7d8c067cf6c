"""The visits of a plan: a table of who goes where and why; one that is picked can be given away, locked or dropped."""

import pandas as pd
import streamlit as st

from planning.candidates import reasons
from texts import Language
from texts.plan import reason_sentence
from ui import address
from ui.tables import Height
from ui.visit import Visit

TEAM, UNIT = "doi", "to"
COLUMNS = (
    "name", "commune", "team_id", "starts_on", "days", "gain_adults", "unreached", "coverage_share", "travel_minutes",
    "language", "kind", "lock", "reasons",
)  # fmt: skip
WRITTEN = {
    "gain_adults": "number", "unreached": "number", "coverage_share": "share", "travel_minutes": "number",
    "days": "measure", "days_used": "measure", "day_price": "measure", "price": "measure", "starts_on": "day",
    "ends_on": "day", "gain_one": "number", "gain_other": "number", "before": "measure", "after": "measure",
    "free_days": "measure", "assumed": "value", "learned": "value", "error": "value", "rows": "number",
    "groups": "number", "pairs": "number",
}  # fmt: skip


def team_filter(visit: Visit, teams: pd.DataFrame) -> str:
    """Let the visitor look at one team; '' for all."""
    say = visit.say
    busy = teams[teams["groups"] > 0] if "groups" in teams else teams
    labels = busy["team_id"] + " · " + busy["team"]
    names = {
        "": say("desk.all_teams"),
        **dict(zip(busy["team_id"], labels, strict=True)),
    }
    code = address.recall(TEAM, "", tuple(names))
    address.keep(TEAM, code)
    if st.session_state.get("plan_team") != code:
        st.session_state["plan_team"] = code
    st.selectbox(
        say("desk.team"), list(names), format_func=names.__getitem__, key="plan_team", label_visibility="collapsed",
        on_change=lambda: address.choose(TEAM, st.session_state["plan_team"]), width=360,
    )  # fmt: skip
    return code


def with_words(rows: pd.DataFrame, say: Language) -> pd.DataFrame:
    """Return visits with what a person reads about them: days, the reasons, the lock."""
    told = [reason_sentence(reasons(row), say) for _, row in rows.iterrows()]
    return rows.assign(days=rows["half_days"] / 2, reasons=told, lock=rows["is_fixed"].map({True: "●", False: ""}))


def visit_table(visit: Visit, rows: pd.DataFrame, *, height: Height = 420) -> None:
    """Show visits; a click on a row opens its group."""
    if rows.empty:
        st.info(visit.say("desk.no_visits"), icon=":material/inbox:")
        return
    plan_table(visit, with_words(rows, visit.say), COLUMNS, key="plan_visits", height=height)


def plan_table(
    visit: Visit, rows: pd.DataFrame, columns: tuple[str, ...], *, key: str, height: Height = "auto"
) -> None:
    """Show rows of a plan under the plan's names of columns; where they are of groups, a click opens the group."""
    say = visit.say
    table = rows[list(columns)].reset_index(drop=True)
    if "kind" in table:
        table["kind"] = table["kind"].map(lambda one: say(f"visit.{one}"))
    if "difference" in table:
        table["difference"] = table["difference"].map(lambda one: say(f"desk.difference.{one}"))
    if "language" in table:
        table["language"] = table["language"].fillna(say("unknown"))
    for name in table.columns.intersection([one for one, how in WRITTEN.items() if how != "day"]):
        table[name] = table[name].astype("float64")
    formats = {name: getattr(say, how) for name, how in WRITTEN.items() if name in table}

    def opened() -> None:
        # Called for a new click alone: rows move when the plan changes, and the old click means another group then.
        cells = st.session_state[key]["selection"]["cells"]
        if cells and cells[0][0] < len(rows):
            address.choose(UNIT, str(rows["unit_id"].iloc[cells[0][0]]))

    st.dataframe(
        table.style.format(formats, na_rep="–"),
        hide_index=True,
        key=key,
        height=height,
        placeholder="–",
        on_select=opened if "unit_id" in rows else "ignore",
        selection_mode="single-cell",
        column_config={name: st.column_config.Column(say(f"plan.column.{name}")) for name in columns},
    )
