"""The planners' desk: nothing of a plan is lost, a change is worked out before it is made, approval locks."""

import json
import shutil
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from campaign import Campaign
from campaign.absences import TEAM, Absence
from campaign.asked import Asked, Assumptions
from campaign.change import alternatives, compared, dropped, moved, moved_around
from campaign.plan_tables import in_force
from outreach.errors import CampaignError, NotFound
from reports.stored_plan import stored_papers
from settings import Settings
from store.plans import Plans, Record
from tests.conftest import TODAY
from texts import language

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
TEAMS = """Mã đội,Tên đội,Xã/phường đóng quân,Số thành viên,Ngôn ngữ,Phương tiện,Số ngày mỗi tuần
D1,Đội một,Xã Bình Minh,8,"Kinh, Thái",Xe máy,1
D2,Đội hai,suối lạnh,4,Kinh,Đi bộ,1
"""
# Each commune reports, so that a group without a visit is one that was never reached, and not a data gap.
VISITS = """Ngày,Mã tổ,Mã hộ,Số người lớn,Đội
2026-03-30,90001-1,H1,2,D1
2026-03-30,90002-2,H2,1,D2
"""
LATER = """Ngày,Mã tổ,Mã hộ,Số người lớn
2026-03-31,90002-1,H9,9
"""
ROWS = pd.DataFrame({"team_id": ["D1"], "unit_id": ["90002-1"], "half_days": [2], "stays": [1]})


@pytest.fixture(scope="module")
def staffed_folder(district_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("staffed")
    shutil.copytree(district_folder, folder, dirs_exist_ok=True)
    campaign = Campaign(Settings(data=folder, until=TODAY))
    campaign.import_file(TEAMS.encode(), "doi.csv", "teams")
    campaign.import_file(VISITS.encode(), "luot.csv", "visits")
    return folder


@pytest.fixture
def staffed(staffed_folder: Path, tmp_path: Path) -> Campaign:
    """The district with two teams of a day a week each."""
    shutil.copytree(staffed_folder, tmp_path, dirs_exist_ok=True)
    return Campaign(Settings(data=tmp_path, until=TODAY))


def made(campaign: Campaign, **asked: object) -> int:
    """Return the number of a plan of the next week."""
    return campaign.desk.make("Tuần tới", replace(campaign.desk.ask(TODAY), **asked), seconds=1.0, actor="Lò A")


def pairs(table: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(table["team_id"], table["unit_id"], strict=True))


def test_what_was_asked_survives_being_kept() -> None:
    """A question with every field set is the same after JSON."""
    assumed = Assumptions({"door_to_door": {"saturation": 0.5}}, {"hill": {"detour": 2.0}}, 0.2)
    asked = Asked("e", "2026-03-31", "2026-04-06", 4, 2.0, 50.0, "rule", 1.4, with_community=True, must=("a",),
                  never=("b",), fixed=(("D1", "c", 2, None),), assumed=assumed, travel_no=3, carried_from=7,
                  ceiling=12.5)  # fmt: skip
    assert Asked.of(json.loads(json.dumps(asked.kept()))) == asked


def test_assumptions_replace_only_what_they_name() -> None:
    """A planner's figure is used, all others stay the engine's."""
    plain, other = Assumptions(), Assumptions({"door_to_door": {"saturation": 0.5}}, {"hill": {"detour": 2.0}}, 0.2)
    assert other.response().kinds["door_to_door"].saturation == 0.5
    assert other.response().kinds["mobile_class"] == plain.response().kinds["mobile_class"]
    assert (other.roads()["hill"].detour, other.response().language_factor) == (2.0, 0.2)
    assert other.roads()["high"] == plain.roads()["high"]


def test_a_lock_less_forgets_the_ceiling_and_a_lock_more_keeps_it() -> None:
    """What was proven for fewer locks holds for more of them, and not the other way round."""
    asked = Asked("e", "2026-03-31", "2026-04-06", ceiling=100.0)
    assert asked.pinned("D1", "a", 2).ceiling == 100.0
    assert asked.banned("a").loosened("a").ceiling is None
    assert asked.banned("a").pinned("D1", "a", 2).never == ()


def test_a_plan_is_kept_with_every_change_and_goes_back_and_forth(staffed: Campaign) -> None:
    """Three changes are three revisions; undo and redo walk them, and a new change after undo hides none of them."""
    desk, number = staffed.desk, made(staffed)
    first = desk.opened(number)
    unit = first.plan.assignments["unit_id"].iloc[0]
    desk.apply(dropped(first, unit, for_good=True), "Lò A")
    assert unit not in set(desk.opened(number).plan.assignments["unit_id"])
    assert desk.opened(number).asked.never == (unit,)
    assert desk.undo(number)
    assert pairs(desk.opened(number).plan.assignments) == pairs(first.plan.assignments)
    assert desk.plans.steps(number) == (False, True)
    assert desk.redo(number)
    assert not desk.redo(number)
    desk.undo(number)
    desk.pin(number, unit, "Vàng B")
    actions = [one.action for one in desk.plans.revisions(number)]
    assert actions == ["made", "banned", "pinned"]
    assert [one.actor for one in desk.plans.revisions(number)] == ["Lò A", "Lò A", "Vàng B"]


def test_a_group_is_given_to_another_team_and_stays_there(staffed: Campaign) -> None:
    """A change shows its work before it is made; the pair then survives planning anew."""
    desk, number = staffed.desk, made(staffed)
    opened = desk.opened(number)
    row = opened.plan.assignments.iloc[0]
    others = alternatives(opened, row["unit_id"])
    team = others.loc[others["team_id"] != row["team_id"], "team_id"].iloc[0]
    change = moved_around(opened, row["unit_id"], team, None, time.monotonic, 1.0)
    assert change.conflicts == ()
    assert desk.opened(number).revision.action == "made"  # looking changes nothing
    desk.apply(change, "Lò A")
    desk.solve_again(number, seconds=1.0)
    assert (team, row["unit_id"]) in pairs(desk.opened(number).plan.assignments)


def test_a_change_that_overloads_a_team_is_refused_with_its_days(staffed: Campaign) -> None:
    """Both teams have one day: a second full day for one of them is told as days given and needed."""
    desk, number = staffed.desk, made(staffed)
    opened = desk.opened(number)
    full = opened.revision.assignments.groupby("team_id")["half_days"].sum()
    team = full[full == 2].index[0]
    free = [one for one in opened.plan.case.groups["unit_id"] if one not in set(opened.revision.assignments["unit_id"])]
    able = [one for one in free if team in set(alternatives(opened, one)["team_id"])]
    change = moved(opened, able[0], team)
    assert [one.rule for one in change.conflicts] == ["over_days"]
    assert dict(change.conflicts[0].facts)["days"] == 1.0
    assert dict(change.conflicts[0].facts)["used"] > 1.0
    with pytest.raises(CampaignError, match="plan_conflict"):
        desk.apply(change)


def test_a_change_that_cannot_be_says_why(staffed: Campaign) -> None:
    """A group without anybody left to reach can be given to nobody, and the reason is told."""
    opened = staffed.desk.opened(made(staffed))
    change = moved(opened, "90001-3", "D1")  # its adults are not known
    assert [one.rule for one in change.conflicts] == ["nobody_left"]
    assert change.after is None


def test_who_was_slower_is_told(staffed: Campaign) -> None:
    """A change worked out before somebody else's is refused instead of undoing theirs."""
    desk, number = staffed.desk, made(staffed)
    opened = desk.opened(number)
    unit = opened.plan.assignments["unit_id"].iloc[0]
    mine = dropped(opened, unit)
    desk.pin(number, unit, "Vàng B")
    with pytest.raises(CampaignError, match="plan_changed"):
        desk.apply(mine)


def test_an_approved_plan_is_locked_and_says_what_it_said(staffed: Campaign) -> None:
    """After approval nothing changes it, and its tables stay when the records go on."""
    desk, number = staffed.desk, made(staffed)
    with pytest.raises(CampaignError, match="plan_nobody"):
        desk.approve(number, actor=" ", why="")
    desk.approve(number, actor="Trưởng ban", why="Họp giao ban")
    before = desk.tables(number)["assignments"]
    staffed.import_file(LATER.encode(), "them.csv", "visits")
    again = Campaign(staffed.settings).desk
    pd.testing.assert_frame_equal(again.tables(number)["assignments"], before)
    for change in (lambda: again.pin(number, "90002-1"), lambda: again.undo(number), lambda: again.solve_again(number)):
        with pytest.raises(CampaignError, match="plan_locked"):
            change()
    record = again.plans.find(number)
    assert (record.status, record.approved_by, record.why) == ("approved", "Trưởng ban", "Họp giao ban")


def test_a_group_to_which_a_team_will_go_is_planned(staffed: Campaign) -> None:
    """Never reached becomes planned by an approved plan alone, and back when it is withdrawn; coverage stays."""
    desk, number = staffed.desk, made(staffed)
    before = staffed.standing("group").set_index("unit_id")
    assert "planned" not in set(before["state"])
    desk.approve(number, actor="Trưởng ban", why="")
    planned = set(desk.planned_on(TODAY)["unit_id"])
    after = staffed.standing("group").set_index("unit_id")
    expected = {one for one in planned if before.loc[one, "state"] == "never_reached"}
    assert expected
    assert set(after.index[after["state"] == "planned"]) == expected
    assert set(after.index[after["planned_on"].notna()]) == planned
    pd.testing.assert_series_equal(after["reached"], before["reached"])
    desk.withdraw(number)
    assert staffed.standing("group").set_index("unit_id")["state"].equals(before["state"])
    desk.restore(number)
    assert set(desk.planned_on(TODAY)["unit_id"]) == planned


def test_of_two_plans_for_a_week_the_later_counts() -> None:
    """Visits of an earlier plan in weeks that a later approval covers are not in force; the others are."""
    asked = {"starts_on": "2026-04-06", "weeks": 2}
    earlier = Record(1, "a", 1, "", "", "2026-03-30T08:00:00", "x", "", None, asked)
    later = replace(
        earlier, plan_no=2, approved_at="2026-03-31T08:00:00", asked={"starts_on": "2026-04-13", "weeks": 1}
    )
    days = pd.to_datetime(["2026-04-07", "2026-04-14"])
    rows = pd.DataFrame({"team_id": "D1", "team": "Đội", "unit_id": ["u", "v"], "starts_on": days, "ends_on": days,
                         "gain_adults": 1.0})  # fmt: skip
    own = rows.tail(1).assign(unit_id="w")
    found = in_force([(earlier, {"assignments": rows}), (later, {"assignments": own})], date(2026, 3, 31))
    assert found[["plan_no", "unit_id"]].to_numpy().tolist() == [[1, "u"], [2, "w"]]
    assert in_force([(earlier, {"assignments": rows})], date(2026, 4, 8))["unit_id"].tolist() == ["v"]


def test_plans_are_compared_group_by_group() -> None:
    """Every group of either plan is the same in both or told with its difference."""
    one = pd.DataFrame({"team_id": ["A", "A", "B", "C"], "unit_id": list("uvwx"), "name": list("uvwx"), "commune": "X",
                        "gain_adults": [4.0, 3, 2, 1], "half_days": [2, 2, 2, 1]})  # fmt: skip
    other = one.assign(team_id=["A", "B", "B", "C"], unit_id=list("uvyx"), half_days=[2, 2, 2, 2])
    found = compared(one, other).set_index("unit_id")["difference"].to_dict()
    assert found == {"v": "other_team", "w": "only_one", "y": "only_other", "x": "other_time"}


def test_an_unknown_plan_is_told(staffed: Campaign) -> None:
    """A number that nobody gave out is not found."""
    with pytest.raises(NotFound, match="plan_no_unknown"):
        staffed.desk.opened(99)


def test_two_planners_share_a_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What one process keeps the other sees; numbers are never given twice."""
    path = tmp_path_factory.mktemp("plans") / "catalogue.sqlite"
    one, other = Plans(path), Plans(path)
    assert [store.add("a", {"starts_on": ""}, ROWS, "", "t") for store in (one, other, one)] == [1, 2, 3]
    assert [record.plan_no for record in other.listed()] == [3, 2, 1]
    pd.testing.assert_frame_equal(other.revision(1).assignments, ROWS, check_dtype=False)


def test_a_table_of_minutes_is_used_until_it_is_taken_back(staffed: Campaign) -> None:
    """A team that needs four hours by the planner's own table does not go there; without the table it may."""
    desk = staffed.desk
    number = desk.keep_travel(b"from_id,to_id,minutes\nD1,90002-1,240\nD2,90002-1,240\n", "duong.csv")
    asked = desk.ask(TODAY)
    assert asked.travel_no == number
    case, _ = desk.case(asked)
    group = case.groups["unit_id"].tolist().index("90002-1")
    assert case.minutes[:, group].tolist() == [240, 240]
    desk.take_travel_back(number)
    assert desk.ask(TODAY).travel_no == 0
    with pytest.raises(CampaignError, match="travel_unreadable"):
        desk.keep_travel(b"a,b\n1,2\n", "khac.csv")


def test_a_certificate_is_forgotten_when_its_ground_goes(staffed: Campaign) -> None:
    """What was proven while a team was away is not told of the plan once the team is there again."""
    away = staffed.absences.add(Absence(TEAM, "D1", date(2026, 4, 6), date(2026, 4, 12), ""), {"D1"}, "Lò A")
    desk, number = staffed.desk, made(staffed)
    before = desk.opened(number)
    assert desk.is_current(before.asked)
    assert set(before.plan.assignments["team_id"]) == {"D2"}
    staffed.absences.take_back([away], "Lò A")
    after = desk.opened(number)
    assert not desk.is_current(after.asked)
    assert after.plan.bound > before.plan.bound


def test_a_plan_of_a_folder_must_be_one(staffed: Campaign) -> None:
    """A table without teams is not taken for a plan."""
    with pytest.raises(NotFound, match="plan_unknown"):
        staffed.desk.put("x", staffed.desk.ask(TODAY), ROWS.drop(columns="team_id"))


def test_the_papers_of_an_approved_plan_keep_its_teams(staffed: Campaign) -> None:
    """A register that changes after the approval does not take teams off the sheets."""
    desk, number = staffed.desk, made(staffed)
    desk.approve(number, actor="Trưởng ban", why="")
    say = language("vi")
    before = stored_papers(staffed, number, say)
    staffed.import_file(TEAMS.replace("Đội một", "Đội mới").replace("D2,", "D9,").encode(), "moi.csv", "teams")
    after = stored_papers(staffed, number, say)
    assert [team["team_id"] for team, _ in after.sheets()] == [team["team_id"] for team, _ in before.sheets()]
    assert after.teams["name"].tolist() == before.teams["name"].tolist()
