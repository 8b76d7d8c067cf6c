"""What is to be reached, of whom, by when."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from outreach.denominator import Choice


@dataclass(frozen=True)
class Target:
    """A share of a population to be reached by a date; `of` says whose share, by whose figures."""

    share: float
    on: date
    of: Choice = field(default_factory=Choice)

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise ValueError("a target share lies in (0, 1]")

    def people(self, population: pd.Series) -> pd.Series:
        """Return how many of each population the target asks for, rounded up to whole people."""
        asked = self.share * population.astype("Float64") - 1e-9
        return pd.Series(np.ceil(asked), index=population.index)
