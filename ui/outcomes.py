"""What became of every row of an import, and the workbook of those that are to be mended."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from campaign import KIND_NAMES, Outcome
from campaign.intake import fingerprint
from texts import Language
from texts.report import boundary_facts, finding_lines, outcome_lines
from ui.downloads import problems_workbook
from ui.escape import markdown
from ui.visit import Visit

PROBLEMS_SHOWN = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    _findings(outcome, say)
    _problems(visit, outcome)


def _counts(outcome: Outcome, say: Language) -> None:
    names = ("rows_in", "matched", "unmatched", "rejected", "duplicates")
    values = (outcome.one.rows_in, outcome.matched, outcome.unmatched, outcome.rejected, outcome.duplicates)
    for column, name, value in zip(st.columns(5), names, values, strict=True):
        with column.container(border=True):
            st.metric(say(f"count.{name}"), say.number(value), help=say(f"count.{name}.definition"))
            if outcome.people:
                st.caption(say("count.people", people=outcome.people[name]))


def _boundary_report(outcome: Outcome, say: Language) -> None:
    rows = boundary_facts(outcome.one.detail["report"], say)
    st.dataframe(
        pd.DataFrame(rows, columns=[say("definition.name"), say("boundary.found")]),
        hide_index=True,
        key="boundary_report",
    )


def _findings(outcome: Outcome, say: Language) -> None:
    """Repeat what was found out about the file and how it was read because of that."""
    for line in finding_lines(outcome.one.detail.get("findings", []), say):
        st.caption(f":material/troubleshoot: {markdown(line)}")


def _problems(visit: Visit, outcome: Outcome) -> None:
    """List the rows that do not count, with the reason, and offer them as workbooks."""
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
    with st.container(horizontal=True):
        _mending_button(visit, outcome)
        st.download_button(
            say("problems.download"),
            lambda: problems_workbook(problems, say),
            f"danh-sach-{outcome.one.import_id}.xlsx",
            XLSX,
            icon=":material/list_alt:",
            on_click="ignore",
            key="problems_xlsx",
        )


def _mending_button(visit: Visit, outcome: Outcome) -> None:
    """Offer the rows to be mended in the form of their own file, while that file is still chosen on the page."""
    say, one = visit.say, outcome.one
    file = st.session_state.get(f"upload_{one.kind}")
    if one.kind not in KIND_NAMES or file is None or not outcome.rejected + outcome.unmatched:
        return
    content = file.getvalue()
    if fingerprint(content) != one.sha256:
        return  # another file is chosen by now
    words = (say("mending.sheet"), say("problem.row_no"), say("problem.reason"))
    st.download_button(
        say("mending.download"),
        lambda: visit.campaign.mending_workbook(one.import_id, content, say.reason, words),
        f"can-sua-{one.import_id}.xlsx",
        XLSX,
        icon=":material/build:",
        help=say("mending.help"),
        type="primary",
        on_click="ignore",
        key="mending_xlsx",
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
