"""The register of teams from the command line, and what is doubtful in it."""

from typing import Annotated

import typer

from campaign.teams import teams_of
from commands.session import DayOption, TableFormat, TableOption, campaign, day_named, print_table, words


def teams(
    weeks: Annotated[bool, typer.Option("--weeks", help="the team days of the weeks to come")] = False,
    doubts: Annotated[bool, typer.Option("--doubts", help="what is missing or doubtful")] = False,
    on: DayOption = None,
    output: TableOption = TableFormat.CSV,
) -> None:
    """Print the register of teams: base, members, pairs, days, languages, transport, skills."""
    found, say = teams_of(campaign(), day_named(on) or campaign().settings.today), words()
    if weeks:
        print_table(found.weeks, output)
    elif doubts:
        told = [say(f"doubt.{doubt}", detail=detail) for doubt, detail in found.doubts[["doubt", "detail"]].to_numpy()]
        print_table(found.doubts.assign(told=told), output)
    else:
        print_table(found.table, output)
