"""What teams take along, from the command line: sheets, the form to send back, files for phones, and the summary."""

import json
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from campaign.plans import planning_case
from commands.plan_folder import FolderArgument, kept_in, read_table
from commands.session import campaign, words
from reports import plan_pdf, return_form, team_sheet_pdf
from reports.plan_papers import PlanPapers, papers_of
from reports.tracks import TRACKS, track_named
from texts import LANGUAGES, Language, language

TABLES = ("assignments", "schedule", "left_out")
TrackFormat = StrEnum("TrackFormat", {track.name.upper(): track.name for track in TRACKS})  # type: ignore[misc]
Tongue = StrEnum("Tongue", {code.upper(): code for code in LANGUAGES})  # type: ignore[misc]
OutOption = Annotated[Path, typer.Option("--out", dir_okay=False, help="the file to write")]
TeamOption = Annotated[str, typer.Option("--team", help="one team alone, by its id")]
NumberOption = Annotated[str, typer.Option("--number", help="the number of the plan; the folder's name when left out")]
TongueOption = Annotated[Tongue | None, typer.Option("--lang", help="the language; that of the settings when left out")]


def sheets(
    folder: FolderArgument, out: OutOption, team: TeamOption = "", number: NumberOption = "", lang: TongueOption = None
) -> None:
    """Write the sheets of all teams as a PDF, or that of one team."""
    _write(out, team_sheet_pdf.make(papers_in(folder, number), _say(lang), team))


def return_form_(
    folder: FolderArgument, out: OutOption, team: TeamOption = "", number: NumberOption = "", lang: TongueOption = None
) -> None:
    """Write the workbook in which teams answer what became of each visit."""
    _write(out, return_form.make(papers_in(folder, number), _say(lang), team))


def tracks(
    folder: FolderArgument,
    out: OutOption,
    output: Annotated[TrackFormat, typer.Option("--format", help="for which program")],
    team: TeamOption = "",
    number: NumberOption = "",
    lang: TongueOption = None,
) -> None:
    """Write the places of a plan for phones: GPX, KML, GeoJSON, or a list of entities for ODK and KoboToolbox."""
    _write(out, track_named(output.value).make(papers_in(folder, number), _say(lang), team))


def summary(folder: FolderArgument, out: OutOption, number: NumberOption = "", lang: TongueOption = None) -> None:
    """Write the plan on one A3 sheet, for the person who approves it."""
    _write(out, plan_pdf.make(papers_in(folder, number), _say(lang)))


def papers_in(folder: Path, number: str = "") -> PlanPapers:
    """Return the papers of a plan that was written to a folder: a draft, for nobody approves a folder."""
    kept, day_columns = kept_in(folder), ["starts_on", "ends_on"]
    day = date.fromisoformat(kept.day)
    tables = {stem: read_table(folder, stem, dates=day_columns if stem == "schedule" else None) for stem in TABLES}
    facts = json.loads((folder / "plan.json").read_text(encoding="utf-8"))["facts"]
    case, _ = planning_case(campaign(), day, kept.choices(folder))
    return papers_of(case, tables, facts, campaign(), day=day, number=number or folder.resolve().name)


def _say(chosen: Tongue | None) -> Language:
    return language(chosen.value) if chosen else words()


def _write(out: Path, content: bytes) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    typer.echo(words()("cli.paper", file=out.name))


COMMANDS: dict[str, Callable[..., None]] = {
    "sheets": sheets,
    "return-form": return_form_,
    "tracks": tracks,
    "summary": summary,
}
