"""A campaign small enough to check by hand, and a way to draw one page of it without a browser."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Place:
    """A data folder and how to draw a page of it."""

    folder: Path

    def draw(self, page: str, lang: str = "vi", **codes: str) -> AppTest:
        """Run one page, in a language, at an address."""
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


def _campaign(folder: Path) -> Iterator[Campaign]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PHOCAP_DATA", str(folder))
        patch.setenv("PHOCAP_TODAY", TODAY)
        patch.setenv("TMPDIR", os.environ.get("TMPDIR", "/tmp"))  # the program moves both into its data folder
        patch.setattr(tempfile, "tempdir", tempfile.tempdir)
        yield Campaign(load_settings())


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Three groups, eight visits."""
    folder = tmp_path_factory.mktemp("full")
    for campaign in _campaign(folder):
        campaign.import_file(RESIDENTS.encode(), "residents.csv", "population")
        campaign.import_file(VISITS.encode(), "visits.csv", "visits")
        yield Place(folder)


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A folder in which everything was withdrawn."""
    folder = tmp_path_factory.mktemp("emptied")
    for campaign in _campaign(folder):
        campaign.import_file(RESIDENTS.encode(), "residents.csv", "population")
        campaign.reset()
        yield Place(folder)
