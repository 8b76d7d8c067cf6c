"""Why a plan is as it is: what stays out and why, what the locks cost, and what else could be had."""

import pandas as pd
import streamlit as st

from campaign.change import Opened
from texts.plan import left_sentence
from ui.charts import chart_config
from ui.plans.teams import plan_newcomers, plan_speakers
from ui.plans.visits import plan_table
from ui.theme import theme
from ui.visit import Visit

LEFT = ("name", "commune", "coverage_share", "unreached", "language", "travel_minutes", "reasons")
LESSONS = ("figure", "terrain", "assumed", "learned", "error", "rows")
HEIGHT = 300


def left_table(visit: Visit, left: pd.DataFrame) -> None:
    """Show the low groups that stay out, with why; a click opens one."""
    say = visit.say
    st.caption(say("desk.left_note"))
    if left.empty:
        st.success(say("desk.left_none"), icon=":material/done_all:")
        return
    told = left.assign(reasons=[left_sentence(row, say) for row in left.to_dict("records")])
    plan_table(visit, told, LEFT, key="plan_left", height=420)


def plan_reasons(visit: Visit, opened: Opened, facts: pd.Series) -> None:
    """Show prices of locks and of the floor, where a speaker more helps, and the trade-off with the plan on it."""
    say, number = visit.say, opened.record.plan_no
    st.caption(say("plan.assumed"))
    left, right = st.columns(2)
    with left:
        st.markdown(f"**{say('desk.trade')}**", help=say("desk.trade.help"))
        with st.spinner(say("desk.pricing")):
            _trade(visit, visit.campaign.desk.frontier(number), facts)
    with right:
        st.markdown(f"**{say('desk.speaker_title')}**", help=say("desk.speaker.help"))
        plan_speakers(visit, number)
        st.markdown(f"**{say('desk.newcomer_title')}**", help=say("desk.newcomer.help"))
        plan_newcomers(visit, number)
        _lessons(visit, number)
        if not opened.asked.wishes().is_empty or opened.asked.floor:
            _locks(visit, number)


def _lessons(visit: Visit, number: int) -> None:
    say = visit.say
    st.markdown(f"**{say('desk.lessons')}**", help=say("desk.lessons.help"))
    found = visit.campaign.desk.lessons(number)
    told = found.assign(
        figure=found["figure"].map(lambda one: say(f"lesson.{one}")),
        terrain=found["terrain"].map(lambda one: say(f"terrain.{one}") if one else ""),
    )
    plan_table(visit, told, LESSONS, key="plan_lessons")


def _locks(visit: Visit, number: int) -> None:
    say = visit.say
    st.markdown(f"**{say('desk.lock_prices')}**", help=say("desk.lock_prices.help"))
    with st.spinner(say("desk.pricing")):
        prices = visit.campaign.desk.prices(number)
    locks = prices[prices["rule"] != "day"]
    shown = locks.assign(rule=locks["rule"].map(lambda one: say(f"desk.rule.{one}")))
    plan_table(visit, shown, ("rule", "subject", "price"), key="plan_locks")


def _trade(visit: Visit, points: pd.DataFrame, facts: pd.Series) -> None:
    """Draw adults reached against those of the worst-off tenth: the line that no plan passes, and this plan."""
    say, inks = visit.say, theme()
    line, here = say("desk.trade.line"), say("desk.trade.here")
    rows = points.assign(what=line)
    mine = pd.DataFrame([{"adults": facts["adults"], "adults_worst": facts["adults_worst"], "what": here}])
    rows = pd.concat([rows, mine], ignore_index=True)
    rows["told"] = [say("desk.trade.told", adults=say.number(a), worst=say.number(w))
                    for a, w in zip(rows["adults"], rows["adults_worst"], strict=True)]  # fmt: skip
    scale = {"domain": [line, here], "range": [inks.needed, inks.foretold]}
    x = {"field": "adults_worst", "type": "quantitative", "title": say("desk.trade.x"), "scale": {"zero": False}}
    y = {"field": "adults", "type": "quantitative", "title": say("desk.trade.y"), "scale": {"zero": False}}
    color = {"field": "what", "type": "nominal", "scale": scale, "legend": {"title": None, "orient": "top"}}
    hover = [{"field": "told", "type": "nominal", "title": say("desk.trade")}]
    spec = {
        "height": HEIGHT,
        "encoding": {"x": x, "y": y, "color": color, "tooltip": hover},
        "layer": [
            {"transform": [{"filter": {"field": "what", "equal": line}}], "mark": {"type": "line", "point": True}},
            {
                "transform": [{"filter": {"field": "what", "equal": here}}],
                "mark": {"type": "point", "filled": True, "size": 160, "shape": "diamond"},
            },
        ],
        "config": chart_config(say),
    }
    st.vega_lite_chart(rows, spec, width="stretch", theme=None, key="plan_trade", alt=say("desk.trade"))
