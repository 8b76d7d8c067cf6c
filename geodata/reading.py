"""Readings of a written place: what else the same letters may have been meant to say.

A reading proposes, never decides: it counts only where the list has what it says.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

from geodata.confusion import MARKED
from geodata.names import COMMUNE_KINDS, GROUP_KINDS, ROMAN, parse, tidy
from geodata.syllable import TONES, VOWELS, is_syllable, plain, without_tone

_COMMUNE = r"(?:xã|xa|phường|phương|phuong|thị trấn|thi trân|thi tran|tt|x|p)"
_ABOVE = r"(?:huyện|huyen|thành phố|thanh pho|thị xã|thi xa|tp|tx|tỉnh|tinh|h|t)"
_MARKED_KINDS = r"(?:xã|phường|thị trấn|huyện|thành phố|thị xã)"  # no "tỉnh": Páo Tỉnh Làng
_BREAK = r"\s*(?:[,;/|(\[]|\s[-–—]|[-–—]\s)\s*"
_TAIL = re.compile(
    rf"(?:{_BREAK}(?:{_COMMUNE}|{_ABOVE})\b|\s{_MARKED_KINDS}\b|\s(?:x|p|tt|h|tp|tx)\.)[.\s]*(?=\w)", re.IGNORECASE
)
_TAIL_ABOVE = re.compile(rf"(?:{_BREAK}{_ABOVE}\b|\s(?:huyện|thị xã|tỉnh)\b|\s*\(\s*nay\b)[.\s]*(?=\w)", re.IGNORECASE)
_NAMED = re.compile(
    rf"\b({_COMMUNE}\b[.\s]*[^,;/|()\[\]–—]+?)(?=\s*(?:[,;/|()\[\]–—]|\s-|-\s|\s{_ABOVE}\b|$))", re.IGNORECASE
)
_DISTRICT = re.compile(
    r"\b((?:huyện|huyen|thành phố|thanh pho|thị xã|thi xa|tp|tx|h)\b[.\s]*[^,;/|()\[\]–—]+?)"
    r"(?=\s*(?:[,;/|()\[\]–—]|\s-|-\s|\s(?:tỉnh|tinh)\b|$))",
    re.IGNORECASE,
)
_FORMER = re.compile(r"(?:\s+cũ|\s*\(\s*(?:cũ|cu)\s*\))\s*$|^\s*\(\s*nay\b", re.IGNORECASE)
_ANY_BREAK = re.compile(r"\s*[-–—,;/|()\[\]]\s*")

_ONES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_AFTER_TEN = {1: ("mốt", "một"), 4: ("tư", "bốn"), 5: ("lăm", "năm"), 7: ("bảy", "bẩy")}
_UNITS_OF_TEN = [(word, value) for word, value in ROMAN.items() if value < 10]
_ROMAN = {f"{tens}{one}": 10 * len(tens) + value for tens in ("x", "xx", "xxx") for one, value in _UNITS_OF_TEN}
_ROMAN |= ROMAN | {"xx": 20, "xxx": 30}
_COUNTED = frozenset({"tổ", "khu", "khối", "đội", "thôn", "xóm", "tiểu khu"})  # kinds that bear a bare number
_SHORT_KINDS = {"tk": "tieu khu", "kp": "khoi", "kdc": "khu dan cu"}
_MENDED_KINDS = [
    kind
    for kind in sorted(GROUP_KINDS, key=len, reverse=True)
    if " so" not in kind and kind not in ("t d p", "to dp", "b", "th")
]
_GLUED_KINDS = sorted(GROUP_KINDS, key=lambda kind: -len(kind.replace(" ", "")))
_GLUED_COMMUNES = sorted(COMMUNE_KINDS, key=lambda kind: -len(kind.replace(" ", "")))
_TELEX_TONES = dict(zip("fsxrj", TONES, strict=True))
_SHAPES = {"aa": "â", "ee": "ê", "oo": "ô", "dd": "đ", "aw": "ă", "ow": "ơ", "uw": "ư"}


LONGEST = 300  # letters that are read: no place has so many
DOUBTFUL = "doubtful"  # a reading to show to a person, never to take


@dataclass(frozen=True)
class Tail:
    """A written name without its administrative tail, and the commune and district that the tail names ('' when none).

    `is_former` tells a commune that is said to be one of before the merger: "xã Thanh Luông cũ".
    """

    name: str
    commune: str
    district: str = ""
    is_former: bool = False


def cut_tail(text: str, sort: str) -> Tail:
    """Take 'xã Mường Nhé, huyện Mường Nhé' off a name.

    Without marks, 'xa' may be a part of the name: it is a tail only after a comma, a dash or a bracket.
    """
    text = tidy(text[:LONGEST])
    cut = (_TAIL_ABOVE if sort == "commune" else _TAIL).search(text, 1)
    name, rest = (text, "") if cut is None else (text[: cut.start()].strip(), text[cut.start() :])
    above = _DISTRICT.search(rest)
    named = _NAMED.search(rest) if sort == "group" else None
    said = name if sort == "commune" else named[1].strip() if named else ""
    commune = _FORMER.sub("", said)
    told = (above[1] if above else "", commune != said or _FORMER.search(rest) is not None)
    return Tail(commune, "", *told) if sort == "commune" else Tail(name, commune, *told)


def readings(text: str, is_commune: bool, communes: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Give other readings of a name as pairs of why and text. `communes`: bare keys that a tail may have."""
    typed = _telex(text)
    read = [
        ("spaces", _unglued(text, _GLUED_COMMUNES if is_commune else _GLUED_KINDS)),
        ("tail", bare_tail(text, communes)),
        ("telex", typed),
    ]
    if not is_commune:
        counted = _counted(text) or _counted(_unglued(text, _GLUED_KINDS))
        read += [("spelled_number", counted), ("kind", _mended_kind(text)), ("kind", _mended_kind(counted))]
        read += [("telex", _counted(typed)), (DOUBTFUL, "" if counted else _counted(text, is_sure=False))]
        read += [("digit", _lettered(text, one)) for one in "il"]
    yield from ((why, other) for why, other in read if other)


def _unglued(text: str, kinds: list[str]) -> str:
    """Put spaces before capitals and numbers in 'BảnNàNghè', and after a kind in 'bannanghe'."""
    spaced = re.sub(r"(?<=\d)(?=[^\W\d]{2})", " ", text)
    spaced = "".join(
        f" {c}" if c.isupper() and before.islower() else c for before, c in zip(" " + spaced, spaced, strict=False)
    )
    head, *rest = spaced.split() or [""]
    bare = plain(head)
    for kind in kinds:
        short = kind.replace(" ", "")
        left = bare[len(short) :]
        if (
            len(short) > 1
            and bare.startswith(short)
            and len(bare) == len(head)
            and (left[:1].isdecimal() or len(left) > 2)
        ):
            return " ".join([kind, head[len(short) :], *rest])
    return spaced if spaced.split() != text.split() else ""


def bare_tail(text: str, communes: frozenset[str]) -> str:
    """Give its kind to a commune that stands after a break without it: 'Nà Nghè - Mường Nhé'."""
    first, *rest = _ANY_BREAK.split(text)
    rest = [_FORMER.sub("", part) for part in rest]
    told = [part for part in rest if part and parse(part, "commune").plain in communes]
    return f"{first}, xã {told[0]}" if first and told else ""


@cache
def _spelled_numbers() -> dict[str, int]:
    """Spell the numbers from 1 to 99, with and without marks."""
    spelled: dict[str, int] = {}
    for number in range(1, 100):
        tens, ones = divmod(number, 10)
        first = "" if tens == 0 else "mười" if tens == 1 else f"{_ONES[tens]} mươi"
        lasts = ("",) if ones == 0 else _AFTER_TEN.get(ones, (_ONES[ones],)) if tens else (_ONES[ones],)
        short = [f"{_ONES[tens]} {lasts[0]}"] if tens > 1 and ones in (1, 4, 5) else []  # "hai mốt"
        for words in (*(f"{first} {last}".strip() for last in lasts), *(("bẩy",) if number == 7 else ()), *short):
            spelled |= {words: number, without_tone(words)[0]: number, plain(words): number}
    return spelled


def _counted(text: str, is_sure: bool = True) -> str:
    """Write a spelled number at the end in digits: 'Tổ sáu' as 'Tổ 6'.

    'Bản Ba' is a name as well as a number: there only 'số' makes a number of it, if one is to be sure.
    """
    words = re.sub("[-/]", " ", text.casefold()).split()
    if len(words) > 1 and words[-1] in _ROMAN:
        return " ".join([*words[:-1], str(_ROMAN[words[-1]])])
    if len(words) > 2 and words[-2].isdecimal() and re.fullmatch("[a-e]", words[-1]):
        return " ".join([*words[:-2], words[-2] + words[-1]])  # "TDP 6 B", "Tổ 6/B"
    for length in (4, 3, 2, 1):
        number = _spelled_numbers().get(" ".join(words[-length:])) if len(words) > length else None
        if number is None:
            continue
        stem = words[:-length]
        is_numbered = plain(stem[-1]) == "so"
        stem = stem[:-1] if is_numbered and len(stem) > 1 else stem
        name = parse(" ".join([*stem, "1"]), "group")
        enough = 5 if text.isascii() else 2  # "na hai" may be a name, "Nà hai" before a Nà 2 is not
        if not is_sure or is_numbered or name.kind in _COUNTED or len(name.plain.replace(" ", "")) > enough:
            return " ".join([*stem, str(number)])
    return ""


def _mended_kind(text: str) -> str:
    """Mend a mistyped or unusual kind: 'Tố dân phố 6', 'bna Nà Nghè', 'TK 4'."""
    has_kind = bool(text and parse(text, "group").kind)
    words = re.sub(r"(?<=[^\W\d])(?=\d)", " ", tidy(text).casefold().replace(".", " ")).split()
    if len(words) > 1 and words[0] in _SHORT_KINDS:
        return " ".join([_SHORT_KINDS[words[0]], *_unnumbered(words[1:])])
    for kind in _MENDED_KINDS:
        length = kind.count(" ") + 1
        head = plain(" ".join(words[:length]))
        if has_kind and (head == kind or length == 1):
            return ""
        if len(words) > length and _is_slip(head, kind, words[length][0].isdecimal()):
            return " ".join([kind, *_unnumbered(words[length:])])
    return ""


def _is_slip(head: str, kind: str, is_numbered: bool) -> bool:
    """Tell a slip in a kind. One short word before a bare number may well be a name: 'Thom 3' is not 'Thôn 3'."""
    if " " in kind:
        allowed = 1 + (len(kind) > 8)
    else:
        is_word = is_syllable(head) and head[:1] != kind[:1]
        is_bare = is_numbered and kind != "tdp"
        allowed = 0 if is_bare or is_word or len(kind) < 3 else 1
    return OSA.distance(head, kind, score_cutoff=allowed) <= allowed


def _unnumbered(words: list[str]) -> list[str]:
    """Take a mistyped 'số' from before a number."""
    is_so = len(words) > 1 and words[1].isdecimal() and OSA.distance(plain(words[0]), "so") < 2
    return words[1:] if is_so else words


def _lettered(text: str, one: str) -> str:
    """Read a digit inside a word as the letter that it looks like: 'Ph1êng' with 1 for `one`, 'N0ng'."""
    read = re.sub(r"(?<=[^\W\d])0(?=[^\W\d])", "o", re.sub(r"(?<=[^\W\d])1(?=[^\W\d])", one, text))
    return read if read != text else ""


def _telex(text: str) -> str:
    """Read what was typed with the Vietnamese keyboard switched off: 'Banr Naf Ngheef' as 'Bản Nà Nghề'.

    A word that can stand as it is speaks against it: 'Sa Loong' is not 'Sa Lông', nor is 'Noong Bua' 'Nông Bua'.
    """
    words = text.casefold().split()
    is_off = text.isascii() and not all(map(is_syllable, words))
    read = [_typed(word) if word.isascii() and (is_off or not is_syllable(word)) else word for word in words]
    return " ".join(read) if read != words else ""


def _typed(word: str) -> str:
    """Decode one word of Telex: a letter doubled or with w takes a shape, f s r x j after a vowel give the tone."""
    letters, tone = "", ""
    for key in word:
        if key in _TELEX_TONES and any(c in VOWELS + MARKED for c in letters):
            tone = _TELEX_TONES[key]
        elif key == "w" and re.search("u?[oô]", letters):
            letters = re.sub("u?[oô]", lambda met: "ươ" if met[0][0] == "u" else "ơ", letters, count=1)
        elif letters[-1:] + key in _SHAPES:
            letters = letters[:-1] + _SHAPES[letters[-1] + key]
        elif key == "w" and re.search("[ua]", letters):
            letters = re.sub("[ua]", lambda met: _SHAPES[met[0] + "w"], letters, count=1)
        else:
            letters += key
    shaped = re.search("[âêôơăư](?=[^âêôơăư]*$)", letters)
    plain_one = re.search("[aeiouy](?=[aeiouy]?[^aeiouy]*$)", letters) if letters[-1:] in VOWELS else None
    last = re.search("[aeiouy](?=[^aeiouy]*$)", letters)
    found = shaped or plain_one or last
    at = found.end() if found else len(letters)
    return unicodedata.normalize("NFC", letters[:at] + tone + letters[at:])
