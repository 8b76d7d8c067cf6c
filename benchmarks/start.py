"""Start of the dashboard: from `streamlit run` to a painted map, against a page of Streamlit with one line of text.

`python benchmarks/start.py [--rounds 5] [--folder DATA]`

DATA is a data folder with its edition built; without one the demonstration is made first. Needs playwright and a
Chromium ($CHROMIUM, else /usr/bin/chromium).
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[1]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
TODAY = "2026-03-31"
EMPTY = 'import streamlit as st\n\nst.write("xin chao")\n'
# Looking may not take longer than painting: one pixel in 257 is enough to see a province.
PAINTED = """() => [...document.querySelectorAll('canvas')].some(canvas => {
  if (!canvas.width || !canvas.height) return false;
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  for (let at = 3; at < data.length; at += 4 * 257) if (data[at]) return true;
  return false;
})"""
# What belongs to import and building, not to looking: none of it may be loaded to open a page.
HEAVY = ("ibis", "duckdb", "geopandas", "pyogrio", "scipy", "shapely", "sqlglot", "openpyxl", "python_calamine", "demo")


@contextmanager
def server(script: Path, data: Path, log: Path, *flags: str) -> Iterator[tuple[str, float]]:
    """Run a script with Streamlit; give its address and the moment of the command, when it answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command = [sys.executable, *flags, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    environment = {**os.environ, "PHOCAP_DATA": str(data), "PHOCAP_TODAY": TODAY}
    with log.open("w") as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=HOME, env=environment, stdout=output, stderr=output)
        try:
            yield ready(f"http://127.0.0.1:{port}/", process), began
        finally:
            process.terminate()
            process.wait(20)


def ready(url: str, process: subprocess.Popen[bytes]) -> str:
    """Wait until the server answers."""
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}_stcore/health"):
                return url
        except OSError:
            time.sleep(0.01)
    raise RuntimeError("the server ended")


def see_text(page: Any) -> None:
    """Wait for the line of the empty page."""
    page.get_by_text("xin chao").wait_for(timeout=60_000)


def see_map(page: Any) -> None:
    """Wait until the canvas of the map shows more than its background."""
    canvas = page.frame_locator("iframe").locator("canvas").first
    canvas.wait_for(state="attached", timeout=60_000)
    canvas.element_handle().owner_frame().wait_for_function(PAINTED, polling=20, timeout=60_000)


def first_sight(browser: Any, script: Path, data: Path, path: str, log: Path, *flags: str) -> tuple[float, float]:
    """Give the seconds from the command to the sight, and those of a second visitor, who has an empty cache too."""
    see = see_map if script.name == "dashboard.py" else see_text
    with server(script, data, log, *flags) as (url, began):
        visit(browser, url + path, see)
        first = time.perf_counter() - began
        again = time.perf_counter()
        visit(browser, url + path, see)
        return first, time.perf_counter() - again


def visit(browser: Any, url: str, see: Any) -> None:
    """Open an address in a context of its own, without anything cached, and wait for the sight."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.goto(url)
    see(page)
    context.close()


def imported(log: Path) -> dict[str, float]:
    """Read from a log of imports how many seconds each top-level package took, its own code alone."""
    took: dict[str, float] = {}
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        parts = line.removeprefix("import time:").split("|")
        if line.startswith("import time:") and parts[0].strip().isdecimal():
            name = parts[2].strip().partition(".")[0]
            took[name] = took.get(name, 0) + int(parts[0]) / 1e6
    return took


def demonstration(folder: Path) -> Path:
    """Make a data folder with the demonstration and its edition."""
    data = folder / "data"
    environment = {**os.environ, "PHOCAP_DATA": str(data), "PHOCAP_TODAY": TODAY}
    quiet = subprocess.DEVNULL
    subprocess.run(
        [sys.executable, "cli.py", "demo"], cwd=HOME, env=environment, check=True, stdout=quiet, stderr=quiet
    )
    return data


def measure_starts(browser: Any, empty: Path, data: Path, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Start each in turns, in order and then in reverse; the first round only fills the disk cache."""
    dashboard = HOME / "dashboard.py"
    ways = {"empty page": (empty, ""), "overview": (dashboard, ""), "map page": (dashboard, "ban_do")}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name in list(ways)[:: 1 if turn % 2 == 0 else -1]:
            script, path = ways[name]
            taken[name].append(first_sight(browser, script, data, path, empty.with_suffix(".log")))
    return {name: runs[1:] for name, runs in taken.items()}


def show(taken: dict[str, list[tuple[float, float]]]) -> None:
    """Print medians and ranges, and the difference of the medians."""
    medians = {name: [statistics.median(column) for column in zip(*runs, strict=True)] for name, runs in taken.items()}
    print(f"{'':12} from the command (range)     next visitor (range)")
    for name, runs in taken.items():
        cells = []
        for median, column in zip(medians[name], zip(*runs, strict=True), strict=True):
            cells.append(f"{median:6.2f} s ({min(column):.2f}-{max(column):.2f})")
        print(f"{name:12} {'        '.join(cells)}")
    for name in list(medians)[1:]:
        first, again = (mine - empty for mine, empty in zip(medians[name], medians["empty page"], strict=True))
        print(f"{name + ' more':14} {first:4.2f} s {again:26.2f} s")


def main() -> None:
    """Measure the starts, then look at what a page imports."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as play:
        data = options.folder or demonstration(Path(temporary))
        empty = Path(temporary) / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        show(measure_starts(browser, empty, data, options.rounds))
        log = Path(temporary) / "imports.log"
        first_sight(browser, HOME / "dashboard.py", data, "ban_do", log, "-X", "importtime")
        took = imported(log)
        browser.close()
    print("loaded to open the page though only building needs it:", sorted(took.keys() & set(HEAVY)) or "nothing")
    largest = sorted(took.items(), key=lambda item: -item[1])[:12]
    print("imports, s:", ", ".join(f"{name} {seconds:.2f}" for name, seconds in largest))


if __name__ == "__main__":
    main()
