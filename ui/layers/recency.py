"""Days since the last visit; 28 days is how often a commune is expected to report."""

import pandas as pd

from reports.palette import COVERAGE
from ui.layers.layer import Layer, banded, ramp

SWATCHES = ramp(
    ("since_never", "since_90", "since_60", "since_28", "since_14", "since_recent"),
    COVERAGE,
)
BOUNDS = (-9e9, -90, -60, -28, -14)  # days, turned round so that the longest ago comes first
NEVER = 10**10


def _classes(standing: pd.DataFrame) -> pd.Series:
    return banded(-standing["days_since"].fillna(NEVER), BOUNDS, SWATCHES, standing["state"])


RECENCY = Layer("recency", SWATCHES, _classes, needs=("days_since",), column="days_since")
