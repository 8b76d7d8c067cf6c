"""What every command needs: the campaign of the data folder, the words, a day, and a table on the output."""

from datetime import date
from enum import StrEnum
from functools import cache
from typing import Annotated

import pandas as pd
import typer

from campaign import Campaign, keep_temporary_files_in
from outreach.errors import CampaignError
from settings import load_settings
from texts import Language, language

Level = StrEnum("Level", {"COMMUNE": "commune", "GROUP": "group"})
TableFormat = StrEnum("TableFormat", {"CSV": "csv", "JSON": "json"})
DayOption = Annotated[str | None, typer.Option("--on", help="the day, YYYY-MM-DD; today when left out")]
LevelOption = Annotated[Level, typer.Option(help="communes or residential groups")]
TableOption = Annotated[TableFormat, typer.Option("--format", help="how to print")]


@cache
def campaign() -> Campaign:
    """Open the data folder once."""
    settings = load_settings()
    keep_temporary_files_in(settings.data)
    return Campaign(settings)


def words() -> Language:
    """Return the language of the installation; the first one where its settings cannot be read."""
    try:
        return language(load_settings().language)
    except CampaignError:
        return language("")


def day_named(text: str | None) -> date | None:
    """Read the day of an option, None for none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise CampaignError("day_unreadable", value=text) from error


def print_table(table: pd.DataFrame, output: TableFormat) -> None:
    """Print a table without its index, in the format that was asked for."""
    if output is TableFormat.CSV:
        typer.echo(written(table).to_csv(index=False), nl=False)
    else:
        typer.echo(written(table).to_json(orient="records", force_ascii=False, indent=1))


def written(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as it is printed: shares and areas to four decimals, days as YYYY-MM-DD."""
    shown = table.copy()
    for column in shown.columns:
        if pd.api.types.is_datetime64_any_dtype(shown[column]):
            shown[column] = shown[column].dt.strftime("%Y-%m-%d")
        elif str(column).endswith(("_share", "_km2")):
            shown[column] = shown[column].astype("Float64").round(4)
    return shown
