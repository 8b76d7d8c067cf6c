"""Reduction of records to facts: Ibis on DuckDB against pandas, each from the same Parquet file.

`python benchmarks/reduction.py [--rows 2000000] [--rounds 3]`
"""

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import measure

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

CHUNK = 1_000_000
FIRST_DAY = 20_272
WEEKS = 27
KEY = ["unit_no", "day"]


def make_records(rows: str, target: str) -> None:
    """Write records in chunks: one person to three, one unit to 1,400, of 1,450 to 45,000 units."""
    import numpy as np
    import pyarrow.parquet as pq

    rng, count = np.random.default_rng(3), int(rows)
    units = min(45_000, max(1_450, count // 1_400))
    writer = None
    for start in range(0, count, CHUNK):
        table = _chunk(rng, min(CHUNK, count - start), count, units)
        writer = writer or pq.ParquetWriter(target, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()


def _chunk(rng: "np.random.Generator", size: int, total: int, units: int) -> "pa.Table":
    """Make records: of ten, six name a person, one a local number, two a household, one nobody."""
    import numpy as np
    import pyarrow as pa

    kind = rng.choice(4, size, p=[0.6, 0.1, 0.2, 0.1])
    who = rng.integers(0, max(total // 3, 1), size)
    # A person lives in one unit, and is met elsewhere one time in twenty.
    unit = np.where(rng.random(size) < 0.05, rng.integers(0, units, size), who * 7919 % units)
    # An odd factor turns numbers into keys of 64 bits without making two of one.
    person = (who.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)).view(np.int64)
    household = who // units % (total // units // 8 + 1)
    adults = np.where(rng.random(size) < 0.9, 2 + household % 3, rng.integers(0, 6, size))
    day = FIRST_DAY + (rng.random(size) ** 0.7 * WEEKS * 7).astype(np.int32)
    return pa.table(
        {
            "unit_no": unit.astype(np.int32),
            "day": day.astype(np.int32),
            "person": pa.array(np.where(kind == 1, who % 4001, person), mask=kind > 1),
            "person_is_local": kind == 1,
            "household": pa.array(household, mask=(kind == 3) | (rng.random(size) < 0.2)),
            "adults": np.where(kind < 2, 1, adults).astype(np.int32),
            "served": rng.random(size) < 0.9,
        }
    )


def by_ibis(records: str, spill: str, memory: str, target: str) -> None:
    """Reduce as the product does."""
    import pyarrow.parquet as pq

    from store.reduction import execute_reduction

    facts = execute_reduction([Path(records)], memory_limit=memory, threads=2, spill=Path(spill))
    pq.write_table(facts, target)


def by_pandas(records: str, _spill: str, _memory: str, target: str) -> None:
    """Reduce as a competent user of pandas would: whole columns, missing keys filled, no row by row."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    frame = _frame(records)
    closed = _counted(frame[~frame["served"]], "closed")
    frame = frame[frame["served"]]
    named = frame[frame["is_named"]]
    local = named[named["person_is_local"]]
    at_home = frame[frame["is_at_home"]]
    nameless = frame[~frame["is_named"] & ~frame["is_at_home"]]
    parts = [
        closed,
        _counted(frame, "contacts"),
        _counted(_first_persons(named[~named["person_is_local"]]), "adults_new"),
        _counted(local.groupby(["unit_no", "person"])["day"].min().reset_index(), "adults_new"),
        _counted(at_home.groupby(["unit_no", "household"])["day"].min().reset_index(), "households_new"),
        _household_adults(at_home[~at_home["is_named"]]),
        nameless.groupby(KEY)["adults"].sum().rename("adults_new"),
    ]
    facts = pd.concat([part.to_frame() for part in parts]).groupby(level=KEY).sum().astype("int64").reset_index()
    facts = facts[[*KEY, "adults_new", "households_new", "contacts", "closed"]]
    pq.write_table(pa.Table.from_pandas(facts, preserve_index=False), target)


def _frame(records: str) -> "pd.DataFrame":
    """Read plain numbers: keys of 64 bits would lose digits as floats, and nullable columns cost more."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(records)
    for key, flag in (("person", "is_named"), ("household", "is_at_home")):
        table = table.append_column(flag, pc.is_valid(table[key]))
        table = table.set_column(table.column_names.index(key), key, pc.fill_null(table[key], 0))
    return table.to_pandas(self_destruct=True, split_blocks=True)


def _counted(frame: "pd.DataFrame", measure_name: str) -> "pd.Series":
    return frame.groupby(KEY).size().rename(measure_name)


def _first_persons(named: "pd.DataFrame") -> "pd.DataFrame":
    moment = named["day"].astype("int64") * 2**24 + named["unit_no"]
    first = moment.groupby(named["person"]).min().to_frame("moment")
    return first.assign(day=first["moment"] // 2**24, unit_no=first["moment"] % 2**24)


def _household_adults(unnamed: "pd.DataFrame") -> "pd.Series":
    """Give the rise of the running maximum of adults of each household, by unit and day."""
    home = ["unit_no", "household"]
    most = unnamed.groupby([*home, "day"])["adults"].max().clip(lower=0)
    running = most.groupby(level=home).cummax()
    rise = running - running.groupby(level=home).shift(fill_value=0)
    return rise.groupby(level=KEY).sum().rename("adults_new")


def check_equal(ours: str, theirs: str) -> None:
    """Stop when the two ways differ in any fact."""
    import pyarrow.parquet as pq

    left, right = (pq.read_table(path) for path in (ours, theirs))
    left = left.select(right.column_names)
    if not left.equals(right.cast(left.schema)):
        raise SystemExit("the facts differ")
    print(f"    the same {left.num_rows:,} facts")


def benchmark(options: argparse.Namespace) -> None:
    """Make the records once, run each way in turns, and compare their facts."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        records = folder / "records.parquet"
        measure.run(measure.child(__file__, "make_records", options.rows, records))
        memory = f"{max(100, options.rows // 25_000)}MB"
        commands = {
            way: measure.child(__file__, way, records, folder / "spill", memory, folder / f"{way}.parquet")
            for way in ("by_pandas", "by_ibis")
        }
        measure.show(f"{options.rows:,} records, {memory} for DuckDB", measure.compare(commands, options.rounds))
        facts = [folder / f"{way}.parquet" for way in commands]
        measure.run(measure.child(__file__, "check_equal", *facts))


if __name__ == "__main__":
    measure.main(
        {part.__name__: part for part in (make_records, by_pandas, by_ibis, check_equal)},
        benchmark,
        rows=2_000_000,
    )
