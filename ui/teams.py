"""The register of teams on a page: figures, table, what is missing or doubtful, and the days of the weeks to come."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from campaign.teams import AHEAD, Teams, teams_of
from ui.cards import cards
from ui.downloads import download_buttons
from ui.escape import markdown
from ui.tables import figure_table, heading
from ui.visit import Visit

CARDS = ("teams", "members", "week_days", "away", "not_planned")
COLUMNS = (
    *("team", "base_commune", "members", "pairs", "days_per_week", "week_days", "languages", "transport", "skills"),
    "team_id",
)
TAKEN = (
    *("team_id", "team", "base_commune", "commune_id", "members", "pairs", "days_per_week", "week_days", "languages"),
    *("transport", "skills"),
)
WEEKS = ("starts_on", "ends_on", "team_days", "teams_away")
NAMED = 6  # teams told by name; of the others, their number
IMPORT_PAGE = "nhap_du_lieu"


def register(visit: Visit) -> Teams | None:
    """Return the teams of the campaign, None where no register was imported, which is said."""
    say, found = visit.say, teams_of(visit.campaign, visit.day)
    if not found.table.empty:
        return found
    st.info(say("teams.empty"), icon=":material/groups:")
    if page := st.session_state.get("menu", {}).get(IMPORT_PAGE):
        st.page_link(page, label=say("page.nhap_du_lieu"), icon=":material/upload_file:")
    return None


def team_cards(visit: Visit, found: Teams) -> None:
    """Show how many teams there are, and what they can do in the week that comes."""
    say, table, week = visit.say, found.table, found.weeks.iloc[0]
    away = int(week["teams_away"])
    shown = {
        "teams": (say.number(len(table)), say("teams.in_communes", count=table["base_commune"].nunique())),
        "members": (say.number(table["members"].sum()), say("teams.pairs", count=int(table["pairs"].fillna(0).sum()))),
        "week_days": (say.value(float(week["team_days"])), say("teams.week", first=week["starts_on"].date())),
        "away": (say.number(away), say("teams.away_note")),
        "not_planned": (say.number((~table["is_planned"].astype(bool)).sum()), say("teams.not_planned_note")),
    }
    cards(
        [(name, *shown[name]) for name in CARDS],
        lambda name: (say(f"teams.card.{name}"), say(f"teams.card.{name}.definition")),
    )


def team_table(visit: Visit, found: Teams) -> None:
    """Show the register as planning understands it, to be taken along."""
    say, table = visit.say, found.table
    shown = table[list(COLUMNS)].astype({"members": float, "pairs": float, "days_per_week": float, "week_days": float})
    whole, part = {"members", "pairs"}, {"days_per_week", "week_days"}
    formats: dict[Any, Any] = {**dict.fromkeys(whole, say.number), **dict.fromkeys(part, say.measure)}
    columns = {name: heading(name, say) for name in COLUMNS}
    columns["team"] = st.column_config.Column(say("measure.team"), pinned=True)
    st.dataframe(
        shown.style.format(formats, na_rep="–"),
        hide_index=True,
        key="teams_table",
        height=min(420, 38 + 35 * len(shown)),
        placeholder="–",
        column_config=columns,
    )
    if not table["skills"].astype(bool).any():
        st.caption(say("teams.no_skills"))
    with st.container(key="unprinted_teams_take"):
        download_buttons(visit, table, TAKEN, "cac-doi")


def doubts(visit: Visit, found: Teams) -> None:
    """Say what is missing or doubtful in the register and what that does to a plan, or that nothing is."""
    say, rows = visit.say, found.doubts
    st.subheader(say("teams.doubts"), anchor=False)
    if rows.empty and found.unspoken.empty:
        st.success(say("teams.no_doubts"), icon=":material/task_alt:")
        return
    st.markdown("\n".join([*_doubt_lines(visit, rows), *_unspoken_lines(visit, found.unspoken)]))
    if not rows.empty:
        st.caption(say("teams.mend"))


def _doubt_lines(visit: Visit, rows: pd.DataFrame) -> Iterator[str]:
    say = visit.say
    for doubt, mine in rows.groupby("doubt", sort=False):
        title, means = say(f"doubt.{doubt}.title", count=len(mine)), say(f"doubt.{doubt}.means")
        yield f"- **{title}** {means} {_named(visit, mine)}"


def _unspoken_lines(visit: Visit, unspoken: pd.DataFrame) -> Iterator[str]:
    for row in unspoken.to_dict("records"):
        facts = {"groups": int(row["groups"]), "people": round(float(row["unreached"]))}
        yield f"- {visit.say('teams.unspoken', language=markdown(row['language']), **facts)}"


def _named(visit: Visit, rows: pd.DataFrame) -> str:
    """Return the names of some teams, each with what was written."""
    names = [
        markdown(f"{team} («{detail}»)" if detail else team)
        for team, detail in rows[["team", "detail"]].head(NAMED).to_numpy()
    ]
    if len(rows) > NAMED:
        names.append(visit.say("teams.others", count=len(rows) - NAMED))
    return ", ".join(names)


def weeks(visit: Visit, found: Teams) -> None:
    """Show the team days of the weeks to come, less the absences."""
    say = visit.say
    st.subheader(say("teams.weeks", count=AHEAD), anchor=False)
    table = found.weeks.assign(**{name: found.weeks[name].map(say.day) for name in ("starts_on", "ends_on")})
    names = {name: say(f"teams.column.{name}") for name in WEEKS}
    table["teams_away"] = table["teams_away"].map(say.number)
    table["team_days"] = table["team_days"].map(lambda days: say.value(float(days)))
    figure_table(visit, table, names, shares=(), key="teams_weeks", height="content")
    st.caption(say("teams.community"))
