"""A made-up district, small enough to check by hand: two communes of three square groups each, and its campaign.

    Xã Bình Minh   90001:  Tổ 1 (10 adults, 4 households)  Tổ 2 (20, 8)             Tổ 3 (no adults known, 5)
    Xã Suối Lạnh   90002:  Bản Nà Nghè (30, 10)            Bản Huổi Lóng 1 (5, 2)   Bản Huổi Lóng 2 (15, 6)

The squares are 0.01 degrees wide, the first commune north of latitude 21, the second south of it, both from 103 E.
"""

import json
import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from campaign import Campaign
from settings import Settings

TODAY = date(2026, 3, 31)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MUST_BROWSE = os.environ.get("PHOCAP_REQUIRE_BROWSER") == "1"
# Without these a browser asks for news of its own, which would be taken for requests of the app.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip
COMMUNES = {"90001": ("Xã Bình Minh", 21.00), "90002": ("Xã Suối Lạnh", 20.99)}
GROUPS = {
    "90001-1": ("Tổ 1", 10, 4), "90001-2": ("Tổ 2", 20, 8), "90001-3": ("Tổ 3", "", 5),
    "90002-1": ("Bản Nà Nghè", 30, 10), "90002-2": ("Bản Huổi Lóng 1", 5, 2), "90002-3": ("Bản Huổi Lóng 2", 15, 6),
}  # fmt: skip


def _feature(code: str, name: str, parent: str, west: float, south: float, width: float) -> dict:
    east, north = west + width, south + 0.01
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    properties = {"code": code, "name": name, "parent_code": parent}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def _collection(features: list[dict]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


@pytest.fixture(scope="session")
def district_files() -> dict[str, bytes]:
    """Return the district as files: communes and groups as GeoJSON, population as CSV."""
    communes = [_feature(code, name, "", 103.0, south, 0.03) for code, (name, south) in COMMUNES.items()]
    groups, lines = [], ["Mã xã,Xã,Mã tổ,Tổ dân phố,Người trưởng thành,Số hộ"]
    for code, (name, adults, households) in GROUPS.items():
        parent, place = code.split("-")
        west = 103.0 + 0.01 * (int(place) - 1)
        groups.append(_feature(code, name, parent, west, COMMUNES[parent][1], 0.01))
        lines.append(f"{parent},{COMMUNES[parent][0]},{code},{name},{adults},{households}")
    population = "\n".join(lines).encode()
    return {"communes": _collection(communes), "groups": _collection(groups), "population": population}


def _opened(folder: Path) -> Campaign:
    return Campaign(Settings(data=folder, until=TODAY))


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder in which nothing was imported, its schematic boundaries drawn."""
    folder = tmp_path_factory.mktemp("empty") / "data"
    _opened(folder).edition()
    return folder


@pytest.fixture(scope="session")
def district_folder(empty_folder: Path, district_files: dict[str, bytes], tmp_path_factory) -> Path:
    """Return a data folder with the district and no visit yet."""
    folder = tmp_path_factory.mktemp("district") / "data"
    shutil.copytree(empty_folder, folder)
    campaign = _opened(folder)
    campaign.import_boundaries(district_files["communes"], "communes.geojson")
    campaign.import_boundaries(district_files["groups"], "groups.geojson", level="group")
    campaign.import_file(district_files["population"], "population.csv", "population")
    return folder


@pytest.fixture
def campaign(district_folder: Path, tmp_path: Path) -> Campaign:
    """Return a campaign of the district of its own."""
    shutil.copytree(district_folder, tmp_path / "data")
    return _opened(tmp_path / "data")


@pytest.fixture(scope="module")
def shared_campaign(district_folder: Path, tmp_path_factory) -> Campaign:
    """Return a campaign of the district that the tests of a module share; each undoes what it imported."""
    folder = tmp_path_factory.mktemp("shared") / "data"
    shutil.copytree(district_folder, folder)
    return _opened(folder)


@pytest.fixture(scope="module")
def province(empty_folder: Path, tmp_path_factory) -> Campaign:
    """Return a campaign of the built-in province that the tests of a module share."""
    folder = tmp_path_factory.mktemp("province") / "data"
    shutil.copytree(empty_folder, folder)
    return _opened(folder)


def missing(what: str) -> None:
    """Skip for want of something, or fail where a browser is demanded."""
    (pytest.fail if MUST_BROWSE else pytest.skip)(f"{what} is missing; set CHROMIUM, install playwright")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Find the Chromium of this machine."""
    found = next(filter(None, (os.environ.get("CHROMIUM"), *map(shutil.which, BROWSERS))), None)
    if not found or not Path(found).exists():
        missing("Chromium")
    return str(found)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[object]:
    """One browser for all tests: the driver allows no second one beside it."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=QUIET)
        yield opened
        opened.close()
