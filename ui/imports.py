"""Importing: choose a file, look at how it is read, take it in, see every row's fate, take it back."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import pandas as pd
import streamlit as st

from campaign import KIND_NAMES, Outcome
from outreach.errors import CampaignError
from texts import Language
from texts.report import boundary_facts, outcome_lines
from ui.downloads import problems_workbook
from ui.escape import markdown
from ui.visit import Visit

T = TypeVar("T")
KINDS = (*KIND_NAMES, "boundaries")
TYPES = {"boundaries": ["geojson", "json", "gpkg", "zip", "kml", "kmz", "parquet"]}
TABLES = ["xlsx", "csv", "txt"]
PROBLEMS_SHOWN = 500


def import_form(visit: Visit) -> None:
    """Ask for the kind and the file, show how the file is read, and take it in on demand."""
    say = visit.say
    left, right = st.columns([1, 2], gap="medium")
    with left:
        kind = st.selectbox(say("import.kind"), KINDS, format_func=lambda one: say(f"kind.{one}"), key="import_kind")
        st.caption(say(f"kind.{kind}.needs"))
        level = "commune"
        if kind == "boundaries":
            level = st.radio(
                say("import.level"),
                ("commune", "group"),
                format_func=lambda one: say(f"level.{one}"),
                key="import_level",
            )
    types = TYPES.get(kind, TABLES)
    with right:
        file = st.file_uploader(say("import.file"), type=types, key=f"upload_{kind}")
        st.html(_uploader_words(visit, types))
    if file is None:
        return
    content = file.getvalue()
    layer = None
    try:
        if kind == "boundaries":
            layer = _layer(visit, content)
        else:
            _preview(visit, content, kind)
    except CampaignError as error:
        st.error(markdown(say.error(error)), icon=":material/block:")
        return
    if st.button(say("import.take"), type="primary", key="import_take", icon=":material/download_done:"):
        _take(visit, content, file.name, kind, level, layer)


def _uploader_words(visit: Visit, types: Sequence[str]) -> str:
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


def _once(what: tuple[str, bytes], read: Callable[[], T]) -> T:
    """Read a chosen file once, not again at every rerun of the page while it is looked at."""
    key = (what[0], hashlib.sha256(what[1]).hexdigest())
    if st.session_state.get("chosen_file", (None, None))[0] != key:
        st.session_state["chosen_file"] = (key, read())
    return st.session_state["chosen_file"][1]


def _preview(visit: Visit, content: bytes, kind: str) -> None:
    say = visit.say
    with st.spinner(say("import.reading")):
        read = _once((kind, content), lambda: visit.campaign.intake.preview(content, kind))
    st.markdown(
        say(
            "import.preview",
            rows=int(read.drop_duplicates("sheet")["rows"].sum()),
            sheets=int(read["sheet"].nunique()),
        )
    )
    table = read[read["sheet"] == read["sheet"].iloc[0]][["heading", "column", "examples"]]
    table["column"] = table["column"].map(lambda column: say(f"column.{column}") if column else say("import.left_out"))
    table.columns = [say("import.heading"), say("import.read_as"), say("import.examples")]
    st.dataframe(table, hide_index=True, height=min(38 * (len(table) + 1), 320), key="preview")


def _layer(visit: Visit, content: bytes) -> str | None:
    with st.spinner(visit.say("import.reading")):
        layers = _once(("boundaries", content), lambda: visit.campaign.intake.layers(content))
    return st.selectbox(visit.say("import.layer"), layers, key="import_layer") if len(layers) > 1 else None


def _take(visit: Visit, content: bytes, name: str, kind: str, level: str, layer: str | None) -> None:
    say, campaign = visit.say, visit.campaign
    bar = st.progress(0.1, text=say("import.reading"))

    def building(stage: str, share: float) -> None:
        bar.progress(0.3 + 0.7 * share, text=say(f"stage.{stage}"))

    try:
        if kind == "boundaries":
            one, is_repeat = campaign.import_boundaries(content, name, level=level, layer=layer)
            campaign.edition(building)
        else:
            outcome = campaign.import_file(content, name, kind, told=building)
            one, is_repeat = outcome.one, outcome.is_repeat
    except CampaignError as error:
        bar.empty()
        st.error(markdown(say.error(error)), icon=":material/block:")
        return
    bar.empty()
    st.session_state["last_import"] = (one.import_id, is_repeat)
    st.rerun()


def last_outcome(visit: Visit) -> None:
    """Show what became of every row of the import that was just made."""
    import_id, is_repeat = st.session_state.get("last_import", (None, False))
    outcome = next((o for o in visit.campaign.outcomes() if o.one.import_id == import_id), None)
    if outcome is None:
        return
    say = visit.say
    (st.info if is_repeat else st.success)(
        markdown(next(outcome_lines(replace(outcome, is_repeat=is_repeat), say))),
        icon=":material/info:" if is_repeat else ":material/check_circle:",
    )
    _counts(outcome, say)
    if outcome.one.kind == "boundaries":
        _boundary_report(outcome, say)
    _problems(visit, outcome)


def _counts(outcome: Outcome, say: Language) -> None:
    names = ("rows_in", "matched", "unmatched", "rejected", "duplicates")
    values = (outcome.one.rows_in, outcome.matched, outcome.unmatched, outcome.rejected, outcome.duplicates)
    for column, name, value in zip(st.columns(5), names, values, strict=True):
        column.metric(say(f"count.{name}"), say.number(value), help=say(f"count.{name}.definition"), border=True)


def _boundary_report(outcome: Outcome, say: Language) -> None:
    rows = boundary_facts(outcome.one.detail["report"], say)
    st.dataframe(
        pd.DataFrame(rows, columns=[say("definition.name"), say("boundary.found")]),
        hide_index=True,
        key="boundary_report",
    )


def _problems(visit: Visit, outcome: Outcome) -> None:
    """List the rows that do not count, with the reason, and offer them as a workbook."""
    say = visit.say
    problems = written_problems(visit, outcome.one.import_id)
    if problems.empty:
        return
    st.subheader(say("problems.title", count=len(problems)), anchor=False)
    st.dataframe(
        problems.head(PROBLEMS_SHOWN),
        hide_index=True,
        key="problems",
        height=min(38 * (len(problems) + 1), 380),
    )
    st.download_button(
        say("problems.download"),
        lambda: problems_workbook(problems, say),
        f"can-sua-{outcome.one.import_id}.xlsx",
        icon=":material/build:",
        on_click="ignore",
        key="problems_xlsx",
    )


def written_problems(visit: Visit, import_id: int) -> pd.DataFrame:
    """Return every row of an import that does not count yet, in the visitor's words, with its fate and reason."""
    say = visit.say
    problems = visit.campaign.open_rows(import_id)
    texts = {
        "sheet": problems["sheet"],
        "row_no": problems["row_no"],
        "heading": problems["heading"],
        "value": problems["value"],
        "reason": problems["reason"].map(say.reason),
        "fate": problems["fate"].map(lambda fate: say(f"fate.{fate}")),
    }
    return pd.DataFrame(texts).rename(columns={name: say(f"problem.{name}") for name in texts})


def history(visit: Visit) -> None:
    """List the imports in force, the newest first, each with its counts and a way back."""
    say = visit.say
    outcomes = [o for o in reversed(visit.campaign.outcomes()) if not o.one.is_illustrative]
    generated = sum(o.one.is_illustrative for o in visit.campaign.outcomes())
    st.subheader(say("history.title"), anchor=False)
    if generated:
        st.caption(say("history.generated", count=generated))
    if not outcomes:
        st.info(say("history.empty"), icon=":material/inbox:")
    for outcome in outcomes:
        _history_row(visit, outcome)


def _history_row(visit: Visit, outcome: Outcome) -> None:
    say, one = visit.say, outcome.one
    with st.container(
        border=True,
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="distribute",
        key=f"import_{one.import_id}",
    ):
        counts = say(
            "history.counts",
            rows=one.rows_in,
            matched=outcome.matched,
            unmatched=outcome.unmatched,
            rejected=outcome.rejected,
            duplicates=outcome.duplicates,
        )
        what = f"**{one.import_id}** · {say(f'kind.{one.kind}')} · {markdown(one.file_name)}"
        st.markdown(f"{what}  \n{counts} · {say.moment(one.imported_at)}", width="stretch")
        if st.button(
            say("history.undo"),
            key=f"undo_{one.import_id}",
            icon=":material/undo:",
            help=say("history.undo_help"),
        ):
            visit.campaign.undo(one.import_id)
            st.session_state.pop("last_import", None)
            st.toast(say("history.undone", number=one.import_id), icon=":material/undo:")
            st.rerun()
