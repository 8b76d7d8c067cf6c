"""What is known of the made-up district, and who is left behind in it: from files to estimates.

Bình Minh reports: 8 people of the 10 adults of Tổ 1, nobody of the 20 of Tổ 2, and rows of a village that nobody knows.
Suối Lạnh has sent nothing. The population list tells no year, so its figures may be 20 % off.
"""

from datetime import date

import pandas as pd
import pytest

from campaign import KNOWLEDGE, Campaign

HEAD = "Ngày,Xã,Tổ dân phố,Số người,Kết quả,Họ và tên"
BEFORE, DAY = date(2026, 3, 15), date(2026, 3, 31)
GOOD = [f"{day:02}/03/2026,Xã Bình Minh,Tổ 1,1,Hoàn thành,Người {day}" for day in range(1, 9)]
IN_VAIN = ["09/03/2026,Xã Bình Minh,Tổ 2,0,Vắng nhà,"]
WAITING = [f"{day}/03/2026,Xã Bình Minh,Bản Lạ Lùng,2,Hoàn thành," for day in range(20, 23)]


@pytest.fixture(scope="module")
def reported(shared_campaign: Campaign) -> Campaign:
    """Return the district with the file of Bình Minh in it."""
    content = "\n".join([HEAD, *GOOD, *IN_VAIN, *WAITING, ""]).encode()
    shared_campaign.import_file(content, "binh-minh.csv", "visits")
    return shared_campaign


def known(campaign: Campaign, day: date = DAY) -> pd.DataFrame:
    found = campaign.uncertainty(day)
    return found.set_axis(campaign.standing("group", day).loc[found.index, "unit_id"])


def test_a_group_that_reported_is_as_uncertain_as_its_population(reported: Campaign) -> None:
    """Tổ 1 is counted, so only its number of adults makes a range, in which its share of eight in ten lies."""
    one = known(reported, BEFORE).loc["90001-1"]
    assert one["own_data_share"] == 1
    assert 0.5 < one["coverage_low_share"] < 0.8 < one["coverage_high_share"] < 1


def test_a_group_without_adults_known_has_no_estimate(reported: Campaign) -> None:
    """Of Tổ 3 nothing is said."""
    assert known(reported).loc["90001-3"].isna().all()


def test_a_silent_commune_is_not_a_commune_at_nought(reported: Campaign) -> None:
    """Suối Lạnh gets the wide range of what is expected, rests on no data of its own, and is not certain to be last."""
    found = known(reported, BEFORE).loc[["90002-1", "90002-2", "90002-3"]]
    assert (found["own_data_share"] == 0).all()
    assert (found["coverage_estimate_share"] > 0.05).all()
    assert (found["coverage_high_share"] - found["coverage_low_share"] > 0.5).all()
    assert (found["need_class"] != "certain").all()


def test_records_that_wait_may_belong_to_the_group_nobody_reached(reported: Campaign) -> None:
    """Tổ 2 is known to stand at nought until rows of an unknown village come, which may be people of it."""
    before, after = (known(reported, day).loc["90001-2"] for day in (BEFORE, DAY))
    assert before[["coverage_estimate_share", "coverage_high_share"]].tolist() == [0, 0]
    assert before["need_class"] == "certain"
    # Six people; of the 30 adults known in the commune 20 live here.
    assert 0 < after["coverage_estimate_share"] < 4 / 20
    assert after["coverage_high_share"] > after["coverage_estimate_share"]
    assert after["unreached_expected"] < before["unreached_expected"]


def test_what_is_known_is_asked_once_for_each_day(reported: Campaign) -> None:
    """A second question on the same day is answered with the same frame, indexed as the standing is."""
    assert reported.uncertainty(DAY) is reported.uncertainty(DAY)
    assert reported.uncertainty(DAY).index.equals(reported.standing("group", DAY).index)
    assert tuple(reported.uncertainty(DAY).columns) == KNOWLEDGE


def test_who_did_not_report_is_left_out_and_counted(reported: Campaign) -> None:
    """The fifths hold the two measured groups; the other four are counted as left out, not as nought."""
    found = reported.equity(DAY)
    power = found[found["dimension"] == "has_power"].set_index("stratum").loc["unknown"]
    assert power[["groups", "groups_left_out", "adults", "reached"]].tolist() == [2, 4, 30, 8]
    assert found.loc[found["dimension"] == "fifth", "groups"].sum() == 2


def test_the_effort_of_a_commune(reported: Campaign) -> None:
    """Bình Minh touched one of its two measured groups, 8 of 10 there; of a silent commune nothing is said.

    Five of its eight contacts lie in the 28 days that are judged, those from 4 March on.
    """
    found = reported.effort(DAY)
    one = found.loc["90001"]
    assert one[["name", "groups", "groups_left_out", "contacts"]].tolist() == ["Xã Bình Minh", 2, 1, 5]
    assert one[["spread_share", "depth_share", "never_share"]].tolist() == pytest.approx([0.5, 0.8, 0.5])
    assert found.loc["90002", ["spread_share", "depth_share", "gini"]].isna().all()
    assert found.loc["90002", ["groups", "effort_class"]].tolist() == [0, "too_few"]


def test_a_province_without_groups_has_no_figures(province: Campaign) -> None:
    """Before any import there is nothing to estimate, and nothing fails."""
    assert province.uncertainty(DAY).empty
    assert province.equity(DAY).empty
    assert province.effort(DAY).empty
