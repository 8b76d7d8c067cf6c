"""A map drawn as vectors on a page of a PDF: shapes with fills and hatches, names, a scale, and the legend."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reports.palette import COVERAGE, HIDDEN, UNKNOWN, Swatch
from reports.typeface import BOLD, PLAIN, legible, width
from texts import Language

KM_OF_DEGREE = 111.32
EDGE, INK, PAPER = "#4a5560", "#1b2733", "#ffffff"
STEP = 4.2  # points between the lines of a hatch
ROOM = 1.1  # of a shape's width: a name may lap over its edge by so much
FINEST = 0.25  # points: what is smaller is not seen in print
SWATCHES: Mapping[str, Swatch] = {swatch.key: swatch for swatch in (*COVERAGE, *UNKNOWN, HIDDEN)}
Box = tuple[float, float, float, float]  # left, bottom, width, height in points


@dataclass(frozen=True)
class Frame:
    """How degrees become points on the page; the middle latitude gives the ratio of the axes."""

    west: float
    south: float
    across: float
    up: float
    left: float
    bottom: float

    def x(self, lon: float) -> float:
        """Return the place of a longitude."""
        return self.left + (lon - self.west) * self.across

    def y(self, lat: float) -> float:
        """Return the place of a latitude."""
        return self.bottom + (lat - self.south) * self.up

    @property
    def points_of_km(self) -> float:
        """The length of a kilometre."""
        return self.up / KM_OF_DEGREE


def frame_of(shapes: pd.Series, box: Box) -> Frame:
    """Fit shapes into a box and centre them there."""
    import shapely

    west, south, east, north = shapely.total_bounds(shapes.to_numpy())
    wide, high = max(east - west, 1e-6), max(north - south, 1e-6)
    shrink = math.cos(math.radians((north + south) / 2))
    left, bottom, across, up = box
    scale = min(across / (wide * shrink), up / high)
    spare = (across - wide * shrink * scale) / 2, (up - high * scale) / 2
    return Frame(west, south, scale * shrink, scale, left + spare[0], bottom + spare[1])


def draw_shapes(canvas: Any, shapes: pd.Series, classes: Mapping[str, str], frame: Frame, edge: float) -> None:
    """Draw shapes, each in its class's fill and hatch, under white edges; a point is drawn as a disc."""
    import shapely

    simple = shapely.simplify(shapes.to_numpy(), FINEST / frame.up)
    outlines = [_path(canvas, shape, frame) for shape in simple]
    canvas.setLineJoin(1)
    canvas.setStrokeColor(EDGE)
    canvas.setLineWidth(edge * 2.5)  # what the fills leave of it is the rim of the whole
    for path, _ in outlines:
        canvas.drawPath(path, stroke=1, fill=0)
    for unit_id, (path, bounds) in zip(shapes.index, outlines, strict=True):
        swatch = SWATCHES.get(classes[unit_id], HIDDEN)
        canvas.setFillColor(swatch.fill)
        canvas.setStrokeColor(EDGE if swatch.hatch else PAPER)
        canvas.setLineWidth(edge)
        canvas.drawPath(path, stroke=1, fill=1)
        if swatch.hatch:
            _hatched(canvas, path, bounds, swatch.hatch)


def _path(canvas: Any, shape: Any, frame: Frame) -> tuple[Any, Box]:
    """Return the outline of a shape on the page, with the box around it."""
    path = canvas.beginPath()
    xs: list[float] = []
    ys: list[float] = []
    for ring in _rings(shape):
        points = [(frame.x(lon), frame.y(lat)) for lon, lat in ring]
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        path.close()
        xs += [x for x, _ in points]
        ys += [y for _, y in points]
    if not xs and not shape.is_empty:
        spot = shape.centroid
        x, y = frame.x(spot.x), frame.y(spot.y)
        path.circle(x, y, 2.5)
        return path, (x - 3, y - 3, 6, 6)
    if not xs:
        return path, (0, 0, 0, 0)
    return path, (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _rings(shape: Any) -> Iterable[list[tuple[float, float]]]:
    import shapely

    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            yield from ([(x, y) for x, y, *_ in ring.coords] for ring in (part.exterior, *part.interiors))


def _hatched(canvas: Any, path: Any, bounds: Box, hatch: str) -> None:
    canvas.saveState()
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.setStrokeColor(EDGE)
    canvas.setLineWidth(0.6)
    if hatch == "dots":  # round ends of dashes without length
        canvas.setLineCap(1)
        canvas.setLineWidth(1.2)
        canvas.setDash([0, STEP])
    canvas.lines(_lines(bounds, hatch))
    canvas.restoreState()


def _lines(bounds: Box, hatch: str) -> list[tuple[float, float, float, float]]:
    """Return the lines of a hatch over a box, on one grid of the page so that neighbours join."""
    left, bottom, wide, high = bounds
    right, top = left + wide, bottom + high
    if hatch in ("lines", "dots"):
        start = math.floor(left / STEP) * STEP
        return [(start, row * STEP, right, row * STEP) for row in _steps(bottom, top)]
    rising = [(left, left + at * STEP, right, right + at * STEP) for at in _steps(bottom - right, top - left)]
    if hatch != "cross":
        return rising
    falling = [(left, at * STEP - left, right, at * STEP - right) for at in _steps(bottom + left, top + right)]
    return rising + falling


def _steps(least: float, most: float) -> range:
    return range(math.floor(least / STEP), math.ceil(most / STEP) + 1)


def draw_names(canvas: Any, shapes: pd.Series, names: Mapping[str, Sequence[str]], frame: Frame, size: float) -> None:
    """Write into each shape the first of its names that has room there; the largest shapes come first."""
    taken: list[Box] = []
    for unit_id, shape in sorted(shapes.items(), key=lambda item: -item[1].area):
        room = (frame.x(shape.bounds[2]) - frame.x(shape.bounds[0])) * ROOM
        for name in names[str(unit_id)]:
            text = legible(name)
            box = _label_box(shape, width(text, BOLD, size), frame, size)
            if box[2] <= room and not any(overlap(box, other) for other in taken):
                taken.append(box)
                _label(canvas, text, box, size)
                break


def _label_box(shape: Any, wide: float, frame: Frame, size: float) -> Box:
    spot = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
    return (frame.x(spot.x) - wide / 2 - 1.2, frame.y(spot.y) - size * 0.62, wide + 2.4, size * 1.25)


def _label(canvas: Any, text: str, box: Box, size: float) -> None:
    canvas.setFillColor(PAPER, alpha=0.82)
    canvas.roundRect(*box, 1.2, stroke=0, fill=1)
    canvas.setFillColor(INK, alpha=1)
    canvas.setFont(BOLD, size)
    canvas.drawCentredString(box[0] + box[2] / 2, box[1] + size * 0.3, text)


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes (left, bottom, width, height) share any ground."""
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def draw_legend(canvas: Any, classes: pd.Series, say: Language, box: Box, size: float) -> float:
    """Write the classes from the top of a box down, each with how many places it has; return where it ends."""
    counts = classes.value_counts()
    shown = [*COVERAGE, *(s for s in (*UNKNOWN, HIDDEN) if counts.get(s.key, 0))]
    left, bottom, wide, high = box
    y = bottom + high
    for swatch in shown:
        y -= size * 1.75
        _swatch(canvas, swatch, (left, y, size * 2.2, size * 1.3))
        canvas.setFillColor(INK)
        name, room = legible(say(f"class.{swatch.key}")), wide - size * 5
        canvas.setFont(PLAIN, size * min(1.0, room / width(name, PLAIN, size)))
        canvas.drawString(left + size * 2.9, y + size * 0.3, name)
        canvas.setFont(PLAIN, size)
        canvas.drawRightString(left + wide, y + size * 0.3, say.number(int(counts.get(swatch.key, 0))))
    return y


def _swatch(canvas: Any, swatch: Swatch, box: Box) -> None:
    path = canvas.beginPath()
    path.rect(*box)
    canvas.setStrokeColor(EDGE)
    canvas.setLineWidth(0.5)
    canvas.setFillColor(swatch.fill)
    canvas.drawPath(path, stroke=1, fill=1)
    if swatch.hatch:
        _hatched(canvas, path, box, swatch.hatch)


def draw_scale(canvas: Any, frame: Frame, left: float, bottom: float, room: float, say: Language) -> None:
    """Draw a bar of a round number of kilometres, and an arrow to the north beside it."""
    km = round_length(room / frame.points_of_km)
    long = km * frame.points_of_km
    canvas.setStrokeColor(INK)
    canvas.setFillColor(INK)
    canvas.setLineWidth(0.8)
    canvas.rect(left, bottom, long / 2, 3, stroke=1, fill=1)
    canvas.rect(left + long / 2, bottom, long / 2, 3, stroke=1, fill=0)
    canvas.setFont(PLAIN, 7)
    canvas.drawString(left, bottom + 6, "0")
    canvas.drawCentredString(left + long, bottom + 6, f"{say.value(float(km))} km")
    _north(canvas, left - 18, bottom, say)


def round_length(most: float) -> float:
    """Return the longest of 1, 2 and 5 times a power of ten that is not longer than a length."""
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in (1, 2, 5) if step * power <= most)


def _north(canvas: Any, x: float, bottom: float, say: Language) -> None:
    arrow = canvas.beginPath()
    arrow.moveTo(x, bottom + 18)
    arrow.lineTo(x - 4, bottom)
    arrow.lineTo(x, bottom + 4)
    arrow.lineTo(x + 4, bottom)
    arrow.close()
    canvas.drawPath(arrow, stroke=0, fill=1)
    canvas.setFont(BOLD, 7)
    canvas.drawCentredString(x, bottom + 20, say("map_sheet.north"))
