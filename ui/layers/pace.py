"""Pace: people reached a week, against what the target asks for; offered where a standing has `pace_ratio`."""

import pandas as pd

from reports.palette import COVERAGE
from ui.layers.layer import Layer, banded, ramp

SWATCHES = ramp(
    ("pace_none", "pace_under_25", "pace_under_50", "pace_under_75", "pace_under_100", "pace_kept"), COVERAGE
)
BOUNDS = (1e-12, 0.25, 0.50, 0.75, 1.0)


def _classes(standing: pd.DataFrame) -> pd.Series:
    return banded(standing["pace_ratio"], BOUNDS, SWATCHES, standing["state"])


PACE = Layer("pace", SWATCHES, _classes, needs=("pace_ratio",), column="pace_ratio", has_weeks=False)
