"""What the page of the map shows: place, layer, days, and what lies beside it; all of it codes in the address."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

import pandas as pd

from ui import address
from ui.coverage_map import take_answer
from ui.layers import LAYERS, Layer
from ui.visit import Visit

BOARD = "map_board"
COMPARISONS = ("", "ngay", "lop")
SINCE_DAYS = 28
YES = "1"
MOST_SHAPES = 10_000  # above this a browser is shown one level less
# Each name in the address, and what it means where it is absent.
CODES = {
    "xa": "", "to": "", "cap": "", "lop": LAYERS[0].key, "ngay": "", "tu": "",
    "so": "", "lop2": "", "ngay2": "", "tuan": "", "cu": "", "nen": "",
}  # fmt: skip


@dataclass(frozen=True)
class View:
    """One view of the map.

    `level` is that of the drawn units, `commune_id` the commune whose groups are drawn ('' for the whole province),
    `group_id` the marked group; `since` is the day from which a change is counted; `beside` is '', 'ngay' (another
    day) or 'lop' (another layer).
    """

    level: str
    commune_id: str
    group_id: str
    layer: Layer
    day: date
    since: date
    beside: str
    other_day: date
    other_layer: Layer
    weekly: bool
    former: bool
    tiles: bool


def layers_of(standing: pd.DataFrame, level: str) -> tuple[Layer, ...]:
    """Return the layers that can be drawn of a standing."""
    return tuple(layer for layer in LAYERS if layer.fits(standing, level))


def looked_at(visit: Visit) -> View:
    """Return the view after what was done on the map since the last run."""
    view, answer = view_of(visit), take_answer(BOARD)
    if answer.unit_id and (visit.standing(view.level)["unit_id"] == answer.unit_id).any():
        view = clicked(view, answer.unit_id)
    elif answer.day:
        view = on_day(view, min(_day(answer.day, visit.day), visit.day))
    else:
        return view
    write(view, visit.day)
    return view


def on_day(view: View, day: date) -> View:
    """Return the view on another day; a change is counted from as many days before."""
    return replace(view, day=day, since=day - (view.day - view.since))


def view_of(visit: Visit) -> View:
    """Read the view from the address and what was just chosen, mend what cannot be, and write it back at once."""
    codes = {name: address.recall(name, default) for name, default in CODES.items()}
    view = _understood(visit, codes)
    write(view, visit.day)
    return view


def write(view: View, today: date) -> None:
    """Put a view into the address, as one step of the browser's history."""
    since, other = _days_before(view.day), _days_before(view.day)
    codes = {
        "xa": view.commune_id,
        "to": view.group_id,
        "cap": "to" if view.level == "group" and not view.commune_id else "",
        "lop": view.layer.key,
        "ngay": _written(view.day, today),
        "tu": _written(view.since, since),
        "so": view.beside,
        "lop2": view.other_layer.key if view.beside == "lop" else "",
        "ngay2": _written(view.other_day, other) if view.beside == "ngay" else "",
        "tuan": YES if view.weekly else "",
        "cu": YES if view.former else "",
        "nen": YES if view.tiles else "",
    }
    address.keep_all({name: "" if code == CODES[name] else code for name, code in codes.items()})


def clicked(view: View, unit_id: str) -> View:
    """Return the view after a click on a unit: a commune opens its groups, a group is marked."""
    if view.level == "commune":
        return replace(view, level="group", commune_id=unit_id, group_id="")
    return replace(view, group_id=unit_id)


def _understood(visit: Visit, codes: dict[str, str]) -> View:
    # Places are the same on every day, and today's standing is at hand.
    groups = visit.standing("group")
    communes = visit.standing("commune")
    commune_id = codes["xa"] if (communes["unit_id"] == codes["xa"]).any() else ""
    level = "group" if commune_id or (codes["cap"] == "to" and can_draw_all(groups)) else "commune"
    inside = groups["parent_id"] == commune_id if commune_id else pd.Series(level == "group", index=groups.index)
    group_id = codes["to"] if (inside & (groups["unit_id"] == codes["to"])).any() else ""
    day = min(_day(codes["ngay"], visit.day), visit.day)
    offered = {layer.key: layer for layer in offered_layers(groups if level == "group" else communes, level)}
    layer = offered.get(codes["lop"], LAYERS[0])
    others = [one for one in offered.values() if one is not layer]
    return View(
        level=level,
        commune_id=commune_id,
        group_id=group_id,
        layer=layer,
        day=day,
        since=min(_day(codes["tu"], _days_before(day)), day),
        beside=codes["so"] if codes["so"] in COMPARISONS else "",
        other_day=min(_day(codes["ngay2"], _days_before(day)), visit.day),
        other_layer=offered.get(codes["lop2"], others[0] if others else layer),
        weekly=codes["tuan"] == YES,
        former=codes["cu"] == YES,
        tiles=codes["nen"] == YES and bool(visit.campaign.settings.map_tiles),
    )


def offered_layers(standing: pd.DataFrame, level: str) -> tuple[Layer, ...]:
    """Return the layers for a level; what is counted on the way (days, change) can always be drawn."""
    return _offered((*standing.columns, "days_since", "change_share"), level)


@lru_cache(maxsize=16)
def _offered(columns: tuple[str, ...], level: str) -> tuple[Layer, ...]:
    return layers_of(pd.DataFrame(columns=list(columns)), level)


def can_draw_all(groups: pd.DataFrame) -> bool:
    """Tell whether a browser can be shown all groups at once."""
    return int(groups["west"].notna().sum()) <= MOST_SHAPES


def _days_before(day: date) -> date:
    return day - timedelta(days=SINCE_DAYS)


def _day(code: str, default: date) -> date:
    try:
        return date.fromisoformat(code)
    except ValueError:
        return default


def _written(day: date, default: date) -> str:
    return "" if day == default else day.isoformat()
