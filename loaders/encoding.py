"""The encoding of a text file, told from all of its bytes; whatever it was, it becomes UTF-8."""

import codecs
import re
import unicodedata
from itertools import islice

import numpy as np
import pyarrow as pa

from loaders.finding import Finding
from loaders.fonts import FONTS
from loaders.syllable import is_syllable, marked_words
from outreach.errors import FileRefused

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SAMPLE = 1 << 16
ENOUGH = 5_000  # distinct words
MANY_NULS = 0.2  # of the bytes at even or at odd places: half of UTF-16 text of digits and plain letters
STRAY_NULS = 0.05
MIXED_SHARE = 0.1
NOT_ASCII = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")


def to_utf8(content: bytes) -> tuple[bytes, tuple[Finding, ...]]:
    """Return the text as UTF-8 without a byte of zeros, and what was found out where it was not that already."""
    encoding = find_encoding(content)
    if encoding == "utf-8":
        return content.replace(b"\x00", b""), ()
    if encoding == "utf-8-sig":
        return content[3:].replace(b"\x00", b""), ()
    if encoding == "mixed":
        return _mixed(content)
    try:
        text = unicodedata.normalize("NFC", _decoded(content, encoding)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise FileRefused("csv_unreadable") from error
    lines = sum(not line.isascii() for line in text.split("\n"))
    found = Finding("encoding", "utf16" if encoding.startswith("utf-16") else encoding, facts={"lines": lines})
    return text.replace("\x00", "").encode("utf-8", errors="replace"), (found,)


def find_encoding(content: bytes) -> str:
    """Tell the encoding: by its mark, by its zeros, as UTF-8 where every byte agrees, else by its Vietnamese words.

    'mixed' is UTF-8 in which some lines are not: parts pasted from an older file.
    """
    for mark, name in MARKS:
        if content.startswith(mark):
            return name if name != "utf-8-sig" or is_utf8(content) else "mixed"
    if b"\x00" in content:
        wide = _wide(content)
        if wide:
            return wide
    if is_utf8(content):
        return "utf-8"
    return "mixed" if _utf8_share(content) > MIXED_SHARE else old_code_page(content)


def is_utf8(content: bytes) -> bool:
    """Check the bytes where they lie: a decoded copy of a large file would be four times its size."""
    ends = pa.py_buffer(np.array([0, len(content)], dtype=np.int64))
    whole = pa.Array.from_buffers(pa.large_binary(), 1, [None, ends, pa.py_buffer(content)])
    try:
        whole.cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _wide(content: bytes) -> str:
    """Tell UTF-16 without a mark by where the zeros are; many zeros of another kind are no text at all."""
    taken = np.frombuffer(content[: SAMPLE & ~1], dtype=np.uint8) == 0
    even, odd = float(taken[::2].mean()), float(taken[1::2].mean())
    if odd > MANY_NULS and even < STRAY_NULS:
        return "utf-16-le"
    if even > MANY_NULS and odd < STRAY_NULS:
        return "utf-16-be"
    if max(even, odd) > STRAY_NULS:
        raise FileRefused("file_format")
    return ""


def _utf8_share(content: bytes) -> float:
    """Return the share of lines beyond ASCII that are UTF-8, of the first few thousand."""
    lines = [found[0] for found in islice(NOT_ASCII.finditer(content), ENOUGH)]
    return sum(map(is_utf8, lines)) / len(lines)


def old_code_page(content: bytes) -> str:
    """Tell the Vietnamese code page of Windows from the Western one by which makes more syllables.

    A legacy font is Western letters that mean others; it makes its syllables in the Western one.
    """
    words = {
        word
        for found in NOT_ASCII.finditer(content)
        for word in re.findall(rb"[^\s,;|\x22]*[\x80-\xff][^\s,;|\x22]*", found[0])
    }
    some = b" ".join(sorted(words)[:: max(1, len(words) // ENOUGH)])
    western = _decoded(some, "cp1252")
    as_western = max(_syllables(western), *(_syllables(font.convert(western)) for font in FONTS.values()))
    return "cp1258" if _syllables(_decoded(some, "cp1258")) > as_western else "cp1252"


def _syllables(text: str) -> int:
    return sum(map(is_syllable, marked_words([unicodedata.normalize("NFC", text)])))


def _decoded(content: bytes, encoding: str) -> str:
    """Decode; a byte that the code page leaves open is the character of its number, so that nothing is lost."""
    return content.decode(encoding, errors="own_number" if encoding.startswith("cp") else "strict")


def _own_number(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("own_number", _own_number)


def _mixed(content: bytes) -> tuple[bytes, tuple[Finding, ...]]:
    """Read each line as UTF-8, and those that are not by the older code page; no line is lost."""
    lines = content.removeprefix(codecs.BOM_UTF8).replace(b"\x00", b"").split(b"\n")
    odd = [at for at, line in enumerate(lines) if not line.isascii() and not is_utf8(line)]
    page = old_code_page(b"\n".join(lines[at] for at in odd))
    for at in odd:
        lines[at] = unicodedata.normalize("NFC", _patched(lines[at], page)).encode()
    return b"\n".join(lines), (Finding("encoding", "mixed", facts={"lines": len(odd)}),)


def _patched(line: bytes, page: str) -> str:
    """Decode a line whose well-formed parts are UTF-8."""
    pieces = line.decode("utf-8", errors="surrogateescape")
    return re.sub("[\udc80-\udcff]+", lambda found: _decoded(found[0].encode("utf-8", "surrogateescape"), page), pieces)
