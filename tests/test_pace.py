"""The pace of a campaign: levels that add up, the day that was asked for, and the command line."""

import io
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import cli
from campaign import PROVINCE, Campaign
from commands import session

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
DAY = pd.Timestamp("2026-03-31").date()


def visits() -> bytes:
    """Eight weeks in Tổ 1 and Tổ 3 (adults unknown), the commune alone on one day, and one commune that fell silent."""
    days = pd.date_range("2026-02-04", periods=8, freq="7D").strftime("%Y-%m-%d")
    rows = [f"{day},90001,Tổ 1,1,Đội 1" for day in days] + [f"{day},90001,Tổ 3,2,Đội 1" for day in days]
    rows += ["2026-03-26,90001,,3,Đội 1", "2026-02-05,90002,Bản Nà Nghè,6,Đội 2"]
    return "\n".join(["date,commune code,village,people,team", *rows, ""]).encode()


@pytest.fixture(scope="module")
def moving(shared_campaign: Campaign) -> Campaign:
    shared_campaign.import_file(visits(), "visits.csv", "visits")
    return shared_campaign


def test_the_pace_ends_where_the_standing_stands(moving: Campaign) -> None:
    """At every level `done` is the reached of the standing where the population is known."""
    for level in ("commune", "group"):
        standing, units = moving.standing(level, DAY), moving.pace(level, DAY).units
        known = standing["adults"].notna()
        assert units["done"][known].tolist() == standing["reached_known"][known].tolist()
        assert units["remaining"].equals(standing["gap_people"])


def test_who_lives_where_nobody_counted_is_in_no_pace(moving: Campaign) -> None:
    """People of Tổ 3, whose adults are unknown, raise neither the pace of their commune nor that of the province."""
    communes = moving.pace("commune", DAY)
    by_name = communes.units["actual_per_week"].set_axis(moving.standing("commune", DAY)["unit_id"])
    assert by_name["90001"] == 1 + 3 / 4
    assert moving.pace("province", DAY).of(PROVINCE)["actual_per_week"] == 1 + 3 / 4
    assert pd.isna(by_name["90002"])


def test_the_pace_of_an_earlier_day_knows_nothing_of_later_ones(moving: Campaign) -> None:
    """On 1 March there were four complete weeks, and no forecast yet."""
    found = moving.pace("province", pd.Timestamp("2026-03-01").date())
    assert found.weeks == 4
    assert found.of(PROVINCE)["pace_state"] == "short_history"
    assert found.of(PROVINCE)["done"] == 4 + 6


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[pd.DataFrame, str]:
    monkeypatch.setenv("PHOCAP_DATA", str(folder))
    monkeypatch.setenv("PHOCAP_TODAY", DAY.isoformat())
    session.campaign.cache_clear()
    done = CliRunner().invoke(cli.app, ["pace", *words])
    session.campaign.cache_clear()
    assert done.exit_code == 0, done.output
    return pd.read_csv(io.StringIO(done.stdout), dtype={"unit_id": str, "parent_id": str}), done.stderr


@pytest.mark.parametrize("level", ["province", "commune", "group"])
def test_the_command_prints_what_the_page_shows(moving: Campaign, level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table is the pace of the level, and the last complete day stands on the error stream."""
    printed, told = run(moving.folder, monkeypatch, "--level", level)
    units = moving.pace(level, DAY).units
    assert printed["done"].astype("Int64").tolist() == units["done"].tolist()
    assert printed["pace_state"].tolist() == units["pace_state"].tolist()
    assert set(printed["complete_until"]) == {"2026-03-29"}
    assert "29/03/2026" in told


def test_the_command_knows_teams_and_trials(moving: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """Teams have a row each, and the trials one for each level and horizon."""
    teams, _ = run(moving.folder, monkeypatch, "--level", "team")
    assert teams["team"].tolist() == ["Đội 1", "Đội 2"]
    trials, _ = run(moving.folder, monkeypatch, "--level", "trial")
    assert trials["horizon_weeks"].tolist() == [4, 8, 12] * 2
    assert trials["level"].tolist() == ["province"] * 3 + ["commune"] * 3
