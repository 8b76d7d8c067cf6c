"""Denominators: the coverage under each, which one is official, and groups that are closed by decision."""

from enum import StrEnum
from typing import Annotated

import typer

from commands.measures import CommuneOption
from commands.session import DayOption, TableFormat, TableOption, campaign, day_named, print_table, words
from outreach.denominator import KINDS, OF_ADULTS, Choice

Base = StrEnum("Base", {name.upper(): name for name in OF_ADULTS})  # type: ignore[misc]
SourceKind = StrEnum("SourceKind", {"NEWEST": "", **{name.upper(): name for name in KINDS}})  # type: ignore[misc]
By = Annotated[str, typer.Option(help="who decides, for the history")]

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.command()
def ladder(commune: CommuneOption = "", on: DayOption = None, output: TableOption = TableFormat.CSV) -> None:
    """Print the coverage under every denominator that is known."""
    print_table(campaign().ladder(commune, day_named(on)), output)


@app.command()
def flags(on: DayOption = None, output: TableOption = TableFormat.CSV) -> None:
    """Print the groups and communes whose denominator is doubtful, and why."""
    for level in ("commune", "group"):
        standing = campaign().standing(level, day_named(on))
        doubtful = campaign().denominator_flags(level, day_named(on))
        found = standing[["unit_id", "name", "adults", "adults_year", "reached"]].join(doubtful)
        print_table(found[doubtful.any(axis="columns")], output)


@app.command()
def choose(
    base: Base,
    kind: Annotated[SourceKind, typer.Option(help="whose figures come first; the newest when left out")] = (
        SourceKind.NEWEST  # type: ignore[attr-defined]
    ),
    by: By = "cli",
) -> None:
    """Make a base the official denominator of every coverage."""
    campaign().choose_denominator(Choice(base.value, kind.value), by)
    typer.echo(words()("cli.chosen", base=words()(f"base.{base.value}")))


@app.command()
def close(
    unit_id: Annotated[str, typer.Argument(metavar="UNIT", help="the code of the group")],
    reason: Annotated[str, typer.Option(help="why nobody is to be sent there any more")],
    by: By = "cli",
) -> None:
    """Take a group out of the campaign by decision; `take-back` undoes it."""
    number = campaign().close_unit(unit_id, reason, by)
    typer.echo(words()("cli.decided", number=number))
