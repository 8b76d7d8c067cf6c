"""Services that records can be pulled from, one row each: the command line, the page and the tests walk this tuple."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from loaders import kobo, odk_central
from loaders.submissions import Pulled
from outreach.errors import FileRefused, NotFound


@dataclass(frozen=True)
class Source:
    """A service: its name, the variables of the environment that it needs, and how it is asked."""

    name: str
    settings: tuple[str, ...]
    ask: Callable[[Mapping[str, str]], Pulled]

    def missing(self, environment: Mapping[str, str]) -> tuple[str, ...]:
        """Return the variables that are not set."""
        return tuple(name for name in self.settings if not environment.get(name))

    def pull(self, environment: Mapping[str, str]) -> Pulled:
        """Fetch the submissions as a file; raise FileRefused `source_unset` where a variable is missing."""
        if missing := self.missing(environment):
            raise FileRefused("source_unset", source=self.name, missing=missing)
        return self.ask(environment)


SOURCES = (
    Source(odk_central.NAME, odk_central.SETTINGS, odk_central.pull),
    Source(kobo.NAME, kobo.SETTINGS, kobo.pull),
)


def source_named(name: str) -> Source:
    """Return a source by its name; raise NotFound for any other word."""
    for source in SOURCES:
        if source.name == name:
            return source
    raise NotFound("source_unknown", source=name)
