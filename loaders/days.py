"""Days: written in words, figures or serial numbers, in an order of day and month that the whole column proves."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pyarrow as pa

from loaders.cells import Cells, is_blank, tidy
from loaders.finding import Finding
from loaders.headings import bare
from loaders.sheet import Context, Sheet

EXCEL_DAY_ZERO = date(1899, 12, 30)
LONGEST_DAY = 80
ORDERS = ("dmy", "mdy")
SLIP = 0.01  # so few rows against the order that all others prove are slips of the pen
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janv janvier ene enero janeiro januari",
            "feb february fev fevr fevrier febrero fevereiro februari peb",
            "mar march mars marzo marco maret", "apr april avr avril abr abril", "may mai mayo maio mei",
            "jun june juin junio junho juni", "jul july juil juillet julio julho juli",
            "aug august aout ago agosto agu agt agustus", "sep sept september septembre septiembre set setembro",
            "oct october octobre octubre out outubro okt oktober", "nov november novembre noviembre novembro",
            "dec december decembre dic diciembre dez dezembro des desember",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = (
    r"thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn|t[2-7]|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|"
    r"thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
)
CLOCK = r"\d{1,2}\s*(?:(?:[:h]|gio)\s*(?:\d{1,2}(?:\s*(?:[:mp]|phut)\s*(?:\d{1,2}(?:[.,]\d+)?)?)?)?|(?=[ap]m))"
ZONE = r"(?:z|gmt|utc)?(?:[+-]\d{1,2}(?::?\d{2})?)?"
BEFORE = re.compile(rf"(?:(?:{WEEKDAYS}|ngay|date|{CLOCK})[\s,.:]+)+(?=\w)")
AFTER = re.compile(rf"(?:(?<=\d)t|[\s,]\s*(?:vao )?(?:luc |at )?|\s+-\s+){CLOCK}\s*(?:[ap]\.?m\.?|sa|ch)?\s*{ZONE}$")
WORDS_AFTER = re.compile(r"(?<=\d)[\s,]+[a-z()\s]+$|(?<=\d)z$")
FIGURES = re.compile(r"(\d{1,2})\s*([/.\-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})")
YEAR_FIRST = re.compile(r"(\d{4})\s*([/.\-])\s*(\d{1,2})\s*\2\s*(\d{1,2})")
ONE_NUMBER = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
SERIAL = re.compile(r"([34]\d{4}|50\d{3})(?:[.,]\d+)?")
VIETNAMESE = re.compile(r"(\d{1,2})\s*(?:thang|thg|th)\s*(\d{1,2})[\s,]*(?:nam\s*)?(\d{4})")
DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º)?[\s\-/.]*(?:de\s+)?([a-z]{3,})[\s\-/.,]*(?:de\s+)?(\d{4}|\d{2})")
MONTH_DAY = re.compile(r"([a-z]{3,})[\s\-/.]*(\d{1,2})(?:st|nd|rd|th)?[\s\-/,]+(\d{4})")


@dataclass(frozen=True)
class Written:
    """One text as the day it means with the day first and with the month first; None where it means none."""

    dmy: date | None = None
    mdy: date | None = None
    is_short: bool = False  # the year has two figures


@dataclass(frozen=True)
class Proofs:
    """How many rows prove each order, how many can be read both ways, and one of those."""

    dmy: int
    mdy: int
    ambiguous: int
    example: str
    dmy_in_future: bool
    mdy_in_future: bool


def read_days(sheet: Sheet, context: Context) -> pa.Array:
    """Read the column of dates in the order that its rows prove; texts that are no day reject their row."""
    raw = sheet.raw("date")
    texts = [tidy(text) for text in raw.dictionary.to_pylist()]
    written = [Written() if is_blank(text) else day_written(text) for text in texts]
    rows = np.bincount(raw.indices.to_numpy(zero_copy_only=False), minlength=len(texts))
    proofs = _proofs(texts, written, rows, context.today)
    order = _order(proofs, sheet, context)
    _note(sheet, proofs, order)
    _note_short_years(sheet, texts, written, rows)
    is_one_way = min(proofs.dmy, proofs.mdy) > SLIP * max(proofs.dmy, proofs.mdy)
    days = [_in_order(day, order or "dmy", is_one_way) for day in written]
    is_bad = np.array([day is None and not is_blank(text) for day, text in zip(days, texts, strict=True)], dtype=bool)
    cells = _spread(days, is_bad, raw)
    sheet.report(cells.is_bad, "date", "unreadable_date")
    return cells.found


def _spread(days: list[date | None], is_bad: np.ndarray, raw: pa.DictionaryArray) -> Cells:
    if not days:
        return Cells(pa.nulls(len(raw), pa.date32()), np.zeros(len(raw), dtype=bool))
    return Cells(pa.array(days, pa.date32()).take(raw.indices), is_bad[raw.indices.to_numpy(zero_copy_only=False)])


def _in_order(written: Written, order: str, is_one_way: bool) -> date | None:
    """Return the day in the column's order; where both orders are proven, also one of the other order only."""
    first, second = (written.dmy, written.mdy) if order == "dmy" else (written.mdy, written.dmy)
    return first or (second if is_one_way else None)


def day_written(text: str) -> Written:
    """Read one text, with a weekday or a time around it or without."""
    if len(text) > LONGEST_DAY:
        return Written()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.casefold()
    if not text.isascii():
        text = _without_marks(text)
    text = AFTER.sub("", text)
    return _core(text)


def _without_marks(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@lru_cache(maxsize=20_000)
def _core(text: str) -> Written:
    text = WORDS_AFTER.sub("", BEFORE.sub("", text, count=1) if BEFORE.match(text) else text).strip(" ,.")
    if found := FIGURES.fullmatch(text):
        return _figures(*found.groups())
    day = _plain(text) or _named_month(text)
    is_short = bool(day and (found := DAY_MONTH.fullmatch(text)) and len(found[3]) == len("yy"))
    return Written(day, day, is_short)


def _figures(first: str, mark: str, second: str, year: str) -> Written:
    """Read day and month in both orders; between points the day comes first in every country."""
    full = _year(year)
    dmy = _day(full, int(second), int(first))
    return Written(dmy, dmy if mark == "." else _day(full, int(first), int(second)), len(year) == len("yy"))


def _plain(text: str) -> date | None:
    if found := YEAR_FIRST.fullmatch(text):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := ONE_NUMBER.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := SERIAL.fullmatch(text):
        return EXCEL_DAY_ZERO + timedelta(days=int(found[1]))
    return None


def _named_month(text: str) -> date | None:
    if found := VIETNAMESE.fullmatch(text):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if (found := DAY_MONTH.fullmatch(text)) and found[2] in MONTHS:
        return _day(_year(found[3]), MONTHS[found[2]], int(found[1]))
    if (found := MONTH_DAY.fullmatch(text)) and found[1] in MONTHS:
        return _day(int(found[3]), MONTHS[found[1]], int(found[2]))
    return None


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == len("yy") else 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _proofs(texts: list[str], written: list[Written], rows: np.ndarray, today: date) -> Proofs:
    used = [(text, day, int(count)) for text, day, count in zip(texts, written, rows, strict=True) if count]
    both = [(text, day.dmy, day.mdy, n) for text, day, n in used if day.dmy and day.mdy and day.dmy != day.mdy]
    return Proofs(
        dmy=sum(n for _, day, n in used if day.dmy and not day.mdy),
        mdy=sum(n for _, day, n in used if day.mdy and not day.dmy),
        ambiguous=sum(n for *_, n in both),
        example=next((text[:40] for text, *_ in both), ""),
        dmy_in_future=any(dmy > today for _, dmy, _, _ in both),
        mdy_in_future=any(mdy > today for _, _, mdy, _ in both),
    )


def _order(proofs: Proofs, sheet: Sheet, context: Context) -> str:
    """Tell the order: a person's word, the rows' proof, a future that one order avoids, the headings; '' for none."""
    answer = context.answers.get("date_order", "")
    if answer in ORDERS:
        return answer
    if proofs.dmy or proofs.mdy:
        return _proven(proofs)
    if proofs.dmy_in_future != proofs.mdy_in_future:
        return "mdy" if proofs.dmy_in_future else "dmy"
    return "dmy" if not proofs.ambiguous or _writes_day_first(sheet) else ""


def _proven(proofs: Proofs) -> str:
    likely = "mdy" if proofs.mdy > proofs.dmy else "dmy"
    is_clear = min(proofs.dmy, proofs.mdy) <= SLIP * max(proofs.dmy, proofs.mdy)
    return likely if is_clear or not proofs.ambiguous else ""


def _writes_day_first(sheet: Sheet) -> bool:
    """Tell headings in a language that writes the day first; the month comes first in English only."""
    words = (*sheet.table.headings, *sheet.table.preamble, sheet.table.sheet)
    heading = bare(sheet.table.headings[sheet.layout["date"]]) if sheet.has("date") else ""
    return heading.startswith(("ngay", "thoi gian")) or any(c.isalpha() and not c.isascii() for c in "".join(words))


def _note(sheet: Sheet, proofs: Proofs, order: str) -> None:
    """Put the order on record where it is a question, or is not simply the day first as everywhere here."""
    if not (proofs.ambiguous or proofs.mdy) or (order == "dmy" and not proofs.mdy and _writes_day_first(sheet)):
        return
    is_proven = bool(order) and not proofs.ambiguous
    facts = {"dmy": proofs.dmy, "mdy": proofs.mdy, "ambiguous": proofs.ambiguous, "example": proofs.example}
    finding = Finding("date_order", order, "date", () if is_proven else ORDERS, not order, facts)
    sheet.findings.append(finding)


def _note_short_years(sheet: Sheet, texts: list[str], written: list[Written], rows: np.ndarray) -> None:
    short = [(text, int(n)) for text, day, n in zip(texts, written, rows, strict=True) if n and day.is_short]
    if short:
        facts = {"rows": sum(n for _, n in short), "example": short[0][0][:40]}
        sheet.findings.append(Finding("short_year", "twenty", "date", facts=facts))
