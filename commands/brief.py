"""What can be taken along, from the command line: every document of a day into a folder."""

from pathlib import Path
from typing import Annotated

import typer

from campaign.frozen import as_frozen
from commands.session import DayOption, campaign, day_named, words
from reports.document import DOCUMENTS
from reports.dossier import dossier
from texts import LANGUAGES, language


def brief(
    out: Annotated[Path, typer.Option("--out", help="the folder to write to", file_okay=False)],
    on: DayOption = None,
    commune: Annotated[str, typer.Option(help="the code of a commune: its own brief")] = "",
    snapshot: Annotated[int | None, typer.Option(help="the number of a snapshot: its figures, on its day")] = None,
) -> None:
    """Write the brief, its picture, the map, the table and the official report, in both languages."""
    opened = campaign() if snapshot is None else as_frozen(campaign(), snapshot)
    gathered = dossier(opened, day_named(on) or opened.settings.today, commune)
    out.mkdir(parents=True, exist_ok=True)
    for code in LANGUAGES:
        for document in DOCUMENTS:
            say = language(code)
            file = out / document.file_name(commune, gathered.figures.day, say)
            file.write_bytes(document.make(gathered, say))
            typer.echo(words()("cli.brief", file=str(file)))
