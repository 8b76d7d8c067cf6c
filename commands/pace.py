"""How fast, how fast it must be, and where that leads, from the command line."""

from enum import StrEnum
from typing import Annotated

import pandas as pd
import typer

from commands.session import DayOption, TableFormat, TableOption, campaign, day_named, print_table, words

PaceLevel = StrEnum(
    "PaceLevel", {"PROVINCE": "province", "COMMUNE": "commune", "GROUP": "group", "TEAM": "team", "TRIAL": "trial"}
)
NAMES = ("unit_id", "name", "parent_id")
MEASURED = (
    *("adults", "done", "remaining", "weeks_left", "needed_per_week", "actual_per_week", "pace_ratio", "pace_state"),
    *("forecast_share", "forecast_low_share", "forecast_high_share", "on_time_probability", "on_time"),
    *("finish_on", "finish_low_on", "finish_high_on"),
)
ROUNDED = {
    "needed_per_week": 1, "actual_per_week": 1, "pace_ratio": 4, "on_time_probability": 3,
    "served_per_week": 1, "contacts_per_week": 1,
}  # fmt: skip


def pace(
    level: Annotated[PaceLevel, typer.Option(help="whose pace; `trial`: how the forecast has done")] = (
        PaceLevel.COMMUNE
    ),
    on: DayOption = None,
    output: TableOption = TableFormat.CSV,
) -> None:
    """Print what is done, what is needed a week, what it was lately, and the forecast with its range."""
    print_table(_table(level.value, on), output)


def _table(level: str, on: str | None) -> pd.DataFrame:
    day = day_named(on)
    if level == "trial":
        return pd.concat([campaign().pace_trials(one, day).assign(level=one) for one in ("province", "commune")])
    if level == "team":
        return _rounded(campaign().team_pace(day).reset_index())
    found = campaign().pace(level, day)
    typer.echo(words()("pace.complete", day=found.complete_until.date()), err=True)
    units = found.units[list(MEASURED)].assign(complete_until=found.complete_until)
    if level != "province":
        units = campaign().standing(level, day)[list(NAMES)].join(units)
    return _rounded(units)


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(
        **{name: table[name].astype("Float64").round(places) for name, places in ROUNDED.items() if name in table}
    )
