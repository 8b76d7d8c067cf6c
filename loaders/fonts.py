"""Legacy fonts: Vietnamese written as Western letters that only look right in a font of the nineties.

TCVN3 (the fonts .Vn…, after TCVN 5712:1993) has a code of its own for each small letter; its capitals with a tone
are small letters in a font of capitals (.Vn…H). VNI (the fonts VNI-…) writes a vowel and its marks as two letters.
Nothing is converted without proof: right Vietnamese has words that are no words of these fonts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from unicodedata import normalize

import pyarrow as pa

from loaders.finding import Finding
from loaders.syllable import is_syllable, marked_words
from loaders.table import RawTable

ENOUGH = 20_000  # words looked at
FEWEST = 4  # distinct words without sense as they stand, and ...
SHARE = 0.8  # ... the share of them that the font turns into Vietnamese

_TCVN3 = (
    "ĂÂÊÔƠƯĐăâêôơưđ", range(0xA1, 0xAF)), (
    "àảãáạ", range(0xB5, 0xBA)), ("ằẳẵắ", range(0xBB, 0xBF)), ("ặầẩẫấậè", range(0xC6, 0xCD)), (
    "ẻẽéẹềểễếệìỉ", range(0xCE, 0xD9)), ("ĩíịò", range(0xDC, 0xE0)), ("ỏõóọồổỗốộờởỡớợù", range(0xE1, 0xF0)), (
    "ủũúụừửữứựỳỷỹýỵ", range(0xF1, 0xFF))  # fmt: skip
TCVN3 = {chr(code): letter for letters, codes in _TCVN3 for letter, code in zip(letters, codes, strict=True)}

_TONES = dict(zip("øùûõï", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_ROOFS = {"â": "\u0302", **{sign: f"\u0302{_TONES[tone]}" for sign, tone in zip("àáåãä", "øùûõï", strict=True)}}
_BOWLS = {"ê": "\u0306", **{sign: f"\u0306{_TONES[tone]}" for sign, tone in zip("èéúüë", "øùûõï", strict=True)}}
_HORNS = {"ô": "o\u031b", "ö": "u\u031b"}


def _vni() -> dict[str, str]:
    """Return the sequences of VNI: a vowel and a sign for its marks, and the letters that have a code of their own."""
    pairs = {vowel + sign: vowel + tone for vowel in "aeouy" for sign, tone in _TONES.items()}
    pairs |= {vowel + sign: vowel + marks for vowel in "aeo" for sign, marks in _ROOFS.items()}
    pairs |= {"a" + sign: "a" + marks for sign, marks in _BOWLS.items()}
    pairs |= {sign + tone: letter + mark for sign, letter in _HORNS.items() for tone, mark in _TONES.items()}
    pairs |= _HORNS | {"ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
    small = {key: normalize("NFC", value) for key, value in pairs.items()}
    titles = {key[0].upper() + key[1:]: value.upper() for key, value in small.items()}
    return small | titles | {key.upper(): value.upper() for key, value in small.items()}


@dataclass(frozen=True)
class Font:
    """A legacy font: the sequences of letters that stand for others."""

    letters: Mapping[str, str]
    pattern: re.Pattern[str]

    def convert(self, text: str) -> str:
        """Write a text as it looked in this font."""
        return self.pattern.sub(lambda found: self.letters[found[0]], text)


def _font(letters: Mapping[str, str]) -> Font:
    longest_first = sorted(letters, key=len, reverse=True)
    return Font(letters, re.compile("|".join(map(re.escape, longest_first))))


FONTS = {"tcvn3": _font(TCVN3), "vni": _font(_vni())}
AS_WRITTEN = "as_written"
_UNICODE_ALONE = re.compile("[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")


def find_font(texts: Iterable[str], answer: str = "") -> Finding | None:
    """Tell the legacy font of the texts of a file where it is proved, or as a person answered; else None."""
    strange = [word for word in _words(texts) if not is_syllable(word)]
    fixed = {name: sum(is_syllable(font.convert(word)) for word in strange) for name, font in FONTS.items()}
    best = max(fixed, key=lambda name: fixed[name])
    is_proved = fixed[best] >= FEWEST and fixed[best] >= SHARE * len(strange)
    if not is_proved and answer not in FONTS:
        return None
    reading = answer or best
    facts = {"words": len(strange), "fixed": fixed.get(reading, 0)}
    return Finding("font", reading, choices=(*FONTS, AS_WRITTEN), facts=facts)


def _words(texts: Iterable[str]) -> set[str]:
    """Return the distinct words that may be written in a legacy font: beyond ASCII, and no letter of Unicode alone."""
    composed = (normalize("NFC", text) for text in texts if not text.isascii())
    return {word for word in islice(marked_words(composed), ENOUGH) if not _UNICODE_ALONE.search(word)}


def in_font(texts: Sequence[str], font: Font | None) -> list[str]:
    """Convert the texts of one row or one column of a file that is proved to be in this font.

    A text stays where that makes more syllables. One that makes as many either way goes with its neighbours: it is
    converted where they have words that only the font explains, and none with a letter that the font cannot write.
    """
    if font is None:
        return list(texts)
    has_strange = any(is_syllable(font.convert(word)) and not is_syllable(word) for word in _words(texts))
    goes_along = has_strange and not any(map(_is_unicode, texts))
    return [_converted(text, font, goes_along) for text in texts]


def _is_unicode(text: str) -> bool:
    return not text.isascii() and _UNICODE_ALONE.search(normalize("NFC", text)) is not None


def _converted(text: str, font: Font, goes_along: bool) -> str:
    if text.isascii() or _is_unicode(text):
        return text
    converted = font.convert(text)
    kept, made = (sum(map(is_syllable, marked_words([one]))) for one in (text, converted))
    return converted if made > kept or (made == kept and goes_along) else text


def table_in_font(table: RawTable, font: Font | None) -> RawTable:
    """Convert the cells and the titles of a table; its headings were converted when they were looked for."""
    if font is None:
        return table
    columns = tuple(_column_in_font(column, font) for column in table.columns)
    return replace(table, columns=columns, preamble=tuple(in_font(table.preamble, font)))


def _column_in_font(column: pa.DictionaryArray, font: Font) -> pa.DictionaryArray:
    texts = in_font([text or "" for text in column.dictionary.to_pylist()], font)
    return pa.DictionaryArray.from_arrays(column.indices, pa.array(texts, pa.string()))
