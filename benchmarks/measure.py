"""Time, processor seconds and peak memory of commands, each in a fresh process, taken in turns."""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Usage:
    """What one process took: seconds on the clock, seconds of all its threads, peak resident memory."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def run(command: Sequence[str]) -> Usage:
    """Run a command to its end and measure it; raises RuntimeError when it fails.

    The peak that the kernel reports for a child begins with the size of its parent, so keep this process
    small: import nothing large and make data in a child.
    """
    start = time.perf_counter()
    child = os.posix_spawn(command[0], list(command), os.environ)
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"failed: {' '.join(command)}")
    return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def compare(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Usage]:
    """Run each command once a round, in order and then in reverse; give the medians."""
    runs: dict[str, list[Usage]] = {name: [] for name in commands}
    for turn in range(rounds):
        names = list(commands) if turn % 2 == 0 else list(commands)[::-1]
        for name in names:
            runs[name].append(run(commands[name]))
    return {name: _median(taken) for name, taken in runs.items()}


def show(title: str, usages: Mapping[str, Usage]) -> None:
    """Print a table; the ratios are to the first row."""
    first = next(iter(usages.values()))
    width = max(map(len, usages))
    print(f"\n{title}\n{'':{width}}   wall s    CPU s  peak MB   x wall    x CPU   x peak")
    for name, usage in usages.items():
        ratios = (usage.wall_s / first.wall_s, usage.cpu_s / first.cpu_s, usage.peak_mb / first.peak_mb)
        print(
            f"{name:{width}} {usage.wall_s:8.2f} {usage.cpu_s:8.2f} {usage.peak_mb:8.0f} "
            + " ".join(f"{ratio:8.2f}" for ratio in ratios),
            flush=True,
        )


def child(script: str, part: str, *arguments: object) -> list[str]:
    """Give the command that runs one part of a benchmark in a process of its own."""
    return [sys.executable, script, "--part", part, *map(str, arguments)]


def main(parts: Mapping[str, Callable[..., None]], benchmark: Callable[[argparse.Namespace], None], rows: int) -> None:
    """Run one part with its arguments when asked by a parent, else the benchmark."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=rows)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where to keep the data; a temporary folder if absent")
    parser.add_argument("--part", choices=sorted(parts), help=argparse.SUPPRESS)
    options, rest = parser.parse_known_args()
    if options.part:
        parts[options.part](*rest)
    else:
        benchmark(options)


def _median(taken: Sequence[Usage]) -> Usage:
    columns = zip(*((use.wall_s, use.cpu_s, use.peak_mb) for use in taken), strict=True)
    return Usage(*(statistics.median(column) for column in columns))
