"""Dates, and the order of day and month told from the whole column."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.days import read_day, tell_order
from loaders.table import encode

TODAY = date(2026, 11, 24)
VIETNAMESE, ENGLISH = ("Ngày", "Xã"), ("Date", "Commune")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1/2/2026", date(2026, 2, 1)), ("01-02-2026", date(2026, 2, 1)), ("2026-02-01 08:30:00", date(2026, 2, 1)),
        ("2026-02-01T08:30:00.000+07:00", date(2026, 2, 1)), ("46054", date(2026, 2, 1)), ("31/02/2026", None),
        ("2/13/2026", None), ("01/02/26", date(2026, 2, 1)), ("hôm qua", None), ("60", None),
        ("46054,5", date(2026, 2, 1)),
        ("ngày 5 tháng 3 năm 2026", date(2026, 3, 5)), ("05/3/2026 lúc 8h30", date(2026, 3, 5)),
        ("5-Mar-2026", date(2026, 3, 5)), ("March 5, 2026", date(2026, 3, 5)), ("5 mars 2026", date(2026, 3, 5)),
        ("5 de marzo de 2026", date(2026, 3, 5)), ("20260305", date(2026, 3, 5)),
        ("０５/０３/２０２６", date(2026, 3, 5)),
        ("1/2/20267", None), ("5 nothing 2026", None), ("20261301", None), ("1/2", None), ("", None),
    ],
)  # fmt: skip
def test_a_day_is_read_in_any_common_form(text: str, day: date | None) -> None:
    """Between slashes the day comes first unless the column says otherwise, and no day is made of what is none."""
    assert read_day(text) == day


def order(*texts: str, headings: tuple[str, ...] = VIETNAMESE, answer: str = ""):
    return tell_order(encode(pa.array(texts, pa.string())), headings, TODAY, answer)


def test_a_date_that_can_only_be_one_way_proves_the_order() -> None:
    """One thirteenth or later in second place makes the whole column month/day, even under Vietnamese headings."""
    found = order("02/03/2026", "02/13/2026")
    assert (found.reading, found.is_lenient) == ("mdy", False)
    assert found.parser()("02/03/2026") == date(2026, 2, 3)
    assert found.finding.facts == {"dmy": 0, "mdy": 1, "ambiguous": 1, "example": "02/03/2026"}
    assert not found.finding.choices
    assert order("02/03/2026", "13/02/2026", headings=ENGLISH).finding is None


def test_dates_that_prove_both_orders_are_asked_about() -> None:
    """Each proved date is read in its only way; what can be both waits for a person's word."""
    found = order("02/13/2026", "13/02/2026", "02/03/2026")
    assert found.finding.is_open
    answered = order("02/13/2026", "13/02/2026", "02/03/2026", answer="mdy").parser()
    assert [answered(text) for text in ("02/13/2026", "13/02/2026", "02/03/2026")] == [
        date(2026, 2, 13), date(2026, 2, 13), date(2026, 2, 3),
    ]  # fmt: skip
    assert order("02/13/2026", "13/02/2026", "02/02/2026").finding is None


def test_without_proof_the_likelier_order_is_taken_or_a_person_asked() -> None:
    """Vietnamese headings, or a week that would else be spread over months, speak for one order; else nothing does."""
    assert order("02/03/2026").reading == "dmy"
    assert order("02/03/2026", headings=ENGLISH).finding.is_open
    week = [f"0{day}/03/2026" for day in range(1, 8)]
    assert order(*week, headings=ENGLISH).reading == "dmy"
    assert order(*[f"03/0{day}/2026" for day in range(1, 8)], headings=ENGLISH).reading == "mdy"
    assert order("03/12/2026", headings=VIETNAMESE).finding.is_open  # 3 December is still to come


def test_an_answer_does_not_overrule_a_proof() -> None:
    """What the file itself proves is not a matter of opinion."""
    assert order("13/02/2026", "02/03/2026", answer="mdy").reading == "dmy"


@given(st.lists(st.dates(date(2025, 6, 1), TODAY), min_size=1, max_size=30))
def test_a_column_written_day_first_is_never_read_the_other_way(days: list[date]) -> None:
    """Under Vietnamese headings every day-first column is read as it was meant, or asked about."""
    found = order(*[f"{day:%d/%m/%Y}" for day in days])
    if found.finding is None:
        assert [found.parser()(f"{day:%d/%m/%Y}") for day in days] == days
    else:
        assert found.finding.is_open
