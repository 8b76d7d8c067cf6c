"""The score of a commune, against means done by hand."""

import pandas as pd
import pytest

from outreach.quality import CHECKS, assess
from outreach.quality.score import score

WEIGHTS = pd.Series({"a": 3, "b": 1, "c": 4})


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ((1.0, 1.0, 1.0), 100),
        ((0.0, 0.0, 0.0), 0),
        ((0.5, 1.0, 1.0), 81),  # (1.5 + 1 + 4) / 8 = 0.8125
        ((1.0, 0.99, 1.0), 99),  # never 100 with something to look at
        ((1.0, 0.0, None), 75),  # half of all weight spoke: 3 / 4
        ((1.0, None, None), None),  # three of eight are too little
        ((None, None, 0.25), 25),
        ((None, None, None), None),
    ],
)
def test_the_score_is_a_weighted_mean_of_those_that_spoke(marks: tuple, expected: int | None) -> None:
    """Silent checks are left out, and with less than half of the weight there is no score."""
    found = score(pd.DataFrame([marks], columns=["a", "b", "c"], dtype="float64"), WEIGHTS)
    assert found.tolist() == [pd.NA if expected is None else expected]


def test_a_commune_without_data_has_no_score(evidence) -> None:
    """The commune with thirty good rows has its score; the one without a row has none, neither 0 nor 100."""
    quality = assess(evidence([{"on_date": "2026-01-05"}] * 30, reached={0: 1, 2: 1}))
    assert quality.communes["score"].tolist() == [100, pd.NA]
    assert quality.communes["points"].tolist() == [0, 0]
    assert (quality.communes["checks_spoken"] + quality.communes["checks_too_few"] == len(CHECKS)).all()
    assert not quality.is_empty


def test_an_empty_campaign_is_told_apart(evidence) -> None:
    """Without any row there is nothing to judge, and no share."""
    quality = assess(evidence(last_on=(None, None)))
    assert quality.is_empty
    assert quality.unmatched_share is None
    assert quality.communes["score"].isna().all()


def test_the_unmatched_share_of_the_whole_counts_rows_of_no_commune(evidence) -> None:
    """One row of four waits in no known commune; it is a point of the whole and of no commune."""
    quality = assess(evidence([{}] * 3, [{"commune_no": -1}]))
    assert quality.unmatched_share == 0.25
    assert quality.points_unknown == 1
    assert quality.communes["points"].tolist() == [0, 0]
    assert quality.rows(0).empty


def test_what_is_said_of_one_commune_is_found_by_its_code(evidence) -> None:
    """A code leads to a commune and its checks; an unknown one leads nowhere."""
    quality = assess(evidence([{}] * 30, [{}] * 2))
    assert quality.number("90001") == 0
    assert quality.number("nonsense") is None
    assert quality.of(0)["name"] == "Xã Bình Minh"
    said = quality.checks(0)
    assert said.loc["unmatched", ["sample", "flagged", "minimum", "status"]].tolist() == [32, 2, 20, "check"]
    assert quality.rows(0)["check"].tolist() == ["unmatched", "unmatched"]
