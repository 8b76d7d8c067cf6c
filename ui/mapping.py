"""How the columns of a file are read: guessed, shown with examples, corrected, and remembered for the next file."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from texts import Language
from texts.report import finding_line
from ui.escape import markdown
from ui.visit import Visit

LEFT_OUT = "-"  # a blank choice would be drawn as nothing chosen
ROW_PIXELS, TALLEST = 38, 420
LONGEST_TITLE = 200


def layout_editor(visit: Visit, seen: Any, columns: tuple[str, ...], stem: str) -> Mapping[str, str] | None:
    """Let a visitor correct which heading means which column; return column -> heading, None while it cannot serve.

    `seen` is one sort of table of an examined file (see `campaign.Intake.examine`).
    """
    say = visit.say
    _title(seen, say)
    read = {heading: column for column, heading in seen.layout.items()}
    table = pd.DataFrame(
        {
            "heading": list(seen.headings),
            "column": [read.get(heading, LEFT_OUT) for heading in seen.headings],
            "examples": list(seen.examples),
        }
    )
    edited = st.data_editor(
        table,
        hide_index=True,
        key=f"layout_{stem}_{seen.key}",
        height=min(ROW_PIXELS * (len(table) + 1), TALLEST),
        disabled=["heading", "examples"],
        column_config={
            "heading": st.column_config.TextColumn(say("import.heading")),
            "column": st.column_config.SelectboxColumn(
                say("import.read_as"),
                options=[LEFT_OUT, *columns],
                required=True,
                format_func=lambda column: say("import.left_out" if column == LEFT_OUT else f"column.{column}"),
                help=say("import.read_as.help"),
            ),
            "examples": st.column_config.TextColumn(say("import.examples"), help=say("import.examples.help")),
        },
    )
    pairs = zip(edited["column"], edited["heading"], strict=True)
    chosen = [(column, heading) for column, heading in pairs if column != LEFT_OUT and heading]
    return dict(chosen) if _can_serve(chosen, seen, say) else None


def _title(seen: Any, say: Language) -> None:
    sheets = ", ".join(filter(None, seen.sheets))[:LONGEST_TITLE]
    if sheets:
        st.markdown(say("import.table_of_sheets", rows=seen.rows, sheets=markdown(sheets)))
    if seen.is_remembered:
        st.caption(say("import.remembered"))


def _can_serve(chosen: list[tuple[str, str]], seen: Any, say: Language) -> bool:
    """Tell whether a layout has each column once and none of those that are needed is missing; say what is wrong."""
    twice = [column for column, count in Counter(column for column, _ in chosen).items() if count > 1]
    for column in twice:
        st.error(say("import.column_twice", column=say(f"column.{column}")), icon=":material/rule:")
    named = {column for column, _ in chosen}
    missing = [choices for choices in seen.required if not named & set(choices)]
    for choices in missing:
        st.error(say("import.column_missing", columns=_either(choices, say)), icon=":material/rule:")
    return not twice and not missing


def _either(choices: tuple[str, ...], say: Language) -> str:
    return " / ".join(say(f"column.{one}") for one in choices)


def asked(visit: Visit, findings: tuple[Any, ...], stem: str) -> Mapping[str, str]:
    """Say what was found out about a file and ask what only a person can say; return the answers, key -> reading."""
    say = visit.say
    answers: dict[str, str] = {}
    for finding in findings:
        if finding.reading:
            st.info(markdown(finding_line(finding.name, finding.facts, say)), icon=":material/troubleshoot:")
        if finding.choices:
            answer = _choice(finding, say, stem)
            if answer and answer != finding.reading:
                answers[finding.key] = answer
    return answers


def _choice(finding: Any, say: Language, stem: str) -> str | None:
    known = finding.reading in finding.choices
    names = {reading: f"{finding.key}.{reading}" for reading in finding.choices}
    return st.radio(
        markdown(say(f"question.{finding.key}", **finding.facts)),
        finding.choices,
        index=finding.choices.index(finding.reading) if known else None,
        format_func=lambda reading: say(f"choice.{names[reading]}"),
        key=f"answer_{stem}_{finding.key}",
        horizontal=True,
    )
