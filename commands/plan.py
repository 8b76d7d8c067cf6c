"""Plans from the command line: make one, ask it why, and see what became of it."""

import io
import json
import time
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from campaign.mending import HARMLESS
from campaign.plans import Choices, bases_of, contacts_met, new_adults, planning_case
from commands.quiet import quiet
from commands.session import DayOption, TableFormat, TableOption, campaign, day_named, print_table, words
from outreach.errors import CampaignError, NotFound
from planning.addition import one_more_speaker, one_more_team
from planning.assignment import Effort
from planning.candidates import reasons
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
from planning.route import routes
from planning.team import newcomer_of
from planning.travel import travel_minutes
from texts import Language
from texts.plan import followup_sentence, left_sentence, next_sentence, plan_lines, reason_sentence, relaxed_lines

app = typer.Typer(help="Plan who goes where: a team for each group, how long, and why.", invoke_without_command=True)
LanguageRule = StrEnum("LanguageRule", {"PRICE": "price", "RULE": "rule"})
SHEETS = {
    "assignments": (
        "team_id", "team", "commune", "unit_id", "name", "kind", "days", "travel_minutes", "gain_adults", "gain_least",
        "gain_most", "unreached", "coverage_share", "reasons", "next_best",
    ),
    "schedule": ("team_id", "week", "starts_on", "ends_on", "part", "commune", "unit_id", "name", "kind", "days"),
    "teams": ("team_id", "team", "days", "days_used", "day_price"),
    "left_out": ("commune", "unit_id", "name", "coverage_share", "unreached", "language", "travel_minutes", "reasons"),
}  # fmt: skip
FolderArgument = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="the folder of a plan")]


@dataclass(frozen=True)
class Kept:
    """What was asked of a plan, as it is kept beside its tables."""

    edition: str
    day: str
    weeks: int
    starts_on: str
    beta: float
    floor: float
    language: str
    season: float
    with_community: bool
    must: list[str]
    never: list[str]
    fixed: list[list[Any]]
    teams: str
    travel: str
    learned: bool = False
    absences: list[list[str]] = field(default_factory=list)

    def choices(self, folder: Path) -> Choices:
        """Return the choices, with the files that were kept."""
        teams, travel = folder / self.teams, folder / self.travel
        return Choices(
            self.weeks,
            date.fromisoformat(self.starts_on),
            self.language,
            self.season,
            self.with_community,
            (teams.read_bytes(), self.teams) if self.teams else None,
            travel.read_bytes() if self.travel else None,
            learned=self.learned,
            absences=tuple((team, date.fromisoformat(a), date.fromisoformat(b)) for team, a, b in self.absences),
        )

    def wishes(self) -> Wishes:
        """Return the locks."""
        return Wishes(tuple(self.must), tuple(self.never), tuple(Fixed(*one) for one in self.fixed))


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
            _keep(out, teams), _keep(out, travel), learned,
            [[name, first.isoformat(), last.isoformat()] for name, first, last in choices.absences],
        )  # fmt: skip
        written = _written(made, day, words())
    _write(out, kept, made, written, words())
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


def followup(
    folder: FolderArgument,
    on: DayOption = None,
    carry: Annotated[
        Path | None, typer.Option(dir_okay=False, help="write what is to be planned again to this CSV")
    ] = None,
    earlier: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="an earlier plan: only the groups that both missed"),
    ] = None,
    output: TableOption = TableFormat.CSV,
) -> None:
    """Compare a plan with the records that came since: done, partly, not done and why, unplanned."""
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
    planned = read_table(folder, "assignments")
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


def _keep(out: Path, file: Path | None) -> str:
    """Keep a copy of a file beside the plan that was made from it."""
    if file is None:
        return ""
    out.mkdir(parents=True, exist_ok=True)
    (out / file.name).write_bytes(file.read_bytes())
    return file.name


def _tell(made: Plan, say: Language) -> None:
    for line in (*plan_lines(facts_of(made), say), *relaxed_lines(made.relaxed, say)):
        typer.echo(line)


def facts_of(made: Plan) -> dict[str, Any]:
    """Return the facts of a plan that its headline tells."""
    return {
        "adults": made.adults,
        "adults_range": list(made.adults_range),
        "adults_worst": made.adults_worst,
        "half_days_used": made.half_days_used,
        "half_days": int(made.case.week_half_days.sum()),
        "teams": int(made.assignments["team_id"].nunique()),
        "value": made.value,
        "bound": made.bound,
        "gap": made.gap,
        "is_proven": made.choice.is_proven and made.gap < 1e-6,
    }


def _written(made: Plan, day: date, say: Language) -> dict[str, pd.DataFrame]:
    """Return the tables of a plan, with their reasons in words."""
    groups = made.case.groups.set_index("unit_id")
    rows = made.assignments
    told = rows.assign(
        is_never=(groups["reached"].reindex(rows["unit_id"]) == 0).to_numpy() & rows["is_known"],
        days_since=(pd.Timestamp(day) - pd.to_datetime(groups["last_on"].reindex(rows["unit_id"]))).dt.days.to_numpy(),
    )
    why = assignment_reasons(made)
    assignments = rows.assign(
        days=rows["half_days"] / 2,
        reasons=[reason_sentence(reasons(row), say) for _, row in told.iterrows()],
        next_best=[next_sentence(row, say) for row in why.to_dict("records")],
        **{name: why[name] for name in ("time_price", "net", "next_team_id", "next_gain", "next_cost")},
    ).drop(columns=["team_no", "group_no", "option"])
    part = made.schedule["half"].map({0: "whole", 1: "morning", 2: "afternoon"})
    schedule = made.schedule.assign(days=made.schedule["stay_half_days"] / 2, week=made.schedule["week"] + 1, part=part)
    teams = team_prices(made)
    teams = teams.assign(days=teams["half_days"] / 2, days_used=teams["half_days_used"] / 2)
    low = left_out(made)
    low = low.assign(reasons=[left_sentence(row, say) for row in low.to_dict("records")])
    return {"assignments": assignments, "schedule": schedule, "teams": teams, "left_out": low, "routes": routes(made)}


def _write(out: Path, kept: Kept, made: Plan, tables: dict[str, pd.DataFrame], say: Language) -> None:
    out.mkdir(parents=True, exist_ok=True)
    relaxed = [asdict(one) for one in made.relaxed]
    asked = {"asked": asdict(kept), "facts": facts_of(made), "relaxed": relaxed}
    (out / "plan.json").write_text(json.dumps(asked, ensure_ascii=False, indent=1), encoding="utf-8")
    for stem, table in tables.items():
        written = table.to_csv(index=False, date_format="%Y-%m-%d", float_format="%.6g")
        (out / f"{stem}.csv").write_text(written, encoding="utf-8-sig")
    (out / "plan.xlsx").write_bytes(plan_workbook(made, tables, say))


def plan_workbook(made: Plan, tables: dict[str, pd.DataFrame], say: Language) -> bytes:
    """Return the workbook of a plan: what it comes to, and its tables, all in words."""
    buffer = io.BytesIO()
    lines = [*plan_lines(facts_of(made), say), *relaxed_lines(made.relaxed, say), say("plan.assumed")]
    if campaign().is_illustrative:
        lines.insert(0, say("demo.notice"))
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": HARMLESS}) as writer:
        summary = say("plan.sheet.summary")
        pd.DataFrame({summary: lines}).to_excel(writer, sheet_name=summary, index=False)
        for stem, columns in SHEETS.items():
            _sheet(tables[stem], columns, say).to_excel(
                writer, sheet_name=say(f"plan.sheet.{stem}"), index=False, freeze_panes=(1, 0)
            )
        for sheet in writer.sheets.values():
            sheet.autofit(600)
    return buffer.getvalue()


def _sheet(table: pd.DataFrame, columns: tuple[str, ...], say: Language) -> pd.DataFrame:
    shown = table[list(columns)].copy()
    for name in ("kind", "part"):
        if name in shown:
            shown[name] = [say(f"visit.{one}") for one in shown[name]]
    for name in ("starts_on", "ends_on"):
        if name in shown:
            shown[name] = [say.day(one) for one in shown[name]]
    for name in ("travel_minutes", "gain_adults", "gain_least", "gain_most", "unreached", "day_price"):
        if name in shown:
            shown[name] = shown[name].astype(float).round()
    if "coverage_share" in shown:
        shown["coverage_share"] = shown["coverage_share"].astype(float).round(3)
    return shown.set_axis([say(f"plan.column.{name}") for name in columns], axis="columns")


def kept_in(folder: Path) -> Kept:
    """Return what was asked of the plan of a folder; raise NotFound where none is in it."""
    try:
        written = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        return Kept(**written["asked"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotFound("plan_unknown", folder=folder.name) from error


def read_table(folder: Path, stem: str, dates: list[str] | None = None) -> pd.DataFrame:
    """Return one of the tables of the plan of a folder."""
    text = {"team_id": "str", "unit_id": "str", "next_team_id": "str"}
    try:
        return pd.read_csv(folder / f"{stem}.csv", dtype=text, parse_dates=dates or [])
    except (OSError, ValueError) as error:
        raise NotFound("plan_unknown", folder=folder.name) from error


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
    """Return what one more team, as large as the median of the others, would add in each commune, the best first."""
    bases = bases_of(campaign().edition().units)
    team = newcomer_of(made.case.register, languages)
    minutes = travel_minutes(bases, made.case.groups, made.case.roads)
    added = one_more_team(made, bases, team, minutes)
    return bases.loc[added.index, ["commune_id", "commune"]].assign(price=added.round(2))


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
