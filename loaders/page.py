"""Tables of an HTML page: what many a system exports as 'Excel'. Nothing is fetched, nothing is run."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pyarrow as pa

from loaders.encoding import to_utf8
from outreach.errors import FileRefused

MAX_BYTES = 64 << 20
MAX_CELLS = 5_000_000
MAX_SPAN = 256


class _Tables(HTMLParser):
    """Collects the cells of the tables of a page; of a table in a table the text alone."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.depth = self.cells = 0
        self.pieces: list[str] | None = None
        self.span = 1
        self.is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append([])
        elif self.depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1].append([])
        elif self.depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self.pieces, self.span = [], _span(dict(attrs).get("colspan"))
        elif tag in ("br", "p") and self.pieces:
            self.pieces.append(" ")
        self.is_code = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.is_code = False
        if self.depth == 1 and tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table":
            self.depth = max(0, self.depth - 1)

    def handle_data(self, data: str) -> None:
        if self.pieces is not None and not self.is_code:
            self.pieces.append(data)

    def _end_cell(self) -> None:
        if self.pieces is None:
            return
        if not self.tables[-1]:
            self.tables[-1].append([])
        self.tables[-1][-1] += [" ".join("".join(self.pieces).split()), *[""] * (self.span - 1)]
        self.cells += self.span
        self.pieces = None
        if self.cells > MAX_CELLS:
            raise FileRefused("html_unreadable")


def _span(written: str | None) -> int:
    return min(int(written), MAX_SPAN) if written and written.isdecimal() and int(written[:4]) else 1


def read_page(content: bytes) -> list[tuple[str, pa.Table]]:
    """Return every table of a page as a name ('' for the only one) and a table of text."""
    if len(content) > MAX_BYTES:
        raise FileRefused("html_unreadable")
    parser = _Tables()
    parser.feed(to_utf8(content)[0].decode())
    parser.close()
    found = list(_as_text(parser.tables))
    if not found:
        raise FileRefused("html_unreadable")
    return [("" if len(found) == 1 else str(number + 1), table) for number, table in enumerate(found)]


def _as_text(tables: list[list[list[str]]]) -> Iterator[pa.Table]:
    for rows in tables:
        width = max(map(len, rows), default=0)
        if width and width * len(rows) <= MAX_CELLS:
            columns = [pa.array([row[at] if at < len(row) else "" for row in rows], pa.string()) for at in range(width)]
            yield pa.table(columns, names=[str(at) for at in range(width)])
