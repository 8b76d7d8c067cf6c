"""The map on an A3 sheet: every place by its class, with names, legend, scale, and the figures it is drawn from."""

import io
import re
import unicodedata
from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd

from reports.brief_pdf import map_notice
from reports.cartography import draw_legend, draw_names, draw_scale, draw_shapes, frame_of
from reports.dossier import Dossier
from reports.layout import INK, QUIET, RULE, Box, draw_fitted, draw_masthead, listed, new_canvas, paragraph
from reports.narrative import place_name
from reports.typeface import BOLD, PLAIN, legible, shortened
from texts import Language

A3 = (1190.55, 841.89)
MARGIN = 40.0
SIDE = 470.0
COLUMNS = ("name", "adults", "reached", "coverage_share", "gap_people")
WIDTHS = (0.07, 0.35, 0.145, 0.145, 0.135, 0.155)
KIND = re.compile(r"^(xã|phường|thị trấn|tổ dân phố|thôn|bản)\s+", re.IGNORECASE)  # on the map the name is enough
ROOMY, FAIR, TIGHT = 15.0, 11.0, 7.0  # points of a line in the list
HEAD = 26.0  # points of the headings of the list
MOST_NAMED = 130


def make(dossier: Dossier, say: Language) -> bytes:
    """Return the map as a PDF."""
    buffer = io.BytesIO()
    figures, wide = dossier.figures, A3[0] - 2 * MARGIN
    title = say("map_sheet.title", place=place_name(figures, say))
    canvas = new_canvas(buffer, A3, title, say)
    top = draw_masthead(canvas, figures, title, say, (MARGIN, MARGIN, wide, A3[1] - 2 * MARGIN + 10)) - 6
    _map(canvas, dossier, say, (MARGIN, MARGIN, wide - SIDE - 20, top - MARGIN))
    _side(canvas, dossier, say, (A3[0] - MARGIN - SIDE, MARGIN, SIDE, top - MARGIN))
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _map(canvas: Any, dossier: Dossier, say: Language, box: Box) -> None:
    left, bottom, wide, high = box
    shapes = dossier.shapes
    canvas.setStrokeColor(RULE)
    canvas.rect(*box, stroke=1, fill=0)
    if shapes.empty:
        draw_fitted(
            canvas, lambda size: [paragraph(say("map.no_geometry"), size)], (left + 12, bottom, wide, high - 12)
        )
        return
    frame = frame_of(shapes, (left + 12, bottom + 34, wide - 24, high - 46))
    draw_shapes(canvas, shapes, dossier.classes, frame, edge=0.7)
    listing = in_order(dossier.places)
    names = {unit: (KIND.sub("", name), str(number)) for number, unit, name in _numbered(listing)}
    draw_names(canvas, shapes, names, frame, 7.5 if len(shapes) < MOST_NAMED else 6)
    draw_scale(canvas, frame, left + 34, bottom + 10, 130, say)


def _numbered(listing: pd.DataFrame) -> list[tuple[int, str, str]]:
    return list(zip(listing.index, listing["unit_id"], listing["name"], strict=True))


def in_order(places: pd.DataFrame, by: Sequence[str] = ("name",)) -> pd.DataFrame:
    """Return places by name as a reader looks them up, marks aside and numbers as numbers; numbered from 1."""
    names = list(zip(*(places[column].astype("str") for column in by), strict=True))
    ordered = places.iloc[sorted(range(len(places)), key=lambda at: [_sought(name) for name in names[at]])]
    return ordered.set_axis(range(1, len(ordered) + 1), axis="index")


def _sought(name: str) -> tuple[str, str]:
    bare = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return re.sub(r"\d+", lambda number: number.group().zfill(6), letters), name


def _side(canvas: Any, dossier: Dossier, say: Language, box: Box) -> None:
    left, bottom, wide, high = box
    classes = dossier.places["coverage_class"]
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, 10)
    canvas.drawString(left, bottom + high - 10, legible(say("measure.coverage_share")))
    end = draw_legend(canvas, classes, say, (left, bottom, 190, high - 14), 8.5)
    notes = [
        map_notice(dossier, say),
        f"{say('measure.coverage_share')}: {say('measure.coverage_share.definition')}",
        f"{say('measure.adults')}: {say('measure.adults.definition')}",
    ]
    notes_box = (left + 215, end, wide - 215, bottom + high - end)
    draw_fitted(canvas, lambda size: [paragraph(note, size, colour=QUIET, after=0.5) for note in notes], notes_box, 8.5)
    _list(canvas, dossier, say, (left, bottom, wide, end - 14 - bottom))


def _list(canvas: Any, dossier: Dossier, say: Language, box: Box) -> None:
    """List the places with their figures, in one column or two; the numbers are those on the map."""
    left, bottom, wide, high = box
    places, room = in_order(dossier.places), high - HEAD
    columns = 1 if len(places) * FAIR <= room else 2
    line = max(min(ROOMY, room / max(-(-len(places) // columns), 1)), TIGHT)
    shown = places.head(columns * int(room / line))
    rows, each = -(-len(shown) // columns), (wide - 14 * (columns - 1)) / columns
    for number in range(columns):
        part = shown.iloc[number * rows : (number + 1) * rows]
        if len(part):
            _column(canvas, part, say, (left + number * (each + 14), bottom + high, each, line))
    if len(shown) < len(places):
        canvas.setFillColor(QUIET)
        canvas.setFont(PLAIN, 7)
        canvas.drawString(left, bottom - 10, legible(say("map_sheet.more", count=len(places) - len(shown))))


def _column(canvas: Any, part: pd.DataFrame, say: Language, at: tuple[float, float, float, float]) -> None:
    left, top, wide, line = at
    size = min(8.5, line * 0.66)
    _heads(canvas, say, (left, top - HEAD, wide, HEAD - 2))
    y = top - HEAD
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.line(left, y, left + wide, y)
    for number, *one in part[list(COLUMNS)].itertuples(name=None):
        canvas.setFillColor(INK)
        canvas.setFont(PLAIN, size)
        _row(canvas, [str(number), *_written(one, say)], (left, y - line * 0.72, wide), size)
        y -= line
        canvas.line(left, y, left + wide, y)


def _heads(canvas: Any, say: Language, box: Box) -> None:
    left, bottom, wide, high = box
    for number, (column, share) in enumerate(zip(("", *COLUMNS), WIDTHS, strict=True)):
        if column:
            story = partial(_head, say(f"measure.{column}"), 0 if number < 2 else 2)
            draw_fitted(canvas, story, (left, bottom, share * wide - 3, high), 7)
        left += share * wide


def _head(text: str, align: int, size: float) -> list[Any]:
    return [paragraph(text, size, bold=True, colour=QUIET, after=0, align=align)]


def _written(one: Sequence[Any], say: Language) -> list[str]:
    name, adults, reached, share, gap = one
    return [listed(str(name)), say.number(adults), say.number(reached), say.share(share), say.number(gap)]


def _row(canvas: Any, cells: Sequence[str], at: tuple[float, float, float], size: float) -> None:
    left, y, wide = at
    for number, (cell, share) in enumerate(zip(cells, WIDTHS, strict=True)):
        room = share * wide
        text = shortened(legible(cell), PLAIN, size, room - 3)
        if number < 2:
            canvas.drawString(left, y, text)
        else:
            canvas.drawRightString(left + room - 3, y, text)
        left += room
