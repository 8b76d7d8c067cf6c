"""The reduction of records to facts: new adults, new households and contacts of each unit and day."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

UNIT_BITS = 24
RECORDS = {
    "unit_no": "int32",
    "day": "int32",
    "person": "int64",
    "person_is_local": "boolean",
    "household": "int64",
    "adults": "int32",
    "served": "boolean",
}
KEY = ("unit_no", "day")
MEASURES = ("adults_new", "adults_housed", "adults_loose", "households_new", "contacts", "closed")


def reduce_records(records: ir.Table) -> ir.Table:
    """Reduce records to facts, one row for each unit and day that has a record, in no order.

    Records: unit_no int32 (0 to 2^24 - 1), day int32 (since 1970-01-01), person int64 or NULL,
    person_is_local bool, household int64 or NULL (unique inside its unit), adults int32, served bool. Facts:
    unit_no and day int32; the measures int64. All add up over units and days. Of adults_new, adults_housed are
    known as so many of a household, adults_loose as so many of nobody in particular, the others by person.

    A person counts once, at the earliest served record (the smallest unit of equals); a local one once in
    each unit. A household counts the running maximum of its adults over records that name nobody. A record
    with neither counts its adults each time. Only served records add people; the others are `closed`.
    """
    return _sum(ibis.union(*_parts(records)))


def execute_reduction(
    records: pa.Table | Sequence[Path],
    *,
    memory_limit: str = "1GB",
    threads: int = 2,
    spill: Path | None = None,
) -> pa.Table:
    """Run the reduction on this machine, on a table or on Parquet files; facts are sorted by unit and day.

    What does not fit into `memory_limit` is spilled into the folder `spill`; without one nothing is.
    """
    limits = {"memory_limit": memory_limit, "threads": str(threads), "temp_directory": str(spill or "")}
    with duckdb.connect(config={**limits, "preserve_insertion_order": False}) as connection:
        # Of a session, not of a database: refused among the settings above.
        connection.execute("SET enable_progress_bar = false")
        if isinstance(records, pa.Table) or not records:
            connection.register("records", records or ibis.schema(RECORDS).to_pyarrow().empty_table())
        else:
            connection.read_parquet([str(path) for path in records]).create_view("records")
        make, fill, read = _statements()
        # Part after part: run as one statement, the hash tables of all parts would stand in memory together.
        for statement in (make, *fill):
            connection.execute(statement)
        return connection.sql(read).to_arrow_table()


@cache
def _statements() -> tuple[str, list[str], str]:
    """Write the reduction for DuckDB: make a table of partial facts, fill it part by part, add it up."""
    parts = _parts(ibis.table(RECORDS, name="records"))
    columns = ", ".join(f"{name} {'BIGINT' if name in MEASURES else 'INTEGER'}" for name in (*KEY, *MEASURES))
    fill = [f"INSERT INTO parts {ibis.to_sql(part, dialect='duckdb')}" for part in parts]
    facts = ibis.to_sql(_sum(ibis.table(parts[0].schema(), name="parts")), dialect="duckdb")
    # DuckDB adds up into 128 bits, and Ibis drops a cast to the type that it believes a sum to have.
    sums = ", ".join(f"CAST({measure} AS BIGINT) AS {measure}" for measure in MEASURES)
    read = f"SELECT {', '.join(KEY)}, {sums} FROM ({facts}) ORDER BY {', '.join(KEY)}"
    return f"CREATE TABLE parts ({columns})", fill, read


def _parts(records: ir.Table) -> list[ir.Table]:
    """Give partial facts, each from a pass over the records of its own."""
    served = records.filter(_is_true(records.served))
    named = served.filter(served.person.notnull())
    parts = [
        _tally(records),
        _first_of_persons(named.filter(~_is_true(named.person_is_local))),
        _first_of_local_persons(named.filter(_is_true(named.person_is_local))),
        household_steps(served.filter(served.household.notnull())),
    ]
    return [_complete(part) for part in parts]


def _sum(parts: ir.Table) -> ir.Table:
    return parts.group_by(*KEY).agg(**{measure: parts[measure].sum() for measure in MEASURES})


def _is_true(flag: ir.BooleanValue) -> ir.BooleanValue:
    return flag.fill_null(False)


def _tally(records: ir.Table) -> ir.Table:
    """Count contacts and closed records, and the adults of records that name nobody."""
    served = _is_true(records.served)
    nameless = served & records.person.isnull() & records.household.isnull()
    loose = nameless.ifelse(adults_met(records), 0).sum()
    return records.group_by(*KEY).agg(
        adults_new=loose,
        adults_loose=loose,
        contacts=records.count(where=served),
        closed=records.count(where=~served),
    )


def adults_met(records: ir.Table) -> ir.IntegerValue:
    """Return the adults of each record, none where nobody wrote them down or wrote less than none."""
    return ibis.greatest(records.adults.fill_null(0), 0)


def _first_of_persons(named: ir.Table) -> ir.Table:
    """Give each person of the province to the unit and day of the earliest record."""
    # Day and unit in one number: its least is the earliest day, then the smallest unit, on any engine.
    moment = named.day.cast("int64") * 2**UNIT_BITS + named.unit_no
    first = named.group_by("person").agg(moment=moment.min())
    # Shift and mask, not division: every engine rounds a negative quotient its own way.
    day = (first.moment >> UNIT_BITS).cast("int32")
    unit_no = (first.moment & (2**UNIT_BITS - 1)).cast("int32")
    return first.select(unit_no=unit_no, day=day).group_by(*KEY).agg(adults_new=lambda t: t.count())


def _first_of_local_persons(named: ir.Table) -> ir.Table:
    first = named.group_by("unit_no", "person").agg(day=named.day.min())
    return first.group_by(*KEY).agg(adults_new=lambda t: t.count())


def household_steps(served: ir.Table) -> ir.Table:
    """Count new households, and the rise of the most adults that each was seen with while nobody was named.

    The maximum reaches a size on the first day with that size or a larger one, so the first day of each
    size of a household, a few rows, says all. The first day with any size at all is the first day of the
    household.
    """
    size = served.person.isnull().ifelse(adults_met(served), 0)
    sizes = served.select(*KEY, "household", size=size).group_by("unit_no", "household", "size")
    sizes = sizes.agg(day=lambda t: t.day.min())
    from_largest = ibis.window(group_by=["unit_no", "household"], order_by=ibis.desc("size"))
    so_far = ibis.window(group_by=["unit_no", "household"], order_by=ibis.desc("size"), preceding=None, following=0)
    next_size = sizes["size"].lead().over(from_largest)
    steps = sizes.select("unit_no", "size", next_size=next_size, reached_on=sizes.day.min().over(so_far))
    rise = (steps["size"] - steps.next_size.fill_null(0)).sum()
    return steps.group_by("unit_no", day=steps.reached_on).agg(
        adults_new=rise,
        adults_housed=rise,
        households_new=steps.count(where=steps.next_size.isnull()),
    )


def _complete(part: ir.Table) -> ir.Table:
    """Add the measures that a part does not have, as zeros, and put the columns in order."""
    zeros = {measure: ibis.literal(0, "int64") for measure in MEASURES if measure not in part.columns}
    return part.mutate(**zeros).select(*KEY, *MEASURES)
