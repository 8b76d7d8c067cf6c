"""What is known about one commune: why it stands where it stands, its languages, its classes, and its records."""

import html
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from campaign.situation import situation
from outreach.equity import equity
from outreach.state import State
from reports.brief_figures import brief_figures
from reports.circumstances import circumstances
from reports.headline import headline
from reports.remark import told
from ui.cards import cards
from ui.tables import figure_table
from ui.take_along import take_along
from ui.visit import Visit

WORST = 3  # checks that are told by name
LANGUAGES = ("language", "groups", "adults", "coverage_share", "sessions", "attended", "mobile", "own_language")


def commune_figures(visit: Visit, commune: pd.Series) -> None:
    """Show the four figures that the commune's brief tells, with their ranges, and how many have the skills."""
    say = visit.say
    figures = brief_figures(visit.campaign, visit.day, str(commune["unit_id"]), small=0)
    shown = [(one.key, one.value, one.meaning) for one in headline(figures, say)]
    shown.append(("skilled", say.share(commune["effective_share"]), say("profile.effective")))
    cards(shown, lambda key: (say(f"headline.{key}"), say(f"headline.{key}.definition")))


def reasons(visit: Visit, commune_id: str) -> None:
    """Say all that is known about why the commune stands where it stands."""
    say, communes = visit.say, situation(visit.campaign, visit.day)
    one = communes[communes["unit_id"] == commune_id].to_dict("records")[0]
    found = circumstances(one, visit.standing("group"))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(say("brief.known"), anchor=False, help=say("brief.known_note"))
        take_along(visit, commune_id)
    if not found:
        st.markdown(say("overview.no_reason"))
        return
    lines = "".join(f"<li>{html.escape(told(remark, say))}</li>" for remark in found)
    st.html(f'<ul class="known">{lines}</ul>')


def effort_line(visit: Visit, commune_id: str) -> None:
    """Say whether the teams go everywhere or to the easy places again."""
    say, effort = visit.say, visit.campaign.effort(visit.day)
    st.markdown(f"**{say('effort.title')}**", help=say("effort.help"))
    if commune_id not in effort.index:
        st.markdown(say("effort.here.too_few", contacts=0))
        return
    one = effort.loc[[commune_id]].to_dict("records")[0]
    if one["effort_class"] == "too_few":
        st.markdown(say("effort.here.too_few", contacts=int(one["contacts"])))
        return
    facts = {"again": say.share(one["again_share"]), "left": say.share(one["again_unreached_share"])}
    st.markdown(say(f"effort.here.{one['effort_class']}", contacts=int(one["contacts"]), **facts))


def quality_line(visit: Visit, commune_no: int) -> None:
    """Say how far the commune's records can be trusted, and which checks found the most."""
    say, quality = visit.say, visit.campaign.quality(visit.day)
    one, said = quality.of(commune_no), quality.checks(commune_no)
    score = say("quality.no_score") if pd.isna(one["score"]) else say("quality.score", score=say.number(one["score"]))
    found = said[said["flagged"] > 0].sort_values("flagged", ascending=False, kind="stable").head(WORST)
    named = [f"{say(f'check.{name}')} ({say.number(count)})" for name, count in found["flagged"].items()]
    fine = "" if pd.isna(one["score"]) else " " + say("commune.quality_fine")
    line = score[:1].upper() + score[1:] + (": " + "; ".join(named) + "." if named else "." + fine)
    address = html.escape(urlencode({"xa": one["unit_id"], "lang": say.code}))
    title, link = html.escape(say("commune.quality")), html.escape(say("overview.quality"))
    st.html(
        f'<p class="told"><b>{title}</b><br>{html.escape(line)} '
        f'<a href="chat_luong?{address}" target="_self">{link}</a></p>'
    )


def language_section(visit: Visit, commune_id: str, groups: pd.DataFrame) -> None:
    """Show which languages are spoken, how each is covered, and the classes held there."""
    say = visit.say
    st.subheader(say("commune.languages"), anchor=False, help=say("classes.help"))
    spoken = equity(groups[groups["state"] != State.CLOSED])
    spoken = spoken[spoken["dimension"] == "language"].set_index("stratum")
    if spoken.empty:
        st.info(say("commune.no_language"), icon=":material/translate:")
        return
    held = visit.campaign.classes(visit.day, commune_id).drop(columns="adults")
    table = spoken.join(held).rename_axis("language").reset_index()
    counts = {name: table[name].fillna(0) for name in ("sessions", "attended", "mobile", "own_language")}
    table = table.assign(**counts, language=[say("unknown") if one == "unknown" else one for one in table["language"]])
    names = {column: say(f"commune.column.{column}") for column in LANGUAGES}
    ordered = table.sort_values("adults", ascending=False, kind="stable")
    figure_table(visit, ordered, names, shares=("coverage_share",), key="commune_languages", height="content")
