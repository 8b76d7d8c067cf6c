"""The workbook of rows to be mended: as the file had them, with the reason behind each, ready to be sent back."""

import io
import re
from collections.abc import Callable, Iterable

import pandas as pd

from loaders.mending import Excerpt

HARMLESS = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
LONGEST_SHEET = 31  # letters that Excel allows in the name of a sheet
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def mending_workbook(
    found: Iterable[Excerpt], problems: pd.DataFrame, reason: Callable[[str], str], words: tuple[str, str, str]
) -> bytes:
    """Return the workbook. `problems` has sheet, row_no, heading and reason; `reason` says one in words.

    `words` name a sheet that has no name, and the two columns behind the file's own: the row and the reason.
    """
    buffer = io.BytesIO()
    said = _reasons(problems, reason)
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": HARMLESS}) as writer:
        names: set[str] = set()
        for excerpt in found:
            table = excerpt.cells.set_axis(list(excerpt.headings), axis=1)
            reasons = [said.get((excerpt.sheet, row), "") for row in excerpt.row_no]
            table.insert(len(table.columns), words[1], excerpt.row_no, allow_duplicates=True)
            table.insert(len(table.columns), words[2], reasons, allow_duplicates=True)
            _write(writer, _sheet_name(excerpt.sheet or words[0], names), excerpt.preamble, table)
        if not names:
            pd.DataFrame(columns=list(words[1:])).to_excel(writer, sheet_name=words[0], index=False)
    return buffer.getvalue()


def _reasons(problems: pd.DataFrame, reason: Callable[[str], str]) -> dict[tuple[str, int], str]:
    told = problems["reason"].map(reason)
    told = told.where(problems["heading"] == "", problems["heading"] + ": " + told)
    grouped = told.groupby([problems["sheet"], problems["row_no"]]).agg("; ".join)
    return dict(zip(grouped.index, grouped, strict=True))


def _sheet_name(written: str, names: set[str]) -> str:
    base = FORBIDDEN.sub(" ", written).strip()[:LONGEST_SHEET] or "1"
    name, number = base, 1
    while name.casefold() in names:
        number += 1
        name = f"{base[: LONGEST_SHEET - len(str(number)) - 1]} {number}"
    names.add(name.casefold())
    return name


def _write(writer: pd.ExcelWriter, name: str, preamble: tuple[str, ...], table: pd.DataFrame) -> None:
    titles = [title for title in preamble if title.strip()]
    table.to_excel(writer, sheet_name=name, index=False, startrow=len(titles), freeze_panes=(len(titles) + 1, 0))
    sheet = writer.sheets[name]
    for row, title in enumerate(titles):
        sheet.write_string(row, 0, title)
    marked = writer.book.add_format({"bg_color": "#fff4d6", "text_wrap": True})
    sheet.set_column(0, len(table.columns) - 2, 18)
    sheet.set_column(len(table.columns) - 1, len(table.columns) - 1, 60, marked)
