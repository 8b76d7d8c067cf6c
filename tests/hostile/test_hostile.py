"""Bad and odd files: each is refused with a sentence in both languages, or read with a fate for every row."""

from collections import Counter

import pandas as pd
import pytest

from campaign import Campaign
from loaders.cells import tidy
from outreach.errors import CampaignError, FileRefused
from tests.hostile import containers, coordinates, dates, encodings, names, numbers, sizes, surveys, tables
from tests.hostile.case import Case, Refused, Taken, rows_of
from tests.loaders.test_privacy import texts_below
from texts import LANGUAGES, language

FAMILIES = (containers, encodings, tables, dates, numbers, coordinates, names, sizes, surveys)
CASES = {
    f"{family.__name__.rpartition('.')[2]}: {name}": case for family in FAMILIES for name, case in family.CASES.items()
}
TAKEN = {name: case for name, case in CASES.items() if isinstance(case.expected, Taken)}
REFUSED = {name: case for name, case in CASES.items() if isinstance(case.expected, Refused)}
LEAKS = ("{", "}", "Traceback", "Error", "/tmp", ".py", "None", "<class", "0x")


def bring(campaign: Campaign, case: Case) -> int:
    """Import a file without building its edition, so that many files cost one; return the number of the import."""
    limits = campaign.intake.limits(isolated=False)
    draft = campaign.intake.records(case.content, case.file_name, case.kind, limits, None, case.answers)
    added = campaign.catalogue.add(**draft.row("", is_illustrative=False))
    assert added is not None, "two inputs are the same file"
    return added


@pytest.fixture(scope="module")
def numbers(shared_campaign: Campaign) -> dict[str, int | CampaignError]:
    """Import all files that are to be taken; return the number of each, or why it was refused."""
    found: dict[str, int | CampaignError] = {}
    for name, case in TAKEN.items():
        try:
            found[name] = bring(shared_campaign, case)
        except CampaignError as error:
            found[name] = error
    return found


def test_there_are_enough_of_them() -> None:
    """At least eighty bad and odd inputs stand in the tables."""
    assert len(CASES) >= 80


@pytest.mark.parametrize("name", TAKEN)
def test_every_row_has_one_fate(shared_campaign: Campaign, numbers: dict[str, int], name: str) -> None:
    """The rows that came in are those that count, wait, came twice or are rejected, each with its reason."""
    case, number = CASES[name], numbers[name]
    assert isinstance(number, int), number
    assert isinstance(case.expected, Taken)
    outcome = shared_campaign.outcome(number)
    listed = shared_campaign.open_rows(number)
    found = Taken(
        outcome.one.rows_in,
        outcome.rejected,
        outcome.unmatched,
        outcome.duplicates,
        reasons_of(listed),
        frozenset(finding["key"] for finding in outcome.one.detail["findings"]),
    )
    assert found == case.expected
    assert outcome.matched == found.rows - found.rejected - found.unmatched - found.duplicates
    fates = listed[listed["fate"] != "left_out"].drop_duplicates(["sheet", "row_no", "fate"])
    assert not fates.duplicated(["sheet", "row_no"]).any()
    assert Counter(fates["fate"]) == +Counter(
        rejected=found.rejected, unmatched=found.unmatched, duplicate=found.duplicates
    )


def reasons_of(listed: pd.DataFrame) -> dict[str, int]:
    """Count the reasons of rows and cells that do not count, but for rows that are here already."""
    return dict(Counter(listed.loc[listed["fate"] != "duplicate", "reason"]))


@pytest.mark.parametrize("name", [name for name, case in TAKEN.items() if case.expected.reasons])
def test_every_problem_is_told_where_it_stands(shared_campaign: Campaign, numbers: dict[str, int], name: str) -> None:
    """A problem has a reason in words of both languages, and the row of that number holds the value that is shown."""
    listed = shared_campaign.open_rows(numbers[name])
    for code in LANGUAGES:
        assert [key for key in listed["reason"] if not language(code).has(f"reason.{key}")] == []
    rows = dict(rows_of(CASES[name].content))
    shown = listed[(listed["value"] != "") & (listed["heading"] != "")]
    for row_no, value in shown[["row_no", "value"]].itertuples(index=False):
        assert any(tidy(cell).startswith(value.rstrip("…")) for cell in rows[row_no]), (row_no, value, rows[row_no])


@pytest.mark.parametrize("name", [name for name, case in TAKEN.items() if case.secrets])
def test_nothing_personal_is_kept(shared_campaign: Campaign, numbers: dict[str, int], name: str, kept: str) -> None:
    """Names, numbers and telephones of an odd file are in no file below the data folder."""
    assert isinstance(numbers[name], int)
    assert [secret for secret in CASES[name].secrets if secret in kept] == []


@pytest.fixture(scope="module")
def kept(shared_campaign: Campaign, numbers: dict[str, int]) -> str:
    """Return all that the data folder holds after the import of every file."""
    shared_campaign.edition()
    return texts_below(shared_campaign.folder)


@pytest.mark.parametrize("name", TAKEN)
def test_the_same_file_again_changes_nothing(shared_campaign: Campaign, numbers: dict[str, int], name: str) -> None:
    """An odd file under another name is the import that it was."""
    before = shared_campaign.catalogue.imports(withdrawn=True)
    again = shared_campaign.import_file(CASES[name].content, "bản sao.bin", CASES[name].kind)
    assert (again.is_repeat, again.one.import_id) == (True, numbers[name])
    assert shared_campaign.catalogue.imports(withdrawn=True) == before


def leaks(error: CampaignError) -> list[str]:
    """Return what a sentence must not hold: braces left unfilled, words of a programmer, paths; the same text twice."""
    told = [language(code).error(error) for code in LANGUAGES]
    quoted = str(error.facts.get("found", ""))
    sentences = [sentence.replace(quoted, "") if quoted else sentence for sentence in told]
    return [leak for leak in LEAKS for sentence in sentences if leak in sentence] + told[: told[0] == told[1]]


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_whole(shared_campaign: Campaign, name: str) -> None:
    """A file that cannot serve is refused with a sentence in both languages, and leaves no trace."""
    case = CASES[name]
    before = shared_campaign.catalogue.imports(withdrawn=True)
    segments = {path.name for path in (shared_campaign.folder / "segments").iterdir()}
    with pytest.raises(FileRefused) as refusal:
        shared_campaign.import_file(case.content, case.file_name, case.kind)
    assert isinstance(case.expected, Refused)
    assert refusal.value.key == case.expected.key
    assert leaks(refusal.value) == []
    assert shared_campaign.catalogue.imports(withdrawn=True) == before
    assert {path.name for path in (shared_campaign.folder / "segments").iterdir()} == segments


@pytest.mark.parametrize("name", [name for name, case in TAKEN.items() if case.expected.findings])
def test_what_was_found_out_is_reported(shared_campaign: Campaign, numbers: dict[str, int], name: str) -> None:
    """A repair of a whole file or column is reported in both languages, its evidence filled in."""
    for finding in shared_campaign.catalogue.find(numbers[name]).detail["findings"]:
        key = f"finding.{finding['key']}.{finding['reading']}"
        told = [language(code)(key, **finding["facts"]) for code in LANGUAGES]
        assert told[0] != told[1]
        assert [sentence for sentence in told if key in sentence or "{" in sentence] == []
