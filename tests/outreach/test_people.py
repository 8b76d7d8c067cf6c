"""Bounds of the number of distinct people, on facts small enough to count by hand."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from outreach.people import reached_bounds, whole_bounds

DAY = pd.Timestamp("2026-02-10")
FACTS = ["unit_no", "on_date", "adults_new", "adults_housed", "adults_loose"]
UNNAMED = ["unit_no", "on_date", "attended", "attended_most", "loose_most"]


def frame(rows: list[tuple], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns).astype({"on_date": "datetime64[s]"})


def test_the_largest_source_is_certain_and_all_together_are_possible() -> None:
    """Five named, eight at home, three and four of nobody, a class of twenty: at least 20, at most 5+8+7+32."""
    facts = frame([(1, "2026-02-01", 16, 8, 3), (1, "2026-02-02", 4, 0, 4), (1, "2026-03-01", 99, 0, 0)], FACTS)
    unnamed = frame([(1, "2026-02-01", 12, 12, 3), (1, "2026-02-03", 20, 20, 4), (1, "2026-03-01", 9, 90, 9)], UNNAMED)
    found = reached_bounds(facts, unnamed, DAY)
    assert found.loc[1].tolist() == [20, 20 + 32]
    assert reached_bounds(facts, unnamed.iloc[:0], DAY).loc[1].tolist() == [8, 20]


def test_named_people_are_exact() -> None:
    """Where every record names its person there is nothing between the bounds."""
    found = reached_bounds(frame([(1, "2026-02-01", 7, 0, 0)], FACTS), frame([], UNNAMED), DAY)
    assert found.loc[1].tolist() == [7, 7]


def test_people_of_the_commune_alone_may_be_those_of_its_groups() -> None:
    """The larger of both is certain; both together are possible."""
    own = pd.DataFrame({"reached_least": [3, 9], "reached_most": [4, 9]})
    parts = pd.DataFrame({"reached_least": [5, 5], "reached_most": [6, 6]})
    assert whole_bounds(own, parts).to_numpy().tolist() == [[5, 10], [9, 15]]


counts = st.integers(0, 9)


@given(st.lists(st.tuples(counts, counts, counts, counts), max_size=6))
def test_the_counted_figure_lies_between_its_bounds(days: list[tuple[int, int, int, int]]) -> None:
    """Whatever was recorded, at least <= counted, and counted <= at most; more records never lower a bound."""
    on = pd.date_range("2026-01-01", periods=len(days))
    facts = frame(
        [(1, d, named + housed + loose, housed, loose) for d, (named, housed, loose, _) in zip(on, days, strict=True)],
        FACTS,
    )
    unnamed = frame(
        [(1, d, attended, attended, loose) for d, (_, _, loose, attended) in zip(on, days, strict=True)], UNNAMED
    )
    before = None
    for until in on:
        found = reached_bounds(facts, unnamed, until).loc[1]
        counted = facts.loc[facts["on_date"] <= until, "adults_new"].sum()
        largest_class = unnamed.loc[unnamed["on_date"] <= until, "attended_most"].max()
        assert found["reached_least"] <= max(counted, largest_class)
        assert counted <= found["reached_most"]
        assert before is None or (found >= before).all()
        before = found
