"""Places for classes from the command line."""

from enum import StrEnum
from typing import Annotated

import typer

from campaign.siting import COVER, MEDIAN, venues
from commands.quiet import quiet
from commands.session import DayOption, TableFormat, TableOption, campaign, day_named, print_table, words

SiteRule = StrEnum("SiteRule", {"COVER": COVER, "MEDIAN": MEDIAN})


def sites(
    count: Annotated[int, typer.Option(min=1, help="how many places")],
    rule: Annotated[
        SiteRule, typer.Option(help="most people within reach, or the shortest ways for all together")
    ] = SiteRule.COVER,
    reach: Annotated[float, typer.Option(min=1, help="minutes of one way that count as within reach")] = 45.0,
    on: DayOption = None,
    seconds: Annotated[float, typer.Option(min=1, max=600, help="how long to search at most")] = 20.0,
    output: TableOption = TableFormat.CSV,
) -> None:
    """Choose the groups in which so many classes serve most of the people who are not reached yet."""
    day, say = day_named(on) or campaign().settings.today, words()
    with quiet():
        found = venues(campaign(), day, count, rule=rule.value, reach_minutes=reach, seconds=seconds)
    print_table(found.table.round({"people": 0, "people_near": 0, "minutes": 1}), output)
    typer.echo(
        say("sites.told", near=round(found.near), people=round(found.people), reach=round(reach),
            minutes=round(found.mean_minutes)),
        err=True,
    )  # fmt: skip
    if found.is_proven:
        typer.echo(say("sites.proven"), err=True)
    elif found.most is not None:
        typer.echo(say("sites.most", people=round(found.most)), err=True)
    elif found.least_minutes is not None:
        typer.echo(say("sites.least", minutes=round(found.least_minutes, 1)), err=True)
