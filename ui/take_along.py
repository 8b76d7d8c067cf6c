"""What can be taken along: a menu of documents, each made when it is asked for."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from reports.document import BRIEF_PDF, BRIEF_PNG, DOCUMENTS, LETTER_DOCX, MAP_PDF, TABLE_XLSX, Document
from reports.dossier import dossier
from ui import address
from ui.visit import Visit

ICONS = {
    BRIEF_PDF: ":material/picture_as_pdf:",
    BRIEF_PNG: ":material/image:",
    MAP_PDF: ":material/map:",
    LETTER_DOCX: ":material/description:",
}


def take_along(visit: Visit, commune_id: str = "", documents: Sequence[Document] = DOCUMENTS) -> None:
    """Offer documents of the province, or of one commune, in a menu."""
    say = visit.say
    with st.popover(say("take_along.title"), icon=":material/ios_share:"):
        for document in documents:
            _button(visit, document, commune_id)
        st.caption(say("take_along.note", day=visit.day))


def send_table(visit: Visit) -> None:
    """Offer the table that may be sent on: of the commune that the address names, else of the province."""
    chosen = address.recall("xa")
    known = chosen in set(visit.standing("commune")["unit_id"])
    _button(visit, TABLE_XLSX, chosen if known else "", width="content")


def _button(
    visit: Visit, document: Document, commune_id: str, width: Literal["stretch", "content"] = "stretch"
) -> None:
    say = visit.say
    st.download_button(
        say(f"document.{document.module}"),
        lambda: document.make(dossier(visit.campaign, visit.day, commune_id), say),
        document.file_name(commune_id, visit.day, say),
        document.mime,
        icon=ICONS.get(document, ":material/table_view:"),
        help=say("take_along.note", day=visit.day) if width == "content" else None,
        on_click="ignore",
        key=f"take_{document.module}{commune_id}",
        width=width,
    )
