"""Snapshots on the command line: take, list, show, compare, hide."""

from typing import Annotated

import pandas as pd
import typer

from campaign.snapshots import Moment, Snapshot
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
)
from outreach.comparison import CAUSES, SHARE_CAUSES

TODAY = "today"
SHOWN = (
    *("unit_id", "name", "parent_id", "adults", "reached", "coverage_share", "gap_people"),
    *("households", "households_reached", "household_share", "contacts", "closed", "last_on", "state"),
)
COMPARED = (
    *("unit_id", "name", "parent_id", "reached_before", "reached_after", "reached_change", *CAUSES),
    *("coverage_before_share", "coverage_after_share", "coverage_change_share"),
    *(f"{cause}_share" for cause in SHARE_CAUSES),
    "only_in",
)
LISTED = [
    *("number", "name", "day", "taken_at", "actor", "reached", "coverage_share", "imports", "decisions"),
    *("edition", "target_share", "target_on", "version", "hidden_at"),
]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="the number of the snapshot")]
ActorOption = Annotated[str, typer.Option(help="who does it, for the history")]
MOMENT = "the number of a snapshot, a day (YYYY-MM-DD) of the figures in force, or today"

app = typer.Typer(no_args_is_help=True, help="Freeze the figures under a number; open and compare them later.")


@app.command()
def take(
    name: Annotated[str, typer.Option(help="the occasion, as people will speak of it")],
    on: DayOption = None,
    by: ActorOption = "cli",
) -> None:
    """Freeze the figures under the next number."""
    one = campaign().freeze(name, day_named(on), by)
    typer.echo(words()("cli.frozen", number=one.number, name=one.one.name, day=one.day))


@app.command("list")
def list_(
    hidden: Annotated[bool, typer.Option("--hidden", help="also those that were hidden")] = False,
    output: TableOption = TableFormat.CSV,
) -> None:
    """Print the snapshots: number, occasion, day, who, when, and the figures of the whole."""
    print_table(pd.DataFrame([_about(one) for one in campaign().snapshots(hidden=hidden)], columns=LISTED), output)


def _about(one: Snapshot) -> dict[str, object]:
    whole, about = one.province(), one.one
    told = {name: getattr(about, name) for name in LISTED if hasattr(about, name)}
    counts = {"imports": len(about.imports), "decisions": len(about.decisions)}
    return {**told, **counts, "reached": whole["reached"], "coverage_share": whole["coverage_share"]}


@app.command()
def show(number: Number, level: LevelOption = Level.COMMUNE, output: TableOption = TableFormat.CSV) -> None:
    """Print the frozen standing of every unit."""
    one = campaign().snapshot(number)
    standing = one.standing(level.value)
    print_table(standing[list(SHOWN)].assign(snapshot=one.number, day=one.one.day), output)


@app.command()
def compare(
    before: Annotated[str, typer.Argument(metavar="A", help=MOMENT)],
    after: Annotated[str, typer.Argument(metavar="[B]", help=f"{MOMENT}; today when left out")] = TODAY,
    level: LevelOption = Level.COMMUNE,
    output: TableOption = TableFormat.CSV,
) -> None:
    """Print what the change between two moments consists of, unit by unit, and of the whole in the last row."""
    found = campaign().compare(_moment(before), _moment(after), level.value)
    whole = found.whole.to_frame().T.assign(unit_id="", name=words()("comparison.whole"))
    table = pd.concat([found.units.reset_index(), whole.convert_dtypes()], ignore_index=True).reindex(
        columns=list(COMPARED)
    )
    ends = {name: _named(one) for name, one in (("before", found.before), ("after", found.after))}
    print_table(table.assign(**ends), output)


@app.command()
def hide(number: Number, by: ActorOption = "cli") -> None:
    """Take a snapshot out of the list; its number still opens it."""
    one = campaign().hide_snapshot(number, by)
    typer.echo(words()("cli.hidden", number=one.number, name=one.one.name))


def _moment(text: str) -> Moment:
    """Read a number, a day or today."""
    if text.isdecimal():
        return campaign().snapshot(int(text))
    return campaign().present(None if text == TODAY else day_named(text))


def _named(moment: Moment) -> str:
    """Return the number of a snapshot with its day, or the day alone."""
    day = moment.day.isoformat()
    return f"{moment.number} ({day})" if moment.number else day
