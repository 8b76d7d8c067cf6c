"""The name of an edition: a hash of everything that its figures rest on."""

import hashlib
from collections.abc import Sequence

import pandas as pd

from store.catalogue import Import

VERSION = "9"  # raised when the way from records to facts changes, so that old editions are not read


def edition_name(imports: Sequence[Import], decisions: pd.DataFrame) -> str:
    """Name the edition that imports and decisions in force make: the same inputs, the same name."""
    inputs = [VERSION, *(f"{one.import_id}:{one.kind}:{one.level}:{one.segment}" for one in imports)]
    inputs += [f"decision:{number}" for number in decisions["decision_id"]]
    return hashlib.sha256("\n".join(inputs).encode()).hexdigest()[:20]
