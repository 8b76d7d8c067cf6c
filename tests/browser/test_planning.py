"""The planner's journey in a real browser: plan, give a group away, pin, plan anew, approve, print, hear back."""

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.browser.conftest import serving
from tests.browser.test_journeys import TABLE, cell, expect, no_traceback, upload
from texts import language

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
VI = language("vi")
FIRST_ROW = {"x": 60, "y": 52}
SEARCH = 60_000  # milliseconds until a plan is there, on a busy machine
# The week before the day that counts as today: what came of it can be told.
FIRST = "16"  # November, as the day that stands there


@pytest.fixture
def planners(demonstration: Path, tmp_path: Path) -> Iterator[str]:
    """A server with a demonstration of its own, for a plan stays."""
    shutil.copytree(demonstration, tmp_path / "data")
    with serving(tmp_path / "data") as address:
        yield address


def press(page, key: str) -> None:
    page.get_by_test_id("stMain").get_by_role("button", name=VI(key)).first.click()


def download(page, key: str) -> bytes:
    """Take a paper of the plan along."""
    page.mouse.move(1, 1)  # the tools of a table that the pointer rests on would cover the menu
    page.get_by_role("button", name=VI("take_along.title")).click()
    with page.expect_download() as taken:
        page.get_by_role("button", name=VI(f"desk.papers.{key}")).click()
    page.keyboard.press("Escape")
    return Path(taken.value.path()).read_bytes()


def choose(page, label: str, option: re.Pattern[str]) -> None:
    """Choose in a box by its label; a run of the page that ends meanwhile closes the list, and it is opened again."""
    from playwright.sync_api import TimeoutError as TooLate

    box = page.get_by_role("combobox", name=re.compile(re.escape(label)))
    for _ in range(10):
        box.click()
        try:
            page.get_by_role("option", name=option).first.click(timeout=3_000)
        except TooLate:
            continue
        return
    pytest.fail("the list does not stay open")


def answered(form: bytes) -> tuple[bytes, int]:
    """Fill a return form as a team would: every visit done; return it with the number of visits."""
    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet = book.worksheets[0]
    names = {VI("return.column.status"), VI("return.column.adults")}
    head = next(row for row in sheet.iter_rows() if names <= {cell.value for cell in row})
    columns = {cell.value: cell.column for cell in head}
    unit, filled = columns[VI("return.column.unit_id")], 0
    for row in range(head[0].row + 1, sheet.max_row + 1):
        if sheet.cell(row, unit).value:
            sheet.cell(row, columns[VI("return.column.status")], VI("followup.done"))
            sheet.cell(row, columns[VI("return.column.adults")], 7)
            filled += 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), filled


def test_a_plan_from_its_making_to_what_came_of_it(planners: str, page) -> None:
    """A planner makes a plan, gives a group to another team, pins it, plans anew and approves; sheets are printed, the
    form of a team comes back, and the follow-up tells it.
    """
    page.goto(f"{planners}/ke_hoach")
    page.get_by_role("spinbutton", name=re.compile(f"day, {VI('desk.first_day')}")).click()
    page.keyboard.type(FIRST)
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name=VI("actor.name")).first.fill("Lò A")
    press(page, "desk.make")
    expect(page.get_by_text(VI("desk.side.calendar"))).to_be_visible(timeout=SEARCH)
    expect(cell(page, "DTN-01")).to_be_attached()
    page.locator(f"{TABLE} canvas").first.click(position=FIRST_ROW, force=True)
    panel = page.locator(".st-key-plan_panel")
    expect(panel).to_be_visible()
    choose(page, VI("desk.give_to"), re.compile(r"^(?!DTN-01)DTN-"))
    around = panel.get_by_role("button", name=VI("desk.around"))
    give = panel.get_by_role("button", name=VI("desk.give"))
    expect(around.or_(give).first).to_be_visible(timeout=SEARCH)
    if around.count():
        around.click()
        page.get_by_role("button", name=VI("desk.around_do")).click(timeout=SEARCH)
    else:
        give.click()
    expect(panel.get_by_role("button", name=VI("desk.loosen"))).to_be_visible(timeout=SEARCH)  # given is pinned
    press(page, "desk.again")
    expect(page.get_by_role("button", name=re.compile(VI("desk.undo")))).to_be_enabled(timeout=SEARCH)
    expect(panel.get_by_role("button", name=VI("desk.loosen"))).to_be_visible(timeout=SEARCH)  # and survives
    press(page, "desk.approve")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=VI("actor.name")).fill("Trưởng ban")
    dialog.get_by_role("button", name=VI("desk.approve_yes")).click()
    expect(page.get_by_text("Trưởng ban").first).to_be_visible(timeout=SEARCH)
    assert download(page, "sheets").startswith(b"%PDF")
    form, visits = answered(download(page, "form"))
    assert visits > 100
    page.goto(f"{planners}/theo_doi")
    upload(page, "phieu.xlsx", form)
    page.get_by_role("button", name=VI("returns.take")).click()
    expect(page.get_by_text(VI("returns.taken", number=1))).to_be_visible(timeout=SEARCH)
    expect(page.get_by_text(VI("followup.reported")).first).to_be_attached()
    no_traceback(page)
