"""The form in which teams answer: a workbook with a row for each visit, its ids locked, the answers to choose from."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from campaign.mending import HARMLESS
from outreach.returns import (
    ANSWERS,
    COLUMNS,
    EARLY,
    FORM_VERSION,
    IDS,
    LATE,
    MOST,
    NAMES,
    OUTCOMES,
    REASONS,
    check_of,
    short_code,
)
from reports.plan_papers import PlanPapers, Row
from reports.team_sheet_pdf import standing
from texts import Language

HEAD_ROW = 4
ORDER = (*NAMES, "planned_on", *ANSWERS, "plan_no", "team_id", "unit_id", "stay", "check")
WIDTHS = {"team": 24, "commune": 20, "name": 22, "note": 26, "reason": 17, "status": 13, "unit_id": 11, "team_id": 9}
SHORTEST = 10
DAYS = ("planned_on", "on_date")
HIDDEN = "form"


def make(papers: PlanPapers, say: Language, team_id: str = "") -> bytes:
    """Return the workbook of a plan, or that of one team."""
    import xlsxwriter

    chosen = papers.of_team(team_id) if team_id else papers
    rows = [row for _, stays in chosen.sheets() for row in form_rows(papers.number, stays)]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {**HARMLESS, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet(say("return.sheet"))
        _head(book, sheet, papers, say, short_code(papers.number, team_id) if team_id else "")
        _fill(book, sheet, rows, say)
        _validate(sheet, rows, say)
        _arrange(sheet, len(rows))
        _hide(book, rows, say)
    return buffer.getvalue()


def form_rows(plan_no: str, stays: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the rows of the form: ids, names for reading and the letters that go with the ids."""
    return [_form_row(plan_no, stay) for stay in stays]


def _form_row(plan_no: str, stay: Mapping[Any, Any]) -> dict[str, Any]:
    number, day = int(stay["stay"]), stay["starts_on"].date()
    team_id, unit_id = str(stay["team_id"]), str(stay["unit_id"])
    ids = {"plan_no": plan_no, "team_id": team_id, "unit_id": unit_id, "stay": number, "planned_on": day}
    names = {name: str(stay[name]) for name in NAMES}
    return {**ids, **names, "check": check_of(plan_no, team_id, unit_id, number, day)}


def _head(book: Any, sheet: Any, papers: PlanPapers, say: Language, code: str) -> None:
    title = say("return.title", place=papers.place_name[say.code])
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, " · ".join(filter(None, (standing(papers, say), code))), book.add_format({"bold": True}))
    sheet.write_string(2, 0, say("return.how"))
    if papers.is_illustrative:
        warning = book.add_format({"bold": True, "bg_color": "#fff4d6", "border": 1})
        sheet.write_string(3, 0, say("brief.illustrative"), warning)


def _fill(book: Any, sheet: Any, rows: Sequence[Mapping[str, Any]], say: Language) -> None:
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#e8eef3"})
    locked = {"bg_color": "#f1f3f5", "border": 1, "valign": "top", "font_color": "#3f4b56"}
    free = {"locked": False, "border": 1, "valign": "top"}
    day, number = {"num_format": "dd/mm/yyyy", "align": "right"}, {"num_format": "#,##0", "align": "right"}
    formats = {}
    for column in COLUMNS:
        kind = day if column in DAYS else number if column in MOST else {"num_format": "@"}
        formats[column] = book.add_format({**(free if column in ANSWERS else locked), **kind})
    sheet.write_row(HEAD_ROW, 0, [say(f"return.column.{column}") for column in ORDER], head)
    sheet.set_row(HEAD_ROW, 45)
    for at, row in enumerate(rows, HEAD_ROW + 1):
        for place, column in enumerate(ORDER):
            _put(sheet, at, place, row.get(column), formats[column])


def _put(sheet: Any, row: int, place: int, value: Any, how: Any) -> None:
    if value is None:
        sheet.write_blank(row, place, None, how)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, how)
    else:
        sheet.write_string(row, place, str(value), how)  # ids are text: 007 is not 7


def _validate(sheet: Any, rows: Sequence[Mapping[str, Any]], say: Language) -> None:
    first, last = HEAD_ROW + 1, HEAD_ROW + max(len(rows), 1)
    days = [row["planned_on"] for row in rows]
    between = {"validate": "date", "criteria": "between", "minimum": min(days) - EARLY, "maximum": max(days) + LATE}
    rules: dict[str, dict[str, Any]] = {
        "status": {"validate": "list", "source": [say(f"followup.{one}") for one in OUTCOMES]},
        "reason": {"validate": "list", "source": [say(f"unmet.{one}") for one in REASONS]},
        "on_date": {**between, "error_message": say("return.wrong_day")},
        **{name: {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": most,
                  "error_message": say("return.wrong_number")} for name, most in MOST.items()},
    }  # fmt: skip
    for column, rule in rules.items():
        place = ORDER.index(column)
        sheet.data_validation(first, place, last, place, rule)


def _arrange(sheet: Any, count: int) -> None:
    for place, column in enumerate(ORDER):
        sheet.set_column(place, place, WIDTHS.get(column, SHORTEST))
    sheet.freeze_panes(HEAD_ROW + 1, len(NAMES))
    sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + max(count, 1), len(ORDER) - 1)
    allowed = {"autofilter": True, "format_columns": True, "format_rows": True}
    sheet.protect("", {**allowed, "select_locked_cells": True, "select_unlocked_cells": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_footer("&L&A&C&P / &N")


def _hide(book: Any, rows: Sequence[Mapping[str, Any]], say: Language) -> None:
    """Keep the ids as they were sent, and the version of the form, on a hidden sheet: a person can compare."""
    sheet = book.add_worksheet(HIDDEN)
    sheet.write_row(0, 0, ["form_version", FORM_VERSION, "language", say.code])
    kept = (*IDS, "check")
    sheet.write_row(1, 0, kept)
    for at, row in enumerate(rows, 2):
        for place, column in enumerate(kept):
            value = row[column]
            sheet.write_string(at, place, value.isoformat() if isinstance(value, date) else str(value))
    sheet.protect()
    sheet.very_hidden()
