"""Coverage: reached adults of all adults, in classes that end at the target."""

import pandas as pd

from reports.palette import COVERAGE as SWATCHES
from ui.layers.layer import Layer

RANGE = ("coverage_low_share", "coverage_high_share")
WIDE = 0.25  # of the whole: a range so wide reaches over more than one class


def _classes(standing: pd.DataFrame) -> pd.Series:
    return standing["coverage_class"]


def _unsure(standing: pd.DataFrame) -> pd.Series:
    """Tell units whose range of coverage is wide.

    Where no range is known nobody claims anything, and where no coverage is known a hatch says so.
    """
    if not set(RANGE) <= set(standing.columns):
        return pd.Series(False, index=standing.index)
    width = (standing["coverage_high_share"] - standing["coverage_low_share"]).where(standing["coverage_share"].notna())
    return (width.astype("Float64") > WIDE).fillna(False).astype("bool")


COVERAGE = Layer(
    "coverage",
    SWATCHES,
    _classes,
    needs=("coverage_class",),
    column="coverage_share",
    denominator="adults",
    unsure=_unsure,
    likes=RANGE,
)
