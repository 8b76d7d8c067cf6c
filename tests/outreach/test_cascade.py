"""The cascade on counts done by hand: what nobody asked is not a no."""

import pandas as pd
import pytest

from outreach.cascade import STAGES, cascade, closed_by_reason, effective_coverage, skill_shares, stage_counts

WHOLE = pd.Series(
    {
        "adults": 1000, "reached_known": 400, "device_recorded": 200, "ready": 150, "topic_recorded": 400,
        "trained": 380, "skills_recorded": 100, "skilled": 30, "vneid": 90, "services": 60, "payments": 40,
        "safety": 50, "vneid_confirmed": 800,
    }
)  # fmt: skip


def test_each_step_is_a_share_of_those_who_were_asked() -> None:
    """Three in four of those asked have a device, so 300 of the 400 contacted; 30 % of those asked are skilled."""
    steps = cascade(WHOLE)
    assert steps["share"].tolist() == [1.0, 0.4, 0.75, 0.95, 0.3, 0.8]
    assert steps.loc["ready", ["people", "asked", "lost"]].tolist() == [150, 200, 100]
    assert steps.loc["skilled", "lost"] == 380 - 120


def test_the_biggest_leak_is_the_step_that_loses_most() -> None:
    """Six hundred were never contacted; once all are, the skills are where most fall away."""
    assert cascade(WHOLE).query("is_leak").index.tolist() == ["contacted"]
    assert cascade(pd.concat([WHOLE.drop("reached_known"), pd.Series({"reached_known": 990})])).query(
        "is_leak"
    ).index.tolist() == ["skilled"]


def test_what_nobody_asked_is_unknown() -> None:
    """Without answers a step has neither share nor loss, and the register of VNeID loses nobody."""
    steps = cascade(WHOLE.replace({200: 0, 150: 0, 100: 20, 30: 9}))
    assert steps.loc[["ready", "skilled"], ["share", "lost"]].isna().all(axis=None)
    assert pd.isna(steps.loc["confirmed", "lost"])


def test_a_place_without_any_adult_known_has_no_share() -> None:
    """Nothing is divided by an unknown number."""
    steps = cascade(WHOLE.drop("adults"))
    assert steps.loc[["eligible", "contacted"], "share"].isna().all()


def test_skills_are_shares_of_those_whose_skills_were_written_down() -> None:
    """Ninety of a hundred know VNeID; with twenty asked nothing is said."""
    assert skill_shares(WHOLE)["share"].tolist() == [0.9, 0.6, 0.4, 0.5]
    assert skill_shares(WHOLE.replace(100, 20))["share"].isna().all()


def test_effective_coverage_is_blank_where_no_skill_was_asked() -> None:
    """Adults with the basic set are a share of all adults, and nothing where no form tells of skills."""
    standing = pd.DataFrame({"adults": [100, 100, None], "skilled": [30, 0, 5], "skills_recorded": [50, 0, 9]})
    found = effective_coverage(standing)
    assert found.iloc[0] == pytest.approx(0.3)
    assert found.iloc[1:].isna().all()


UNITS = pd.DataFrame(
    {
        "unit_no": [0, 1, 2], "unit_id": ["A", "A1", "A2"], "parent_id": [None, "A", "A"],
        "has_signal": [None, True, False],
    }
)  # fmt: skip


def test_a_commune_holds_its_groups_people_and_its_own() -> None:
    """Whoever has a device where there is no signal is not ready, and a later day does not count yet."""
    rows = [(0, "2026-01-01", 1), (1, "2026-01-02", 2), (2, "2026-01-02", 4), (1, "2026-02-01", 8)]
    stages = pd.DataFrame(rows, columns=["unit_no", "on_date", "ready"]).astype({"on_date": "datetime64[s]"})
    stages = stages.assign(**dict.fromkeys(STAGES, stages["ready"]))
    found = stage_counts(stages, UNITS, pd.Timestamp("2026-01-31"))
    assert found["ready"].tolist() == [1 + 2, 2, 0]
    assert found["trained"].tolist() == [1 + 2 + 4, 2, 4]


def test_closed_visits_are_apart_by_reason() -> None:
    """Visits that ended without service add up by reason, for groups and for the commune that holds them."""
    rows = [(1, "2026-01-01", "absent", 2), (1, "2026-01-02", "absent", 1), (2, "2026-01-02", "moved", 4)]
    endings = pd.DataFrame(rows, columns=["unit_no", "on_date", "status", "visits"])
    endings = endings.astype({"on_date": "datetime64[s]"})
    found = closed_by_reason(endings, UNITS, pd.Timestamp("2026-01-31"))
    assert found.loc[[0, 1, 2], ["absent", "moved"]].to_numpy().tolist() == [[3, 4], [3, 0], [0, 4]]
    assert closed_by_reason(endings, UNITS, pd.Timestamp("2025-12-31")).empty
