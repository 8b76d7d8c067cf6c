"""The frame around every page: menu, language, the notice on illustrative data, and the one place errors are caught."""

from collections.abc import Callable, Sequence

import streamlit as st

from outreach.errors import CampaignError
from texts import LANGUAGES
from ui import address
from ui.escape import markdown
from ui.visit import Visit, begin

Page = tuple[str, Callable[[], None]]
ICONS = {
    "tong_quan": ":material/monitoring:", "ban_do": ":material/map:", "khoang_trong": ":material/checklist:", "nhap_du_lieu": ":material/upload_file:",
}  # fmt: skip


def show(pages: Sequence[Page]) -> None:
    """Draw the frame and in it the page that the address names; the first page is the default."""
    visit = begin()
    st.session_state["visit"] = visit
    say = visit.say
    st.set_page_config(page_title=say("app.title"), page_icon=":material/share_location:", layout="wide")
    st.html(STYLE)
    menu = [
        st.Page(
            _guarded(draw, visit),
            title=say(f"page.{name}"),
            url_path=name,
            icon=ICONS[name],
            default=number == 0,
        )
        for number, (name, draw) in enumerate(pages)
    ]
    st.session_state["menu"] = {page.url_path or pages[0][0]: page for page in menu}
    chosen = st.navigation(menu, position="top")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="masthead"):
        st.markdown(f"**{say('app.name')}** · {markdown(visit.place_name)}")
        _language_switch(visit)
    if visit.campaign.is_empty:
        _begin_with_demonstration(visit)
    if visit.campaign.is_illustrative:
        _illustrative_notice(visit)
    chosen.run()


def go(name: str, **codes: str) -> None:
    """Open another page with codes in its address."""
    for key, value in codes.items():
        st.session_state[f"address:{key}"] = value
    st.switch_page(st.session_state["menu"][name], query_params=codes)


def _guarded(draw: Callable[[], None], visit: Visit) -> Callable[[], None]:
    def page() -> None:
        try:
            draw()
        except CampaignError as error:
            st.error(markdown(visit.say.error(error)), icon=":material/error:")

    page.__name__ = draw.__module__.rpartition(".")[2]
    return page


def _language_switch(visit: Visit) -> None:
    def switch() -> None:
        address.keep("lang", st.session_state["language"] or visit.say.code, visit.campaign.settings.language)

    st.session_state.setdefault("language", visit.say.code)
    if st.session_state["language"] != visit.say.code:
        st.session_state["language"] = visit.say.code
    st.segmented_control(
        visit.say("app.language"),
        LANGUAGES,
        key="language",
        format_func=LANGUAGE_NAMES.get,
        on_change=switch,
        label_visibility="collapsed",
    )


def _begin_with_demonstration(visit: Visit) -> None:
    """Fill an empty folder with the illustrative campaign, so that the first start opens on data."""
    say = visit.say
    bar = st.progress(0.0, text=say("demo.making"))
    visit.campaign.start_demonstration(
        lambda stage, share: bar.progress(share * 0.8, text=say("demo.importing", file=stage))
    )
    visit.campaign.edition(lambda stage, share: bar.progress(0.8 + share * 0.2, text=say(f"stage.{stage}")))
    bar.empty()


def _illustrative_notice(visit: Visit) -> None:
    say = visit.say
    with st.container(horizontal=True, vertical_alignment="center", key="illustrative"):
        st.markdown(f":material/science: **{say('demo.notice')}** {say('demo.notice_more')}")
        if st.button(say("demo.start_own"), key="start_own", help=say("demo.start_own_help")):
            _confirm_start_own(visit)


def _confirm_start_own(visit: Visit) -> None:
    @st.dialog(visit.say("demo.start_own"))
    def confirm() -> None:
        st.write(visit.say("demo.start_own_question"))
        if st.button(visit.say("demo.start_own_yes"), type="primary", key="start_own_yes"):
            visit.campaign.start_own()
            st.rerun()

    confirm()


LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}
STYLE = """<style>
.block-container {padding-top: 3.4rem; padding-bottom: 2rem; max-width: 1500px}
.st-key-illustrative {background: #fff4d6; border: 1px solid #e8c976; border-radius: .5rem; padding: .35rem .8rem; color: #4a3500}
.st-key-illustrative p {color: #4a3500; margin: 0}
[data-testid="stMetricValue"] {font-variant-numeric: tabular-nums}
[data-testid="stMetric"] {padding: .6rem .8rem}
@media print {
  header, [data-testid="stToolbar"], .st-key-language, .st-key-start_own, [data-testid="stDownloadButton"], [data-testid="stHeader"] {display: none !important}
  .block-container {padding-top: 0}
}
</style>"""
