"""The map is safe, travels light, and works in a real browser that is cut off from the internet."""

import json
import os
import socket
import subprocess
import sys
import textwrap
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from texts import language
from ui.coverage_map import Film, Frame, MapClass, MapStyle, Panel, cells, map_values
from ui.map_layers import SCRIPTS, STATIC, STYLES, Update, base_map, script_list
from ui.map_routes import Base, Routes

REPOSITORY = Path(__file__).parents[2]
NAMES = (
    "<img src=x onerror=alert(1)>",
    "${alert(2)}",
    "`+alert(3)+`",
    "</script><script>alert(4)</script>",
    "');alert(5);//",
    '\\");alert(6);//\\',
    "{{ 7 * 7 }} {% raw %} map_div2 _0 ${`${alert(7)}`}",
    "\u2028alert(8)\u2029 Bản Nà Nghè \U0001f600",
)
CLASSES = (
    MapClass("none", "#3b0a45", None, "Chưa tiếp cận"),
    MapClass("full", "#fdf6d0", None, "Đạt", "1.446"),
    MapClass("no_data", "#ffffff", "diagonal", "Chưa có số liệu"),
)


def style(tooltips: tuple[str, ...] = NAMES) -> MapStyle:
    ids = tuple(f"unit-{number}" for number in range(len(tooltips)))
    return MapStyle(ids, ("none",) * (len(ids) - 1) + ("no_data",), tooltips, CLASSES)


def values(given: MapStyle) -> list[Any]:
    frame = Frame("/component/a.json", (103.0, 21.0, 104.0, 22.0))
    return map_values(frame, [Panel(given, "so")], language("vi"), "unit-1")


@pytest.mark.parametrize("name", NAMES)
def test_text_survives_and_cannot_act(name: str) -> None:
    """A text comes back letter by letter, and none of the marks that code needs is left in the script."""
    written = script_list([[name], 3, None])
    assert json.loads(written) == [[name], 3, None]
    assert not set(written) & set("<>&`${}()_/;'=\u2028\u2029")
    assert written.isprintable()


def test_update_is_a_script_with_the_values() -> None:
    """The element hands over exactly the values, as one call on the map it was put in."""
    group = Update(script_list(values(style())))
    assert json.loads(group.values) == json.loads(json.dumps(values(style())))


def test_cells_follow_the_units() -> None:
    """Each unit has one character, the place of its class in the legend, in the order of the ids."""
    sent = values(style())
    assert sent[7] == list(style().unit_ids)
    assert sent[11][0][2:4] == [1, "0000000" + "2"]


def test_cells_hold_doubt_and_circles() -> None:
    """An uncertain unit is 18 higher; a radius of 12.5 pixels is 125 = 3 * 36 + 17 in two characters."""
    assert cells(("full", "none"), ["none", "full"], (False, True)) == ("1", "i")
    assert cells(("none",), ["none"], (), (12.5,)) == ("03h",)


def test_two_maps_in_a_frame_have_the_same_units() -> None:
    """Laid on other units a style keeps what it says of each; a unit that it lacks has a class of its own."""
    own = replace(style(), labels=tuple(f"name {number}" for number in range(len(NAMES))), radii=(2.5,) * len(NAMES))
    absent = MapClass("absent", "#ffffff", None, "not there")
    assert own.aligned(own.unit_ids, absent) is own
    other = own.aligned(("unit-7", "newcomer", "unit-0"), absent)
    assert other.class_keys == ("no_data", "absent", "none")
    assert other.tooltips == (NAMES[7], "not there", NAMES[0])
    assert other.labels == ("name 7", "", "name 0")
    assert other.radii == (2.5, 0.0, 2.5)
    assert other.legend[-1] == ["#ffffff", None, "not there", 1]
    assert own.aligned(("unit-3",), absent).classes == own.classes


def test_ways_travel_as_numbers() -> None:
    """Links are flat pairs, places are rounded, and marks are text like any other."""
    routes = Routes((Base(4, 21.123456, 103.1, NAMES[0], "#0072b2"),), ((0, 2), (0, 5)), 0, (5, 2), (7,), ("a", "b"))
    assert routes.sent() == [
        [[21.12346, 103.1, NAMES[0], "#0072b2", 0]], [0, 2, 0, 5], 0, [5, 2], [7], ["a", "b"],
    ]  # fmt: skip


def test_a_film_tells_only_what_changes() -> None:
    """Laid on one after the other, the changes of a film give back every week."""
    weeks = [("0", "0", "1"), ("0", "1", "1"), ("0", "1", "1"), ("2", "1", "0")]
    first, changes = Film.of(weeks).sent()
    shown, played = list(first), [tuple(first)]
    for change in changes:
        for at in range(0, len(change), 2):
            shown[change[at]] = change[at + 1]
        played.append(tuple(shown))
    assert played == weeks
    assert [len(change) for change in changes] == [2, 0, 4]


def test_legend_counts() -> None:
    """A class without a count shows how many styled units it has, one with a count shows that."""
    assert [line[3] for line in values(style())[11][0][1]] == [7, "1.446", 1]


def test_bounds_are_corners_for_leaflet() -> None:
    """West, south, east, north become the corners as latitude and longitude."""
    assert values(style())[4] == [[21.0, 103.0], [22.0, 104.0]]


def test_base_never_changes() -> None:
    """The base is the same text in every run, or the frame would be built anew."""
    from streamlit_folium import generate_js_hash, generate_leaflet_string

    written = [generate_leaflet_string(base_map()) for _ in range(2)]
    assert written[0] == written[1]
    assert "coverageMap.mount(map_div)" in written[0]
    assert generate_js_hash(written[0], "map") == generate_js_hash(written[1], "map")


def test_assets_are_the_apps_own() -> None:
    """Every script and style sheet is a file of the app, and third-party ones lie beside their licence."""
    links = [link for _, link in (*base_map().default_js, *base_map().default_css)]
    assert all(link.startswith("../../app/static/") for link in links)
    files = [*(STATIC / f"{name}.js" for name in SCRIPTS), *(STATIC / f"{name}.css" for name in STYLES)]
    assert all(file.is_file() for file in files)
    assert all((file.parent / "LICENSE").is_file() for file in files if "vendor" in file.parts)


@pytest.mark.parametrize(
    ("fill", "hatch"),
    [("red", None), ("#fff", None), ("#ffffff;x", None), ("#ffffff\n", None), ("#ffffff", "stars")],
)
def test_colours_are_not_text(fill: str, hatch: str | None) -> None:
    """A fill that is no colour of six digits, or a hatch that is not known, is refused."""
    with pytest.raises(ValueError, match="fill and hatch"):
        MapClass("none", fill, hatch, "label")


@pytest.mark.parametrize(
    "parts",
    [(("a", "b"), ("none",), ("x",)), (("a", "a"), ("none",) * 2, ("x",) * 2), (("a",), ("other",), ("x",))],
)
def test_styles_check_themselves(parts: tuple[tuple[str, ...], ...]) -> None:
    """Columns of different lengths, a unit that occurs twice and an unknown class are refused."""
    with pytest.raises(ValueError, match=r"length|twice|legend"):
        MapStyle(*parts, CLASSES)


PAGE = """
import json
from pathlib import Path
import geopandas as gpd, shapely, streamlit as st
from geodata.topology import write_topology
from texts import language
from ui.coverage_map import Frame, MapClass, MapStyle, Panel, draw_board, draw_map, take_answer
from ui.geometry_url import geometry_url
from ui.map_routes import Base, Routes

NAMES = json.loads(Path("names.json").read_text(encoding="utf-8"))
CLASSES = (("none", "#3b0a45", None), ("full", "#fdf6d0", None), ("no_data", "#ffffff", "diagonal"))
BASES = (Base(0, 22.0, 103.5, NAMES[1], "#0072b2"), Base(1, 22.0, 103.5, "2", "", 1))
ROUTES = Routes(BASES, ((0, 2), (0, 3), (1, 4), (1, 99)), 0, (3, 2, 3), (5, 99), (*NAMES[:4], NAMES[4]))

@st.fragment
def page():
    wide = st.checkbox("all", value=True)
    full = st.checkbox("full")
    lost = st.checkbox("lost")
    asked = st.checkbox("ask first")
    two = st.checkbox("two")
    ways = st.checkbox("ways")
    count = len(NAMES) if wide else 2
    ids = [f"unit-{at}" for at in range(count)]
    shapes = [shapely.box(103 + at, 21, 104 + at, 23) for at in range(count)]
    units = gpd.GeoDataFrame({"unit_id": ids}, geometry=shapes, crs=4326)
    url = geometry_url(write_topology(units, Path("shapes").resolve()))
    keys = ["no_data" if at == 0 else "full" if full else "none" for at in range(count)]
    classes = tuple(MapClass(key, fill, hatch, NAMES[0]) for key, fill, hatch in CLASSES)
    style = MapStyle(tuple(ids), tuple(keys), tuple(NAMES[:count]), classes)
    address = url + ("x" if lost else "")
    bounds = tuple(units.total_bounds.tolist())
    look = dict(say=language("vi"), selected=st.session_state.get("chosen"), key="map", height=420)
    if asked:
        if clicked := take_answer("map").unit_id:
            st.session_state.chosen = look["selected"] = clicked
        panel = Panel(style, NAMES[0], routes=ROUTES if ways else None)
        draw_board(Frame(address, bounds, url), [panel] * (2 if two else 1), **look)
    elif back := draw_map(geometry_url=address, outline_url=url, bounds=bounds, style=style, notice=NAMES[0], **look):
        st.session_state.chosen = back
        st.session_state.returned = st.session_state.get("returned", 0) + 1
        st.rerun(scope="fragment")
    st.text(f"chosen={st.session_state.get('chosen')} returned={st.session_state.get('returned', 0)}")

page()
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app of one page with the map, under a base path, on a free port of this machine."""
    folder = tmp_path_factory.mktemp("app")
    (folder / "static").symlink_to(STATIC)
    (folder / "names.json").write_text(json.dumps(NAMES), encoding="utf-8")
    (folder / "page.py").write_text(textwrap.dedent(PAGE), encoding="utf-8")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    flags = {"port": port, "address": "127.0.0.1", "headless": "true", "enableStaticServing": "true"}
    options = [f"--server.{name}={value}" for name, value in flags.items()]
    command = [sys.executable, "-m", "streamlit", "run", "page.py", *options, "--server.baseUrlPath=ban-do"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    }
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        yield _ready(f"http://127.0.0.1:{port}/ban-do/", server)
    finally:
        server.terminate()
        server.wait(10)


def _ready(url: str, server: subprocess.Popen[bytes]) -> str:
    for _ in range(100):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{url}_stcore/health"):
                return url
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not start")


class Visit:
    """A page that is open in a browser, with all it asked for and all that popped up."""

    def __init__(self, page, url: str) -> None:
        self.page, self.url = page, url
        self.asked: list[str] = []
        self.alarms: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("dialog", lambda dialog: (self.alarms.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: self.alarms.append(str(error)))
        page.goto(url)
        self.map = page.frame_locator("iframe").locator("#map_div")
        self.drawn(len(NAMES))

    @property
    def frame(self):
        """The map's own frame."""
        return next(frame for frame in self.page.frames if "st_folium" in frame.url)

    def drawn(self, count: int) -> None:
        """Wait until so many units are drawn."""
        self.page.frame_locator("iframe").locator(f'#map_div[data-drawn="{count}"]').wait_for(timeout=20_000)

    def spot(self, unit: int) -> tuple[float, float]:
        """Return the middle of a unit on the page, in pixels."""
        script = f"(({{x, y}}) => [x, y])(map.latLngToContainerPoint([22, {103.5 + unit}]))"
        x, y = self.frame.evaluate(script)
        box = self.map.bounding_box()
        return box["x"] + x, box["y"] + y

    def says(self, text: str) -> None:
        """Wait until the page shows a text."""
        self.page.get_by_text(text).wait_for(timeout=10_000)

    def tick(self, label: str) -> None:
        """Click a check box."""
        self.page.get_by_text(label, exact=True).click()


@pytest.fixture(scope="module")
def window(browser: Any) -> Iterator[object]:
    """A window with one cache for all visits, so that the frame's own scripts are loaded once."""
    opened = browser.new_context(viewport={"width": 1100, "height": 900})
    yield opened
    opened.close()


@pytest.fixture
def visit(window: Any, address: str) -> Iterator[Visit]:
    """A new visit, with its own session."""
    page = window.new_page()
    yield Visit(page, address)
    page.close()


@pytest.mark.browser
def test_hostile_names_are_only_text(visit: Visit) -> None:
    """Names made of code are shown letter by letter in tooltip, legend and notice, and nothing runs."""
    tip = visit.page.frame_locator("iframe").locator(".coverage-tip-text")
    for number, name in enumerate(NAMES):
        visit.page.mouse.move(*visit.spot(number))
        visit.page.mouse.move(*(place + 2 for place in visit.spot(number)))
        tip.wait_for(timeout=5_000)
        assert tip.evaluate("node => node.textContent").rsplit("\n", 1)[0] == name
    written = visit.frame.evaluate(
        "[...document.querySelectorAll('.coverage-label, .coverage-notice')].map(node => node.textContent)"
    )
    assert written == [NAMES[0]] * 4
    assert visit.frame.evaluate("document.querySelectorAll('#map_div img').length") == 0
    assert visit.alarms == []


@pytest.mark.browser
def test_nothing_comes_from_elsewhere(visit: Visit) -> None:
    """Under a base path every request goes to the app itself, and a file of shapes has one address."""
    outside = [url for url in visit.asked if not url.startswith((visit.url, "data:", "blob:", "ws://127.0.0.1"))]
    assert outside == []
    assert len({url for url in visit.asked if "geometry" in url}) == 1


@pytest.mark.browser
@pytest.mark.parametrize("ask_first", [False, True])
def test_click_chooses_once(visit: Visit, ask_first: bool) -> None:
    """A click chooses its unit once, a second one on it or one beside all units changes nothing."""
    if ask_first:
        visit.tick("ask first")
    returned = 0 if ask_first else 1
    visit.frame.evaluate("window.marked = true")
    visit.page.mouse.click(*visit.spot(3))
    visit.says(f"chosen=unit-3 returned={returned}")
    visit.page.mouse.click(*visit.spot(3))
    box = visit.map.bounding_box()
    visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 6)
    visit.page.wait_for_timeout(600)
    visit.says(f"chosen=unit-3 returned={returned}")
    visit.page.mouse.click(*visit.spot(5))
    visit.says(f"chosen=unit-5 returned={2 * returned}")
    assert visit.map.get_attribute("data-selected") == "unit-5"
    assert visit.frame.evaluate("window.marked") is True


@pytest.mark.browser
def test_restyle_keeps_the_frame(visit: Visit) -> None:
    """Other classes and other shapes are drawn in the same frame, the first without fetching anything."""
    colour = "(map.coverage.layers.get('unit-1').options.fillColor)"
    visit.frame.evaluate("window.marked = true")
    assert visit.frame.evaluate(colour) == "#3b0a45"
    asked, zoom = len(visit.asked), visit.frame.evaluate("map.getZoom()")
    visit.tick("full")
    visit.frame.wait_for_function(f"{colour} === '#fdf6d0'", timeout=10_000)
    assert len(visit.asked) == asked
    visit.tick("all")
    visit.drawn(2)
    assert visit.frame.evaluate("map.getZoom()") > zoom
    assert visit.frame.evaluate("window.marked") is True
    assert visit.alarms == []


@pytest.mark.browser
def test_ways_are_drawn_over_the_units(visit: Visit) -> None:
    """Bases, a route and circles are painted and named in the legend, as text alone, and go away again."""
    count = "document.querySelectorAll('.coverage-label').length"
    painted = """() => {
      const { marks } = map.coverage, { canvas } = marks, { x, y } = marks.placeOf(2);
      const dense = window.devicePixelRatio || 1;
      const pixel = canvas.getContext('2d').getImageData(x * dense - 6, y * dense, 1, 1).data;
      return pixel[3] === 255 && pixel[0] + pixel[1] + pixel[2] < 120;
    }"""
    visit.tick("ask first")
    before = visit.frame.evaluate(count)
    assert visit.frame.evaluate(painted) is False
    visit.tick("ways")
    visit.frame.wait_for_function(f"{count} === {before + 5}", timeout=10_000)
    visit.frame.wait_for_function(painted, timeout=5_000)
    visit.tick("ways")
    visit.frame.wait_for_function(f"{count} === {before}", timeout=10_000)
    assert visit.frame.evaluate(painted) is False
    assert visit.alarms == []


@pytest.mark.browser
def test_lost_shapes_are_said(visit: Visit) -> None:
    """When the shapes cannot be fetched the map says so, and comes back when they can."""
    notice = visit.page.frame_locator("iframe").locator(".coverage-notice")
    visit.tick("lost")
    notice.get_by_text(language("vi")("map.failed")).wait_for(timeout=10_000)
    visit.tick("lost")
    notice.get_by_text(NAMES[0]).wait_for(timeout=10_000)
    assert visit.alarms == []


@pytest.mark.browser
def test_legend_leaves_the_shapes_free(visit: Visit) -> None:
    """No shape lies under the legend on a desk screen, nor when the frame becomes as narrow as a phone."""
    script = """() => {
      const legend = document.querySelector('.coverage-legend').getBoundingClientRect();
      const low = map.latLngToContainerPoint(map.coverage.units.getBounds().getSouthEast());
      return Math.max(legend.left - low.x, legend.top - low.y) > 0;
    }"""
    narrow = "document.querySelector('.coverage-narrow') !== null"
    visit.frame.wait_for_function(script, timeout=5_000)
    assert visit.frame.evaluate(narrow) is False
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.frame.wait_for_function(narrow, timeout=5_000)
    visit.frame.wait_for_function(script, timeout=5_000)
