"""How far people came: a bar for each step, the skills, and the visits that ended without service."""

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from outreach.cascade import cascade, skill_shares
from ui.theme import theme
from ui.visit import Visit

if TYPE_CHECKING:
    import altair as alt


def cascade_section(visit: Visit, whole: pd.Series, ended: pd.Series, key: str) -> None:
    """Draw the cascade of one unit or of the whole; `ended` are the visits without service by reason."""
    say = visit.say
    st.subheader(say("cascade.title"), anchor=False, help=say("cascade.help"))
    steps = cascade(whole)
    if steps["people"].fillna(0).sum() == 0:
        st.info(say("cascade.empty"), icon=":material/inbox:")
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.altair_chart(_bars(visit, steps), key=f"cascade_{key}")
        _leak(visit, steps)
    with right:
        _skills(visit, whole)
        _ended(visit, ended)


def _bars(visit: Visit, steps: pd.DataFrame) -> "alt.LayerChart":
    import altair as alt

    say, inks = visit.say, theme()
    names = [say(f"cascade.step.{step}") for step in steps.index]
    labels = [_label(visit, row) for row in steps.itertuples()]
    table = pd.DataFrame(
        {
            "step": names,
            "share": steps["share"].astype("float64").to_numpy(),
            "label": [f"{name}: {label}" for name, label in zip(names, labels, strict=True)],
            "colour": [
                inks.foretold if leak else inks.quiet if step == "confirmed" else inks.accent
                for step, leak in zip(steps.index, steps["is_leak"], strict=True)
            ],
        }
    )
    # What a bar says stands over it, so that it is never cut off on a phone.
    base = alt.Chart(table).encode(y=alt.Y("step:N", sort=names, title=None, axis=None))
    across = alt.X("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=None)
    bars = base.mark_bar(height=12, yOffset=10, cornerRadiusEnd=2).encode(
        x=across, color=alt.Color("colour:N", scale=None)
    )
    said = base.mark_text(align="left", dy=-7, fontSize=13, color=inks.ink).encode(x=alt.value(0), text="label:N")
    chart = alt.layer(bars, said).properties(height=42 * len(table), description=say("cascade.title"))
    return chart.configure_view(stroke=None)


def _label(visit: Visit, row: Any) -> str:
    say = visit.say
    people, asked, share = (getattr(row, name) for name in ("people", "asked", "share"))
    if pd.isna(people):
        return say("cascade.unknown")
    if pd.isna(asked):
        return say("cascade.of_adults", people=int(people), share=say.share(share))
    if pd.isna(share):
        return say("cascade.too_few", asked=int(asked))
    return say("cascade.of_asked", people=int(people), share=say.share(share), asked=int(asked))


def _leak(visit: Visit, steps: pd.DataFrame) -> None:
    say = visit.say
    found = steps[steps["is_leak"]]
    if len(found):
        step, lost = str(found.index[0]), int(found["lost"].iloc[0])
        st.markdown(say("cascade.leak", step=say(f"cascade.step.{step}"), lost=lost))
    st.caption(say("cascade.note"))


def _skills(visit: Visit, whole: pd.Series) -> None:
    say, skills = visit.say, skill_shares(whole)
    st.markdown(f"**{say('cascade.skills')}**")
    if skills["share"].isna().all():
        st.caption(say("cascade.skills_unknown"))
        return
    lines = [
        say(
            "cascade.skill_line",
            skill=say(f"skill.{one['skill']}"),
            share=say.share(one["share"]),
            people=one["people"],
        )
        for one in skills.reset_index().to_dict("records")
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))
    st.caption(say("cascade.skills_asked", asked=int(skills["asked"].iloc[0])))


def _ended(visit: Visit, ended: pd.Series) -> None:
    say = visit.say
    if not ended.sum():
        return
    st.markdown(f"**{say('cascade.ended')}**")
    parts = [say(f"ending.{reason}", count=int(count)) for reason, count in ended.items() if count]
    st.markdown(" · ".join(parts))
