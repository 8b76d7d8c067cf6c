"""What changed between two days."""

import pandas as pd


def coverage_change(now: pd.Series, before: pd.Series) -> pd.Series:
    """Return coverage now less coverage before, in shares, NA where either is unknown.

    `before` may lack units or have others: the index of `now` is kept.
    """
    return (now.astype("Float64") - before.reindex(now.index).astype("Float64")).rename("change_share")
