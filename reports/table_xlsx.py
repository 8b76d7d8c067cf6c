"""The table to be sent on: communes and groups without small figures, the whole below them, and the definitions."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from campaign.mending import HARMLESS
from outreach.definitions import MEASURES
from reports.brief_figures import BriefFigures
from reports.dossier import Dossier
from reports.map_pdf import in_order
from reports.narrative import narrative, place_name, sources
from texts import Language

COMMUNE_COLUMNS = (
    *("unit_id", "name", "adults", "reached", "coverage_share", "gap_people", "state"),
    *("groups", "groups_never", "groups_no_report", "last_on"),
)
GROUP_COLUMNS = (
    *("unit_id", "name", "commune", "adults", "reached", "coverage_share", "gap_people", "state"),
    *("language", "distance_km", "last_on"),
)
WITHHELD = ("adults", "reached", "coverage_share", "gap_people", "last_on")
UNITS = {measure.column: measure.unit for measure in MEASURES}
NUMBER_FORMATS = {"people": "#,##0", "households": "#,##0", "count": "#,##0", "share": "0.0%", "date": "dd/mm/yyyy"}
TOLD = ("groups", "groups_never", "groups_no_report")  # counts that have no Measure of their own
HEAD_ROW = 4
WIDEST = 42
ROUNDED = 3  # decimals of a share: more would tell the people again


def make(dossier: Dossier, say: Language) -> bytes:
    """Return the workbook."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {**HARMLESS, "default_date_format": "dd/mm/yyyy"}) as book:
        if not dossier.figures.is_of_commune:
            title = say("table.title_communes", place=place_name(dossier.figures, say))
            sheet = book.add_worksheet(say("table.sheet_communes"))
            _write(book, sheet, (title, dossier.communes, COMMUNE_COLUMNS), dossier.figures, say)
        title = say("table.title_groups", place=place_name(dossier.figures, say))
        sheet = book.add_worksheet(say("table.sheet_groups"))
        _write(book, sheet, (title, dossier.groups, GROUP_COLUMNS), dossier.figures, say)
        _define(book, dossier.figures, say)
    return buffer.getvalue()


def _write(
    book: Any, sheet: Any, content: tuple[str, pd.DataFrame, Sequence[str]], figures: BriefFigures, say: Language
) -> None:
    title, places, columns = content
    _head(book, sheet, title, figures, say)
    bold = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#e8eef3"}
    sheet.write_row(HEAD_ROW, 0, [say(f"measure.{column}") for column in columns], book.add_format(bold))
    sheet.set_row(HEAD_ROW, 32)
    table = in_order(places, ("commune", "name") if "commune" in columns else ("name",))
    rows = [*_rows(table, columns, say), _whole(figures, columns, say)]
    plain, strong = ([_format(book, column, is_bold=bold) for column in columns] for bold in (False, True))
    for number, row in enumerate(rows, start=1):
        formats = strong if number == len(rows) else plain
        for column, value in enumerate(row):
            _put(sheet, HEAD_ROW + number, column, value, formats[column])
    _arrange(sheet, rows, columns, say)


def _head(book: Any, sheet: Any, title: str, figures: BriefFigures, say: Language) -> None:
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, sources(figures, say))
    sheet.write_string(2, 0, say("table.hidden_note", count=figures.small))
    if figures.is_illustrative:
        warning = book.add_format({"bold": True, "bg_color": "#fff4d6"})
        sheet.write_string(3, 0, say("brief.illustrative"), warning)


def _format(book: Any, column: str, *, is_bold: bool) -> Any:
    unit = "count" if column in TOLD else UNITS.get(column, "")
    written = {"num_format": NUMBER_FORMATS[unit], "align": "right"} if unit else {}
    return book.add_format({"valign": "top", "bold": is_bold, "top": int(is_bold), **written})


def _whole(figures: BriefFigures, columns: Sequence[str], say: Language) -> list[Any]:
    """Return the row of the whole, as every document tells it."""
    values: dict[str, Any] = {column: getattr(figures.whole, column, None) for column in columns}
    if figures.whole.is_hidden:
        values |= {column: say("table.hidden") for column in WITHHELD}
    values["name"] = f"{say('table.whole')}: {place_name(figures, say)}"
    return [_rounded(column, values[column]) for column in columns]


def _rows(table: pd.DataFrame, columns: Sequence[str], say: Language) -> Iterator[list[Any]]:
    told = table[list(columns)].astype("object").where(table[list(columns)].notna(), None)
    told["state"] = told["state"].map(lambda state: say(f"state.{state}"))
    told["last_on"] = [None if pd.isna(day) else day.date() for day in table["last_on"]]
    for column in set(WITHHELD) & set(columns):
        told[column] = told[column].mask(table["is_hidden"], say("table.hidden"))
    for row in told.itertuples(index=False, name=None):
        yield [_rounded(column, value) for column, value in zip(columns, row, strict=True)]


def _rounded(column: str, value: Any) -> Any:
    return round(float(value), ROUNDED) if column.endswith("_share") and isinstance(value, float) else value


def _put(sheet: Any, row: int, column: int, value: Any, how: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, how)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, how)
    elif hasattr(value, "year"):
        sheet.write_datetime(row, column, value, how)
    else:
        sheet.write_number(row, column, value, how)


def _arrange(sheet: Any, rows: Sequence[Sequence[Any]], columns: Sequence[str], say: Language) -> None:
    for number, column in enumerate(columns):
        longest = max((len(str(row[number])) for row in rows if row[number] is not None), default=0)
        head = max(map(len, say(f"measure.{column}").split()), default=0)
        sheet.set_column(number, number, min(max(longest, head, 8) + 2, WIDEST))
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + len(rows) - 1, len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_footer("&C&P / &N")


def _define(book: Any, figures: BriefFigures, say: Language) -> None:
    """Write what each column means, the day, the target, the edition, and what to keep in mind."""
    sheet = book.add_worksheet(say("download.definitions"))
    bold = book.add_format({"bold": True, "valign": "top", "text_wrap": True})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 95)
    for row, (name, meaning) in enumerate(definitions(figures, say)):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, meaning, bold if row == 0 else plain)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def definitions(figures: BriefFigures, say: Language) -> list[tuple[str, str]]:
    """Return what stands behind the table, name and meaning; the first row is the heading."""
    target = figures.target
    rows = [(say("definition.name"), say("definition.meaning"))]
    if figures.is_illustrative:
        rows.append((say("demo.notice"), say("brief.illustrative")))
    rows += [
        (say("definition.day"), say.day(figures.day)),
        (say("definition.target"), say("figure.target", share=say.share(target.share), day=target.on)),
        (say("definition.edition"), figures.edition),
    ]
    columns = dict.fromkeys((*COMMUNE_COLUMNS, *GROUP_COLUMNS))
    defined = [column for column in columns if say.has(f"measure.{column}.definition")]
    rows += [(say(f"measure.{column}"), say(f"measure.{column}.definition")) for column in defined]
    rows.append((say("table.hidden"), say("table.hidden_meaning")))
    notes = [section for section in narrative(figures, say) if section.name == "caveats"]
    return rows + [(section.title, line) for section in notes for line in section.lines]
