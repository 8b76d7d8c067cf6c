"""Effective coverage: adults who showed the basic skills, of all adults, in the classes of coverage."""

import pandas as pd

from reports.palette import COVERAGE, Swatch
from ui.layers.layer import UNKNOWN_OF, Layer, banded

BOUNDS = (1e-12, 0.25, 0.50, 0.80, 1.0)
UNASKED = Swatch("skill_unknown", "#e6edf2", "diagonal")  # people were reached, and nobody wrote down a skill


def _classes(standing: pd.DataFrame) -> pd.Series:
    share, state = standing["effective_share"], standing["state"]
    return banded(share, BOUNDS, COVERAGE, state).mask(share.isna() & ~state.isin(UNKNOWN_OF), UNASKED.key)


EFFECTIVE = Layer(
    "effective",
    (*COVERAGE, UNASKED),
    _classes,
    needs=("effective_share",),
    column="effective_share",
    denominator="adults",
    has_weeks=False,
)
