"""The standing across the merger: nothing is lost, nothing is made up, whatever is known of the former units."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.coverage import cumulate
from outreach.merger import ADDITIVE, former_standing
from outreach.standing import commune_standing, group_standing
from outreach.target import Target

TARGET = Target(1.0, pd.Timestamp("2026-12-31").date())
DAY = pd.Timestamp("2025-09-01")
# A and B went into X, C alone into Y; Z was never merged.
CROSSWALK = pd.DataFrame(
    {"old_code": list("ABC"), "old_name": ["Xã A", "Xã B", "Xã C"], "old_district": "Huyện", "new_code": list("XXY")}
)
COMMUNES = ("X", "Y", "Z")
GROUPS = 4  # in each commune
MEASURES = ["adults_new", "households_new", "contacts", "closed"]


def units_of(adults: list[int | None], own: list[int | None]) -> pd.DataFrame:
    """Return three communes, numbered 0 to 2, and four groups each, with the adults of each."""
    rows = [(name, "commune", None) for name in COMMUNES]
    rows += [(f"{name}{number}", "group", name) for name in COMMUNES for number in range(GROUPS)]
    units = pd.DataFrame(rows, columns=["unit_id", "level", "parent_id"]).astype("str")
    units["parent_id"] = units["parent_id"].where(units["level"] == "group")
    figures = pd.array([*own, *adults], dtype="Int64")
    return units.assign(
        unit_no=np.arange(len(units), dtype=np.int32), name="Nơi " + units["unit_id"], adult_population=figures,
        households=figures, is_waiting=False,
    )  # fmt: skip


def facts_of(rows: list[tuple[int, int, int]]) -> pd.DataFrame:
    """Return facts of unit, day of the year and adults."""
    table = pd.DataFrame(rows, columns=["unit_no", "day", "adults_new"]).astype("int64")
    day = pd.Timestamp("2025-06-01") + pd.to_timedelta(table.pop("day"), unit="D")
    people = table["adults_new"]
    return table.assign(households_new=people // 2, contacts=people + 1, closed=1, on_date=day)


def standing_of(
    units: pd.DataFrame, facts: pd.DataFrame, known: pd.DataFrame, own: pd.DataFrame, day: pd.Timestamp = DAY
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the standing by communes and by former units."""
    communes, groups = (measure(units, facts, day, TARGET, 28) for measure in (commune_standing, group_standing))
    kept = communes.copy(), groups.copy()
    found = former_standing(communes, groups, (CROSSWALK, known, own), day, TARGET)
    pd.testing.assert_frame_equal(communes, kept[0])
    pd.testing.assert_frame_equal(groups, kept[1])
    return communes.set_index("unit_id"), found


def known_of(**units: str) -> pd.DataFrame:
    return pd.DataFrame({"unit_no": [int(one[1:]) for one in units], "old_code": list(units.values())})


NO_OWN = facts_of([]).assign(old_code=pd.Series(dtype="str"))
figures = st.one_of(st.none(), st.integers(0, 50))
visits = st.tuples(st.integers(0, 2 + 3 * GROUPS), st.integers(0, 200), st.integers(0, 20))


@settings(max_examples=20, deadline=None)
@given(
    st.lists(figures, min_size=3 * GROUPS, max_size=3 * GROUPS), st.lists(figures, min_size=3, max_size=3),
    st.lists(visits, max_size=30), st.lists(st.sampled_from(["", "A", "B"]), min_size=GROUPS, max_size=GROUPS),
    st.lists(st.tuples(st.integers(0, 200), st.sampled_from("AB"), st.integers(0, 20)), max_size=6), st.booleans(),
    st.integers(0, 210),
)  # fmt: skip
def test_the_rows_of_a_commune_add_up_to_it(
    adults: list, own_adults: list, rows: list, former: list[str], own: list, alone: bool, until: int
) -> None:
    """For any facts, figures and evidence, on any day, sums are the communes' to the person, none below nought."""
    sure = facts_of([(0, day, people) for day, _, people in own]).assign(old_code=[code for _, code, _ in own])
    facts = pd.concat([facts_of(rows), sure[["unit_no", *MEASURES, "on_date"]]], ignore_index=True)
    known = pd.DataFrame(
        {"unit_no": range(3, 3 + GROUPS), "old_code": former},
    )
    known = known[known["old_code"] != ""]
    if alone:  # all of Y was C
        whole = pd.DataFrame({"unit_no": [1, *range(3 + GROUPS, 3 + 2 * GROUPS)], "old_code": "C"})
        known = pd.concat([known, whole], ignore_index=True)
    day = pd.Timestamp("2025-06-01") + pd.Timedelta(days=until)
    communes, found = standing_of(units_of(adults, own_adults), facts, known, sure.astype({"old_code": "str"}), day)
    sums = found.groupby("parent_id")[list(ADDITIVE)].sum()
    expected = communes[list(ADDITIVE)].fillna(0).astype("Int64")
    assert (sums.reindex(expected.index).fillna(0).to_numpy() == expected.to_numpy()).all()
    assert (found[list(ADDITIVE)].fillna(0) >= 0).all(axis=None)
    assert set(found.loc[~found["is_remainder"], "unit_id"]) == {"A", "B", "C", "Z"}
    if alone:
        assert not found["is_remainder"][found["parent_id"] == "Y"].any()


def test_what_is_known_goes_there_and_the_rest_is_said() -> None:
    """A group of A and a record of X that names A stand at A, B has none, and the groups known of none are the rest."""
    units = units_of([10, 20, 30, 40, *[5] * 8], [None, None, None])
    own = facts_of([(0, 1, 3)]).assign(old_code="A")
    facts = pd.concat([facts_of([(3, 0, 4), (4, 0, 6), (0, 2, 1)]), own.drop(columns="old_code")])
    _, found = standing_of(units, facts, known_of(n3="A"), own)
    rows = found[found["parent_id"] == "X"].set_index("unit_id")
    assert rows["adults"].tolist() == [10, pd.NA, 90]
    assert rows["reached"].to_dict() == {"A": 7, "B": 0, "": 7}
    assert rows["groups"].to_dict() == {"A": 1, "B": 0, "": 3}
    assert rows["known_share"]["A"] == 0.7
    assert pd.isna(rows["coverage_share"]["A"])  # more groups may belong to it
    assert rows["gap_people"]["A"] == 3
    assert rows["is_partial"].all()
    assert pd.isna(rows["known_share"]["B"])
    assert rows["last_on"]["A"] == own["on_date"].iloc[0]


def test_a_smaller_figure_of_the_commune_itself_leaves_the_denominators_unknown() -> None:
    """Where the commune's own figure is less than its known groups together, no former unit has a denominator."""
    units = units_of([10, 20, 30, 40, *[5] * 8], [25, None, None])
    communes, found = standing_of(units, facts_of([(3, 0, 4)]), known_of(n3="A", n4="B"), NO_OWN)
    rows = found[found["parent_id"] == "X"].set_index("unit_id")
    assert rows["adults"].tolist() == [pd.NA, pd.NA, 25]
    assert rows["reached"].to_dict() == {"A": 4, "B": 0, "": 0}
    assert communes["adults"]["X"] == 25


def test_a_commune_known_whole_has_no_remainder() -> None:
    """Where every group of a commune is known, and nothing else, its former units are whole: there is no other row."""
    units = units_of([10, 20, 30, 40, *[5] * 8], [None, None, None])
    _, found = standing_of(units, facts_of([(3, 0, 4)]), known_of(n3="A", n4="A", n5="B", n6="B"), NO_OWN)
    rows = found[found["parent_id"] == "X"]
    assert rows["unit_id"].tolist() == ["A", "B"]
    assert not rows["is_partial"].any()
    assert rows["coverage_share"].tolist() == [4 / 30, 0]
    assert cumulate(NO_OWN, DAY).empty
