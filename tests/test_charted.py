"""What the map adds to a standing: right figures, only where asked, and the same frame for the same question."""

from datetime import date

import pandas as pd
import pytest

from campaign import Campaign, chartable
from campaign import charted as module
from outreach.clusters import Cluster

DAY = date(2026, 7, 1)


def test_without_a_wish_it_is_the_standing(shared_campaign: Campaign) -> None:
    """Who looks at coverage alone gets the very frame of the standing, and pays for nothing else."""
    for columns in ((), ("coverage_share", "nothing_known")):
        assert shared_campaign.charted("group", columns) is shared_campaign.standing("group")


def test_the_same_question_has_the_same_frame(shared_campaign: Campaign) -> None:
    """What was drawn of a frame is found again, for its day and columns alone."""
    one = shared_campaign.charted("group", ("pace_ratio",))
    assert shared_campaign.charted("group", ("pace_ratio",)) is one
    assert shared_campaign.charted("group", ("cluster",)) is not one
    assert shared_campaign.charted("group", ("pace_ratio",), DAY) is not one


@pytest.mark.parametrize("level", ["commune", "group"])
def test_every_column_is_that_of_its_own_measure(shared_campaign: Campaign, level: str) -> None:
    """Pace, doubt and clusters stand in the rows of their units; what a level does not have is left out."""
    columns = (*chartable("group"), *chartable("commune"))
    standing, found = shared_campaign.standing(level), shared_campaign.charted(level, columns)
    pd.testing.assert_frame_equal(found[standing.columns], standing)
    assert set(found.columns) - set(standing.columns) == set(chartable(level))
    pace = shared_campaign.pace(level).units
    pd.testing.assert_series_equal(found["pace_ratio"], pace["pace_ratio"].reindex(found.index), check_names=False)
    assert set(found["cluster"]) <= {one.value for one in Cluster}
    if level == "group":
        known = shared_campaign.uncertainty()["below_target_probability"]
        pd.testing.assert_series_equal(found["below_target_probability"], known.reindex(found.index))


def test_nothing_is_worked_out_that_was_not_asked(shared_campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """A visitor who looks at the pace waits for no clusters and no estimates."""

    def never(*_: object) -> pd.DataFrame:
        raise AssertionError

    others = tuple((has, levels, find if "pace_ratio" in has else never) for has, levels, find in module.SOURCES)
    monkeypatch.setattr(module, "SOURCES", others)
    assert "pace_ratio" in shared_campaign.charted("commune", ("pace_ratio",), DAY)
