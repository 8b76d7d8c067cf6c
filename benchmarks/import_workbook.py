"""Import of a workbook of visits through the command line, against reading the same file with pandas and openpyxl.

`python benchmarks/import_workbook.py [--rows 50000] [--rounds 3]`

The import is whole: look-over, child process, columns, places, edition, outcome on the screen. The other only reads.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import measure

CLI = Path(__file__).resolve().parents[1] / "cli.py"


def make_files(rows: str, folder: str) -> None:
    """Write the population list, and the visits as a workbook."""
    import pandas as pd
    import workload

    groups = workload.make_population(Path(folder) / "population.csv")
    workload.make_visits(int(rows), groups, Path(folder) / "visits.csv")
    visits = pd.read_csv(Path(folder) / "visits.csv", dtype="str", keep_default_na=False)
    visits.to_excel(Path(folder) / "visits.xlsx", index=False, engine="xlsxwriter")


def by_pandas(folder: str) -> None:
    """Read the workbook as a table of text."""
    import pandas as pd

    pd.read_excel(Path(folder) / "visits.xlsx", dtype="str", engine="openpyxl")


def benchmark(options: argparse.Namespace) -> None:
    """Make the files once; import the workbook into a folder that has the groups; read it the other way."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        measure.run(measure.child(__file__, "make_files", options.rows, folder))
        runs = []
        for turn in range(options.rounds):
            os.environ.update(PHOCAP_DATA=str(folder / f"data-{turn}"), PHOCAP_TODAY="2026-11-22")
            here = [sys.executable, str(CLI), "import"]
            measure.run([*here, str(folder / "population.csv"), "--kind", "population"])
            runs.append(measure.run([*here, str(folder / "visits.xlsx"), "--kind", "visits"]))
        middle = sorted(runs, key=lambda one: one.wall_s)[len(runs) // 2]
        other = measure.compare({"pandas, openpyxl": measure.child(__file__, "by_pandas", folder)}, options.rounds)
        measure.show(f"{options.rows:,} rows", {"import": middle, **other})


if __name__ == "__main__":
    measure.main({part.__name__: part for part in (make_files, by_pandas)}, benchmark, rows=50_000)
