"""The name of an edition: a hash of everything that its figures rest on."""

import hashlib
from collections.abc import Sequence

from store.catalogue import Import

VERSION = "4"  # raised when the way from records to facts changes, so that old editions are not read


def edition_name(imports: Sequence[Import]) -> str:
    """Name the edition that the imports make: the same imports, the same name."""
    inputs = [VERSION, *(f"{one.import_id}:{one.kind}:{one.level}:{one.segment}" for one in imports)]
    return hashlib.sha256("\n".join(inputs).encode()).hexdigest()[:20]
