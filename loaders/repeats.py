"""Repeats of a form: the sheet of attendees joined to the sheet of the visits or sessions that they belong to.

Kobo writes `_index` beside each submission and `_parent_index` beside each member of a repeat, ODK `KEY` and
`PARENT_KEY`. An attendee gets the day, the place and the topic of its submission; the submission itself, told by its
attendees, is then no row of its own.
"""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

Sheet = tuple[str, pa.Table]
LINKS = (("_parent_index", "_index"), ("PARENT_KEY", "KEY"), ("_submission__id", "_id"))


def with_parents(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the sheets of a workbook, its headings in the first row, with each repeat joined to its parent."""
    found = list(sheets)
    for at, (name, child) in enumerate(sheets):
        for parent_at, link in _parents(child, sheets, at):
            parent_name, parent = found[parent_at]
            joined, is_told = _joined(child, parent, *link)
            found[at] = (name, joined)
            found[parent_at] = (parent_name, _blanked(parent, is_told))
            break
    return found


def _parents(child: pa.Table, sheets: Sequence[Sheet], own: int) -> list[tuple[int, tuple[str, str]]]:
    """Return the sheets that a sheet may belong to, with the pair of headings that links them."""
    headings = _headings(child)
    links = [link for link in LINKS if link[0] in headings]
    return [(at, link) for link in links for at, (_, table) in enumerate(sheets) if _is_parent(table, link, at, own)]


def _is_parent(table: pa.Table, link: tuple[str, str], at: int, own: int) -> bool:
    headings = _headings(table)
    return at != own and link[1] in headings and link[0] not in headings


def _headings(table: pa.Table) -> list[str]:
    return [column[0].as_py() or "" for column in table.columns] if table.num_rows else []


def _joined(child: pa.Table, parent: pa.Table, to: str, key: str) -> tuple[pa.Table, pa.Array]:
    """Put the parent's columns behind the child's; tell which rows of the parent have a child."""
    keys = parent.column(_headings(parent).index(key)).combine_chunks()
    links = child.column(_headings(child).index(to)).combine_chunks()
    rows = pc.index_in(links, keys)
    # The headings are a row of the table: the child's own belongs to the parent's own.
    rows = pa.array([0, *rows[1:].to_pylist()], pa.int32())
    own = set(_headings(child))
    more = [
        column.combine_chunks().take(rows).fill_null("")
        for heading, column in zip(_headings(parent), parent.columns, strict=True)
        if heading not in own
    ]
    columns = [*(column.combine_chunks() for column in child.columns), *more]
    is_told = pc.is_in(keys, links[1:].filter(pc.not_equal(links[1:], "")))
    return pa.table(columns, names=[str(at) for at in range(len(columns))]), is_told


def _blanked(parent: pa.Table, rows: pa.Array) -> pa.Table:
    """Empty the rows that their attendees tell; their numbers stay free, so that all others keep theirs."""
    columns = [pc.if_else(rows, "", column.combine_chunks()) for column in parent.columns]
    return pa.table(columns, names=parent.column_names)
