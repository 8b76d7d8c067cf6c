"""The brief as one A4 page: the figures of the overview, a small map, who is ahead and behind, and the caveats."""

import io
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from reports.brief_figures import BriefFigures, Place
from reports.cartography import draw_legend, draw_shapes, frame_of
from reports.dossier import Dossier
from reports.headline import headline
from reports.layout import (
    ACCENT,
    QUIET,
    RULE,
    Box,
    document_title,
    draw_fitted,
    draw_masthead,
    heading,
    listed,
    new_canvas,
    paragraph,
    space,
)
from reports.narrative import Section, known, narrative
from reports.typeface import BOLD, legible, width
from texts import Language

A4 = (595.28, 841.89)
MARGIN = 40.0
DEFINED = ("reached", "coverage_share", "gap_people", "adults")
CARD = 74.0  # the height of a headline figure with its meaning
MIDDLE = 250.0  # the height of the map and of the words beside it
TOLD_BESIDE = ("standing", "change", "needed")
SHARES_OF_WIDTH = (0.2, 0.08, 0.165, 0.135, 0.42)


def make(dossier: Dossier, say: Language) -> bytes:
    """Return the brief as a PDF."""
    buffer = io.BytesIO()
    figures, wide = dossier.figures, A4[0] - 2 * MARGIN
    title = document_title(figures, say)
    canvas = new_canvas(buffer, A4, title, say)
    top = draw_masthead(canvas, figures, title, say, (MARGIN, MARGIN, wide, A4[1] - 2 * MARGIN + 8))
    top = _cards(canvas, figures, say, (MARGIN, top - CARD - 2, wide, CARD)) - 10
    sections = narrative(figures, say)
    _middle(canvas, dossier, sections, say, (MARGIN, top - MIDDLE, wide, MIDDLE))
    lower = top - MIDDLE - 8
    draw_fitted(
        canvas,
        lambda size: list(_lower(figures, sections, say, size, wide)),
        (MARGIN, MARGIN - 12, wide, lower - MARGIN + 12),
        8.75,
    )
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _cards(canvas: Any, figures: BriefFigures, say: Language, box: Box) -> float:
    left, bottom, wide, high = box
    shown, gap = headline(figures, say), 6.0
    each = (wide - gap * (len(shown) - 1)) / len(shown)
    for number, one in enumerate(shown):
        x = left + number * (each + gap)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.8)
        canvas.roundRect(x, bottom, each, high, 4, stroke=1, fill=0)
        _centred(canvas, say(f"headline.{one.key}"), BOLD, 7, QUIET, (x, bottom + high - 13, each))
        _centred(canvas, one.value, BOLD, 16, ACCENT, (x, bottom + high - 33, each))
        draw_fitted(canvas, partial(_notes, one.meaning), (x + 4, bottom + 2, each - 8, high - 38), 6.8)
    return bottom


def _centred(canvas: Any, text: str, font: str, size: float, colour: str, at: tuple[float, float, float]) -> None:
    x, y, each = at
    canvas.setFillColor(colour)
    size = min(size, size * (each - 8) / max(width(legible(text), font, size), 1))
    canvas.setFont(font, size)
    canvas.drawCentredString(x + each / 2, y, legible(text))


def _notes(text: str, size: float) -> list[Any]:
    return [paragraph(text, size, colour=QUIET, after=0, align=1)]


def _middle(canvas: Any, dossier: Dossier, sections: Sequence[Section], say: Language, box: Box) -> None:
    left, bottom, wide, high = box
    map_wide = wide * 0.47
    told = [section for section in sections if section.name in TOLD_BESIDE]
    _small_map(canvas, dossier, say, (left, bottom, map_wide, high))
    beside = (left + map_wide + 14, bottom, wide - map_wide - 14, high)
    draw_fitted(canvas, lambda size: list(_told(told, size)), beside)


def _told(sections: Sequence[Section], size: float) -> Iterator[Any]:
    for section in sections:
        yield heading(section.title, size)
        yield from (paragraph(line, size) for line in section.lines)
        yield space(size * 0.45)


def _small_map(canvas: Any, dossier: Dossier, say: Language, box: Box) -> None:
    left, bottom, wide, high = box
    shapes = dossier.shapes
    if shapes.empty:
        draw_fitted(canvas, lambda size: [paragraph(say("map.no_geometry"), size, colour=QUIET)], box)
        return
    inner = (left, bottom + 22, wide - 92, high - 24)
    draw_shapes(canvas, shapes, dossier.classes, frame_of(shapes, inner), edge=0.5)
    canvas.setFillColor(QUIET)
    canvas.setFont(BOLD, 7)
    canvas.drawString(left + wide - 88, bottom + high - 10, legible(say("measure.coverage_share")))
    draw_legend(canvas, dossier.places["coverage_class"], say, (left + wide - 88, bottom, 88, high - 12), 6.5)
    draw_fitted(
        canvas,
        lambda size: [paragraph(map_notice(dossier, say), size, colour=QUIET)],
        (left, bottom, wide, 20),
        7,
    )


def map_notice(dossier: Dossier, say: Language) -> str:
    """Say what the borders are worth, what the colours mean, and which places have no shape."""
    places = dossier.places
    grades = {*places["grade"], *dossier.communes["grade"]}
    parts = [say(f"map.grade.{grade}") for grade in ("schematic", "point") if grade in grades]
    missing = int((~places["unit_id"].isin(dossier.shapes.index)).sum())
    lead = " · ".join(parts) + ". " if parts else ""
    text = lead + say("map.reading", denominator=say("measure.adults").lower())
    return text + (" " + say("map.not_on_map", count=missing) if missing else "")


def _lower(
    figures: BriefFigures, sections: Sequence[Section], say: Language, size: float, wide: float
) -> Iterator[Any]:
    for name in ("ahead", "behind"):
        found = getattr(figures, name)
        if found:
            yield heading(say(f"brief.section.{name}"), size)
            yield _table(found, say, size, wide)
            yield space(size * 0.4)
    yield paragraph(_ranking_note(figures, say), size * 0.88, colour=QUIET)
    yield space(size * 0.3)
    for section in sections:
        if section.name == "caveats":
            yield heading(section.title, size)
            yield from (paragraph(f"• {line}", size * 0.94, after=0.1) for line in section.lines)
            yield space(size * 0.4)
    yield from _definitions(say, size * 0.74)


def _ranking_note(figures: BriefFigures, say: Language) -> str:
    if not figures.behind:
        return say("brief.no_ranking")
    return say("brief.known_note") + ("" if figures.is_of_commune else " " + say("brief.silent_not_ranked"))


def _table(places: Sequence[Place], say: Language, size: float, wide: float) -> Any:
    from reportlab.platypus import Table

    has_known = any(place.known for place in places)
    names = ["name", "coverage_share", "reached", "gap_people"]
    head = [paragraph(say(f"measure.{name}"), size * 0.82, bold=True, colour=QUIET, after=0) for name in names]
    head.append(paragraph(say("brief.known") if has_known else "", size * 0.82, bold=True, colour=QUIET, after=0))
    rows = [[*_cells(place, say, size), paragraph(known(place, say), size * 0.88, after=0)] for place in places]
    table = Table([head, *rows], colWidths=[share * wide for share in SHARES_OF_WIDTH], spaceAfter=0)
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 5),
            ("TOPPADDING", (0, 0), (-1, -1), 1.2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.8),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
        ]
    )
    return table


def _cells(place: Place, say: Language, size: float) -> list[Any]:
    reached = say("brief.reached_of", reached=say.number(place.reached), adults=say.number(place.adults))
    texts = (listed(place.name), say.share(place.coverage_share), reached, say.number(place.gap_people))
    return [paragraph(text, size, bold=number < 2, after=0) for number, text in enumerate(texts)]


def _definitions(say: Language, size: float) -> Iterator[Any]:
    for name in DEFINED:
        text = f"{say(f'measure.{name}')}: {say(f'measure.{name}.definition')}"
        yield paragraph(text, size, colour=QUIET, after=0.12)
