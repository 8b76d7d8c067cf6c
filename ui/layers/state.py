"""Data state: what is known of a unit at all."""

import pandas as pd

from outreach.state import State
from ui.layers.layer import UNKNOWN_OF, Layer
from ui.palette import COVERAGE, UNKNOWN, Swatch

NEVER, ZERO, PARTLY, FULL = COVERAGE[0].fill, COVERAGE[1].fill, COVERAGE[3].fill, COVERAGE[5].fill
HATCHED = {one.key: one for one in UNKNOWN}
SWATCHES = (
    Swatch(State.NEVER_REACHED.value, NEVER),
    Swatch(State.VISITED_ZERO.value, ZERO),
    Swatch(State.PARTLY.value, PARTLY),
    Swatch(State.AT_TARGET.value, FULL),
    *(Swatch(state, HATCHED[key].fill, HATCHED[key].hatch) for state, key in UNKNOWN_OF.items()),
)


def _classes(standing: pd.DataFrame) -> pd.Series:
    return standing["state"].astype("str")


STATE = Layer("state", SWATCHES, _classes, needs=("state",), column="state", words="state", tells_unknown=True)
