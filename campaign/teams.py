"""The register of teams as a person checks it: who they are, what is missing or doubtful, and their days to come."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from campaign.absences import TEAM
from campaign.plans import Choices, planning_case, registered, spoken, team_rows, told
from planning.team import Register, Team, Weeks

if TYPE_CHECKING:
    from campaign.campaign import Campaign

AHEAD = 8  # weeks
Written = Mapping[Hashable, object]
DOUBTS = ("no_base", "base_unknown", "no_days", "nought_days", "no_members", "no_languages", "language_unknown")


@dataclass(frozen=True)
class Teams:
    """The teams of a campaign.

    `table` has a row a team; `doubts` one for each team and thing to be asked (team_id, team, doubt, detail);
    `unspoken` the languages of groups that no team speaks (language, groups, unreached); `weeks` the days of the weeks
    to come (starts_on, ends_on, team_days, teams_away).
    """

    table: pd.DataFrame
    doubts: pd.DataFrame
    unspoken: pd.DataFrame
    weeks: pd.DataFrame


def known_subjects(campaign: Campaign, scope: str) -> frozenset[str]:
    """Return the teams, or the communes, whose absence may be entered."""
    if scope == TEAM:
        return frozenset(team_rows(registered(campaign))["team_id"].astype("str"))
    units = campaign.edition().units
    return frozenset(units.loc[units["level"] == "commune", "unit_id"])


def teams_of(campaign: Campaign, day: date) -> Teams:
    """Return the teams of a campaign with their days from the Monday after a day."""
    case, _ = planning_case(campaign, day, Choices(weeks=AHEAD))
    rows = team_rows(registered(campaign))
    known = {one.team_id: one for one in case.register.teams}
    names = campaign.edition().units.set_index("unit_id")["name"]
    half_days = dict(zip(known, case.week_half_days[:, 0], strict=True))
    records = [
        _row(row, known.get(str(row["team_id"])), names, half_days, case.weeks) for row in rows.to_dict("records")
    ]
    table = pd.DataFrame(records, columns=list(COLUMNS))
    groups = case.groups
    doubts = _doubts(rows, known, frozenset(groups["language"].dropna()))
    return Teams(table, doubts, _unspoken(groups, known.values()), week_table(case.register, case.weeks.starts_on))


COLUMNS = (
    *("team_id", "team", "base_commune", "commune_id", "members", "pairs", "days_per_week", "week_days", "languages"),
    *("transport", "skills", "away", "is_planned"),
)


def _row(
    row: Written, team: Team | None, names: pd.Series, half_days: Mapping[str, int], weeks: Weeks
) -> tuple[object, ...]:
    """Return a team as it is shown: what the register says, and what planning takes for it."""
    team_id = str(row["team_id"])
    name = told(row.get("team_name")) or team_id
    base = str(names[team.commune_id]) if team else told(row.get("base_commune"))
    members, days = _number(row.get("members")), _number(row.get("days_per_week"))
    languages = ", ".join(sorted(spoken(row.get("languages"))))
    kept = (languages, told(row.get("transport")), told(row.get("team_skills")))
    if team is None:
        return (team_id, name, base, "", members, None, days, None, *kept, 0, False)
    away = sum(team.is_away(one) for one in weeks.days(0))
    return (
        *(team_id, name, base, team.commune_id, members, team.pairs_present, days, half_days[team_id] / 2),
        *(*kept, away, True),
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and value == value else None


def _doubts(rows: pd.DataFrame, known: dict[str, Team], languages: frozenset[str]) -> pd.DataFrame:
    found = [
        (str(row["team_id"]), told(row.get("team_name")) or str(row["team_id"]), doubt, detail)
        for row in rows.to_dict("records")
        for doubt, detail in _of_team(row, languages, is_planned=str(row["team_id"]) in known)
    ]
    return pd.DataFrame(found, columns=["team_id", "team", "doubt", "detail"])


def _of_team(row: Written, languages: frozenset[str], *, is_planned: bool) -> Iterable[tuple[str, str]]:
    """Yield what is missing or doubtful of a team, with what was written."""
    base, days = told(row.get("base_commune")).strip(), _number(row.get("days_per_week"))
    named = spoken(row.get("languages"))
    if not is_planned:
        yield ("base_unknown", base) if base else ("no_base", "")
    if days is None:
        yield "no_days", ""
    elif days <= 0:
        yield "nought_days", ""
    if not (_number(row.get("members")) or 0) > 0:
        yield "no_members", ""
    if not named:
        yield "no_languages", ""
    elif languages and (strange := sorted(named - languages)):
        yield "language_unknown", ", ".join(strange)


def _unspoken(groups: pd.DataFrame, teams: Iterable[Team]) -> pd.DataFrame:
    """Return the languages of groups with people left that no team speaks, those of most people first."""
    heard = frozenset[str]().union(*(one.languages for one in teams))
    left = groups[(groups["unreached"].fillna(0) > 0) & groups["language"].notna() & ~groups["language"].isin(heard)]
    sums = left.groupby("language").agg(groups=("unreached", "size"), unreached=("unreached", "sum"))
    return sums.sort_values("unreached", ascending=False, kind="stable").reset_index()


def week_table(register: Register, starts_on: date, count: int = AHEAD) -> pd.DataFrame:
    """Return the days that the teams have in each of some weeks, and how many of them are away on a day of it."""
    weeks = Weeks(starts_on, count)
    half_days = register.half_days(weeks)
    days = [weeks.days(week) for week in range(count)]
    away = [sum(any(team.is_away(day) for day in week) for team in register.teams) for week in days]
    firsts = [starts_on + timedelta(days=7 * week) for week in range(count)]
    return pd.DataFrame(
        {
            "starts_on": pd.to_datetime(firsts),
            "ends_on": pd.to_datetime([one + timedelta(days=6) for one in firsts]),
            "team_days": half_days.sum(axis=0) / 2 if len(register) else 0.0,
            "teams_away": away,
        }
    )
