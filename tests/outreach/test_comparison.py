"""A change taken apart: the parts of any stages add up exactly, also where units come and go."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.comparison import CAUSES, SHARE_CAUSES, attribute, data_change, totals, with_population_of

COLUMNS = ["unit_id", "reached", "reached_known", "adults", "coverage_share"]


def standing(*rows: tuple[str, int, int | None]) -> pd.DataFrame:
    """Return units with people reached and adults; where nobody knows these, nobody counts in the share."""
    frame = pd.DataFrame(rows, columns=["unit_id", "reached", "adults"]).astype({"adults": "Int64", "reached": "int64"})
    known = frame["reached"].where(frame["adults"].fillna(0) > 0, 0)
    share = known.astype("Float64") / frame["adults"].astype("Float64").where(frame["adults"].fillna(0) > 0)
    return frame.assign(reached_known=known, coverage_share=share, name=frame["unit_id"])


def plain(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def test_each_part_is_the_difference_of_two_stages() -> None:
    """Causes that come twice are added together, people and shares alike, and the unit is told by its name."""
    before = standing(("a", 4, 10))
    steps = [("program", 5, 10), ("undone", 3, 10), ("field", 6, 10), ("denominator", 6, 20), ("program", 8, 20)]
    stages = [(cause, standing(("a", reached, adults))) for cause, reached, adults in steps]
    found = attribute(before, stages).loc["a"]
    assert found[list(CAUSES)].to_dict() == {
        "field": 3, "late": 0, "listed": 0, "decided": 0, "undone": -2, "program": 3,
    }  # fmt: skip
    assert found[["reached_before", "reached_after", "reached_change"]].tolist() == [4, 8, 4]
    shares = found[["field_share", "undone_share", "denominator_share", "program_share"]].astype(float)
    assert shares.tolist() == pytest.approx([0.3, -0.2, -0.3, 0.1 + 0.1])
    assert float(found["coverage_change_share"]) == pytest.approx(0.0)
    assert found["name"] == "a"
    assert data_change(found.to_frame().T).tolist() == [1]


def test_a_unit_in_one_frame_alone_is_listed_and_has_no_share() -> None:
    """Who is gone, who is new and who came only in between are all there, with people but without a change of share."""
    found = attribute(
        standing(("kept", 1, 10), ("gone", 2, 10)),
        [
            ("listed", standing(("kept", 1, 10), ("between", 5, 10))),
            ("field", standing(("new", 7, 10), ("kept", 2, 10))),
        ],
    )
    assert found["only_in"].to_dict() == {"new": "after", "kept": "", "gone": "before", "between": "neither"}
    assert found["listed"].to_dict() == {"new": 0, "kept": 0, "gone": -2, "between": 5}
    assert found["reached_change"].to_dict() == {"new": 7, "kept": 1, "gone": -2, "between": 0}
    assert plain(found["coverage_change_share"]) == [None, pytest.approx(0.1), None, None]


def test_no_report_is_no_change_of_nought() -> None:
    """A unit that had no figure has no change of coverage, though its people are counted."""
    silent = standing(("a", 0, 10)).assign(coverage_share=pd.array([None], dtype="Float64"))
    found = attribute(silent, [("field", standing(("a", 3, 10)))])
    assert found["field"].tolist() == [3]
    assert plain(found["coverage_change_share"]) == plain(found["field_share"]) == [None]


def test_a_whole_leaves_out_whose_population_nobody_knows() -> None:
    """The row of the whole counts everybody, and divides those whose units have a population by that."""
    whole = totals(standing(("a", 4, 10), ("b", 3, None))).iloc[0]
    assert (whole["reached"], whole["reached_known"], whole["adults"]) == (7, 4, 10)
    assert whole["coverage_share"] == pytest.approx(0.4)
    assert pd.isna(totals(standing(("b", 3, None))).iloc[0]["coverage_share"])


def test_population_is_taken_over_by_unit() -> None:
    """Figures follow the unit's id, not its row; a unit that the other list has not has none; nothing given changes."""
    units = pd.DataFrame({"unit_id": ["a", "b", "c"], "adult_population": [1, 2, 3], "households": [1, 1, 1]})
    other = pd.DataFrame({"unit_id": ["b", "a"], "adult_population": [20, 10], "households": [2, 2]})
    held = with_population_of(units, other)
    assert plain(held["adult_population"]) == [10, 20, None]
    assert plain(held["households"]) == [2, 2, None]
    assert units["adult_population"].tolist() == [1, 2, 3]


UNITS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.integers(0, 50), st.none() | st.integers(0, 40)),
    max_size=6,
    unique_by=lambda row: row[0],
)


@settings(max_examples=40)
@given(UNITS, st.lists(st.tuples(st.sampled_from(SHARE_CAUSES), UNITS), min_size=1, max_size=7))
def test_parts_of_any_stages_add_up(first: list, given_stages: list) -> None:
    """Whatever the stages, the people of the parts are the change to the person, and their shares its share."""
    stages = [(cause, standing(*rows)) for cause, rows in given_stages if cause != "denominator"]
    before, last = standing(*first), standing(*given_stages[-1][1])
    stages.append(("program", last))
    found = attribute(before, stages)
    assert (found[list(CAUSES)].sum(axis=1) == found["reached_change"]).all()
    assert found["reached_change"].sum() == last["reached"].sum() - before["reached"].sum()
    known = found.dropna(subset=[f"{cause}_share" for cause in SHARE_CAUSES])
    shares = known[[f"{cause}_share" for cause in SHARE_CAUSES]].astype("float64").sum(axis=1)
    assert shares.tolist() == pytest.approx(known["coverage_change_share"].astype("float64").tolist())
