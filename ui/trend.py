"""The coverage of one commune week by week against its target, and where its pace leads."""

from typing import Any

import pandas as pd
import streamlit as st

from outreach.pace import Pace, PaceState
from texts import Language
from ui.charts import chart_config
from ui.theme import theme
from ui.visit import Visit

HEIGHT = 240
COLUMNS = ["on_date", "share", "low", "high"]


def trend_section(visit: Visit, unit_no: int, name: str) -> None:
    """Draw the coverage of a commune at the end of each week with the line of the target; say what is not known."""
    say = visit.say
    st.subheader(say("trend.title"), anchor=False, help=say("trend.help"))
    pace = visit.campaign.pace("commune", visit.day)
    known = coverage_by_week(pace, unit_no)
    if known.empty:
        st.info(say("trend.empty"), icon=":material/inbox:")
        return
    chart = _chart(say, pace, unit_no, known, coverage_ahead(pace, unit_no))
    chart = chart.properties(height=HEIGHT, description=say("trend.of", name=name))
    st.altair_chart(chart.configure(**chart_config(say)), theme=None, key=f"trend_{unit_no}")
    st.caption(say("trend.note", share=say.share(pace.target.share), day=pace.target.on))


def coverage_by_week(pace: Pace, unit_no: int) -> pd.DataFrame:
    """Return the coverage of a unit by the end of each complete week: on_date and share; none without a population."""
    adults = pace.of(unit_no)["adults"]
    line = pace.history(unit_no)
    if pd.isna(adults) or not adults:
        return line.iloc[:0].assign(share=pd.Series(dtype="float64"))
    return line.assign(share=line["reached"].astype("float64") / float(adults))


def coverage_ahead(pace: Pace, unit_no: int) -> pd.DataFrame:
    """Return the coverage that is foretold until the target's day, with its range: on_date, share, low, high."""
    ahead = pace.outlook(unit_no)
    if ahead.empty:
        return pd.DataFrame(columns=COLUMNS)
    adults = float(pace.of(unit_no)["adults"])
    names = {"reached": "share", "reached_low": "low", "reached_high": "high"}
    return ahead.assign(**{new: ahead[old].astype("float64") / adults for old, new in names.items()})[COLUMNS]


def _chart(say: Language, pace: Pace, unit_no: int, known: pd.DataFrame, ahead: pd.DataFrame) -> Any:
    import altair as alt

    target, last = pace.target, known.iloc[-1]
    end = max(pd.Timestamp(target.on), last["on_date"])
    # A little room on the right for what the ends of the lines say.
    days = [known["on_date"].iloc[0].isoformat(), (end + (end - known["on_date"].iloc[0]) * 0.08).isoformat()]
    across = alt.X("on_date:T", title=None, scale=alt.Scale(domain=days, type="utc"), axis=alt.Axis(tickCount=6))
    most = max(target.share, known["share"].max(), ahead["high"].max() if len(ahead) else 0.0)
    axis = alt.Axis(format=".0%", tickCount=5)
    up = alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, most * 1.08]), axis=axis)
    wanted = say("trend.target", share=say.share(target.share))
    inks = theme()
    layers: list[Any] = [
        _line(alt, _two(days[0], end, target.share), inks.needed, [7, 4], across, up),
        _said(alt, end, target.share, wanted, inks.needed, across, up, -8, "right"),
    ]
    if len(ahead):
        band = alt.Chart(_written(ahead)).mark_area(color=inks.foretold, opacity=0.22)
        layers.append(band.encode(x=across, y=alt.Y("low:Q", scale=up["scale"]), y2="high:Q"))
        layers.append(_line(alt, ahead, inks.foretold, [2, 2], across, up))
        at, share = ahead["on_date"].iloc[-1], float(ahead["share"].iloc[-1])
        layers.append(_said(alt, at, share, say.share(share), inks.foretold, across, up, -12, "center"))
    # Reports that come late still add to the last week; a silent commune has no last week.
    soft = known.iloc[:0] if pace.of(unit_no)["pace_state"] == PaceState.SILENT else known.tail(2)
    layers += [
        _line(alt, known.iloc[:-1] if len(soft) else known, inks.reached, [1, 0], across, up),
        _line(alt, soft, inks.reached, [3, 3], across, up),
        _said(
            alt,
            last["on_date"],
            float(last["share"]),
            say.share(last["share"]),
            inks.reached,
            across,
            up,
            -12,
            "right",
        ),
        _hover(alt, say, known, across, up),
    ]
    return alt.layer(*layers)


def _written(line: pd.DataFrame) -> pd.DataFrame:
    return line.assign(on_date=pd.to_datetime(line["on_date"]).dt.strftime("%Y-%m-%d"))


def _two(begin: Any, end: Any, share: float) -> pd.DataFrame:
    return pd.DataFrame({"on_date": pd.to_datetime([begin, end]), "share": [share, share]})


def _line(alt: Any, line: pd.DataFrame, colour: str, dash: list[int], across: Any, up: Any) -> Any:
    drawn = alt.Chart(_written(line[["on_date", "share"]])).mark_line(color=colour, strokeWidth=2, strokeDash=dash)
    return drawn.encode(x=across, y=up)


def _said(alt: Any, at: Any, share: float, text: str, colour: str, across: Any, up: Any, dy: int, align: str) -> Any:
    row = _written(pd.DataFrame({"on_date": [pd.Timestamp(at)], "share": [share], "text": [text]}))
    drawn = alt.Chart(row).mark_text(color=colour, dy=dy, align=align, fontSize=13, fontWeight=600)
    return drawn.encode(x=across, y=up, text="text:N")


def _hover(alt: Any, say: Language, known: pd.DataFrame, across: Any, up: Any) -> Any:
    told = _written(known[["on_date", "share"]]).assign(
        when=[say.day(day.date()) for day in known["on_date"]], covered=[say.share(one) for one in known["share"]]
    )
    tooltip = [
        alt.Tooltip("when:N", title=say("chart.hover.when")),
        alt.Tooltip("covered:N", title=say("measure.coverage_share")),
    ]
    return alt.Chart(told).mark_point(opacity=0, size=200).encode(x=across, y=up, tooltip=tooltip)
