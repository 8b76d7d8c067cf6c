"""Which two ways of writing a person are one person."""

import pytest

from loaders.identity import birth_year, citizen_number, is_lossy, telephone


@pytest.mark.parametrize(
    "written", ["011190001234", "11190001234", "011 190 001 234", "011.190.001.234", " 0111-9000-1234"]
)
def test_a_citizen_number_is_the_same_in_every_form(written: str) -> None:
    """Blanks, points and the zero that a spreadsheet drops make no other person."""
    assert citizen_number(written) == "11190001234"


@pytest.mark.parametrize("written", ["", "chưa có", "1.099E+11", "1,1e11", "000000000000", "-"])
def test_what_is_no_number_identifies_nobody(written: str) -> None:
    """A remark, zeros, or a number that a spreadsheet has rounded are not one person who was met many times."""
    assert citizen_number(written) == ""


def test_a_rounded_number_is_told_from_a_code() -> None:
    """Only digits with an exponent are a rounded number."""
    assert [is_lossy(text) for text in ("1.099E+11", "2E5", "P-2E5", "11190001234")] == [True, True, False, False]


@pytest.mark.parametrize("written", ["0912345678", "912345678", "+84 912 345 678", "0912.345.678", "84912345678"])
def test_a_telephone_is_the_same_in_every_form(written: str) -> None:
    """Country code, dots and the lost zero make no other telephone."""
    assert telephone(written) == "912345678"


@pytest.mark.parametrize(("written", "year"), [("1948", "1948"), ("12/05/1948", "1948"), ("48", ""), ("19480512", "")])
def test_a_year_is_found_in_a_date(written: str, year: str) -> None:
    """Year and date of birth give the same year; other numbers give none."""
    assert birth_year(written) == year
