"""Records across the merger of 1 July 2025: every former commune lands whole in the one that took it in."""

import pandas as pd
import pytest

from campaign import Campaign
from geodata import province as facts
from geodata.places import Gazetteer, place_records

COMMUNES = facts.communes().rename(columns={"code": "unit_id", "full_name": "name"})
FORMER = facts.crosswalk()
NO_GROUPS = pd.DataFrame({"unit_id": [], "parent_id": [], "name": []}, dtype="str")
HERE = Gazetteer(COMMUNES, NO_GROUPS, FORMER)
BEFORE, AFTER = 0, 1


def place(**columns: list[object]) -> pd.DataFrame:
    """Place one row for each value given."""
    blank = dict.fromkeys(("code", "commune_code", "district", "commune", "group"), "")
    return place_records(pd.DataFrame(blank | {"era": AFTER} | columns), HERE)


@pytest.mark.parametrize(
    ("written", "era", "code"),
    [
        ("TT Mường Chà", BEFORE, "03172"),
        ("Thị trấn Mường Chà", AFTER, "03172"),
        ("Xã Mường Chà", AFTER, "03166"),
        ("Phường Mường Thanh", BEFORE, "03127"),
        ("P. Mường Thanh", AFTER, "03334"),
        ("Xã Sam Mứn", BEFORE, "03352"),
        ("Xã Sam Mứn", AFTER, "03356"),
        ("Xã Chà Cang", AFTER, "03166"),
    ],
)
def test_a_misleading_name_is_read_in_its_own_time(written: str, era: int, code: str) -> None:
    """A name that meant another commune before the merger means that one in a record from before it."""
    assert place(commune=[written], era=[era])["commune_id"].tolist() == [code]


def test_every_former_code_of_june_2025_goes_where_the_resolution_sent_it() -> None:
    """All 129 old codes, dated before the merger, land in the new code of the crosswalk, by code."""
    placed = place(commune_code=FORMER["old_code"].tolist(), era=BEFORE)
    assert len(placed) == 129
    assert placed["commune_id"].tolist() == FORMER["new_code"].tolist()
    assert set(placed["via"]) == {"code"}


def test_every_new_code_of_august_2025_is_itself() -> None:
    """All 45 new codes, dated after the merger, are today's communes, though each was another unit's code once."""
    placed = place(commune_code=COMMUNES["unit_id"].tolist(), era=AFTER)
    assert placed["commune_id"].tolist() == COMMUNES["unit_id"].tolist()
    assert len(placed) == 45


def test_the_name_beside_a_code_tells_its_time() -> None:
    """Old code and old name together mean the former commune in any year, also one written without its zero."""
    told = FORMER[["old_name", "old_district"]].value_counts()
    assert told.max() == 1
    placed = place(commune_code=FORMER["old_code"].str.lstrip("0").tolist(), commune=FORMER["old_name"].tolist())
    today = dict(zip(COMMUNES["name"], COMMUNES["unit_id"], strict=True))
    still_so_called = FORMER["old_name"].map(today).eq(FORMER["old_code"])
    expected = FORMER["new_code"].where(~still_so_called, FORMER["old_code"])
    assert placed["commune_id"].tolist() == expected.tolist()


def test_a_trap_name_with_its_old_district_and_a_new_date_waits() -> None:
    """A name of two meanings, with a district that no longer is and a date after the merger, is left to a person."""
    districts = ["Huyện Điện Biên", "Thành phố Điện Biên Phủ"]
    placed = place(commune=["Xã Sam Mứn", "Phường Mường Thanh"], district=districts)
    assert placed["reason"].tolist() == ["vintage_doubtful"] * 2
    assert placed["commune_id"].isna().all()


def test_a_file_by_former_units_adds_up_in_the_new_ones_to_the_person(province: Campaign) -> None:
    """A household a former commune, dated June 2025: all 129 are matched, and the sums by new commune are exact."""
    adults = pd.Series(range(1, 130))
    lines = ["Ngày,Huyện,Xã,Số hộ,Số người"]
    lines += [
        f"15/06/2025,{district},{name},H{number},{number}"
        for number, name, district in zip(adults, FORMER["old_name"], FORMER["old_district"], strict=True)
    ]
    outcome = province.import_file("\n".join(lines).encode(), "tháng 6.csv", "visits")
    assert (outcome.matched, outcome.one.rows_in) == (129, 129)
    reached = province.standing("commune").set_index("unit_id")["reached"]
    expected = adults.groupby(FORMER["new_code"].to_numpy()).sum()
    assert reached[reached > 0].to_dict() == expected.to_dict()
    assert reached.sum() == 129 * 130 // 2
