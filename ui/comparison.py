"""Two moments, or two communes, side by side: what changed, what of it happened in the field, what lies in the data."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from campaign import Comparison, Moment
from outreach.comparison import CAUSES, DATA, DENOMINATOR, data_change
from ui.cards import measure_cards
from ui.downloads import Source, download_buttons
from ui.escape import markdown
from ui.filters import choice
from ui.moments import told
from ui.tables import FORMATS, unit_table
from ui.theme import theme
from ui.visit import Visit

COLUMNS = (
    *("name", "reached_change", "field", "data_change", "reached_before", "reached_after"),
    *("coverage_change_share", "coverage_before_share", "coverage_after_share"),
)
TAKEN = (
    *("unit_id", *COLUMNS[:4], *DATA, *COLUMNS[4:]),
    *("denominator_share", "only_in", "since", "until"),
)
SIDES = ("reached", "adults", "coverage_share", "gap_people", "household_share", "contacts", "closed", "last_on")
TREND_WEEKS = 12
BAR, CHART = 34, 300


def summary(visit: Visit, found: Comparison) -> None:
    """Show the change of the whole: people before and after, newly reached, and what the data changed."""
    say, whole = visit.say, found.whole
    before, after = say.number(whole["reached_before"]), say.number(whole["reached_after"])
    shares = [say.share(whole[f"coverage_{end}_share"]) for end in ("before", "after")]
    shown = (
        ("reached_change", say.change(whole["reached_change"]), say("comparison.from_to", before=before, after=after)),
        ("field", say.change(whole["field"]), say("comparison.field_note", since=found.before.day)),
        ("data_change", say.change(whole[list(DATA)].sum()), say("comparison.data_note", day=found.before.day)),
        (
            "coverage_change_share",
            say.points(whole["coverage_change_share"]),
            say("comparison.from_to", before=shares[0], after=shares[1]),
        ),
    )
    measure_cards(visit, shown)


def on_map(visit: Visit) -> bool:
    """Offer both moments side by side on the map; tell whether that was asked for."""
    with st.container(key="unprinted_map"):
        return st.button(visit.say("comparison.on_map"), icon=":material/map:", key="comparison_map")


def causes(visit: Visit, found: Comparison) -> None:
    """Draw the change as steps from the earlier figure to the later one, and say of each in plain words what it is."""
    say, whole = visit.say, found.whole
    spoken = [cause for cause in CAUSES if whole[cause]]
    left, right = st.columns([11, 9], gap="medium")
    with left:
        st.subheader(say("comparison.causes"), anchor=False)
        if spoken:
            st.altair_chart(_waterfall(visit, whole, spoken), width="stretch", key="waterfall")
            st.caption(say("comparison.colours"))
        else:
            st.info(say("comparison.nothing"), icon=":material/drag_handle:")
    with right:
        st.subheader(say("comparison.meaning"), anchor=False)
        for cause in spoken:
            name, people = say(f"measure.{cause}"), say.change(whole[cause])
            st.markdown(f"**{people}** {name}: {say(f'measure.{cause}.definition')}")
        st.markdown(_denominator(visit, whole))
        silent = [say(f"measure.{cause}") for cause in CAUSES if cause not in spoken]
        if silent:
            st.caption(say("comparison.silent", causes=silent))


def _denominator(visit: Visit, whole: pd.Series) -> str:
    say, moved = visit.say, whole[f"{DENOMINATOR}_share"]
    if pd.isna(moved):
        return say("comparison.no_coverage")
    if not round(float(moved), 9):
        return say("comparison.same_denominator")
    people = say.points(whole["coverage_change_share"] - moved)
    return say("comparison.denominator", moved=say.points(moved), people=people)


def _waterfall(visit: Visit, whole: pd.Series, spoken: Sequence[str]) -> Any:
    """Draw each cause as a bar from where the last one ended; the last bar is the whole change."""
    import altair as alt

    say = visit.say
    steps = pd.DataFrame({"cause": [*spoken, "reached_change"]})
    steps["people"] = whole[steps["cause"]].to_numpy(dtype="int64")
    steps["end"] = steps["people"].cumsum().where(steps["cause"] != "reached_change", steps["people"])
    steps["begin"] = steps["end"] - steps["people"]
    steps["kind"] = ["field" if one == "field" else "data" if one in DATA else "sum" for one in steps["cause"]]
    steps["name"] = [say(f"measure.{cause}") for cause in steps["cause"]]
    steps["label"] = [say.change(people) for people in steps["people"]]
    steps["right"] = steps[["begin", "end"]].max(axis=1)
    names = alt.Y("name:N", sort=steps["name"].tolist(), title=None, axis=alt.Axis(labelLimit=220, ticks=False))
    # Every bar is told its number, so the axis needs none; the scale leaves room for the longest of them.
    widest = alt.Scale(domain=[min(0, int(steps["end"].min())), max(1, int(steps["right"].max())) * 1.25])
    people = alt.X("begin:Q", title=None, axis=None, scale=widest)
    # Green for the field, amber for the data, grey for the sum: apart for the colour-blind too.
    inks = theme()
    shown = alt.Scale(domain=["field", "data", "sum"], range=[inks.field, inks.data, inks.whole])
    colour = alt.Color("kind:N", legend=None, scale=shown)
    tips = [
        alt.Tooltip("name:N", title=say("comparison.cause")),
        alt.Tooltip("label:N", title=say("comparison.people")),
    ]
    base = alt.Chart(steps)
    bars = base.mark_bar(size=20).encode(x=people, x2="end:Q", y=names, color=colour, tooltip=tips)
    labels = base.mark_text(align="left", dx=5, fontSize=13, color=inks.ink).encode(
        x="right:Q", y=names, text="label:N"
    )
    return (bars + labels).properties(height=BAR * len(steps) + 10)


def change_table(visit: Visit, found: Comparison) -> str | None:
    """Show the units, the largest change first, with the files to take along; return the id of the picked one."""
    say = visit.say
    st.subheader(say("comparison.by_commune"), anchor=False)
    ends = [markdown(told(visit, moment)) for moment in (found.before, found.after)]
    st.caption(say("comparison.from_to", before=ends[0], after=ends[1]))
    units = found.units.reset_index()
    units = units.assign(
        data_change=data_change(units),
        only_in=[say(f"comparison.only.{side}") if side else "" for side in units["only_in"]],
        since=told(visit, found.before),
        until=told(visit, found.after),
    )
    order = units["reached_change"].abs().sort_values(ascending=False, kind="stable").index
    ordered = units.loc[order].reset_index(drop=True)
    picked = unit_table(visit, ordered, COLUMNS, key="changes", height=420)
    st.caption(say("comparison.open_hint"))
    alone = [f"{markdown(name)} ({side})" for name, side in ordered[["name", "only_in"]].to_numpy() if side]
    if alone:
        st.warning(say("comparison.alone", units=alone), icon=":material/difference:")
    download_buttons(visit, ordered, TAKEN, f"so-sanh-{found.stem}", sources(visit, found.before, found.after))
    return picked


def sources(visit: Visit, *moments: Moment) -> Source:
    """Return what stands behind the figures of moments, for the sheet of definitions."""
    say = visit.say
    return [
        (told(visit, one), say("moment.behind", edition=one.edition_name, imports=len(one.imports))) for one in moments
    ]


def two_communes(visit: Visit) -> None:
    """Show two communes side by side: figures with their definitions, and the coverage of the last weeks."""
    say, standing = visit.say, visit.standing("commune")
    names = dict(zip(standing["unit_id"], standing["name"], strict=True))
    ordered = tuple(standing.sort_values("gap_people", ascending=False, kind="stable")["unit_id"])
    if len(ordered) <= 1:
        st.info(say("comparison.one_commune"), icon=":material/info:")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        one = choice("xa1", say("comparison.first"), ordered, lambda unit_id: names[unit_id])
    with right:
        other = choice("xa2", say("comparison.second"), (*ordered[1:], ordered[0]), lambda unit_id: names[unit_id])
    if one == other:
        st.info(say("comparison.same"), icon=":material/info:")
        return
    _side_by_side(visit, standing.set_index("unit_id").loc[[one, other]])
    _trend(visit, (one, other), [names[one], names[other]])


def _side_by_side(visit: Visit, two: pd.DataFrame) -> None:
    say = visit.say
    rows = {say("measure.state"): [say(f"state.{state}") for state in two["state"]]}
    rows |= {say(f"measure.{c}"): [getattr(say, FORMATS[c])(value) for value in two[c]] for c in SIDES}
    names = two["name"].where(~two["name"].duplicated(keep=False), two["name"] + " (" + two.index + ")")
    table = pd.DataFrame(rows, index=names).T.reset_index(names=say("comparison.figure"))
    st.dataframe(table, hide_index=True, key="sides", height="content")
    with st.expander(say("comparison.definitions"), icon=":material/menu_book:"):
        for column in SIDES:
            st.markdown(f"**{say(f'measure.{column}')}**: {say(f'measure.{column}.definition')}")


def _trend(visit: Visit, communes: tuple[str, ...], names: list[str]) -> None:
    import altair as alt

    say = visit.say
    st.subheader(
        say("comparison.trend", weeks=TREND_WEEKS), anchor=False, help=say("measure.coverage_share.definition")
    )
    points = visit.campaign.coverage_trend(visit.day, communes, TREND_WEEKS)
    if points["coverage_share"].isna().all():
        st.info(say("comparison.no_trend"), icon=":material/show_chart:")
        return
    points = points.assign(
        coverage_share=points["coverage_share"].astype("float64"),
        told=[say.share(share) for share in points["coverage_share"]],
        day=[say.day(day) for day in points["on_date"]],
    )
    days = alt.X("on_date:T", title=None, axis=alt.Axis(format="%d/%m", labelAngle=0, tickCount=6))
    share = alt.Y("coverage_share:Q", title=say("measure.coverage_share"), axis=alt.Axis(format="%", tickCount=5))
    two = alt.Scale(domain=names, range=[theme().accent, theme().foretold])
    encoded = {
        "x": days,
        "y": share,
        "color": alt.Color("name:N", title=None, scale=two, legend=alt.Legend(orient="top")),
        "strokeDash": alt.StrokeDash("name:N", scale=alt.Scale(domain=names, range=[[1, 0], [6, 3]]), legend=None),
        "tooltip": [
            alt.Tooltip("name:N", title=say("measure.name")),
            alt.Tooltip("day:N", title=say("definition.day")),
            alt.Tooltip("told:N", title=say("measure.coverage_share")),
        ],
    }
    line = alt.Chart(points).mark_line(point=True, strokeWidth=2.5).encode(**encoded)
    st.altair_chart(line.properties(height=CHART), width="stretch", key="trend")
