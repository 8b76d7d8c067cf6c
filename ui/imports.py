"""Importing: choose a file, look at how it is read, correct that where it is wrong, and take it in."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from campaign import KIND_NAMES
from outreach.errors import CampaignError
from ui.actor import actor_field
from ui.escape import markdown
from ui.mapping import asked, layout_editor
from ui.visit import Visit

T = TypeVar("T")
KINDS = (*KIND_NAMES, "boundaries")
TYPES = {"boundaries": ["geojson", "json", "gpkg", "zip", "kml", "kmz", "parquet"]}
TABLES = ["xlsx", "xlsm", "xls", "ods", "csv", "tsv", "txt", "zip"]
BEGUN, READ = 0.02, 0.3  # shares of the progress bar


def import_form(visit: Visit) -> None:
    """Ask for the kind and the file, show how the file is read, and take it in on demand."""
    say = visit.say
    left, right = st.columns([1, 2], gap="medium")
    with left:
        kind = st.selectbox(say("import.kind"), KINDS, format_func=lambda one: say(f"kind.{one}"), key="import_kind")
        st.caption(say(f"kind.{kind}.needs"))
        level = _level(visit) if kind == "boundaries" else "commune"
        actor = actor_field(visit, "import_actor")
    types = TYPES.get(kind, TABLES)
    with right:
        file = st.file_uploader(say("import.file"), type=types, key=f"upload_{kind}")
        st.html(uploader_words(visit, types))
    if file is None:
        return
    content = file.getvalue()
    try:
        if kind == "boundaries":
            _offer_boundaries(visit, content, file.name, level, actor)
        else:
            _offer_records(visit, content, file.name, kind, actor)
    except CampaignError as error:
        st.error(markdown(say.error(error)), icon=":material/block:")


def _level(visit: Visit) -> str:
    say = visit.say
    return st.radio(
        say("import.level"), ("commune", "group"), format_func=lambda one: say(f"level.{one}"), key="import_level"
    )


def uploader_words(visit: Visit, types: Sequence[str]) -> str:
    """Put the visitor's language on the uploader: Streamlit has no setting for what stands on it."""
    limit = visit.say(
        "import.limit", megabytes=visit.campaign.settings.upload_megabytes, types=", ".join(types).upper()
    )
    return (
        "<style>"
        f'[data-testid="stFileUploaderDropzone"] button p::after {{content: "{visit.say("import.browse")}"}}'
        f'[data-testid="stFileUploaderDropzoneInstructions"] span::after {{content: "{limit}"}}'
        "</style>"
    )


def _once(what: tuple[object, ...], content: bytes, read: Callable[[], T]) -> T:
    """Read a chosen file once, not again at every rerun of the page while it is looked at."""
    key = (*what, hashlib.sha256(content).hexdigest())
    if st.session_state.get("chosen_file", (None, None))[0] != key:
        st.session_state["chosen_file"] = (key, read())
    return st.session_state["chosen_file"][1]


def _offer_boundaries(visit: Visit, content: bytes, name: str, level: str, actor: str) -> None:
    say, campaign = visit.say, visit.campaign
    with st.spinner(say("import.reading")):
        layers = _once(("boundaries",), content, lambda: campaign.intake.layers(content))
    layer = st.selectbox(say("import.layer"), layers, key="import_layer") if len(layers) > 1 else None
    if not _is_wanted(visit):
        return

    def take(told: Callable[[str, float], None]) -> tuple[int, bool]:
        one, is_repeat = campaign.import_boundaries(content, name, level=level, layer=layer, actor=actor)
        campaign.edition(told)
        return one.import_id, is_repeat

    _take(visit, take)


def _offer_records(visit: Visit, content: bytes, name: str, kind: str, actor: str) -> None:
    say, campaign = visit.say, visit.campaign
    with st.spinner(say("import.reading")):
        found = _once((kind, name), content, lambda: campaign.examine(content, name, kind))
    stem = hashlib.sha256(content).hexdigest()[:12]
    st.markdown(
        say(
            "import.preview",
            rows=sum(seen.rows for seen in found.tables),
            sheets=sum(len(seen.sheets) for seen in found.tables),
        )
    )
    layouts = {seen.key: layout_editor(visit, seen, found.columns, stem) for seen in found.tables}
    answers = asked(visit, found.findings, stem)
    is_open = any(one.is_open and one.key not in answers for one in found.findings)
    is_ready = not is_open and all(layout is not None for layout in layouts.values())
    if not _is_wanted(visit, is_ready=is_ready):
        return

    def take(told: Callable[[str, float], None]) -> tuple[int, bool]:
        _remember(visit, found.tables, layouts, answers, kind, actor)
        outcome = campaign.import_file(content, name, kind, actor=actor, answers=answers, told=told)
        return outcome.one.import_id, outcome.is_repeat

    _take(visit, take, rows=sum(seen.rows for seen in found.tables))


def _remember(
    visit: Visit,
    tables: Sequence[Any],
    layouts: Mapping[str, Mapping[str, str] | None],
    answers: Mapping[str, str],
    kind: str,
    actor: str,
) -> None:
    """Remember what a visitor changed or answered, so that the next file of these headings needs no click."""
    for seen in tables:
        layout = layouts[seen.key] or {}
        if answers or dict(layout) != dict(seen.layout):
            visit.campaign.intake.remember(kind, seen.key, layout, answers, actor)


def _is_wanted(visit: Visit, *, is_ready: bool = True) -> bool:
    return st.button(
        visit.say("import.take"),
        type="primary",
        key="import_take",
        icon=":material/download_done:",
        disabled=not is_ready,
        help=None if is_ready else visit.say("import.not_ready"),
    )


def _take(visit: Visit, take: Callable[[Callable[[str, float], None]], tuple[int, bool]], rows: int = 0) -> None:
    """Take a file in under a progress bar that says the stage and the rows."""
    say = visit.say
    bar = st.progress(BEGUN, text=say("import.reading"))

    def told(stage: str, share: float) -> None:
        done = BEGUN if stage == "reading" else READ + (1 - READ) * share
        bar.progress(
            done, text=say("import.stage", stage=say(f"stage.{stage}"), rows=rows) if rows else say(f"stage.{stage}")
        )

    try:
        st.session_state["last_import"] = take(told)
    except CampaignError as error:
        st.error(markdown(say.error(error)), icon=":material/block:")
        return
    finally:
        bar.empty()
    st.rerun()
