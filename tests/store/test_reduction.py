"""The reduction against a slow twin over rows of Python, and against its own promises."""

from collections import defaultdict
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.reduction import MEASURES, RECORDS, execute_reduction, reduce_records

TYPES = [pa.int32(), pa.int32(), pa.int64(), pa.bool_(), pa.int64(), pa.int32(), pa.bool_()]
SCHEMA = pa.schema(zip(RECORDS, TYPES, strict=True))
Row = tuple[int, int, int | None, bool | None, int | None, int | None, bool | None]
Facts = dict[tuple[int, int], tuple[int, ...]]

NEW, HOUSED, LOOSE, HOMES, CONTACTS, CLOSED = range(6)

UNIT, DAY, PERSON, LOCAL, HOUSEHOLD, ADULTS, SERVED = range(7)

rows = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 2, 2**24 - 1]),
        st.integers(-2, 3) | st.just(20_000),
        st.none() | st.integers(1, 3) | st.just(-(2**63)) | st.just(2**63 - 1),
        st.booleans() | st.none(),
        st.none() | st.integers(1, 2),
        st.none() | st.integers(-2, 5),
        st.booleans() | st.none(),
    ),
    max_size=25,
)


def table_of(records: list[Row]) -> pa.Table:
    columns = zip(*records, strict=True) if records else [[] for _ in SCHEMA]
    return pa.table([pa.array(c, t) for c, t in zip(columns, SCHEMA.types, strict=True)], schema=SCHEMA)


def facts_of(records: list[Row]) -> Facts:
    facts = execute_reduction(table_of(records))
    keys = zip(facts["unit_no"].to_pylist(), facts["day"].to_pylist(), strict=True)
    values = zip(*(facts[m].to_pylist() for m in MEASURES), strict=True)
    return dict(zip(keys, values, strict=True))


def slow_facts(records: list[Row]) -> Facts:
    """Walk the records day by day and unit by unit, remembering whom and what was seen."""
    facts: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0] * len(MEASURES))
    persons: set[object] = set()
    most: dict[tuple[int, int], int] = {}
    homes: set[tuple[int, int]] = set()
    for row in sorted(records, key=lambda r: (r[DAY], r[UNIT])):
        fact = facts[row[UNIT], row[DAY]]
        if not row[SERVED]:
            fact[CLOSED] += 1
            continue
        fact[CONTACTS] += 1
        home = None if row[HOUSEHOLD] is None else (row[UNIT], row[HOUSEHOLD])
        if home is not None and home not in homes:
            homes.add(home)
            fact[HOMES] += 1
        adults = max(row[ADULTS] or 0, 0)
        if row[PERSON] is not None:
            who = (row[UNIT], row[PERSON]) if row[LOCAL] else row[PERSON]
            fact[NEW] += who not in persons
            persons.add(who)
        elif home is not None:
            rise = max(0, adults - most.get(home, 0))
            fact[NEW] += rise
            fact[HOUSED] += rise
            most[home] = max(adults, most.get(home, 0))
        else:
            fact[NEW] += adults
            fact[LOOSE] += adults
    return {key: tuple(fact) for key, fact in facts.items()}


def total(facts: Facts, measure: str) -> int:
    return sum(values[MEASURES.index(measure)] for values in facts.values())


@settings(max_examples=50, deadline=None)
@given(rows)
def test_facts_equal_the_slow_twin(records: list[Row]) -> None:
    """The facts are those of a walk over the records in the order of days."""
    assert facts_of(records) == slow_facts(records)


@pytest.fixture(scope="module")
def many() -> list[Row]:
    """Twenty thousand records with every kind of repetition."""
    rng = np.random.default_rng(7)
    count = 20_000

    def some(values: np.ndarray, missing: float) -> np.ndarray:
        return np.where(rng.random(count) < missing, None, values)

    columns = [
        rng.integers(0, 40, count),
        rng.integers(20_000, 20_060, count),
        some(rng.integers(0, 3000, count), 0.5),
        rng.random(count) < 0.3,
        some(rng.integers(0, 60, count), 0.3),
        some(rng.integers(-1, 7, count), 0.1),
        rng.random(count) < 0.85,
    ]
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_many_records_equal_the_slow_twin(many: list[Row]) -> None:
    """Thousands of records over forty units and sixty days give the facts of the slow twin."""
    assert facts_of(many) == slow_facts(many)


@settings(max_examples=15, deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_order_changes_nothing(records: list[Row], random: object) -> None:
    """Records in another order give the same facts."""
    shuffled = random.sample(records, len(records))  # type: ignore[attr-defined]
    assert facts_of(shuffled) == facts_of(records)


@settings(max_examples=15, deadline=None)
@given(rows)
def test_repeated_people_add_no_adults(records: list[Row]) -> None:
    """Records of persons and households given twice change contacts and closed alone."""
    known = [r for r in records if r[PERSON] is not None or r[HOUSEHOLD] is not None]
    once, twice = facts_of(records), facts_of(records + known)
    assert {key: v[:CONTACTS] for key, v in once.items()} == {key: v[:CONTACTS] for key, v in twice.items()}
    assert total(twice, "contacts") == total(once, "contacts") + sum(bool(r[SERVED]) for r in known)


@settings(max_examples=15, deadline=None)
@given(rows, rows)
def test_more_records_never_lower_the_total(records: list[Row], more: list[Row]) -> None:
    """Added records never lower the total of adults, households, contacts or closed."""
    before, after = facts_of(records), facts_of(records + more)
    for measure in MEASURES:
        assert total(after, measure) >= total(before, measure)


@settings(max_examples=15, deadline=None)
@given(rows)
def test_totals_are_distinct_counts(records: list[Row]) -> None:
    """Adults add up to distinct persons, largest households and the nameless; contacts to records."""
    served = [r for r in records if r[SERVED]]
    everywhere = {r[PERSON] for r in served if r[PERSON] is not None and not r[LOCAL]}
    local = {(r[UNIT], r[PERSON]) for r in served if r[PERSON] is not None and r[LOCAL]}
    nameless = [r for r in served if r[PERSON] is None]
    largest: dict[object, int] = defaultdict(int)
    for r in nameless:
        home = object() if r[HOUSEHOLD] is None else (r[UNIT], r[HOUSEHOLD])
        largest[home] = max(largest[home], r[ADULTS] or 0)
    facts = facts_of(records)
    assert total(facts, "adults_new") == len(everywhere) + len(local) + sum(largest.values())
    homes = {(r[UNIT], r[HOUSEHOLD]) for r in served if r[HOUSEHOLD] is not None}
    assert total(facts, "households_new") == len(homes)
    assert (total(facts, "contacts"), total(facts, "closed")) == (len(served), len(records) - len(served))


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        pytest.param(
            [
                (5, 9, 77, False, None, 1, True),
                (3, 9, 77, False, None, 1, True),
                (1, 10, 77, False, None, 1, True),
            ],
            {(5, 9): (0, 0, 0, 0, 1, 0), (3, 9): (1, 0, 0, 0, 1, 0), (1, 10): (0, 0, 0, 0, 1, 0)},
            id="a person goes to the earliest day and the smallest unit of that day",
        ),
        pytest.param(
            [
                (5, 9, 77, True, None, 1, True),
                (3, 9, 77, True, None, 1, True),
                (3, 10, 77, False, None, 1, True),
            ],
            {(5, 9): (1, 0, 0, 0, 1, 0), (3, 9): (1, 0, 0, 0, 1, 0), (3, 10): (1, 0, 0, 0, 1, 0)},
            id="a local number is another person in every unit",
        ),
        pytest.param(
            [(1, d, None, False, 4, a, True) for d, a in [(1, 2), (2, 5), (3, 3), (4, 6)]],
            {
                (1, 1): (2, 2, 0, 1, 1, 0),
                (1, 2): (3, 3, 0, 0, 1, 0),
                (1, 3): (0, 0, 0, 0, 1, 0),
                (1, 4): (1, 1, 0, 0, 1, 0),
            },
            id="a household adds what exceeds its maximum so far",
        ),
        pytest.param(
            [(1, 1, 8, False, 4, 9, True), (1, 2, None, False, 4, 2, True)],
            {(1, 1): (1, 0, 0, 1, 1, 0), (1, 2): (2, 2, 0, 0, 1, 0)},
            id="a named person brings the household but not its adults",
        ),
        pytest.param(
            [(1, 1, None, False, None, a, True) for a in (3, 3, -4, None)],
            {(1, 1): (6, 0, 6, 0, 4, 0)},
            id="nameless adults count each time and never below zero",
        ),
        pytest.param(
            [(1, 1, 8, False, 4, 1, False), (1, 3, 8, False, 4, 1, True)],
            {(1, 1): (0, 0, 0, 0, 0, 1), (1, 3): (1, 0, 0, 1, 1, 0)},
            id="a closed record reaches nobody",
        ),
    ],
)
def test_rule(records: list[Row], expected: Facts) -> None:
    """Each rule holds on records small enough to count by hand."""
    assert facts_of(records) == expected


def test_schema_and_order() -> None:
    """Facts have the promised types, sorted by unit and day, also when there are none."""
    facts = execute_reduction(table_of([(2, 1, None, None, None, 1, True), (1, 5, None, None, None, 1, True)]))
    types = [pa.int32(), pa.int32(), *[pa.int64()] * len(MEASURES)]
    assert (facts.column_names, facts.schema.types) == (["unit_no", "day", *MEASURES], types)
    assert facts["unit_no"].to_pylist() == [1, 2]
    for nothing in (table_of([]), []):
        none = execute_reduction(nothing)
        assert (none.num_rows, none.schema.types) == (0, types)


def test_parquet_files_are_read_together(tmp_path: Path) -> None:
    """Several Parquet files count as one set of records, and one thread with little memory serves."""
    records = [(1, d, p, False, None, 1, True) for d in range(3) for p in range(4)]
    for name, part in (("a", records[:5]), ("b", records[5:])):
        pq.write_table(table_of(part), tmp_path / f"{name}.parquet")
    paths = sorted(tmp_path.glob("*.parquet"))
    facts = execute_reduction(paths, memory_limit="200MB", threads=1, spill=tmp_path / "spill")
    assert facts.equals(execute_reduction(table_of(records)))


def test_one_expression_says_the_same(many: list[Row]) -> None:
    """The portable expression, run whole by Ibis, gives the facts that the reduction gives part by part."""
    connection = ibis.duckdb.connect(threads=1)
    facts = connection.to_pyarrow(reduce_records(ibis.memtable(table_of(many))))
    connection.disconnect()
    assert facts.sort_by([("unit_no", "ascending"), ("day", "ascending")]).equals(execute_reduction(table_of(many)))


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "pyspark", "databricks", "clickhouse", "trino"])
def test_compiles_for_other_engines(dialect: str) -> None:
    """The expression is written for engines that are not here, from a table without data."""
    sql = str(ibis.to_sql(reduce_records(ibis.table(RECORDS, name="records")), dialect=dialect))
    assert all(measure in sql for measure in MEASURES)
