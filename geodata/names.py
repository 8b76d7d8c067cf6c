"""Names of places, made comparable: the same place written two ways gets the same key."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
ROMAN = {
    name: number
    for number, name in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), start=1)
}
SYLLABLES = frozenset({"i", "vi", "xi"})  # also words: Nà Vi is no sixth Nà, but Nà VI is

# Longest first. The value is the kind that is meant; a bare "tổ" in a ward is a tổ dân phố.
COMMUNE_KINDS = {
    "thi tran": "thị trấn", "thitran": "thị trấn", "phuong": "phường", "tt": "thị trấn",
    "xa": "xã", "p": "phường", "x": "xã",
}  # fmt: skip
GROUP_KINDS = {
    "to dan pho so": "tổ", "to dan pho": "tổ", "khu dan cu": "khu", "khoi pho": "khối", "tieu khu": "tiểu khu",
    "ban so": "bản", "thon so": "thôn", "doi so": "đội", "to so": "tổ", "t d p": "tổ", "to dp": "tổ", "tdp": "tổ",
    "khoi": "khối", "thon": "thôn", "xom": "xóm", "ban": "bản", "doi": "đội", "khu": "khu", "to": "tổ",
    "b": "bản", "th": "thôn",
}  # fmt: skip
DISTRICT_KINDS = {
    "thanh pho": "thành phố", "thi xa": "thị xã", "huyen": "huyện", "tp": "thành phố", "tx": "thị xã", "h": "huyện",
}  # fmt: skip


class Name(NamedTuple):
    """A place name taken apart: its kind ('' when none was written), its key with tones, and without any marks.

    `whole` is the plain key of all words: the "Xa" of "Xa Dung" may be a kind or a part of the name.
    """

    kind: str
    key: str
    plain: str
    has_marks: bool
    whole: str


def tidy(text: str) -> str:
    """Bring text to NFC, without control or zero-width characters, with single spaces."""
    text = unicodedata.normalize("NFC", text.replace("\u00d0", "\u0110").replace("\u00f0", "\u0111"))
    kept = "".join(" " if unicodedata.category(c) in ("Zs", "Cc", "Zl", "Zp") else c for c in text)
    kept = "".join(c for c in kept if unicodedata.category(c) != "Cf")
    return " ".join(kept.split())


def plain(text: str) -> str:
    """Take every mark off: 'Nà Nghè' becomes 'na nghe', 'Điện' becomes 'dien'."""
    stripped = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return unicodedata.normalize("NFC", "".join(c for c in stripped if not unicodedata.combining(c)))


def _syllable(written: str) -> str:
    """Move the tone mark to the end, so that hòa and hoà agree, and write i for a lone final y."""
    parts = unicodedata.normalize("NFD", written)
    tone = "".join(c for c in parts if c in TONES)
    base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES))
    if re.fullmatch(r"[bcdđghklmnpqrstvx]+y", base):
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
    """Tell 'bản' and 'ban' from 'bàn': marks, where written, must be those of the kind."""
    written = " ".join(words)
    return written == plain(written) or words[0] == kind.split()[0]


@lru_cache(maxsize=400_000)
def parse(text: str, sort: str) -> Name:
    """Take a written name apart; `sort` is 'commune', 'group' or 'district'."""
    kinds = {"commune": COMMUNE_KINDS, "group": GROUP_KINDS, "district": DISTRICT_KINDS}[sort]
    kind, rest = _split_kind(_words(text), kinds)
    if len(rest) > 1 and plain(rest[0]) == "so" and rest[1].isdecimal():
        rest = rest[1:]
    if len(rest) > 1 or kind:
        rest = [*rest[:-1], _number(rest[-1], text, is_alone=len(rest) == 1)]
    rest = [str(int(word)) if word.isdecimal() else word for word in rest]
    key = " ".join(_syllable(word) for word in rest)
    bare = plain(" ".join(rest))
    return Name(kind, key, _lone_i(bare), bare != " ".join(rest), _lone_i(plain(" ".join(_words(text)))))


def _lone_i(bare: str) -> str:
    return re.sub(r"(?<=[bcdghklmnpqrstvx])y\b", "i", bare)


def keys(texts: pd.Series, sort: str) -> pd.DataFrame:
    """Return kind, key, plain, has_marks and whole of names, same index; each distinct text is read once."""
    distinct = {text: parse(text, sort) for text in texts.dropna().unique()}
    parts = [distinct.get(text, Name("", "", "", False, "")) for text in texts]
    found = pd.DataFrame(parts, index=texts.index, columns=list(NAME_DTYPES))
    return found.astype(NAME_DTYPES)


NAME_DTYPES = {"kind": "str", "key": "str", "plain": "str", "has_marks": "bool", "whole": "str"}
