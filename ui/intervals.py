"""A ranking that shows how far it can be trusted: each commune's forecast as a bar, and the ranks it may have."""

from typing import Any

import pandas as pd
import streamlit as st

from outreach.ranking import rank_range
from texts import Language
from ui.charts import chart_config
from ui.theme import theme
from ui.visit import Visit

ROW = 17  # pixels of a commune
TOLD = 112  # pixels for what a bar says
CERTAIN, TIED = "●", "○"


def with_ranks(units: pd.DataFrame) -> pd.DataFrame:
    """Return units of a pace with rank_best and rank_worst among themselves, by the forecast on the target's day."""
    return units.join(rank_range(units["forecast_low_share"], units["forecast_high_share"]))


def written_rank(say: Language, one: dict[Any, Any]) -> str:
    """Write the ranks that a unit may have; one rank where it is sure, a dash where nothing is foretold."""
    best, worst = one["rank_best"], one["rank_worst"]
    if pd.isna(best):
        return say.number(None)
    return say.number(best) if best == worst else f"{say.number(best)} – {say.number(worst)}"


def interval_chart(visit: Visit, units: pd.DataFrame) -> None:
    """Draw the forecast of each unit with its range, the highest first; what cannot be told apart has a hollow dot."""
    say = visit.say
    ranked = with_ranks(units).dropna(subset=["rank_best"])
    if len(ranked) < 2:
        return
    ordered = ranked.sort_values("forecast_share", ascending=False, kind="stable")
    sure = int((ordered["rank_best"] == ordered["rank_worst"]).sum())
    st.markdown(say("intervals.said", units=len(ordered), sure=sure))
    # What a bar says stands to its right, beyond the axis where the bar is the longest.
    room = {"left": 4, "right": TOLD, "top": 4, "bottom": 4}
    chart = _chart(say, ordered).properties(
        height=ROW * len(ordered) + 20, description=say("intervals.of"), padding=room
    )
    st.altair_chart(chart.configure(**chart_config(say)), theme=None, key="pace_intervals")
    st.caption(say("intervals.note", sure=CERTAIN, tied=TIED))


def _chart(say: Language, ordered: pd.DataFrame) -> Any:
    import altair as alt

    rows = ordered.to_dict("records")
    table = pd.DataFrame(
        {
            "name": ordered["name"].to_list(),
            **{name: ordered[f"forecast_{name}share"].astype("float64").to_list() for name in ("", "low_", "high_")},
            "now": (ordered["done"].astype("Float64") / ordered["adults"]).astype("float64").to_list(),
            "is_sure": (ordered["rank_best"] == ordered["rank_worst"]).to_list(),
            "told": [_told(say, one) for one in rows],
        }
    ).rename(columns={"": "middle", "low_": "low", "high_": "high"})
    most = float(table["high"].max())
    up = alt.Y("name:N", sort=table["name"].to_list(), title=None, axis=alt.Axis(labelLimit=170, ticks=False))
    scale = alt.Scale(domain=[0, most], nice=False)
    across: dict[str, Any] = {"title": None, "scale": scale, "axis": alt.Axis(format=".0%", tickCount=6)}
    inks = theme()
    base = alt.Chart(table).encode(y=up)
    bars = base.mark_bar(color=inks.foretold, opacity=0.3, height=9).encode(x=alt.X("low:Q", **across), x2="high:Q")
    now = base.mark_tick(color=inks.ink, thickness=2, size=11).encode(x=alt.X("now:Q", **across))
    dots = base.mark_point(filled=True, size=48, opacity=1, stroke=inks.reached, strokeWidth=1.6).encode(
        x=alt.X("middle:Q", **across),
        fill=alt.condition("datum.is_sure", alt.value(inks.reached), alt.value(inks.ground)),
    )
    said = base.mark_text(align="left", dx=6, fontSize=11, color=inks.ink).encode(
        x=alt.X("high:Q", **across), text="told:N"
    )
    return alt.layer(bars, now, dots, said)


def _told(say: Language, one: dict[Any, Any]) -> str:
    return say("intervals.told", share=say.share(one["forecast_share"]), rank=written_rank(say, one))
