"""Days as people and programs write them, in the order that their column proves."""

from datetime import date

import pytest

from loaders.days import day_written
from loaders.kinds import kind_named
from loaders.loading import load
from loaders.opening import Limits
from loaders.sheet import Built, Context
from outreach.errors import FileRefused

MARCH = date(2026, 3, 5)
VIETNAMESE, ENGLISH = "Ngày,Xã,Số người", "date,commune,adults"


def loaded(*days: str, head: str = ENGLISH, answers: dict[str, str] | None = None, today: date | None = None) -> Built:
    rows = [head, *(f'"{day}",A,1' for day in days)]
    context = Context(b"k" * 32, 1, (), today or date(2026, 12, 31), answers or {})
    return load("\n".join(rows).encode(), "a.csv", kind_named("visits"), context, Limits(isolated=False))[0]


def days_of(built: Built) -> list[date]:
    return built.records.column("on_date").to_pylist()


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05", "2026/3/5", "2026-03-05 08:30:00", "2026-03-05T08:30", "2026-03-05T08:30:00.000+07:00",
        "2026-03-05T01:30:00Z", "20260305", "46086", "46086.35", "46086,35", "5.3.2026", "5-Mar-2026", "5-Mar-26",
        "March 5, 2026", "Mar 5, 2026 8:30 AM", "Thu Mar 05 2026", "5 mars 2026", "5 de marzo de 2026",
        "5 Maret 2026", "ngày 5 tháng 3 năm 2026", "5 thg 3, 2026", "2026/03/05 2:22:01 CH GMT+7",
        "２０２６/０３/０５",
    ],
)  # fmt: skip
def test_a_day_that_can_be_read_one_way_only_is_read_so(text: str) -> None:
    """Words, serial numbers and years in front leave no doubt about the order."""
    written = day_written(text)
    assert (written.dmy, written.mdy) == (MARCH, MARCH)


@pytest.mark.parametrize(
    "text",
    [
        "5/3/2026", "05-03-2026", "05/03/26", "05/03/2026 14:22:01", "5/3/2026 2:22:01 PM", "05/3/2026 lúc 8h30",
        "05/3/2026, 8 giờ 30 phút", "8h30 ngày 05/3/2026", "Thứ Năm, 05/3/2026", "05/03/2026 sáng",
        "０５/０３/２０２６",
    ],
)  # fmt: skip
def test_a_day_in_figures_has_two_readings(text: str) -> None:
    """Times, weekdays and full-width figures around a day do not change it."""
    written = day_written(text)
    assert (written.dmy, written.mdy) == (MARCH, date(2026, 5, 3))


@pytest.mark.parametrize(
    "text",
    ["31/02/2026", "13/13/2026", "hôm qua", "60", "5/3", "01/02/2026 - 05/02/2026", "1/3 và 2/3", "9" * 500],
)
def test_no_day_is_made_of_what_is_none(text: str) -> None:
    """Impossible days, ranges and words are not read."""
    written = day_written(text)
    assert (written.dmy, written.mdy) == (None, None)


@pytest.mark.parametrize(("proof", "day"), [("25/03/2026", MARCH), ("03/25/2026", date(2026, 5, 3))])
def test_one_row_proves_the_order_of_its_column(proof: str, day: date) -> None:
    """A part over twelve tells where the month stands, for the rows that can be read both ways too."""
    built = loaded("05/03/2026", proof)
    assert days_of(built) == [day, date(2026, 3, 25)]
    assert [(one.key, one.facts["ambiguous"]) for one in built.findings] == [("date_order", 1)]


def test_an_order_that_lies_in_the_future_is_not_meant() -> None:
    """Of two readings the one that has happened is taken."""
    assert days_of(loaded("03/05/2026", today=date(2026, 4, 1))) == [MARCH]
    assert days_of(loaded("05/03/2026", today=date(2026, 4, 1))) == [MARCH]


def test_a_vietnamese_heading_puts_the_day_first() -> None:
    """Under Vietnamese headings nothing is asked, and nothing has to be told."""
    built = loaded("05/03/2026", head=VIETNAMESE)
    assert (days_of(built), built.findings) == ([MARCH], ())


@pytest.mark.parametrize("days", [["05/03/2026"], ["05/03/2026", "25/03/2026", "03/25/2026"]])
def test_an_order_that_nothing_proves_is_asked_for(days: list[str]) -> None:
    """Without proof, and with proofs of both orders, the file waits for a person, whose answer then holds."""
    with pytest.raises(FileRefused) as refusal:
        loaded(*days)
    assert (refusal.value.key, refusal.value.facts["question"]) == ("answer_needed", "date_order")
    assert days_of(loaded(*days, answers={"date_order": "mdy"}))[0] == date(2026, 5, 3)
    assert days_of(loaded(*days, answers={"date_order": "dmy"}))[0] == MARCH


def test_a_slip_does_not_shake_the_proof_of_a_long_column() -> None:
    """One row against two hundred is rejected as unreadable and asks nobody anything."""
    built = loaded(*["25/03/2026"] * 200, "05/03/2026", "03/25/2026")
    assert days_of(built)[-1] == MARCH
    assert built.problems["reason"].tolist() == ["unreadable_date"]


def test_years_of_other_calendars_and_short_ones_are_told() -> None:
    """A Buddhist year lies in the future, year 202 in the past; two figures are of this century, and reported."""
    built = loaded("05/03/2569", "05/03/0202", "25/03/26", head=VIETNAMESE)
    assert sorted(built.problems["reason"]) == ["date_in_future", "date_too_early"]
    assert days_of(built) == [date(2026, 3, 25)]
    assert [(one.key, one.facts["rows"]) for one in built.findings] == [("short_year", 1)]
