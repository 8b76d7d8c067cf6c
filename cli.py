"""The same as the pages, from the command line. Exit status: 0 done, 2 refused, with the reason on the error stream."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from campaign import KIND_NAMES, SOURCE_NAMES, VERDICTS, Outcome
from commands import (
    absence,
    checks,
    clusters,
    denominators,
    desk,
    learning,
    measures,
    pace,
    plan_papers,
    returns,
    sites,
    snapshot,
    tradeoff,
)
from commands import plan as plan_commands
from commands.brief import brief
from commands.candidates import candidates
from commands.equity import equity
from commands.former import print_former
from commands.session import (
    DayOption,
    Level,
    LevelOption,
    TableFormat,
    TableOption,
    campaign,
    day_named,
    print_table,
    words,
    written,
)
from commands.teams import teams
from commands.uncertainty import uncertainty
from outreach.errors import CampaignError, NotFound
from texts.report import boundary_facts, finding_lines, outcome_lines, problem_lines

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
app.add_typer(checks.app, name="checks")
app.add_typer(snapshot.app, name="snapshot")

KindName = StrEnum("KindName", {name.upper(): name for name in KIND_NAMES})  # type: ignore[misc]
Units = StrEnum("Units", {"TODAY": "today", "FORMER": "former"})
Format = StrEnum("Format", {"CSV": "csv", "JSON": "json", "GEOJSON": "geojson"})
SourceName = StrEnum("SourceName", {name.upper(): name for name in SOURCE_NAMES})  # type: ignore[misc]
Verdict = StrEnum("Verdict", {name.upper(): name for name in VERDICTS})  # type: ignore[misc]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]
FormatOption = Annotated[Format, typer.Option("--format", help="how to print")]

STANDING = (
    *("unit_id", "name", "level", "parent_id", "adults", "adults_kind", "adults_year"),
    *("reached", "reached_least", "reached_most", "coverage_share", "gap_people"),
    *("households", "households_reached", "household_share", "contacts", "closed", "last_on", "state", "remedy"),
    *("effective_share", "area_km2", "grade"),
)


for command in (measures.states, measures.cascade, measures.officials):
    app.command()(command)
app.add_typer(denominators.app, name="denominators")
app.command("pace")(pace.pace)


@app.command()
def boundaries(
    file: File,
    level: LevelOption = Level.COMMUNE,
    vintage: Annotated[
        str, typer.Option(help="year of the boundaries; those from before 2025 are kept as history")
    ] = "2025",
    layer: Annotated[str | None, typer.Option(help="the layer of a GeoPackage or Shapefile archive")] = None,
) -> None:
    """Import a boundary file: GeoJSON, GeoPackage, zipped Shapefile, KML or GeoParquet."""
    one, is_repeat = campaign().import_boundaries(
        file.read_bytes(), file.name, level=level.value, vintage=vintage, layer=layer, actor="cli"
    )
    say = words()
    typer.echo(
        say(
            "cli.boundaries_repeat" if is_repeat else "cli.boundaries",
            number=one.import_id,
            file=one.file_name,
        )
    )
    for name, value in boundary_facts(one.detail["report"], say):
        typer.echo(f"  {name}: {value}")


@app.command("import")
def import_(
    file: File,
    kind: Annotated[KindName, typer.Option(help="what the rows are")],
    column: Annotated[
        list[str] | None, typer.Option(help="COLUMN=HEADING: read this heading as that column; blank leaves it out")
    ] = None,
    answer: Annotated[list[str] | None, typer.Option(help="QUESTION=READING: answer a question of the file")] = None,
    mend: Annotated[Path | None, typer.Option(help="write the rows that do not count to this workbook")] = None,
    by: Annotated[str, typer.Option(help="who imports, for the history")] = "cli",
) -> None:
    """Import a file of records: CSV, XLSX, XLS or ODS."""
    content, say = file.read_bytes(), words()
    outcome = campaign().import_file(
        content, file.name, kind.value, actor=by, layout=_pairs(column), answers=_pairs(answer), told=_tell
    )
    _print_outcome(outcome)
    if mend is not None:
        named = (say("mending.sheet"), say("problem.row_no"), say("problem.reason"))
        mend.write_bytes(campaign().mending_workbook(outcome.one.import_id, content, say.reason, named))


@app.command()
def pull(
    source: Annotated[SourceName, typer.Argument(help="the form service")],
    kind: Annotated[KindName, typer.Option(help="what the rows are")],
    by: Annotated[str, typer.Option(help="who imports, for the history")] = "cli",
) -> None:
    """Import the submissions of a form service; address and password stand in the environment alone."""
    outcome, left_out = campaign().pull(source.value, kind.value, actor=by, told=_tell)
    _print_outcome(outcome)
    if left_out:
        typer.echo(words()("cli.left_out", count=left_out))


def _pairs(written: list[str] | None) -> dict[str, str]:
    """Read options of the form NAME=VALUE."""
    pairs = [one.partition("=") for one in written or ()]
    for name, sign, _ in pairs:
        if not sign:
            raise CampaignError("option_unreadable", value=name)
    return {name.strip(): value for name, _, value in pairs}


def _tell(stage: str, share: float) -> None:
    """Tell the stage on the error stream, where a person is looking."""
    if sys.stderr.isatty():
        typer.echo(f"{share:4.0%} {words()(f'stage.{stage}')}", err=True)


def _print_outcome(outcome: Outcome) -> None:
    for line in outcome_lines(outcome, words()):
        typer.echo(line)
    for line in finding_lines(outcome.one.detail.get("findings", []), words()):
        typer.echo(line)
    for line in problem_lines(campaign().open_rows(outcome.one.import_id), words(), most=20):
        typer.echo(line)


@app.command()
def coverage(
    level: LevelOption = Level.COMMUNE,
    on: DayOption = None,
    output: FormatOption = Format.CSV,
    units: Annotated[Units, typer.Option(help="units of today, or the communes of before the merger")] = Units.TODAY,
) -> None:
    """Print the standing of every unit: reached, population, coverage, people still to reach, data state."""
    if units is Units.FORMER:
        print_former(day_named(on), output.value)
        return
    _print_standing(campaign().standing(level.value, day_named(on)), output)


@app.command()
def gaps(level: LevelOption = Level.GROUP, on: DayOption = None, output: FormatOption = Format.CSV) -> None:
    """Print the units with people still to reach, most people first."""
    standing = campaign().standing(level.value, day_named(on))
    short = standing[standing["gap_people"].fillna(0) > 0].sort_values("gap_people", ascending=False, kind="stable")
    _print_standing(short, output)


@app.command()
def quality(
    commune: Annotated[str, typer.Option(help="the code of a commune: what each check says of it")] = "",
    on: DayOption = None,
    output: TableOption = TableFormat.CSV,
) -> None:
    """Print the quality of the records: the score of every commune, or what each check says of one."""
    found = campaign().quality(day_named(on))
    number = found.number(commune)
    if commune and number is None:
        raise NotFound("commune_unknown", code=commune)
    if number is None:
        table = found.communes.drop(columns="is_silent")
    else:
        table = found.checks(number).reset_index()[["check", "status", "flagged", "sample", "minimum", "share"]]
        table["share"] = table["share"].astype("Float64").round(4)
    print_table(table, output)


app.command("uncertainty")(uncertainty)
app.command("equity")(equity)


@app.command()
def status() -> None:
    """Print every active import: rows in, matched, unmatched, rejected, duplicates."""
    outcomes = campaign().outcomes()
    columns = ("import", "kind", "file", "in", "matched", "unmatched", "rejected", "duplicates")
    typer.echo(",".join(columns))
    for o in outcomes:
        counts = (o.one.rows_in, o.matched, o.unmatched, o.rejected, o.duplicates)
        name = '"' + o.one.file_name.replace('"', '""') + '"'
        typer.echo(",".join(map(str, (o.one.import_id, o.one.kind, name, *counts))))
    sums = (
        sum(o.one.rows_in for o in outcomes),
        *(sum(getattr(o, c) for o in outcomes) for c in columns[4:]),
    )
    typer.echo(",".join(("total", "", "", *map(str, sums))))


@app.command()
def review() -> None:
    """Print the places that wait for a person, most people first, with the candidates as unit:points."""
    queue = campaign().review_queue()
    queue["candidates"] = queue["candidates"].map(
        lambda found: " ".join(f"{unit}:{score:.1f}" for unit, score in found)
    )
    typer.echo(queue.to_csv(index=False), nl=False)


@app.command(context_settings={"ignore_unknown_options": True})  # a place may have a number below nought
def decide(
    place_key: Annotated[int, typer.Argument(help="the place, as `review` prints it")],
    verdict: Annotated[Verdict, typer.Argument(help="what is meant")],
    unit_id: Annotated[str, typer.Argument(metavar="[UNIT]", help="the unit, or the commune of a new group")] = "",
    name: Annotated[str, typer.Option(help="the name of a new group; as written when left out")] = "",
    alike: Annotated[bool, typer.Option(help="for every spelling of the name in its commune")] = False,
    by: Annotated[str, typer.Option(help="who decides, for the history")] = "cli",
) -> None:
    """Decide what a written place means, for past and future rows."""
    number = campaign().decide(place_key, verdict.value, unit_id, group_name=name, alike=alike, actor=by)
    campaign().edition(_tell)
    typer.echo(words()("cli.decided", number=number))


@app.command("take-back")
def take_back(number: Annotated[int, typer.Argument(metavar="DECISION", help="the number of the decision")]) -> None:
    """Take a decision back; the history keeps it."""
    campaign().review.take_back([number])
    typer.echo(words()("cli.taken_back", number=number))


@app.command()
def undo(number: Annotated[int, typer.Argument(metavar="IMPORT", help="the number of the import")]) -> None:
    """Withdraw one import; the history keeps it."""
    one = campaign().undo(number)
    typer.echo(words()("cli.undone", number=one.import_id, file=one.file_name))


@app.command()
def demo() -> None:
    """Generate the illustrative campaign and import it like real files."""
    say = words()
    count = campaign().start_demonstration(lambda stage, share: typer.echo(f"{share:4.0%} {stage}", err=True))
    campaign().edition()
    typer.echo(say("cli.demo", count=count))


@app.command()
def reset() -> None:
    """Withdraw every import and begin anew; the history keeps them."""
    typer.echo(words()("cli.reset", count=campaign().reset()))


app.command("clusters")(clusters.clusters)
app.command("brief")(brief)


def _print_standing(standing: pd.DataFrame, output: Format) -> None:
    table = standing.reset_index()
    table = table[[column for column in STANDING if column in table]]
    table = table.assign(last_on=pd.to_datetime(table["last_on"]))
    if output is Format.GEOJSON:
        typer.echo(campaign().edition().geojson(written(table)))
    else:
        print_table(table, TableFormat(output.value))


app.add_typer(plan_commands.app, name="plan")
plan_commands.app.command("sites")(sites.sites)
plan_commands.app.command("learned")(learning.learned)
plan_commands.app.command("tradeoff")(tradeoff.tradeoff)
plan_commands.app.command("keep")(desk.keep)
plan_commands.app.command("approve")(desk.approve)
plan_commands.app.command("withdraw")(desk.withdraw)
for name, paper in plan_papers.COMMANDS.items():
    plan_commands.app.command(name)(paper)
app.command("followup")(returns.followup)
app.command("plans")(returns.plans)
app.command("return")(returns.return_)
app.command("returns")(returns.returns)
app.command("return-back")(returns.return_back)
app.command("candidates")(candidates)
app.command("teams")(teams)
app.add_typer(absence.app, name="absence")


def main() -> None:
    """Run a command; a refusal is one sentence on the error stream and status 2."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        app()
    except CampaignError as error:
        sys.stderr.write(words().error(error) + "\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
