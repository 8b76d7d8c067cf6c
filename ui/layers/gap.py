"""Gap: adults still to be reached, as circles whose areas are in proportion to people."""

import pandas as pd

from reports.palette import Swatch
from ui.layers.layer import Layer, banded

SWATCHES = (Swatch("gap_left", "#cfc6b4"), Swatch("gap_met", "#fdf6d0"))


def _classes(standing: pd.DataFrame) -> pd.Series:
    return banded(-standing["gap_people"], (-0.5,), SWATCHES, standing["state"])


GAP = Layer("gap", SWATCHES, _classes, needs=("gap_people",), column="gap_people", circles="gap_people")
