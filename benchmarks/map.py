"""The map against the usual way to build one, in a real browser: time to paint, click, restyle, bytes, server CPU.

`python benchmarks/map.py [--rounds 3] [--units 45 1450 3321] [--nation FILE]`

For each number of units three pages run side by side, visited in turns: the same page without a map (the floor), the
product's map, and folium.Choropleth in st_folium (`naive_map.py`). 45 and 1,450 units are made up, with wavy borders of
60 vertices each; 3,321 are the communes of the country, read from FILE (GeoParquet), left out where it is missing.
With those the product's page also opens one commune of 27 groups by a click, as it would of 90,000 groups.
The usual way loads Leaflet and four other libraries from other hosts: they are answered on the spot here, Leaflet from
the product's copy and the rest with nothing, so that no line is waited for. Needs playwright and a Chromium ($CHROMIUM,
else /usr/bin/chromium).
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
HOME = HERE.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
NATION = HOME.parent / "shared" / "data" / "vietnam" / "communes_2025_coverage.parquet"
SIDES = {45: (9, 5), 1_450: (50, 29), 27: (9, 3)}
PER_EDGE = 15
MEASURES = ("one", "two", "three", "four")
PATIENCE = 90_000
# Where the largest units are, in pixels of the frame, each at a point surely inside it.
SPOTS = {
    "product": """() => [...map.coverage.layers.values()].filter(layer => layer.anchor).map(layer => {
        const at = map.latLngToContainerPoint(layer.anchor), box = layer.getBounds();
        return [at.x, at.y, (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth())];
      }).filter(([x, y]) => x > 60 && y > 20 && x < map.getSize().x - 320 && y < 500).sort((a, b) => b[2] - a[2])""",
    "naive": """() => [...document.querySelectorAll('path.leaflet-interactive')].map(path => {
        const box = path.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
        return [x, y, document.elementFromPoint(x, y) === path ? box.width * box.height : 0];
      }).filter(([x, y, size]) => size && x > 60 && y > 20 && y < 500).sort((a, b) => b[2] - a[2])""",
}
TICK = os.sysconf("SC_CLK_TCK")


def lattice(rows: int, columns: int, west: float, south: float, side: float) -> Any:
    """Return rows x columns cells with wavy borders that neighbours share, as a GeoDataFrame."""
    import geopandas as gpd
    import numpy as np
    import shapely

    steps = np.arange(PER_EDGE) / PER_EDGE
    bend = np.sin(steps * np.pi * 4) * 0.06

    def across(row: int, column: int) -> Any:
        return np.c_[column + steps, row + bend * np.cos(row * 7 + column * 3)]

    def up(row: int, column: int) -> Any:
        return np.c_[column + bend * np.cos(row * 5 + column * 11), row + steps]

    def ring(row: int, column: int) -> Any:
        top, right = across(row + 1, column), up(row, column + 1)
        back = np.r_[[[column + 1.0, row + 1.0]], top[:0:-1]]
        down = np.r_[[[float(column), row + 1.0]], up(row, column)[:0:-1]]
        return np.r_[across(row, column), right, back, down]

    shapes = [shapely.Polygon(ring(row, column)) for row in range(rows) for column in range(columns)]
    placed = shapely.transform(np.array(shapes), lambda points: points * side + (west, south))
    ids = [f"u{number:05d}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"unit_id": ids, "name": [f"Bản số {one}" for one in ids]}, geometry=placed, crs=4326)


def units_of(count: int, nation: Path) -> Any:
    """Return so many units, the communes of the country for 3,321."""
    import geopandas as gpd

    if count in SIDES:
        return lattice(*SIDES[count], 102.0, 21.0, 1.6 / max(SIDES[count]))
    read = gpd.read_parquet(nation)
    code, name = (next(one for one in read.columns if word in one) for word in ("code", "name"))
    return read.rename(columns={code: "unit_id", name: "name"})[["unit_id", "name", "geometry"]]


def make(folder: Path, count: int, nation: Path) -> None:
    """Write what the three pages read: figures, shapes for the product, shapes for the usual way."""
    import numpy as np
    import shapely

    sys.path.insert(0, str(HOME))
    from geodata.topology import write_topology

    units = units_of(count, nation)
    random = np.random.default_rng(3)
    # Each measure is shown once: what was sent before Streamlit keeps in the browser and does not send again.
    table = units[["unit_id", "name"]].assign(**{name: random.random(len(units)) for name in MEASURES})
    table.round(4).to_csv(folder / "figures.csv", index=False)
    files = {"figures": (write_topology(units, folder).name, units.total_bounds.tolist())}
    if count not in SIDES:
        groups = lattice(*SIDES[27], 103.0, 21.4, 0.01)
        groups[["unit_id", "name"]].assign(**dict.fromkeys(MEASURES, 0.2)).to_csv(folder / "groups.csv", index=False)
        files["groups"] = (write_topology(groups, folder).name, groups.total_bounds.tolist())
    (folder / "files.json").write_text(json.dumps(files), encoding="utf-8")
    (folder / "bounds.json").write_text(json.dumps(units.total_bounds.tolist()), encoding="utf-8")
    rounded = units.set_geometry(shapely.set_precision(units.geometry.to_numpy(), 1e-5)).set_index("unit_id")
    (folder / "units.geojson").write_text(rounded.to_json(ensure_ascii=False), encoding="utf-8")


@contextmanager
def serving(script: str, folder: Path, *words: str) -> Iterator[tuple[str, int]]:
    """Serve one of the pages beside the app's static files; give its address and process id."""
    place = Path(tempfile.mkdtemp(dir=folder))
    (place / "static").symlink_to(HOME / "static")
    shutil.copy(HERE / script, place / script)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {"port": port, "address": "127.0.0.1", "headless": "true", "enableStaticServing": "true"}
    flags = [f"--server.{name}={value}" for name, value in options.items()] + ["--server.fileWatcherType=none"]
    quiet = ["--browser.gatherUsageStats=false", "--runner.postScriptGC=false"]
    command = [sys.executable, "-m", "streamlit", "run", script, *flags, *quiet, "--", str(folder), *words]
    with (place / "log").open("w") as log:
        environment = {**os.environ, "PYTHONPATH": str(HOME)}
        server = subprocess.Popen(command, cwd=place, env=environment, stdout=log, stderr=log)
    try:
        yield ready(f"http://127.0.0.1:{port}/", server), server.pid
    finally:
        server.terminate()
        server.wait(20)


def ready(url: str, server: subprocess.Popen) -> str:
    while server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}_stcore/health"):
                return url
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server ended")


def cpu_ms(pid: int) -> float:
    """Return the processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / TICK


@dataclass
class Visit:
    """A page in a browser without anything cached, and what came over its socket."""

    way: str
    count: int
    page: Any
    pid: int
    received: int = 0

    def listen(self) -> None:
        """Count the bytes of the socket."""

        def heard(payload: str | bytes) -> None:
            self.received += len(payload)

        self.page.on("websocket", lambda channel: channel.on("framereceived", heard))

    @property
    def inside(self) -> Any:
        """The map's frame, to look for things in."""
        return self.page.frame_locator("iframe").first

    @property
    def frame(self) -> Any:
        """The map's frame, to run scripts in."""
        return next(one for one in self.page.frames if "st_folium" in one.url)

    def timed(self, act: Any, done: Any) -> tuple[float, int, float]:
        """Do something and wait for its sight: milliseconds, bytes, and milliseconds of the server's processor."""
        bytes_before, cpu_before, began = self.received, cpu_ms(self.pid), time.perf_counter()
        act()
        done()
        took = (time.perf_counter() - began) * 1000
        self.page.wait_for_timeout(300)
        return took, self.received - bytes_before, cpu_ms(self.pid) - cpu_before

    def painted(self, count: int | None = None) -> None:
        """Wait until all units are drawn; on the floor, until the line of text."""
        if self.way == "floor":
            self.says("measure=one")
        elif self.way == "product":
            self.inside.locator(f"#map_div[data-drawn='{count or self.count}']").wait_for(timeout=PATIENCE)
        else:
            self.inside.locator("path.leaflet-interactive").nth(self.count - 1).wait_for(
                state="attached", timeout=PATIENCE
            )

    def says(self, text: str) -> None:
        """Wait for a text of the page."""
        self.page.get_by_text(text).first.wait_for(timeout=PATIENCE)

    def press(self, number: int) -> None:
        """Press the mouse inside one of the largest units in the view."""
        box = self.page.locator("iframe").first.bounding_box()
        x, y, _ = self.frame.evaluate(SPOTS[self.way])[number]
        self.page.mouse.click(box["x"] + x, box["y"] + y)

    def click(self, number: int) -> None:
        """Click in the middle of the map, elsewhere each time, and wait for the chosen unit to be framed."""
        before = self.page.get_by_text("chosen=").inner_text()
        self.press(number)
        self.page.wait_for_function(
            "before => [...document.querySelectorAll('[data-testid=stText]')].some(node => "
            "node.textContent.includes('chosen=') && node.textContent !== before)",
            arg=before,
            timeout=PATIENCE,
        )
        if self.way == "naive":
            self.inside.locator("path[stroke='#111111'][stroke-width='4']").first.wait_for(
                state="attached", timeout=PATIENCE
            )
            self.painted()
        else:
            self.inside.locator("#map_div:not([data-selected=''])").wait_for(timeout=PATIENCE)

    def restyle(self, measure: str) -> None:
        """Choose the other measure and wait for other colours."""
        mark = self.mark()
        self.page.get_by_text(measure, exact=True).click()
        self.says(f"measure={measure}")
        if self.way == "floor":
            return
        end = time.perf_counter() + PATIENCE / 1000
        while self.mark() in (mark, "") and time.perf_counter() < end:
            self.page.wait_for_timeout(5)

    def mark(self) -> str:
        """Return what changes when other colours are drawn."""
        if self.way == "product":
            return self.inside.locator("#map_div").get_attribute("data-styled") or ""
        if self.way == "naive":
            fills = "[...document.querySelectorAll('path.leaflet-interactive')].map(p => p.getAttribute('fill')).join()"
            try:
                return self.frame.evaluate(fills)
            except Exception:
                return ""
        return ""


def from_elsewhere(route: Any) -> None:
    """Answer at once what a page asks of other hosts."""
    name = route.request.url.rpartition("/")[2]
    file = HOME / "static" / "vendor" / "leaflet" / name
    body = file.read_bytes() if file.is_file() else b""
    route.fulfill(body=body, content_type="text/css" if name.endswith("css") else "text/javascript")


def measured(
    browser: Any, way: str, count: int, url: str, pid: int, *, only_paint: bool = False
) -> dict[str, tuple[float, int, float]]:
    """Visit a page once: paint, three clicks, three changes of the measure, with their medians."""
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    context.route(lambda address: "127.0.0.1" not in address, from_elsewhere)
    visit = Visit(way, count, context.new_page(), pid)
    visit.page.set_default_timeout(PATIENCE)
    visit.listen()
    found = {"paint": visit.timed(lambda: visit.page.goto(url), visit.painted)}
    if only_paint:
        context.close()
        return found
    rest = lambda: None  # noqa: E731
    if way != "floor":
        found["click"] = middle_of([visit.timed(lambda at=at: visit.click(at), rest) for at in range(3)])
    found["restyle"] = middle_of(
        [visit.timed(lambda to=to: visit.restyle(to), rest) for to in ("two", "three", "four")]
    )
    if way == "product" and count not in SIDES:
        visit.page.goto(f"{url}?drill=1")
        visit.painted()
        found["drill"] = visit.timed(lambda: visit.press(0), lambda: visit.painted(27))
        found["commune"] = visit.timed(lambda: visit.page.goto(f"{url}?level=groups"), lambda: visit.painted(27))
    context.close()
    return found


def middle_of(runs: list[tuple[float, int, float]]) -> tuple[float, int, float]:
    return tuple(statistics.median(column) for column in zip(*runs, strict=True))  # type: ignore[return-value]


def compare(browser: Any, count: int, folder: Path, rounds: int) -> None:
    """Visit the three pages in turns and print the medians."""
    scripts = {"floor": ("light_map.py", "empty"), "product": ("light_map.py",), "naive": ("naive_map.py",)}
    found: dict[tuple[str, str], list[tuple[float, int, float]]] = defaultdict(list)
    with ExitStack() as stack:
        served = {
            way: stack.enter_context(serving(script, folder, *words)) for way, (script, *words) in scripts.items()
        }
        for way, (url, pid) in served.items():
            measured(browser, way, count, url, pid, only_paint=True)  # the first visit fills the server's caches
        for turn in range(rounds):
            for way in list(served)[:: 1 if turn % 2 == 0 else -1]:
                for name, one in measured(browser, way, count, *served[way]).items():
                    found[way, name].append(one)
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    sizes = {one.name: one.stat().st_size for one in folder.glob("*.*json")}
    print(f"\n{count} units, {rounds} rounds, load {load}, files {sizes}")
    print(f"{'':8} {'':8} {'ms':>8} {'bytes':>10} {'CPU ms':>8}")
    for (way, name), runs in found.items():
        took, received, cpu = middle_of(runs)
        print(f"{way:8} {name:8} {took:8.0f} {received:10.0f} {cpu:8.0f}", flush=True)


def main() -> None:
    """Make the data, then measure each number of units."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--units", type=int, nargs="*", default=[45, 1_450, 3_321])
    parser.add_argument("--nation", type=Path, default=NATION)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="map-") as temporary, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for count in options.units:
            if count not in SIDES and not options.nation.exists():
                print(f"{count} units left out: {options.nation} is missing")
                continue
            folder = Path(temporary) / str(count)
            folder.mkdir()
            make(folder, count, options.nation)
            compare(browser, count, folder, options.rounds)
        browser.close()


if __name__ == "__main__":
    main()
