"""Ranks that do not claim more than is known: those that a unit may have, given how far its figure may be off.

Whose range lies wholly above another's is ahead of it; of two ranges that overlap nobody can tell (Goldstein and
Spiegelhalter, 1996, warn of ranking by the middle alone).
"""

import numpy as np
import pandas as pd


def rank_range(low: pd.Series, high: pd.Series) -> pd.DataFrame:
    """Return the best and the worst rank that each unit may have: rank_best and rank_worst, 1 for the highest figure.

    `low` and `high` have the same index; a unit without a range has no rank, and does not count for the others.
    """
    known = low.notna() & high.notna()
    lower, upper = (one[known].to_numpy("float64") for one in (low, high))
    above = len(lower) - np.searchsorted(np.sort(lower), upper, side="right")
    below = np.searchsorted(np.sort(upper), lower, side="left")
    ranks = pd.DataFrame({"rank_best": above + 1, "rank_worst": len(lower) - below}, index=low.index[known])
    return ranks.reindex(low.index).astype("Int64")
