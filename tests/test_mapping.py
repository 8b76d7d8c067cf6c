"""A layout corrected by hand counts, and next week's file with the same headings needs no click."""

import pytest

from campaign import Campaign
from outreach.errors import FileRefused

HEAD = "Hôm,Xã,Chỗ này,Bao nhiêu"
WEEKS = [f"{HEAD}\n0{week}/02/2026,Xã Bình Minh,Tổ 1,{week}" for week in (1, 2)]
CHOSEN = {"date": "Hôm", "commune": "Xã", "group": "Chỗ này", "adults": "Bao nhiêu"}


def test_a_remembered_layout_reads_the_next_file(campaign: Campaign) -> None:
    """Headings that nobody could guess are read as they were once chosen, on the page and from the command line."""
    content = WEEKS[0].replace("Hôm", "Ngày").encode()
    seen = campaign.examine(content, "a.csv", "visits").tables[0]
    assert "group" not in seen.layout
    assert not seen.is_remembered
    campaign.intake.remember("visits", seen.key, {**CHOSEN, "date": "Ngày"}, {}, "Lan")
    later = WEEKS[1].replace("Hôm", "Ngày").encode()
    again = campaign.examine(later, "b.csv", "visits").tables[0]
    assert again.is_remembered
    assert again.layout == {**CHOSEN, "date": "Ngày"}
    outcome = campaign.import_file(later, "b.csv", "visits")
    assert (outcome.matched, outcome.people["matched"]) == (1, 2)
    assert campaign.standing("group").set_index("unit_id")["reached"]["90001-1"] == 2


def test_a_layout_without_what_is_needed_is_refused(campaign: Campaign) -> None:
    """A remembered layout that leaves the day out cannot serve, and nothing of the file is taken."""
    content = WEEKS[0].replace("Hôm", "Ngày").encode()
    seen = campaign.examine(content, "a.csv", "visits").tables[0]
    campaign.intake.remember("visits", seen.key, {"commune": "Xã"}, {}, "")
    with pytest.raises(FileRefused) as caught:
        campaign.import_file(content, "a.csv", "visits")
    assert caught.value.key == "headings_unknown"
    assert len(campaign.outcomes()) == 3


def test_an_examination_counts_the_rows_of_all_sheets_with_the_same_headings(campaign: Campaign) -> None:
    """Examining reads no record and keeps nothing in the folder."""
    before = sorted(campaign.folder.rglob("*.parquet"))
    found = campaign.examine("Ngày,Xã\n01/02/2026,Xã Bình Minh\n02/02/2026,Xã A".encode(), "a.csv", "visits")
    assert [(seen.rows, seen.layout) for seen in found.tables] == [(2, {"date": "Ngày", "commune": "Xã"})]
    assert sorted(campaign.folder.rglob("*.parquet")) == before


def test_headings_that_nobody_knows_can_be_mapped(campaign: Campaign) -> None:
    """A file that would be refused is shown for mapping; once mapped, it and the next of its kind are taken."""
    content = "Danh sách\nHôm,Nơi A,Nơi B,Bao nhiêu\n01/02/2026,Xã Bình Minh,Tổ 1,2".encode()
    with pytest.raises(FileRefused):
        campaign.import_file(content, "a.csv", "visits")
    seen = campaign.examine(content, "a.csv", "visits").tables[0]
    assert seen.headings == ("Hôm", "Nơi A", "Nơi B", "Bao nhiêu")
    chosen = {"date": "Hôm", "commune": "Nơi A", "group": "Nơi B", "adults": "Bao nhiêu"}
    campaign.intake.remember("visits", seen.key, chosen, {}, "Lan")
    assert campaign.import_file(content, "a.csv", "visits").matched == 1
