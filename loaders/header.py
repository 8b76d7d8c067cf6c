"""The row of headings of a table, and the titles above it."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_uppercase

from loaders.cells import tidy
from loaders.headings import EXACT, bare, guess_layout, has_required, scores
from loaders.kinds import Kind

COMMUNE_TITLE = re.compile(
    r"\b((?:xã|phường|thị trấn)\s+[^\W\d_]+(?:\s+[^\W\d_]+){0,4}?)\s*"
    r"(?=$|[,;.()\-–:\d]|\b(?:tỉnh|huyện|năm|tháng|quý|từ)\b)",
    re.IGNORECASE,
)
FEWEST_NUMBERED = 3  # columns


@dataclass(frozen=True)
class Header:
    """The headings of a table, one a column, and the row (from 0) below which its cells begin."""

    row: int
    headings: tuple[str, ...]


def layout_key(headings: Sequence[str]) -> str:
    """Return the lasting key of a table's headings: the same in next week's file, without regard to case."""
    text = "\x1f".join(tidy(heading).casefold() for heading in headings)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def find_known_header(
    rows: Sequence[Sequence[str]], kind: Kind, sheet: str = "", known: Collection[str] = (), *, is_lenient: bool = False
) -> Header | None:
    """Find the headings among the first rows: those that a person has mapped before (`known` keys), else as guessed.

    With `is_lenient` a table whose headings nobody knows has its fullest row of texts for them, to be mapped by hand.
    """
    for at, row in enumerate(rows):
        headings = _distinct(_cells(row))
        if layout_key(headings) in known:
            return Header(at, headings)
    found = find_header(rows, kind, sheet)
    return _fullest(rows) if found is None and is_lenient else found


def _fullest(rows: Sequence[Sequence[str]]) -> Header | None:
    texts = [sum(any(c.isalpha() for c in cell) for cell in row) for row in rows]
    most = max(texts, default=0)
    return Header(texts.index(most), _distinct(_cells(rows[texts.index(most)]))) if most > 1 else None


def find_header(rows: Sequence[Sequence[str]], kind: Kind, sheet: str = "") -> Header | None:
    """Find the headings among the first rows of a table; None where they are not those of this kind.

    Headings may stand in two rows, a group of columns above its parts; a row that only numbers the columns belongs to
    them. A heading that recurs gets a number, so that each can be told from the others.
    """
    required = required_of(kind, [sheet, *map(" ".join, rows)])
    candidates = [Header(at, _cells(row)) for at, row in enumerate(rows)]
    candidates += [Header(at + 1, _stacked(*pair, kind)) for at, pair in enumerate(pairwise(rows)) if _may_stack(*pair)]
    scored = [(_score(one, kind, required), -at, one) for at, one in enumerate(candidates)]
    score, _, best = max(scored, key=lambda item: item[:2], default=(0, 0, None))
    if not score or best is None:
        return None
    below = rows[best.row + 1] if best.row + 1 < len(rows) else ()
    return Header(best.row + _is_numbering(below), _distinct(best.headings))


def _cells(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(tidy(cell) for cell in row)


def _score(header: Header, kind: Kind, required: Mapping[str, tuple[str, ...]]) -> int:
    layout = guess_layout(header.headings, kind.columns)
    return len(layout) if has_required(layout, required) else 0


def _may_stack(above: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether the lower row can be headings: a few texts at least, and no number or date among them."""
    texts = [tidy(cell) for cell in below if cell.strip()]
    has_group = sum(bool(cell.strip()) for cell in above) > 1
    return has_group and len(texts) > 1 and not any(any(c.isdecimal() for c in text) for text in texts)


def _stacked(above: Sequence[str], below: Sequence[str], kind: Kind) -> tuple[str, ...]:
    """Put two rows of headings together: a part under its group, which spans the blanks to its right."""
    width = max(len(above), len(below))
    upper, lower = ([*_cells(row), *[""] * (width - len(row))] for row in (above, below))
    headings, group = [], ""
    for top, part in zip(upper, lower, strict=True):
        group = top or (group if part else "")
        is_known = any(score >= EXACT for score, _ in scores(part, kind.columns))
        headings.append(part if is_known or part == group or not group else f"{group} {part}".strip())
    return tuple(headings)


def _is_numbering(row: Sequence[str]) -> bool:
    """Tell a row that only numbers the columns: (1) (2) (3), or A B C."""
    texts = [re.sub(r"[()\[\]. ]", "", cell) for cell in row if cell.strip()]
    counted = [str(number) for number in range(1, len(texts) + 1)]
    letters = list(ascii_uppercase[: len(texts)])
    return len(texts) >= FEWEST_NUMBERED and texts in (counted, letters)


def _distinct(headings: Sequence[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    found = []
    for heading in headings:
        seen[heading] += 1
        found.append(f"{heading} ({seen[heading]})" if heading and seen[heading] > 1 else heading)
    return tuple(found)


def required_of(kind: Kind, titles: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return what a table must have; a title that names a commune stands for the column of places."""
    if any(map(commune_in, titles)):
        return {name: choices for name, choices in kind.required.items() if name != "place"}
    return kind.required


def commune_in(text: str) -> str:
    """Return the commune named in a title, '' when none is: 'Đơn vị: Xã Nậm Kè, tháng 8' names Xã Nậm Kè."""
    found = COMMUNE_TITLE.search(tidy(text))
    return found[1] if found and bare(found[1]) not in ("xa phuong", "phuong xa") else ""
