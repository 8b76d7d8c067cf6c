"""Journeys over the map: down, back, by name, by layer, through the weeks, and on a phone."""

import re

import pandas as pd
import pytest

from tests.browser.test_journeys import COMMUNE, MAP, VI, cell, click_unit, expect, map_of, no_traceback

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
ALL = 45
# Texts that are cut by the box they stand in, and boxes of the page that lie on each other.
CLIPPED = """() => [...document.querySelectorAll('label p, button p, h1, h2, h3, [data-testid=stCaptionContainer] p')]
  .filter(node => node.offsetParent && getComputedStyle(node).display !== 'inline')
  .filter(node => node.scrollWidth > node.clientWidth + 1)
  .map(node => node.textContent)"""
OVERLAPPING = """() => {
  const kinds = 'iframe, [data-testid=stDataFrame], [data-testid=stTextInput], [data-testid=stSelectbox], '
    + '[data-testid=stDateInput], [data-testid=stButton] button, [data-testid=stPopover] button, '
    + '[data-testid=stCaptionContainer], [data-testid=stButtonGroup], [data-testid=stCheckbox]';
  const boxes = [...document.querySelector('[data-testid=stMain]').querySelectorAll(kinds)]
    .map(node => [node, node.getBoundingClientRect()]).filter(([, box]) => box.width && box.height);
  const found = [];
  boxes.forEach(([one, a], at) => boxes.slice(at + 1).forEach(([other, b]) => {
    if (one.contains(other) || other.contains(one)) return;
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 1 && tall > 1) found.push([one.outerHTML.slice(0, 80), other.outerHTML.slice(0, 80)]);
  }));
  return found;
}"""
LABELS_APART = """() => {
  const placed = window.map.coverage.marks.placed;
  return placed.length > 3 && placed.every((one, at) => placed.slice(at + 1).every(other =>
    one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top));
}"""


def styled(page) -> str:
    """Return a mark of the classes that are drawn."""
    return page.frame_locator(MAP).locator("#map_div").get_attribute("data-styled")


def test_down_by_clicks_and_back_by_the_browser(visit, groups: pd.DataFrame) -> None:
    """A commune, then a group; two steps back show all communes again; forward goes down again, in one frame."""
    inside = groups[(groups["parent_id"] == COMMUNE) & (groups["grade"] != "none")]
    target = inside.sort_values("gap_people", kind="stable").iloc[0]
    page = visit("/ban_do")
    frame = map_of(page, ALL)
    frame.evaluate("window.marked = true")
    click_unit(page, frame, COMMUNE)
    expect(page).to_have_url(re.compile(rf"xa={COMMUNE}"))
    click_unit(page, map_of(page, len(inside)), target["unit_id"])
    expect(page).to_have_url(re.compile(rf"to={target['unit_id']}"))
    expect(page.get_by_role("button", name=re.compile(re.escape(target["name"])))).to_be_visible()
    page.go_back()
    expect(page).not_to_have_url(re.compile("to="))
    map_of(page, len(inside))
    page.go_back()
    expect(page).not_to_have_url(re.compile("xa="))
    map_of(page, ALL)
    page.go_forward()
    map_of(page, len(inside))
    assert frame.evaluate("window.marked") is True
    page.get_by_role("button", name="Điện Biên", exact=True).click()
    map_of(page, ALL)
    no_traceback(page)


def test_a_place_is_found_and_the_layer_is_changed(visit) -> None:
    """Typed without marks a commune opens; another layer is drawn in the same frame; its code is in the address."""
    page = visit("/ban_do")
    map_of(page, ALL)
    field = page.get_by_label(VI("map.search"))
    field.fill("muong phang")
    field.press("Enter")
    page.get_by_role("button", name="Xã Mường Phăng", exact=True).click()
    expect(page.get_by_role("button", name=re.compile("› Xã Mường Phăng"))).to_be_visible()
    page.get_by_role("button", name="Điện Biên", exact=True).click()
    frame = map_of(page, ALL)
    frame.evaluate("window.marked = true")
    before = styled(page)
    page.get_by_role("combobox", name=re.compile(VI("map.layer"))).click()
    page.get_by_role("option", name=VI("layer.gap"), exact=True).click()
    expect(page).to_have_url(re.compile("lop=gap"))
    expect(page.frame_locator(MAP).get_by_text(VI("class.gap_left"))).to_be_visible()
    assert styled(page) != before
    assert frame.evaluate("window.marked") is True
    no_traceback(page)


def test_the_weeks_play_in_the_browser_and_the_table_follows(visit) -> None:
    """Playing changes the drawn classes without a word to the server; where it stops, the page shows that day."""
    page = visit("/ban_do?tuan=1")
    map_of(page, ALL)
    inside = page.frame_locator(MAP)
    slider = inside.get_by_role("slider", name=VI("map.word.weeks"))
    expect(slider).to_be_visible()
    now, last = styled(page), inside.locator(".coverage-day").inner_text()
    slider.press("Home")
    expect(inside.locator(".coverage-day")).not_to_have_text(last)
    assert styled(page) != now
    expect(page).to_have_url(re.compile(r"ngay=2025-"))
    inside.get_by_role("button", name=VI("map.word.play")).click()
    expect(inside.get_by_role("button", name=VI("map.word.stop"))).to_be_visible()
    inside.get_by_role("button", name=VI("map.word.stop")).click()
    no_traceback(page)


def test_two_maps_move_in_step(visit) -> None:
    """Two layers side by side have the same view, also after one of them was moved."""
    page = visit("/ban_do?so=lop&lop2=recency")
    frame = map_of(page, ALL)
    expect(page.frame_locator(MAP).locator(f"#map_div2[data-drawn='{ALL}']")).to_be_visible()
    expect(page.frame_locator(MAP).locator("#map_div2").get_by_text(VI("layer.recency"), exact=True)).to_be_visible()
    frame.evaluate("window.map.panBy([40, 25], {animate: false})")
    views = (
        "[window.map, window.map.board.second.map].map(one => [one.getCenter().lat.toFixed(4), one.getZoom()].join())"
    )
    first, second = frame.evaluate(views)
    assert first == second
    no_traceback(page)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
@pytest.mark.parametrize("codes", ["", "?lop=gap&so=ngay&lang=en"])
def test_nothing_is_cut_or_lies_on_another(visit, page, width: int, height: int, codes: str) -> None:
    """At a desk and on a phone no text is cut, nothing overlaps or runs out of the page, and names lie apart."""
    page.set_viewport_size({"width": width, "height": height})
    visit(f"/ban_do{codes}")
    frame = map_of(page, ALL)
    expect(page.locator("[data-testid=stDataFrame]")).to_be_visible()
    frame.wait_for_function(LABELS_APART)
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate(OVERLAPPING) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    legend = page.frame_locator(MAP).locator("#map_div .coverage-legend").bounding_box()
    box = page.locator(MAP).bounding_box()
    assert legend["x"] >= box["x"]
    assert legend["x"] + legend["width"] <= box["x"] + box["width"] + 1


def test_the_map_is_named_and_reached_by_the_keyboard(visit) -> None:
    """Map and legend have names, arrows move the map once it has the focus, and it says that the table is beside it."""
    page = visit("/ban_do")
    frame = map_of(page, ALL)
    inside = page.frame_locator(MAP)
    region = inside.get_by_role("region", name=re.compile(re.escape(VI("map.word.table"))))
    expect(inside.get_by_role("list", name=VI("map.word.legend"))).to_be_visible()
    expect(inside.get_by_role("button", name=VI("map.word.zoom_in"))).to_be_visible()
    region.focus()
    before = frame.evaluate("window.map.getCenter().lng")
    region.press("ArrowRight")
    frame.wait_for_function("before => window.map.getCenter().lng > before", arg=before)
    expect(cell(page, "Phường Điện Biên Phủ")).to_be_attached()
