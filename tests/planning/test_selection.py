"""What a planner keeps of the candidates, what the days allow, and how far the ways are: against plain loops."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.candidates import candidates, ranked, reasons
from planning.selection import Selection, fit, selected, top_totals, without_power
from tests.planning.cases import small_case

DAY = pd.Timestamp("2026-11-22")


def listed(seed: int = 3) -> tuple[object, pd.DataFrame]:
    case = small_case(seed, 60, 4, 1)
    case.groups["parent_id"] = np.where(np.arange(60) % 2, "A", "B")
    case.groups["state"] = np.where(case.groups["reached"] == 0, "never_reached", "partly")
    return case, candidates(case, DAY).groups


CASE, FOUND = listed()


@settings(deadline=None)
@given(
    commune_id=st.sampled_from(["", "A", "B", "Z"]),
    language=st.sampled_from(["", "Thái", "Mông"]),
    is_never=st.booleans(),
    no_power=st.booleans(),
    below=st.sampled_from([0.05, 0.3, 0.8, 1.0]),
    at_least=st.integers(0, 300),
    within=st.sampled_from([15.0, 45.0, 90.0, math.inf]),
)
def test_a_selection_is_what_a_loop_finds(
    commune_id: str,
    language: str,
    is_never: bool,
    no_power: bool,
    below: float,
    at_least: int,
    within: float,
) -> None:
    """Whatever is asked for, the same groups pass as when each row is looked at by itself."""
    wanted = Selection(commune_id, language, "", is_never, no_power, below, at_least, within)
    passed = []
    for row in FOUND.to_dict("records"):
        minutes = row["travel_minutes"] if not math.isnan(row["travel_minutes"]) else row["nearest_minutes"]
        if (
            (not commune_id or row["parent_id"] == commune_id)
            and (not language or row["language"] == language)
            and (not is_never or row["reached"] == 0)
            and (not no_power or row["has_power"] is False or row["has_signal"] is False)
            and (below == 1 or row["coverage_share"] < below)
            and row["unreached"] >= at_least
            and minutes <= within
        ):
            passed.append(row["unit_id"])
    assert selected(FOUND, wanted)["unit_id"].tolist() == passed


def test_power_that_nobody_told_is_not_missing() -> None:
    """Only a plain no counts as without power."""
    groups = pd.DataFrame({"has_power": [True, False, None, None], "has_signal": [True, True, None, False]})
    assert without_power(groups).tolist() == [False, True, False, True]


@pytest.mark.parametrize("wrong", [{"below_share": 0.0}, {"at_least": -1}, {"within_minutes": 0.0}])
def test_a_senseless_threshold_is_refused(wrong: dict[str, float]) -> None:
    """A threshold that nothing could pass is a mistake of whoever wrote it."""
    with pytest.raises(ValueError, match="lies between"):
        Selection(**wrong)  # type: ignore[arg-type]


@settings(deadline=None)
@given(st.lists(st.integers(0, 12), min_size=4, max_size=4))
def test_what_fits_is_what_a_purse_buys(half_days: list[int]) -> None:
    """With one purse for all, and with a purse for each team, as many groups fit as when they are paid one by one."""
    order = ranked(FOUND, "per_team_day")
    purses = pd.Series(half_days, index=[one.team_id for one in CASE.register.teams])  # type: ignore[attr-defined]
    common, own = sum(half_days), dict(purses)
    asked = dict.fromkeys(own, 0)
    most, least, gain_most, gain_least, spent = 0, 0, 0.0, 0.0, 0.0
    for row in order.to_dict("records"):
        if math.isnan(row["half_days"]):
            continue
        spent += row["half_days"]
        if spent <= common:
            most, gain_most = most + 1, gain_most + row["gain_adults"]
        asked[row["best_team_id"]] += row["half_days"]
        if asked[row["best_team_id"]] <= own[row["best_team_id"]]:
            least, gain_least = least + 1, gain_least + row["gain_adults"]
    found = fit(order, purses)
    assert (found.least, found.most) == (least, most)
    assert found.adults_most == pytest.approx(gain_most)
    assert found.adults_least == pytest.approx(gain_least)


def test_the_top_of_the_default_rule_brings_most_in_a_day() -> None:
    """No other rule's top has more adults a team day than that of the rule that looks for them, group by group."""
    best = ranked(FOUND, "per_team_day").head(10)["per_team_day"].mean()
    for rule in ("lowest_share", "most_unreached", "never_first", "surest"):
        assert ranked(FOUND, rule).head(10)["per_team_day"].mean() <= best
    told = top_totals(FOUND, "never_first", 10)
    assert told["never"] == min(10, int((FOUND["reached"] == 0).sum()))
    first = ranked(FOUND, "never_first").head(10)
    assert told["per_team_day"] == pytest.approx(first["gain_adults"].sum() / (first["half_days"].sum() / 2))


def test_the_nearest_team_is_the_nearest() -> None:
    """Of every group the shortest way in the table of minutes, and a best team is never nearer than that."""
    minutes = CASE.minutes  # type: ignore[attr-defined]
    for place, row in FOUND.iterrows():
        assert row["nearest_minutes"] == pytest.approx(minutes[:, place].min())
        assert not row["travel_minutes"] < row["nearest_minutes"] - 1e-9


def test_kilometres_of_road_agree_with_the_minutes() -> None:
    """The way told in kilometres, at the speed of the terrain and with its last stretch, gives the minutes told."""
    speed, last = {"valley": 30, "hill": 22, "high": 14}, {"valley": 3, "hill": 6, "high": 12}
    able = FOUND[FOUND["travel_minutes"].notna()]
    reckoned = 60 * able["way_km"] / able["terrain"].map(speed) + able["terrain"].map(last)
    assert reckoned.to_numpy() == pytest.approx(able["travel_minutes"].to_numpy())


def test_a_silent_group_is_told_as_an_estimate() -> None:
    """Its people are told as about so many; too far for half a day, it is left to those who are there."""
    row = {"unreached": 40.0, "is_known": False, "kind": "verification", "travel_minutes": math.nan}
    near = {**row, "travel_minutes": 20.0, "nearest_minutes": 20.0, "is_in_reach": True}
    far = {**row, "nearest_minutes": 90.0, "is_in_reach": True}
    assert [key for key, _ in reasons(near)] == ["unreached_about", "travel", "verification"]
    assert [key for key, _ in reasons(far)] == ["unreached_about", "travel", "verification_far"]
    assert [key for key, _ in reasons({**far, "is_in_reach": False})][1] == "out_of_reach"
