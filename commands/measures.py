"""The measures beside coverage: data states, the cascade, closed visits, officials and their courses."""

from enum import StrEnum
from typing import Annotated

import pandas as pd
import typer

from commands.session import DayOption, TableFormat, TableOption, campaign, day_named, print_table
from outreach.cascade import cascade as cascade_of
from outreach.cascade import skill_shares
from outreach.errors import NotFound
from outreach.officials import officials_whole

Kind = StrEnum("Kind", {"COMMUNES": "communes", "COURSES": "courses", "CLASSES": "classes"})
CommuneOption = Annotated[str, typer.Option("--commune", help="the code of one commune; the province when left out")]


def states(
    commune: CommuneOption = "",
    every: Annotated[bool, typer.Option("--every", help="each group, not only how many are in each state")] = False,
    on: DayOption = None,
    output: TableOption = TableFormat.CSV,
) -> None:
    """Print how many groups are in each data state, and what helps: a team or mended data."""
    groups = campaign().standing("group", day_named(on))
    groups = groups[groups["parent_id"] == commune] if commune else groups
    if every:
        columns = ["unit_id", "name", "commune", "state", "remedy", "adults", "reached", "last_on"]
        print_table(groups[columns], output)
        return
    counted = groups.groupby(["state", "remedy"]).agg(
        groups=("unit_id", "size"), adults=("adults", "sum"), gap_people=("gap_people", "sum")
    )
    print_table(counted.reset_index(), output)


def cascade(commune: CommuneOption = "", on: DayOption = None, output: TableOption = TableFormat.CSV) -> None:
    """Print how far people came: the steps, the skills, and the visits that ended without service."""
    day = day_named(on)
    communes = campaign().standing("commune", day)
    if commune and commune not in set(communes["unit_id"]):
        raise NotFound("commune_unknown", code=commune)
    chosen = communes[communes["unit_id"] == commune] if commune else communes
    whole = chosen.iloc[0] if commune else campaign().province(day)
    steps = cascade_of(whole).reset_index()
    skills = skill_shares(whole).reset_index().rename(columns={"skill": "step"})
    ended = campaign().endings("commune", day).loc[chosen.index].sum()
    closed = pd.DataFrame({"step": "closed_" + ended.index, "people": ended.to_numpy()})
    table = pd.concat([steps, skills, closed], ignore_index=True)
    table["share"] = table["share"].round(4)
    print_table(table, output)


def officials(
    by: Annotated[Kind, typer.Option(help="communes, the courses of the plan, or the classes for citizens")] = (
        Kind.COMMUNES
    ),
    on: DayOption = None,
    output: TableOption = TableFormat.CSV,
) -> None:
    """Print the trained officials by commune and in all, the courses against the plan, or the classes by language."""
    day = day_named(on)
    if by is Kind.COURSES:
        print_table(campaign().courses(day).drop(columns="unit_no"), output)
    elif by is Kind.CLASSES:
        print_table(campaign().classes(day).reset_index(), output)
    else:
        table = campaign().officials(day)
        whole = officials_whole(table).to_frame().T.assign(unit_id="", name="total")
        print_table(pd.concat([table, whole.astype(table.dtypes.to_dict())], ignore_index=True), output)
