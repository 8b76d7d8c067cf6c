"""Syllables of Vietnamese: what can be one, with the marks that it has or with others."""

import re
import unicodedata

TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
STOPPED = frozenset("\u0301\u0323")  # the tones of syllables that end in c, ch, p or t
VOWELS = "aăâeêioôơuưy"
ONSETS = ("ngh", "ng", "nh", "th", "tr", "ch", "kh", "ph", "gh", "gi", "qu")


def plain(text: str) -> str:
    """Take every mark off: 'Nà Nghè' becomes 'na nghe', 'Điện' becomes 'dien'."""
    stripped = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return unicodedata.normalize("NFC", "".join(c for c in stripped if not unicodedata.combining(c)))


_SPELLED = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et
    ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y ych ynh yt yên yêu yêm yêt
    o oc oi om on ong op ot ooc oong oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen
    oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uôc uôi uôm uôn uông uôt uân uâng
    uât uây uê uêch uênh uên uơ uy uya uych uynh uyt uyp uyu uyên uyêt ư ưa ưc ưi ưm ưng ưt ưu ươc ươi ươm ươn ương
    ươp ươt ươu"""
_RIMES = frozenset(_SPELLED.split())
_BARE_RIMES = frozenset(map(plain, _RIMES))
_SYLLABLE = re.compile(rf"(ngh|ng|nh|th|tr|ch|kh|ph|gh|gi(?=[{VOWELS}])|qu(?=[{VOWELS}])|[bcdđghklmnprstvx])?(.+)")


def without_tone(word: str) -> tuple[str, str]:
    """Split a word into its letters, with their shapes, and its tone marks."""
    parts = unicodedata.normalize("NFD", word)
    tone = "".join(c for c in parts if c in TONES)
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES)), tone


def is_syllable(word: str) -> bool:
    """Tell whether Vietnamese could have this syllable, in lower case; without marks, whether some marks would do."""
    letters, tone = without_tone(word)
    match = _SYLLABLE.fullmatch(letters)
    is_bare = not tone and letters == plain(letters)
    return len(tone) < 2 and match is not None and match[2] in (_BARE_RIMES if is_bare else _RIMES)


def is_whole(word: str) -> bool:
    """Tell whether a syllable can stand with exactly the marks that it has: 'nà' and 'sang', but not 'lâp' or 'phuon'.

    What ends in c, ch, p or t has one of two tones, and most rimes of two vowels have a roof or a horn.
    """
    letters, tone = without_tone(word)
    match = _SYLLABLE.fullmatch(letters)
    if match is None or match[2] not in _RIMES or len(tone) > 1:
        return False
    return tone in STOPPED if re.search("(?:c|ch|p|t)$", letters) else True
