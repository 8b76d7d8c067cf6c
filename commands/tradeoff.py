"""How much more for the worst-off costs how many adults in all, from the command line."""

from typing import Annotated

import typer

from commands.plan import reopened
from commands.plan_folder import FolderArgument
from commands.quiet import quiet
from commands.session import TableFormat, TableOption, print_table
from planning.tradeoff import tradeoff as tradeoff_of


def tradeoff(
    folder: FolderArgument,
    steps: Annotated[int, typer.Option(min=2, max=50, help="how many points")] = 7,
    output: TableOption = TableFormat.CSV,
) -> None:
    """Print what no plan can pass, from most adults to most of the worst-off tenth, and where a plan lies."""
    with quiet():
        table = tradeoff_of(reopened(folder), steps)
    print_table(table.round(1), output)
