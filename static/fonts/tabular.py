"""Make the typeface of the screen from that of print: `python static/fonts/tabular.py` (needs fonttools and brotli).

Be Vietnam Pro has no tabular figures, and tables drawn on a canvas could not ask for them. So its digits are copied to
glyphs of one width, which also leaves them out of the kerning, and the rest stays as its makers drew it. The SIL Open
Font License 1.1 allows it; the name says that it is not the original.
"""

from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).resolve().parent
NAME = "Be Vietnam Pro Tabular"
WEIGHTS = ("Regular", "Bold")
MARGIN = 56  # thousandths of an em that the widest digit leaves free
NAMES = {1: NAME, 4: NAME, 6: NAME.replace(" ", "")}  # family, full name, PostScript name (OpenType `name` table)


def tabular(font: TTFont) -> TTFont:
    """Give the ten digits one width, each in its middle."""
    glyphs, metrics, letters = font["glyf"], font["hmtx"], font.getBestCmap()
    digits = {digit: letters[digit] for digit in range(ord("0"), ord("9") + 1)}
    width = max(glyphs[name].xMax - glyphs[name].xMin for name in digits.values()) + MARGIN
    for name in digits.values():
        glyph = glyphs[name]
        shift = round((width - (glyph.xMax - glyph.xMin)) / 2) - glyph.xMin
        made = glyph.__class__(glyph.compile(glyphs))
        made.expand(glyphs)
        made.coordinates.translate((shift, 0))
        glyphs[f"{name}.table"] = made
        made.recalcBounds(glyphs)
        metrics[f"{name}.table"] = (width, made.xMin)
    font.setGlyphOrder(glyphs.glyphOrder)
    for table in font["cmap"].tables:
        table.cmap.update({digit: f"{name}.table" for digit, name in digits.items() if digit in table.cmap})
    return font


def main() -> None:
    """Write a woff2 file for each weight."""
    for weight in WEIGHTS:
        font = tabular(TTFont(FOLDER / f"BeVietnamPro-{weight}.ttf"))
        for record in font["name"].names:
            if record.nameID in NAMES:
                record.string = NAMES[record.nameID] if weight == "Regular" else f"{NAMES[record.nameID]} {weight}"
        for hints in {"fpgm", "prep", "cvt ", "gasp"} & set(font.keys()):
            del font[hints]
        for name in font.getGlyphOrder():
            font["glyf"][name].removeHinting()
        font.flavor = "woff2"
        font.save(FOLDER / f"BeVietnamProTabular-{weight}.woff2")


if __name__ == "__main__":
    main()
