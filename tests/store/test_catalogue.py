"""The catalogue of imports: the commit point of every change."""

from pathlib import Path

import pandas as pd
import pytest

from outreach.errors import NotFound
from store.catalogue import Catalogue
from store.edition import edition_name

ONE = {
    "kind": "visits", "file_name": "tuần 1.csv", "sha256": "ab", "segment": "visits-1", "imported_at": "2026-03-31",
    "actor": "", "rows_in": 3, "rows_rejected": 1,
}  # fmt: skip
NOTHING = pd.DataFrame({"decision_id": []})


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path / "catalogue.sqlite")


def test_what_was_added_is_found(catalogue: Catalogue) -> None:
    """An import comes back as it went in, its detail as a mapping, also from a catalogue opened anew."""
    number = catalogue.add(**ONE, detail={"number": 5, "layout": {"date": "Ngày"}}, is_illustrative=1)
    found = Catalogue(catalogue.path).find(number)
    assert (found.import_id, found.file_name, found.rows_in) == (number, "tuần 1.csv", 3)
    assert found.detail == {"number": 5, "layout": {"date": "Ngày"}}
    assert found.is_illustrative is True
    assert catalogue.same_file("visits", "", "", "ab") == found


def test_one_copy_of_a_file_is_active(catalogue: Catalogue) -> None:
    """The same content is not added twice, save as another kind, or after the first was withdrawn."""
    first = catalogue.add(**ONE)
    assert catalogue.add(**ONE) is None
    assert catalogue.add(**ONE | {"kind": "trainings"}) is not None
    catalogue.withdraw(first, "2026-04-01")
    again = catalogue.add(**ONE)
    assert again not in (None, first)
    assert [one.import_id for one in catalogue.imports() if one.kind == "visits"] == [again]
    assert len(catalogue.imports(withdrawn=True)) == 3


def test_only_an_active_import_can_be_withdrawn(catalogue: Catalogue) -> None:
    """A number that never was, or was withdrawn, is told."""
    number = catalogue.add(**ONE)
    assert catalogue.withdraw(number, "2026-04-01").withdrawn_at == "2026-04-01"
    for asked, key in ((number, "import_withdrawn"), (99, "import_unknown")):
        with pytest.raises(NotFound) as caught:
            catalogue.withdraw(asked, "2026-04-02")
        assert caught.value.key == key


def test_the_demonstration_is_withdrawn_alone(catalogue: Catalogue) -> None:
    """Starting with one's own records leaves them, and a reset takes the rest."""
    catalogue.add(**ONE, is_illustrative=1)
    catalogue.add(**ONE | {"sha256": "cd"})
    assert catalogue.withdraw_where("illustrative", "t") == 1
    assert [one.sha256 for one in catalogue.imports()] == ["cd"]
    assert catalogue.withdraw_where("all", "t") == 1
    assert catalogue.imports() == []


def test_an_edition_is_named_after_its_imports(catalogue: Catalogue) -> None:
    """The same imports have the same name; one import more or less, another."""
    empty = edition_name(catalogue.imports(), NOTHING)
    number = catalogue.add(**ONE)
    full = edition_name(catalogue.imports(), NOTHING)
    assert full == edition_name(Catalogue(catalogue.path).imports(), NOTHING) != empty
    catalogue.withdraw(number, "t")
    assert edition_name(catalogue.imports(), NOTHING) == empty
