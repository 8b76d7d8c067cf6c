"""Probability of lying below the target; offered where a standing has `below_target_probability`."""

import pandas as pd

from reports.palette import COVERAGE
from ui.layers.layer import Layer, banded, ramp

SWATCHES = ramp(("risk_sure", "risk_likely", "risk_even", "risk_unlikely", "risk_none"), COVERAGE[1:])
BOUNDS = (-0.95, -0.80, -0.20, -0.05)  # turned round, so that the surest comes first


def _classes(standing: pd.DataFrame) -> pd.Series:
    return banded(-standing["below_target_probability"], BOUNDS, SWATCHES, standing["state"])


RISK = Layer(
    "risk", SWATCHES, _classes, needs=("below_target_probability",), column="below_target_probability", has_weeks=False
)
