"""The whole way on one screen: from the active imports to an edition, the figures that every page starts from.

An edition is a pure function of its inputs (segments, boundaries, the built-in province) and is named after them; it
is derived, never edited, and can be thrown away at any time.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa

from geodata.neighbours import neighbours
from pipeline.contacts import decide_places, reduce_contacts
from pipeline.drawing import draw_geometry, shapes
from pipeline.evidence import bases, figures, refused_rows
from pipeline.merger import Merger
from pipeline.survey import describe, housed, survey, with_closures
from settings import Settings
from store.catalogue import Import
from store.edition import edition_name
from store.segments import write_folder

STAGES = ("units", "places", "facts", "map")
Progress = Callable[[str], None]


def _silently(_stage: str) -> None:
    """Tell nobody."""


def build_edition(
    imports: Sequence[Import],
    decisions: pd.DataFrame,
    folder: Path,
    settings: Settings,
    told: Progress = _silently,
) -> Path:
    """Make the edition of these imports and decisions under `folder`, the data folder, or find it made.

    Returns its folder.
    """
    target = folder / "editions" / edition_name(imports, decisions)
    if target.exists():
        return target
    told("units")
    found = survey(imports, decisions, folder)
    told("places")
    merger = Merger.of(imports, folder, found)
    placements = merger.named_by(decide_places(imports, decisions, folder, found.units), found.units)
    told("facts")
    frames = reduce_contacts(imports, folder, found.units, placements, settings)
    frames["outcome"] = pa.concat_tables([frames["outcome"], housed(found.population)])
    told("map")
    derived = {
        "units": with_closures(describe(found.units, found.population), decisions),
        "places": placements,
        "homeless": found.homeless(),
        "geometry": draw_geometry(found.units, folder / "geometry", merger.outlines),
        "shapes": shapes(found.units),
        "former": merger.predecessors(imports, folder, found, placements, frames["records"].to_pandas()),
        "crosswalk": merger.former,
        "neighbours": neighbours(found.units),
        "refused": refused_rows(imports, folder),
        "residents": figures(found.population),
        "bases": bases(found.population),
    }
    tables = {name: pa.Table.from_pandas(frame, preserve_index=False) for name, frame in derived.items()}
    return write_folder(target.parent, target.name, {**frames, **tables})
