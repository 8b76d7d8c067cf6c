"""Generalised assignment instances in the layout of the OR-Library and of Yagiura: value, bound, seconds.

    python benchmarks/gap.py FILE… [--seconds 30] [--max]

The numbers of a file stand in free form: either one instance (teams, tasks, costs, resources, capacities) or first
the number of instances, each in that layout. A file `bounds.txt` beside it (name, lower, upper) is compared with.
Values are minimised; `--max` maximises, as the files gap1 to gap12 are meant.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import numpy as np  # noqa: E402

from commands.quiet import quiet  # noqa: E402
from planning.assignment import Choice, Effort, solve  # noqa: E402
from planning.problem import Problem  # noqa: E402

MAXIMISED = re.compile(r"gap\d+(\.txt)?$")


@dataclass(frozen=True)
class Instance:
    """Costs and resources of each team (row) and task (column), and the capacity of each team."""

    name: str
    cost: np.ndarray
    resource: np.ndarray
    capacity: np.ndarray


def instances(path: Path) -> list[Instance]:
    """Read every instance of a file."""
    numbers = np.array(path.read_text(encoding="utf-8", errors="replace").split(), dtype=np.float64)
    for start in (0, 1):
        found = _read(numbers, start)
        if found is not None and (start == 0 or len(found) == int(numbers[0])):
            several = len(found) > 1
            return [Instance(f"{path.stem}-{n + 1}" if several else path.stem, *one) for n, one in enumerate(found)]
    raise SystemExit(f"{path}: neither one instance nor several of teams, tasks, costs, resources, capacities")


def _read(numbers: np.ndarray, at: int) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]] | None:
    found = []
    while at + 2 <= len(numbers):
        teams, tasks = int(numbers[at]), int(numbers[at + 1])
        cells, at = teams * tasks, at + 2
        if teams < 1 or tasks < 1 or at + 2 * cells + teams > len(numbers):
            return None
        blocks = np.split(numbers[at : at + 2 * cells + teams], [cells, 2 * cells])
        found.append((blocks[0].reshape(teams, tasks), blocks[1].reshape(teams, tasks), blocks[2]))
        at += 2 * cells + teams
    return found if at == len(numbers) and found else None


def as_problem(one: Instance, maximise: bool) -> Problem:
    """State an instance for the solver; what no team can hold is no option."""
    from scipy.sparse import csc_array

    team, task = np.nonzero(one.resource <= one.capacity[:, None])
    value = one.cost[team, task] * (1 if maximise else -1)
    options = np.arange(len(team))
    shared = csc_array((one.resource[team, task], (team, options)), shape=(len(one.capacity), len(team)))
    least, must = np.full(len(one.capacity), -np.inf), np.ones(one.cost.shape[1], dtype=bool)
    is_whole = bool(np.all(one.cost == np.round(one.cost)))
    return Problem(value, team, task, shared, least, one.capacity, must, is_whole)


def is_valid(one: Instance, problem: Problem, choice: Choice) -> bool:
    """Count again from the file's own numbers: every task once, no team over its capacity."""
    team, task = problem.team[choice.chosen], problem.group[choice.chosen]
    used = np.bincount(team, one.resource[team, task], minlength=len(one.capacity))
    return len(set(task)) == len(task) == one.cost.shape[1] and bool(np.all(used <= one.capacity + 1e-9))


def known(path: Path, name: str, maximise: bool) -> tuple[float, float] | None:
    """Return the published lower and upper bound of an instance, None for none."""
    listed = path.with_name("bounds.txt")
    rows = [line.split() for line in listed.read_text().splitlines()] if listed.exists() else []
    wanted = f"{name}_{'Max' if maximise else 'Min'}"
    return next(((float(row[1]), float(row[2])) for row in rows if len(row) == 3 and row[0] == wanted), None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--max", action="store_true", help="maximise; taken for granted for gap1 to gap12")
    options = parser.parse_args()
    print(f"{'instance':14} {'value':>10} {'bound':>12} {'gap':>8} {'known':>8} {'off':>8} {'seconds':>8}  proven  how")
    for path in options.files:
        if path.name == "bounds.txt":
            continue
        for one in instances(path):
            maximise = options.max or bool(MAXIMISED.match(path.name))
            _report(path, one, maximise, options.seconds)


def _report(path: Path, one: Instance, maximise: bool, seconds: float) -> None:
    begun = time.monotonic()
    problem = as_problem(one, maximise)
    with quiet():
        choice = solve(problem, Effort(seconds, 0.0), time.monotonic)
    took, sign = time.monotonic() - begun, 1 if maximise else -1
    value = f"{sign * choice.value:.0f}" if choice.is_complete and is_valid(one, problem, choice) else "none"
    best = known(path, one.name, maximise)
    reference = None if best is None else best[0] if maximise else best[1]
    off = "" if reference is None or value == "none" else f"{abs(reference - float(value)) / reference:.3%}"
    shown = "" if reference is None else f"{reference:.0f}"
    print(
        f"{one.name:14} {value:>10} {sign * choice.ceiling:12.2f} {choice.gap:8.3%} {shown:>8} {off:>8} {took:8.2f}"
        f"  {'yes' if choice.is_proven else 'no':6}  {choice.how}",
        flush=True,
    )


if __name__ == "__main__":
    main()
