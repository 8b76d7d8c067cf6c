"""A small map drawn as a picture: an area, what lies in it, and a few numbered places."""

import html
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd
import shapely

from campaign import Edition
from ui.theme import Theme, theme

WIDTH, HEIGHT, MARGIN = 420, 260, 14
FINEST = 1 / 600  # of the width: what is smaller cannot be seen


@dataclass(frozen=True)
class Frame:
    """How degrees become dots: the least longitude, the greatest latitude, and the dots of a degree each way."""

    west: float
    north: float
    across: float
    down: float

    def path(self, shape: shapely.Geometry) -> str:
        """Write the outline of a shape as an SVG path."""
        rings = [ring for part in shapely.get_parts(shape) for ring in _rings(part)]
        return "".join("M" + "L".join(f"{self.x(x):.1f} {self.y(y):.1f}" for x, y in ring) + "Z" for ring in rings)

    def x(self, lon: float) -> float:
        """Return the dots from the left."""
        return MARGIN + (lon - self.west) * self.across

    def y(self, lat: float) -> float:
        """Return the dots from the top."""
        return MARGIN + (self.north - lat) * self.down


def _rings(part: shapely.Geometry) -> list[list[tuple[float, float]]]:
    if part.geom_type != "Polygon":
        return []
    return [list(ring.coords) for ring in (part.exterior, *part.interiors)]


@lru_cache(maxsize=2)
def _shapes(folder: Path) -> pd.Series:
    found = pd.read_parquet(folder / "shapes.parquet")
    return pd.Series(shapely.from_wkb(found["wkb"].array), index=found["unit_id"])


def sketch(edition: Edition, ground: Iterable[str], marks: Mapping[str, str], witness: str, title: str) -> str | None:
    """Return a picture (SVG) of some units with others marked, None where none of them is on the map.

    `ground` are the ids of the units that are drawn below, `marks` the labels of the marked ones by id, `witness` the
    id of the unit that points speak of ('' for none), `title` what the picture shows, for those who do not see it.
    """
    shapes = _shapes(edition.folder)
    wanted = dict.fromkeys([*ground, *marks, *filter(None, [witness])])
    drawn = shapes.reindex(list(wanted)).dropna()
    if drawn.empty or not set(drawn.index) & {*marks, witness}:
        return None
    frame, finest = _frame(drawn)
    inks = theme()
    outlines = {unit: frame.path(shapely.simplify(shape, finest)) for unit, shape in drawn.items()}
    body = [_area(path, inks.grid, inks.quiet, 1.0) for path in outlines.values()]
    body += [_area(outlines[unit], inks.accent, inks.accent, 0.25) for unit in marks if unit in outlines]
    body += [_area(outlines[witness], "none", inks.witness, 1.0)] if witness in outlines else []
    body += [_label(frame, drawn[unit], label, inks, inks.accent) for unit, label in marks.items() if unit in outlines]
    body += [_label(frame, drawn[witness], "GPS", inks, inks.witness)] if witness in outlines else []
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"<title>{html.escape(title)}</title>{''.join(body)}</svg>"
    )


def _frame(drawn: pd.Series) -> tuple[Frame, float]:
    west, south, east, north = shapely.total_bounds(drawn.to_numpy())
    width, height = max(east - west, 1e-6), max(north - south, 1e-6)
    # A degree of longitude is shorter than one of latitude; at this size the middle of the picture will do.
    shrink = math.cos(math.radians((north + south) / 2))
    scale = min((WIDTH - 2 * MARGIN) / (width * shrink), (HEIGHT - 2 * MARGIN) / height)
    spare = (WIDTH - 2 * MARGIN) / (scale * shrink) - width
    return Frame(west - spare / 2, north, scale * shrink, scale), width * FINEST


def _area(path: str, fill: str, edge: str, opacity: float) -> str:
    return f'<path d="{path}" fill="{fill}" fill-opacity="{opacity}" stroke="{edge}" stroke-width="1"/>'


def _label(frame: Frame, shape: shapely.Geometry, label: str, inks: Theme, colour: str) -> str:
    spot = shape.representative_point()
    return (
        f'<text x="{frame.x(spot.x):.1f}" y="{frame.y(spot.y):.1f}" fill="{colour}" font-size="17" font-weight="700" '
        f'text-anchor="middle" stroke="{inks.ground}" stroke-width="3" paint-order="stroke" '
        f'font-family="sans-serif">{html.escape(label)}</text>'
    )
