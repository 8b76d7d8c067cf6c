"""Text on a printed page: paragraphs that fit their box, and what stands on every page."""

import io
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from reports.brief_figures import BriefFigures
from reports.narrative import place_name, sources
from reports.typeface import BOLD, PLAIN, abridged, legible, registered, shortened, width
from texts import Language

INK, QUIET, ACCENT, RULE = "#1b2733", "#55626e", "#0b5c8a", "#c9d2da"
WARNING, WARNING_INK = "#fff4d6", "#6b4e00"
LARGEST, SMALLEST, FINER = 9.25, 5.5, 0.25
LONGEST_NAME = 60
Box = tuple[float, float, float, float]  # left, bottom, width, height in points


def new_canvas(buffer: io.BytesIO, size: tuple[float, float], title: str, say: Language) -> Any:
    """Open a PDF of one page size; the same figures always give the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    registered()
    canvas = Canvas(buffer, pagesize=size, invariant=1, pageCompression=1, lang=say.code, initialFontName=PLAIN)
    canvas.setTitle(legible(title))
    canvas.setAuthor(legible(say("app.name")))
    canvas.setCreator(legible(say("app.name")))
    return canvas


def paragraph(
    text: str, size: float, *, bold: bool = False, colour: str = INK, after: float = 0.25, align: int = 0
) -> Any:
    """Return a paragraph of plain text: nothing in it acts as markup.

    `after` is the space below, in sizes; `align` is 0, 1 or 2 for left, middle and right.
    """
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    style = ParagraphStyle(
        name="plain",
        fontName=BOLD if bold else PLAIN,
        fontSize=size,
        leading=size * 1.32,
        textColor=colour,
        spaceAfter=size * after,
        alignment=align,
        splitLongWords=1,
    )
    return Paragraph(escape(legible(text)), style)


def heading(text: str, size: float) -> Any:
    """Return the title of a part."""
    return paragraph(text, size * 1.12, bold=True, colour=ACCENT, after=0.15)


def space(size: float) -> Any:
    """Return a gap between parts."""
    from reportlab.platypus import Spacer

    return Spacer(1, size)


def draw_fitted(canvas: Any, story_of: Callable[[float], Sequence[Any]], box: Box, largest: float = LARGEST) -> float:
    """Draw a story, made for a size of letters, in the largest size at which it fits; return where it ends."""
    from reportlab.platypus import Frame, KeepInFrame

    left, bottom, wide, high = box
    size = largest
    while size > SMALLEST and _height(story_of(size), wide) > high:
        size -= FINER
    story = list(story_of(size))
    tall = _height(story, wide)
    frame = Frame(left, bottom, wide, high, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    frame.addFromList([KeepInFrame(wide, high, story, mode="shrink")] if tall > high else story, canvas)
    return bottom + max(high - tall, 0)


def _height(story: Sequence[Any], wide: float) -> float:
    return float(sum(part.wrap(wide, 10_000)[1] + part.getSpaceAfter() for part in story))


def draw_masthead(canvas: Any, figures: BriefFigures, title: str, say: Language, box: Box) -> float:
    """Draw the name of the program, the title and, above illustrative figures, the notice; return where it ends."""
    left, _, wide, _ = box
    y = box[1] + box[3]
    canvas.setFillColor(ACCENT)
    canvas.setFont(BOLD, 8.5)
    canvas.drawString(left, y - 8, legible(say("app.name")))
    canvas.setFillColor(QUIET)
    canvas.setFont(PLAIN, 8.5)
    canvas.drawRightString(left + wide, y - 8, legible(sources(figures, say)))
    canvas.setFillColor(INK)
    size = min(18.0, max(11.0, 18 * wide / width(legible(title), BOLD, 18)))
    canvas.setFont(BOLD, size)
    canvas.drawString(left, y - 31, shortened(legible(title), BOLD, size, wide))
    y -= 40
    if figures.is_illustrative:
        y -= 17
        canvas.setFillColor(WARNING)
        canvas.roundRect(left, y, wide, 15, 3, stroke=0, fill=1)
        canvas.setFillColor(WARNING_INK)
        canvas.setFont(BOLD, 8)
        canvas.drawString(left + 6, y + 4.5, legible(say("brief.illustrative")))
        y -= 3
    return float(y)


def document_title(figures: BriefFigures, say: Language) -> str:
    """Return the title of a brief."""
    return say("brief.title", place=place_name(figures, say))


def listed(name: str) -> str:
    """Return a name as a list shows it, cut where it is of no reasonable length."""
    return abridged(name, LONGEST_NAME)
