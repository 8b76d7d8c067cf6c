"""Which groups to send teams to, from the command line: the same order and figures as the page."""

from enum import StrEnum
from typing import Annotated

import pandas as pd
import typer

from campaign.candidates import LISTS, listing, ordered
from commands.session import DayOption, TableFormat, TableOption, campaign, day_named, print_table, words
from outreach.errors import NotFound
from planning.candidates import RULES, changes, reasons
from planning.selection import Selection, top_totals
from texts.plan import reason_sentence

RuleName = StrEnum("RuleName", {one.name.upper(): one.name for one in RULES})  # type: ignore[misc]
ListName = StrEnum("ListName", {name.upper(): name for name in LISTS})  # type: ignore[misc]
PRINTED = (
    *("rank", "unit_id", "name", "commune", "per_team_day", "gain_adults", "team_days", "unreached", "coverage_share"),
    *("estimated_share", "days_since", "state", "language", "kind", "best_team_id", "travel_minutes", "way_km"),
)
ROUNDED = dict.fromkeys(("per_team_day", "gain_adults", "travel_minutes", "way_km"), 1)
DEFAULT_TOP = 20


def candidates(
    rule: Annotated[RuleName, typer.Option(help="what comes first")] = RuleName.PER_TEAM_DAY,  # type: ignore[attr-defined]
    top: Annotated[int, typer.Option(min=0, help="how many; 0 for all")] = DEFAULT_TOP,
    commune: Annotated[str, typer.Option(help="the code of a commune")] = "",
    language: Annotated[str, typer.Option(help="the language of the groups")] = "",
    state: Annotated[str, typer.Option(help="the data state of the groups")] = "",
    never: Annotated[bool, typer.Option("--never", help="only groups that nobody reached")] = False,
    no_power: Annotated[bool, typer.Option("--no-power", help="only groups without grid power or signal")] = False,
    below: Annotated[float, typer.Option(min=1, max=100, help="coverage below so many per cent")] = 100.0,
    at_least: Annotated[int, typer.Option(min=0, help="at least so many people left")] = 0,
    within: Annotated[float | None, typer.Option(min=1, help="at most so many minutes on the way")] = None,
    which: Annotated[ListName, typer.Option("--list", help="the list to print")] = ListName.GROUPS,  # type: ignore[attr-defined]
    against: Annotated[
        RuleName | None, typer.Option(help="print what enters and leaves the top when this rule is left for the other")
    ] = None,
    on: DayOption = None,
    output: TableOption = TableFormat.CSV,
) -> None:
    """Print the groups with people still to reach, by what a day of a team brings there, the way included."""
    made = listing(campaign(), day_named(on) or campaign().settings.today)
    if commune and commune not in set(made.case.groups["parent_id"]):
        raise NotFound("commune_unknown", code=commune)
    wanted = Selection(commune, language, state, never, no_power, below / 100, at_least, within or float("inf"))
    order = ordered(made, rule.value, wanted, which=which.value)
    if against is not None:
        print_table(_changed(order, against.value, rule.value, top or len(order)), output)
        return
    order = order.head(top) if top else order
    shown = order[[name for name in PRINTED if name in order]].round(ROUNDED)
    told = [reason_sentence(reasons(row), words()) for row in order.to_dict("records")]
    print_table(shown.assign(reasons=told), output)


def _changed(order: pd.DataFrame, before: str, after: str, top: int) -> pd.DataFrame:
    """Return what enters and what leaves the top, and tell on the error stream what the two tops come to."""
    say = words()
    for rule in (before, after):
        facts = top_totals(order, rule, top)
        told = {name: int(facts[name]) for name in ("groups", "never", "worst")}
        typer.echo(
            say(
                "candidates.top_total",
                rule=say(f"rule.{rule}"),
                adults=round(facts["gain_adults"]),
                days=facts["team_days"],
                **told,
            ),
            err=True,
        )
    enter, leave = changes(order, before, after, top)
    parts = [order.loc[index].assign(change=name) for name, index in (("enters", enter), ("leaves", leave))]
    columns = ["change", "unit_id", "name", "commune", "per_team_day", "unreached", "coverage_share"]
    return pd.concat(parts)[columns].round(ROUNDED)
