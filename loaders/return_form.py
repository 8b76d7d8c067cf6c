"""The form that teams send back: its rows, held to the ids that were sent out, and what is wrong with the others."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from loaders.cells import read, read_count, tidy
from loaders.days import day_written
from loaders.header import Header
from loaders.headings import bare
from loaders.kinds import TEAMS, Kind
from loaders.opening import Limits, read_tables
from loaders.sheet import Sheet
from loaders.table import RawTable
from outreach.returns import ANSWERS, MOST, NOT_DONE, check_of, may_be_on

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "plan_no": ("ke hoach so", "plan number"),
    "team_id": ("ma doi", "team id"),
    "unit_id": ("ma to ban", "group id"),
    "stay": ("luot", "visit"),
    "planned_on": ("ngay theo ke hoach", "planned day"),
    "status": ("ket qua", "result"),
    "reason": ("ly do chua xong", "reason if not done"),
    "on_date": ("ngay den thuc te", "day of the visit"),
    "households": ("so ho da den", "households visited"),
    "adults": ("so nguoi lon moi tiep can", "adults newly reached"),
    "closed": ("so ho dong cua", "doors closed"),
    "minutes": ("so phut di mot chieu", "minutes one way"),
    "note": ("ghi chu", "note"),
    "check": ("ma kiem", "check"),
}
OUTCOMES: Mapping[str, str] = {
    "da lam": "done", "done": "done", "xong": "done", "da xong": "done",
    "lam mot phan": "partly", "mot phan": "partly", "partly done": "partly", "partly": "partly",
    "chua lam": "not_done", "not done": "not_done", "chua": "not_done",
}  # fmt: skip
REASONS: Mapping[str, str] = {
    "khong gap ai": "nobody_there", "nobody there": "nobody_there",
    "nguoi dan tu choi": "refused", "tu choi": "refused", "people refused": "refused", "refused": "refused",
    "duong bi chia cat": "road_cut", "road cut": "road_cut",
    "thoi tiet xau": "weather", "bad weather": "weather", "weather": "weather",
    "mat dien": "no_electricity", "power failure": "no_electricity", "no electricity": "no_electricity",
    "doi khong di duoc": "team_absent", "team absent": "team_absent",
    "ly do khac": "other", "other reason": "other", "other": "other", "khac": "other",
}  # fmt: skip
MEANT = {word: column for column, words in HEADINGS.items() for word in (*words, column.replace("_", " "))}
NEEDED = ("plan_no", "team_id", "unit_id", "stay", "planned_on", "status", "check")
FORM: Kind = replace(
    TEAMS,  # only the names that a refusal tells are looked at: the rows are read here
    name="returns",
    columns=(),
    required={"team": ("team_code",), "place": ("group_code",), "status": ("status",)},
)
NEGATIVE = re.compile(r"\s*[-−–(]\s*\d")
NUMBERS = tuple(MOST)
ROW_COLUMNS = (
    "plan_no", "team_id", "unit_id", "stay", "status", "reason", "on_date", *NUMBERS, "sheet", "row_no",
)  # fmt: skip


@dataclass(frozen=True)
class Returns:
    """What came back.

    `rows` has ROW_COLUMNS, a row for each visit that was answered: status is done, partly or not_done, reason '' or one
    of `outreach.returns.REASONS`, on_date a day or NaT, the numbers Int64 or NA where nothing or nonsense was written.
    Notes are not read: what people write freely may name somebody. `problems` has sheet, row_no, column, heading,
    reason, value and is_rejected: a row whose ids were changed, that nobody sent out, that has no result or comes a
    second time is rejected; of others only the cell is left out. `unfilled` counts the rows nobody has answered yet.
    """

    rows: pd.DataFrame
    problems: pd.DataFrame
    unfilled: int = 0


def read_return_form(
    content: bytes, file_name: str, known: pd.DataFrame | None = None, limits: Limits | None = None
) -> Returns:
    """Read a returned form, XLSX or any other table with its headings, in either language.

    `known` has plan_no, team_id and unit_id of the plan; then a row of ours that is not in it is rejected as well.
    Raise FileRefused for a file that is no such form.
    """
    tables = read_tables(content, FORM, limits or Limits(), {}, find_headings)
    read_ = [_read_table(replace(table, sheet=table.sheet or file_name), known) for table in tables]
    rows = pd.concat([one.rows for one in read_], ignore_index=True)
    problems = pd.concat([one.problems for one in read_], ignore_index=True)
    again = rows.duplicated(["plan_no", "team_id", "unit_id", "stay"])
    if again.any():
        problems = pd.concat([problems, _told_again(rows[again])], ignore_index=True)
    return Returns(rows[~again].reset_index(drop=True), problems, sum(one.unfilled for one in read_))


def find_headings(rows: Sequence[Sequence[str]], _kind: Kind, _sheet: str = "") -> Header | None:
    """Find the row of headings of the form; None where there is none."""
    for number, row in enumerate(rows):
        if set(NEEDED) <= set(_layout(row)):
            return Header(number, tuple(tidy(cell) for cell in row))
    return None


def _layout(headings: Sequence[str]) -> dict[str, int]:
    """Return where each column stands: by its heading up to a bracket, the first of several."""
    found: dict[str, int] = {}
    for position, heading in enumerate(headings):
        column = MEANT.get(bare(tidy(heading).partition("(")[0]))
        if column is not None:
            found.setdefault(column, position)
    return found


def _read_table(table: RawTable, known: pd.DataFrame | None) -> Returns:
    sheet = Sheet(table, _layout(table.headings))
    is_filled = np.zeros(len(sheet), dtype=bool)
    for column in ANSWERS:
        is_filled |= sheet.filled(column)
    answered = Sheet(table.take(is_filled), sheet.layout)
    ids = _ids(answered)
    _check_ids(answered, ids, known)
    rows = ids[["plan_no", "team_id", "unit_id", "stay"]].assign(
        status=_worded(answered, "status", OUTCOMES), reason=_worded(answered, "reason", REASONS)
    )
    answered.report(~answered.filled("status"), "status", "return_no_status")
    rows["on_date"] = _days(answered, ids["planned_on"])
    for column in NUMBERS:
        rows[column] = _numbers(answered, column)
    contradicts = ((rows["status"] == NOT_DONE) & (rows["adults"].fillna(0) > 0)).to_numpy(bool)
    answered.report(contradicts, "status", "return_contradiction", rejects=False)
    rows = rows.assign(sheet=table.sheet, row_no=answered.table.row_no)[list(ROW_COLUMNS)]
    return Returns(rows[answered.kept()], answered.all_problems(), int((~is_filled).sum()))


def _ids(sheet: Sheet) -> pd.DataFrame:
    texts = {name: sheet.label(name).to_pylist() for name in ("plan_no", "team_id", "unit_id", "check")}
    frame = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in texts.items()})
    stay = read(sheet.raw("stay"), read_count, pa.int64()).found
    planned = read(sheet.raw("planned_on"), _day, pa.date32()).found
    frame["stay"] = pd.array(stay.to_pylist(), dtype="Int64")
    frame["planned_on"] = pd.Series(planned.to_pylist(), dtype="object")
    return frame


def _day(text: str) -> date | None:
    """Read a day, the day before the month."""
    return day_written(text).dmy


def _check_ids(sheet: Sheet, ids: pd.DataFrame, known: pd.DataFrame | None) -> None:
    """Report the rows that were not sent out, and those in which an id or the planned day is another."""
    is_whole = ids["stay"].notna() & ids["planned_on"].notna()
    columns = (ids[name].tolist() for name in ("plan_no", "team_id", "unit_id", "stay", "planned_on"))
    keys = zip(*columns, is_whole.tolist(), strict=True)
    expected = [
        check_of(plan, team, unit, int(stay), day) if whole else "" for plan, team, unit, stay, day, whole in keys
    ]
    given = ids["check"].str.upper()
    is_new = (given == "").to_numpy(bool)
    is_changed = ~is_new & (given != pd.Series(expected, dtype="str")).to_numpy(bool)
    sheet.report(is_new, "unit_id", "return_unknown")
    sheet.report(is_changed, "unit_id", "return_ids_changed")
    if known is not None:
        pairs = ["plan_no", "team_id", "unit_id"]
        of_plan = pd.MultiIndex.from_frame(ids[pairs]).isin(pd.MultiIndex.from_frame(known[pairs].astype("str")))
        sheet.report(~is_new & ~is_changed & ~of_plan, "unit_id", "return_unknown")


def _worded(sheet: Sheet, column: str, words: Mapping[str, str]) -> pd.Series:
    """Read a column of chosen words; a result that is none of them rejects its row, a reason is left out."""
    cells = read(sheet.raw(column), _word_reader(words), pa.string())
    if column == "status":
        sheet.report(cells.is_bad, column, "unreadable_status")
    else:
        sheet.report(cells.is_bad, column, "return_reason", rejects=False)
    return pd.Series(cells.found.fill_null("").to_pylist(), dtype="str")


def _word_reader(words: Mapping[str, str]) -> Callable[[str], str | None]:
    return lambda text: words.get(re.sub(r"^\d+ ", "", bare(text)))


def _days(sheet: Sheet, planned_on: pd.Series) -> pd.Series:
    cells = read(sheet.raw("on_date"), _day, pa.date32())
    sheet.report(cells.is_bad, "on_date", "unreadable_date", rejects=False)
    days = cells.found.to_pylist()
    pairs = list(zip(days, planned_on, strict=True))
    is_outside = np.array([bool(day and planned and not may_be_on(day, planned)) for day, planned in pairs], dtype=bool)
    sheet.report(is_outside, "on_date", "return_day_outside", rejects=False)
    kept = [None if outside else day for day, outside in zip(days, is_outside, strict=True)]
    return pd.Series(pd.to_datetime(pd.Series(kept, dtype="object")).astype("datetime64[s]"))


def _numbers(sheet: Sheet, column: str) -> pd.Series:
    """Read a column of counts; what is below nought, too large or no whole number is left out, and reported."""
    cells = read(sheet.raw(column), read_count, pa.int64())
    is_negative = cells.is_bad & sheet.marked(column, lambda text: bool(NEGATIVE.match(text)))
    values = pd.Series(cells.found.to_pylist(), dtype="Int64")
    is_large = (values > MOST[column]).fillna(value=False).to_numpy(bool)
    sheet.report(is_negative, column, "return_negative", rejects=False)
    sheet.report(cells.is_bad & ~is_negative, column, "return_number", rejects=False)
    sheet.report(is_large, column, "return_too_large", rejects=False)
    return values.mask(is_large)


def _told_again(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "sheet": rows["sheet"],
            "row_no": rows["row_no"],
            "column": "unit_id",
            "heading": "",
            "reason": "return_twice",
            "value": rows["unit_id"],
            "is_rejected": True,
        }
    )
