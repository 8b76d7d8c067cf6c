"""Random numbers: one independent stream for every purpose, so that a change leaves the others alone."""

from __future__ import annotations

from zlib import crc32

import numpy as np


def stream(seed: int, purpose: str) -> np.random.Generator:
    """Return the generator of one purpose; the same seed and purpose give the same numbers."""
    return np.random.default_rng([seed, crc32(purpose.encode())])


def mixed(numbers: np.ndarray, salt: int, below: int) -> np.ndarray:
    """Scatter whole numbers over 0..below-1, always the same way (the finaliser of splitmix64).

    A person keeps name and birth year through every row that way, without a table of persons.
    """
    bits = numbers.astype(np.uint64) + np.uint64(salt * 0x9E3779B9 + 1)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((bits ^ (bits >> np.uint64(31))) % np.uint64(below)).astype(np.int64)
