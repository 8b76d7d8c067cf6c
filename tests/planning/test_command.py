"""Planning from a campaign's own data, and from the command line: made, asked why, and followed up."""

import json
import os
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import cli
from campaign import Campaign
from campaign.plans import Choices, monday_after, plan_groups, planning_case, register_of
from outreach.errors import CampaignError
from tests.conftest import TODAY
from texts import catalogue

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
TEAMS = """Mã đội,Tên đội,Xã/phường đóng quân,Số thành viên,Ngôn ngữ,Phương tiện,Số ngày mỗi tuần
D1,Đội một,Xã Bình Minh,8,"Kinh, Thái",Xe máy,2
D2,Đội hai,suối lạnh,4,Kinh,Đi bộ,1.5
D3,Đội ba,Xã Không Có,6,Kinh,Ô tô,3
"""
VISITS = """Ngày,Mã tổ,Mã hộ,Số người lớn,Đội
2026-03-30,90001-1,H1,2,D1
2026-03-30,90002-1,H2,3,D1
2026-04-07,90001-1,H3,4,D1
2026-04-07,90001-2,H4,5,D2
2026-04-08,90002-1,H5,1,D3
"""


@pytest.fixture
def with_teams(campaign: Campaign) -> Campaign:
    """Return the district with three teams and a few visits, those of April after its plan."""
    campaign.import_file(TEAMS.encode(), "doi.csv", "teams")
    later = Campaign(replace(campaign.settings, until=date(2026, 4, 12)))
    later.import_file(VISITS.encode(), "luot.csv", "visits")
    return campaign


def run(folder: Path, *words: object, today: date = TODAY) -> tuple[int, str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PHOCAP_DATA", str(folder))
        patch.setenv("PHOCAP_TODAY", today.isoformat())
        patch.setenv("TMPDIR", os.environ.get("TMPDIR", "/tmp"))  # the program moves both into its data folder
        patch.setattr(tempfile, "tempdir", tempfile.tempdir)
        cli.campaign.cache_clear()
        done = CliRunner().invoke(cli.app, [*map(str, words)])
    if done.exception is not None and not isinstance(done.exception, SystemExit | CampaignError):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def test_the_groups_of_a_campaign(with_teams: Campaign) -> None:
    """Places, people and households come from the campaign; no report is estimated, no population is not planned."""
    groups = plan_groups(with_teams.edition().units, with_teams.standing("group", TODAY)).set_index("unit_id")
    assert groups.loc["90001-1", ["lon", "lat"]].tolist() == pytest.approx([103.005, 21.005])
    assert groups.loc["90001-1", "unreached"] == 8
    assert np.isnan(groups.loc["90001-3", "unreached"])
    assert groups["is_known"].all()
    late = plan_groups(with_teams.edition().units, with_teams.standing("group", date(2026, 3, 1))).set_index("unit_id")
    assert not late.loc[late["unreached"].notna(), "is_known"].any()
    assert (late["unreached"].dropna() <= late.loc[late["unreached"].notna(), "adults"]).all()


def test_the_teams_of_a_register(with_teams: Campaign) -> None:
    """Bases are found by name, with or without xã; a team of an unknown base is named and not planned."""
    case, homeless = planning_case(with_teams, TODAY, Choices(weeks=2))
    assert homeless == ["D3"]
    assert [(one.team_id, one.commune_id, one.days_per_week) for one in case.register.teams] == [
        ("D1", "90001", 2.0), ("D2", "90002", 1.5),
    ]  # fmt: skip
    assert case.register.teams[0].languages == {"Kinh", "Thái"}
    assert case.week_half_days.tolist() == [[4, 4], [3, 3]]
    assert monday_after(date(2026, 3, 31)) == date(2026, 4, 6) == case.weeks.starts_on
    again, _ = register_of(
        pd.DataFrame({"team_code": ["X"], "team_name": ["X"], "base_commune": [None]}), with_teams.edition().units
    )
    assert len(again) == 0


def test_a_plan_is_made_explained_and_followed_up(with_teams: Campaign, tmp_path: Path) -> None:
    """The files tell the same plan; the reasons are in words; what the records say of it is told for each visit."""
    out, data = tmp_path / "plan", with_teams.folder
    status, told, _ = run(
        data, "plan", "--weeks", 1, "--fix", "D1=90001-1", "--must", "90002-1", "--never", "90002-3", "--out", out
    )
    assert status == 0
    assert "người lớn" in told
    rows = pd.read_csv(out / "assignments.csv")
    kept = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert kept["facts"]["adults"] == pytest.approx(rows["gain_adults"].sum(), rel=1e-4)
    assert {"90001-1"} <= set(rows["unit_id"])
    assert "90002-3" not in set(rows["unit_id"])
    assert rows["reasons"].str.contains("chưa tiếp cận").all()
    book = openpyxl.load_workbook(out / "plan.xlsx")
    words = catalogue("vi")
    assert book.sheetnames == [
        words[f"plan.sheet.{one}"] for one in ("summary", "assignments", "schedule", "teams", "left_out")
    ]
    assert book[words["plan.sheet.assignments"]].max_row == len(rows) + 1
    status, prices, _ = run(data, "plan", "explain", out)
    assert status == 0
    assert {"day", "fixed", "must", "never"} <= {line.split(",")[0] for line in prices.splitlines()}
    assert run(data, "plan", "explain", out, "--group", "90001-1")[0] == 0
    assert run(data, "plan", "explain", out, "--team", "D1")[1].count("\n") == 3
    status, table, _ = run(data, "followup", out, "--on", "2026-04-12", today=date(2026, 4, 12))
    assert status == 0
    found = pd.read_csv(pd.io.common.StringIO(table)).set_index(["team_id", "unit_id"])["status"]
    assert found["D1", "90001-1"] in ("done", "partly")
    assert found["D2", "90001-2"] in ("done", "partly", "unplanned")
    assert set(found.xs("90002-1", level="unit_id")) == {"by_another", "unplanned"}  # D3 came, which cannot be planned
    twice = run(data, "followup", out, "--earlier", out, "--on", "2026-04-12", today=date(2026, 4, 12))[1]
    missed = found[found == "not_done"].reset_index()["unit_id"]
    assert set(pd.read_csv(pd.io.common.StringIO(twice))["unit_id"]) == set(missed)


def test_routes_and_what_helps_to_plan(with_teams: Campaign, tmp_path: Path) -> None:
    """A plan keeps absences and its routes; what could be reached, one team more, and places for classes are told."""
    out, data = tmp_path / "plan", with_teams.folder
    assert run(data, "plan", "--out", out, "--away", "D1=2026-04-06..2026-04-12", "--learned")[0] == 0
    ways = pd.read_csv(out / "routes.csv", dtype={"unit_id": "str"}, keep_default_na=False)
    planned = pd.read_csv(out / "schedule.csv")
    assert set(ways["team_id"]) == set(planned["team_id"]) == {"D2"}
    assert set(ways["unit_id"]) == {"", *planned["unit_id"]}
    edge = pd.read_csv(pd.io.common.StringIO(run(data, "plan", "tradeoff", out, "--steps", 3)[1]))
    assert edge["kind"].tolist() == ["frontier"] * 3 + ["plan"]
    bases = pd.read_csv(pd.io.common.StringIO(run(data, "plan", "explain", out, "--newcomer", "Kinh, Mông")[1]))
    assert set(bases["commune"]) == {"Xã Bình Minh", "Xã Suối Lạnh"}
    status, table, told = run(data, "plan", "sites", "--count", 1, "--reach", 30)
    assert (status, len(table.splitlines())) == (0, 2)
    assert "trong vòng 30 phút" in told
    status, table, told = run(data, "plan", "learned", "--on", "2026-04-12")
    assert "saturation" in table
    assert catalogue("vi")["learned.no_trips"] in told
    assert run(data, "plan", "--out", out, "--away", "D1=2026-04-12..2026-04-06")[0] == 1


def test_a_second_plan_keeps_the_first_week_of_the_first(with_teams: Campaign, tmp_path: Path) -> None:
    """Planned again from the earlier one, its first week is unchanged."""
    first, second, data = tmp_path / "one", tmp_path / "two", with_teams.folder
    assert run(data, "plan", "--weeks", 2, "--out", first)[0] == 0
    assert run(data, "plan", "--weeks", 2, "--previous", first, "--beta", 3, "--out", second)[0] == 0
    weeks = [pd.read_csv(one / "schedule.csv").query("week == 1") for one in (first, second)]
    pairs = [set(zip(one["team_id"], one["unit_id"], strict=True)) for one in weeks]
    assert pairs[0] <= pairs[1]
    assert pairs[0]


def test_what_cannot_be_planned_is_said_in_words(campaign: Campaign, tmp_path: Path) -> None:
    """No team, no folder and no such plan are refused with a sentence, and nothing is written."""
    for words, key in (
        (("plan", "--out", tmp_path / "plan"), "plan_no_teams"),
        (("plan",), "plan_no_folder"),
        (("plan", "explain", tmp_path), "plan_unknown"),
        (("followup", tmp_path), "plan_unknown"),
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PHOCAP_DATA", str(campaign.folder))
            patch.setenv("PHOCAP_TODAY", TODAY.isoformat())
            patch.setattr(tempfile, "tempdir", tempfile.tempdir)
            cli.campaign.cache_clear()
            done = CliRunner().invoke(cli.app, [*map(str, words)])
        assert isinstance(done.exception, CampaignError)
        assert done.exception.key == key
    assert not (tmp_path / "plan").exists()
