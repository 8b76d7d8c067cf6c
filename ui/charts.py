"""Charts as Vega-Lite specifications: what a page draws over time, in the visitor's words and formats."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from outreach.forecast import STATED
from outreach.pace import Pace, PaceState
from texts import Language
from ui.theme import FACE, theme
from ui.visit import Visit

HEIGHT = 340
SEPARATORS = {"vi": (",", "."), "en": (".", ",")}
MONTHS = {"vi": "%m/%Y", "en": "%b %Y"}
LINES = ("reached", "soft", "foretold", "needed")
HOVER = ("line", "when", "count")
TIME = {"field": "day", "type": "temporal", "title": None, "axis": {"tickCount": 6}}
PEOPLE = {"type": "quantitative", "title": None, "axis": {"format": ",.0f", "tickCount": 5}}

Rows = list[dict[str, Any]]


def pace_chart(visit: Visit, pace: Pace, level: str, unit_no: int, name: str) -> None:
    """Draw the people reached in a unit week by week, where that leads, and the way to the target."""
    say = visit.say
    rows = _rows(pace, unit_no, say)
    if not rows:
        return
    spec = {
        "height": HEIGHT,
        "layer": _layers(rows, say),
        "config": chart_config(say),
        "padding": {"left": 4, "right": 12, "top": 4, "bottom": 4},
    }
    title = say("chart.pace", name=name)
    st.vega_lite_chart(pd.DataFrame(rows), spec, width="stretch", theme=None, key=f"pace_chart_{unit_no}", alt=title)
    if any("low" in row for row in rows):
        title = f"{title}. {_promise(visit, pace, level)}"
    st.caption(title)


def _promise(visit: Visit, pace: Pace, level: str) -> str:
    """Say how often the range is said to hold, and how often it did, at the horizon that is nearest."""
    say, trials = visit.say, visit.campaign.pace_trials(level, visit.day)
    tried = trials[trials["forecasts"] > 0]
    if tried.empty:
        return say("chart.band_untried", stated=say.number(100 * STATED))
    ahead = (pd.Timestamp(pace.target.on) - pace.complete_until).days / 7
    nearest = tried.iloc[int((tried["horizon_weeks"] - ahead).abs().argmin())]
    key = "chart.band_young" if pace.is_young else "chart.band"
    held = say.share(nearest["measured_share"])
    return say(key, stated=say.number(100 * STATED), weeks=int(nearest["horizon_weeks"]), held=held)


def _rows(pace: Pace, unit_no: int, say: Language) -> Rows:
    """Return the points of all lines, each with what it says on hover."""
    one = pace.of(unit_no)
    line = pace.history(unit_no)
    rows = _points(line if pace.of(unit_no)["pace_state"] == PaceState.SILENT else line.iloc[:-1], "reached", say)
    # Reports that come late still add to the last week; a silent unit has no last week.
    if len(line) > 1 and pace.of(unit_no)["pace_state"] != PaceState.SILENT:
        rows += _points(line.tail(2), "soft", say)
    rows += _points(pace.outlook(unit_no), "foretold", say)
    end = pd.Timestamp(pace.target.on)
    if pd.notna(one["remaining"]) and one["remaining"] > 0 and end > pace.complete_until:
        way = {"on_date": [pace.complete_until, end], "reached": [one["done"], one["done"] + one["remaining"]]}
        rows += _points(pd.DataFrame(way), "needed", say)
    return rows


def _points(line: pd.DataFrame, name: str, say: Language) -> Rows:
    told = say(f"chart.{name}")
    return [
        {
            "day": point["on_date"].strftime("%Y-%m-%d"),
            "people": float(point["reached"]),
            "line": told,
            "when": say.day(point["on_date"].date()),
            "count": say.number(point["reached"]),
            **_edges(point),
        }
        for point in line.to_dict("records")
    ]


def _edges(point: Mapping[Any, Any]) -> dict[str, float]:
    if pd.isna(point.get("reached_low")):
        return {}
    return {"low": float(point["reached_low"]), "high": float(point["reached_high"])}


def _layers(rows: Rows, say: Language) -> list[dict[str, Any]]:
    """Return the band, the lines, and unseen points that answer the pointer."""
    # Both axes are told their ends: the chart is first drawn without its rows.
    days = [min(row["day"] for row in rows), max(row["day"] for row in rows)]
    most = max(max(row["people"], row.get("high", 0.0)) for row in rows)
    x = {**TIME, "scale": {"type": "utc", "domain": days}}
    y = {**PEOPLE, "scale": {"domain": [0, max(most, 1.0)]}}
    labels = [say(f"chart.{line}") for line in LINES]
    legend = {"title": None, "orient": "top", "symbolType": "stroke", "symbolSize": 420, "columns": 2}
    inks = theme()
    colours = [inks.reached, inks.reached, inks.foretold, inks.needed]
    looks = {
        "color": {"scale": {"domain": labels, "range": colours}, "legend": legend},
        "strokeDash": {"scale": {"domain": labels, "range": [[1, 0], [3, 3], [2, 2], [7, 4]]}, "legend": legend},
    }
    by_line = {name: {"field": "line", "type": "nominal", **look} for name, look in looks.items()}
    said = [{"field": name, "type": "nominal", "title": say(f"chart.hover.{name}")} for name in HOVER]
    band = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    line = {"x": x, "y": {**y, "field": "people"}}
    return [
        {
            "transform": [{"filter": "isValid(datum.low)"}],
            "mark": {"type": "area", "color": inks.foretold, "opacity": 0.22},
            "encoding": band,
        },
        {"mark": {"type": "line", "strokeWidth": 2.2}, "encoding": {**line, **by_line}},
        {"mark": {"type": "point", "opacity": 0, "size": 260}, "encoding": {**line, "tooltip": said}},
    ]


def chart_config(say: Language) -> dict[str, Any]:
    """Return how every chart looks, with the numbers and months of a language."""
    decimal, thousands = SEPARATORS[say.code]
    number = {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]}
    inks = theme()
    font = {"labelFontSize": 12, "labelColor": inks.ink}
    return {
        "locale": {"number": number},
        "font": FACE,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {"gridColor": inks.grid, "domain": False, "tickColor": inks.grid, **font},
        "axisX": {"grid": False, "labelOverlap": True, "labelSeparation": 12},
        "axisTemporal": {"format": MONTHS[say.code]},
        "legend": {"labelLimit": 260, **font},
    }
