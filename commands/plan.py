"""Plans from the command line: make one, ask it why, and see what became of it."""

import time
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from campaign.plans import Choices, bases_of, contacts_met, new_adults, planning_case
from commands.plan_folder import FolderArgument, Kept, facts_of, keep_given, kept_in, read_table, tables_of, write_plan
from commands.quiet import quiet
from commands.session import DayOption, TableFormat, TableOption, campaign, day_named, print_table, words
from outreach.errors import CampaignError, NotFound
from planning.addition import newcomers, one_more_speaker
from planning.assignment import Effort
from planning.explanation import (
    assignment_reasons,
    frozen,
    left_out,
    lock_prices,
    price_of_day,
    team_prices,
    without_group,
)
from planning.followup import Followup, followed_up, twice_missed
from planning.plan import Case, Fixed, Goals, Plan, Wishes, make_plan, plan_of
from texts import Language
from texts.plan import followup_sentence, left_sentence, next_sentence, plan_lines, relaxed_lines

app = typer.Typer(help="Plan who goes where: a team for each group, how long, and why.", invoke_without_command=True)
LanguageRule = StrEnum("LanguageRule", {"PRICE": "price", "RULE": "rule"})


@app.callback()
def plan(
    context: typer.Context,
    weeks: Annotated[int, typer.Option(min=1, max=8, help="how many weeks")] = 1,
    out: Annotated[Path | None, typer.Option(file_okay=False, help="the folder to write to")] = None,
    teams: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="a register of teams; else the imported one")
    ] = None,
    starts: Annotated[
        str | None, typer.Option("--from", help="first day, YYYY-MM-DD; the next Monday when left out")
    ] = None,
    on: DayOption = None,
    beta: Annotated[float, typer.Option(min=0, help="weight of the worst-off; 0 counts every adult alike")] = 1.0,
    floor: Annotated[float, typer.Option(min=0, help="at least so many new adults in the worst-off tenth")] = 0.0,
    must: Annotated[list[str] | None, typer.Option(help="a group that must be visited")] = None,
    never: Annotated[list[str] | None, typer.Option(help="a group that must not be visited")] = None,
    fix: Annotated[list[str] | None, typer.Option(help="TEAM=GROUP: a group that this team has for sure")] = None,
    language: Annotated[
        LanguageRule, typer.Option(help="without a shared language: fewer adults, or no visit")
    ] = LanguageRule.PRICE,
    season: Annotated[float, typer.Option(min=0.5, max=5, help="factor on all travel, above 1 in the rains")] = 1.0,
    travel: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="CSV of from_id, to_id, minutes")
    ] = None,
    learned: Annotated[
        bool, typer.Option(help="follow the records: what a visit brought, how long the ways took")
    ] = False,
    away: Annotated[list[str] | None, typer.Option(help="TEAM=FIRST..LAST: the days on which a team is absent")] = None,
    community: Annotated[bool, typer.Option(help="the standing group of each village takes part")] = False,
    previous: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="an earlier plan: its first week stays")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.5, max=600, help="how long to search at most")] = 8.0,
) -> None:
    """Plan who goes where: a team for each group, how long, and why."""
    if context.invoked_subcommand is not None:
        return
    if out is None:
        raise CampaignError("plan_no_folder")
    day = day_named(on) or campaign().settings.today
    choices = Choices(
        weeks,
        day_named(starts),
        language.value,
        season,
        community,
        (teams.read_bytes(), teams.name) if teams else None,
        travel.read_bytes() if travel else None,
        learned=learned,
        absences=_absences(away),
    )
    case, homeless = planning_case(campaign(), day, choices)
    before = pd.read_csv(previous / "assignments.csv", dtype={"team_id": "str", "unit_id": "str"}) if previous else None
    wishes = Wishes(tuple(must or ()), tuple(never or ()), (*_pairs(fix), *_first_week(previous, case)))
    with quiet():
        made = make_plan(
            case, Goals(beta, floor), wishes, clock=time.monotonic, effort=Effort(seconds), previous=before
        )
        kept = Kept(
            campaign().edition().name, day.isoformat(), weeks, case.weeks.starts_on.isoformat(), beta, floor,
            language.value, season, community, list(wishes.must), list(wishes.never),
            [[one.team_id, one.unit_id, one.half_days, one.week] for one in wishes.fixed],
            keep_given(out, "teams", teams), keep_given(out, "travel", travel), learned,
            [[name, first.isoformat(), last.isoformat()] for name, first, last in choices.absences],
        )  # fmt: skip
        written = tables_of(made, day, words())
    write_plan(out, kept, made, written, words())
    _tell(made, words())
    for name in homeless:
        typer.echo(words()("plan.homeless", team=name), err=True)


@app.command()
def explain(
    folder: FolderArgument,
    team: Annotated[str, typer.Option(help="a team: what one day more or fewer of it would change")] = "",
    group: Annotated[str, typer.Option(help="a group: why it is in the plan, or why not")] = "",
    speaker: Annotated[str, typer.Option(help="a language: in which team one more speaker would bring most")] = "",
    newcomer: Annotated[
        str,
        typer.Option(help="languages, as Kinh,Mông: in which commune one more team with them would bring most"),
    ] = "",
    exactly: Annotated[
        bool, typer.Option(help="solve each change exactly (of the table: locks and floor): slower")
    ] = False,
    output: TableOption = TableFormat.CSV,
) -> None:
    """Say why a plan is as it is: prices of days, locks and the floor, and what stays out."""
    with quiet():
        made, say = reopened(folder), words()
        clock = time.monotonic if exactly else None
        if team:
            table = _of_team(made, team, clock)
        elif group:
            table = _of_group(made, group, clock, say)
        elif speaker:
            table = one_more_speaker(made, speaker).rename_axis("team_id").reset_index()
        elif newcomer:
            table = _newcomers(made, frozenset(one.strip() for one in newcomer.split(",") if one.strip()))
        else:
            table = _prices(made, clock)
    print_table(table, output)


def follow_folder(folder: Path, on: str | None, carry: Path | None, earlier: Path | None, output: TableFormat) -> None:
    """Compare the plan of a folder with the records that came since; with an earlier one, what both missed."""
    day, say = day_named(on) or campaign().settings.today, words()
    found, case = _followed_up(folder, day)
    told = found.rows if earlier is None else twice_missed(_followed_up(earlier, day)[0], found)
    units = case.groups.set_index("unit_id")
    rows = told.fillna({name: told["unit_id"].map(units[name]) for name in ("name", "commune")})
    pairs = zip(rows["status"], rows["reason"], strict=True)
    rows["told"] = [followup_sentence(status, reason, say) for status, reason in pairs]
    rounded = dict.fromkeys(("visits", "gain_adults", "adults_reached"), 1)
    print_table(rows.drop(columns="by_others").round(rounded), output)
    if carry is not None:
        carry.write_text(found.carried_over.to_csv(index=False), encoding="utf-8-sig")
    if found.realised_share == found.realised_share:
        typer.echo(say("followup.share", share=say.share(found.realised_share)), err=True)


def _followed_up(folder: Path, day: date) -> tuple[Followup, Case]:
    """Return what became of a kept plan up to a day, and the case it belongs to."""
    edition = campaign().edition()
    case, _ = planning_case(campaign(), day, kept_in(folder).choices(folder))
    planned = read_table(folder, "assignments").drop(columns=["starts_on", "ends_on"], errors="ignore")
    days = read_table(folder, "schedule", dates=["starts_on", "ends_on"]).groupby(["team_id", "unit_id"])
    planned = planned.merge(days.agg(starts_on=("starts_on", "min"), ends_on=("ends_on", "max")).reset_index())
    columns = ["team_id", "unit_id", "name", "commune", "starts_on", "ends_on", "visits", "gain_adults"]
    if planned.empty:
        raise NotFound("plan_empty")
    teams = case.register.frame().rename(columns={"name": "team"})
    during = case.weeks.starts_on, case.weeks.days(case.weeks.count - 1)[-1]
    records = contacts_met(edition, teams, planned["unit_id"], during)
    return followed_up(planned[columns], records, new_adults(edition), pd.Timestamp(day), case.weeks), case


def _pairs(written: list[str] | None) -> tuple[Fixed, ...]:
    pairs = [one.partition("=") for one in written or ()]
    for name, sign, _ in pairs:
        if not sign:
            raise CampaignError("option_unreadable", value=name)
    return tuple(Fixed(team.strip(), unit.strip()) for team, _, unit in pairs)


def _absences(written: list[str] | None) -> tuple[tuple[str, date, date], ...]:
    """Read absences, TEAM=FIRST..LAST; one day alone is TEAM=DAY."""
    found = []
    for one in _pairs(written):
        first, _, last = one.unit_id.partition("..")
        found.append((one.team_id, day_named(first), day_named(last or first)))
    if any(first is None or last is None or last < first for _, first, last in found):
        raise CampaignError("option_unreadable", value=", ".join(written or ()))
    return tuple((team, first, last) for team, first, last in found if first and last)


def _first_week(previous: Path | None, case: Case) -> tuple[Fixed, ...]:
    """Return the first week of an earlier plan as locks, where it is still one of the weeks planned now."""
    if previous is None:
        return ()
    earlier = reopened(previous)
    return frozen(earlier) if earlier.case.weeks.starts_on == case.weeks.starts_on else ()


def _tell(made: Plan, say: Language) -> None:
    for line in (*plan_lines(facts_of(made), say), *relaxed_lines(made.relaxed, say)):
        typer.echo(line)


def reopened(folder: Path) -> Plan:
    """Return a kept plan with its certificate, on today's data."""
    kept = kept_in(folder)
    if kept.edition != campaign().edition().name:
        typer.echo(words()("plan.data_changed"), err=True)
    case, _ = planning_case(campaign(), date.fromisoformat(kept.day), kept.choices(folder))
    return plan_of(case, read_table(folder, "assignments"), Goals(kept.beta, kept.floor), kept.wishes())


def _of_team(made: Plan, team: str, clock: Any) -> pd.DataFrame:
    if team not in {one.team_id for one in made.case.register.teams}:
        raise NotFound("team_unknown", team=team)
    changes = (-1, 1)
    worth = [price_of_day(made, team, days=days, clock=clock) for days in changes]
    return pd.DataFrame({"team_id": team, "days": changes, "price": worth}).round(2)


def _newcomers(made: Plan, languages: frozenset[str]) -> pd.DataFrame:
    """Return what one more team would add in each commune, the best first."""
    return newcomers(made, bases_of(campaign().edition().units), languages).round({"price": 2})


def _of_group(made: Plan, group: str, clock: Any, say: Language) -> pd.DataFrame:
    if group not in set(made.case.groups["unit_id"]):
        raise NotFound("unit_unknown", unit=group)
    why = assignment_reasons(made)
    mine = why[why["unit_id"] == group]
    if len(mine):
        without = without_group(made, group, clock)
        told = [next_sentence(row, say) for row in mine.to_dict("records")]
        return mine.assign(price_of_leaving_out=without, told=told).round(2)
    low = left_out(made, under_share=2.0)
    low = low[low["unit_id"] == group]
    return low.assign(told=[left_sentence(row, say) for row in low.to_dict("records")]).round(3)


def _prices(made: Plan, clock: Any) -> pd.DataFrame:
    """Return the price of a day of each team, of each lock and of the floor."""
    teams = team_prices(made).rename(columns={"team_id": "subject", "day_price": "price"})
    rows = pd.concat(
        [teams.assign(rule="day")[["rule", "subject", "price"]], lock_prices(made, clock)], ignore_index=True
    )
    return rows.round({"price": 2})
