"""Clusters on the command line."""

from enum import StrEnum
from typing import Annotated

import typer

from commands.session import DayOption, TableFormat, TableOption, campaign, day_named, print_table

Level = StrEnum("Level", {"COMMUNE": "commune", "GROUP": "group"})
PRINTED = ("coverage_share", "local_moran", "q_value", "hot_spot_z", "hot_spot_q_value")


def clusters(
    level: Annotated[Level, typer.Option(help="communes or residential groups")] = Level.GROUP,
    on: DayOption = None,
    output: TableOption = TableFormat.CSV,
) -> None:
    """Print each unit among its neighbours: in a low or high cluster, an outlier, none, or unknown."""
    found = campaign().clusters(day_named(on), level.value)
    rounded = {column: found[column].round(4) for column in PRINTED}
    print_table(found.assign(**rounded), output)
