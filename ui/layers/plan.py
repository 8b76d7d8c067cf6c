"""What is planned: when a team comes next; offered where a standing has `planned_on`, and in words `planned_team`."""

import pandas as pd

from reports.palette import COVERAGE
from ui.layers.layer import Layer, banded, ramp

SWATCHES = ramp(("plan_none", "plan_past", "plan_later", "plan_fortnight", "plan_week", "plan_met"), COVERAGE)
NONE, PAST, LATER, FORTNIGHT, WEEK, MET = SWATCHES
BOUNDS = (0, 8, 15)  # days ahead


def _classes(standing: pd.DataFrame) -> pd.Series:
    """Tell when somebody comes; where nobody does, whether anybody is left to reach.

    Of a unit without a report it is known well whether somebody is sent there.
    """
    ahead, unasked = standing["days_ahead"], standing["state"].where(standing["days_ahead"].isna(), "")
    unplanned = banded(standing["gap_people"], (0.5,), (MET, NONE), unasked)
    return banded(ahead, BOUNDS, (PAST, WEEK, FORTNIGHT, LATER), unasked).where(ahead.notna(), unplanned)


PLAN = Layer(
    "plan",
    SWATCHES,
    _classes,
    needs=("planned_on",),
    levels=("group",),
    column="gap_people",
    has_weeks=False,
)
