"""Data state: what is known of a unit at all."""

import pandas as pd

from outreach.state import State
from reports.palette import COVERAGE, UNKNOWN, Swatch
from ui.layers.layer import UNKNOWN_OF, Layer

NEVER, ZERO, PLANNED, PARTLY, FULL = (COVERAGE[place].fill for place in (0, 1, 2, 3, 5))
HATCHED = {one.key: one for one in UNKNOWN}
SWATCHES = (
    Swatch(State.NEVER_REACHED.value, NEVER),
    Swatch(State.VISITED_ZERO.value, ZERO),
    Swatch(State.PLANNED.value, PLANNED),
    Swatch(State.PARTLY.value, PARTLY),
    Swatch(State.AT_TARGET.value, FULL),
    Swatch(State.CLOSED.value, "#eef0f2", "cross"),
    Swatch(State.NOT_ON_MAP.value, "#f3efe6", "diagonal"),
    *(Swatch(state, HATCHED[key].fill, HATCHED[key].hatch) for state, key in UNKNOWN_OF.items()),
)


def _classes(standing: pd.DataFrame) -> pd.Series:
    return standing["state"].astype("str")


STATE = Layer("state", SWATCHES, _classes, needs=("state",), column="state", words="state", tells_unknown=True)
