"""What can be taken along: a table as XLSX with its definitions, or as CSV; no cell of it is ever run as a formula."""

import io
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from campaign.mending import HARMLESS
from texts import Language
from ui.tables import FORMATS
from ui.visit import Visit

Source = Sequence[tuple[str, str]]
SHARES = ("share", "points")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def download_buttons(
    visit: Visit, standing: pd.DataFrame, columns: Sequence[str], stem: str, source: Source | None = None
) -> None:
    """Offer a table as XLSX and CSV; the files are made when they are asked for.

    `source` says what the figures rest on where that is not the figures in force: pairs of a name and its meaning.
    """
    say = visit.say
    name = f"{stem}-{visit.day.isoformat()}"
    with st.container(horizontal=True):
        st.download_button(
            say("download.xlsx"),
            lambda: workbook(visit, standing, columns, source),
            f"{name}.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            icon=":material/table_view:",
            on_click="ignore",
            key=f"{stem}_xlsx",
        )
        st.download_button(
            say("download.csv"),
            lambda: csv(standing, columns, say),
            f"{name}.csv",
            "text/csv",
            on_click="ignore",
            key=f"{stem}_csv",
        )


def workbook(visit: Visit, standing: pd.DataFrame, columns: Sequence[str], source: Source | None = None) -> bytes:
    """Return a workbook: the table, and a sheet that says what each column means, of what day and source."""
    say = visit.say
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": HARMLESS}) as writer:
        table = _named(standing, columns, say)
        table.to_excel(writer, sheet_name=say("download.sheet"), index=False, freeze_panes=(1, 1))
        definitions(visit, columns, source).to_excel(writer, sheet_name=say("download.definitions"), index=False)
        _widen(writer, table, columns, say)
    return buffer.getvalue()


def definitions(visit: Visit, columns: Sequence[str], source: Source | None = None) -> pd.DataFrame:
    """Return what stands behind a table: what each column means, then the day, the target and the edition."""
    say = visit.say
    rows = [
        (say(f"measure.{c}"), say(f"measure.{c}.definition") if say.has(f"measure.{c}.definition") else "")
        for c in columns
    ]
    rows += source if source is not None else _in_force(visit)
    if visit.campaign.is_illustrative:
        rows.insert(0, (say("demo.notice"), say("demo.notice_more")))
    return pd.DataFrame(rows, columns=[say("definition.name"), say("definition.meaning")])


def _in_force(visit: Visit) -> list[tuple[str, str]]:
    say, target = visit.say, visit.campaign.target
    return [
        (say("definition.day"), say.day(visit.day)),
        (say("definition.target"), say("figure.target", share=say.share(target.share), day=target.on)),
        (say("definition.edition"), visit.campaign.edition().name),
    ]


def csv(standing: pd.DataFrame, columns: Sequence[str], say: Language) -> bytes:
    """Return UTF-8 CSV with a mark, so that Excel reads the letters; text that starts like a formula is quoted."""
    table = _named(standing, columns, say)
    for column in table.select_dtypes(["str", "object"]):
        text = table[column].astype("str")
        table[column] = text.where(~text.str.startswith(DANGEROUS), "'" + text)
    return table.to_csv(index=False).encode("utf-8-sig")


def _named(standing: pd.DataFrame, columns: Sequence[str], say: Language) -> pd.DataFrame:
    table = standing[list(columns)].copy()
    if "state" in table:
        table["state"] = table["state"].map(lambda state: say(f"state.{state}"))
    if "last_on" in table:
        table["last_on"] = table["last_on"].dt.date
    for flag in table.columns.intersection(["has_power", "has_signal"]):
        table[flag] = table[flag].map({True: say("yes"), False: say("no")})
    return table.rename(columns={column: say(f"measure.{column}") for column in columns})


def _widen(writer: pd.ExcelWriter, table: pd.DataFrame, columns: Sequence[str], say: Language) -> None:
    share = writer.book.add_format({"num_format": "0.0%"})
    sheet = writer.sheets[say("download.sheet")]
    for number, (column, name) in enumerate(zip(columns, table.columns, strict=True)):
        width = max(len(name), int(table[name].astype("str").str.len().fillna(0).clip(upper=40).max() or 0)) + 2
        sheet.set_column(number, number, width, share if FORMATS.get(column) in SHARES else None)
    writer.sheets[say("download.definitions")].set_column(0, 1, 60)


def problems_workbook(problems: pd.DataFrame, say: Language) -> bytes:
    """Return the rows that do not count as a workbook, to be mended and sent back."""
    return _one_sheet(problems, say("download.problems"))


def points_workbook(points: pd.DataFrame, say: Language) -> bytes:
    """Return the rows to be looked at as a workbook, to be answered and sent back."""
    return _one_sheet(points, say("download.points"))


def _one_sheet(table: pd.DataFrame, name: str) -> bytes:
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": HARMLESS}) as writer:
        table.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
        writer.sheets[name].set_column(0, len(table.columns), 24)
    return buffer.getvalue()
