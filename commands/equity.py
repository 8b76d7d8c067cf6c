"""Who is served and who is left behind."""

from typing import Annotated

import typer

from commands.session import DayOption, TableFormat, TableOption, campaign, day_named, print_table

Communes = Annotated[
    bool, typer.Option("--communes", help="each commune: does it go everywhere, or to the same places?")
]


def equity(communes: Communes = False, on: DayOption = None, output: TableOption = TableFormat.CSV) -> None:
    """Print coverage by fifth, language, remoteness, zone, power and signal, and how far each lies below the best."""
    if communes:
        table = campaign().effort(day_named(on)).reset_index(names="unit_id")
        table["gini"] = table["gini"].round(4)
    else:
        table = campaign().equity(day_named(on))
    print_table(table, output)
