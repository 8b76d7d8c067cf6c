"""How far the coverage of a group is known: estimate, range, chance to be short of the target or among the last."""

import pandas as pd

from outreach.uncertainty.measure import (
    below_target_probability,
    coverage_range,
    lowest_tenth_probability,
    need_class,
    own_data_share,
    unreached_range,
)
from outreach.uncertainty.prediction import known, predict
from outreach.uncertainty.prior import prior

COLUMNS = (
    *("coverage_estimate_share", "coverage_low_share", "coverage_high_share", "own_data_share"),
    *("below_target_probability", "lowest_tenth_probability", "need_class"),
    *("unreached_expected", "unreached_low", "unreached_high"),
)

__all__ = ["COLUMNS", "uncertainty"]


def uncertainty(groups: pd.DataFrame, target_share: float, neighbours: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return what is known of the coverage of each group (COLUMNS), NA where the figures allow no estimate.

    `groups` has reached, observed (adults of whom it is known whether they were reached; as many as adults where
    records are complete, 0 where no report came), adults (NA for unknown) and parent_id. It may have stratum (a
    language, a zone), denominator_cv (how far the number of adults may be off), and waiting_mean and
    waiting_variance (adults on records that wait for a place and may belong here). With `neighbours` (unit_no,
    neighbour_no) groups indexed by unit_no are expected to resemble those next door.
    """
    expected = prior(groups, neighbours)
    coverage, unreached = predict(known(groups, expected))
    adults = groups["adults"].where(groups["adults"] > 0)
    estimate = coverage_range(coverage, groups.index)
    lowest = lowest_tenth_probability(coverage, adults)
    measures = (
        estimate,
        own_data_share(groups, expected).where(estimate["coverage_estimate_share"].notna()),
        below_target_probability(coverage, adults, target_share),
        lowest,
        need_class(lowest),
        unreached_range(unreached, groups.index),
    )
    return pd.concat(measures, axis="columns")[list(COLUMNS)]
