"""The quality of the records on a page: figures, communes, what each check found, and the message to a commune."""

from typing import Any

import pandas as pd
import streamlit as st

from outreach.quality import CHECKS, Quality, Verdict
from texts import Language, language
from texts.letter import letter, reasons, span
from ui.cards import cards
from ui.downloads import points_workbook
from ui.escape import markdown
from ui.visit import Visit

SHOWN = 200
NUMBERS = {"score": "number", "silent_weeks": "number", "unmatched_share": "share", "points": "number"}
COMMUNES = ("name", "score", "points", "silent_weeks", "unmatched_share", "checks_too_few")
CHECK_COLUMNS = ("check", "status", "flagged", "share", "sample", "minimum")
ROW_COLUMNS = ("commune", "file", "sheet", "row", "place", "day", "value", "reason")


def summary(visit: Visit, quality: Quality) -> None:
    """Show how many communes are silent, the share of unmatched rows, the points to check, and who has no score."""
    say, communes = visit.say, quality.communes
    of_communes = say("quality.of_communes", communes=len(communes))
    shown = (
        ("silent", say.number(communes["is_silent"].sum()), of_communes),
        ("unmatched", say.share(quality.unmatched_share), say("quality.of_rows", rows=quality.records)),
        ("points", say.number(communes["points"].sum() + quality.points_unknown), say("quality.neutral")),
        ("unscored", say.number(communes["score"].isna().sum()), of_communes),
    )
    cards(shown, lambda name: (say(f"quality.card.{name}"), say(f"quality.card.{name}.definition")))


def commune_scores(visit: Visit, quality: Quality) -> str | None:
    """Show the communes, the lowest score first and those without one last; return the id of the picked one."""
    say = visit.say
    ordered = quality.communes.sort_values(["score", "points"], ascending=[True, False], kind="stable")
    st.subheader(say("quality.communes"), anchor=False)
    table = ordered[list(COMMUNES)].reset_index(drop=True)
    table = table.astype(dict.fromkeys((*NUMBERS, "checks_too_few"), "float64"))
    formats = {**{column: getattr(say, how) for column, how in NUMBERS.items()}, "checks_too_few": say.number}
    picked = st.dataframe(
        table.style.format(formats, na_rep="–"),
        hide_index=True,
        key="quality_communes",
        height=390,
        placeholder="–",
        on_select="rerun",
        selection_mode="single-cell",
        column_config={name: st.column_config.Column(say(f"quality.column.{name}")) for name in COMMUNES},
    )
    st.caption(say("quality.open_hint"))
    cells = picked["selection"]["cells"]
    return str(ordered["unit_id"].iloc[cells[0][0]]) if cells and cells[0][0] < len(ordered) else None


def rule(visit: Visit) -> None:
    """Say how a score comes about: the checks, their weights and their smallest samples."""
    say = visit.say
    with st.expander(say("quality.rule.title"), icon=":material/rule:"):
        st.markdown(say("quality.rule"))
        rows = [(say(f"check.{one.name}"), one.weight, say.share(one.worst), one.minimum) for one in CHECKS]
        columns = [say(f"quality.column.{name}") for name in ("check", "weight", "worst", "minimum")]
        st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True, key="quality_rule", height="content")


def commune_figures(visit: Visit, quality: Quality, commune_no: int) -> None:
    """Show the score of one commune, and what every check says of it."""
    say, one = visit.say, quality.of(commune_no)
    score = say("quality.no_score") if pd.isna(one["score"]) else say("quality.score", score=say.number(one["score"]))
    st.subheader(f"{markdown(one['name'])} · {score}", anchor=False)
    st.caption(say("quality.spoken", spoken=int(one["checks_spoken"]), too_few=int(one["checks_too_few"])))
    said = quality.checks(commune_no).reset_index()
    said["check"] = said["check"].map(lambda name: say(f"check.{name}"))
    said["status"] = said["status"].map(lambda status: say(f"quality.status.{status}"))
    table = said[list(CHECK_COLUMNS)].rename(columns={name: say(f"quality.column.{name}") for name in CHECK_COLUMNS})
    formats: dict[Any, Any] = dict.fromkeys(table.columns[2:], say.number) | {say("quality.column.share"): say.share}
    shown = table.style.format(formats)
    st.dataframe(shown, hide_index=True, key="quality_checks", height="content", placeholder="–")


def message(visit: Visit, quality: Quality, commune_no: int) -> None:
    """Show the message to a commune, in Vietnamese for sending, and its workbook; both hold its own points alone."""
    say, one = visit.say, quality.of(commune_no)
    st.subheader(say("letter.title"), anchor=False)
    rows = visit.campaign.open_points(quality.rows(commune_no))
    if rows.empty:
        st.info(say("letter.nothing"), icon=":material/mark_email_read:")
        return
    vietnamese = language("vi")
    st.caption(say("letter.hint"))
    st.code(letter(one["name"], rows, visit.day, vietnamese), language=None, wrap_lines=True)
    st.download_button(
        say("letter.workbook"),
        lambda: points_workbook(answerable(rows, vietnamese), vietnamese),
        f"nhan-xa-{one['unit_id']}-{visit.day.isoformat()}.xlsx",
        icon=":material/table_view:",
        on_click="ignore",
        key="letter_xlsx",
    )
    if say.code != vietnamese.code:
        with st.expander(say("letter.rendering"), icon=":material/translate:"):
            st.code(letter(one["name"], rows, visit.day, say), language=None, wrap_lines=True)


def answerable(rows: pd.DataFrame, say: Language) -> pd.DataFrame:
    """Return a commune's own rows with the check that asks, and an empty column for the answer."""
    table = named_rows(rows, say).drop(columns=[say("quality.column.commune")])
    table.insert(0, say("quality.column.check"), rows["check"].map(lambda name: say(f"check.{name}")).to_numpy())
    return table.assign(**{say("letter.answer"): ""})


def named_rows(rows: pd.DataFrame, say: Language) -> pd.DataFrame:
    """Return rows to be looked at in the visitor's words; `rows` as `Campaign.open_points` returns them."""
    texts = {
        "commune": rows["commune"].where(rows["commune"] != "", say("quality.commune_unknown")),
        **{name: rows[name] for name in ("file", "sheet", "place", "value")},
        "row": [span(row) for row in rows[["row_no", "last_row_no"]].to_dict("records")],
        "day": ["" if pd.isna(day) else say.day(day) for day in rows["on_date"]],
        "reason": reasons(rows, say),
    }
    table = pd.DataFrame(texts, index=rows.index)[list(ROW_COLUMNS)].astype("str")
    return table.rename(columns={name: say(f"quality.column.{name}") for name in ROW_COLUMNS})


def check_sections(visit: Visit, quality: Quality, commune_no: int | None) -> None:
    """Show each check: what it means, from how many rows on it speaks, and the rows behind it."""
    st.subheader(visit.say("quality.checks"), anchor=False)
    rows = visit.campaign.open_points(quality.rows(commune_no))
    if rows.empty and _has_spoken(quality, commune_no):
        st.success(visit.say("quality.all_fine"), icon=":material/task_alt:")
    elif rows.empty:
        st.info(visit.say("quality.nothing_said"), icon=":material/hourglass_empty:")
    for verdict in quality.verdicts:
        _section(visit, verdict, rows[rows["check"] == verdict.check.name], commune_no)


def _has_spoken(quality: Quality, commune_no: int | None) -> bool:
    spoken = quality.communes["checks_spoken"]
    return bool((spoken if commune_no is None else spoken.loc[[commune_no]]).any())


def _section(visit: Visit, verdict: Verdict, rows: pd.DataFrame, commune_no: int | None) -> None:
    say, name = visit.say, verdict.check.name
    communes = verdict.communes if commune_no is None else verdict.communes.loc[[commune_no]]
    too_few = int(communes["mark"].isna().sum())
    result = _result(say, rows, len(communes), too_few)
    icon = _icon(rows, is_silent=too_few == len(communes))
    with st.expander(f"**{say(f'check.{name}')}** · {result}", icon=icon):
        st.markdown(say(f"check.{name}.definition"))
        st.caption(say("quality.minimum", minimum=verdict.check.minimum, unit=say(f"check.{name}.sample")))
        if rows.empty:
            return
        shown = named_rows(rows.head(SHOWN), say)
        if commune_no is not None:
            shown = shown.drop(columns=[say("quality.column.commune")])
        shown = shown.loc[:, (shown != "").any()]
        st.dataframe(shown, hide_index=True, key=f"rows_{name}", height=min(36 * (len(shown) + 1) + 2, 340))
        if len(rows) > SHOWN:
            st.caption(say("quality.shown", shown=SHOWN, count=len(rows)))
        st.download_button(
            say("quality.download", count=len(rows)),
            lambda: points_workbook(named_rows(rows, say), say),
            f"kiem-tra-{name}-{visit.day.isoformat()}.xlsx",
            icon=":material/table_view:",
            on_click="ignore",
            key=f"xlsx_{name}",
        )


def _result(say: Language, rows: pd.DataFrame, communes: int, too_few: int) -> str:
    """Say what a check came to: points, nothing, or not enough data; in how many communes it had too little."""
    if rows.empty and too_few == communes:
        return say("quality.status.too_few")
    if communes == 1:
        said = say("quality.flagged", count=len(rows)) if len(rows) else say("quality.status.fine")
        return f"{said} · {say('quality.no_share')}" if too_few else said
    fine = say("quality.fine_where", communes=communes - too_few)
    said = say("quality.flagged", count=len(rows)) if len(rows) else fine
    return f"{said} · {say('quality.too_few', communes=too_few)}" if too_few else said


def _icon(rows: pd.DataFrame, *, is_silent: bool) -> str:
    if len(rows):
        return ":material/search:"
    return ":material/hourglass_empty:" if is_silent else ":material/task_alt:"
