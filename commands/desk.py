"""The planners' desk from the command line: put a plan of a folder on it, approve one, withdraw one."""

from pathlib import Path
from typing import Annotated

import typer

from campaign.asked import Asked
from commands.plan_folder import FolderArgument, kept_in, read_table
from commands.session import campaign, words
from outreach.errors import CampaignError

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="the number of the plan")]
By = Annotated[str, typer.Option(help="who does it, for the history")]


def keep(
    folder: FolderArgument,
    name: Annotated[str, typer.Option(help="the name of the plan; the folder's when left out")] = "",
    by: By = "cli",
) -> None:
    """Put a plan that was written to a folder on the desk, as a draft."""
    kept, desk = kept_in(folder), campaign().desk
    if kept.teams or kept.absences:
        raise CampaignError("plan_own_teams")
    name_of_travel = Path(kept.travel).name.removeprefix("travel-")
    travel = desk.keep_travel((folder / kept.travel).read_bytes(), name_of_travel, by) if kept.travel else 0
    asked = Asked(
        kept.edition, kept.day, kept.starts_on, kept.weeks, kept.beta, kept.floor, kept.language, kept.season,
        kept.with_community, tuple(kept.must), tuple(kept.never),
        tuple((team, unit, size, week) for team, unit, size, week in kept.fixed), travel_no=travel,
        learned=kept.learned,
    )  # fmt: skip
    number = desk.put(name.strip() or folder.resolve().name, asked, read_table(folder, "assignments"), actor=by)
    if travel:
        desk.take_travel_back(travel)  # this plan keeps it; those to come do not take it over
    typer.echo(words()("cli.desk.kept", number=number))


def approve(
    number: Number,
    by: Annotated[str, typer.Option(help="who approves it")],
    why: Annotated[str, typer.Option(help="on what ground")] = "",
) -> None:
    """Approve a plan of the desk: it is locked, and is what the follow-up is measured by."""
    campaign().desk.approve(number, actor=by, why=why.strip())
    typer.echo(words()("cli.desk.approved", number=number))


def withdraw(number: Number) -> None:
    """Withdraw a plan of the desk; it stays in the list."""
    campaign().desk.withdraw(number)
    typer.echo(words()("cli.desk.withdrawn", number=number))
