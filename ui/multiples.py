"""Many small lines side by side: each commune's way so far and where it leads, as pictures that need no script."""

import html
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd
import streamlit as st

from outreach.pace import Pace, PaceState
from texts import Language
from ui.pace import told
from ui.theme import theme
from ui.visit import Visit

WIDTH, HEIGHT, EDGE = 150, 46, 3


def multiples(visit: Visit, pace: Pace, units: pd.DataFrame) -> None:
    """Show a small line of each unit, in the order given; a click opens the unit.

    `units` is indexed by unit_no, with what the pace measured beside unit_id, name and last_on.
    """
    cells = "".join(_cell(visit, pace, one) for one in units.reset_index().to_dict("records"))
    st.html(f'<div class="multiples">{cells}</div>')
    st.caption(visit.say("pace.multiples_note"))


def _cell(visit: Visit, pace: Pace, one: dict[Any, Any]) -> str:
    say = visit.say
    address = html.escape(urlencode({"xa": one["unit_id"], "lang": say.code}))
    share = say.share(None if pd.isna(one["last_on"]) else _share(one["done"], one["adults"]))
    ahead = "" if pd.isna(one["forecast_share"]) else f" → {say.share(one['forecast_share'])}"
    return (
        f'<a class="multiple {_class(one)}" href="?{address}" target="_self"><b>{html.escape(str(one["name"]))}</b>'
        f"{_picture(pace, one)}<span>{share}{ahead}</span><i>{html.escape(_told(say, one))}</i></a>"
    )


def _told(say: Language, one: dict[Any, Any]) -> str:
    """Say how likely a unit is to be there in time, or why nobody can tell; without a record nothing is known of it."""
    if pd.isna(one["last_on"]):
        return say("pace.never_heard")
    return (
        say("pace.silent_since", day=one["last_on"].date()) if one["pace_state"] == PaceState.SILENT else told(say, one)
    )


def _class(one: dict[Any, Any]) -> str:
    """Return the class of the chance, or the state where there is none."""
    return str(one["pace_state"] if pd.isna(one["on_time"]) else one["on_time"])


def _share(part: Any, whole: Any) -> float | None:
    return None if pd.isna(part) or pd.isna(whole) else float(part) / float(whole)


def _picture(pace: Pace, one: dict[Any, Any]) -> str:
    line = pace.history(one["unit_no"])["reached"]
    now, adults = float(line.iloc[-1]) if len(line) else 0.0, one["adults"]
    ahead = [_people(one[name], adults) for name in ("forecast_low_share", "forecast_share", "forecast_high_share")]
    top = max(1.0, now, *(value for value in ahead if value is not None))
    weeks_ahead = max((pd.Timestamp(pace.target.on) - pace.complete_until).days / 7, 0)
    across = (WIDTH - 2 * EDGE) / max(pace.weeks + weeks_ahead, 1)

    def dot(week: float, people: float) -> str:
        return f"{EDGE + week * across:.1f},{HEIGHT - EDGE - people / top * (HEIGHT - 2 * EDGE):.1f}"

    inks = theme()
    drawn = [f'<path d="M{EDGE} {HEIGHT - EDGE}H{WIDTH - EDGE}" stroke="{inks.grid}"/>']
    drawn += _forecast(dot, pace.weeks, weeks_ahead, now, ahead)
    path = " ".join(dot(week, people) for week, people in enumerate(line))
    drawn.append(f'<polyline points="{path}" fill="none" stroke="{inks.reached}" stroke-width="1.8"/>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
    return f'<img alt="" src="data:image/svg+xml,{quote(head + "".join(drawn) + "</svg>")}">'


def _people(share: Any, adults: Any) -> float | None:
    return None if pd.isna(share) or pd.isna(adults) else float(share) * float(adults)


def _forecast(
    dot: Callable[[float, float], str], begin: int, ahead: float, now: float, ends: list[float | None]
) -> Iterator[str]:
    low, middle, high = ends
    start, end = begin, begin + ahead
    ink = theme().foretold
    if low is not None and high is not None:
        corners = f"{dot(start, now)} {dot(end, high)} {dot(end, low)}"
        yield f'<polygon points="{corners}" fill="{ink}" opacity="0.25"/>'
    if middle is not None:
        points = f"{dot(start, now)} {dot(end, middle)}"
        yield f'<polyline points="{points}" fill="none" stroke="{ink}" stroke-width="1.6" stroke-dasharray="2 2"/>'
