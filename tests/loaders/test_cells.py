"""Cells read as what they mean."""

import pyarrow as pa
import pytest

from loaders.cells import (
    measure_reader,
    read,
    read_count,
    read_label,
    read_measure,
    read_status,
    read_text,
    read_year,
    read_yes,
)
from loaders.sheet import Sheet, totals
from loaders.table import RawTable, encode


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("5", 5), ("12.0", 12), ("1.234", 1234), ("1,234", 1234), ("5 người", 5), ("0", 0), ("-3", None), ("2,5", None),
        ("1e3", None), ("inf", None), ("140%", None), ("5-6", None), ("９", 9), ("9999999999", None),
        ("1 234", 1234), ("1'234", 1234), ("1.234.567", 1234567), ("1,234.00", 1234), ("1,234.5", None),
        ("30 học viên", 30), ("~20", None), ("20+", None), ("khoảng 20", None), ("#REF!", None), ("1e9", None),
    ],
)  # fmt: skip
def test_a_count_is_whole_and_not_negative(text: str, count: int | None) -> None:
    """Thousands are read in both ways of writing; halves, ranges and exponents are not people."""
    assert read_count(text) == count


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("21,4", 21.4), ("-0.5", -0.5), ("nan", None), ("1e999", None), ("inf", None), ("1.234,5", 1234.5),
        ("1,234.5", 1234.5), ("1 234,5", 1234.5), ("1.234.567", 1234567.0), ("12,5 km", 12.5), ("12,5%", None),
        ("1.234", 1.234), ("#DIV/0!", None), ("2-3", None),
    ],
)  # fmt: skip
def test_a_measure_is_finite(text: str, number: float | None) -> None:
    """Decimal commas are read, infinity and NaN are not."""
    assert read_measure(text) == number


def test_a_column_of_decimal_commas_marks_thousands_with_points() -> None:
    """'1.234' is a thousand beside '12,5', and one and a quarter beside '12.5' and where nothing proves it."""
    columns = (["1.234", "12,5"], ["1.234", "12.5"], ["1.234", "12"], ["1.234", "12,5", "12.5"])
    assert [measure_reader(encode(pa.array(texts)))("1.234") for texts in columns] == [1234.0, 1.234, 1.234, 1.234]


def test_there_is_none_is_nothing_in_a_number_and_a_no_to_a_question() -> None:
    """'Không có' is blank where a count belongs, and False where yes or no is asked."""
    column = encode(pa.array(["Không có", "Có", "oui", "tidak", "-"]))
    assert read(column, read_yes, pa.bool_()).found.to_pylist() == [False, True, True, False, None]
    counted = read(encode(pa.array(["không có", "5"])), read_count, pa.int32())
    assert (counted.found.to_pylist(), counted.is_bad.tolist()) == ([None, 5], [False, False])


def test_words_are_read_in_both_languages() -> None:
    """Outcomes and years have their Vietnamese and English forms, and nothing else."""
    assert [read_status(text) for text in ("Hoàn thành", "VẮNG NHÀ", "refused", "gì đó")] == [
        "served", "absent", "refused", None,
    ]  # fmt: skip
    assert [read_year(text) for text in ("2024", "2024.0", "202", "3024")] == [2024, 2024, None, None]


def test_a_name_may_be_na_and_a_code_may_not() -> None:
    """The text 'NA' is a village in a column of names, and nothing in one of codes or numbers."""
    column = encode(pa.array(["NA", "None", "#N/A", "-", " ", "Nà"]))
    assert read(column, read_text, pa.string()).found.to_pylist() == ["NA", "None", None, None, None, "Nà"]
    assert read(column, read_label, pa.string()).found.to_pylist() == [None, None, None, None, None, None]
    assert not read(column, read_text, pa.string()).is_bad.any()


def test_a_village_called_tong_is_no_total() -> None:
    """'Tổng' adds rows up, 'Tông' and 'Tong' are villages, and 'Tong' in the column of numbers is a total."""
    texts = ["Tổng cộng:", "TỔNG", "Tông", "Tong", "Tòng", "Cộng"]
    table = RawTable(
        "", ("STT", "Bản"), (encode(pa.array(texts)), encode(pa.array(texts))), pa.array(range(6)).to_numpy()
    )
    assert totals(Sheet(table, {"group": 1}), ("group",)).tolist() == [True, True, False, False, False, True]
    assert totals(Sheet(table, {"row_label": 0}), ("row_label",)).tolist() == [True, True, False, True, False, True]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Đã hướng dẫn VNeID", "served"), ("Đã cài VNeID", "served"), ("Có gặp", "served"), ("Xong", "served"),
        ("Vắng nhà cả ngày", "absent"), ("Không gặp", "absent"), ("Đã chuyển đi nơi khác", "moved"),
        ("Từ chối tiếp", "refused"), ("Tốt", None), ("Dạy sau", None),
        ("1 Completed", "served"), ("1. Hoàn thành", "served"), ("COMPLETE", "served"), ("Hoàn tất", "served"),
        ("Terminé", "served"), ("Ausente", "absent"), ("2. Refused", "refused"), ("Incomplete", None), ("Khác", None),
        ("1", None),
    ],
)  # fmt: skip
def test_a_status_is_known_by_its_beginning(text: str, status: str | None) -> None:
    """Phrases mean what they begin with, a move away comes before "đã", and other words are not guessed."""
    assert read_status(text) == status


def test_a_coordinate_with_many_decimals_is_read() -> None:
    """Coordinates as programs write them are numbers, however long."""
    assert read_measure("7.5533114999999995") == pytest.approx(7.5533115)
    assert read_measure("1" * 13) is None
