"""Every page in both languages and both themes: nothing is cut or covered, and axe-core finds no grave fault."""

import os
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

import dashboard
from tests.browser.conftest import Record, serving

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
GEOMETRY = Path(__file__).with_name("geometry.js")
WIDE, PHONE = 1366, 390
TALL = 4000  # what lies below the edge of the window is neither drawn nor checked
GRAVE = {"serious", "critical"}
# A theme is tried with one language, as neither knows of the other.
THEMES = {"vi": "light", "en": "dark"}
# Names that may end in dots: of a small picture, whose whole name is on the page that it opens.
MEANT = ".multiple b"
SETTLED = """() => document.querySelector('.st-key-foot')
  && !document.querySelector('[data-stale=true], [data-testid=stSkeleton], [data-testid=stSpinner]')
  && document.fonts.status === 'loaded'"""

every_view = pytest.mark.parametrize(
    ("name", "lang"), [(name, lang) for lang in THEMES for name in dashboard.PAGES], ids=lambda one: one
)


def axe() -> Path:
    """Return the script of axe-core, as the package for tests brings it."""
    package = find_spec("axe_playwright_python")
    assert package is not None
    assert package.submodule_search_locations
    return Path(package.submodule_search_locations[0]) / "axe.min.js"


@pytest.fixture(scope="module")
def looked(browser: object, server: str) -> Iterator[dict[str, object]]:
    """One window for each language, in one theme each; nothing is asked of another host."""
    record, pages = Record(), {}
    for lang, scheme in THEMES.items():
        visitor = browser.new_context(viewport={"width": WIDE, "height": TALL}, color_scheme=scheme)
        visitor.on("request", lambda request: record.requests.append(request.url))
        visitor.add_init_script(path=axe())
        pages[lang] = visitor.new_page()
        pages[lang].set_default_timeout(60_000)
    yield pages
    for one in pages.values():
        one.context.close()
    assert record.strangers == set()
    assert any(url.endswith("BeVietnamProTabular-Bold.woff2") for url in record.requests)


def opened(page, address: str):
    page.set_viewport_size({"width": WIDE, "height": TALL})
    page.goto(address)
    page.wait_for_function(SETTLED)
    page.evaluate(GEOMETRY.read_text(encoding="utf-8"))
    return page


def faults(page) -> list[str]:
    """Return the grave faults that axe-core finds in a page and in the frames on it."""
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{one['id']} {node['target']}" for one in found if one["impact"] in GRAVE for node in one["nodes"]]


def stumbles(page) -> dict[str, list[str]]:
    """Return what lies wrong on a page, kind by kind."""
    script = "meant => [geometry.sideways(), geometry.clipped(meant), geometry.overlapping()]"
    found = dict(zip(("sideways", "clipped", "overlapping"), page.evaluate(script, MEANT), strict=True))
    return {kind: ones for kind, ones in found.items() if ones}


@every_view
def test_a_page_is_whole_and_open_to_everybody(name: str, lang: str, looked: dict[str, object], server: str) -> None:
    """Wide and on a phone nothing is cut, covered or too wide, the focus is seen, and axe-core finds nothing grave."""
    page = opened(looked[lang], f"{server}/{name}?lang={lang}")
    assert page.evaluate("document.documentElement.lang") == lang
    assert faults(page) == []
    assert stumbles(page) == {}
    page.set_viewport_size({"width": PHONE, "height": TALL})
    page.wait_for_timeout(300)  # the page arranges itself anew by the frame's own timers
    assert stumbles(page) == {}
    if lang == "vi":  # a widget shows its focus alike in both languages
        page.keyboard.press("Tab")
        assert page.evaluate("geometry.unfocused()") == []


def test_an_empty_campaign_is_whole_too(looked: dict[str, object], tmp_path: Path, browser: object) -> None:
    """A page that has no data says so, and nothing is wrong with it."""
    from campaign import Campaign  # only here: the rest looks from outside
    from settings import load_settings

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PHOCAP_DATA", str(tmp_path))
        patch.setenv("TMPDIR", os.environ.get("TMPDIR", "/tmp"))
        patch.setattr(tempfile, "tempdir", tempfile.tempdir)  # the program moves both into its data folder
        campaign = Campaign(load_settings())
        campaign.import_file(b"commune code,group code,group,adult population\n03127,G1,A,30\n", "a.csv", "population")
        campaign.reset()  # a folder in which nothing ever was is filled with the demonstration
    with serving(tmp_path) as address:
        for lang, page in looked.items():
            for name in ("tong_quan", "ban_do", "nhap_du_lieu") if lang == "vi" else ("tien_do", "chat_luong"):
                opened(page, f"{address}/{name}?lang={lang}")
                assert (name, faults(page), stumbles(page)) == (name, [], {})


def test_the_checks_see_what_is_wrong(looked: dict[str, object], server: str) -> None:
    """Pale words, a word cut off, two words on each other, a width too large and a hidden focus are all found."""
    page = opened(looked["vi"], f"{server}/nhap_du_lieu?lang=vi")
    page.evaluate("""() => {
      const foot = document.querySelector('.st-key-foot');
      foot.insertAdjacentHTML('beforeend', '<p style="color: #ddd">faint</p>'
        + '<div style="width: 20px; overflow: hidden; white-space: nowrap">beheaded</div>'
        + '<div style="position: relative; height: 30px"><i style="position: absolute">below</i>'
        + '<b style="position: absolute">above</b></div>'
        + '<div style="width: 3000px">far</div><style>button, button * {outline: none !important; box-shadow: none '
        + '!important; border-color: red !important; background: red !important}</style>');
    }""")
    found = stumbles(page)
    assert any("color-contrast" in one for one in faults(page))
    assert "beheaded" in found["clipped"]
    assert any("below" in one and "above" in one for one in found["overlapping"])
    assert found["sideways"]
    page.keyboard.press("Tab")
    assert page.evaluate("geometry.unfocused()")
