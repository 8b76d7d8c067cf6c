"""The register of teams from a campaign: skills, absences, what is doubtful, and the same list on the command line."""

import io
import shutil
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from campaign import Campaign
from campaign.absences import Absence
from campaign.candidates import accounted, listing, ordered
from campaign.plans import Choices, monday_after, planning_case
from campaign.teams import known_subjects, teams_of
from loaders.skills import read_team_skills
from outreach.errors import CampaignError
from planning.selection import Selection
from settings import Settings
from tests.conftest import TODAY
from tests.planning.test_command import run

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
TEAMS = """Mã đội,Tên đội,Xã/phường đóng quân,Số thành viên,Ngôn ngữ,Phương tiện,Số ngày mỗi tuần,Kỹ năng
D1,Đội một,Xã Bình Minh,8,"Kinh, Thái",Xe máy,2,"Bộ lưu điện, máy chiếu"
D2,Đội hai,suối lạnh,4,Kinh,Đi bộ,1.5,không
D3,Đội ba,Xã Không Có,6,Kinh,Ô tô,3,
D4,Đội bốn,Xã Bình Minh,,H'Mông Xanh,Ô tô,0,
D5,Đội năm,,6,,Ô tô,,
"""
VISITS = """Ngày,Mã tổ,Mã hộ,Số người lớn,Đội
2026-03-30,90001-1,H1,2,D1
2026-03-30,90002-1,H2,3,D1
2026-03-29,90001-2,H4,5,D2
"""
MONDAY = monday_after(TODAY)


@pytest.fixture(scope="module")
def taught_folder(district_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the district with its teams and a few visits, its edition made."""
    folder = tmp_path_factory.mktemp("taught") / "data"
    shutil.copytree(district_folder, folder)
    campaign = opened(folder)
    campaign.import_file(TEAMS.encode(), "doi.csv", "teams")
    campaign.import_file(VISITS.encode(), "luot.csv", "visits")
    return folder


@pytest.fixture
def with_teams(taught_folder: Path, tmp_path: Path) -> Campaign:
    """Return that district to change."""
    shutil.copytree(taught_folder, tmp_path / "data")
    return opened(tmp_path / "data")


def opened(folder: Path) -> Campaign:
    return Campaign(Settings(data=folder, until=TODAY))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Bộ lưu điện", {"power_kit"}), ("máy phát điện nhỏ; loa", {"power_kit"}), ("Power kit", {"power_kit"}),
        ("dạy VNeID", set()), ("không", set()), ("", None), (None, None), (float("nan"), None),
    ],
)  # fmt: skip
def test_skills_are_read_and_silence_rules_nothing_out(written: object, read: set[str] | None) -> None:
    """A kit by any of its names; other skills are no kit; nothing written means nothing known."""
    assert read_team_skills(written) == read


def test_the_column_of_skills_reaches_the_plan(with_teams: Campaign) -> None:
    """Who has a kit can bring power, who has none cannot, and of whom nothing is written it is not ruled out."""
    case, homeless = planning_case(with_teams, TODAY, Choices())
    assert dict(case.register.frame()[["team_id", "can_power"]].to_numpy()) == {"D1": True, "D2": False, "D4": True}
    assert homeless == ["D3", "D5"]


def test_an_absence_takes_its_days_off_the_plan(with_teams: Campaign) -> None:
    """Away from Monday to Saturday, one day is left; taken back, all of them are there again."""
    calendar, communes = with_teams.absences, known_subjects(with_teams, "commune")
    base = planning_case(with_teams, TODAY, Choices())[0].register.teams[0].commune_id
    number = calendar.add(Absence("commune", base, MONDAY, MONDAY + timedelta(days=5)), communes, "Lan")

    def half_days(weeks: int = 2) -> list[list[int]]:
        return planning_case(with_teams, TODAY, Choices(weeks=weeks))[0].week_half_days.tolist()

    assert half_days() == [[2, 4], [3, 3], [0, 0]]
    assert listing(with_teams, TODAY).team_days == 2.5
    calendar.take_back([number], "Lan")
    assert half_days() == [[4, 4], [3, 3], [0, 0]]
    calendar.add(Absence("all", "", MONDAY, MONDAY + timedelta(days=6)), (), "")
    assert half_days()[0] == [0, 4]
    assert teams_of(with_teams, TODAY).weeks["teams_away"].tolist()[:2] == [3, 0]
    with_teams.start_own()
    assert calendar.in_force() == ()


@pytest.mark.parametrize(
    ("one", "key"),
    [
        (Absence("team", "nobody", MONDAY, MONDAY), "team_unknown"),
        (Absence("commune", "00000", MONDAY, MONDAY), "commune_unknown"),
        (Absence("team", "D1", MONDAY, MONDAY - timedelta(days=1)), "absence_days"),
        (Absence("team", "D1", MONDAY, date(2062, 1, 1)), "absence_too_long"),
    ],
)
def test_an_absence_of_nobody_or_never_is_refused(with_teams: Campaign, one: Absence, key: str) -> None:
    """A team or commune that is not there, an end before the beginning, and a slip of the year."""
    with pytest.raises(CampaignError) as refused:
        with_teams.absences.add(one, known_subjects(with_teams, one.scope), "")
    assert refused.value.key == key
    assert with_teams.absences.table().empty


def test_what_is_missing_is_asked_for(with_teams: Campaign) -> None:
    """Each gap of the register is found once, with what was written, and teams that cannot be planned are marked."""
    found = teams_of(with_teams, TODAY)
    assert set(map(tuple, found.doubts[["team_id", "doubt", "detail"]].to_numpy())) >= {
        ("D3", "base_unknown", "Xã Không Có"), ("D4", "nought_days", ""), ("D4", "no_members", ""),
        ("D5", "no_base", ""), ("D5", "no_days", ""), ("D5", "no_languages", ""),
    }  # fmt: skip
    assert set(found.doubts["team_id"]) <= {"D2", "D1", "D3", "D4", "D5"}
    assert dict(found.table[["team_id", "is_planned"]].to_numpy()) == {
        "D1": True, "D2": True, "D3": False, "D4": True, "D5": False,
    }  # fmt: skip
    assert found.weeks["team_days"].tolist() == [3.5] * len(found.weeks)


def test_no_group_is_lost(with_teams: Campaign) -> None:
    """Every group is on one list, or is counted as done or without a population."""
    made = listing(with_teams, TODAY)
    assert sum(accounted(made).values()) == len(made.case.groups) == len(with_teams.standing("group"))


@pytest.mark.parametrize("rule", ["per_team_day", "lowest_share"])
def test_the_command_line_prints_the_list_of_the_page(with_teams: Campaign, rule: str) -> None:
    """The same groups in the same order with the same figures as the function that the page draws."""
    order = ordered(listing(with_teams, TODAY), rule, Selection(at_least=2))
    status, printed, _ = run(with_teams.folder, "candidates", "--rule", rule, "--top", 0, "--at-least", 2)
    table = pd.read_csv(io.StringIO(printed), dtype={"unit_id": "str"})
    assert status == 0
    assert len(table) > 1
    assert table["unit_id"].tolist() == order["unit_id"].tolist()
    assert table["per_team_day"].tolist() == pytest.approx(order["per_team_day"].round(1).tolist(), nan_ok=True)
    assert table["reasons"].str.contains("chưa tiếp cận").all()
    few = run(with_teams.folder, "candidates", "--rule", rule, "--top", 1, "--at-least", 2)[1]
    assert few.count("\n") == 2


def test_a_change_of_rule_and_the_calendar_on_the_command_line(with_teams: Campaign) -> None:
    """What enters and leaves is printed; an absence is entered, listed and taken back; the weeks follow."""
    folder = with_teams.folder
    changed = run(folder, "candidates", "--rule", "lowest_share", "--against", "most_unreached", "--top", 1)[1]
    assert changed.splitlines()[0].startswith("change,unit_id")
    assert run(folder, "absence", "add", "--team", "D1", "--from", MONDAY, "--reason", "thi")[0] == 0
    listed = pd.read_csv(io.StringIO(run(folder, "absence", "list")[1]))
    assert listed[["scope", "subject", "first_on", "last_on"]].to_numpy().tolist() == [
        ["team", "D1", *[str(MONDAY)] * 2]
    ]
    assert run(folder, "teams", "--weeks")[1].splitlines()[1].endswith(",3.5,1")
    run(folder, "absence", "take-back", 1)
    assert len(pd.read_csv(io.StringIO(run(folder, "absence", "list")[1]))) == 0
    assert "D3" in run(folder, "teams", "--doubts")[1]
    assert run(folder, "teams")[1].count("\n") == 6
