"""What each check finds, against values done by hand on the made-up evidence of `conftest`."""

import pandas as pd
import pytest
from scipy.stats import binomtest

from outreach.quality.excess import EXCESS
from outreach.quality.future import FUTURE
from outreach.quality.heaping import HEAPING
from outreach.quality.jump import JUMP
from outreach.quality.overflow import OVERFLOW
from outreach.quality.pace import PACE
from outreach.quality.refusal import REFUSAL
from outreach.quality.repetition import REPETITION
from outreach.quality.silence import SILENCE, silent_weeks
from outreach.quality.unmatched import UNMATCHED
from outreach.quality.witness import WITNESS


def shares(verdict) -> list[float]:
    return verdict.communes["share"].tolist()


def test_silence_counts_whole_weeks(evidence) -> None:
    """From 3 February to 31 March are 56 days: 8 weeks, two thirds of 12; the commune that reported is at 0."""
    given = evidence([{"on_date": "2026-01-05"}], last_on=("2026-03-30", "2026-02-03"), is_silent=(False, True))
    verdict = SILENCE.verdict(given)
    assert silent_weeks(given).tolist() == [0, 8]
    assert shares(verdict) == pytest.approx([0, 8 / 12])
    assert verdict.rows[["commune_no", "count"]].to_numpy().tolist() == [[1, 8]]
    assert verdict.rows["on_date"].tolist() == [pd.Timestamp("2026-02-03")]


def test_a_commune_that_never_reported_is_silent_since_the_beginning(evidence) -> None:
    """Without any record the silence began with the campaign, 5 January, 12 weeks ago; one that waits is not silent."""
    given = evidence(
        [{"on_date": "2026-01-05"}], last_on=(None, None), is_silent=(True, False), is_waiting=(False, True)
    )
    assert silent_weeks(given).tolist() == [12, pd.NA]
    assert shares(SILENCE.verdict(given)) == [1, 0]


@pytest.mark.parametrize(("first", "status"), [("2026-03-04", "too_few"), ("2026-03-03", "check")])
def test_a_young_campaign_has_no_silent_communes(first: str, status: str, evidence) -> None:
    """Three weeks after the first record nobody is called silent; after four the check speaks."""
    given = evidence([{"on_date": first}], last_on=("2026-03-30", None), is_silent=(False, True))
    assert SILENCE.verdict(given).communes["status"].tolist()[1] == status


def test_unmatched_is_the_waiting_part_of_all_rows(evidence) -> None:
    """Five of twenty rows wait, a quarter; of them the one that its point contradicts is shown elsewhere."""
    waiting = [{}] * 4 + [{"reason": "point_contradicts"}] + [{"commune_no": -1}]
    verdict = UNMATCHED.verdict(evidence([{}] * 15 + [{"unit_no": 4}], waiting))
    assert verdict.communes["sample"].tolist() == [20, 1]
    assert verdict.communes["share"].tolist()[0] == 0.25
    assert verdict.communes["mark"].tolist()[0] == 0
    assert verdict.communes["status"].tolist() == ["check", "too_few"]
    assert verdict.rows["commune_no"].tolist() == [0, 0, 0, 0, -1]


def test_refused_rows_count_once_and_without_totals(evidence) -> None:
    """Twenty rows stand, two are refused, one of them for two reasons: 2 of 22; totals and notes are no rows."""
    refused = [
        {"row_no": 50}, {"row_no": 50, "reason": "unreadable_adults"}, {"row_no": 51}, {"reason": "totals_row"},
        {"reason": "note_row"}, {"reason": "date_in_future"},
    ]  # fmt: skip
    verdict = REFUSAL.verdict(evidence([{}] * 20, refused=refused))
    assert verdict.communes["sample"].tolist() == [22, 0]
    assert shares(verdict)[0] == pytest.approx(2 / 22)
    assert verdict.rows["row_no"].tolist() == [50, 50, 51]


def test_future_days_are_told_apart(evidence) -> None:
    """One of twenty rows is of the future: 5 %, where the mark is nought; other refusals are not of this check."""
    verdict = FUTURE.verdict(evidence([{}] * 19, refused=[{"reason": "date_in_future", "value": "1/1/2062"}, {}]))
    assert shares(verdict)[0] == 0.05
    assert verdict.communes["mark"].tolist()[0] == pytest.approx(0)
    assert verdict.rows["value"].tolist() == ["1/1/2062"]


def test_a_point_far_from_the_place_named_is_shown_with_its_distance(evidence) -> None:
    """A tenth of a degree of longitude at 21 N is 10.4 km; a point 0.9 km outside passes, as does any in a sketch."""
    inside, near = {"lon": 103.005, "lat": 21.005}, {"lon": 103.005, "lat": 21.018}
    far, sketched = {"lon": 103.11, "lat": 21.0}, {"lon": 110.0, "lat": 20.0, "unit_no": 4}
    verdict = WITNESS.verdict(evidence([inside] * 17 + [near, far, {}, sketched], [{"reason": "point_contradicts"}]))
    assert verdict.communes["sample"].tolist() == [20, 0]
    assert shares(verdict)[0] == pytest.approx(2 / 20)
    assert verdict.rows["count"].tolist() == [10, pd.NA]
    assert verdict.rows["reason"].tolist() == ["", "point_contradicts"]


def test_a_group_without_a_shape_has_the_box_of_its_commune(evidence) -> None:
    """Tổ 2 has no shape: a point in the other half of its commune is as good as one in Tổ 1."""
    verdict = WITNESS.verdict(evidence([{"unit_no": 3, "lon": 103.02, "lat": 21.005}] * 20))
    assert verdict.communes["sample"].tolist() == [20, 0]
    assert verdict.rows.empty


def test_a_visit_cannot_meet_more_people_than_live_there(evidence) -> None:
    """Tổ 1 has 10 adults: a visit to 11 is shown, one to 10 is not, nor a class, nor one where nobody knows."""
    others = [{"adults": 50, "kind": "trainings"}, {"adults": 50, "unit_no": 3}, {"adults": 50, "served": False}]
    verdict = EXCESS.verdict(evidence([{"adults": 10}] * 19 + [{"adults": 11}, *others]))
    assert verdict.communes["sample"].tolist() == [20, 0]
    assert shares(verdict)[0] == 0.05
    assert verdict.rows[["count", "limit", "value"]].to_numpy().tolist() == [[11, 10, "11"]]


def test_coverage_above_the_whole_is_shown_by_place(evidence) -> None:
    """Nà Nghè has 31 reached of 30, Huổi Lóng 8 of 8, the commune 39 of 38: two places of three."""
    verdict = OVERFLOW.verdict(evidence(reached={1: 39, 4: 31, 5: 8}))
    assert verdict.communes["sample"].tolist() == [0, 3]
    assert shares(verdict)[1] == pytest.approx(2 / 3)
    assert verdict.rows[["unit_no", "count", "limit"]].to_numpy().tolist() == [[1, 39, 38], [4, 31, 30]]
    assert verdict.communes["status"].tolist() == ["too_few", "check"]


def test_a_team_has_a_limit_for_a_day(evidence) -> None:
    """151 people on one day are shown with the first row of that day, 150 are not; a commune's team is its own."""
    days = [{"team": "Đội 1", "on_date": f"2026-03-0{day}", "adults": 75} for day in (1, 1, 2, 3, 4)]
    busy = [{"team": "Đội 1", "on_date": "2026-03-05", "adults": count} for count in (100, 51)]
    elsewhere = [{"team": "Đội 1", "on_date": "2026-03-01", "adults": 149, "unit_no": 4}, {"adults": 500}]
    verdict = PACE.verdict(evidence([*days, *busy, *elsewhere]))
    assert verdict.communes["sample"].tolist() == [5, 1]
    assert shares(verdict)[0] == pytest.approx(1 / 5)
    assert verdict.rows[["row_no", "count", "value"]].to_numpy().tolist() == [[7, 151, "Đội 1"]]


COUNTS = [1, 2, 3, 4, 5, 1, 2, 3, 4, 6]


@pytest.mark.parametrize(
    ("second", "unit_no", "found"),
    [
        (COUNTS, 2, 1),
        (COUNTS[::-1], 2, 0),  # in another order
        ([*COUNTS, 1], 2, 0),  # longer
        ([*COUNTS[:-1], 7], 2, 0),  # one count differs
        (COUNTS, 4, 0),  # of another commune
    ],
)
def test_a_copied_list_is_found(second: list[int], unit_no: int, found: int, evidence) -> None:
    """Only the very counts in the very order of an earlier day of the same commune are a copy."""
    lists = [("2026-03-01", 2, COUNTS), ("2026-03-02", unit_no, second), ("2026-03-03", 2, [9, *COUNTS])]
    lists += [(f"2026-03-0{day}", 4, [day, *COUNTS]) for day in (4, 5)]
    verdict = REPETITION.verdict(
        evidence([{"on_date": day, "unit_no": unit, "adults": n} for day, unit, counts in lists for n in counts])
    )
    assert len(verdict.rows) == found
    if found:
        row = verdict.rows.iloc[0]
        assert (row["row_no"], row["last_row_no"], row["count"]) == (12, 21, 10)
        assert (row["on_date"], row["other_on"]) == (pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-01"))
        assert shares(verdict)[0] == pytest.approx(1 / 3)


@pytest.mark.parametrize("counts", [[1] * 30, [1, 2] * 15, COUNTS[:9]])
def test_short_and_uniform_lists_are_not_compared(counts: list[int], evidence) -> None:
    """Lists of named persons, of two counts only, or of nine rows agree by chance: not enough data."""
    records = [{"on_date": f"2026-03-0{day}", "adults": n} for day in (1, 2, 3) for n in counts]
    verdict = REPETITION.verdict(evidence(records))
    assert verdict.rows.empty
    assert verdict.communes["status"].tolist() == ["too_few", "too_few"]


@pytest.mark.parametrize(
    ("rounds", "others", "speaks"), [(40, 20, True), (19, 41, False), (24, 36, True), (12, 48, False)]
)
def test_round_numbers_are_judged_as_the_binomial_test_does(rounds: int, others: int, speaks: bool, evidence) -> None:
    """A commune is named where 40 % and more are round and an independent test finds less than 1 in 1000."""
    records = [{"adults": 10 + 5 * (i % 3)} for i in range(rounds)] + [{"adults": 11 + i % 4} for i in range(others)]
    verdict = HEAPING.verdict(evidence([*records, {"adults": 5}, {"adults": 5}]))
    chance = binomtest(rounds, rounds + others, 0.2, alternative="greater").pvalue
    assert speaks == (chance < 0.001 and rounds / (rounds + others) >= 0.4)
    assert len(verdict.rows) == speaks
    assert shares(verdict)[0] == pytest.approx((rounds / (rounds + others) - 0.2) / 0.8 if speaks else 0)
    if speaks:
        row = verdict.rows.iloc[0]
        assert (row["count"], row["limit"], row["row_no"], row["last_row_no"]) == (rounds, 60, 2, 61)


def test_a_few_counts_say_nothing_of_rounding(evidence) -> None:
    """Forty-nine round counts are one too few to speak of."""
    assert HEAPING.verdict(evidence([{"adults": 10}] * 49)).communes["status"].tolist()[0] == "too_few"


@pytest.mark.parametrize(("adults", "found"), [(37, 1), (36, 0), (24, 0), (23, 1)])
def test_a_population_that_jumps_is_shown_with_the_one_before(adults: int, found: int, evidence) -> None:
    """From 30 adults a change by 7 is more than a fifth, one by 6 is not; a list has one word for a place."""
    figures = [{"adults": 99}, {}, {"segment": 2, "adults": adults}, {"unit_no": 5, "adults": 8}]
    verdict = JUMP.verdict(evidence(residents=[*figures, {"unit_no": 5, "segment": 2, "adults": 16}]))
    assert verdict.communes["sample"].tolist() == [0, 1]  # a hamlet of 8 is too small to compare
    assert verdict.rows[["count", "limit"]].to_numpy().tolist() == [[adults, 30]] * found
