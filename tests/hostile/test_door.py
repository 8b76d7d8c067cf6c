"""Odd files through the whole door: imported, counted, repeated, taken back."""

import pytest

from campaign import Campaign
from tests.hostile.case import Case, Taken
from tests.hostile.test_hostile import CASES
from tests.loaders.test_privacy import texts_below

THROUGH_THE_DOOR = (
    "tables: a line break before a row that is too long",
    "encodings: the code page of Windows for Vietnamese",
    "containers: hidden sheets, rows and columns",
    "numbers: telephones of every shape",
    "coordinates: infinity and no number",
    "names: a picture that runs",
    "names: a command of SQL, as a group",
    "sizes: a name that leaves its folder",
    "surveys: SurveyCTO, Sierra Leone",
)


def standing(campaign: Campaign) -> dict[str, int]:
    return campaign.standing("commune").set_index("unit_id")["reached"].to_dict()


@pytest.mark.parametrize("name", THROUGH_THE_DOOR)
def test_an_odd_file_comes_in_once_and_leaves_whole(shared_campaign: Campaign, name: str) -> None:
    """An odd file adds up, adds nothing the second time, keeps nobody's name, and leaves no figure when taken back."""
    case: Case = CASES[name]
    assert isinstance(case.expected, Taken)
    before, edition = standing(shared_campaign), shared_campaign.edition().name
    outcome = shared_campaign.import_file(case.content, case.file_name, case.kind, answers=case.answers)
    found = (outcome.one.rows_in, outcome.unmatched, outcome.rejected, outcome.duplicates)
    assert found == (case.expected.rows, case.expected.unmatched, case.expected.rejected, case.expected.duplicates)
    after = standing(shared_campaign)
    assert sum(after.values()) > sum(before.values())
    again = shared_campaign.import_file(case.content, "bản sao", case.kind, answers=case.answers)
    assert again.is_repeat
    assert standing(shared_campaign) == after
    kept = texts_below(shared_campaign.folder)
    assert [secret for secret in case.secrets if secret in kept] == []
    shared_campaign.undo(outcome.one.import_id)
    assert (standing(shared_campaign), shared_campaign.edition().name) == (before, edition)


def test_a_name_never_becomes_a_path(shared_campaign: Campaign) -> None:
    """Whatever a file is called, nothing is written outside the data folder, nor under the file's own name."""
    beside = {path.name for path in shared_campaign.folder.parent.iterdir()}
    for name in ("../../../../x.csv", "/etc/x.csv", "C:\\x.csv", "x\x00.csv", "á" * 3000):
        content = CASES["tables: a total"].content + name[:1].encode() + b",,,,\n"
        outcome = shared_campaign.import_file(content, name, "visits")
        assert len(outcome.one.file_name) <= 200
    assert {path.name for path in shared_campaign.folder.parent.iterdir()} == beside
    assert [path for path in shared_campaign.folder.rglob("*") if path.name in ("x.csv", "x")] == []
