"""p-median instances in the layout of the OR-Library: value, bound, seconds.

    python benchmarks/pmed.py FILE… [--seconds 120]

A file has vertices, edges and the number of medians, then an edge a line: two vertices and a length (where an edge
comes twice, the last counts). Ways are the shortest ones through the graph. `optima.txt` beside it is compared with.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import numpy as np  # noqa: E402

from commands.quiet import quiet  # noqa: E402
from planning.siting import median_sites  # noqa: E402


def read(path: Path) -> tuple[np.ndarray, int]:
    """Return the shortest ways between all vertices, and the number of medians."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import shortest_path

    numbers = np.array(path.read_text(encoding="utf-8", errors="replace").split(), dtype=np.float64)
    vertices, edges, count = (int(one) for one in numbers[:3])
    rows = numbers[3:]
    if len(rows) < 3 * edges:
        edges = len(rows) // 3
    listed = rows[: 3 * edges].reshape(-1, 3)
    one, other = (np.minimum(listed[:, 0], listed[:, 1]), np.maximum(listed[:, 0], listed[:, 1]))
    last = {(int(a) - 1, int(b) - 1): length for a, b, length in zip(one, other, listed[:, 2], strict=True)}
    ends, lengths = np.array(list(last)), np.array(list(last.values()))
    graph = csr_array((lengths, (ends[:, 0], ends[:, 1])), shape=(vertices, vertices))
    return np.asarray(shortest_path(graph, directed=False)), count


def known(path: Path) -> float | None:
    """Return the published optimum of a file, None for none."""
    listed = path.with_name("optima.txt")
    rows = (line.split() for line in listed.read_text().splitlines()) if listed.exists() else iter(())
    return next((float(row[1]) for row in rows if row and row[0] == path.stem), None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--seconds", type=float, default=120.0)
    options = parser.parse_args()
    print(
        f"{'instance':10} {'vertices':>8} {'medians':>7} {'value':>8} {'bound':>10} {'known':>8} {'seconds':>8}  proven"
    )
    for path in options.files:
        if path.name == "optima.txt":
            continue
        begun = time.monotonic()
        cost, count = read(path)
        with quiet():
            sites = median_sites(cost, count, seconds=options.seconds, clock=time.monotonic)
        took, best = time.monotonic() - begun, known(path)
        again = cost[:, sites.chosen].min(axis=1).sum() if len(set(sites.chosen)) == count else np.nan
        print(
            f"{path.stem:10} {len(cost):8} {count:7} {again:8.0f} {sites.bound:10.2f} "
            f"{'' if best is None else f'{best:.0f}':>8} {took:8.2f}  {'yes' if sites.is_proven else 'no'}",
            flush=True,
        )


if __name__ == "__main__":
    main()
