"""The map of coverage: how units are drawn, and which of them was clicked."""

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TypeVar

import streamlit as st
from streamlit_folium import st_folium

from texts import Language
from ui.map_layers import base_map, script_list, update_layer
from ui.map_routes import Routes

COLOUR = re.compile(r"#[0-9a-f]{6}")
HATCHES = frozenset({"diagonal", "cross", "dots"})
CODES = "0123456789abcdefghijklmnopqrstuvwxyz"
MOST_CLASSES = len(CODES) // 2
SCRIPTS_KEPT = 32  # of some 100 KB each: the next who looks at the same gets the same
GRADES = {"surveyed": "s", "schematic": "c", "point": "p", "inferred": "p"}
WORDS = (
    "table", "legend", "play", "stop", "weeks", "unsure", "approximate", "ghost",
    "whole", "near", "zoom_in", "zoom_out",
)  # fmt: skip

Cell = TypeVar("Cell")
Bounds = tuple[float, float, float, float]
Week = tuple[str, str]


@dataclass(frozen=True)
class MapClass:
    """One line of the legend, none where it has no label; `count` is a number or text, or None to count the units."""

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
    """How the units are drawn: one class key and one plain text for each unit, and the classes in order.

    The rest may be left out: `unsure` units are lighter and dotted; `radii` are of circles, in pixels; `grades` say
    what a shape is worth (a key of `GRADES`); `labels` are the names on the map, None to take a tooltip's first line;
    `circles` are radii with their label for the legend.
    """

    unit_ids: tuple[str, ...]
    class_keys: tuple[str, ...]
    tooltips: tuple[str, ...]
    classes: tuple[MapClass, ...]
    title: str = ""
    unsure: tuple[bool, ...] = ()
    radii: tuple[float, ...] = ()
    grades: tuple[str, ...] = ()
    labels: tuple[str, ...] | None = None
    circles: tuple[tuple[float, str], ...] = ()

    def __post_init__(self) -> None:
        count = len(self.unit_ids)
        optional = (self.unsure, self.radii, self.grades, self.labels or ())
        if not len(self.class_keys) == len(self.tooltips) == count or any(
            len(one) not in (0, count) for one in optional
        ):
            raise ValueError("unit_ids, class_keys, tooltips and what else is told of units differ in length")
        if len(set(self.unit_ids)) < count or len(self.classes) > MOST_CLASSES:
            raise ValueError("a unit occurs twice, or there are too many classes")
        unknown = set(self.class_keys) - {known.key for known in self.classes}
        if unknown:
            raise ValueError(f"classes without a line in the legend: {sorted(unknown)}")

    def aligned(self, unit_ids: Sequence[str], absent: MapClass) -> "MapStyle":
        """Return the style of other units, in their order; those that it does not know have a class of their own.

        Two maps in one frame have the same shapes, so their units must be the same.
        """
        if tuple(unit_ids) == self.unit_ids:
            return self
        rows = {unit_id: row for row, unit_id in enumerate(self.unit_ids)}
        places = [rows.get(unit_id) for unit_id in unit_ids]
        classes = self.classes if None not in places else (*self.classes, absent)

        def taken(values: Sequence[Cell], blank: Cell) -> tuple[Cell, ...]:
            return tuple(blank if row is None else values[row] for row in places) if values else ()

        return replace(
            self,
            unit_ids=tuple(unit_ids),
            class_keys=taken(self.class_keys, absent.key),
            tooltips=taken(self.tooltips, absent.label),
            classes=classes,
            unsure=taken(self.unsure, False),
            radii=taken(self.radii, 0.0),
            grades=taken(self.grades, ""),
            labels=None if self.labels is None else taken(self.labels, ""),
        )

    @property
    def width(self) -> int:
        """Characters of a unit's cell: its class, and its radius where there are circles."""
        return 3 if self.radii else 1

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """One short code for each unit: class (18 higher where uncertain) and radius in tenths of a pixel."""
        return cells(self.class_keys, [known.key for known in self.classes], self.unsure, self.radii)

    @cached_property
    def legend(self) -> list[list[object]]:
        """The lines of the legend: fill, hatch, label, count."""
        counts = Counter(self.class_keys)
        return [
            [known.fill, known.hatch, known.label, counts[known.key] if known.count is None else known.count]
            for known in self.classes
        ]


def cells(
    class_keys: Sequence[str], order: Sequence[str], unsure: Sequence[bool] = (), radii: Sequence[float] = ()
) -> tuple[str, ...]:
    """Write each unit's class, whether it is uncertain, and the radius of its circle as one or three characters."""
    code = {(key, doubt): CODES[place + MOST_CLASSES * doubt] for place, key in enumerate(order) for doubt in (0, 1)}
    first = [code[key, int(doubt)] for key, doubt in zip(class_keys, unsure or [False] * len(class_keys), strict=True)]
    if not radii:
        return tuple(first)
    return tuple(one + _two_digits(radius) for one, radius in zip(first, radii, strict=True))


def _two_digits(radius: float) -> str:
    tenths = min(max(round(radius * 10), 0), len(CODES) ** 2 - 1)
    return CODES[tenths // len(CODES)] + CODES[tenths % len(CODES)]


@dataclass(frozen=True)
class Film:
    """The cells of each week: all of the first, and of every later week only those that differ from the week before."""

    first: tuple[str, ...]
    changes: tuple[tuple[tuple[int, str], ...], ...]

    @classmethod
    def of(cls, weeks: Sequence[tuple[str, ...]]) -> "Film":
        """Find what changes from week to week."""
        pairs = itertools.pairwise(weeks)
        changes = (
            tuple((row, new) for row, (old, new) in enumerate(zip(before, after, strict=True)) if old != new)
            for before, after in pairs
        )
        return cls(weeks[0], tuple(changes))

    def sent(self) -> list[object]:
        """Return it as lists: one text, and for each change flat pairs of place and cell."""
        return ["".join(self.first), [[part for pair in change for part in pair] for change in self.changes]]


@dataclass(frozen=True)
class Panel:
    """One of the maps in the frame: its style, the line at its foot, weeks that are played, ways that lie over it."""

    style: MapStyle
    notice: str = ""
    film: Film | None = None
    routes: Routes | None = None

    def sent(self) -> list[object]:
        """Return what the map's script is given."""
        style = self.style
        film = self.film.sent() if self.film else None
        return [
            style.title, style.legend, style.width, "".join(style.cells), list(style.tooltips),
            [list(one) for one in style.circles], self.notice, film, self.routes.sent() if self.routes else None,
        ]  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """What lies under and over the units: files of shapes below the app's address, and a tile background."""

    geometry_url: str
    bounds: Bounds
    outline_url: str | None = None
    ghost_url: str | None = None
    tiles: str | None = None

    def within(self, bounds: Bounds | None) -> "Frame":
        """Return the frame with other bounds, if there are any."""
        return replace(self, bounds=bounds) if bounds else self


@dataclass(frozen=True)
class Answer:
    """What the visitor did on the map since the last run: clicked a unit, or let the slider rest on a day."""

    unit_id: str | None = None
    day: str | None = None


def draw_board(
    frame: Frame,
    panels: Sequence[Panel],
    *,
    say: Language,
    selected: str | None,
    key: str,
    height: int,
    weeks: Sequence[Week] = (),
    day: str = "",
) -> None:
    """Draw one map, or two in step; `take_answer` tells in the next run what was done on it.

    Parameters
    ----------
    selected
        Unit that is framed; a click on it does nothing.
    height
        Pixels.
    weeks
        Days (ISO, and as people write them) of the films of the panels; empty without a slider.
    day
        The day (ISO) on which the slider stands.
    """
    st_folium(
        base_map(),
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=update_layer(_script(frame, tuple(panels), say, selected, tuple(weeks), day)),
    )


@lru_cache(maxsize=SCRIPTS_KEPT)
def _script(
    frame: Frame, panels: tuple[Panel, ...], say: Language, selected: str | None, weeks: tuple[Week, ...], day: str
) -> str:
    return script_list(map_values(frame, panels, say, selected, weeks, day))


def take_answer(key: str) -> Answer:
    """Return what was done on a map since the last run, once: the frame repeats its last answer in every run."""
    answer = st.session_state.get(key)
    if not isinstance(answer, Mapping) or not answer.get("at"):
        return Answer()
    seen = f"{key}:seen"
    if st.session_state.get(seen) == answer["at"]:
        return Answer()
    st.session_state[seen] = answer["at"]
    return Answer(*(str(answer[name]) if answer.get(name) else None for name in ("unit_id", "day")))


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
    say: Language,
) -> str | None:
    """Draw the units on a map alone and return the id of the one that was clicked since the last run, else None."""
    frame = Frame(geometry_url, bounds, outline_url)
    draw_board(frame, [Panel(style, notice)], say=say, selected=selected, key=key, height=height)
    clicked = take_answer(key).unit_id
    return clicked if clicked in style.unit_ids and clicked != selected else None


def map_values(
    frame: Frame,
    panels: Sequence[Panel],
    say: Language,
    selected: str | None,
    weeks: Sequence[Week] = (),
    day: str = "",
) -> list[object]:
    """List what the map's script is given, in its order."""
    west, south, east, north = frame.bounds
    style = panels[0].style
    words = [say.code, *(say(f"map.word.{word}") for word in WORDS)]
    return [
        frame.geometry_url, frame.outline_url, frame.ghost_url, frame.tiles, [[south, west], [north, east]],
        say("map.failed"), words, list(style.unit_ids), "".join(GRADES.get(grade, "s") for grade in style.grades),
        None if style.labels is None else list(style.labels), selected,
        [panel.sent() for panel in panels], [list(week) for week in weeks] or None,
        max(sum(iso <= day for iso, _ in weeks) - 1, 0),
    ]  # fmt: skip
