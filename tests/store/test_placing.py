"""Duplicates withheld and records placed, on tables small enough to read."""

from collections.abc import Iterator
from datetime import date

import ibis
import pandas as pd
import pyarrow as pa
import pytest
from ibis.backends.duckdb import Backend

from loaders.contacts import SCHEMA
from store.placing import place_contacts, withhold_duplicates

BLANK = {
    "kind": "visits", "record_key": 0, "segment": 1, "sheet": "", "row_no": 2, "place_key": 7,
    "on_date": date(2026, 2, 1),
    "adults": 1, "served": True, "status": "served", "audience": "citizens", "person_is_local": False,
}  # fmt: skip
ORDER = ibis.memtable(pa.table({"segment": [1, 2], "arrived": [0, 1]}))
PLACES = pd.DataFrame(
    {"place_key": [7, 8], "unit_no": [3, -1], "reason": ["", "no_place"], "asks_point": [False, True]}
)


@pytest.fixture
def duckdb() -> Iterator[Backend]:
    connection = ibis.duckdb.connect(threads=2)
    yield connection
    connection.disconnect()


def contacts(*rows: dict[str, object]) -> ibis.expr.types.Table:
    return ibis.memtable(pa.Table.from_pylist([BLANK | row for row in rows], SCHEMA))


def test_of_equal_records_the_fullest_then_the_first_counts(duckdb: Backend) -> None:
    """A larger household wins over an earlier one; among equals the earlier import, then the earlier row, counts."""
    rows = contacts(
        {"record_key": 1, "segment": 2, "row_no": 2}, {"record_key": 1, "segment": 1, "row_no": 9},
        {"record_key": 1, "segment": 1, "row_no": 4}, {"record_key": 2, "segment": 1, "row_no": 5},
        {"record_key": 2, "segment": 2, "row_no": 6, "adults": 4}, {"record_key": 3, "segment": 2, "row_no": 7},
    )  # fmt: skip
    kept, doubled = withhold_duplicates(rows, ORDER, duckdb)
    counted = sorted(duckdb.to_pyarrow(kept.select("segment", "row_no")).to_pylist(), key=lambda row: row["row_no"])
    assert [(row["segment"], row["row_no"]) for row in counted] == [(1, 4), (2, 6), (2, 7)]
    assert sorted(doubled["row_no"].to_pylist()) == [2, 5, 9]


def test_a_record_is_at_its_written_place_or_its_point_or_waits(duckdb: Backend) -> None:
    """Only places that ask are settled by their point; a record that neither word nor point places waits, once."""
    rows = contacts(
        {"row_no": 2}, {"row_no": 3, "place_key": 8, "lon": 103.0, "lat": 21.0}, {"row_no": 4, "place_key": 8},
        {"row_no": 5, "lon": 103.0, "lat": 21.0}, {"row_no": 6, "place_key": 99},
    )  # fmt: skip
    asked = []

    def settle(points: pd.DataFrame) -> pd.DataFrame:
        asked.append(points)
        return points.assign(unit_no=5, reason="", witness_no=5)

    placed, waiting = place_contacts(rows, PLACES, settle, duckdb)
    found = duckdb.to_pyarrow(placed.select("row_no", "unit_no", "day").order_by("row_no")).to_pylist()
    assert [(row["row_no"], row["unit_no"]) for row in found] == [(2, 3), (3, 5), (5, 3)]
    assert found[0]["day"] == (date(2026, 2, 1) - date(1970, 1, 1)).days
    assert dict(zip(waiting["row_no"].to_pylist(), waiting["reason"].to_pylist(), strict=True)) == {
        4: "no_place",
        6: "no_place",
    }
    assert asked[0]["place_key"].tolist() == [8]
