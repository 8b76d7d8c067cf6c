"""The pace of every unit: whole columns at once, against a function of each unit in a pandas groupby."""

import argparse
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

import measure
import numpy as np
import pandas as pd

HERE = Path(__file__)
sys.path.insert(0, str(HERE.parent.parent))
TARGET_ON, BEGUN_ON = date(2027, 12, 31), pd.Timestamp("2025-06-09")
WAYS = ("made", "product", "naive")


def made(units: int, weeks: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.Timestamp]:
    """Make the facts, one for each unit and week, and the standing on the last Sunday."""
    random = np.random.default_rng(7)
    adults = random.integers(60, 900, units).astype("int32")
    new = random.binomial(adults[:, None], 0.006, (units, weeks)).astype("int64")
    days = BEGUN_ON + pd.to_timedelta(np.arange(weeks) * 7 + 2, unit="D")
    facts = pd.DataFrame(
        {
            "unit_no": np.repeat(np.arange(units, dtype="int32"), weeks),
            "on_date": np.tile(days.to_numpy().astype("datetime64[s]"), units),
            "adults_new": new.ravel(),
        }
    )
    standing = pd.DataFrame({"adults": pd.array(adults, dtype="Int64"), "reached_known": new.sum(axis=1)})
    return facts, standing.assign(is_silent=False), BEGUN_ON + pd.Timedelta(days=weeks * 7 - 1)


def product(facts: pd.DataFrame, standing: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Measure with the product."""
    from outreach.pace import pace
    from outreach.target import Target

    return pace(facts, standing, Target(1.0, TARGET_ON), day).units


def naive(facts: pd.DataFrame, standing: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Measure unit by unit: the actual pace, the needed one, and the forecast without any range."""
    weeks_left = (pd.Timestamp(TARGET_ON) - day).days // 7

    def one(of_unit: pd.DataFrame) -> pd.Series:
        adults, done = standing["adults"].iloc[of_unit.name], of_unit["adults_new"].sum()
        weekly = of_unit.set_index("on_date")["adults_new"].resample("W-SUN").sum()
        before, now = max(adults - done + weekly.tail(6).sum(), 0.5), max(adults - done, 0.5)
        ahead = now * (now / before) ** (weeks_left / 6)
        actual, needed = weekly.tail(4).mean(), (adults - done) / weeks_left
        return pd.Series({"actual": actual, "ratio": actual / needed, "forecast_share": 1 - ahead / adults})

    return facts.groupby("unit_no")[["on_date", "adults_new"]].apply(one)


def main() -> None:
    """Compare the ways in processes of their own, or run one of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, nargs="*", default=[1_450, 90_000])
    parser.add_argument("--weeks", type=int, default=80)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--naive-up-to", type=int, default=1_450, help="units; the naive way is not run on more")
    parser.add_argument("--way", choices=WAYS)
    asked = parser.parse_args()
    if asked.way:
        _run(asked.way, asked.units[0], asked.weeks)
        return
    for units in asked.units:
        ways = [way for way in WAYS if way != "naive" or units <= asked.naive_up_to]
        command = [sys.executable, str(HERE), "--units", str(units), "--weeks", str(asked.weeks), "--way"]
        usages = measure.compare({way: [*command, way] for way in ways}, asked.rounds)
        measure.show(f"{units:,} units, {asked.weeks} weeks (`made` only makes the facts)", usages)


def _run(way: str, units: int, weeks: int) -> None:
    facts, standing, day = made(units, weeks)
    if way == "made":
        return
    from outreach import pace  # noqa: F401 - loaded before the clock runs

    measured = {"product": product, "naive": naive}[way]
    clock, cpu = time.perf_counter(), time.process_time()
    measured(facts, standing, day)
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    told = f"  {way}: {clock:.3f} s on the clock, {cpu:.3f} CPU s"
    print(
        f"{told}, {_own_peak(measured, facts, standing, day):.0f} MB of its own at most" if way == "product" else told
    )


def _own_peak(measured: Callable[..., pd.DataFrame], *given: object) -> float:
    """Measure again what it holds beside the facts, in MB: the peak of the process is that of making the facts."""
    tracemalloc.start()
    measured(*given)
    return tracemalloc.get_traced_memory()[1] / 2**20


if __name__ == "__main__":
    main()
