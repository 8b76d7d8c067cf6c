"""How far the coverage of each group is known."""

from typing import Annotated

import typer

from campaign import KNOWLEDGE
from commands.session import DayOption, TableFormat, TableOption, campaign, day_named, print_table

UNIT = ["unit_id", "name", "parent_id", "adults", "reached", "state"]


def uncertainty(
    local: Annotated[bool, typer.Option("--local", help="resemble the groups next door, not those of the commune")] = (
        False
    ),
    on: DayOption = None,
    output: TableOption = TableFormat.CSV,
) -> None:
    """Print what is known of every group: estimate, 90 % range, chances, unreached adults; most people first."""
    groups = campaign().standing("group", day_named(on))[UNIT]
    table = groups.join(campaign().uncertainty(day_named(on), is_local=local))
    table = table.sort_values("unreached_expected", ascending=False, kind="stable")
    people = [column for column in KNOWLEDGE if column.startswith("unreached_")]
    chances = [column for column in KNOWLEDGE if column.endswith("_probability")]
    print_table(table.round({**dict.fromkeys(people, 0), **dict.fromkeys(chances, 4)}), output)
