"""What only a person can say is asked before anything is taken; what the file proves is told."""

import pytest

from campaign import Campaign
from outreach.errors import FileRefused

OPEN = b"Date,Commune,Group,Adults\n02/03/2026,Xa Binh Minh,To 1,3\n"
PROVED = b"Date,Commune,Group,Adults\n02/03/2026,Xa Binh Minh,To 1,3\n02/13/2026,Xa Binh Minh,To 2,1\n"


def test_an_open_question_holds_the_file_back(campaign: Campaign) -> None:
    """Nothing of a file is taken whose dates may be read two ways; with the answer all of it is."""
    assert campaign.examine(OPEN, "a.csv", "visits").findings[0].is_open
    with pytest.raises(FileRefused) as caught:
        campaign.import_file(OPEN, "a.csv", "visits")
    assert caught.value.key == "answer_needed"
    assert len(campaign.outcomes()) == 3
    outcome = campaign.import_file(OPEN, "a.csv", "visits", answers={"date_order": "mdy"})
    assert outcome.matched == 1
    assert campaign.edition().facts["on_date"].dt.date.astype(str).tolist() == ["2026-02-03"]


def test_an_answer_is_remembered_with_the_layout(campaign: Campaign) -> None:
    """Next week's file with the same headings needs no click."""
    seen = campaign.examine(OPEN, "a.csv", "visits").tables[0]
    campaign.intake.remember("visits", seen.key, seen.layout, {"date_order": "mdy"}, "Lan")
    later = OPEN.replace(b"02/03", b"01/04")
    assert not campaign.examine(later, "b.csv", "visits").findings[0].is_open
    campaign.import_file(later, "b.csv", "visits")
    assert campaign.edition().facts["on_date"].dt.date.astype(str).tolist() == ["2026-01-04"]


def test_what_the_file_proves_is_told_and_kept(campaign: Campaign) -> None:
    """A column that proves its order is read by it, and the outcome says so."""
    outcome = campaign.import_file(PROVED, "a.csv", "visits")
    assert outcome.matched == 2
    found = outcome.one.detail["findings"]
    assert [(one["key"], one["reading"]) for one in found] == [("date_order", "mdy")]


def test_coordinates_turned_round_find_their_group(campaign: Campaign) -> None:
    """Latitude and longitude in each other's columns are turned round by the campaign's own ground."""
    content = b"Date,lat,lon\n13/03/2026,103.005,21.005\n14/03/2026,103.015,20.995\n"
    outcome = campaign.import_file(content, "a.csv", "visits")
    assert outcome.matched == 2
    assert outcome.one.detail["findings"][0]["reading"] == "swapped"
    groups = campaign.standing("group").set_index("unit_id")["reached"]
    assert (groups["90001-1"], groups["90002-2"]) == (1, 1)


def test_a_coordinate_that_does_not_fit_loses_no_row(campaign: Campaign) -> None:
    """One row turned round among right ones counts by its name; its coordinates are left out, and told."""
    rows = ["13/03/2026,Xã Bình Minh,Tổ 1,21.005,103.005", "14/03/2026,Xã Bình Minh,Tổ 2,103.015,21.005"]
    outcome = campaign.import_file("\n".join(["Ngày,Xã,Tổ,lat,lon", *rows]).encode(), "a.csv", "visits")
    assert outcome.matched == 2
    listed = campaign.open_rows(outcome.one.import_id)
    assert listed[["row_no", "reason", "fate"]].to_numpy().tolist() == [[3, "coordinates_unclear", "left_out"]]
