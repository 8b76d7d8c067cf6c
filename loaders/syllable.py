"""Vietnamese syllables: evidence of how the bytes of a text were meant."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_FIRST = "ngh|ng|nh|kh|gh|gi|th|tr|ch|ph|qu|[bcdđghklmnprstvx]"
_RIME = (
    "[aeêioôơuưy]|ia|ya|ua|ưa|oa|oe|uê|uơ|uy|uya|"
    "[aăâeêioôơuưy]?(?:ch|ng|nh|[cmnpt])|(?:iê|yê|uô|ươ|oa|oă|oe|uâ|uê|uy|uyê|oo)(?:ch|ng|nh|[cmnpt])|"
    "a[iouy]|â[uy]|eo|êu|i[u]|iêu|yêu|o[i]|ôi|ơi|u[i]|uôi|ư[iu]|ươ[iu]|oa[iyo]|oeo|uây|uyu"
)
_SYLLABLE = re.compile(f"(?:{_FIRST})?(?:{_RIME})")
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_BETWEEN = re.compile(r"[\s\d!-/:-@\[-`{-~–—…“”‘’]+")


def is_syllable(word: str) -> bool:
    """Tell whether Vietnamese has, or could have, this syllable; its vowel with at most one mark of tone."""
    split = unicodedata.normalize("NFD", word.lower())
    letters = split.translate(_TONES)
    return len(split) - len(letters) < 2 and _SYLLABLE.fullmatch(unicodedata.normalize("NFC", letters)) is not None


def marked_words(texts: Iterable[str]) -> Iterator[str]:
    """Yield the words of texts in which a letter stands that ASCII does not have."""
    for text in texts:
        if not text.isascii():
            yield from (word for word in _BETWEEN.split(text) if not word.isascii())
