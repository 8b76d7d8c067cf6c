"""Dates, with the order of day and month told from the whole column."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import numpy as np
import pyarrow as pa

from loaders.finding import Finding

EXCEL_DAY_ZERO = date(1899, 12, 30)
END = r"(?:[\st,;].*)?"  # the time of day and what else stands behind
SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})" + END, re.DOTALL)
ISO = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})" + END, re.DOTALL)
COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)" + END)
SERIAL = re.compile(r"([34]\d{4}|50\d{3})(?:[.,]\d+)?")
VIETNAMESE = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*tháng\s*(\d{1,2})\s*(?:năm\s*|[,/ ]\s*)(\d{4})" + END)
DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er)?[\s\-./]*(?:de\s+)?([^\W\d_]{3,})\.?,?[\s\-./]*(?:de\s+)?(\d{4})" + END
)
MONTH_FIRST = re.compile(r"([^\W\d_]{3,})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})" + END)
MONTHS = (
    "jan january janvier enero janeiro januari", "feb february février fevrier fev fév febrero fevereiro februari",
    "mar march mars marzo março marco maret", "apr april avril avr abril abr", "may mai mayo maio mei",
    "jun june juin junio junho juni", "jul july juillet juil julio julho juli",
    "aug august août aout agosto ago agustus agu", "sep sept september septembre septiembre setembro set",
    "oct october octobre octubre outubro out oktober okt", "nov november novembre noviembre novembro nopember",
    "dec december décembre decembre dic diciembre dez dezembro desember des",
)  # fmt: skip
MONTH_NUMBER = {word: number for number, words in enumerate(MONTHS, start=1) for word in words.split()}
MONTHS_IN_YEAR = 12
COMPACT_SPAN = 4  # times: dates of a file lie close together, and far apart when day and month are changed round


def read_day(text: str, order: str = "dmy", *, is_lenient: bool = False) -> date | None:
    """Read a date in any common form; None when there is no such day.

    `order` is that of day and month between slashes; with `is_lenient` a date that it does not suit is read the other
    way round.
    """
    text = _plain_digits(text).strip().casefold()
    if found := SLASHED.fullmatch(text):
        return _slashed(found, order, is_lenient=is_lenient)
    if found := ISO.fullmatch(text) or COMPACT.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := SERIAL.fullmatch(text):
        return EXCEL_DAY_ZERO + timedelta(days=int(found[1]))
    if found := VIETNAMESE.fullmatch(text):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    return _named(text)


def _plain_digits(text: str) -> str:
    return text if text.isascii() else "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _slashed(found: re.Match[str], order: str, *, is_lenient: bool) -> date | None:
    one, other = int(found[1]), int(found[2])
    year = int(found[3]) if len(found[3]) > 2 else 2000 + int(found[3])
    day, month = (one, other) if order == "dmy" else (other, one)
    return _day(year, month, day) or (_day(year, day, month) if is_lenient else None)


def _named(text: str) -> date | None:
    if found := DAY_FIRST.fullmatch(text):
        return _day(int(found[3]), MONTH_NUMBER.get(found[2], 0), int(found[1]))
    if found := MONTH_FIRST.fullmatch(text):
        return _day(int(found[3]), MONTH_NUMBER.get(found[1], 0), int(found[2]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True)
class Order:
    """The order of day and month in a column: 'dmy', 'mdy', or '' while only a person can say.

    `is_lenient` where both orders are proved by some dates: each of those is read in the only way that it can be.
    """

    reading: str
    is_lenient: bool
    finding: Finding | None

    def parser(self) -> Callable[[str], date | None]:
        """Return what reads one date of the column."""
        return partial(read_day, order=self.reading or "dmy", is_lenient=self.is_lenient)


def tell_order(column: pa.DictionaryArray, headings: Iterable[str], today: date, answer: str = "") -> Order:
    """Tell the order of day and month from all dates of a column; `answer` is what a person said where it is asked."""
    texts = [_plain_digits(text or "").strip() for text in column.dictionary.to_pylist()]
    rows = np.bincount(column.indices.drop_null().to_numpy(zero_copy_only=False), minlength=len(texts))
    met = [(SLASHED.fullmatch(text), int(count)) for text, count in zip(texts, rows, strict=True) if count]
    slashed = [(found, count) for found, count in met if found]
    proved = {
        "dmy": sum(count for found, count in slashed if int(found[1]) > MONTHS_IN_YEAR >= int(found[2])),
        "mdy": sum(count for found, count in slashed if int(found[2]) > MONTHS_IN_YEAR >= int(found[1])),
    }
    ambiguous = [found[0] for found, _ in slashed if _is_ambiguous(found)]
    facts = {**proved, "ambiguous": len(ambiguous), "example": next(iter(ambiguous), "")}
    reading = _proved_order(proved, ambiguous) or ("" if all(proved.values()) else _likely(ambiguous, headings, today))
    if not reading:
        said = answer if answer in proved else ""
        asked = Finding("date_order", said, "date", ("dmy", "mdy"), must_answer=True, facts=facts)
        return Order(said, all(proved.values()), asked)
    told = Finding("date_order", "mdy", "date", facts=facts) if reading == "mdy" else None
    return Order(reading, all(proved.values()), told)


def _proved_order(proved: Mapping[str, int], ambiguous: Sequence[str]) -> str:
    orders = [order for order, count in proved.items() if count]
    if len(orders) == 1:
        return orders[0]
    return "" if ambiguous else "dmy"


def _likely(ambiguous: Sequence[str], headings: Iterable[str], today: date) -> str:
    """Tell the order where no date proves it: dates of one file lie close together, and not in the future."""
    days = {order: [day for day in (read_day(text, order) for text in ambiguous) if day] for order in ("dmy", "mdy")}
    if not days["dmy"]:
        return "dmy"  # no such year in either order: each row is told on its own
    is_future = {order: max(found) > today for order, found in days.items()}
    span = {order: (max(found) - min(found)).days + 1 for order, found in days.items()}
    is_close = {"dmy": span["mdy"] > COMPACT_SPAN * span["dmy"], "mdy": span["dmy"] > COMPACT_SPAN * span["mdy"]}
    if all(is_future.values()) or (not is_future["dmy"] and (is_close["dmy"] or any(map(_is_vietnamese, headings)))):
        return "dmy"
    return "mdy" if not is_future["mdy"] and is_close["mdy"] else ""


def _is_ambiguous(found: re.Match[str]) -> bool:
    """Tell a date that can be read both ways to different days."""
    return max(int(found[1]), int(found[2])) <= MONTHS_IN_YEAR and int(found[1]) != int(found[2])


def _is_vietnamese(heading: str) -> bool:
    """Tell a heading with letters that only Vietnamese has, or with its word for the day."""
    return bool(re.search("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]|^ngày|^ngay", heading.casefold()))
