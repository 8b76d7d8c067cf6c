"""Bad and odd boundary files: refused in words, or read with a fate for every feature."""

from collections import Counter

import pytest

from campaign import Campaign
from geodata.boundaries import parse_boundaries
from outreach.errors import FileRefused
from tests.hostile.boundaries import CASES
from tests.hostile.case import Refused, Taken
from tests.hostile.test_hostile import leaks
from texts import LANGUAGES, language

REFUSED = [name for name, case in CASES.items() if isinstance(case.expected, Refused)]
TAKEN = [name for name, case in CASES.items() if isinstance(case.expected, Taken)]
THROUGH_THE_DOOR = ("a bow tie", "no geometry", "a code twice", "names that run")


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_boundary_file_is_refused_in_words(name: str) -> None:
    """A boundary file that cannot serve is refused with a sentence in both languages."""
    case = CASES[name]
    with pytest.raises(FileRefused) as refusal:
        parse_boundaries(case.content, case.file_name)
    assert refusal.value.key == case.expected.key
    assert leaks(refusal.value) == []


@pytest.mark.parametrize("name", TAKEN)
def test_every_feature_has_one_fate(name: str) -> None:
    """The features that came in are those kept, joined or refused with a reason in both languages."""
    case = CASES[name]
    report = parse_boundaries(case.content, case.file_name).report
    assert report.features_in == report.features_kept + report.parts_joined + len(report.rejected)
    found = Taken(report.features_in, len(report.rejected), reasons=dict(Counter(report.rejected["reason"])))
    assert found == case.expected
    for code in LANGUAGES:
        assert [key for key in found.reasons if not language(code).has(f"reason.{key}")] == []


@pytest.mark.parametrize("name", THROUGH_THE_DOOR)
def test_an_odd_boundary_file_can_be_taken_back(campaign: Campaign, name: str) -> None:
    """An odd boundary file is imported through the door, once, its features add up, and undoing it leaves no trace."""
    case, before = CASES[name], campaign.edition().name
    one, is_repeat = campaign.import_boundaries(case.content, "../../x.geojson")
    assert not is_repeat
    outcome = campaign.outcome(one.import_id)
    assert (outcome.one.rows_in, outcome.rejected) == (case.expected.rows, case.expected.rejected)
    assert campaign.import_boundaries(case.content, "bản sao.geojson") == (one, True)
    campaign.undo(one.import_id)
    assert campaign.edition().name == before
