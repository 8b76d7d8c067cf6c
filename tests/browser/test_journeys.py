"""Journeys of visitors through the served program, in a real browser."""

import io
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import dashboard
from texts import catalogue, language

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
COMMUNE = "03127"
VI, EN = language("vi"), language("en")
PATIENCE = 20_000  # milliseconds that a page may take on a busy machine
MAP = "iframe[title*='folium']"
TABLE = "[data-testid='stDataFrame']"
POINT_IN = """id => {
  let found = null;
  window.map.eachLayer(layer => { if (layer.feature && layer.feature.id === id && layer.getBounds) found = layer; });
  const box = found.getBounds(), steps = 24;
  let best = null;
  for (let i = 1; i < steps; i++) for (let j = 1; j < steps; j++) {
    const lat = box.getSouth() + (box.getNorth() - box.getSouth()) * i / steps;
    const lng = box.getWest() + (box.getEast() - box.getWest()) * j / steps;
    const at = window.map.latLngToLayerPoint([lat, lng]);
    const inside = [[0, 0], [4, 0], [-4, 0], [0, 4], [0, -4]].every(([x, y]) => found._containsPoint(at.add([x, y])));
    if (inside) best = window.map.latLngToContainerPoint([lat, lng]);
  }
  return best && [best.x, best.y];
}"""


def expect(target):
    from playwright.sync_api import expect as expected

    expected.set_options(timeout=PATIENCE)
    return expected(target)


def plain(text: str) -> str:
    """Return a text as a page shows it, without marks of Markdown."""
    return text.replace("*", "")


def summary(say, groups: pd.DataFrame) -> str:
    never = int((groups["state"] == "never_reached").sum())
    return plain(say("gaps.summary", groups=len(groups), people=int(groups["gap_people"].sum()), never=never))


def map_of(page, shapes: int):
    """Wait until the map has drawn so many shapes, and return its frame."""
    inside = page.frame_locator(MAP).locator(f"#map_div[data-drawn='{shapes}']")
    expect(inside).to_be_visible()
    return next(
        frame for frame in page.frames if frame.name == page.locator(MAP).get_attribute("name") or "folium" in frame.url
    )


def click_unit(page, frame, unit_id: str) -> None:
    """Click into a unit on the map, at a pixel that its shape surely covers."""
    frame.wait_for_function(
        f"id => {{ const f = {POINT_IN}; try {{ return f(id) }} catch {{ return null }} }}", arg=unit_id
    )
    x, y = frame.evaluate(POINT_IN, unit_id)
    page.frame_locator(MAP).locator("#map_div").click(position={"x": x, "y": y})


def turn_to(page, say, name: str) -> None:
    """Open a page by the menu."""
    section = next(key for key, names in dashboard.SECTIONS.items() if name in names)
    if section:
        page.get_by_role("button", name=say(f"menu.{section}"), exact=True).click()
    page.get_by_role("menuitem" if section else "link", name=say(f"page.{name}")).click()


def figure(page, say, name: str):
    return page.get_by_test_id("stMetric").filter(has_text=say(f"measure.{name}")).get_by_test_id("stMetricValue")


def headline(page, say, name: str):
    """Return one of the figures at the head of the overview."""
    return (
        page.locator(f".st-key-figure_{name}").filter(has_text=say(f"headline.{name}")).get_by_test_id("stMetricValue")
    )


def count(page, say, name: str) -> int:
    """Return a count of an import as the page states it."""
    card = page.get_by_test_id("stMetric").filter(has_text=re.compile(f"^{re.escape(say(f'count.{name}'))}"))
    return int(card.get_by_test_id("stMetricValue").inner_text().replace(".", "").replace(",", ""))


def no_traceback(page) -> None:
    assert "Traceback" not in page.locator("body").inner_text()
    assert page.get_by_test_id("stException").count() == 0


def cell(page, text: str):
    return page.locator(f"{TABLE} td", has_text=re.compile(f"^{re.escape(text)}$")).first


def upload(page, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)


def test_a_cold_deep_link_opens_the_page_in_its_frame(cold_server: str, page, groups: pd.DataFrame) -> None:
    """The first address ever asked of a server draws menu and page, in the language and with the filter it names."""
    page.goto(f"{cold_server}/khoang_trong?xa={COMMUNE}&lang=en")
    expect(page.get_by_text(summary(EN, groups[groups["parent_id"] == COMMUNE]))).to_be_visible()
    expect(page.get_by_role("button", name=EN("menu.status"), exact=True)).to_be_visible()
    expect(page.get_by_text(EN("demo.notice"))).to_be_visible()
    no_traceback(page)


def test_the_language_changes_everything_at_once(visit) -> None:
    """A press on English turns menu, headlines, legend and address, and no Vietnamese text of the program is left."""
    page = visit("/")
    expect(headline(page, VI, "coverage")).to_be_visible()
    map_of(page, 45)
    page.get_by_role("button", name="English").or_(page.get_by_role("radio", name="English")).first.click()
    expect(headline(page, EN, "coverage")).to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]lang=en"))
    expect(page.frame_locator(MAP).get_by_text(EN("class.under_25"))).to_be_visible()
    for section in filter(None, dashboard.SECTIONS):
        expect(page.get_by_role("button", name=EN(f"menu.{section}"), exact=True)).to_be_visible()
    expect(page.get_by_text(VI("demo.notice_more"))).to_have_count(0)
    read = set(page.locator("body").inner_text().splitlines())
    assert read & (set(catalogue("vi").values()) - set(catalogue("en").values())) == set()


def test_a_click_on_the_map_opens_the_groups_and_the_table_follows(visit, groups: pd.DataFrame) -> None:
    """A commune clicked on the overview opens its groups; a group clicked there leads the table and is framed."""
    inside = groups[groups["parent_id"] == COMMUNE]
    drawn = inside[inside["grade"] != "none"]
    page = visit("/")
    click_unit(page, map_of(page, 45), COMMUNE)
    expect(page).to_have_url(re.compile(rf"/ban_do\?.*xa={COMMUNE}"))
    frame = map_of(page, len(drawn))
    most = inside.sort_values("gap_people", ascending=False, kind="stable")
    expect(cell(page, most["name"].iloc[0])).to_be_attached()
    target = drawn.sort_values("gap_people", kind="stable").iloc[0]
    click_unit(page, frame, target["unit_id"])
    expect(page.frame_locator(MAP).locator(f"#map_div[data-selected='{target['unit_id']}']")).to_be_visible()
    first = page.locator(f"{TABLE} tbody tr").first
    expect(first).to_contain_text(target["name"])
    expect(page.get_by_text(f"{target['name']} · {VI('state.' + target['state'])}")).to_be_visible()
    no_traceback(page)


def test_a_reload_keeps_the_place(visit, groups: pd.DataFrame) -> None:
    """After a reload the same commune is open, in the same language."""
    inside = groups[(groups["parent_id"] == COMMUNE) & (groups["grade"] != "none")]
    page = visit(f"/ban_do?xa={COMMUNE}&lang=en")
    map_of(page, len(inside))
    page.reload()
    map_of(page, len(inside))
    expect(page).to_have_url(re.compile(rf"/ban_do\?(?=.*xa={COMMUNE})(?=.*lang=en)"))
    expect(page.get_by_role("button", name=EN("menu.data"), exact=True)).to_be_visible()


def test_a_bad_file_is_refused_politely(visit) -> None:
    """A PDF under the name of a workbook gets a sentence, and nothing is taken in."""
    page = visit("/nhap_du_lieu")
    upload(page, "bao-cao.xlsx", b"%PDF-1.7\n%not a workbook")
    expect(page.get_by_test_id("stAlert").filter(has_text=plain(VI("error.file_is", what="PDF"))).first).to_be_visible()
    expect(page.get_by_role("button", name=VI("import.take"))).to_have_count(0)
    no_traceback(page)


def test_a_file_goes_in_counts_add_up_and_it_comes_out_again(visit, groups: pd.DataFrame) -> None:
    """Preview, import, counts, changed figures, undo: after it the figures are those of before."""
    group = groups[groups["parent_id"] == COMMUNE].iloc[0]
    good = [f"2026-11-20,{COMMUNE},{group['unit_id']},new-person-{number},completed" for number in range(3)]
    bad = [
        f"2026-13-45,{COMMUNE},{group['unit_id']},new-person-8,completed",
        "2026-11-20,99999,NOWHERE,new-person-9,completed",
    ]
    content = "\n".join(["date,commune code,group code,person id,result", *good, *bad]).encode()
    page = visit("/")
    before = headline(page, VI, "left").inner_text()
    turn_to(page, VI, "nhap_du_lieu")
    upload(page, "new-visits.csv", content)
    expect(cell(page, "commune code")).to_be_attached()
    page.get_by_role("button", name=VI("import.take")).click()
    expect(page.get_by_text("new-visits.csv").first).to_be_visible()
    expect(page.get_by_test_id("stMetric")).to_have_count(5, timeout=60_000)
    names = ("rows_in", "matched", "unmatched", "rejected", "duplicates")
    assert [count(page, VI, name) for name in names] == [5, 3, 1, 1, 0]
    turn_to(page, VI, "tong_quan")
    expect(headline(page, VI, "left")).to_have_text(VI.number(int(before.replace(".", "")) - 3))
    turn_to(page, VI, "nhap_du_lieu")
    page.get_by_role("button", name=VI("history.undo")).click()
    expect(page.get_by_text(VI("history.empty"))).to_be_visible(timeout=60_000)
    turn_to(page, VI, "tong_quan")
    expect(headline(page, VI, "left")).to_have_text(before)
    no_traceback(page)


def test_the_download_says_what_the_page_says(visit, groups: pd.DataFrame) -> None:
    """The workbook of the filtered list holds the groups and the people that the page states, with its definitions."""
    inside = groups[groups["parent_id"] == COMMUNE]
    page = visit(f"/khoang_trong?xa={COMMUNE}")
    expect(page.get_by_text(summary(VI, inside))).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=VI("download.xlsx")).click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    heading, *rows = book[VI("download.sheet")].iter_rows(values_only=True)
    gaps = [row[heading.index(VI("measure.gap_people"))] for row in rows]
    assert len(rows) == len(inside)
    assert sum(gap or 0 for gap in gaps) == inside["gap_people"].sum()
    assert VI("demo.notice_more") in {cell.value for row in book[VI("download.definitions")] for cell in row}


def test_a_commune_gets_its_own_points_to_take_along(visit) -> None:
    """The address of a commune shows its message to copy, and the workbook that goes with it names its file alone."""
    page = visit(f"/chat_luong?xa={COMMUNE}")
    expect(page.get_by_test_id("stCode")).to_contain_text("phường Điện Biên Phủ")
    with page.expect_download() as download:
        page.get_by_role("button", name=VI("letter.workbook")).click()
    rows = pd.read_excel(download.value.path(), engine="openpyxl", dtype=str)
    assert len(rows) > 0
    assert set(rows[VI("quality.column.file")].dropna()) == {f"luot-den-{COMMUNE}.xlsx"}
    assert rows[VI("letter.answer")].isna().all()
    no_traceback(page)


def test_a_question_is_answered_and_the_rows_to_mend_are_taken_along(visit) -> None:
    """A file that can be read two ways waits for the answer; what does not count comes back in the file's own form."""
    rows = ["02/03/2026,03160,Bản Chưa Ai Biết,4", "03/02/2026,03160,Bản Chưa Ai Biết,5", "2026-02-31,03160,X,1"]
    content = "\n".join(["Date,Commune code,Group,Adults", *rows]).encode()
    page = visit("/nhap_du_lieu")
    upload(page, "asked.csv", content)
    take = page.get_by_role("button", name=VI("import.take"))
    expect(take).to_be_disabled()
    page.get_by_text(VI("choice.date_order.mdy"), exact=True).click()
    expect(take).to_be_enabled()
    take.click()
    expect(page.get_by_test_id("stMetric")).to_have_count(5, timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("button", name=VI("mending.download")).click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).worksheets[0]
    heading, *mended = sheet.iter_rows(values_only=True)
    assert heading[:4] == ("Date", "Commune code", "Group", "Adults")
    assert [row[2] for row in mended] == ["Bản Chưa Ai Biết", "Bản Chưa Ai Biết", "X"]
    assert all(row[-1] for row in mended)
    page.get_by_role("button", name=VI("history.undo")).click()
    expect(page.get_by_text(VI("history.empty"))).to_be_visible(timeout=60_000)
    no_traceback(page)


def test_a_place_is_decided_by_the_keyboard_and_taken_back(visit) -> None:
    """One key puts the waiting place aside as a new group, another brings it back into the queue."""
    page = visit("/ra_soat")
    expect(page.get_by_role("heading", level=4)).to_be_visible(timeout=60_000)
    card = page.get_by_role("heading", level=4, name=page.get_by_role("heading", level=4).inner_text())
    # A key is that of its button, which is drawn after the heading.
    expect(page.get_by_role("button", name=VI("review.new_group"))).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_text(re.compile("Đã quyết định 1 "))).to_be_visible(timeout=60_000)
    expect(card).to_have_count(0)
    expect(
        page.get_by_test_id("stMain").get_by_role("button", name=f"{VI('review.take_back')} Shortcut U")
    ).to_be_visible()
    page.keyboard.press("u")
    expect(card).to_be_visible(timeout=60_000)
    expect(page.get_by_text(re.compile("Đã quyết định 1 "))).to_have_count(0)
    no_traceback(page)


def test_a_spot_check_is_planned_printed_and_entered_by_the_keyboard(visit) -> None:
    """A round is planned, its forms have a page each, a result goes in with Enter and comes out with U."""
    page = visit("/kiem_tra")
    page.get_by_role("button", name=VI("checks.plan_now"), exact=True).click()
    expect(page.get_by_role("heading", name=VI("checks.list"))).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("button", name=VI("checks.forms", count=10)).click()
    assert Path(download.value.path()).read_text(encoding="utf-8").count("<section>") == 10
    page.get_by_label(VI("checks.yes")).focus()
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    entered = page.get_by_text(re.compile("Đã ghi kết quả phiếu số"))
    expect(entered).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("stMain").get_by_role("button", name=VI("checks.undo"))).to_be_visible()
    expect(page.get_by_label(VI("checks.yes"))).to_be_empty()  # the next check has come up
    page.keyboard.press("u")
    expect(entered).to_have_count(0, timeout=60_000)
    expect(page.get_by_role("button", name=VI("checks.forms", count=10))).to_be_visible()


def test_figures_are_frozen_for_a_meeting_and_opened_by_their_address(visit) -> None:
    """A name in the dialog freezes the figures; the address with the number opens them, and the way back compares."""
    page = visit("/so_sanh?lang=en")
    page.get_by_role("button", name=EN("snapshot.freeze")).click(timeout=60_000)
    yes = page.get_by_role("dialog").get_by_role("button", name=EN("snapshot.freeze_yes"))
    yes.click()
    expect(page.get_by_text(EN("error.snapshot_unnamed"))).to_be_visible(timeout=60_000)
    page.get_by_role("dialog").get_by_label(EN("snapshot.name")).fill("Meeting of week 47")
    page.keyboard.press("Tab")
    yes.click()
    expect(page.get_by_text(EN("snapshot.banner", number=1))).to_be_visible(timeout=60_000)
    expect(page).to_have_url(re.compile(r"[?&]anh=1\b"))
    page.reload()
    expect(page.get_by_text("Meeting of week 47").first).to_be_visible(timeout=60_000)
    page.get_by_role("button", name=EN("snapshot.compare")).click()
    expect(figure(page, EN, "reached_change")).to_have_text("0", timeout=60_000)
    no_traceback(page)
