"""The row of headings of a table, and the titles above it."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_uppercase

from loaders.cells import tidy
from loaders.exclusions import is_of_staff
from loaders.headings import EXACT, bare, guess_layout, has_required, scores
from loaders.kinds import Kind

COMMUNE_TITLE = re.compile(
    r"\b((?:xã|phường|thị trấn)\s+[^\W\d_]+(?:\s+[^\W\d_]+){0,4}?)\s*"
    r"(?=$|[,;.()\-–:\d]|\b(?:tỉnh|huyện|năm|tháng|quý|từ)\b)",
    re.IGNORECASE,
)
FEWEST_NUMBERED = 3  # columns
MOST_ROWS = 3


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
    if known:
        for one in sorted(_candidates(rows, kind), key=lambda one: one.first):
            header = _finished(one, rows)
            if layout_key(header.headings) in known:
                return header
    found = find_header(rows, kind, sheet)
    return _fullest(rows) if found is None and is_lenient else found


def _fullest(rows: Sequence[Sequence[str]]) -> Header | None:
    texts = [sum(any(c.isalpha() for c in cell) for cell in row) for row in rows]
    most = max(texts, default=0)
    return Header(texts.index(most), _distinct(_cells(rows[texts.index(most)]))) if most > 1 else None


def find_header(rows: Sequence[Sequence[str]], kind: Kind, sheet: str = "") -> Header | None:
    """Find the headings among the first rows of a table; None where they are not those of this kind.

    Headings may stand in up to three rows, a group of columns above its parts; a row that only numbers the columns
    belongs to them. A heading that recurs gets a number, so that each can be told from the others.
    """
    required = required_of(kind, [sheet, *map(" ".join, rows)])
    scored = [(_score(one.headings, kind, required), one) for one in _candidates(rows, kind)]
    fitting = [(score, one) for score, one in scored if score]
    if not fitting:
        return None
    _, best = max(fitting, key=lambda item: (item[0], *item[1].rank))
    # Rows that only divide its groups belong to it, also where their parts say less to us than the group did.
    divided = [one for _, one in fitting if one.is_grouped and one.first == best.first]
    return _finished(max(divided, key=lambda one: one.last, default=best), rows)


@dataclass(frozen=True)
class Candidate:
    """Rows that may be headings, from the `first` to the `last`, put together.

    `is_grouped` tells that the lower ones only divide what the upper ones span.
    """

    first: int
    last: int
    headings: tuple[str, ...]
    is_grouped: bool = False

    @property
    def rank(self) -> tuple[int, bool]:
        """Among equals the highest comes first, with the rows that divide it; else a row that can do alone."""
        return (-self.first if self.is_grouped else -self.last), self.is_grouped


def _candidates(rows: Sequence[Sequence[str]], kind: Kind) -> list[Candidate]:
    found = [Candidate(at, at, _cells(row)) for at, row in enumerate(rows)]
    for height in range(2, MOST_ROWS + 1):
        for first in range(len(rows) - height + 1):
            stack = rows[first : first + height]
            if all(_may_stack(*pair) for pair in pairwise(stack)):
                is_grouped = all(_divides(*pair) for pair in pairwise(stack))
                found.append(Candidate(first, first + height - 1, _stacked(stack, kind), is_grouped))
    return found


def _finished(found: Candidate, rows: Sequence[Sequence[str]]) -> Header:
    below = rows[found.last + 1] if found.last + 1 < len(rows) else ()
    return Header(found.last + _is_numbering(below), _distinct(found.headings))


def _cells(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(tidy(cell) for cell in row)


def _score(headings: tuple[str, ...], kind: Kind, required: Mapping[str, tuple[str, ...]]) -> int:
    layout = guess_layout(headings, kind.columns)
    return len(layout) if has_required(layout, required) else 0


def _may_stack(above: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether the lower row can be headings: a few texts at least, and no number or date among them."""
    texts = [tidy(cell) for cell in below if cell.strip()]
    has_group = sum(bool(cell.strip()) for cell in above) > 1
    return has_group and len(texts) > 1 and not any(any(c.isdecimal() for c in text) for text in texts)


def _divides(above: Sequence[str], below: Sequence[str]) -> bool:
    """Tell a row that only divides the groups above: it says something new under none of the other headings."""
    width = max(len(above), len(below))
    upper, lower = _padded(above, width), _padded(below, width)
    tops = [at for at, top in enumerate(upper) if top]
    spans = [range(at + 1, end) for at, end in pairwise([*tops, width])]
    is_group = [any(lower[part] for part in span) for span in spans]
    others = (at for at, group in zip(tops, is_group, strict=True) if not group)
    return any(is_group) and all(lower[at] in ("", upper[at]) for at in others)


def _padded(row: Sequence[str], width: int) -> tuple[str, ...]:
    return (*_cells(row), *[""] * (width - len(row)))


def _stacked(rows: Sequence[Sequence[str]], kind: Kind) -> tuple[str, ...]:
    """Put rows of headings together: a part under its group, which spans the blanks to its right."""
    if len(rows) == 1:
        return _cells(rows[0])
    below = _stacked(rows[1:], kind)
    width = max(len(rows[0]), len(below))
    upper, lower = _padded(rows[0], width), _padded(below, width)
    headings, group = [], ""
    for top, part in zip(upper, lower, strict=True):
        group = top or (group if part else "")
        # A name under those who did the work is theirs, and must not lose what tells so.
        is_known = not is_of_staff(bare(group)) and any(score >= EXACT for score, _ in scores(part, kind.columns))
        headings.append(part if is_known or part == group or not group else f"{group} {part}".strip())
    return tuple(headings)


def _is_numbering(row: Sequence[str]) -> bool:
    """Tell a row that only numbers the columns: (1) (2) (3), A B C, or A B 1 2 3=1+2."""
    texts = [re.sub(r"[()\[\]. ]|=.*", "", cell) for cell in row if cell.strip()]
    letters = [text for text in texts if text.isalpha()]
    numbers = [str(number) for number in range(1, len(texts) - len(letters) + 1)]
    return len(texts) >= FEWEST_NUMBERED and texts == [*ascii_uppercase[: len(letters)], *numbers]


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
