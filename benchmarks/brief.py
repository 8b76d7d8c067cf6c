"""How long the documents that can be taken along take: the whole command in a fresh process, and each document.

    python benchmarks/brief.py --folder DATA [--on 2026-11-22] [--rounds 3]

DATA is a data folder whose edition is built, such as one that `python cli.py demo` filled.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))


def seconds(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the median seconds on the clock and of the processor in this process and its children."""
    clock, busy = [], []
    for _ in range(rounds):
        begun, times = time.perf_counter(), os.times()
        work()
        clock.append(time.perf_counter() - begun)
        busy.append(sum(os.times()[:4]) - sum(times[:4]))
    return statistics.median(clock), statistics.median(busy)


def command(folder: Path, day: date, out: Path) -> None:
    environment = {**os.environ, "PHOCAP_DATA": str(folder), "PHOCAP_TODAY": day.isoformat()}
    words = [sys.executable, str(HOME / "cli.py"), "brief", "--out", str(out)]
    subprocess.run(words, env=environment, check=True, capture_output=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--on", type=date.fromisoformat, default=date(2026, 11, 22))
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    from campaign import Campaign
    from reports.document import DOCUMENTS
    from reports.dossier import dossier
    from settings import Settings
    from texts import language

    with tempfile.TemporaryDirectory() as out:
        clock, busy = seconds(lambda: command(chosen.folder, chosen.on, Path(out)), chosen.rounds)
        size = sum(file.stat().st_size for file in Path(out).iterdir()) / 1e6
    print(f"the command, {len(DOCUMENTS)} documents in two languages: {clock:.2f} s, {busy:.2f} CPU s, {size:.1f} MB")
    opened = Campaign(Settings(data=chosen.folder, until=chosen.on))
    dossier(opened, chosen.on)
    for document in DOCUMENTS:
        document.make(dossier(opened, chosen.on), language("vi"))
        clock, busy = seconds(lambda one=document: one.make(dossier(opened, chosen.on), language("vi")), chosen.rounds)
        print(f"{document.module}: {clock:.2f} s, {busy:.2f} CPU s")


if __name__ == "__main__":
    main()
