"""Standings as styles of the map: each unit's class, what its tooltip says, and the legend with its counts."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd

from outreach.change import coverage_change
from outreach.recency import days_since
from texts import Language
from ui.coverage_map import MapClass, MapStyle
from ui.layers import Layer
from ui.layers.layer import NO_DATA, NO_DENOMINATOR, UNMATCHED

KEPT = 48
LARGEST, SMALLEST, CROWDING = 26, 5, 190  # radii of circles in pixels; how fast they shrink with the number of units
KINDS = r"^(?:xã|phường|thị trấn|đặc khu)\s+"
NUMBERED = r"^Tổ dân phố (?=\d)"
NO_CIRCLE = (NO_DATA.key, UNMATCHED.key, NO_DENOMINATOR.key)


class Shelf:
    """Things made from shared frames, the last so many; a frame is known by being the same one, never by its looks."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[tuple[Any, ...], tuple[tuple[pd.DataFrame, ...], Any]] = OrderedDict()
        self._lock = Lock()

    def find(self, frames: tuple[pd.DataFrame, ...], *facts: object) -> Any | None:
        """Return what was made of these very frames and facts, else None."""
        with self._lock:
            found = self._kept.get((*map(id, frames), *facts))
            if found is None or any(one is not other for one, other in zip(found[0], frames, strict=True)):
                return None
            self._kept.move_to_end((*map(id, frames), *facts))
            return found[1]

    def put(self, made: Any, frames: tuple[pd.DataFrame, ...], *facts: object) -> Any:
        """Keep what was made, and return it."""
        with self._lock:
            self._kept[(*map(id, frames), *facts)] = (frames, made)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return made


STYLES, TIPS = Shelf(KEPT), Shelf(KEPT)


def drawn_units(standing: pd.DataFrame, parent_id: str = "") -> pd.DataFrame:
    """Return the units of a standing that have a shape: all, or those of one parent."""
    has_shape = standing["west"].notna()
    return standing[has_shape & (standing["parent_id"] == parent_id) if parent_id else has_shape]


def counted(standing: pd.DataFrame, before: pd.DataFrame, until: pd.Timestamp | pd.Series) -> pd.DataFrame:
    """Add what layers draw and a standing does not hold.

    That is the days since the last visit and, where plans are known, up to the next, and the change since another
    standing.
    """
    more = {"days_ahead": -days_since(standing["planned_on"], until)} if "planned_on" in standing else {}
    return standing.assign(
        days_since=days_since(standing["last_on"], until),
        change_share=coverage_change(standing["coverage_share"], before["coverage_share"]),
        **more,
    )


def style_of(
    standing: pd.DataFrame,
    before: pd.DataFrame,
    *,
    layer: Layer,
    day: date,
    say: Language,
    parent_id: str = "",
    title: str = "",
    every_class: bool = False,
) -> MapStyle:
    """Return how the units of a standing (all, or those of one parent) are drawn on a layer.

    `before` is the standing from which a change is counted; `every_class` puts unknowns that do not occur into the
    legend too. What was made of the same standings is not made again.
    """
    facts = (parent_id, layer.key, day, say.code, title, every_class)
    if (kept := STYLES.find((standing, before), *facts)) is not None:
        return kept
    shown = counted(drawn_units(standing, parent_id), before, pd.Timestamp(day))
    keys = layer.classes(shown)
    radii, circles = _circles(layer, shown, keys, say)
    style = MapStyle(
        unit_ids=tuple(shown["unit_id"]),
        class_keys=tuple(keys),
        tooltips=tips_of(standing, shown, parent_id, say),
        classes=classes_of(layer, keys, say, every_class=every_class),
        title=title or say(f"layer.{layer.key}"),
        unsure=tuple(layer.unsure(shown).tolist()) if layer.unsure else (),
        radii=radii,
        grades=tuple(shown["grade"]),
        labels=_labels(shown),
        circles=circles,
    )
    return STYLES.put(style, (standing, before), *facts)


def classes_of(layer: Layer, keys: pd.Series, say: Language, *, every_class: bool = False) -> tuple[MapClass, ...]:
    """Return the legend of a layer, with the units of each class counted."""
    counts = keys.value_counts()
    return tuple(
        MapClass(
            one.key, one.fill, one.hatch, _class_name(layer, one.key, say), say.number(int(counts.get(one.key, 0)))
        )
        for one in layer.legend(keys, every_class=every_class)
    )


def _class_name(layer: Layer, key: str, say: Language) -> str:
    return say(f"state.{key}") if layer.words == "state" else say(f"class.{key}")


def _labels(shown: pd.DataFrame) -> tuple[str, ...] | None:
    """Return short names: communes without their kind, numbered groups with a short one; None where none is shorter."""
    short = shown["name"].str.replace(KINDS, "", case=False, regex=True).str.replace(NUMBERED, "Tổ ", regex=True)
    return None if (short == shown["name"]).all() else tuple(short)


def radii_of(people: pd.Series, keys: pd.Series, largest: float, count: int) -> pd.Series:
    """Return radii in pixels, so that areas are in proportion to people; a unit without a figure has none."""
    limit = float(np.clip(CROWDING / max(count, 1) ** 0.5, SMALLEST, LARGEST))
    known = people.astype("float64").where(~keys.isin(NO_CIRCLE), 0).fillna(0)
    return (known / largest) ** 0.5 * limit


def _circles(
    layer: Layer, shown: pd.DataFrame, keys: pd.Series, say: Language
) -> tuple[tuple[float, ...], tuple[tuple[float, str], ...]]:
    """Return the radii of the units and the circles of the legend.

    They are measured by the largest population, not by the largest gap, so that another week has the same scale.
    """
    largest = shown["adults"].max() if layer.circles else None
    if layer.circles is None or pd.isna(largest) or largest <= 0:
        return (), ()
    radii = radii_of(shown[layer.circles], keys, float(largest), len(shown))
    steps = pd.Series([_round_figure(largest / 10), _round_figure(largest / 2)])
    known = pd.Series(layer.swatches[0].key, index=steps.index)
    sizes = radii_of(steps, known, float(largest), len(shown))
    legend = tuple(
        (round(float(size), 1), say("map.circle", people=int(step))) for size, step in zip(sizes, steps, strict=True)
    )
    return tuple(radii.tolist()), legend


def _round_figure(people: float) -> int:
    """Return the nearest figure below with one leading digit of 1, 2 or 5."""
    tens = 10 ** int(np.floor(np.log10(max(people, 1))))
    return int(max(digit * tens for digit in (1, 2, 5) if digit * tens <= max(people, 1)))


def tips_of(standing: pd.DataFrame, shown: pd.DataFrame, parent_id: str, say: Language) -> tuple[str, ...]:
    """Return the tooltips of the shown units of a standing; made once for all of it, or for one parent."""
    if (kept := TIPS.find((standing,), parent_id, say.code)) is not None:
        return kept
    return TIPS.put(tuple(tooltips(shown, say)), (standing,), parent_id, say.code)


def tooltips(standing: pd.DataFrame, say: Language) -> Sequence[str]:
    """Say in a few words how each unit stands: its name, its state or coverage, people reached and still to reach."""
    columns = ["name", "state", "coverage_share", "reached", "gap_people", "adults"]
    told = [_tooltip(say, *row) for row in standing[columns].itertuples(index=False, name=None)]
    if not {"planned_on", "planned_team"} <= set(standing.columns):
        return told
    plans = zip(told, standing["planned_team"], standing["planned_on"], strict=True)
    return [tip if pd.isna(day) else f"{tip}\n{say('map.planned', team=team, day=day)}" for tip, team, day in plans]


def _tooltip(say: Language, name: str, state: str, share: float, reached: int, gap: int, adults: int) -> str:
    covered = "" if pd.isna(share) else f" · {say.share(share)}"
    to_go = (
        say("map.reached", reached=int(reached))
        if pd.isna(gap)
        else say("map.gap_of", gap=int(gap), adults=int(adults))
    )
    return f"{name}\n{say('state.' + state)}{covered}\n{to_go}"
