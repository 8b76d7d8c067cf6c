"""Charts as Vega-Lite specifications: what a page draws over time, in the visitor's words and formats."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from outreach.pace import Pace
from texts import Language
from ui.palette import FORETOLD, GRID, INK, NEEDED, REACHED
from ui.visit import Visit

HEIGHT = 340
SEPARATORS = {"vi": (",", "."), "en": (".", ",")}
MONTHS = {"vi": "%m/%Y", "en": "%b %Y"}
LINES = ("reached", "foretold", "needed")
BLANKS = " \N{NO-BREAK SPACE}"

Rows = list[dict[str, Any]]


def pace_chart(visit: Visit, pace: Pace, unit_no: int, name: str) -> None:
    """Draw the people reached in a unit week by week, where that leads, and the way to the target."""
    say = visit.say
    rows = _rows(pace, unit_no, say)
    labels = [say(f"chart.{line}") for line in LINES]
    spec = {
        "height": HEIGHT,
        "layer": [_band(), *_lines(labels)],
        "config": _config(say),
        "padding": {"left": 4, "right": 12, "top": 4, "bottom": 4},
    }
    title = say("chart.pace", name=name)
    st.vega_lite_chart(pd.DataFrame(rows), spec, width="stretch", theme=None, key=f"pace_chart_{unit_no}", alt=title)
    range_ = say("chart.band_young" if pace.is_young else "chart.band")
    st.caption(f"{title}. {range_}" if any("low" in row for row in rows) else f"{title}.")


def _rows(pace: Pace, unit_no: int, say: Language) -> Rows:
    """Return the points of all lines, each with what it says on hover."""
    one = pace.of(unit_no)
    rows = _points(pace.history(unit_no), "reached", say)
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


def _band() -> dict[str, Any]:
    return {
        "transform": [{"filter": "isValid(datum.low)"}],
        "mark": {"type": "area", "color": FORETOLD, "opacity": 0.22},
        "encoding": {"x": _time(), "y": {"field": "low", **_people()}, "y2": {"field": "high"}},
    }


def _lines(labels: Sequence[str]) -> list[dict[str, Any]]:
    scale = {"domain": list(labels), "range": [REACHED, FORETOLD, NEEDED]}
    dashes = {"domain": list(labels), "range": [[1, 0], [2, 2], [7, 4]]}
    legend = {"title": None, "orient": "top", "symbolSize": 260, "columns": 3}
    encoding = {
        "x": _time(),
        "y": {"field": "people", **_people()},
        "color": {"field": "line", "type": "nominal", "scale": scale, "legend": legend},
        "strokeDash": {"field": "line", "type": "nominal", "scale": dashes, "legend": legend},
    }
    tooltip = [
        {"field": field, "type": "nominal", "title": title}
        for field, title in zip(("line", "when", "count"), (" ", BLANKS, BLANKS * 2), strict=True)
    ]
    hover = {
        "mark": {"type": "point", "filled": True, "opacity": 0, "size": 260},
        "encoding": {**encoding, "tooltip": tooltip},
    }
    return [{"mark": {"type": "line", "strokeWidth": 2.2}, "encoding": encoding}, hover]


def _time() -> dict[str, Any]:
    return {"field": "day", "type": "temporal", "scale": {"type": "utc"}, "title": None, "axis": {"tickCount": 6}}


def _people() -> dict[str, Any]:
    return {"type": "quantitative", "title": None, "axis": {"format": ",.0f", "tickCount": 5}}


def _config(say: Language) -> dict[str, Any]:
    decimal, thousands = SEPARATORS[say.code]
    number = {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]}
    font = {"labelFontSize": 12, "labelColor": INK}
    return {
        "locale": {"number": number},
        "font": "Source Sans, sans-serif",
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {"gridColor": GRID, "domain": False, "tickColor": GRID, **font},
        "axisX": {"grid": False, "labelOverlap": True},
        "axisTemporal": {"format": MONTHS[say.code]},
        "legend": {"labelLimit": 260, **font},
    }
