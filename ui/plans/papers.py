"""What is taken along of a plan: sheets for the teams, the form that comes back, files for phones, the summary."""

from collections.abc import Callable

import streamlit as st

from campaign.change import Record
from reports import plan_pdf, return_form, team_sheet_pdf
from reports.plan_papers import PlanPapers
from reports.stored_plan import stored_papers
from reports.tracks import TRACKS
from texts import Language
from ui.escape import markdown
from ui.visit import Visit

PDF = "application/pdf"
Make = Callable[[PlanPapers, Language, str], bytes]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAPERS: tuple[tuple[str, str, str, Make], ...] = (
    ("sheets", "pdf", PDF, team_sheet_pdf.make),
    ("form", "xlsx", XLSX, return_form.make),
    ("summary", "pdf", PDF, lambda papers, say, _: plan_pdf.make(papers, say)),
    *((track.name, track.suffix, track.mime, track.make) for track in TRACKS),
)


def plan_papers(visit: Visit, record: Record, team_id: str, *, is_empty: bool) -> None:
    """Offer the papers of a plan, or of the team that is looked at; each is made when it is asked for."""
    say = visit.say
    with st.popover(say("take_along.title"), icon=":material/ios_share:"):
        st.caption(markdown(say("desk.papers.of_team", team=team_id)) if team_id else say("desk.papers.note"))
        if is_empty:
            st.caption(say("desk.no_visits"))
            return
        for name, suffix, mime, make in PAPERS:
            _button(visit, record.plan_no, team_id, name, suffix, mime, make)


def _button(visit: Visit, plan_no: int, team_id: str, name: str, suffix: str, mime: str, make: Make) -> None:
    say = visit.say
    stem = f"ke-hoach-{plan_no}" + (f"-{team_id}" if team_id else "")
    st.download_button(
        say(f"desk.papers.{name}"),
        lambda: make(stored_papers(visit.campaign, plan_no, say), say, team_id),
        f"{stem}-{name}.{suffix}",
        mime,
        on_click="ignore",
        key=f"plan_{name}_{team_id}",
        width="stretch",
    )
