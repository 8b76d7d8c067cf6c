"""What an edition knows of its units after several lists, and what becomes of rows without a place."""

from campaign import Campaign

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
