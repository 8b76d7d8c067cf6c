"""What the records of a campaign teach: the log by hand, ways from minutes written down, nothing from the future."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from campaign import Campaign, siting
from campaign.learning import events_of, learned, teams_meant, trip_log, visit_log
from campaign.plans import Choices, assumed_case, plan_groups, planning_case
from campaign.siting import COVER, MEDIAN, venues
from outreach.errors import CampaignError, NotFound
from planning.plan import Case
from planning.response import DOOR_TO_DOOR, Response

TEAMS = """Mã đội,Tên đội,Xã/phường đóng quân,Số thành viên,Ngôn ngữ,Số ngày mỗi tuần
D1,Đội một,Xã Bình Minh,8,"Kinh, Thái",2
D2,Đội hai,Xã Suối Lạnh,4,Kinh,1.5
"""
VISITS = """Ngày,Mã tổ,Mã hộ,Số người lớn,Đội,Số phút di chuyển,Kết quả
2026-03-30,90001-1,H1,2,D1,24,
2026-03-30,90001-1,H2,1,đội MỘT,28,
2026-03-30,90001-1,H3,0,D1,24,Vắng nhà
2026-04-07,90001-1,H4,3,D1,,
2026-04-07,90001-1,H1,2,D2,20,
2026-04-07,90001-2,H5,5,Đội lạ,30,
2026-04-08,90002-1,H6,4,D2,12,
"""
DAY = date(2026, 4, 12)


@pytest.fixture
def recorded(campaign: Campaign) -> Campaign:
    """Return the district with two teams and their visits."""
    campaign.import_file(TEAMS.encode(), "doi.csv", "teams")
    later = Campaign(replace(campaign.settings, until=DAY))
    later.import_file(VISITS.encode(), "luot.csv", "visits")
    return later


@pytest.fixture
def case(recorded: Campaign) -> Case:
    return assumed_case(recorded, DAY, Choices())[0]


def test_the_log_is_what_the_records_say(recorded: Campaign, case: Case) -> None:
    """Each day of a known team in a group: the doors, who was left before, and its part of the adults who were new."""
    log = visit_log(events_of(recorded, case), case, recorded)
    rows = log.sort_values(["on_date", "team_no"])[["team_no", "visits", "unreached", "households", "adults_new"]]
    assert rows.to_numpy().tolist() == [
        [0, 3, 10, 4, 3],  # ten adults before; two and one met behind three doors, one of them closed
        [0, 1, 7, 4, 1.5],  # three new that day; two teams with one served visit each
        [1, 1, 7, 4, 1.5],
        [1, 1, 30, 10, 4],
    ]
    assert log["is_spoken"].all()


def test_ways_are_learned_from_minutes_written_down(recorded: Campaign, case: Case) -> None:
    """A trip is a day of a team in a group; its terrain's factor follows the median against the model, shrunk."""
    trips = trip_log(events_of(recorded, case), case)
    assert sorted(trips["minutes"]) == [12, 20, 24]
    ratio = np.log((trips["minutes"] / trips["model_minutes"]).to_numpy())
    found = learned(recorded, case, DAY)
    assert found.roads.factor == {"hill": pytest.approx(np.exp(np.median(ratio) * 3 / 23))}
    assert found.trips == {"hill": 3}
    rows = found.rows(Response()).set_index(["figure", "terrain"])
    assert rows.loc[("travel", "hill"), "rows"] == 3
    assert rows.loc[("saturation", ""), "learned"] == found.response.kinds[DOOR_TO_DOOR].saturation


def test_nothing_is_learned_from_later_records(recorded: Campaign, case: Case) -> None:
    """A plan made as of an earlier day rests on the records up to that day; without any the assumptions stand."""
    assert learned(recorded, case, date(2026, 4, 1)).visits == 1
    before = learned(recorded, case, date(2026, 3, 1))
    assert (before.visits, before.trips, dict(before.roads.factor)) == (0, {}, {})
    assert before.response.language_factor == pytest.approx(Response().language_factor)


def test_a_plan_follows_the_records_when_asked(recorded: Campaign, case: Case) -> None:
    """With what was learned, the season comes on top of it; without, the assumptions stand."""
    known = learned(recorded, case, DAY)
    followed, _ = planning_case(recorded, DAY, Choices(learned=True, season=1.5))
    assert followed.response == known.response
    assert followed.roads.factor["hill"] == pytest.approx(1.5 * known.roads.factor["hill"])
    plain, _ = planning_case(recorded, DAY, Choices())
    assert plain.response == Response()
    last_mile = plain.roads.terrains["hill"].last_mile_minutes
    ratio = (followed.minutes - last_mile)[plain.minutes > last_mile + 1] / (plain.minutes - last_mile)[
        plain.minutes > last_mile + 1
    ]
    assert ratio == pytest.approx(np.full(len(ratio), followed.roads.factor["hill"]))


def test_absences_come_with_the_choices(recorded: Campaign) -> None:
    """A team told absent loses those days; one that is not in the register is refused."""
    week = (date(2026, 4, 13), date(2026, 4, 19))
    case, _ = planning_case(recorded, DAY, Choices(weeks=2, absences=(("D1", *week),)))
    assert case.week_half_days.tolist() == [[0, 4], [3, 3]]
    with pytest.raises(NotFound, match="team_unknown"):
        planning_case(recorded, DAY, Choices(absences=(("D9", *week),)))


@pytest.mark.parametrize("rule", [COVER, MEDIAN])
def test_venues_serve_everybody_once(recorded: Campaign, rule: str) -> None:
    """Everyone not reached goes to one venue; more venues never serve fewer, and one in each group leaves no way."""
    one, two, all_ = (venues(recorded, DAY, count, rule=rule, reach_minutes=14.0) for count in (1, 2, 99))
    for found in (one, two, all_):
        assert found.table["people"].sum() == pytest.approx(found.people)
        assert found.is_proven
    assert one.near <= two.near <= all_.near
    assert one.mean_minutes >= two.mean_minutes >= all_.mean_minutes if rule == MEDIAN else True
    assert all_.mean_minutes == 0
    assert len(all_.table) == 5  # the group without a population has nobody to serve


@pytest.mark.parametrize("changed", [{"unreached": 0.0}, {"has_power": False}, {"has_signal": False}])
def test_where_no_class_can_be_held_is_said(
    recorded: Campaign, monkeypatch: pytest.MonkeyPatch, changed: dict[str, object]
) -> None:
    """With nobody left to reach, or power or a signal nowhere, no place is chosen and the reason is told."""
    monkeypatch.setattr(siting, "plan_groups", lambda *given: plan_groups(*given).assign(**changed))
    with pytest.raises(CampaignError, match="sites_none"):
        venues(recorded, DAY, 1)


def test_a_team_is_meant_by_its_code_before_its_name() -> None:
    """Whatever the case and the blanks around it; what names no team of ours is missing."""
    written = pd.Series([" d1 ", "ĐỘI MỘT", "D2", "đội ba", None, ""])
    meant = teams_meant(written, ["D1", "D2"], ["Đội một", "D1"])
    assert meant.fillna("?").tolist() == ["D1", "D1", "D2", "?", "?", "?"]
