"""The row of headings of a table, and the titles above it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from loaders.cells import tidy
from loaders.headings import bare, header_row
from loaders.kinds import Kind

COMMUNE_TITLE = re.compile(
    r"\b((?:xã|phường|thị trấn)\s+[^\W\d_]+(?:\s+[^\W\d_]+){0,4}?)\s*"
    r"(?=$|[,;.()\-–:\d]|\b(?:tỉnh|huyện|năm|tháng|quý|từ)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Header:
    """The headings of a table, one a column, and the row (from 0) below which its cells begin."""

    row: int
    headings: tuple[str, ...]


def find_header(rows: Sequence[Sequence[str]], kind: Kind, sheet: str = "") -> Header | None:
    """Find the headings among the first rows of a table; None where they are not those of this kind."""
    row = header_row(rows, kind.columns, required_of(kind, [sheet, *map(" ".join, rows)]))
    return None if row is None else Header(row, tuple(rows[row]))


def required_of(kind: Kind, titles: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return what a table must have; a title that names a commune stands for the column of places."""
    if any(map(commune_in, titles)):
        return {name: choices for name, choices in kind.required.items() if name != "place"}
    return kind.required


def commune_in(text: str) -> str:
    """Return the commune named in a title, '' when none is: 'Đơn vị: Xã Nậm Kè, tháng 8' names Xã Nậm Kè."""
    found = COMMUNE_TITLE.search(tidy(text))
    return found[1] if found and bare(found[1]) not in ("xa phuong", "phuong xa") else ""
