"""Contacts: whose they are, and which of them are one and the same."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from loaders.contacts import findings_of
from loaders.kinds import VISITS, kind_named
from loaders.loading import load
from loaders.opening import Limits
from loaders.sheet import Built, Context, Sheet
from loaders.table import RawTable, encode

PEOPLE = "Ngày;Xã;Tổ dân phố;Họ và tên;Năm sinh;Số điện thoại;Số CCCD"


def loaded(*rows: str, head: str = PEOPLE, kind: str = "visits", answers: dict[str, str] | None = None) -> Built:
    context = Context(b"k" * 32, 1, (), date(2026, 3, 31), answers or {})
    return load("\n".join([head, *rows]).encode(), "a.csv", kind_named(kind), context, Limits(isolated=False))[0]


def keys_of(built: Built) -> int:
    return len(set(built.records.column("record_key").to_pylist()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tổ 1;Lò Văn Nó;1980;0912345678;", "Tổ 1;LO VAN NO;05/03/1980;+84 912 345 678;"),
        ("Tổ 1;Lò Văn Nó;;;011080001234", "TỔ 1;Lo V. No;;;11080001234"),
        ("Tổ 1;Lò Văn Nó;1980;;", "tổ  1;lò văn nó;1980-03-05;;"),
    ],
)
def test_one_person_on_one_day_is_one_contact(one: str, other: str) -> None:
    """Other spellings of a person make no second contact."""
    assert keys_of(loaded(f"01/02/2026;Xã A;{one}", f"01/02/2026;Xã A;{other}")) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("01/02/2026;Xã A;Tổ 1;Lò Văn Nó;1980;;", "01/02/2026;Xã A;Tổ 2;Lò Văn Nó;1980;;"),
        ("01/02/2026;Xã A;Tổ 1;Lò Văn Nó;1980;0912345678;", "02/02/2026;Xã A;Tổ 1;Lò Văn Nó;1980;0912345678;"),
        ("01/02/2026;Xã A;Tổ 1;Lò Văn Nó;1980;;", "01/02/2026;Xã A;Tổ 1;Lò Văn Nó;1981;;"),
    ],
)
def test_two_people_or_two_days_are_two_contacts(one: str, other: str) -> None:
    """A bare name is somebody else in another group, with another year of birth, and another day is another contact."""
    assert keys_of(loaded(one, other)) == 2


def test_a_corrected_place_is_taken_in_and_its_person_is_the_same() -> None:
    """A row sent again with its group put right is no duplicate of the wrong one; its person is one."""
    built = loaded("01/02/2026;Xã A;Tổ l;;;;011080001234", "01/02/2026;Xã A;Tổ 1;;;;11080001234")
    assert keys_of(built) == 2
    assert len(set(built.records.column("person").to_pylist())) == 1


def test_two_lists_of_one_day_are_one_contact_and_a_visit_is_another() -> None:
    """Sessions of a day count a person's attendance once; a visit on that day is a contact of its own."""
    head = "Ngày;Xã;Số CCCD;Chủ đề"
    rows = ("01/02/2026;Xã A;011080001234;VNeID", "01/02/2026;Xã A;011080001234;Dịch vụ công")
    sessions = loaded(*rows, head=head, kind="trainings")
    assert keys_of(sessions) == 1
    visit = loaded("01/02/2026;Xã A;011080001234", head="Ngày;Xã;Số CCCD")
    assert set(visit.records.column("record_key").to_pylist()).isdisjoint(sessions.records["record_key"].to_pylist())


def test_a_broken_formula_names_no_household() -> None:
    """Cells with '#REF!' or 'không có' are not one household that was visited again and again."""
    built = loaded("01/02/2026;Xã A;#REF!", "01/02/2026;Xã A;Không có", head="Ngày;Xã;Chủ hộ")
    assert built.records.column("household").to_pylist() == [None, None]


def test_a_column_that_is_none_of_outcomes_is_told_and_may_be_passed_over() -> None:
    """Where most outcomes are unknown a person may let the visits count; until then their rows are rejected."""
    head, rows = "Ngày;Xã;Kết quả", ("01/02/2026;Xã A;màu xanh", "01/02/2026;Xã A;màu đỏ", "02/02/2026;Xã A;Xong")
    built = loaded(*rows, head=head)
    assert (built.records.num_rows, built.problems["reason"].tolist()) == (1, ["unreadable_status"] * 2)
    assert [(one.key, one.reading, one.facts["unread"]) for one in built.findings] == [("status_unread", "reject", 2)]
    trusted = loaded(*rows, head=head, answers={"status_unread": "served"})
    assert trusted.records.column("served").to_pylist() == [True] * 3
    assert loaded(*rows[1:], rows[2], head=head).findings == ()


def test_findings_come_without_records() -> None:
    """What a preview finds out about a sheet is what its import finds out."""
    cells = [
        encode(pa.array(column)) for column in (["05/03/2026", "25/12/2025"], ["103.0", "103.1"], ["21.4", "21.5"])
    ]
    table = RawTable("", ("date", "lat", "lon"), tuple(cells), np.arange(2))
    context = Context(b"k" * 32, 1, (), date(2026, 3, 31))
    previewed = findings_of(Sheet(table, {"date": 0, "lat": 1, "lon": 2}), context)
    assert [one.key for one in previewed] == ["date_order", "coordinates"]
    assert VISITS.build(Sheet(table, {"date": 0, "lat": 1, "lon": 2}), context).findings == previewed
