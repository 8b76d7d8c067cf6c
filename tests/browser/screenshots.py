"""Pictures of every page, to be looked at: `make screenshots` writes them to screenshots/ (not kept in the repository).

Each page in both languages: as a window of 1366×768 shows it, whole, on a phone (light and dark), and printed.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HOME = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(HOME))

import dashboard  # noqa: E402
from tests.browser.conftest import cli, serving  # noqa: E402
from tests.browser.test_looks import SETTLED  # noqa: E402

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WINDOW, PHONE, PAPER = {"width": 1366, "height": 768}, {"width": 390, "height": 844}, {"width": 794, "height": 1123}
VIEWS = {  # name: window, theme, medium, whole page
    "wide": (WINDOW, "light", "screen", False),
    "whole": (WINDOW, "light", "screen", True),
    "dark": (WINDOW, "dark", "screen", True),
    "phone": (PHONE, "light", "screen", True),
    "phone-dark": (PHONE, "dark", "screen", True),
    "print": (PAPER, "dark", "print", True),
}


def taken(page: Page, file: Path, window: dict[str, int], *, whole: bool) -> None:
    """Write one picture; a whole page is taken in a window as tall as the page, for only its middle scrolls."""
    if whole:
        height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({**window, "height": max(height, window["height"])})
    page.wait_for_timeout(700)  # maps and charts are drawn anew by timers of their own
    page.screenshot(path=file, animations="disabled")
    page.set_viewport_size(window)


def look(browser: Browser, address: str, folder: Path, pages: list[str], views: list[str]) -> None:
    """Open each page once for a language and a theme, and take every view of it."""
    for view in views:
        window, theme, medium, whole = VIEWS[view]
        for lang in ("vi", "en"):
            visitor = browser.new_context(viewport=window, color_scheme=theme)
            page = visitor.new_page()
            for name in pages:
                page.emulate_media(media="screen")
                page.goto(f"{address}/{name}?lang={lang}")
                page.wait_for_function(SETTLED, timeout=120_000)
                page.emulate_media(media=medium)
                taken(page, folder / f"{name}.{lang}.{view}.png", window, whole=whole)
            visitor.close()


def main() -> None:
    """Make the demonstration in a temporary folder, or take a folder of data, and look at every page of it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, help="a data folder; without one the demonstration is made")
    asked.add_argument("--pages", nargs="*", default=list(dashboard.PAGES))
    asked.add_argument("--views", nargs="*", default=list(VIEWS), choices=list(VIEWS))
    given = asked.parse_args()
    program = next(found for name in BROWSERS if (found := shutil.which(name)))
    folder = HOME / "screenshots"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as tools:
        data = given.data or Path(made) / "demonstration"
        if given.data is None:
            data.mkdir()
            cli(data, "demo")
        options = ["--no-sandbox", "--disable-gpu"]
        browser = tools.chromium.launch(executable_path=program, args=options)
        with serving(data) as address:
            look(browser, address, folder, given.pages, given.views)
        browser.close()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


if __name__ == "__main__":
    main()
