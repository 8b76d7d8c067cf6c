"""Spot checks: fair and repeatable lots, the most suspicious first, and marks that follow the rules."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.spot_check import at_random, chosen, household_numbers, lots, marks, planned, suspicion, targets


def place(count: int = 40) -> pd.DataFrame:
    """Return groups of 200 adults that report 50 % on middling records."""
    return pd.DataFrame(
        {
            "unit_id": [f"G{number:03}" for number in range(count)],
            "adults": pd.array([200] * count, dtype="Int64"),
            "households": pd.array([70] * count, dtype="Int64"),
            "coverage_share": pd.array([0.5] * count, dtype="Float64"),
            "quality_score": pd.array([80] * count, dtype="Float64"),
            "flags": pd.array([0] * count, dtype="Int64"),
        }
    )


def test_a_draw_is_the_same_again_in_any_order() -> None:
    """The number of a draw alone decides: shuffled rows, and rows left out, change nothing for the others."""
    groups = place()
    drawn = at_random(groups["unit_id"], 5, 42).tolist()
    shuffled = groups.sample(frac=1, random_state=1)
    assert at_random(shuffled["unit_id"], 5, 42).tolist() == drawn
    without = groups[groups["unit_id"] != drawn[0]]
    assert at_random(without["unit_id"], 4, 42).tolist() == drawn[1:]
    assert at_random(groups["unit_id"], 5, 43).tolist() != drawn


def test_a_draw_made_years_ago_can_be_made_again() -> None:
    """The lots are the first eight bytes of SHA-256 of "1:A" and "1:B" as `sha256sum` prints them."""
    drawn = lots(1, pd.Series(["A", "B"]))
    assert drawn.tolist() == pytest.approx([0x3ADDD7D5A0987FA7 / 2**64, 0x90A74E6DEAC7AE00 / 2**64])


def test_every_group_has_the_same_chance() -> None:
    """Over 400 draws of 5 of 20 each group is drawn a quarter of the time, by chi-square."""
    names = pd.Series([f"G{number}" for number in range(20)])
    counts = pd.concat([at_random(names, 5, draw) for draw in range(400)]).value_counts()
    assert len(counts) == 20
    assert ((counts - 100) ** 2 / 100).sum() < 36.2  # 99th percentile at 19 degrees


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 999_999), st.integers(1, 120), st.integers(1, 29))
def test_households_are_drawn_once_and_exist(draw: int, households: int, count: int) -> None:
    """Numbers lie in the list of the group, none twice, and a longer draw begins with the shorter one."""
    numbers = household_numbers(draw, "G1", households, count)
    assert len(numbers) == len(set(numbers)) == min(count, households)
    assert set(numbers) <= set(range(1, households + 1))
    assert household_numbers(draw, "G1", households, count + 3)[: len(numbers)] == numbers


def test_high_reports_on_poor_records_are_suspicious() -> None:
    """Above all what cannot be, then what the checks name, then high coverage on poor records; no report is none."""
    coverage = pd.Series([1.2, 0.5, 0.9, 0.9, 0.2, pd.NA], dtype="Float64")
    quality = pd.Series([90, 80, 20, 90, 0, 0], dtype="Float64")
    flags = pd.Series([0, 2, 0, 0, 3, 3], dtype="Int64")
    found = suspicion(coverage, quality, flags)
    assert found.tolist()[:4] == pytest.approx([1.1, 0.6, 0.72, 0.09])
    assert found.isna().tolist() == [False] * 4 + [True] * 2
    assert found.name == "suspicion"


def test_records_without_a_score_are_in_the_middle() -> None:
    """A commune whose quality is not known is neither trusted nor distrusted."""
    ones = pd.Series([0.8] * 3, dtype="Float64")
    scores = pd.Series([100, pd.NA, 0], dtype="Float64")
    assert suspicion(ones, scores, pd.Series([0] * 3, dtype="Int64")).tolist() == pytest.approx([0, 0.4, 0.8])


def test_chance_comes_first_and_knows_no_suspicion() -> None:
    """The random part is the same whatever is suspicious, and no group is chosen twice."""
    groups, doubtful = place(), place()
    doubtful.loc[[3, 7], "coverage_share"] = 1.4
    doubtful.loc[11, "flags"] = 2
    plain, found = chosen(groups, 6, 0, 5), chosen(doubtful, 6, 3, 5)
    assert found["unit_id"].tolist()[:6] == plain["unit_id"].tolist()
    assert found["unit_id"].is_unique
    assert set(found["cause"][:6]) == {"random"}
    worst = [unit for unit in ("G003", "G007", "G011") if unit not in plain["unit_id"].tolist()]
    assert found["unit_id"].tolist()[6 : 6 + len(worst)] == worst
    assert found.set_index("unit_id").loc[worst, "cause"].tolist() == ["overfull", "overfull", "flagged"][: len(worst)]


def test_nobody_is_drawn_who_was_drawn_or_whose_number_is_unknown() -> None:
    """Earlier draws and groups without a population stay out of the lot; checked ones are not suspicious again."""
    groups = place(6)
    groups.loc[0, "adults"] = pd.NA
    found = chosen(groups, 9, 9, 1, drawn=["G001", "G002"], checked=["G002"])
    assert set(found.loc[found["cause"] == "random", "unit_id"]) == {"G003", "G004", "G005"}
    assert found.loc[found["cause"] != "random", "unit_id"].tolist() == ["G001"]


def test_a_report_is_held_to_the_step_below_it() -> None:
    """50.9 % is held to 50 %, more than all to 95 %; below 15 %, or without a report, there is nothing to hold to."""
    reported = pd.Series([0.509, 0.55, 1.3, 0.15, 0.149, pd.NA], dtype="Float64")
    found = targets(reported)
    assert found.tolist()[:4] == [0.5, 0.55, 0.95, 0.15]
    assert found.isna().tolist() == [False] * 4 + [True] * 2


def test_a_plan_asks_nineteen_and_fewer_in_small_groups() -> None:
    """The rule of 19 in a large group, fewer in a small one, at most one adult a household, none without a report."""
    groups = place(5)
    groups["adults"] = pd.array([400, 60, 400, 400, 30], dtype="Int64")
    groups["households"] = pd.array([130, 20, 6, pd.NA, 10], dtype="Int64")
    groups["coverage_share"] = pd.array([0.8, 0.8, 0.8, pd.NA, 0.8], dtype="Float64")
    found = planned(groups)
    assert found["sample"].tolist() == [19, 16, 6, 19, 10]
    assert found["decision"].fillna(-1).tolist() == [13, 11, -1, -1, 7]
    assert found["alpha"].dropna().le(0.15).all()
    assert list(found.index) == list(groups.index)
    assert "sample" not in groups


def test_all_can_be_held_to_one_target() -> None:
    """One target replaces what each group reports, also where none is reported."""
    groups = place(2)
    groups.loc[1, "coverage_share"] = pd.NA
    assert planned(groups, 0.8)["decision"].tolist() == [13, 13]


@pytest.mark.parametrize(
    ("asked", "yes", "mark", "needed"),
    [
        (pd.NA, pd.NA, "not_checked", pd.NA),
        (19, 13, "confirmed", 13),
        (19, 12, "doubtful", 13),
        (24, 16, "confirmed", 16),
        (24, 15, "doubtful", 16),
        (5, 5, "undecided", pd.NA),
    ],
)
def test_a_result_becomes_a_mark(asked: int, yes: int, mark: str, needed: int) -> None:
    """The planned rule for the planned number, a new one for another, and no mark where so few tell nothing."""
    checks = pd.DataFrame({"adults": [500], "sample": [19], "decision": [13], "target_share": [0.8]})
    found = marks(checks.assign(asked=asked, yes=yes)).iloc[0]
    assert found["mark"] == mark
    assert found["needed"] is needed or found["needed"] == needed


def test_without_a_target_there_is_no_mark() -> None:
    """Where nothing is reported the answers tell of no overstatement."""
    checks = pd.DataFrame({"adults": [500], "sample": [19], "decision": [pd.NA], "target_share": [pd.NA]})
    assert marks(checks.assign(asked=19, yes=19))["mark"].tolist() == ["undecided"]
    assert marks(checks.assign(asked=17, yes=17))["mark"].tolist() == ["undecided"]
    assert marks(checks.iloc[:0].assign(asked=[], yes=[])).empty


def test_true_reports_are_confirmed_and_inflated_ones_doubted() -> None:
    """In 3,000 groups a true report is doubted, and one that is 30 points too high passes, in at most 10 %."""
    chance, count = np.random.default_rng(3), 3_000
    groups = place(count)
    groups["adults"] = pd.array(chance.integers(190, 600, count), dtype="Int64")
    groups["coverage_share"] = pd.array(chance.uniform(0.4, 0.95, count).round(2), dtype="Float64")
    found = planned(groups)
    for shift, wrong in ((0, "doubtful"), (-0.3, "confirmed")):
        truth = (found["target_share"].astype("float64") + shift).to_numpy()
        yes = chance.binomial(found["sample"], np.clip(truth, 0, 1))
        said = marks(found.assign(asked=found["sample"], yes=yes))["mark"]
        assert (said == wrong).mean() <= 0.10
