"""Names of places, made comparable: the same place written two ways gets the same key."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from geodata.syllable import TONES, is_whole, plain, without_tone

ROMAN = {
    name: number
    for number, name in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), start=1)
}
SYLLABLES = frozenset({"i", "vi", "xi"})  # also words: Nà Vi is no sixth Nà, but Nà VI is

# Longest first. The value is the kind that is meant; a bare "tổ" in a ward is a tổ dân phố.
COMMUNE_KINDS = {
    "thi tran": "thị trấn", "thitran": "thị trấn", "t t": "thị trấn", "phuong": "phường", "tt": "thị trấn",
    "xa": "xã", "p": "phường", "x": "xã",
}  # fmt: skip
GROUP_KINDS = {
    "to dan pho so": "tổ", "to dan pho": "tổ", "khu dan cu": "khu", "khoi pho": "khối", "tieu khu": "tiểu khu",
    "diem dan cu": "điểm dân cư", "cum dan cu": "cụm dân cư",
    "ban so": "bản", "thon so": "thôn", "doi so": "đội", "to so": "tổ", "t d p": "tổ", "to dp": "tổ", "tdp": "tổ",
    "khoi": "khối", "thon": "thôn", "xom": "xóm", "ban": "bản", "doi": "đội", "khu": "khu", "to": "tổ",
    "b": "bản", "th": "thôn",
}  # fmt: skip
TONELESS = frozenset({"phường", "thị"})  # that begin no other name when they lack their tone, as "tô" and "đôi" do
DISTRICT_KINDS = {
    "thanh pho": "thành phố", "thi xa": "thị xã", "huyen": "huyện", "tp": "thành phố", "tx": "thị xã", "h": "huyện",
}  # fmt: skip


class Name(NamedTuple):
    """A place name taken apart: its kind ('' when none was written), its key with tones, and without any marks.

    `whole` is the plain key of all words: the "Xa" of "Xa Dung" may be a kind or a part of the name. `has_marks` is
    also set where a name without marks is to be read as it stands. `has_lost` tells a kind that has lost its marks.
    """

    kind: str
    key: str
    plain: str
    has_marks: bool
    whole: str
    has_lost: bool = False


def tidy(text: str) -> str:
    """Bring text to NFC, without control or zero-width characters, with single spaces."""
    text = unicodedata.normalize("NFC", text.replace("\u00d0", "\u0110").replace("\u00f0", "\u0111"))
    kept = "".join(" " if unicodedata.category(c) in ("Zs", "Cc", "Zl", "Zp") else c for c in text)
    kept = "".join(c for c in kept if unicodedata.category(c) != "Cf")
    return " ".join(kept.split())


def _syllable(written: str) -> str:
    """Move the tone mark to the end, so that hòa and hoà agree, and write i for a y that is the only vowel."""
    parts = unicodedata.normalize("NFD", written)
    tone = "".join(c for c in parts if c in TONES)
    base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES))
    if re.fullmatch(r"(?:qu|[bcdđghklmnpqrstvx]+)y", base):
        base = base[:-1] + "i"
    return base + tone


def _words(text: str) -> list[str]:
    spaced = re.sub(r"[^\w]+|_", " ", tidy(text).casefold())
    return re.sub(r"(?<=[^\W\d])(?=\d)", " ", spaced).split()


def _number(word: str, text: str, *, is_alone: bool) -> str:
    """Read a last word as an arabic or roman number; one that may be a syllable only alone or in capitals."""
    if word.isdecimal():
        return str(int(word))
    is_roman = word in ROMAN and (is_alone or word not in SYLLABLES or (word.upper() in text and not text.isupper()))
    return str(ROMAN[word]) if is_roman else word


def _split_kind(words: list[str], kinds: dict[str, str]) -> tuple[str, list[str]]:
    """Take a leading kind off, unless nothing would be left."""
    bare = [plain(word) for word in words]
    for written, kind in kinds.items():
        length = written.count(" ") + 1
        if len(words) > length and " ".join(bare[:length]) == written and _is_kind(words[:length], kind):
            return kind, words[length:]
    return "", words


def _is_kind(words: list[str], kind: str) -> bool:
    """Tell 'bản' and 'ban' from 'bàn': marks, where written, must be those of the kind; 'phương' lacks a tone only."""
    written, first = " ".join(words), kind.split()[0]
    return written == plain(written) or words[0] == first or (first in TONELESS and words[0] == without_tone(first)[0])


def _is_level(rest: list[str]) -> bool:
    """Tell a lone syllable that may mean the level tone that it has: 'Bản Sang' is not 'Bản Sáng'.

    One syllable is little to go by, and without its marks it is another word.
    """
    return len(rest) == 1 and rest[0] == plain(rest[0]) and is_whole(rest[0])


@lru_cache(maxsize=400_000)
def parse(text: str, sort: str) -> Name:
    """Take a written name apart; `sort` is 'commune', 'group' or 'district'."""
    kinds = {"commune": COMMUNE_KINDS, "group": GROUP_KINDS, "district": DISTRICT_KINDS}[sort]
    words = _words(text)
    kind, rest = _split_kind(words, kinds)
    has_lost = len(rest) < len(words) and words[0] == plain(kind).split()[0] != kind.split()[0]
    is_level = not has_lost and _is_level(rest)  # who writes "ban" for "bản" writes "sang" for "sáng"
    if len(rest) > 1 and plain(rest[0]) == "so" and rest[1].isdecimal():
        rest = rest[1:]
    if len(rest) > 1 or kind:
        rest = [*rest[:-1], _number(rest[-1], text, is_alone=len(rest) == 1)]
    rest = [str(int(word)) if word.isdecimal() else re.sub(r"^0+(?=\d)", "", word) for word in rest]
    key = " ".join(_syllable(word) for word in rest)
    bare = plain(" ".join(rest))
    return Name(kind, key, _lone_i(bare), is_level or bare != " ".join(rest), _lone_i(plain(" ".join(words))), has_lost)


def _lone_i(bare: str) -> str:
    return re.sub(r"\b(qu|[bcdghklmnpqrstvx]+)y\b", r"\1i", bare)


def keys(texts: pd.Series, sort: str) -> pd.DataFrame:
    """Return the parts of names, same index; each distinct text is read once."""
    distinct = {text: parse(text, sort) for text in texts.dropna().unique()}
    parts = [distinct.get(text, Name("", "", "", has_marks=False, whole="")) for text in texts]
    found = pd.DataFrame(parts, index=texts.index, columns=list(NAME_DTYPES))
    return found.astype(NAME_DTYPES)


NAME_DTYPES = {"kind": "str", "key": "str", "plain": "str", "has_marks": "bool", "whole": "str", "has_lost": "bool"}
