"""Visits and training sessions: one record for each contact of the campaign with people."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders import identity
from loaders.cells import (
    read,
    read_audience,
    read_count,
    read_label,
    read_remark,
    read_status,
    read_yes,
    tidy,
)
from loaders.coordinates import DEGREES, read_coordinates
from loaders.days import read_days
from loaders.finding import Finding
from loaders.headings import bare
from loaders.sheet import Built, Context, Sheet, totals
from loaders.skills import read_course, read_shown, read_taught
from loaders.table import RawTable, encode
from loaders.written import as_text, encoded_places

FIRST_YEAR = 2020
NOTE_CELLS = 2
MOSTLY = 0.5  # from so many unknown outcomes on, the column may be none of outcomes
UNREAD_CHOICES = ("served", "reject")
MOST_ADULTS = 100_000
SCHEMA = pa.schema(
    {
        "kind": pa.string(), "record_key": pa.int64(), "segment": pa.int64(), "sheet": pa.string(),
        "row_no": pa.int32(), "place_key": pa.int64(), "lat": pa.float64(), "lon": pa.float64(),
        "on_date": pa.date32(), "person": pa.int64(), "person_is_local": pa.bool_(), "household": pa.int64(),
        "adults": pa.int32(), "served": pa.bool_(), "status": pa.string(), "audience": pa.string(),
        "topic": pa.string(), "team": pa.string(), "language": pa.string(), "partner": pa.string(),
        "is_mobile": pa.bool_(), "minutes": pa.int32(), "has_device": pa.bool_(), "taught": pa.int16(),
        "shown": pa.int16(), "course": pa.string(),
    }
)  # fmt: skip


def build_contacts(sheet: Sheet, context: Context, *, kind: str, counted: str) -> Built:
    """Turn the rows of visits or trainings into records; `counted` is the column with the number of people."""
    rows_in = len(sheet) + len(sheet.table.ragged)
    is_total = totals(sheet, ("row_label", "date", "commune", "group", "venue", "household_head", "person_name"))
    sheet.report(is_total, "row_label", "totals_row")
    is_note = ~is_total & _notes(sheet)
    sheet.report(is_note, "", "note_row")  # a signature is a name: its text is not kept
    sheet = _without(sheet, ~(is_total | is_note))
    columns = {
        **_when(sheet, context),
        **_who(sheet, context, counted),
        **_what(sheet, context),
        **read_coordinates(sheet, context),
    }
    places = encoded_places(sheet, columns["on_date"], context)
    columns["place_key"] = pa.array(places["place_key"].to_numpy())
    columns["record_key"] = pa.array(_record_key(sheet, columns, context, kind))
    columns["kind"] = pa.array([kind] * len(sheet)).dictionary_encode()
    columns |= sheet.origin(context)
    columns["sheet"] = pa.array([sheet.table.sheet] * len(sheet)).dictionary_encode()
    kept = sheet.kept()
    records = pa.table(columns).select(SCHEMA.names).filter(pa.array(kept)).cast(SCHEMA)
    distinct = as_text(places[kept].drop_duplicates("place_key"))
    return Built(
        records,
        pa.Table.from_pandas(distinct, preserve_index=False),
        sheet.all_problems(),
        rows_in,
        sheet.all_findings(),
        people_rejected=int(pc.sum(columns["adults"].filter(pa.array(~kept))).as_py() or 0),
    )


def _without(sheet: Sheet, rows: np.ndarray) -> Sheet:
    return sheet if rows.all() else Sheet(sheet.table.take(rows), sheet.layout, sheet.problems, sheet.findings)


def _notes(sheet: Sheet) -> np.ndarray:
    """Mark rows that hold a remark or a signature: nothing like a date, and two cells filled at most."""
    if len(sheet.layout) <= NOTE_CELLS:
        return np.zeros(len(sheet), dtype=bool)
    found = ~sheet.marked("date", lambda text: any(c.isdecimal() for c in text))
    few = Sheet(_recoded(sheet.table.take(found)), sheet.layout)
    filled = sum(few.filled(column).astype(int) for column in sheet.layout)
    found[found] = filled <= NOTE_CELLS
    return found


def _recoded(table: RawTable) -> RawTable:
    """Encode the columns anew: a part of a table still carries the distinct texts of the whole."""
    return replace(table, columns=tuple(encode(column.cast(pa.string())) for column in table.columns))


def _when(sheet: Sheet, context: Context) -> dict[str, pa.Array]:
    days = read_days(sheet, context)
    sheet.report(~sheet.filled("date"), "date", "date_missing")
    year = pc.year(days).fill_null(FIRST_YEAR).to_numpy(zero_copy_only=False)
    sheet.report(year < FIRST_YEAR, "date", "date_too_early")
    later = pc.greater(days, pa.scalar(context.today, pa.date32())).fill_null(False)
    sheet.report(later.to_numpy(zero_copy_only=False), "date", "date_in_future")
    return {"on_date": days}


def _who(sheet: Sheet, context: Context, counted: str) -> dict[str, pa.Array]:
    citizen = _keys(sheet, context, "person_id", identity.citizen_number, "citizen")
    named = identity.keyed(_named(sheet, citizen), context.key, "named")
    lossy = sheet.marked("person_id", identity.is_lossy)
    sheet.report(lossy, "person_id", "unreadable_person_id", rejects=False)
    person = pc.coalesce(citizen, named)
    household = pc.coalesce(
        _keys(sheet, context, "household_id", identity.plain, "household"),
        _keys(sheet, context, "household_head", identity.plain, "head"),
    )
    adults = sheet.read(counted, read_count, pa.int32())
    sheet.report(
        pc.greater(adults, MOST_ADULTS).fill_null(False).to_numpy(zero_copy_only=False),
        counted,
        "count_impossible",
    )
    return {
        "person": person,
        "person_is_local": pc.and_(pc.is_null(citizen), pc.is_valid(named)),
        "household": household,
        "adults": pc.if_else(pc.is_valid(person), pa.scalar(1, pa.int32()), adults.fill_null(1)),
    }


def _named(sheet: Sheet, citizen: pa.Array) -> pa.DictionaryArray:
    """Identify by name, year of birth and telephone those rows that carry a name but no citizen number."""
    open_rows = pc.is_null(citizen)
    if not sheet.has("person_name") or not pc.any(open_rows).as_py():
        return encode(pa.array([""] * len(sheet), pa.string()))
    name = identity.comparable(sheet.raw("person_name"), identity.plain)
    year = identity.comparable(sheet.raw("birth_year"), identity.birth_year)
    phone = identity.comparable(sheet.raw("phone"), identity.telephone)
    text = pc.binary_join_element_wise(name, year, phone, identity.BLANK)
    return encode(pc.if_else(pc.and_(open_rows, pc.not_equal(name, "")), text, ""))


def _keys(sheet: Sheet, context: Context, column: str, form: Callable[[str], str], purpose: str) -> pa.Array:
    return identity.keyed(encode(identity.comparable(sheet.raw(column), form)), context.key, purpose)


def findings_of(sheet: Sheet, context: Context) -> tuple[Finding, ...]:
    """Return what is found out about the columns of a sheet of any kind, without making records of it."""
    trial = Sheet(sheet.table, sheet.layout)
    for read_column in (read_days, read_coordinates, _read_statuses):
        read_column(trial, context)
    return trial.all_findings()


def _read_statuses(sheet: Sheet, context: Context) -> pa.Array:
    """Read outcomes; an unknown one rejects its row, unless most are unknown and a person says that they are none."""
    cells = read(sheet.raw("status"), read_status, pa.string())
    filled, unread = int(sheet.filled("status").sum()), int(cells.is_bad.sum())
    reading = "reject"
    if unread > MOSTLY * filled:
        answer = context.answers.get("status_unread", "")
        reading = answer if answer in UNREAD_CHOICES else reading
        example = sheet.raw("status").filter(pa.array(cells.is_bad))[0].as_py()
        facts = {"unread": unread, "rows": filled, "example": read_remark(tidy(example))[:40]}
        sheet.findings.append(Finding("status_unread", reading, "status", UNREAD_CHOICES, facts=facts))
    if reading == "reject":
        sheet.report(cells.is_bad, "status", "unreadable_status")
    return cells.found.fill_null("served")


def _what(sheet: Sheet, context: Context) -> dict[str, pa.Array]:
    status = _read_statuses(sheet, context)
    return {
        "status": status.dictionary_encode(),
        "served": pc.equal(status, "served"),
        "audience": _labels(sheet, "audience", read_audience).fill_null("citizens"),
        **{name: _labels(sheet, name, _remark) for name in ("topic", "team", "language", "partner")},
        **{name: sheet.read(name, read_yes, pa.bool_(), rejects=False) for name in ("is_mobile", "has_device")},
        "taught": read(sheet.raw("topic"), read_taught, pa.int16()).found,
        "course": read(sheet.raw("topic"), read_course, pa.string()).found,
        "shown": sheet.read("skills", read_shown, pa.int16(), rejects=False),
        "minutes": sheet.read("minutes", read_count, pa.int32(), rejects=False),
    }


def _remark(text: str) -> str:
    return read_remark(read_label(text))


def _labels(sheet: Sheet, column: str, parse: Callable[[str], str]) -> pa.Array:
    return sheet.read(column, parse, pa.string(), rejects=False)


def _record_key(sheet: Sheet, columns: dict[str, pa.Array], context: Context, kind: str) -> np.ndarray:
    """Number each record so that the same one gets the same number in another file.

    A record that names a person or a household is that person's or household's contact of that day at that place
    with that outcome: whichever copy counts, the figures are the same. The place as it was written is a
    part of it: a row sent again with its place corrected must not vanish behind the one that found no group. Any
    other is its whole row, less its running number, with its occurrence in the sheet: two identical anonymous rows
    below each other are two visits, the same two rows in another sheet or in next week's file are those two again.
    """
    person, household, place = (_numbers(columns[name]) for name in ("person", "household", "place_key"))
    known = identity.mix(
        _numbers(columns["on_date"].cast(pa.int32())),
        person,
        household,
        place,
        *(_numbers(pc.multiply(columns[name], 10.0**DEGREES)) for name in ("lat", "lon")),
        _numbers(columns["served"]),
        _numbers(pc.equal(columns["audience"], "officials")),
        np.full(len(sheet), kind == "trainings"),
    )
    is_known = (person != 0) | (household != 0)
    if is_known.all():
        return known
    row = _whole_rows(_recoded(sheet.table.take(~is_known)), sheet.layout, context)
    occurrence = pd.Series(row).groupby(row).cumcount().to_numpy()
    known[~is_known] = identity.mix(row, occurrence)
    return known


def _numbers(column: pa.Array) -> np.ndarray:
    return column.cast(pa.int64(), safe=False).fill_null(0).to_numpy(zero_copy_only=False)


def _whole_rows(table: RawTable, layout: dict[str, int], context: Context) -> np.ndarray:
    """Number rows by all that is written in them, each cell with what its column means or is called.

    Blank cells are no part of it: a question that was asked later makes no other row of one before it.
    """
    meant = {position: column for column, position in layout.items()}
    names = [meant.get(position) or bare(heading) for position, heading in enumerate(table.headings)]
    named = sorted(zip(names, range(len(names)), strict=True))
    cells = [_under(name, table.columns[position]) for name, position in named if name != "row_label"]
    none = pa.array([""] * len(table))  # so that there is something to join, and it is never null
    text = pc.binary_join_element_wise(none, *cells, identity.BLANK, null_handling="skip")
    return _numbers(identity.keyed(encode(text), context.key, "row"))


def _under(name: str, column: pa.DictionaryArray) -> pa.Array:
    """Put the name of a column before each distinct text; null for a blank."""
    distinct = column.dictionary.cast(pa.string())
    named = pc.binary_join_element_wise(name, distinct, identity.BLANK)
    blank = pc.equal(pc.utf8_trim_whitespace(distinct), "")
    return pc.take(pc.if_else(blank, pa.scalar(None, pa.string()), named), column.indices)
