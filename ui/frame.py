"""The frame around every page: menu, language, the notice on illustrative data, and the one place errors are caught."""

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import streamlit as st

from outreach.errors import CampaignError
from texts import LANGUAGES, language
from ui import address
from ui.denominators import denominator_line
from ui.escape import markdown
from ui.progress import staged
from ui.theme import DARK, theme
from ui.visit import Visit, begin

LOG = logging.getLogger(__name__)
Page = tuple[str, Callable[[], None]]
HERE = Path(__file__).parent
ICON = HERE.parent / "static" / "icon.png"
STYLE, PAPER = HERE / "frame.css", HERE / "paper.css"
ICONS = {
    "tong_quan": ":material/monitoring:",
    "ban_do": ":material/map:",
    "khoang_trong": ":material/checklist:",
    "xa_phuong": ":material/location_city:",
    "chi_so": ":material/stacked_bar_chart:",
    "tien_do": ":material/speed:",
    "ke_hoach": ":material/route:",
    "theo_doi": ":material/task_alt:",
    "so_sanh": ":material/compare_arrows:",
    "don_vi_cu": ":material/history:",
    "chon_dia_ban": ":material/add_location_alt:",
    "doi": ":material/groups:",
    "chat_luong": ":material/fact_check:",
    "kiem_tra": ":material/how_to_reg:",
    "nhap_du_lieu": ":material/upload_file:",
    "ra_soat": ":material/edit_location_alt:",
}
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


def show(sections: Mapping[str, Sequence[Page]]) -> None:
    """Draw the frame and in it the page that the address names; the first page of all is the default."""
    try:
        visit = begin()
    except CampaignError as error:
        st.error(language("").error(error), icon=":material/error:")
        return
    say = visit.say
    st.session_state["visit"] = visit
    st.set_page_config(page_title=say("app.title"), page_icon=str(ICON), layout="wide")
    st.html(STYLE)
    # Screen readers choose their voice by it; Streamlit itself always says English. The code is one of ours.
    st.html(f"<script>document.documentElement.lang = '{say.code}'</script>", unsafe_allow_javascript=True)
    if theme() is DARK:
        st.html(PAPER)
    chosen = st.navigation(_menu(visit, sections), position="top")
    _masthead(visit)
    if visit.campaign.is_empty:
        _begin_with_demonstration(visit)
    if visit.campaign.is_illustrative:
        _illustrative_notice(visit)
    chosen.run()


def _menu(visit: Visit, sections: Mapping[str, Sequence[Page]]) -> dict[str, list[st.Page]]:
    """Return the pages under the names of their sections, and keep them for those who open another page."""
    first = next(page for pages in sections.values() for page in pages)
    titles = {key: visit.say(f"menu.{key}") if key else "" for key in sections}
    menu = {
        titles[key]: [_page(visit, *page, is_default=page == first) for page in pages]
        for key, pages in sections.items()
    }
    names = [name for pages in sections.values() for name, _ in pages]
    st.session_state["menu"] = dict(zip(names, (page for pages in menu.values() for page in pages), strict=True))
    # Streamlit gives the default page no address of its own; whoever types it must not meet "page not found".
    next(iter(menu.values())).append(_page(visit, *first, visibility="hidden"))
    return menu


def go(name: str, **codes: str) -> None:
    """Open another page with codes in its address."""
    st.switch_page(st.session_state["menu"][name], query_params=codes)


def _page(
    visit: Visit,
    name: str,
    draw: Callable[[], None],
    *,
    is_default: bool = False,
    visibility: Literal["visible", "hidden"] = "visible",
) -> st.Page:
    def guarded() -> None:
        try:
            draw()
            with st.container(key="foot"):
                st.caption(denominator_line(visit))
        except CampaignError as error:
            st.error(markdown(visit.say.error(error)), icon=":material/error:")
        except Exception:  # a fault of ours: the visitor is told in plain words, the log has the rest
            LOG.exception("The page %s failed", name)
            st.error(visit.say("app.fault"), icon=":material/report:")

    return st.Page(
        guarded,
        title=visit.say(f"page.{name}"),
        url_path="" if is_default else name,
        icon=ICONS[name],
        default=is_default,
        visibility=visibility,
    )


def _masthead(visit: Visit) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="masthead"):
        st.markdown(f"**{visit.say('app.name')}** · {markdown(visit.place_name)}")
        _language_switch(visit)


def _language_switch(visit: Visit) -> None:
    def switch() -> None:
        address.choose("lang", st.session_state["language"] or visit.say.code)
        # A list goes on showing the words of its choice in the old language until it is told the choice anew.
        st.session_state.update({str(key): one for key, one in st.session_state.items() if isinstance(one, str)})

    if st.session_state.get("language") != visit.say.code:
        st.session_state["language"] = visit.say.code
    st.segmented_control(
        visit.say("app.language"),
        LANGUAGES,
        key="language",
        format_func=lambda code: LANGUAGE_NAMES[code],
        on_change=switch,
        label_visibility="collapsed",
    )


def _begin_with_demonstration(visit: Visit) -> None:
    """Fill an empty folder with the illustrative campaign, so that the first start opens on data."""
    say = visit.say
    bar = st.progress(0.0, text=say("demo.making"))

    def importing(file: str, share: float) -> None:
        bar.progress(share * 0.8, text=say("demo.importing", file=markdown(file)))

    try:
        visit.campaign.start_demonstration(importing)
        visit.campaign.edition(staged(bar, say, begun=0.8))
    except CampaignError as error:
        st.error(markdown(say.error(error)), icon=":material/error:")
    bar.empty()


def _illustrative_notice(visit: Visit) -> None:
    say = visit.say
    with st.container(horizontal=True, vertical_alignment="center", key="illustrative"):
        st.markdown(f"**{say('demo.notice')}** {say('demo.notice_more')}", width="stretch")
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
