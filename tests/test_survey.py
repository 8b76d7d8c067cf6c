"""What an edition knows of its units after several lists, and what becomes of rows without a place."""

from campaign import Campaign
from geodata.places import made_id

VISITS = "Ngày,Mã xã,Tổ dân phố,Số người\n30/03/2026,{},Bản Không Có,3\n"


def test_a_later_list_of_households_leaves_the_adults_in_force(campaign: Campaign) -> None:
    """A list that tells households alone changes those, and takes no group's adults away."""
    campaign.import_file("Mã xã,Mã tổ,Tổ dân phố,Số hộ\n90001,90001-1,Tổ 1,6\n".encode(), "ho.csv", "population")
    group = campaign.standing("group").set_index("unit_id").loc["90001-1"]
    assert (group["adults"], group["households"]) == (10, 6)


def test_a_population_row_without_a_commune_is_shown_as_it_was_written(campaign: Campaign) -> None:
    """Whoever mends the list reads the place of the row that waits, not its number alone."""
    made = campaign.import_file("Xã,Tổ dân phố,Số hộ\nXã Lạ,Tổ 1,6\n".encode(), "la.csv", "population")
    rows = campaign.open_rows(made.one.import_id)
    assert rows[["row_no", "value", "reason", "fate"]].to_numpy().tolist() == [
        [2, "Tổ 1, Xã Lạ", "commune_unknown", "unmatched"]
    ]


def test_a_commune_whose_every_record_waits_is_unmatched(campaign: Campaign) -> None:
    """It has sent a record, so its groups are no data gap of silence; the other commune's are."""
    campaign.import_file(VISITS.format("90002").encode(), "cho.csv", "visits")
    states = campaign.standing("group").set_index("unit_id")["state"]
    assert set(states[states.index.str.startswith("90002")]) == {"unmatched"}
    assert set(states[states.index.str.startswith("90001")]) == {"no_report", "no_denominator"}
    communes = campaign.standing("commune").set_index("unit_id")
    assert communes["state"].to_dict() == {"90001": "no_report", "90002": "unmatched"}


def test_boundaries_of_before_the_merger_are_history(campaign: Campaign, district_files: dict[str, bytes]) -> None:
    """Old communes are kept for looking back, and do not take the place of those in force."""
    before = campaign.standing("commune")["unit_id"].tolist()
    campaign.import_boundaries(district_files["groups"], "cu.geojson", level="commune", vintage="2024")
    assert campaign.standing("commune")["unit_id"].tolist() == before


def test_a_list_without_codes_speaks_of_the_groups_that_have_them(campaign: Campaign) -> None:
    """Groups known by a code, from an earlier list or the map, are not there twice when a list only names them."""
    before = campaign.standing("group")["unit_id"].tolist()
    content = "Xã,Tổ dân phố,Người trưởng thành\nXã Bình Minh,Tổ 1,44\nXã Suối Lạnh,Bản Mới,7"
    campaign.import_file(content.encode(), "tên.csv", "population")
    after = campaign.standing("group").set_index("unit_id")["adults"]
    assert set(after.index) - set(before) == {made_id("90002", "Bản Mới")}
    assert after["90001-1"] == 44
    outcome = campaign.import_file("Ngày,Xã,Tổ\n01/02/2026,Xã Bình Minh,Tổ 1".encode(), "a.csv", "visits")
    assert outcome.matched == 1
