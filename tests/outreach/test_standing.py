"""The standing of the made-up district on a day, against sums done by hand.

Until 10 February: Tổ 1 has 8 adults reached of 10 in 3 of 4 households; Tổ 2 all its 20 in 9 of 8; Tổ 3 4 adults,
its number of adults unknown; Xã Bình Minh itself 2 adults in 1 household of no known group. Bản Nà Nghè was visited
in vain, the Huổi Lóng villages never. On 20 February two more adults are reached in Tổ 1.
"""

from datetime import date

import pandas as pd
import pytest

from outreach.cascade import STAGES
from outreach.coverage import adult_coverage, by_week, cumulate, gap_people, household_coverage
from outreach.definitions import MEASURES
from outreach.standing import commune_standing, deepened, depth, group_standing, province_standing
from outreach.state import State, coverage_class, silent, unit_state
from outreach.target import Target
from outreach.uncertainty import COLUMNS as KNOWLEDGE

TARGET = Target(1.0, date(2026, 12, 31))
DAY = pd.Timestamp("2026-02-10")
UNITS = pd.DataFrame(
    [
        (0, "90001", "Xã Bình Minh", "commune", None, None, None),
        (1, "90002", "Xã Suối Lạnh", "commune", None, None, None),
        (2, "90001-1", "Tổ 1", "group", "90001", 10, 4), (3, "90001-2", "Tổ 2", "group", "90001", 20, 8),
        (4, "90001-3", "Tổ 3", "group", "90001", None, 5), (5, "90002-1", "Bản Nà Nghè", "group", "90002", 30, 10),
        (6, "90002-2", "Bản Huổi Lóng 1", "group", "90002", 5, 2),
        (7, "90002-3", "Bản Huổi Lóng 2", "group", "90002", 15, 6),
    ],
    columns=["unit_no", "unit_id", "name", "level", "parent_id", "adult_population", "households"],
).assign(is_waiting=False)  # fmt: skip
FACTS = pd.DataFrame(
    [
        (2, "2026-02-02", 8, 3, 5, 1), (2, "2026-02-20", 2, 1, 2, 0), (3, "2026-02-09", 20, 9, 9, 0),
        (4, "2026-02-10", 4, 2, 2, 0), (0, "2026-02-03", 2, 1, 1, 0), (5, "2026-02-08", 0, 0, 0, 3),
    ],
    columns=["unit_no", "on_date", "adults_new", "households_new", "contacts", "closed"],
).astype({"on_date": "datetime64[s]"})  # fmt: skip
NO_STAGES = pd.DataFrame(columns=["unit_no", "on_date", *STAGES]).astype(
    {"on_date": "datetime64[s]", "unit_no": "int64", **dict.fromkeys(STAGES, "int64")}
)


def groups(until: pd.Timestamp = DAY, units: pd.DataFrame = UNITS, target: Target = TARGET) -> pd.DataFrame:
    return group_standing(units, FACTS, until, target, 28).set_index("unit_id")


def communes(until: pd.Timestamp = DAY, units: pd.DataFrame = UNITS, target: Target = TARGET) -> pd.DataFrame:
    return commune_standing(units, FACTS, until, target, 28).set_index("unit_id")


def plain(values: pd.Series) -> list[object]:
    return [None if pd.isna(value) else value for value in values]


def test_groups_count_what_was_reached_of_whom() -> None:
    """People, shares and gaps of each group are those done by hand; without a denominator there is no share."""
    found = groups()
    assert found["reached"].tolist() == [8, 20, 4, 0, 0, 0]
    assert plain(found["coverage_share"]) == [0.8, 1.0, None, 0.0, 0.0, 0.0]
    assert plain(found["household_share"]) == [0.75, 1.125, 0.4, 0.0, 0.0, 0.0]
    assert plain(found["gap_people"]) == [2, 0, None, 30, 5, 15]
    assert found["records"].tolist() == [6, 9, 2, 3, 0, 0]


def test_a_commune_is_its_groups_and_itself() -> None:
    """Counts add up with what the commune holds itself; people of groups without a denominator are in no share."""
    found = communes()
    assert found["reached"].tolist() == [8 + 20 + 4 + 2, 0]
    assert found["reached_known"].tolist() == [8 + 20 + 2, 0]
    assert plain(found["coverage_share"]) == [1.0, 0.0]
    assert found["households_reached"].tolist() == [3 + 9 + 2 + 1, 0]
    assert plain(found["household_share"]) == [15 / 17, 0.0]
    assert plain(found["gap_people"]) == [0, 50]
    assert found[["groups", "groups_never", "groups_no_denominator"]].to_numpy().tolist() == [[3, 0, 1], [3, 2, 0]]
    assert found["last_on"].tolist() == [pd.Timestamp("2026-02-10"), pd.Timestamp("2026-02-08")]


def test_a_communes_own_figure_comes_before_the_sum() -> None:
    """With a population of its own a commune counts everybody reached in it against that."""
    units = UNITS.assign(adult_population=UNITS["adult_population"].where(UNITS["unit_no"] != 0, 40))
    found = communes(units=units)
    assert found.loc["90001", ["reached_known", "adults", "gap_people"]].tolist() == [34, 40, 6]
    assert found.loc["90001", "coverage_share"] == pytest.approx(0.85)


def test_only_records_up_to_the_day_count() -> None:
    """A later day has the later record, a day before all has none."""
    assert groups(pd.Timestamp("2026-02-20")).loc["90001-1", "reached"] == 10
    assert groups(pd.Timestamp("2026-02-19")).loc["90001-1", "reached"] == 8
    assert groups(pd.Timestamp("2026-02-01"))["reached"].sum() == 0


def test_every_group_is_in_the_state_that_a_person_would_say() -> None:
    """Each of the states is told from the others, and from the mere lack of data."""
    waiting = UNITS.assign(is_waiting=UNITS["unit_id"] == "90002")
    assert groups()["state"].tolist() == [
        "partly", "at_target", "no_denominator", "visited_zero", "never_reached", "never_reached",
    ]  # fmt: skip
    assert groups(units=waiting)["state"].tolist()[3:] == ["visited_zero", "unmatched", "unmatched"]
    assert groups(pd.Timestamp("2026-03-08"))["state"].tolist()[4:] == ["never_reached"] * 2
    assert groups(pd.Timestamp("2026-03-09"))["state"].tolist()[4:] == ["no_report"] * 2
    assert groups(pd.Timestamp("2026-02-01"))["state"].tolist() == [
        "no_report", "no_report", "no_denominator", "no_report", "no_report", "no_report",
    ]  # fmt: skip


def test_a_commune_whose_every_record_waits_has_reported() -> None:
    """Records without a place have no day: their commune is unmatched, not silent, on any day."""
    waiting = UNITS.assign(is_waiting=UNITS["unit_id"] == "90002")
    placed = FACTS[FACTS["unit_no"].isin(UNITS.loc[UNITS["parent_id"] == "90001", "unit_no"])]
    found = group_standing(waiting, placed, DAY, TARGET, 28)
    assert set(found.loc[found["parent_id"] == "90002", "state"]) == {"unmatched"}
    assert not commune_standing(waiting, placed, DAY, TARGET, 28)["is_silent"].any()


def test_a_data_gap_has_no_figure() -> None:
    """Where nothing was reported or all waits, no share of 0 % is shown, but the people still count as a gap."""
    found = groups(pd.Timestamp("2026-02-01"))
    assert found["coverage_share"].isna().all()
    assert found["household_share"].drop("90001-3").isna().all()
    assert plain(found["gap_people"]) == [10, 20, None, 30, 5, 15]
    assert found["coverage_class"].tolist() == ["no_data"] * 2 + ["no_denominator"] + ["no_data"] * 3


def test_the_province_is_the_sum_of_its_communes() -> None:
    """The whole has everybody in its denominator, also those of communes that never reported."""
    whole = province_standing(communes(), TARGET)
    assert [whole[name] for name in ("reached", "reached_known", "adults", "households", "gap_people")] == [
        34,
        30,
        80,
        35,
        50,
    ]
    assert whole["coverage_share"] == pytest.approx(30 / 80)
    assert whole["communes_silent"] == 0
    assert province_standing(communes(pd.Timestamp("2026-03-09")), TARGET)["communes_silent"] == 1


@pytest.mark.parametrize(
    ("share", "people", "gap"), [(1.0, 10, 2), (0.9, 9, 1), (0.81, 9, 1), (0.8, 8, 0), (0.5, 5, 0)]
)
def test_a_target_asks_for_whole_people(share: float, people: int, gap: int) -> None:
    """The gap of eight reached among ten is the target rounded up to whole people, less eight, and never negative."""
    target = Target(share, date(2026, 12, 31))
    assert target.people(pd.Series([10])).tolist() == [people]
    assert groups(target=target).loc["90001-1", "gap_people"] == gap


@pytest.mark.parametrize("share", [0, -0.1, 1.01, float("nan")])
def test_a_target_outside_its_range_is_no_target(share: float) -> None:
    """A share lies above 0 and at most at 1."""
    with pytest.raises(ValueError, match="share"):
        Target(share, date(2026, 12, 31))


def test_classes_hold_their_lower_bound() -> None:
    """A share on a boundary belongs to the class above it, and a state without a figure has a class of its own."""
    shares = pd.Series([0.0, 0.001, 0.25, 0.5, 0.8, 0.999, 1.0, 1.2, None], dtype="Float64")
    classes = coverage_class(shares, pd.Series("partly", index=shares.index))
    assert classes.tolist() == [
        "none", "under_25", "under_50", "under_80", "under_100", "under_100", "full", "full", "no_data",
    ]  # fmt: skip
    assert coverage_class(shares, pd.Series(State.UNMATCHED.value, index=shares.index)).eq("unmatched").all()


def test_silence_begins_after_the_last_day_allowed() -> None:
    """Twenty-eight days after its last record a commune still speaks; a day later, or without any, it is silent."""
    last = pd.to_datetime(pd.Series(["2026-02-08", "2026-02-07", None]))
    assert silent(last, pd.Timestamp("2026-03-08"), 28).tolist() == [False, True, True]


def test_weeks_begin_on_monday_and_lose_nobody() -> None:
    """A Sunday belongs to the week before, and the weeks add up to the facts."""
    weeks = by_week(FACTS)
    assert weeks.index.strftime("%Y-%m-%d").tolist() == ["2026-02-02", "2026-02-09", "2026-02-16"]
    assert weeks["adults_new"].tolist() == [8 + 2 + 0, 20 + 4, 2]
    assert weeks.sum().to_dict() == FACTS[weeks.columns].sum().to_dict()


def test_measures_keep_index_and_input() -> None:
    """Every measure is a named Series on the index of its input, and changes nothing that it was given."""
    units, facts, standing = UNITS.copy(), FACTS.copy(), groups()
    before = standing.copy()
    for measure in (
        adult_coverage(standing), household_coverage(standing), gap_people(standing, TARGET),
        unit_state(standing, TARGET),
    ):  # fmt: skip
        assert measure.index.equals(standing.index)
        assert measure.name in {*(one.column for one in MEASURES), "state"}
    pd.testing.assert_frame_equal(standing, before)
    group_standing(units, facts, DAY, TARGET, 28)
    commune_standing(units, facts, DAY, TARGET, 28)
    pd.testing.assert_frame_equal(units, UNITS)
    pd.testing.assert_frame_equal(facts, FACTS)
    assert cumulate(FACTS, DAY).loc[2, "records"] == 6


def test_every_measure_is_a_column_of_both_standings() -> None:
    """What the pages walk through is there, with its denominator, for groups and communes."""
    nothing = {"unnamed": FACTS.iloc[:0].assign(attended=0, attended_most=0, loose_most=0)}
    tallies = {"facts": FACTS.assign(adults_housed=0, adults_loose=0), **nothing, "stages": NO_STAGES}
    for measure in (group_standing, commune_standing):
        standing = deepened(measure(UNITS, FACTS, DAY, TARGET, 28), depth(UNITS, tallies, DAY))
        assert {one.column for one in MEASURES} - set(KNOWLEDGE) <= set(standing.columns)
        assert {one.denominator for one in MEASURES if one.denominator} <= set(standing.columns)


def test_a_district_without_any_record_is_a_data_gap() -> None:
    """Nothing imported yet: nobody reached, nothing broken, no group called unreached."""
    empty = FACTS.iloc[:0]
    found = group_standing(UNITS, empty, DAY, TARGET, 28)
    assert set(found["state"]) == {"no_report", "no_denominator"}
    assert commune_standing(UNITS, empty, DAY, TARGET, 28)["reached"].sum() == 0
