"""The calendar of absences from the command line: enter, list, take back."""

from typing import Annotated

import typer

from campaign.absences import ALL, COMMUNE, TEAM, Absence
from campaign.teams import known_subjects
from commands.session import TableFormat, TableOption, campaign, day_named, print_table, words
from outreach.errors import CampaignError

app = typer.Typer(no_args_is_help=True, help="Days on which teams are away: a plan gives them nothing to do then.")
By = Annotated[str, typer.Option(help="who does it, for the history")]


@app.command()
def add(
    first: Annotated[str, typer.Option("--from", help="the first day, YYYY-MM-DD")],
    last: Annotated[str, typer.Option("--to", help="the last day; the first when left out")] = "",
    team: Annotated[str, typer.Option(help="the code of a team")] = "",
    commune: Annotated[str, typer.Option(help="the code of a commune: all its teams")] = "",
    every: Annotated[bool, typer.Option("--all", help="all teams")] = False,
    reason: Annotated[str, typer.Option(help="why; no names of persons")] = "",
    by: By = "cli",
) -> None:
    """Enter an absence of one team, of the teams of a commune, or of all."""
    named = [(scope, name) for scope, name in ((TEAM, team), (COMMUNE, commune), (ALL, every)) if name]
    if len(named) != 1:
        raise CampaignError("absence_whose")
    scope, name = named[0]
    starts, ends = day_named(first), day_named(last or first)
    if starts is None or ends is None:
        raise CampaignError("day_unreadable", value=first)
    one = Absence(scope, "" if scope == ALL else str(name), starts, ends, reason.strip())
    number = campaign().absences.add(one, known_subjects(campaign(), scope), by)
    typer.echo(words()("cli.absence", number=number))


@app.command("list")
def list_(
    output: TableOption = TableFormat.CSV,
    history: Annotated[bool, typer.Option("--history", help="those that were taken back too")] = False,
) -> None:
    """Print the absences in force."""
    calendar = campaign().absences
    print_table(calendar.store.history() if history else calendar.table(), output)


@app.command("take-back")
def take_back(number: Annotated[int, typer.Argument(metavar="NUMBER", help="the absence")], by: By = "cli") -> None:
    """Take an absence back: the team is there. The history keeps it."""
    campaign().absences.take_back([number], by)
    typer.echo(words()("cli.absence_taken_back", number=number))
