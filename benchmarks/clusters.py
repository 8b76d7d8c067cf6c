"""Local Moran and Gi* with the share of false finds: the product against esda as its manual has it.

    python benchmarks/clusters.py [--rows 1450] [--rounds 3]
    python benchmarks/clusters.py --rows 90000 --rounds 1

Units are squares of a lattice with a rate that varies smoothly and with noise. Whole fresh processes are compared; each
also prints the time of the two measures alone, the second time they are taken in it.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import measure


def make_units(rows: str, target: str) -> None:
    """Write the rates of so many squares and which of them share an edge."""
    import numpy as np
    import pandas as pd

    side = round(int(rows) ** 0.5)
    number = np.arange(side**2).reshape(side, side)
    one = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    other = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    east, north = np.meshgrid(np.arange(side), np.arange(side))
    wave = 0.35 + 0.15 * np.sin(east / 9) * np.cos(north / 7)
    noise = np.random.default_rng(11).normal(0, 0.12, number.shape)
    pd.DataFrame({"rate": (wave + noise).clip(0, 1).ravel()}).to_parquet(f"{target}/rates.parquet")
    beside = pd.DataFrame({"unit_no": np.r_[one, other], "neighbour_no": np.r_[other, one]})
    beside.to_parquet(f"{target}/neighbours.parquet")


def by_product(folder: str) -> None:
    """Measure as the product does."""
    import pandas as pd

    from outreach.clusters import hot_spots, local_moran

    rate = pd.read_parquet(f"{folder}/rates.parquet")["rate"]
    beside = pd.read_parquet(f"{folder}/neighbours.parquet")

    def both() -> int:
        moran, _ = local_moran(rate, beside), hot_spots(rate, beside)
        return int((moran["cluster"] == "low_cluster").sum())

    _told(both)


def by_esda(folder: str, permutations: str) -> None:
    """Measure as the manual of esda does: weights of a dictionary, permutations, then the limit of `fdr`."""
    import warnings

    import pandas as pd
    from esda import G_Local, Moran_Local, fdr
    from libpysal.weights import W

    warnings.simplefilter("ignore")
    rate = pd.read_parquet(f"{folder}/rates.parquet")["rate"].to_numpy()
    beside = pd.read_parquet(f"{folder}/neighbours.parquet")
    weights = W(beside.groupby("unit_no")["neighbour_no"].agg(list).to_dict())
    count = int(permutations)

    def both() -> int:
        moran = Moran_Local(rate, weights, permutations=count, seed=1)
        G_Local(rate, weights, star=True, permutations=count, seed=1)
        return int(((moran.p_sim <= fdr(moran.p_sim, 0.05)) & (moran.q == 3)).sum())

    _told(both)


def _told(both: Callable[[], int]) -> None:
    both()
    begun, used = time.perf_counter(), time.process_time()
    low = both()
    print(f"    {time.perf_counter() - begun:.3f} s, CPU {time.process_time() - used:.3f} s, {low} in low clusters")


def benchmark(options: argparse.Namespace) -> None:
    """Make the units once and measure them both ways in turns."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        measure.run(measure.child(__file__, "make_units", options.rows, folder))
        permutations = 9_999 if options.rows < 10_000 else 999
        commands = {
            "by_product": measure.child(__file__, "by_product", folder),
            "by_esda": measure.child(__file__, "by_esda", folder, permutations),
        }
        title = f"{options.rows:,} units, esda with {permutations:,} permutations"
        measure.show(title, measure.compare(commands, options.rounds))


if __name__ == "__main__":
    measure.main({part.__name__: part for part in (make_units, by_product, by_esda)}, benchmark, rows=1_450)
