"""What the page of the map shows: place, layer, days, and what lies beside it; all of it codes in the address."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from ui import address
from ui.coverage_map import take_answer
from ui.layers import LAYERS, Layer
from ui.map_figures import Figures, figures
from ui.visit import Visit

BOARD = "map_board"
COMPARISONS = ("", "ngay", "lop", "anh")
SINCE_DAYS = 28
YES = "1"
MOST_SHAPES = 10_000  # above this a browser is shown one level less
# Each name in the address, and what it means where it is absent.
CODES = {
    "xa": "", "to": "", "cap": "", "lop": LAYERS[0].key, "ngay": "", "tu": "",
    "so": "", "lop2": "", "ngay2": "", "tuan": "", "cu": "", "nen": "", "anh": "", "anh2": "",
}  # fmt: skip


@dataclass(frozen=True)
class View:
    """One view of the map.

    `level` is that of the drawn units, `commune_id` the commune whose groups are drawn ('' for the whole province),
    `group_id` the marked group; `since` is the day from which a change is counted; `beside` is '', 'ngay' (another
    day), 'lop' (another layer) or 'anh' (other figures: a snapshot, or those in force where this is one). A snapshot
    has its own `day`; `number` is 0 for the figures in force.
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
    number: int = 0
    other_number: int = 0

    def figures(self, visit: Visit, day: date) -> Figures:
        """Return the figures of the view on a day; a snapshot has but one."""
        return figures(visit, day, _number(self.number))

    def other_figures(self, visit: Visit) -> Figures:
        """Return the figures beside those of the view: of a snapshot, or in force today."""
        return figures(visit, visit.day, _number(self.other_number))


def looked_at(visit: Visit) -> View:
    """Return the view after what was done on the map since the last run."""
    view, answer = view_of(visit), take_answer(BOARD)
    there = view.figures(visit, view.day).standing(view.level)["unit_id"]
    if answer.unit_id and (there == answer.unit_id).any():
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
        "ngay": "" if view.number else _written(view.day, today),
        "tu": _written(view.since, since),
        "so": view.beside,
        "lop2": view.other_layer.key if view.beside == "lop" else "",
        "ngay2": _written(view.other_day, other) if view.beside == "ngay" else "",
        "tuan": YES if view.weekly else "",
        "cu": YES if view.former else "",
        "nen": YES if view.tiles else "",
        "anh": _number(view.number),
        "anh2": _number(view.other_number) if view.beside == "anh" else "",
    }
    address.keep_all({name: "" if code == CODES[name] else code for name, code in codes.items()})


def clicked(view: View, unit_id: str) -> View:
    """Return the view after a click on a unit: a commune opens its groups, a group is marked."""
    if view.level == "commune":
        return replace(view, level="group", commune_id=unit_id, group_id="")
    return replace(view, group_id=unit_id)


def _understood(visit: Visit, codes: dict[str, str]) -> View:
    # Places are the same on every day, and today's standing is at hand.
    shown = figures(visit, visit.day, codes["anh"])
    groups, communes = shown.standing("group"), shown.standing("commune")
    commune_id = codes["xa"] if (communes["unit_id"] == codes["xa"]).any() else ""
    level = "group" if commune_id or (codes["cap"] == "to" and can_draw_all(groups)) else "commune"
    inside = groups["parent_id"] == commune_id if commune_id else pd.Series(level == "group", index=groups.index)
    group_id = codes["to"] if (inside & (groups["unit_id"] == codes["to"])).any() else ""
    day = shown.day if shown.snapshot else min(_day(codes["ngay"], visit.day), visit.day)
    offered = {layer.key: layer for layer in shown.layers(level)}
    layer = offered.get(codes["lop"], LAYERS[0])
    others = [one for one in offered.values() if one is not layer]
    other = figures(visit, visit.day, codes["anh2"])
    beside = codes["so"] if codes["so"] in comparisons(visit, shown) else ""
    return View(
        level=level,
        commune_id=commune_id,
        group_id=group_id,
        layer=layer,
        day=day,
        since=min(_day(codes["tu"], _days_before(day)), day),
        beside=beside,
        other_day=min(_day(codes["ngay2"], _days_before(day)), visit.day),
        other_layer=offered.get(codes["lop2"], others[0] if others else layer),
        weekly=codes["tuan"] == YES and layer.has_weeks and not shown.snapshot,
        former=codes["cu"] == YES,
        tiles=codes["nen"] == YES and bool(visit.campaign.settings.map_tiles),
        number=shown.snapshot.number if shown.snapshot else 0,
        other_number=other.snapshot.number if other.snapshot else 0,
    )


def comparisons(visit: Visit, shown: Figures) -> tuple[str, ...]:
    """Return what may lie beside the map: a snapshot has no other day, and figures are frozen or in force."""
    without = {"ngay"} if shown.snapshot else set() if visit.campaign.snapshots() else {"anh"}
    return tuple(one for one in COMPARISONS if one not in without)


def can_draw_all(groups: pd.DataFrame) -> bool:
    """Tell whether a browser can be shown all groups at once."""
    return int(groups["west"].notna().sum()) <= MOST_SHAPES


def _number(number: int) -> str:
    return str(number) if number else ""


def _days_before(day: date) -> date:
    return day - timedelta(days=SINCE_DAYS)


def _day(code: str, default: date) -> date:
    try:
        return date.fromisoformat(code)
    except ValueError:
        return default


def _written(day: date, default: date) -> str:
    return "" if day == default else day.isoformat()
