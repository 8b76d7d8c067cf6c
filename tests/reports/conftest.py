"""The campaign of `places.py` in a data folder, and what its documents are made from."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from campaign import Campaign
from reports.dossier import Dossier, dossier
from settings import Settings
from tests.reports.places import DAY, residents, visits


@pytest.fixture(scope="session")
def told_folder(empty_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of the campaign."""
    folder = tmp_path_factory.mktemp("told") / "data"
    shutil.copytree(empty_folder, folder)
    campaign = Campaign(Settings(data=folder, until=DAY))
    campaign.import_file(residents().encode(), "residents.csv", "population")
    campaign.import_file(visits().encode(), "visits.csv", "visits")
    return folder


@pytest.fixture(scope="session")
def told(told_folder: Path) -> Campaign:
    """Return the campaign; no test changes it."""
    return Campaign(Settings(data=told_folder, until=DAY))


@pytest.fixture(scope="session")
def whole(told: Campaign) -> Dossier:
    """Return what the documents of the province are made from."""
    return dossier(told, DAY)


@pytest.fixture
def inside(told_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the campaign the one that pages and commands open."""
    monkeypatch.setenv("PHOCAP_DATA", str(told_folder))
    monkeypatch.setenv("PHOCAP_TODAY", DAY.isoformat())
    monkeypatch.setenv("TMPDIR", os.environ.get("TMPDIR", "/tmp"))
    monkeypatch.setattr(tempfile, "tempdir", tempfile.tempdir)
