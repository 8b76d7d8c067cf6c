"""Repeats of a form: the sheet of attendees joined to the sheet of the visits or sessions that they belong to.

Kobo writes `_index` beside each submission and `_parent_index` beside each member of a repeat, and newer exports the
submission's own number as well; ODK writes `KEY` and `PARENT_KEY`. An attendee gets the day, the place and the topic of
its submission. The submission, told by its attendees, is then no row of its own: the rows of a workbook are its
attendees and the submissions that have none. A repeat that names nobody, such as one of photographs, is left alone, and
so is the list of a household, which tells how each is related to its head: those are not the ones who were reached.
"""

import re
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from loaders.headings import PERSON, bare, guess_layout

Sheet = tuple[str, pa.Table]
# The number of the submission itself comes first: in a repeat within a repeat the parent is not the submission.
LINKS = (
    ("_submission__uuid", "_uuid"),
    ("_submission__id", "_id"),
    ("_parent_index", "_index"),
    ("PARENT_KEY", "KEY"),
)
PARENT_NAME = "_parent_table_name"
OF_THE_WHOLE = (*PERSON, "adults", "attendance")
KINSHIP = re.compile(r"\b(quan he|relationship|relation|parentesco|parente|hubungan)\b")


def with_parents(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the sheets of a workbook, its headings in the first row, with each repeat joined to its parent."""
    found = list(sheets)
    told: dict[int, list[pa.Array]] = {}
    for at, (name, child) in enumerate(sheets):
        place = next(_parents(child, sheets, at), None) if _names_persons(child) else None
        if place is not None:
            parent_at, link = place
            joined, is_told = _joined(child, sheets[parent_at][1], *link)
            found[at] = (name, joined)
            told.setdefault(parent_at, []).append(is_told)
    for at, masks in told.items():
        found[at] = (found[at][0], _blanked(found[at][1], masks))
    return found


def _names_persons(table: pa.Table) -> bool:
    headings = _headings(table)
    if any(KINSHIP.search(bare(heading)) for heading in headings):
        return False
    return bool(guess_layout(headings, PERSON))


def _parents(child: pa.Table, sheets: Sequence[Sheet], own: int) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield the sheets that a sheet may belong to, with the pair of headings that links them."""
    headings = _headings(child)
    names = set(child.column(headings.index(PARENT_NAME)).to_pylist()[1:]) if PARENT_NAME in headings else set()
    for link in LINKS:
        for at, (name, table) in enumerate(sheets):
            is_named = link[1] != "_index" or not names - {"", None} or name in names
            if link[0] in headings and at != own and is_named and _is_parent(table, link):
                yield at, link


def _is_parent(table: pa.Table, link: tuple[str, str]) -> bool:
    headings = _headings(table)
    return link[1] in headings and link[0] not in headings


def _headings(table: pa.Table) -> list[str]:
    return [column[0].as_py() or "" for column in table.columns] if table.num_rows else []


def _joined(child: pa.Table, parent: pa.Table, to: str, key: str) -> tuple[pa.Table, pa.Array]:
    """Put the parent's columns behind the child's; tell which rows of the parent have a child."""
    keys = parent.column(_headings(parent).index(key)).combine_chunks()
    links = child.column(_headings(child).index(to)).combine_chunks()
    rows = pc.index_in(links, keys)
    # The headings are a row of the table: the child's own belongs to the parent's own.
    rows = pa.array([0, *rows[1:].to_pylist()], pa.int32())
    left_out = set(_headings(child)) | _of_the_whole(_headings(parent))
    more = [
        column.combine_chunks().take(rows).fill_null("")
        for heading, column in zip(_headings(parent), parent.columns, strict=True)
        if heading not in left_out
    ]
    columns = [*(column.combine_chunks() for column in child.columns), *more]
    is_told = pc.is_in(keys, links[1:].filter(pc.not_equal(links[1:], "")))
    return pa.table(columns, names=[str(at) for at in range(len(columns))]), is_told


def _of_the_whole(headings: Sequence[str]) -> set[str]:
    """Return the headings of a submission that hold for none of its attendees: who else is named, and how many came."""
    return {heading for heading in headings if guess_layout([heading], OF_THE_WHOLE)}


def _blanked(parent: pa.Table, masks: Sequence[pa.Array]) -> pa.Table:
    """Empty the rows that their attendees tell; their numbers stay free, so that all others keep theirs."""
    rows = masks[0]
    for mask in masks[1:]:
        rows = pc.or_(rows, mask)
    columns = [pc.if_else(rows, "", column.combine_chunks()) for column in parent.columns]
    return pa.table(columns, names=parent.column_names)
