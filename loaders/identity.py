"""Keys in place of people: what identifies a person or household is keyed-hashed here and dropped."""

import hmac

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.headings import bare

BLANK = "\x1f"


def keyed(column: pa.DictionaryArray, key: bytes, purpose: str) -> pa.Array:
    """Return a 64-bit HMAC-SHA256 of each distinct text, None where the text is blank.

    Sixty-four bits of the code suffice: among 16 million people the chance of any two sharing one is 7 in a million.
    `purpose` keeps the keys of people, households and rows apart.
    """
    texts = column.dictionary.to_pylist()
    prefix = purpose.encode() + b":"
    digest = hmac.digest
    codes = [
        int.from_bytes(digest(key, prefix + text.encode(), "sha256")[:8], "little", signed=True)
        if text and text.strip(BLANK + " ")
        else None
        for text in texts
    ]
    values = pa.array(codes, pa.int64())
    return values.take(column.indices) if len(texts) else pa.nulls(len(column), pa.int64())


def joined(columns: list[pa.DictionaryArray]) -> pa.DictionaryArray:
    """Join the comparable form of several columns; blank where every one of them is blank."""
    parts = [_comparable(column) for column in columns]
    text = parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, BLANK)
    return text.dictionary_encode()


def _comparable(column: pa.DictionaryArray) -> pa.Array:
    if not len(column.dictionary):
        return pa.array([""] * len(column), pa.string())
    return pa.array([bare(text or "") for text in column.dictionary.to_pylist()], pa.string()).take(column.indices)


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
