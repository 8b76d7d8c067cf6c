"""The mistakes: each kind is written in the registry and can be seen in the files."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import pytest

from demo.campaign import truth
from demo.flaw import FLAWS, LOST
from demo.vocabulary import UNKNOWN_VILLAGES

VILLAGES = ("Tổ dân phố/thôn/bản", "Thôn/bản", "village")
DAYS = ("Ngày", "Ngày thực hiện", "visit_date")
ODD = ("31/02/2026", "12/03/2062")
NUMBERS = ("Số người được hướng dẫn", "adults_reached")


@dataclass(frozen=True)
class Seen:
    """What stands in the visit workbooks: cells by heading, whole rows, proper names of the groups."""

    columns: dict[str, list]
    rows: list[tuple]
    names: frozenset[str]

    def cells(self, headings: tuple[str, ...]) -> list:
        """Return the cells under some headings."""
        return [cell for heading in headings for cell in self.columns[heading]]

    @property
    def villages(self) -> list[str]:
        """Return the groups as typed, blanks left out."""
        return [cell for cell in self.cells(VILLAGES) if cell]

    @property
    def strange(self) -> list[str]:
        """Return the groups typed in another way than their name."""
        return [text for text in self.villages if text not in self.names]


@pytest.fixture(scope="module")
def seen(books, made) -> Seen:
    """Return the visit workbooks' cells without titles and closing lines, and all their rows with them."""
    pages = [rows for name, book in books.items() if name.startswith("luot-den") for rows in book.values()]
    cells: dict[str, list] = {}
    for rows in pages:
        head = 3 if str(rows[0][0]).startswith("BÁO CÁO") else 0
        body = rows[head + 1 : -3] if head else rows[1:]
        for heading, column in zip(rows[head], zip(*body, strict=True), strict=True):
            cells.setdefault(heading, []).extend(column)
    every = [row for rows in pages for row in rows]
    return Seen(cells, every, frozenset(made.groups["name"]))


def plainly(text):
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D")


def repeated(seen):
    rows = Counter(row for row in seen.rows if row and row[0] and len(row) > 9)
    return [row for row, times in rows.items() if times > 1]


def met_again(seen):
    days = set(zip(seen.columns["Số CCCD"], seen.columns["Ngày"], strict=False))
    times = Counter(number for number, _ in days if number)
    return [number for number, count in times.items() if count > 1]


def bare_names(seen):
    bare = set(map(plainly, seen.names))
    return [text for text in seen.strange if text in bare]


# Each looks for its own trace in the cells, and knows nothing of how the mistake was made.
TRACES = {
    "number_abbreviated": lambda seen: [t for t in seen.strange if t[:3] in ("TDP", "tổ ", "Tổ ")],
    "prefix_lost": lambda seen: [t for t in seen.strange if {f"Bản {t}", f"Thôn {t}"} & seen.names],
    "marks_lost": bare_names,
    "letters_decomposed": lambda seen: [t for t in seen.villages if t != unicodedata.normalize("NFC", t)],
    "outer_blanks": lambda seen: [t for t in seen.villages if t != t.strip()],
    "upper_case": lambda seen: [t for t in seen.villages if t.isupper() and not t.startswith("TDP")],
    "village_unknown": lambda seen: [t for t in seen.villages if t in UNKNOWN_VILLAGES],
    "place_blank": lambda seen: [t for t in seen.cells(VILLAGES) if t is None],
    "date_text": lambda seen: [d for d in seen.cells(DAYS[:2]) if str(d).count("/") == 2 and d not in ODD],
    "date_impossible": lambda seen: [d for d in seen.cells(DAYS) if d in ("31/02/2026", "2026-02-31")],
    "date_far": lambda seen: [d for d in seen.cells(DAYS) if d in ("12/03/2062", "2062-03-12")],
    "number_worded": lambda seen: [n for n in seen.cells(NUMBERS) if str(n).endswith(" người")],
    "number_negative": lambda seen: [n for n in seen.cells(NUMBERS) if isinstance(n, int) and n < 0],
    "row_repeated": repeated,
    "household_again": met_again,
    "coordinates_swapped": lambda seen: [y for y in seen.columns["lat"] if y and y > 90],
    "coordinates_outside": lambda seen: [x for x in seen.columns["lon"] if x and x > 106],
    "totals_row": lambda seen: [row for row in seen.rows if row and row[0] == "Tổng cộng"],
}


def test_every_flaw_has_a_trace():
    """The registry of mistakes and the traces looked for here are the same set."""
    assert set(TRACES) == {flaw.key for flaw in FLAWS}


@pytest.mark.parametrize("key", TRACES)
def test_flaw_is_in_the_files(key, seen):
    """Each kind of mistake can be seen in the cells."""
    assert TRACES[key](seen)


def test_flaws_are_few(made):
    """Two rows in a hundred are lost at most."""
    assert 0 < made.rows["flaw"].isin(LOST).mean() < 0.02


def test_marks_lost_are_still_unique(made):
    """Inside a commune no two names are the same without their marks."""
    bare = made.groups["name"].map(plainly).str.lower()
    assert not (made.groups["commune_id"] + bare).duplicated().any()


def test_lost_rows_cost_people(made):
    """Countable adults are fewer than those reached, by little, and never more."""
    told = truth(made)
    assert (told["countable"] <= told["reached"]).all()
    assert 0.95 * told["reached"].sum() < told["countable"].sum() < told["reached"].sum()


def test_real_dates_are_dates(seen):
    """Most days in the Vietnamese layouts are real dates, in the tool's layout ISO text."""
    days = seen.cells(DAYS[:2])
    assert sum(isinstance(day, datetime) for day in days) > 0.9 * len(days)
    assert all(isinstance(day, str) and len(day) == 10 for day in seen.columns["visit_date"])
