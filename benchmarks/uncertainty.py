"""Ranges and chances of every group: the product against a loop over rows with scipy.stats, and against drawing.

    python benchmarks/uncertainty.py [--rows 90000] [--rounds 3]

Each way runs in a process of its own at 1,450 groups and at `--rows`. The loop gives two quantiles and a chance to be
below the target with one prior for all, which is less than the product does; drawing (1,000 times, at 1,450 groups
alone) gives the chance to be among the lowest tenth besides.
"""

import argparse
import sys
import time
from collections.abc import Callable

from measure import child, compare, main, show

PROVINCE, TARGET, DRAWS = 1_450, 0.3, 1_000


def groups(count: int):
    """Return groups of which some are observed in part, some wholly with an uncertain population, some not at all."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(17)
    commune = np.sort(rng.integers(0, max(count // 32, 1), count))
    mean = rng.beta(4, 6, commune.max() + 1)[commune]
    adults = rng.integers(70, 700, count)
    observed = np.select([rng.random(count) < 0.1, rng.random(count) < 0.6], [0, adults], rng.integers(8, 70, count))
    reached = rng.binomial(observed, rng.beta(12 * mean, 12 * (1 - mean)))
    parent = pd.Series(commune).astype("str")
    return pd.DataFrame(
        {"reached": reached, "observed": observed, "adults": adults, "parent_id": parent, "denominator_cv": 0.12}
    )


def nothing(count: str) -> None:
    """Make the groups and load scipy.special, as every way does."""
    import scipy.special  # noqa: F401

    groups(int(count))


def product(count: str) -> None:
    """Give all ten columns."""
    from outreach.uncertainty import uncertainty

    _timed(lambda one: uncertainty(one, TARGET), int(count))


def loop(count: str) -> None:
    """Give a range and a chance row by row, as is commonly done."""
    from scipy.stats import beta

    def run(one) -> list:
        found = []
        for row in one.itertuples():
            a, b = 2 + row.reached, 3 + row.observed - row.reached
            found.append((a / (a + b), beta.ppf(0.05, a, b), beta.ppf(0.95, a, b), beta.cdf(TARGET, a, b)))
        return found

    _timed(run, int(count))


def drawing(count: str) -> None:
    """Give ranges and both chances by drawing every group, column by column."""
    import numpy as np

    def run(one) -> tuple:
        rng = np.random.default_rng(1)
        a, b = 2 + one["reached"].to_numpy(), 3 + (one["observed"] - one["reached"]).to_numpy()
        drawn = rng.beta(a, b, (DRAWS, len(one)))
        limit = np.quantile(drawn, 0.1, axis=1, keepdims=True)
        return np.quantile(drawn, [0.05, 0.95], axis=0), (drawn < TARGET).mean(axis=0), (drawn <= limit).mean(axis=0)

    _timed(run, int(count))


def _timed(run: Callable, count: int) -> None:
    """Tell how long the work alone takes, the second time, in seconds of clock and processor."""
    one = groups(count)
    run(one.head(PROVINCE))
    clock, used = time.perf_counter(), time.process_time()
    run(one)
    print(
        f"  {sys.argv[2]} {count}: {time.perf_counter() - clock:.3f} s, {time.process_time() - used:.3f} CPU s",
        flush=True,
    )


WAYS = {"nothing but loading": "nothing", "product": "product", "row by row": "loop", "drawing 1,000 times": "drawing"}


def benchmark(options: argparse.Namespace) -> None:
    """Take every way in turns, at the size of a province and at that of the country."""
    for count in dict.fromkeys((PROVINCE, options.rows)):
        ways = WAYS if count == PROVINCE else {name: part for name, part in WAYS.items() if part != "drawing"}
        show(
            f"{count} groups",
            compare({name: child(__file__, part, count) for name, part in ways.items()}, options.rounds),
        )


if __name__ == "__main__":
    main({"nothing": nothing, "product": product, "loop": loop, "drawing": drawing}, benchmark, 90_000)
