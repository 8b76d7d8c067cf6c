"""What the records teach about plans, from the command line."""

import typer

from campaign.learning import learned as learned_from
from campaign.plans import Choices, assumed_case
from commands.session import DayOption, TableFormat, TableOption, campaign, day_named, print_table, words


def learned(on: DayOption = None, output: TableOption = TableFormat.CSV) -> None:
    """Tell what was assumed of visits and ways, and what the records up to a day say instead."""
    day, choices = day_named(on) or campaign().settings.today, Choices()
    case, _ = assumed_case(campaign(), day, choices)
    found = learned_from(campaign(), case, day)
    print_table(found.rows(choices.response).round({"learned": 3, "error": 4}), output)
    if not sum(found.trips.values()):
        typer.echo(words()("learned.no_trips"), err=True)
