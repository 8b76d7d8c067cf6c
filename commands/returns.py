"""Stored plans followed up from the command line, and the forms that teams sent back."""

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from campaign import forms, tracking
from commands import plan
from commands.session import DayOption, TableFormat, TableOption, campaign, day_named, print_table, words
from outreach.errors import CampaignError, NotFound
from texts.plan import followup_sentence

FOLLOWED = (
    *("team_id", "team", "unit_id", "name", "commune", "starts_on", "ends_on", "visits", "gain_adults", "contacts"),
    *("adults_reached", "closed", "status", "reason", "told", "form_status", "form_on", "form_adults"),
    "is_contradicted",
)
ROUNDED = dict.fromkeys(("visits", "gain_adults", "adults_reached", "adults_open"), 1)
LISTED = ("return_no", "file_name", "plans", "rows", "actor", "at", "taken_back_at")
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="the number of the form")]


def followup(
    which: Annotated[str, typer.Argument(metavar="PLAN", help="the folder of a plan, or the number of a stored one")],
    on: DayOption = None,
    carry: Annotated[
        Path | None, typer.Option(dir_okay=False, help="write what is to be planned again to this CSV")
    ] = None,
    earlier: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="the folder of an earlier plan: only what both missed"),
    ] = None,
    output: TableOption = TableFormat.CSV,
) -> None:
    """Compare a plan with the records that came since: done, partly, not done and why, unplanned."""
    if not which.isdecimal():
        if not Path(which).is_dir():
            raise NotFound("plan_unknown", folder=which)
        plan.follow_folder(Path(which), on, carry, earlier, output)
        return
    if earlier is not None:  # of stored plans the page tells what two running have missed
        raise CampaignError("option_unreadable", value="--earlier")
    one, say = tracking.tracked(campaign(), int(which), day_named(on)), words()
    pairs = zip(one.rows["status"], one.rows["reason"], strict=True)
    rows = one.rows.assign(told=[followup_sentence(status, reason, say) for status, reason in pairs])
    print_table(rows[list(FOLLOWED)].round(ROUNDED), output)
    if carry is not None:
        open_ = one.carried_over[["team_id", "unit_id", "name", "commune", "status", "reason", "adults_open"]]
        carry.write_text(open_.round(ROUNDED).to_csv(index=False), encoding="utf-8-sig")
    if one.realised_share == one.realised_share:
        typer.echo(say("followup.share", share=say.share(one.realised_share)), err=True)


def plans(output: TableOption = TableFormat.CSV) -> None:
    """Print the stored plans, the newest first: number, name, weeks, and whether and by whom approved."""
    columns = ("plan_no", "name", "status", "starts_on", "weeks", "actor", "made_at", "approved_by", "approved_at")
    rows = [
        (
            one.plan_no, one.name, one.status, one.asked["starts_on"], one.asked["weeks"], one.actor, one.made_at,
            one.approved_by, one.approved_at,
        )
        for one in campaign().desk.plans.listed()
    ]  # fmt: skip
    print_table(pd.DataFrame(rows, columns=list(columns)), output)


def return_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    by: Annotated[str, typer.Option(help="who takes it in, for the history")] = "cli",
) -> None:
    """Take a return form of a team in; rows that do not count are told with the reason."""
    say = words()
    form = forms.look_at(campaign(), file.read_bytes(), file.name)
    for row in form.problems.to_dict("records"):
        told = say(
            "cli.return_problem", row=str(row["row_no"]), value=str(row["value"]), reason=say.reason(row["reason"])
        )
        typer.echo(told, err=True)
    number, is_repeat = forms.take_in(campaign(), form, by)
    if is_repeat:
        typer.echo(say("cli.return_same", number=number))
    else:
        typer.echo(say("cli.return_taken", number=number, rows=len(form.rows)))


def returns(output: TableOption = TableFormat.CSV) -> None:
    """Print the return forms, the newest first, those taken back among them."""
    print_table(campaign().returns.listed()[list(LISTED)], output)


def return_back(number: Number) -> None:
    """Take a return form back; the history keeps it."""
    forms.take_back(campaign(), number)
    typer.echo(words()("cli.return_back", number=number))
