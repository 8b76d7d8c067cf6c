"""Plan against actual on a chart: adults planned by each day, and adults reached by then in the planned groups."""

from typing import Any

import pandas as pd
import streamlit as st

from campaign.tracking import Tracked
from texts import Language
from ui.charts import PEOPLE, TIME, chart_config
from ui.theme import theme
from ui.visit import Visit

HEIGHT = 260
DAYS = {"vi": "%d/%m", "en": "%-d %b"}
LINES = ("planned_adults", "adults_reached")
HOVER = ("line", "when", "count")


def plan_chart(visit: Visit, one: Tracked) -> None:
    """Draw both lines from the plan's first day to its last; what is still to come has no line of what was reached."""
    say = visit.say
    rows = _rows(one.by_day, say)
    spec = {
        "height": HEIGHT,
        "layer": _layers(rows, say),
        "config": {**chart_config(say), "axisTemporal": {"format": DAYS[say.code]}},
        "padding": {"left": 4, "right": 14, "top": 4, "bottom": 4},
    }
    title = say("tracking.chart", number=one.record.plan_no)
    st.vega_lite_chart(pd.DataFrame(rows), spec, width="stretch", theme=None, key="tracking_chart", alt=title)
    st.caption(f"{title}. {say('tracking.chart_note')}")


def _rows(by_day: pd.DataFrame, say: Language) -> list[dict[str, Any]]:
    """Return the points of both lines, each with what it says on hover."""
    long = by_day.melt("on_date", list(LINES), "line", "adults").dropna(subset="adults")
    return [
        {
            "day": point["on_date"].strftime("%Y-%m-%d"),
            "people": float(point["adults"]),
            "line": say(f"tracking.line.{point['line']}"),
            "when": say.day(point["on_date"].date()),
            "count": say.number(point["adults"]),
        }
        for point in long.to_dict("records")
    ]


def _layers(rows: list[dict[str, Any]], say: Language) -> list[dict[str, Any]]:
    # Both axes are told their ends: the chart is first drawn without its rows.
    days = [min(row["day"] for row in rows), max(row["day"] for row in rows)]
    x = {**TIME, "scale": {"type": "utc", "domain": days}}
    y = {**PEOPLE, "field": "people", "scale": {"domain": [0, max(1.0, *(row["people"] for row in rows))]}}
    labels = [say(f"tracking.line.{line}") for line in LINES]
    legend = {"title": None, "orient": "top", "symbolType": "stroke", "symbolSize": 420, "columns": 1}
    colour = {"domain": labels, "range": [theme().needed, theme().reached]}
    dash = {"domain": labels, "range": [[7, 4], [1, 0]]}
    line = {"x": x, "y": y}
    looks = {
        "color": {"field": "line", "type": "nominal", "scale": colour, "legend": legend},
        "strokeDash": {"field": "line", "type": "nominal", "scale": dash, "legend": legend},
    }
    said = [{"field": name, "type": "nominal", "title": say(f"chart.hover.{name}")} for name in HOVER]
    return [
        {"mark": {"type": "line", "strokeWidth": 2.2}, "encoding": {**line, **looks}},
        {"mark": {"type": "point", "filled": True, "size": 34}, "encoding": {**line, "color": looks["color"]}},
        {"mark": {"type": "point", "opacity": 0, "size": 260}, "encoding": {**line, "tooltip": said}},
    ]
