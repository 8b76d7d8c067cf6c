"""A file to records: its tables are opened, their layout guessed, each is read, and they are put together."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import pyarrow as pa

from loaders.cells import tidy
from loaders.finding import refuse_unanswered
from loaders.header import commune_in, required_of
from loaders.headings import guess_layout, has_required
from loaders.kinds import Kind
from loaders.opening import Limits, read_tables, without_headings
from loaders.sheet import PERSONAL, Built, Context, Sheet
from loaders.table import RawTable, encode


def load(
    content: bytes,
    file_name: str,
    kind: Kind,
    context: Context,
    limits: Limits,
    layout: Mapping[str, str] | None = None,
) -> tuple[Built, dict[str, str]]:
    """Read a file of one kind; return what it came to and the layout used (our column -> heading).

    `layout` overrides the guess for the columns it names; a blank heading leaves a column out.
    """
    built: list[Built] = []
    used: dict[str, str] = {}
    for table in read_tables(content, kind, limits, context.answers):
        positions = _positions(table, kind, layout)
        used |= {column: table.headings[position] for column, position in positions.items()}
        built.append(kind.build(Sheet(*_with_commune_of_title(table, positions, file_name)), context))
    whole = _together(built)
    refuse_unanswered(whole.findings)
    return whole, used


def preview(content: bytes, kind: Kind, limits: Limits) -> pd.DataFrame:
    """Return how a file would be read: sheet, rows, heading, column ('' for one left out) and examples of its cells."""
    rows = []
    for table in read_tables(content, kind, limits, {}):
        columns = {position: column for column, position in _positions(table, kind, None).items()}
        for position, heading in enumerate(table.headings):
            column = columns.get(position, "")
            rows.append((table.sheet, len(table), tidy(heading), column, _examples(table, position, column)))
    return pd.DataFrame(rows, columns=["sheet", "rows", "heading", "column", "examples"])


def _examples(table: RawTable, position: int, column: str) -> str:
    """Return a few cells; none of a column that may tell who a person is, nor of one that nobody knows."""
    if not column or column in PERSONAL:
        return ""
    texts = (tidy(text) for text in table.columns[position].dictionary.to_pylist()[:20])
    return " · ".join([text[:40] for text in texts if text][:3])


def _positions(table: RawTable, kind: Kind, layout: Mapping[str, str] | None) -> dict[str, int]:
    guessed = guess_layout(table.headings, kind.columns)
    for column, heading in (layout or {}).items():
        guessed.pop(column, None)
        if heading in table.headings:
            guessed = {other: at for other, at in guessed.items() if at != table.headings.index(heading)}
            guessed[column] = table.headings.index(heading)
    if not has_required(guessed, required_of(kind, [table.sheet, *table.preamble])):
        raise without_headings(kind, [table.headings])
    return guessed


def _with_commune_of_title(
    table: RawTable, positions: dict[str, int], file_name: str
) -> tuple[RawTable, dict[str, int]]:
    """Add the commune that stands in the title, the sheet's or the file's name, where there is no column for it."""
    if any(
        column in positions for column in ("commune", "commune_code", "group_code", "code", "base_commune", "team_code")
    ):
        return table, positions
    title = next(filter(None, map(commune_in, (*table.preamble, table.sheet, file_name.replace("_", " ")))), "")
    if not title:
        return table, positions
    column = encode(pa.array([title] * len(table), pa.string()))
    grown = replace(table, headings=(*table.headings, ""), columns=(*table.columns, column))
    return grown, {**positions, "commune": len(table.headings)}


def _together(built: list[Built]) -> Built:
    records = pa.concat_tables([one.records for one in built], promote_options="permissive")
    places = pa.concat_tables([one.places for one in built], promote_options="permissive")
    problems = pd.concat([one.problems for one in built], ignore_index=True)
    rows = places.column("place_key").to_pandas().duplicated()
    every = [finding for one in built for finding in one.findings]
    findings = tuple(finding for at, finding in enumerate(every) if finding not in every[:at])
    return Built(records, places.filter(pa.array(~rows)), problems, sum(one.rows_in for one in built), findings)
