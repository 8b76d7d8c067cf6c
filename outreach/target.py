"""What is to be reached, of whom, by when."""

import math
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Target:
    """A share of a population to be reached by a date."""

    share: float
    on: date

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise ValueError("a target share lies in (0, 1]")

    def people(self, population: int) -> int:
        """Return how many of a population the target asks for, rounded up to whole people."""
        return math.ceil(self.share * population - 1e-9)
