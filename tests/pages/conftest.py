"""A campaign small enough to check by hand, and a way to draw one page of it without a browser."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from campaign import Campaign
from settings import load_settings

TODAY = "2026-11-22"
RESIDENTS = """commune code,group code,group,adult population,households,language,distance km
03127,G1,Tổ dân phố 1,30,10,Kinh,1
03127,G2,Tổ dân phố 2,12,5,Thái,6
03151,G3,Bản Nậm Cản,8,3,Mông,12
"""
# Two people in G1, one of them twice, a closed door; two people in G3; an impossible day; a group nobody knows.
VISITS = """date,commune code,group code,person id,household id,result
2026-11-10,03127,G1,p1,h1,completed
2026-11-10,03127,G1,p2,h1,completed
2026-11-12,03127,G1,p1,h1,completed
2026-11-12,03127,G1,p3,h2,absent
2026-11-15,03151,G3,p4,h3,completed
2026-11-16,03151,G3,p5,h4,completed
2026-13-45,03151,G3,p6,h4,completed
2026-11-16,99999,NOWHERE,p7,h5,completed
"""


Draw = Callable[..., AppTest]


def draw(page: str, lang: str = "vi", **codes: str) -> AppTest:
    """Run one page of the campaign in force, in a language, at an address."""
    app = AppTest.from_function(_one_page, default_timeout=60, kwargs={"name": page})
    for key, value in {"lang": lang, **codes}.items():
        app.query_params[key] = value
    return app.run()


def _one_page(name: str) -> None:
    from importlib import import_module

    import streamlit

    from ui.visit import begin

    streamlit.session_state["visit"] = begin()
    import_module(f"pages.{name}").show()


def inside(folder: Path, patch: pytest.MonkeyPatch, today: str = TODAY) -> Campaign:
    """Open the campaign of a folder, and make it the one that pages open."""
    patch.setenv("PHOCAP_DATA", str(folder))
    patch.setenv("PHOCAP_TODAY", today)
    patch.setenv("TMPDIR", os.environ.get("TMPDIR", "/tmp"))  # the program moves both into its data folder
    patch.setattr(tempfile, "tempdir", tempfile.tempdir)
    return Campaign(load_settings())


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    with pytest.MonkeyPatch.context() as patch:
        campaign = inside(folder, patch)
        campaign.import_file(RESIDENTS.encode(), "residents.csv", "population")
        campaign.import_file(VISITS.encode(), "visits.csv", "visits")
    return folder


@pytest.fixture
def full(full_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Draw:
    """Three groups, eight visits."""
    inside(full_folder, monkeypatch)
    return draw


@pytest.fixture(scope="session")
def emptied_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("emptied")
    with pytest.MonkeyPatch.context() as patch:
        campaign = inside(folder, patch)
        campaign.import_file(RESIDENTS.encode(), "residents.csv", "population")
        campaign.reset()
    return folder


@pytest.fixture
def emptied(emptied_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Draw:
    """A folder in which everything was withdrawn."""
    inside(emptied_folder, monkeypatch)
    return draw


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """A folder of its own for a test that changes it."""
    return inside(tmp_path, monkeypatch)
