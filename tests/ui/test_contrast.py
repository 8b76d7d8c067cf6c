"""Words, controls and lines stand out from what lies behind them in both themes (WCAG 2.2, level AA)."""

import re
import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.ui.test_palette import XYZ, linear
from ui.theme import DARK, LIGHT, Theme

HOME = Path(__file__).parent.parent.parent
CONFIG = tomllib.loads((HOME / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
SHEETS = (HOME / "ui" / "frame.css", HOME / "static" / "map" / "coverage.css")
TEXT, DRAWN = 4.5, 3.0
PAIR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
THEMES = {"light": LIGHT, "dark": DARK}
every_theme = pytest.mark.parametrize("theme", THEMES)


def ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2)."""
    light, dark = sorted((float(linear([colour])[0] @ XYZ[1]) for colour in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def variables(theme: str) -> dict[str, str]:
    """Return the colours that our own style sheets name, in a theme."""
    found = [pair for sheet in SHEETS for pair in PAIR.findall(sheet.read_text(encoding="utf-8"))]
    return {name: light if theme == "light" else dark for name, light, dark in found}


def test_the_ratio_of_known_colours() -> None:
    """Black on white has 21, and the grey that WCAG's authors call the lightest for text on white has 4.5."""
    assert ratio("#000000", "#ffffff") == pytest.approx(21, abs=0.01)
    assert ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@every_theme
@pytest.mark.parametrize("word", ["textColor", "linkColor", "dataframeHeaderTextColor", "primaryColor"])
def test_words_of_the_theme_can_be_read(word: str, theme: str) -> None:
    """What is written in a colour of the theme is read on both of its backgrounds."""
    chosen = CONFIG[theme]
    for ground in ("backgroundColor", "secondaryBackgroundColor", "dataframeHeaderBackgroundColor"):
        assert ratio(chosen[word], chosen[ground]) >= TEXT, (word, ground)


@every_theme
@pytest.mark.parametrize(
    ("word", "ground"),
    [("quiet", None), ("note-ink", "note"), ("frozen-ink", "frozen"), ("quiet", "raised"), ("ink", "sheet"),
     ("accent", "sheet"), ("quiet", "ground"), ("ink", "ground")],
)  # fmt: skip
def test_words_of_our_own_can_be_read(word: str, ground: str | None, theme: str) -> None:
    """So is what our own style sheets colour, on the page, in its notices and on the map."""
    named = variables(theme)
    behind = named[ground] if ground else CONFIG[theme]["backgroundColor"]
    assert ratio(named[word], behind) >= TEXT


@every_theme
@pytest.mark.parametrize("line", sorted({*asdict(LIGHT)} - {"ground", "grid"}))
def test_lines_of_charts_are_seen(line: str, theme: str) -> None:
    """Whatever a chart says by a colour stands out from the page."""
    chosen: Theme = THEMES[theme]
    assert chosen.ground == CONFIG[theme]["backgroundColor"]
    assert ratio(getattr(chosen, line), chosen.ground) >= (TEXT if line == "ink" else DRAWN)


@every_theme
@pytest.mark.parametrize("edge", ["unknown", "unlikely", "uncertain", "likely"])
def test_edges_that_tell_a_state_are_seen(edge: str, theme: str) -> None:
    """The coloured edge of a small picture stands out from the page."""
    assert ratio(variables(theme)[edge], CONFIG[theme]["backgroundColor"]) >= DRAWN


@every_theme
def test_the_main_button_can_be_read(theme: str) -> None:
    """What is written on the accent colour is the one that the style sheet sets for it."""
    rule = re.search(r"primary.*light-dark\((#\w{6}), (#\w{6})\)", SHEETS[0].read_text(encoding="utf-8"))
    assert rule is not None
    assert ratio(rule.group(1 if theme == "light" else 2), CONFIG[theme]["primaryColor"]) >= TEXT


@every_theme
def test_colours_of_categories_are_seen(theme: str) -> None:
    """So are the colours that charts take in turn."""
    for colour in CONFIG[theme]["chartCategoricalColors"]:
        assert ratio(colour, CONFIG[theme]["backgroundColor"]) >= DRAWN, colour


def test_figures_have_one_width() -> None:
    """Every digit of the typeface of the screen is as wide as any other, so that numbers align in every table."""
    ttlib = pytest.importorskip("fontTools.ttLib", reason="fonttools is needed to read the typeface")
    pytest.importorskip("brotli", reason="brotli is needed to read the typeface")
    for weight in ("Regular", "Bold"):
        font = ttlib.TTFont(HOME / "static" / "fonts" / f"BeVietnamProTabular-{weight}.woff2")
        letters = font.getBestCmap()
        assert len({font["hmtx"][letters[ord(digit)]][0] for digit in "0123456789"}) == 1
        assert all(ord(letter) in letters for letter in "ăâđêôơưẮằẵậẽốỡựỷỹƠƯĐ–·≥≤×…“”%")
