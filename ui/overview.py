"""The overview: four figures with their meaning, who needs help most and why, what changed, and what to trust."""

import html
from collections.abc import Iterator
from urllib.parse import urlencode

import streamlit as st

from reports.brief_figures import BriefFigures, Place, brief_figures
from reports.headline import headline
from reports.narrative import narrative
from reports.remark import told
from texts import Language
from ui.cards import cards
from ui.visit import Visit

REASONS = 3  # of one place; its profile tells the rest


def province_figures(visit: Visit) -> BriefFigures:
    """Return the figures of the province that the brief tells too; inside the office none of them is hidden."""
    return brief_figures(visit.campaign, visit.day, small=0)


def headline_figures(visit: Visit, figures: BriefFigures) -> None:
    """Show how far the province is, who is left, whether it will be in time, and how much is heard."""
    say = visit.say
    shown = [(one.key, one.value, one.meaning) for one in headline(figures, say)]
    cards(shown, lambda key: (say(f"headline.{key}"), say(f"headline.{key}.definition")))


def most_in_need(visit: Visit, figures: BriefFigures) -> None:
    """List the communes with most people left, each with what is known about why."""
    say, whole = visit.say, figures.whole
    if whole.gap_people is None:
        st.info(say("overview.no_denominator"), icon=":material/group_off:")
        return
    counts = {"never": whole.groups_never, "groups": whole.groups, "no_report": whole.groups_no_report}
    above, below = html.escape(say("overview.groups", **counts)), html.escape(say("brief.known_note"))
    listed = "".join(_places(figures, say))
    st.html(f'<p class="needs_note">{above}</p><ol class="needs">{listed}</ol><p class="needs_note">{below}</p>')


def _places(figures: BriefFigures, say: Language) -> Iterator[str]:
    for place in figures.most_left:
        address = html.escape(urlencode({"xa": place.unit_id, "lang": say.code}))
        people = say("overview.people", people=place.gap_people, share=say.share(place.coverage_share))
        yield (
            f'<li><a href="xa_phuong?{address}" target="_self"><b>{html.escape(place.name)}</b> '
            f"<span>{html.escape(people)}</span></a><i>{html.escape(_reasons(place, say))}</i></li>"
        )


def _reasons(place: Place, say: Language) -> str:
    """Say what is known about a place, the weightiest first; of one about which nothing is known, that."""
    return "; ".join(told(remark, say) for remark in place.known[:REASONS]) or say("overview.no_reason")


def last_changes(visit: Visit, figures: BriefFigures) -> None:
    """Say what the last complete week brought, against the one before."""
    st.subheader(visit.say("brief.section.change"), anchor=False)
    found = [section for section in narrative(figures, visit.say) if section.name == "change"]
    st.html(f'<p class="told">{html.escape(" ".join(line for section in found for line in section.lines))}</p>')


def trust(visit: Visit, figures: BriefFigures) -> None:
    """Say how many rows stand behind the figures and how many wait, with the day of the last record."""
    say, basis = visit.say, figures.basis
    st.subheader(say("overview.trust"), anchor=False)
    if basis is None or not basis.rows:
        st.info(say("trust.nothing"), icon=":material/info:")
        return
    counts = {name: say.number(getattr(basis, name)) for name in ("unmatched", "rejected", "duplicates")}
    matched, last = say.share(basis.matched / basis.rows), say.day(figures.whole.last_on)
    source = say("trust.population_source")
    line = say("trust.line", rows=say.number(basis.rows), matched=matched, last=last, source=source, **counts)
    address, link = html.escape(urlencode({"lang": say.code})), html.escape(say("overview.quality"))
    st.html(f'<p class="told">{html.escape(line)} <a href="chat_luong?{address}" target="_self">{link}</a></p>')
