"""A file to records: its tables are opened, their layout guessed, each is read, and they are put together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import pandas as pd
import pyarrow as pa

from loaders.cells import tidy
from loaders.composition import composed
from loaders.doubts import doubts
from loaders.finding import Finding, refuse_unanswered
from loaders.header import commune_in, find_known_header, layout_key, required_of
from loaders.headings import guess_layout, has_required
from loaders.kinds import Kind
from loaders.opening import Limits, read_tables, without_headings
from loaders.sheet import PERSONAL, PRECISE, Built, Context, Sheet
from loaders.table import RawTable, encode
from outreach.errors import FileRefused

Columns = Mapping[str, str]  # our column -> heading


class Chosen(Protocol):
    """What a person chose for the tables of one set of headings: the whole layout, and answers to questions."""

    @property
    def columns(self) -> Columns: ...  # noqa: D102
    @property
    def answers(self) -> Mapping[str, str]: ...  # noqa: D102


Layouts = Mapping[str, Chosen]


@dataclass(frozen=True)
class Seen:
    """How the tables of one set of headings would be read, before anything is taken.

    `layout` gives our columns with their headings, `examples` a few cells a heading, and `required` the choices of
    which one each is needed; `is_remembered` tells a layout that a person chose earlier.
    """

    key: str
    sheets: tuple[str, ...]
    rows: int
    headings: tuple[str, ...]
    examples: tuple[str, ...]
    layout: Columns
    required: tuple[tuple[str, ...], ...]
    is_remembered: bool


@dataclass(frozen=True)
class Examination:
    """What a file holds, by sort of table, what was found out about it, and the columns that its headings can mean."""

    tables: tuple[Seen, ...]
    findings: tuple[Finding, ...]
    columns: tuple[str, ...]


def load(
    content: bytes,
    file_name: str,
    kind: Kind,
    context: Context,
    limits: Limits,
    layout: Columns | None = None,
    layouts: Layouts | None = None,
) -> tuple[Built, dict[str, str]]:
    """Read a file of one kind; return what it came to and the layout used (our column -> heading).

    `layouts` are whole layouts by the key of their headings: they stand in place of the guess. `layout` overrides
    either for the columns it names; a blank heading leaves a column out.
    """
    layouts = layouts or {}
    built: list[Built] = []
    used: dict[str, str] = {}
    for table in read_tables(content, kind, limits, context.answers, partial(find_known_header, known=layouts)):
        positions = _positions(table, kind, layouts, layout or {})
        if not has_required(positions, _required(table, kind)):
            raise without_headings(kind, [table.headings])
        used |= {column: table.headings[position] for column, position in positions.items()}
        sheet = Sheet(*composed(*_with_commune_of_title(table, positions, file_name), kind.columns))
        built.append(kind.build(sheet, _answered(context, table, layouts)))
    whole = _together(built)
    refuse_unanswered(whole.findings)
    return whole, used


def examine(
    content: bytes, file_name: str, kind: Kind, context: Context, limits: Limits, layouts: Layouts
) -> Examination:
    """Return how a file would be read, without reading its records."""
    seen: dict[str, Seen] = {}
    findings: list[Finding] = []
    for table in _any_tables(content, kind, limits, context.answers, layouts):
        positions = _positions(table, kind, layouts, {})
        sheet = Sheet(*_with_commune_of_title(table, positions, file_name))
        told = kind.examine(sheet, _answered(context, table, layouts))
        findings += [one for one in told if one not in findings]
        key = layout_key(table.headings)
        seen[key] = (
            _seen(table, kind, positions, is_remembered=key in layouts) if key not in seen else _and(seen[key], table)
        )
    return Examination(tuple(seen.values()), tuple(findings), kind.columns)


def _any_tables(
    content: bytes, kind: Kind, limits: Limits, answers: Mapping[str, str], layouts: Layouts
) -> list[RawTable]:
    """Return the tables of a file, of one whose headings nobody knows as well: a person may map them by hand."""
    find = partial(find_known_header, known=layouts)
    try:
        return read_tables(content, kind, limits, answers, find)
    except FileRefused as refusal:
        if refusal.key != "headings_unknown":
            raise
        tables = read_tables(content, kind, limits, answers, partial(find, is_lenient=True))
        if not any(map(len, tables)):
            raise
        return tables


def _answered(context: Context, table: RawTable, layouts: Layouts) -> Context:
    """Add the answers that were remembered with a table's layout; those given now come first."""
    chosen = layouts.get(layout_key(table.headings))
    return replace(context, answers={**chosen.answers, **context.answers}) if chosen else context


def _seen(table: RawTable, kind: Kind, positions: dict[str, int], *, is_remembered: bool) -> Seen:
    columns = {position: column for column, position in positions.items()}
    return Seen(
        key=layout_key(table.headings),
        sheets=(table.sheet,),
        rows=len(table),
        headings=table.headings,
        examples=tuple(_examples(table, at, columns.get(at, "")) for at in range(len(table.headings))),
        layout={column: table.headings[position] for column, position in positions.items()},
        required=tuple(_required(table, kind).values()),
        is_remembered=is_remembered,
    )


def _and(seen: Seen, table: RawTable) -> Seen:
    return replace(seen, sheets=(*seen.sheets, table.sheet), rows=seen.rows + len(table))


def _examples(table: RawTable, position: int, column: str) -> str:
    """Return a few cells; of a column that may tell who a person is, or that nobody knows, only their shape."""
    texts = [tidy(text)[:40] for text in table.columns[position].dictionary.to_pylist()[:20]]
    if not column or column in PERSONAL | PRECISE:
        texts = list(dict.fromkeys(map(_shape, texts)))
    return " · ".join([text for text in texts if text][:3])


def _shape(text: str) -> str:
    """Write a text without what it says: 'Lò Văn A, 0912' is 'xx xxx x, 0000'."""
    return "".join("0" if c.isdecimal() else "x" if c.isalpha() else c for c in text)


def _positions(table: RawTable, kind: Kind, layouts: Layouts, layout: Columns) -> dict[str, int]:
    chosen = layouts.get(layout_key(table.headings))
    if chosen is None:
        found = guess_layout(table.headings, kind.columns, doubts(table, kind.columns))
    else:
        kept = {column: heading for column, heading in chosen.columns.items() if column in kind.columns}
        found = {column: table.headings.index(heading) for column, heading in kept.items() if heading in table.headings}
    for column, heading in layout.items():
        found.pop(column, None)
        if heading in table.headings:
            found = {other: at for other, at in found.items() if at != table.headings.index(heading)}
            found[column] = table.headings.index(heading)
    return found


def _required(table: RawTable, kind: Kind) -> Mapping[str, tuple[str, ...]]:
    return required_of(kind, [table.sheet, *table.preamble])


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
    rows_in, people = sum(one.rows_in for one in built), sum(one.people_rejected for one in built)
    return Built(records, places.filter(pa.array(~rows)), problems, rows_in, findings, people)
