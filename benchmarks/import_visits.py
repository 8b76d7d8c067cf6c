"""Import of a year's visits: files to the figures of an edition, against what one would write with pandas.

`python benchmarks/import_visits.py [--rows 1000000] [--rounds 1]`
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import measure


def make_files(rows: str, folder: str) -> None:
    """Write the population list and the visits."""
    import workload

    groups = workload.make_population(Path(folder) / "population.csv")
    workload.make_visits(int(rows), groups, Path(folder) / "visits.csv")


def by_product(folder: str, target: str) -> None:
    """Import both files into a new data folder, edition included, and copy the facts out of it."""
    import workload

    from campaign import Campaign
    from settings import Settings

    with tempfile.TemporaryDirectory() as data:
        campaign = Campaign(Settings(data=Path(data), until=workload.TODAY))
        for kind in ("population", "visits"):
            start = time.perf_counter()
            file = Path(folder) / f"{kind}.csv"
            outcome = campaign.import_file(file.read_bytes(), file.name, kind)
            took = time.perf_counter() - start
            counts = (outcome.one.rows_in, outcome.matched, outcome.unmatched, outcome.rejected, outcome.duplicates)
            print(f"    {kind}: {took:.1f} s; in, matched, unmatched, rejected, duplicates: {counts}", file=sys.stderr)
        edition = campaign.edition()
        units = edition.units[["unit_no", "name", "parent_id"]]
        edition.facts.merge(units, on="unit_no").drop(columns="unit_no").to_parquet(target, index=False)


def by_rows(folder: str, target: str) -> None:
    """Do it in pandas, row by row."""
    import analyst

    analyst.reduce_visits(Path(folder), Path(target), analyst.read_by_rows)


def by_columns(folder: str, target: str) -> None:
    """Do it in pandas, column by column."""
    import analyst

    analyst.reduce_visits(Path(folder), Path(target), analyst.read_by_columns)


def check_equal(ours: str, *others: str) -> None:
    """Compare the facts of all ways; say in which communes any differ."""
    import pandas as pd

    key = ["parent_id", "name", "on_date"]
    measures = ["adults_new", "households_new", "contacts", "closed"]
    facts = [pd.read_parquet(path) for path in (ours, *others)]
    facts = [one.assign(on_date=one["on_date"].astype("datetime64[s]")) for one in facts]
    facts = [one.set_index(key)[measures].astype("int64").sort_index() for one in facts]
    print(f"    {len(facts[0]):,} facts: {facts[0].sum().to_dict()}")
    for path, other in zip(others, facts[1:], strict=True):
        differs = (facts[0].sub(other, fill_value=0) != 0).any(axis="columns")
        places = sorted(set(differs[differs].index.get_level_values("parent_id")))
        print(f"    {Path(path).stem}: {f'{differs.sum():,} facts differ, in {places}' if places else 'the same'}")


def benchmark(options: argparse.Namespace) -> None:
    """Make the files once, run each way in turns, and compare their facts."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        measure.run(measure.child(__file__, "make_files", options.rows, folder))
        megabytes = (folder / "visits.csv").stat().st_size / 2**20
        ways = ("by_product", "by_rows", "by_columns")
        commands = {way: measure.child(__file__, way, folder, folder / f"{way}.parquet") for way in ways}
        measure.show(f"{options.rows:,} visits, {megabytes:.0f} MB", measure.compare(commands, options.rounds))
        measure.run(measure.child(__file__, "check_equal", *(folder / f"{way}.parquet" for way in ways)))


if __name__ == "__main__":
    measure.main(
        {part.__name__: part for part in (make_files, by_product, by_rows, by_columns, check_equal)},
        benchmark,
        rows=1_000_000,
    )
