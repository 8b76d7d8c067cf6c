"""Keys in place of people: what identifies a person or household is keyed-hashed here and dropped."""

import hmac
import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from loaders.cells import is_valueless
from loaders.headings import bare

BLANK = "\x1f"
CODE_BYTES = 8
NATIONAL_DIGITS = 10


def keyed(column: pa.DictionaryArray, key: bytes, purpose: str) -> pa.Array:
    """Return a 64-bit HMAC-SHA256 of each distinct text, None where the text is blank.

    Sixty-four bits of the code suffice: among 16 million people the chance of any two sharing one is 7 in a million.
    `purpose` keeps the keys of people, households and rows apart.
    """
    texts = column.dictionary.to_pylist()
    prefix = purpose.encode() + b":"
    digest = hmac.digest
    codes = b"".join([digest(key, prefix + (text or "").encode(), "sha256")[:CODE_BYTES] for text in texts])
    is_nobody = np.array([not text or not text.strip(BLANK + " ") for text in texts], dtype=bool)
    values = pa.array(np.frombuffer(codes, "<i8"), mask=is_nobody)
    return values.take(column.indices) if len(texts) else pa.nulls(len(column), pa.int64())


def comparable(column: pa.DictionaryArray, form: Callable[[str], str]) -> pa.Array:
    """Bring each distinct text to the form in which two spellings of one person are equal; '' for nothing."""
    if not len(column.dictionary):
        return pa.array([""] * len(column), pa.string())
    texts = ["" if is_nobody(text or "") else form(text) for text in column.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(column.indices)


def is_nobody(text: str) -> bool:
    """Tell text that names nobody: a blank, or the '#REF!' and '#VALUE!' of a broken formula."""
    return is_valueless(text) or (text.startswith("#") and text.strip().endswith(("!", "?", "/A")))


def plain(text: str) -> str:
    """Write a name or a code in lower case letters and digits without marks."""
    return text.lower() if text.isascii() and text.isalnum() else bare(text)


def citizen_number(text: str) -> str:
    """Write a citizen number without spaces, points or the leading zeros that spreadsheets lose; '' for no number."""
    if text.isascii() and text.isdecimal():
        return text.lstrip("0")
    number = re.sub(r"[\W_]", "", text).casefold().lstrip("0")
    return "" if is_lossy(text) or not re.search(r"\d", number) else number


def is_lossy(text: str) -> bool:
    """Tell a number that a spreadsheet has rounded, such as 1.1E+10: many people share it."""
    return not text.isdecimal() and re.fullmatch(r"\s*\d+([.,]\d+)?[eE]\+?\d+\s*", text) is not None


def telephone(text: str) -> str:
    """Write a telephone number without country code, leading zeros or dots."""
    digits = (text if text.isdecimal() else re.sub(r"\D", "", text)).lstrip("0")
    return digits[2:] if digits.startswith("84") and len(digits) > NATIONAL_DIGITS else digits


def birth_year(text: str) -> str:
    """Find the year in a year or date of birth; '' where there is none."""
    found = re.search(r"(?<!\d)(19|20)\d\d(?!\d)", text)
    return found[0] if found else ""


def mix(*columns: np.ndarray) -> np.ndarray:
    """Mix whole numbers into one 64-bit number a row (splitmix64, Steele, Lea and Flood 2014); order counts."""
    state = np.zeros(len(columns[0]), dtype=np.uint64)
    with np.errstate(over="ignore"):
        for column in columns:
            state = _avalanche(state * np.uint64(0x9E3779B97F4A7C15) + column.astype(np.int64).view(np.uint64))
    return state.view(np.int64)


def _avalanche(state: np.ndarray) -> np.ndarray:
    state = state + np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))
