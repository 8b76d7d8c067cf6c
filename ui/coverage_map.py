"""The map of coverage: which units were reached, and which of them was clicked."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st
from streamlit_folium import st_folium

from ui.map_layers import base_map, update_layer

COLOUR = re.compile(r"#[0-9a-f]{6}")
HATCHES = frozenset({"diagonal", "cross", "dots"})
CODES = "0123456789abcdefghijklmnopqrstuvwxyz"

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class MapClass:
    """One line of the legend; `count` is a number or text, or None to count the styled units."""

    key: str
    fill: str
    hatch: str | None
    label: str
    count: int | str | None = None

    def __post_init__(self) -> None:
        if not COLOUR.fullmatch(self.fill) or (self.hatch is not None and self.hatch not in HATCHES):
            raise ValueError(f"not a fill and hatch of the map: {self.fill!r}, {self.hatch!r}")


@dataclass(frozen=True)
class MapStyle:
    """How the units are drawn: one class key and one plain text for each unit, and the classes in order."""

    unit_ids: tuple[str, ...]
    class_keys: tuple[str, ...]
    tooltips: tuple[str, ...]
    classes: tuple[MapClass, ...]

    def __post_init__(self) -> None:
        if not len(self.unit_ids) == len(self.class_keys) == len(self.tooltips):
            raise ValueError("unit_ids, class_keys and tooltips differ in length")
        if len(set(self.unit_ids)) < len(self.unit_ids) or len(self.classes) > len(CODES):
            raise ValueError("a unit occurs twice, or there are too many classes")
        unknown = set(self.class_keys) - {known.key for known in self.classes}
        if unknown:
            raise ValueError(f"classes without a line in the legend: {sorted(unknown)}")


def draw_map(
    *,
    geometry_url: str,
    bounds: Bounds,
    style: MapStyle,
    selected: str | None,
    outline_url: str | None,
    key: str,
    height: int,
    notice: str,
    failure: str = "⚠",
) -> str | None:
    """Draw the units and return the id of the one that was clicked since the last run, else None.

    Parameters
    ----------
    geometry_url, outline_url
        Paths below the app's address of TopoJSON files, for the units and for lines over them.
    bounds
        West, south, east, north in degrees; the view moves there when they change.
    selected
        Unit that is framed; a click on it returns None.
    height
        Pixels.
    notice
        Short text in the corner, such as that the borders are schematic.
    failure
        What the corner says when the shapes could not be fetched.
    """
    values = map_values(geometry_url, outline_url, bounds, style, selected, (notice, failure))
    answer = st_folium(
        base_map(),
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=update_layer(values),
    )
    clicked = _new_click(answer, key)
    return clicked if clicked in style.unit_ids and clicked != selected else None


def take_click(key: str, style: MapStyle) -> str | None:
    """Return the id of the unit that was clicked since the last run, before the map is drawn.

    A page that asks here first can draw the new selection in the same run; `draw_map` then returns None.
    """
    clicked = _new_click(st.session_state.get(key), key)
    return clicked if clicked in style.unit_ids else None


def map_values(
    geometry_url: str,
    outline_url: str | None,
    bounds: Bounds,
    style: MapStyle,
    selected: str | None,
    says: tuple[str, str],
) -> list[object]:
    """List what the map's script is given, in its order; the codes are one character for each unit."""
    west, south, east, north = bounds
    code = {known.key: CODES[place] for place, known in enumerate(style.classes)}
    counts = Counter(style.class_keys)
    legend = [
        [known.fill, known.hatch, known.label, counts[known.key] if known.count is None else known.count]
        for known in style.classes
    ]
    codes = "".join(code[key] for key in style.class_keys)
    corners = [[south, west], [north, east]]
    ids, tips = list(style.unit_ids), list(style.tooltips)
    return [geometry_url, outline_url, corners, *says, legend, ids, codes, tips, selected]


def _new_click(answer: object, key: str) -> str | None:
    """Take a click once: the frame repeats its last one in every run."""
    if not isinstance(answer, Mapping) or not answer.get("unit_id"):
        return None
    seen = f"{key}:seen"
    if st.session_state.get(seen) == answer.get("at"):
        return None
    st.session_state[seen] = answer.get("at")
    return str(answer["unit_id"])
