"""Change of coverage since a day, in points of a hundred."""

import pandas as pd

from reports.palette import COVERAGE
from ui.layers.layer import Layer, banded, ramp

SWATCHES = ramp(
    ("change_fell", "change_none", "change_under_5", "change_under_10", "change_under_20", "change_more"), COVERAGE
)
NOTHING = 0.0005  # less than the last digit that is written
BOUNDS = (-NOTHING, NOTHING, 0.05, 0.10, 0.20)


def _classes(standing: pd.DataFrame) -> pd.Series:
    return banded(standing["change_share"], BOUNDS, SWATCHES, standing["state"])


CHANGE = Layer(
    "change",
    SWATCHES,
    _classes,
    needs=("change_share",),
    column="change_share",
    denominator="adults",
    counts_change=True,
)
