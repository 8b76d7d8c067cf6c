"""Lines of text set quickly: for lists of many short cells, where a paragraph each would take seconds."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from reports.layout import INK, Box
from reports.typeface import BOLD, PLAIN, legible, shortened, width

LEADING, BOLDER = 1.3, 1.1  # of the size: from line to line, and of bold lines to the others
FINER, LEAST = 0.25, 4.5


@cache
def colour(name: str) -> Any:
    """Return a colour of a name such as #1b2733, looked up once."""
    from reportlab.lib.colors import HexColor

    return HexColor(name)


@lru_cache(maxsize=50_000)
def _wide(text: str, font: str) -> float:
    return width(text, font, 1.0)


def wrapped(text: str, font: str, size: float, room: float) -> list[str]:
    """Break a text into lines of a width, between words; a word that is wider alone is cut in its middle."""
    lines: list[str] = []
    used, blank = 0.0, _wide(" ", font) * size
    for word in legible(text).split():
        wide = _wide(word, font) * size
        if lines and used + blank + wide <= room:
            lines[-1] += f" {word}"
            used += blank + wide
        else:
            lines.append(word if wide <= room else shortened(word, font, size, room))
            used = min(wide, room)
    return lines


def draw_cell(
    canvas: Any, lines: Sequence[tuple[str, bool]], box: Box, size: float, *, ink: str = INK, align: int = 0
) -> float:
    """Write lines, each bold or not, from the top of a box down, smaller where they would not fit; return the end.

    `align` is 0, 1 or 2 for left, middle and right.
    """
    left, bottom, wide, high = box
    while size > LEAST and _height(lines, size, wide) > high:
        size -= FINER
    canvas.setFillColor(colour(ink))
    y = bottom + high
    for text, is_bold in lines:
        font, own = (BOLD, size * BOLDER) if is_bold else (PLAIN, size)
        canvas.setFont(font, own)
        for line in wrapped(text, font, own, wide):
            y -= own * LEADING
            _put(canvas, line, (left, y + own * (LEADING - 1), wide), align)
    return y


def _height(lines: Sequence[tuple[str, bool]], size: float, wide: float) -> float:
    total = 0.0
    for text, is_bold in lines:
        font, own = (BOLD, size * BOLDER) if is_bold else (PLAIN, size)
        total += len(wrapped(text, font, own, wide)) * own * LEADING
    return total


def _put(canvas: Any, line: str, at: tuple[float, float, float], align: int) -> None:
    left, y, wide = at
    if align == 0:
        canvas.drawString(left, y, line)
    elif align == 1:
        canvas.drawCentredString(left + wide / 2, y, line)
    else:
        canvas.drawRightString(left + wide, y, line)


def draw_line(canvas: Any, text: str, font: str, size: float, ink: str, at: tuple[float, float, float]) -> None:
    """Write one line at x, y into so much room, cut in its middle where it has more letters."""
    x, y, room = at
    canvas.setFillColor(colour(ink))
    canvas.setFont(font, size)
    told = legible(text)
    canvas.drawString(x, y, told if _wide(told, font) * size <= room else shortened(told, font, size, room))
