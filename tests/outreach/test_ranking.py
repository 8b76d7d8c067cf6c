"""Ranks with what is not known about them, on bars small enough to compare by eye."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from outreach.ranking import rank_range


def test_bars_that_overlap_share_their_ranks() -> None:
    """A lies above all, B and C overlap, D is unknown: A is first, B and C second or third, D has no rank."""
    low = pd.Series([0.8, 0.3, 0.2, None], index=list("ABCD"), dtype="Float64")
    high = pd.Series([0.9, 0.5, 0.4, None], index=list("ABCD"), dtype="Float64")
    found = rank_range(low, high)
    assert found["rank_best"].tolist()[:3] == [1, 2, 2]
    assert found["rank_worst"].tolist()[:3] == [1, 3, 3]
    assert found.loc["D"].isna().all()


def test_bars_that_touch_cannot_be_told_apart() -> None:
    """Where one bar ends another begins: either may be the higher."""
    found = rank_range(pd.Series([0.2, 0.4]), pd.Series([0.4, 0.6]))
    assert found.to_numpy().tolist() == [[1, 2], [1, 2]]


bars = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted), min_size=1, max_size=12)


@given(bars)
def test_ranks_are_those_of_counting(some: list[list[float]]) -> None:
    """One more than the bars wholly above is the best rank, all less the bars wholly below the worst."""
    low, high = (pd.Series([bar[end] for bar in some]) for end in (0, 1))
    found = rank_range(low, high)
    for number, (below, above) in enumerate(some):
        assert found["rank_best"][number] == 1 + sum(bar[0] > above for bar in some)
        assert found["rank_worst"][number] == len(some) - sum(bar[1] < below for bar in some)
