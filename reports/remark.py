"""A sentence to be told: the key of its text and its facts, in no language yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from texts import Language


@dataclass(frozen=True)
class Remark:
    """A key of the catalogue and the facts it names.

    A fact whose name ends in `share` is told as a percentage, one in `per_week` as people a week.
    """

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


def told(remark: Remark, say: Language) -> str:
    """Return the sentence of a remark in a language."""
    facts = {name: _fact(name, fact, say) for name, fact in remark.facts.items()}
    return say(remark.key, **facts)


def _fact(name: str, fact: object, say: Language) -> object:
    if name.endswith("share"):
        return say.share(float(str(fact)))
    return say.rate(float(str(fact))) if name.endswith("per_week") else fact
