"""A layer of the map: one way to look at a standing, with its fixed classes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from outreach.state import State
from reports.palette import NO_DATA, NO_DENOMINATOR, UNKNOWN, UNMATCHED, Swatch

Classes = Callable[[pd.DataFrame], pd.Series]
LEVELS = ("commune", "group")
UNKNOWN_OF = {
    State.NO_DENOMINATOR.value: NO_DENOMINATOR.key,
    State.NO_REPORT.value: NO_DATA.key,
    State.UNMATCHED.value: UNMATCHED.key,
}


@dataclass(frozen=True)
class Layer:
    """What can be chosen over the map.

    `key` stands in the address; the texts are `layer.<key>` (its name) and `layer.<key>.note` (how it is read), and of
    each class `<words>.<swatch key>`. `classes` gives each unit of a standing the key of a swatch, or of one of
    `palette.UNKNOWN`. A layer is offered where the standing has the columns that it `needs`, at its `levels`.
    `column` is what the table beside the map shows of it, `denominator` the column that its shares are of. `circles`
    names the column of people whose circles lie over the fill; `unsure` tells uncertain units. A layer that
    `tells_unknown` has classes of its own for them; one that `counts_change` has a day from which it counts. What it
    `likes` are columns that it shows where they can be had. One that has no `has_weeks` is known of one day at a time,
    and one that `diverges` has its quiet class in the middle, not at an end.
    """

    key: str
    swatches: tuple[Swatch, ...]
    classes: Classes
    needs: tuple[str, ...] = ()
    levels: tuple[str, ...] = LEVELS
    words: str = "class"
    column: str = ""
    denominator: str = ""
    circles: str | None = None
    unsure: Classes | None = None
    tells_unknown: bool = False
    counts_change: bool = False
    likes: tuple[str, ...] = ()
    has_weeks: bool = True
    diverges: bool = False

    def __post_init__(self) -> None:
        if set(self.levels) - set(LEVELS) or not self.swatches:
            raise ValueError(f"not a layer: {self.key!r}")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a standing that the layer draws."""
        return (*self.needs, *self.likes)

    def fits(self, standing: pd.DataFrame, level: str) -> bool:
        """Tell whether the layer can be drawn from a standing at a level."""
        return level in self.levels and set(self.needs) <= set(standing.columns)

    def legend(self, keys: pd.Series, *, every_class: bool = False) -> tuple[Swatch, ...]:
        """Return the lines of the legend: all classes, and of what is hatched what occurs, or every line."""
        lines = self.swatches if self.tells_unknown else (*self.swatches, *UNKNOWN)
        always = every_class or self.tells_unknown
        return tuple(one for one in lines if always or one.hatch is None or (keys == one.key).any())


def banded(values: pd.Series, bounds: Sequence[float], swatches: Sequence[Swatch], state: pd.Series) -> pd.Series:
    """Return the class of each value: below the first bound the first swatch, each bound belonging to the class above.

    What has no figure for its state gets the hatch of its reason, any other missing value counts as no data.
    """
    place = pd.Series(np.digitize(values.astype("float64"), bounds), index=values.index)
    keys = place.map(dict(enumerate(one.key for one in swatches))).where(values.notna(), NO_DATA.key)
    return state.map(UNKNOWN_OF).fillna(keys)


def ramp(keys: Sequence[str], fills: Sequence[Swatch]) -> tuple[Swatch, ...]:
    """Give names to the fills of a ramp, from what is worst (dark) to what is best."""
    return tuple(Swatch(key, one.fill) for key, one in zip(keys, fills, strict=True))
