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
from campaign import Campaign, plan_tables
from campaign.plans import Choices, monday_after, plan_groups, planning_case, register_of
from commands import plan, plan_folder
from commands.plan_folder import kept_in
from outreach.errors import CampaignError
from tests.conftest import GROUPS, TODAY
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


@pytest.mark.parametrize("travel_name", ["routes.csv", "teams.csv"])
def test_files_given_to_a_plan_are_kept_apart_from_its_tables(
    with_teams: Campaign, tmp_path: Path, travel_name: str
) -> None:
    """Files named as tables of the plan, or both alike, are read again as they were, and the plan is the same."""
    out, data = tmp_path / "plan", with_teams.folder
    teams, travel = tmp_path / "teams.csv", tmp_path / "travel" / travel_name
    travel.parent.mkdir()
    register = TEAMS.splitlines()[0] + "\nE1,Đội khác,Xã Suối Lạnh,6,Kinh,Ô tô,2\n"
    teams.write_text(register, encoding="utf-8")
    travel.write_text("from_id,to_id,minutes\nE1,90001-1,77\n", encoding="utf-8")
    assert run(data, "plan", "--teams", teams, "--travel", travel, "--out", out, "--seconds", 1)[0] == 0
    status, prices, _ = run(data, "plan", "explain", out)
    days = pd.read_csv(pd.io.common.StringIO(prices)).query("rule == 'day'")
    assert (status, days["subject"].tolist()) == (0, ["E1"])
    assert pd.read_csv(out / "teams.csv")["day_price"].tolist() == pytest.approx(days["price"].tolist(), abs=0.01)
    choices = kept_in(out).choices(out)
    assert (choices.teams, choices.travel) == ((register.encode(), "teams-teams.csv"), travel.read_bytes())
    assert planning_case(with_teams, TODAY, choices)[0].minutes[0, 0] == 77


def test_a_kept_plan_has_the_facts_and_tables_of_the_desk(with_teams: Campaign, tmp_path: Path) -> None:
    """What a folder tells is what the desk keeps of the same plan, with the days of each visit in it."""
    out, data = tmp_path / "plan", with_teams.folder
    assert run(data, "plan", "--weeks", 2, "--out", out, "--seconds", 1)[0] == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan_folder, "campaign", lambda: with_teams)
        patch.setattr(plan, "campaign", lambda: with_teams)
        made = plan.reopened(out)
    facts = json.loads((out / "plan.json").read_text(encoding="utf-8"))["facts"]
    desk = plan_tables.facts_of(made)
    same = set(desk) - {"is_proven", "bound", "gap"}  # of a plan that is read again the search is not told
    assert {name: facts[name] for name in same} == pytest.approx({name: desk[name] for name in same})
    assert facts["adults_range"] == pytest.approx([desk["adults_least"], desk["adults_most"]])
    rows, stays = (pd.read_csv(out / f"{stem}.csv") for stem in ("assignments", "schedule"))
    tables = plan_tables.tables_of(made, TODAY)
    assert rows["starts_on"].tolist() == tables["assignments"]["starts_on"].dt.strftime("%Y-%m-%d").tolist()
    assert rows["days"].sum() == stays["days"].sum() == facts["half_days_used"] / 2
    assert stays["week"].tolist() == (tables["schedule"]["week"] + 1).tolist()


def test_a_plan_that_goes_nowhere_is_written_too(with_teams: Campaign, tmp_path: Path) -> None:
    """With every group left out the folder has its tables, without rows."""
    out, data = tmp_path / "plan", with_teams.folder
    never = [word for unit in GROUPS for word in ("--never", unit)]
    assert run(data, "plan", "--out", out, *never)[0] == 0
    assert pd.read_csv(out / "assignments.csv").empty
    assert run(data, "plan", "explain", out)[0] == 0


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
    """No team, no folder, no such plan, an option of no use: refused with a sentence, and nothing is written."""
    for words, key in (
        (("plan", "--out", tmp_path / "plan"), "plan_no_teams"),
        (("plan",), "plan_no_folder"),
        (("plan", "explain", tmp_path), "plan_unknown"),
        (("followup", tmp_path), "plan_unknown"),
        (("followup", 1, "--earlier", tmp_path), "option_unreadable"),
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
