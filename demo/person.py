"""Made-up persons: nobody has these names by design, and no number could be anybody's."""

from __future__ import annotations

import numpy as np

from demo.stream import mixed
from demo.vocabulary import FAMILY_NAMES, GIVEN_NAMES, MIDDLE_NAMES


def full_names(person: np.ndarray) -> np.ndarray:
    """Return a name for every person number, always the same one."""
    family = np.array(FAMILY_NAMES, dtype=object)[mixed(person, 1, len(FAMILY_NAMES))]
    middle = np.array(MIDDLE_NAMES, dtype=object)[mixed(person, 2, len(MIDDLE_NAMES))]
    given = np.array(GIVEN_NAMES, dtype=object)[mixed(person, 3, len(GIVEN_NAMES))]
    return family + " " + middle + " " + given


def birth_years(person: np.ndarray) -> np.ndarray:
    """Return birth years of adults, the middle-aged more often."""
    return 1938 + (mixed(person, 4, 35) + mixed(person, 5, 36))


def citizen_numbers(person: np.ndarray) -> np.ndarray:
    """Return twelve digits beginning with 000, which no province has; None for one person in eight."""
    digits = (person.astype(np.int64) * 7919 + 104_729) % 10**9  # one-to-one: 7919 and 10^9 share no factor
    text = np.char.add("000", np.char.zfill(digits.astype(str), 9)).astype(object)
    text[mixed(person, 6, 8) == 0] = None
    return text


def phone_numbers(person: np.ndarray) -> np.ndarray:
    """Return ten digits beginning with 0000, which no network has; None for one person in three.

    Distinct for person numbers below a million, so that a phone alone can tell two persons apart.
    """
    digits = (person.astype(np.int64) * 7919 + 1_299_709) % 10**6
    text = np.char.add("0000", np.char.zfill(digits.astype(str), 6)).astype(object)
    text[mixed(person, 8, 3) == 0] = None
    return text
