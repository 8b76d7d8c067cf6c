"""Maps of a plan for print: outlines, bases, places numbered in order of visit, straight lines; no colour needed."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from reports.cartography import EDGE, INK, PAPER, Box, Frame, draw_scale, frame_of, overlap
from reports.layout import RULE
from reports.lines import colour
from reports.typeface import BOLD, legible, width
from texts import Language

LEAST_DEGREES = 0.03  # a map shows three kilometres at least
AROUND = 0.14  # of its extent, on each side
DISC, SQUARE = 6.2, 5.0  # points
LINE, OUTLINE = 0.55, "#8a949d"
FOOT = 36.0  # below the map, for the scale
ANGLES, RINGS = 12, 14
NAME = 6.5
GRID = 9  # places tried for a name, in each direction
Stay = Mapping[Any, Any]
Point = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """A label on a map: what it says, where its place is in points, and where the label stands."""

    text: str
    place: Point
    label: Point
    is_sure: bool = True

    @property
    def is_moved(self) -> bool:
        """Tell a label that stands beside its place."""
        return math.dist(self.place, self.label) > 1


@dataclass(frozen=True)
class Ground:
    """What lies under the marks of a plan: the shapes of the communes in degrees, and their names, by the same ids."""

    outlines: pd.Series
    names: Mapping[str, str]


def extent(lon: Sequence[float], lat: Sequence[float]) -> pd.Series:
    """Return a box around points as a shape, with room on each side and no smaller than a few kilometres."""
    import shapely

    west, east, south, north = min(lon), max(lon), min(lat), max(lat)
    wide, high = max(east - west, LEAST_DEGREES), max(north - south, LEAST_DEGREES)
    x, y = (west + east) / 2, (south + north) / 2
    half = wide * (0.5 + AROUND), high * (0.5 + AROUND)
    return pd.Series([shapely.box(x - half[0], y - half[1], x + half[0], y + half[1])], dtype="object")


def places_of(stays: Iterable[Stay]) -> list[Stay]:
    """Return each group of a team once, as far as its place is known."""
    placed = {stay["unit_id"]: stay for stay in reversed(list(stays)) if math.isfinite(stay["lon"] + stay["lat"])}
    return sorted(placed.values(), key=lambda stay: stay["place_no"])


def draw_team_map(canvas: Any, team: Stay, stays: Sequence[Stay], ground: Ground, say: Language, box: Box) -> None:
    """Draw where a team goes: outlines, its base as a square, its groups as numbered discs, straight lines between."""
    left, bottom, wide, high = box
    places = places_of(stays)
    shown = extent([*(one["lon"] for one in places), team["lon"]], [*(one["lat"] for one in places), team["lat"]])
    frame = frame_of(shown, (left + 8, bottom + FOOT, wide - 16, high - FOOT - 8))
    area = (left, bottom + FOOT - 4, wide, high - FOOT + 4)
    base = frame.x(team["lon"]), frame.y(team["lat"])
    points = [(frame.x(one["lon"]), frame.y(one["lat"])) for one in places]
    inner = (left + DISC, bottom + FOOT + DISC, left + wide - DISC, bottom + high - DISC)
    texts = [str(one["place_no"]) for one in places]
    spots = spread(points, texts, [bool(one["has_place"]) for one in places], [base], inner)
    draw_frame(canvas, box)
    taken = [_around(*one, DISC) for spot in spots for one in (spot.place, spot.label)]
    draw_outlines(canvas, ground, frame, area)
    draw_ways(canvas, base, points)
    draw_names(canvas, ground, frame, area, [*taken, _around(*base, SQUARE)])
    draw_spots(canvas, spots)
    draw_base(canvas, *base)
    draw_scale(canvas, frame, left + 28, bottom + 6, wide * 0.3, say)


def draw_frame(canvas: Any, box: Box) -> None:
    """Draw the edge of a map."""
    canvas.setStrokeColor(colour(RULE))
    canvas.setLineWidth(0.8)
    canvas.rect(*box, stroke=1, fill=0)


def _around(x: float, y: float, half: float) -> Box:
    return (x - half, y - half, 2 * half, 2 * half)


def draw_outlines(canvas: Any, ground: Ground, frame: Frame, box: Box) -> None:
    """Draw the outlines that a box shows."""
    import shapely

    simple = shapely.simplify(ground.outlines.to_numpy(), 0.3 / frame.up)
    canvas.saveState()
    area = canvas.beginPath()
    area.rect(*box)
    canvas.clipPath(area, stroke=0, fill=0)
    canvas.setStrokeColor(colour(OUTLINE))
    canvas.setLineWidth(LINE)
    canvas.setLineJoin(1)
    for shape in simple[shapely.intersects(simple, _seen(frame, box))]:
        canvas.drawPath(_outline(canvas, shape, frame), stroke=1, fill=0)
    canvas.restoreState()


def draw_names(canvas: Any, ground: Ground, frame: Frame, box: Box, taken: Sequence[Box]) -> None:
    """Write in each part that a box shows its name, where nothing else stands; without room, none."""
    import shapely

    seen = _seen(frame, box)
    shapes = ground.outlines[shapely.intersects(ground.outlines.to_numpy(), seen)]
    used = list(taken)
    parts = shapely.intersection(shapely.make_valid(shapes.to_numpy()), seen)
    for unit_id, part in zip(shapes.index, parts, strict=True):
        name = legible(ground.names.get(str(unit_id), ""))
        found = _room_for(part, width(name, BOLD, NAME), frame, used) if name else None
        if found is None:
            continue
        used.append(found)
        canvas.setFillColor(colour(PAPER))
        canvas.roundRect(found[0] - 1, found[1], found[2] + 2, found[3], 1.2, stroke=0, fill=1)
        canvas.setFillColor(colour(EDGE))
        canvas.setFont(BOLD, NAME)
        canvas.drawString(found[0], found[1] + NAME * 0.3, name)


def _seen(frame: Frame, box: Box) -> Any:
    """Return the part of the earth that a box shows."""
    import shapely

    left, bottom, wide, high = box
    west, south = frame.west + (left - frame.left) / frame.across, frame.south + (bottom - frame.bottom) / frame.up
    return shapely.box(west, south, west + wide / frame.across, south + high / frame.up)


def _outline(canvas: Any, shape: Any, frame: Frame) -> Any:
    import shapely

    path = canvas.beginPath()
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                points = [(frame.x(lon), frame.y(lat)) for lon, lat in shapely.get_coordinates(ring).tolist()]
                path.moveTo(*points[0])
                for point in points[1:]:
                    path.lineTo(*point)
                path.close()
    return path


def _room_for(part: Any, wide: float, frame: Frame, used: Sequence[Box]) -> Box | None:
    """Return where a name has room in a part: the place nearest to its middle that is free, None for nowhere."""
    import shapely

    if part.is_empty or part.area == 0:
        return None
    west, south, east, north = part.bounds
    across, up = (wide / 2 + 2) / frame.across, NAME * 0.6 / frame.up
    if east - west < 2 * across or north - south < 2 * up:
        return None
    lon, lat = np.meshgrid(np.linspace(west + across, east - across, GRID), np.linspace(south + up, north - up, GRID))
    inside = np.ones(lon.shape, dtype=bool)
    for aside, above in ((0, 0), (-across, -up), (-across, up), (across, -up), (across, up)):
        inside &= shapely.contains_xy(part, lon + aside, lat + above)
    middle = part.centroid
    far = np.hypot((lon - middle.x) * frame.across, (lat - middle.y) * frame.up)
    for at in np.argsort(np.where(inside, far, np.inf), axis=None)[: int(inside.sum())]:
        x, y = frame.x(lon.flat[at]), frame.y(lat.flat[at])
        box = (x - wide / 2, y - NAME * 0.6, wide, NAME * 1.2)
        if not any(overlap(box, other) for other in used):
            return box
    return None


def draw_ways(canvas: Any, base: Point, points: Sequence[Point], dash: float = 3) -> None:
    """Draw broken straight lines from a base to its places."""
    canvas.saveState()
    canvas.setStrokeColor(colour(INK))
    canvas.setLineWidth(0.5)
    canvas.setDash([dash, 2])
    canvas.lines([(*base, *point) for point in points])
    canvas.restoreState()


def draw_base(canvas: Any, x: float, y: float) -> None:
    """Draw a base: a black square with a white one inside."""
    canvas.setFillColor(colour(INK))
    canvas.rect(x - SQUARE, y - SQUARE, 2 * SQUARE, 2 * SQUARE, stroke=0, fill=1)
    canvas.setFillColor(colour(PAPER))
    canvas.rect(x - SQUARE / 2.4, y - SQUARE / 2.4, 2 * SQUARE / 2.4, 2 * SQUARE / 2.4, stroke=0, fill=1)


def draw_spots(canvas: Any, spots: Sequence[Spot]) -> None:
    """Draw numbered discs, with a line to the place where there was no room on it."""
    canvas.setStrokeColor(colour(INK))
    canvas.setFillColor(colour(INK))
    canvas.setLineWidth(0.7)
    for spot in spots:
        if spot.is_moved:
            canvas.line(*spot.place, *spot.label)
        canvas.circle(*spot.place, 1.6, stroke=0, fill=1)
    for spot in spots:
        disc(canvas, spot.text, *spot.label, is_sure=spot.is_sure)


def disc(canvas: Any, text: str, x: float, y: float, *, is_sure: bool = True) -> None:
    """Draw a number in a white disc with a black rim; the rim of one whose place is not known is broken."""
    canvas.saveState()
    canvas.setFillColor(colour(PAPER))
    canvas.setStrokeColor(colour(INK))
    canvas.setLineWidth(1.1)
    if not is_sure:
        canvas.setDash([2, 1.6])
    canvas.circle(x, y, DISC, stroke=1, fill=1)
    canvas.setFillColor(colour(INK))
    size = 7.5 if len(text) < 2 else 6.5
    canvas.setFont(BOLD, size)
    canvas.drawCentredString(x, y - size * 0.36, text)
    canvas.restoreState()


def spread(
    points: Sequence[Point],
    texts: Sequence[str],
    is_sure: Sequence[bool],
    taken: Sequence[Point],
    inner: tuple[float, float, float, float],
) -> list[Spot]:
    """Put each label on its place, or as near as it finds room among the others inside a box; `taken` stays free."""
    used = list(taken)
    spots = []
    for point, text, sure in zip(points, texts, is_sure, strict=True):
        found = next((place for place in _near(point, inner) if _is_free(place, used)), point)
        used.append(found)
        spots.append(Spot(text, point, found, sure))
    return spots


def _near(point: Point, inner: tuple[float, float, float, float]) -> Iterator[Point]:
    left, bottom, right, top = inner
    for ring in range(RINGS):
        for step in range(ANGLES if ring else 1):
            angle, away = 2 * math.pi * step / ANGLES, ring * DISC * 1.1
            place = point[0] + away * math.cos(angle), point[1] + away * math.sin(angle)
            if left <= place[0] <= right and bottom <= place[1] <= top:
                yield place


def _is_free(place: Point, used: Sequence[Point]) -> bool:
    return all(math.dist(place, other) > 2 * DISC + 0.8 for other in used)


def draw_plan_map(
    canvas: Any, sheets: Sequence[tuple[Stay, Sequence[Stay]]], ground: Ground, say: Language, box: Box
) -> None:
    """Draw where all teams go: a label with the numbers of its teams at each base, a mark for each kind of visit."""
    left, bottom, wide, high = box
    groups = [places_of(stays) for _, stays in sheets]
    lon = [team["lon"] for team, _ in sheets] + [one["lon"] for places in groups for one in places]
    lat = [team["lat"] for team, _ in sheets] + [one["lat"] for places in groups for one in places]
    shown = ground.outlines if len(ground.outlines) else extent(lon, lat)
    frame = frame_of(shown, (left + 10, bottom + FOOT, wide - 20, high - FOOT - 10))
    bases: dict[Point, list[int]] = {}
    for number, (team, _) in enumerate(sheets, 1):
        bases.setdefault((frame.x(team["lon"]), frame.y(team["lat"])), []).append(number)
    labels = {point: _base_box(legible(runs(numbers)), *point) for point, numbers in bases.items()}
    draw_frame(canvas, box)
    draw_outlines(canvas, ground, frame, box)
    for (team, _), places in zip(sheets, groups, strict=True):
        base = frame.x(team["lon"]), frame.y(team["lat"])
        draw_ways(canvas, base, [(frame.x(one["lon"]), frame.y(one["lat"])) for one in places], 1)
    for one in (one for places in groups for one in places):
        draw_mark(canvas, one["kind"], frame.x(one["lon"]), frame.y(one["lat"]))
    draw_names(canvas, ground, frame, box, list(labels.values()))
    for point, label in labels.items():
        _numbered_base(canvas, legible(runs(bases[point])), label)
    draw_scale(canvas, frame, left + 34, bottom + 8, 110, say)


def draw_mark(canvas: Any, kind: str, x: float, y: float, size: float = 2.4) -> None:
    """Draw the mark of a kind of visit: a dot, a triangle for a class, a ring for a verification, a cross for help."""
    canvas.setFillColor(colour(INK))
    canvas.setStrokeColor(colour(INK))
    canvas.setLineWidth(0.9)
    if kind == "mobile_class":
        path = canvas.beginPath()
        path.moveTo(x, y + size * 1.6)
        path.lineTo(x - size * 1.5, y - size)
        path.lineTo(x + size * 1.5, y - size)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)
    elif kind == "verification":
        canvas.setFillColor(colour(PAPER))
        canvas.circle(x, y, size, stroke=1, fill=1)
    elif kind == "desk_help":
        canvas.lines([(x - size, y, x + size, y), (x, y - size, x, y + size)])
    else:
        canvas.circle(x, y, size * 0.75, stroke=0, fill=1)


def _base_box(text: str, x: float, y: float) -> Box:
    wide = width(text, BOLD, NAME) + 4
    return (x - wide / 2, y - NAME * 0.75, wide, NAME * 1.5)


def _numbered_base(canvas: Any, text: str, box: Box) -> None:
    canvas.setFillColor(colour(INK))
    canvas.rect(*box, stroke=0, fill=1)
    canvas.setFillColor(colour(PAPER))
    canvas.setFont(BOLD, NAME)
    canvas.drawCentredString(box[0] + box[2] / 2, box[1] + NAME * 0.39, text)


def runs(numbers: Sequence[int]) -> str:
    """Write numbers shortly: 1, 2, 3 and 7 as 1–3, 7."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in found)
