"""The country behind the real pages, 3,321 communes and 80,000 groups: what a view costs, and when it is painted.

`python benchmarks/nation.py --folder DATA [--nation FILE] [--rounds 3] [--browse]`

DATA is a data folder with its edition built. A copy of it is made, in which every commune of FILE (GeoParquet) gets
the figures of one of DATA's communes and of up to 27 of its groups. Printed are the first run of each view and the
median of the next ones, on the clock and of the server's processor; with `--browse` also when it is painted in a
browser, and when an empty Streamlit page is. The map never shows all groups: it goes from communes to those of one.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HOME = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HOME / "benchmarks"), str(HOME)]
TODAY = "2026-11-22"
GROUPS, ROWS = 27, 3  # groups a commune, in so many rows of squares
DRAWN = 12  # communes whose groups have a file of shapes
BY_UNIT = ("facts", "stages", "unnamed", "endings", "officials", "sessions")
PERIOD = 10_000_000


def enlarge(data: Path, target: Path, nation: Path) -> list[str]:
    """Copy a data folder and put the country into its edition; return the communes whose groups can be drawn."""
    from campaign import Campaign
    from settings import load_settings

    shutil.copytree(data, target)
    os.environ |= {"PHOCAP_DATA": str(target), "PHOCAP_TODAY": TODAY}
    edition = Campaign(load_settings()).edition()
    old = edition.read("units")
    communes = _communes(nation)
    pairs = _pairs(old, communes)
    units = _units(old, communes, pairs)
    tables = {stem: _repeated(edition.read(stem), "unit_no", pairs, "old_no", "unit_no") for stem in BY_UNIT}
    named = pairs.assign(old_id=old.set_index("unit_no")["unit_id"].reindex(pairs["old_no"]).array)
    named["unit_id"] = units["unit_id"].array
    tables["bases"] = _repeated(edition.read("bases"), "unit_id", named, "old_id", "unit_id")
    tables["units"] = units
    tables["neighbours"] = edition.read("neighbours").head(0)
    tables["geometry"] = _geometry(units, communes, target / "geometry")
    for stem, table in tables.items():
        table.to_parquet(edition.folder / f"{stem}.parquet", index=False)
    drawn = tables["geometry"]["parent_id"]
    return drawn[drawn != ""].tolist()


def _communes(nation: Path) -> Any:
    import geopandas as gpd

    read = gpd.read_parquet(nation)
    code, name = (next(one for one in read.columns if word in one) for word in ("code", "name"))
    return read.rename(columns={code: "unit_id", name: "name"})[["unit_id", "name", "geometry"]].sort_values("unit_id")


def _pairs(old: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Return which old unit each new one is made of: commune (its place), at (0 for itself), old_no, unit_no."""
    own = old[old["level"] == "commune"]
    groups = old[old["level"] == "group"]
    groups = groups.assign(at=groups.groupby("parent_id").cumcount() + 1)
    parts = pd.concat([own.assign(parent_id=own["unit_id"], at=0), groups[groups["at"] <= GROUPS]])
    place = pd.DataFrame({"commune": np.arange(len(communes))})
    place["parent_id"] = own["unit_id"].array[place["commune"] % len(own)]
    found = place.merge(parts[["parent_id", "at", "unit_no"]].rename(columns={"unit_no": "old_no"}), on="parent_id")
    found = found.sort_values(["at", "commune"], key=lambda one: one.clip(upper=1) if one.name == "at" else one)
    return found[["commune", "at", "old_no"]].reset_index(drop=True).rename_axis("unit_no").reset_index()


def _units(old: pd.DataFrame, communes: Any, pairs: pd.DataFrame) -> pd.DataFrame:
    units = old.set_index("unit_no").loc[pairs["old_no"]].reset_index(drop=True)
    code = communes["unit_id"].to_numpy()[pairs["commune"]]
    is_group = (pairs["at"] > 0).to_numpy()
    west, south, east, north = communes.geometry.bounds.to_numpy()[pairs["commune"]].T
    columns = GROUPS // ROWS
    row, column = np.divmod((pairs["at"].to_numpy() - 1).clip(0), columns)
    wide, high = (east - west) / columns, (north - south) / ROWS
    number = pairs["at"].astype("str").str.zfill(3).to_numpy()
    return units.assign(
        unit_no=pairs["unit_no"].to_numpy(),
        unit_id=pd.Series(np.where(is_group, code + "-" + number, code)).astype("str"),
        parent_id=pd.Series(np.where(is_group, code, None)).astype("str"),
        name=units["name"].where(is_group, communes["name"].to_numpy()[pairs["commune"]]),
        west=np.where(is_group, west + column * wide, west),
        south=np.where(is_group, south + row * high, south),
        east=np.where(is_group, west + (column + 1) * wide, east),
        north=np.where(is_group, south + (row + 1) * high, north),
    )


def _repeated(table: pd.DataFrame, key: str, pairs: pd.DataFrame, old: str, new: str) -> pd.DataFrame:
    """Return the rows of a table once for every new unit that is made of theirs."""
    which = pd.DataFrame({key: pairs[old].to_numpy(), "made": pairs[new].to_numpy()})
    found = table.merge(which, on=key).drop(columns=key).rename(columns={"made": key})
    return found[table.columns].astype({key: table[key].dtype})


def _geometry(units: pd.DataFrame, communes: Any, folder: Path) -> pd.DataFrame:
    import geopandas as gpd
    import shapely

    from geodata.topology import write_topology

    files = [("commune", "", write_topology(communes, folder).name)]
    groups = units[units["level"] == "group"]
    for code in communes["unit_id"].iloc[:: len(communes) // DRAWN].iloc[:DRAWN]:
        inside = groups[groups["parent_id"] == code]
        squares = shapely.box(*(inside[side].to_numpy() for side in ("west", "south", "east", "north")))
        frame = gpd.GeoDataFrame(inside[["unit_id", "name"]], geometry=squares, crs=4326)
        files.append(("group", code, write_topology(frame, folder).name))
    return pd.DataFrame(files, columns=["level", "parent_id", "file_name"])


async def runs(port: int, pid: int, views: dict[str, tuple[str, str]], rounds: int) -> None:
    """Run each view's script for the first time and then some times more, and print what it took."""
    from visitors import LIMIT, cpu_s, rerun
    from websockets.asyncio.client import connect

    address, origin = f"ws://127.0.0.1:{port}/_stcore/stream", f"http://127.0.0.1:{port}"
    print(f"{'':44} first s  CPU ms  again s  CPU ms    KB")
    async with connect(address, subprotocols=["streamlit"], max_size=None, origin=origin, open_timeout=LIMIT) as socket:
        for name, (page, query) in views.items():
            begun = cpu_s(pid)
            _, first, _ = await rerun(socket, page, query)
            before = cpu_s(pid)
            taken = [await rerun(socket, page, query) for _ in range(rounds)]
            cpu = (cpu_s(pid) - before) * 1000 / rounds
            again, size = (statistics.median(one[at] for one in taken) for at in (1, 2))
            seen = f"{first:7.2f} {(before - begun) * 1000:7.0f} {again:8.2f} {cpu:7.0f} {size / 1024:5.0f}"
            print(f"{name:44} {seen}", flush=True)


def painted(browser: Any, url: str, mark: str, frame: bool) -> float:
    """Open an address in a browser without anything cached; return the milliseconds until something is seen."""
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    page = context.new_page()
    page.set_default_timeout(90_000)
    begun = time.perf_counter()
    page.goto(url)
    where = page.frame_locator("iframe").first if frame else page
    where.locator(mark).first.wait_for()
    took = (time.perf_counter() - begun) * 1000
    context.close()
    return took


def browse(url: str, codes: list[str], counts: dict[str, int], rounds: int, folder: Path) -> None:
    """Print when the views are painted, in turns with an empty page."""
    from map import CHROMIUM, serving
    from playwright.sync_api import sync_playwright

    (folder / "files.json").write_text(json.dumps({"figures": ["", [0, 0, 1, 1]]}), encoding="utf-8")
    drawn: Callable[[int], str] = lambda count: f"#map_div[data-drawn='{count}']"  # noqa: E731
    with serving("light_map.py", folder, "empty") as (empty, _), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        views = {
            "empty page": (empty, "text=measure=one", False),
            "map of all communes": (f"{url}ban_do", drawn(counts[""]), True),
            "map of one commune": (f"{url}ban_do?xa={codes[1]}", drawn(counts[codes[1]]), True),
            "overview": (url, drawn(counts[""]), True),
        }
        taken: dict[str, list[float]] = {name: [] for name in views}
        for turn in range(rounds + 1):
            for name, view in views.items():
                took = painted(browser, *view)
                if turn:  # the first visit fills the server's caches
                    taken[name].append(took)
        browser.close()
    for name, times in taken.items():
        print(f"{name:44} painted after {statistics.median(times):6.0f} ms")


def main() -> None:
    """Make the country, serve it, and look at it."""
    from map import NATION
    from start import server
    from visitors import _listening, memory_mb

    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--nation", type=Path, default=NATION)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--browse", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(temporary) / "data"
        codes = enlarge(options.folder, data, options.nation)
        units = pd.concat([pd.read_parquet(one) for one in data.glob("editions/*/units.parquet")])
        groups = units[units["level"] == "group"]
        print(f"{len(units) - len(groups):,} communes, {len(groups):,} groups, load {os.getloadavg()[0]:.1f}")
        with server(HOME / "dashboard.py", data, Path(temporary) / "log") as (url, _):
            port = int(url.rstrip("/").rpartition(":")[2])
            views = {
                "overview": ("tong_quan", ""),
                "map of all communes": ("ban_do", ""),
                "map of all communes, people": ("ban_do", "lop=gap"),
                "map of all communes, change": ("ban_do", "lop=change"),
                "map of one commune": ("ban_do", f"xa={codes[1]}"),
                "map of another commune": ("ban_do", f"xa={codes[2]}"),
                "map, all groups asked for": ("ban_do", "cap=to"),
                "gaps of one commune": ("khoang_trong", f"xa={codes[1]}"),
                "gaps of all groups": ("khoang_trong", ""),
            }
            asyncio.run(runs(port, _listening(port), views, options.rounds))
            print(f"memory of the server {memory_mb(_listening(port)):.0f} MB")
            if options.browse:
                counts = {"": len(units) - len(groups), **groups["parent_id"].value_counts().to_dict()}
                browse(url, codes, counts, options.rounds, Path(temporary))


if __name__ == "__main__":
    main()
