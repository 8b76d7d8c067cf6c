"""The typeface of printed pages: Be Vietnam Pro, bundled, its used letters embedded in every file."""

import unicodedata
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "static" / "fonts"
PLAIN, BOLD = "BeVietnamPro", "BeVietnamPro-Bold"
FILES = {PLAIN: "BeVietnamPro-Regular.ttf", BOLD: "BeVietnamPro-Bold.ttf"}
STRANGE = "?"  # for a letter that the typeface lacks: a reader sees that something stood there


@cache
def registered() -> frozenset[int]:
    """Make the typeface known to the library of PDF files; return the letters that both weights have."""
    from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
    from reportlab.pdfbase.ttfonts import TTFont

    fonts = [TTFont(name, str(FOLDER / file)) for name, file in FILES.items()]
    for font in fonts:
        registerFont(font)
    registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))


def legible(text: str) -> str:
    """Return a text in composed letters, each of which the typeface has."""
    letters = registered()
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(letter if ord(letter) in letters else STRANGE for letter in composed)


def width(text: str, font: str, size: float) -> float:
    """Return the width of a text in points."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    registered()
    return float(stringWidth(text, font, size))


def shortened(text: str, font: str, size: float, room: float) -> str:
    """Return a text that fits a width, cut in its middle: the number at the end tells names apart."""
    kept = len(text)
    short = text
    while kept > 1 and width(short, font, size) > room:
        kept -= 1
        short = abridged(text, kept)
    return short


def abridged(text: str, longest: int) -> str:
    """Return a text of at most so many letters, its middle left out where it has more."""
    if len(text) <= longest:
        return text
    tail = longest // 3
    return text[: longest - tail - 1].rstrip() + "…" + (text[-tail:].lstrip() if tail else "")
