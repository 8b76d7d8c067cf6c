"""OpenDocument sheets looked over before any parser lays them out: a repeated cell can be a bomb of a few bytes."""

from typing import IO
from xml.parsers import expat

from outreach.errors import FileRefused

REPEATED_ROWS, REPEATED_CELLS = "table:number-rows-repeated", "table:number-columns-repeated"


class _Extent:
    """Follows how far down and to the right the filled cells of each sheet reach."""

    def __init__(self, most_cells: int) -> None:
        self.most = most_cells
        self.rows = self.repeat = self.at = self.wide = self.widest = self.tallest = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self.rows = self.widest = self.tallest = 0
        elif tag == "table:table-row":
            self.repeat, self.at, self.wide = _times(attributes, REPEATED_ROWS), 0, 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.at += _times(attributes, REPEATED_CELLS)
            if "office:value-type" in attributes or "calcext:value-type" in attributes:
                self.wide = self.at
        elif tag == "text:p":
            self.wide = self.at

    def end(self, tag: str) -> None:
        if tag == "table:table-row":
            self.rows += self.repeat
            if self.wide:
                self.widest, self.tallest = max(self.widest, self.wide), self.rows
            if self.widest * self.tallest > self.most:
                raise FileRefused("workbook_far_cell", rows=self.tallest, columns=self.widest)


def _times(attributes: dict[str, str], name: str) -> int:
    written = attributes.get(name, "1")
    return int(written[:9]) if written.isdecimal() else 1


def check_sheets(stream: IO[bytes], most_cells: int) -> None:
    """Raise FileRefused for sheets that span too many cells, and for a document type, which may hide a bomb."""
    extent = _Extent(most_cells)
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = extent.start, extent.end
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise FileRefused("workbook_unreadable") from error


def _refuse(*_: object) -> None:
    raise FileRefused("workbook_unreadable")
