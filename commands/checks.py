"""Spot checks on the command line: plan a round, list it, enter what came back, and the tables of rules."""

from typing import Annotated

import typer

from campaign import households_of
from commands.session import DayOption, TableFormat, TableOption, campaign, day_named, print_table, words
from outreach.errors import CampaignError
from outreach.lqas import PUBLISHED, SAMPLE, rule_table, size_table

app = typer.Typer(no_args_is_help=True, help="Spot checks: a few interviews tell whether a report can be trusted.")

LISTED = (
    *("check_id", "round_no", "unit_id", "name", "commune", "cause", "draw", "planned_on", "sample", "decision"),
    *("target_share", "adults", "reported_share", "asked", "yes", "asked_on", "needed", "mark", "households"),
)
MOST_SAMPLE = 500
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="the number of the check")]
By = Annotated[str, typer.Option(help="who does it, for the history")]


@app.command()
def plan(
    random: Annotated[int, typer.Option(help="groups drawn by lot, each with the same chance")] = 5,
    suspicious: Annotated[int, typer.Option(help="groups whose report asks to be checked")] = 5,
    seed: Annotated[int | None, typer.Option(help="the number of the draw; the same one chooses the same")] = None,
    commune: Annotated[str, typer.Option(help="the code of a commune; all when left out")] = "",
    target: Annotated[int | None, typer.Option(help="per cent; what each group reports when left out")] = None,
    on: DayOption = None,
    by: By = "cli",
) -> None:
    """Choose groups to be checked and print their checks."""
    numbers = campaign().plan_checks(
        *(random, suspicious),
        draw=seed,
        commune_id=commune,
        target=None if target is None else target / 100,
        on=day_named(on),
        actor=by,
    )
    _print(numbers, TableFormat.CSV)


@app.command("list")
def list_(
    output: TableOption = TableFormat.CSV,
    estimates: Annotated[bool, typer.Option("--estimates", help="what the interviews say together")] = False,
) -> None:
    """Print the checks in force with their households and results, or what all results say together."""
    if estimates:
        print_table(campaign().check_estimates(), output)
    else:
        _print(None, output)


@app.command()
def enter(
    number: Number,
    asked: Annotated[int, typer.Option(help="how many adults were asked")],
    yes: Annotated[int, typer.Option(help="how many of them said yes")],
    on: DayOption = None,
    by: By = "cli",
) -> None:
    """Enter the result of a check; it takes the place of a former one."""
    campaign().enter_check(number, asked, yes, on=day_named(on), actor=by)
    checks = campaign().checks()
    one, say = checks[checks["check_id"] == number].iloc[0], words()
    mark = say(f"mark.{one['mark']}")
    typer.echo(say("cli.check_entered", number=number, group=one["name"], asked=asked, yes=yes, mark=mark))


@app.command("take-back")
def take_back(number: Number) -> None:
    """Take the result of a check back: it waits again."""
    campaign().spot_checks.take_back(number)
    typer.echo(words()("cli.check_taken_back", number=number))


@app.command()
def withdraw(number: Number) -> None:
    """Withdraw a check with its result; the history keeps them."""
    campaign().withdraw_check(number)
    typer.echo(words()("cli.check_withdrawn", number=number))


@app.command()
def rules(
    target: Annotated[int | None, typer.Option(help="per cent; every step from 35 to 95 when left out")] = None,
    spread: Annotated[int, typer.Option(help="per cent below the target at which a group must not pass")] = 30,
    sample: Annotated[int, typer.Option(help="adults asked in a group")] = SAMPLE,
    sizes: Annotated[bool, typer.Option("--sizes", help="the smallest sample that keeps both errors")] = False,
    output: TableOption = TableFormat.CSV,
) -> None:
    """Print how many of a sample must say yes, with the chance of each error; or the smallest sample that serves."""
    targets = PUBLISHED if target is None else (target / 100,)
    low = spread / 100
    held = [share for share in targets if 0 < share <= 1 and low > 0 and share - low >= -1e-9]
    if not held or not 1 <= sample <= MOST_SAMPLE:
        raise CampaignError("check_rule", most=MOST_SAMPLE)
    table = size_table(held, low) if sizes else rule_table(held, sample, low)
    print_table(table.round(4), output)


def _print(numbers: list[int] | None, output: TableFormat) -> None:
    checks = campaign().checks()
    if numbers is not None:
        checks = checks[checks["check_id"].isin(numbers)]
    drawn = [" ".join(map(str, households_of(one)[0])) for _, one in checks.iterrows()]
    print_table(checks.assign(households=drawn)[list(LISTED)], output)
