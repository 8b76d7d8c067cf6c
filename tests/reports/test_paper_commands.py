"""The commands write the papers of a plan that stands in a folder."""

import json
from pathlib import Path

import pypdfium2
import pytest

from campaign import Campaign
from loaders.opening import Limits
from loaders.return_form import read_return_form
from settings import Settings
from tests.planning.test_command import TEAMS, run
from texts import language

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table


def test_the_papers_of_a_plan_are_written(campaign: Campaign, tmp_path: Path) -> None:
    """Each command writes its file in the language asked for; the form is read again; an unknown team is refused."""
    campaign.import_file(TEAMS.encode(), "doi.csv", "teams")
    data, plan, new = campaign.folder, tmp_path / "plan", tmp_path / "new"
    assert run(data, "plan", "--out", plan, "--seconds", 1)[0] == 0
    one = ("--team", "D1", "--number", "7", "--lang", "en")
    assert run(data, "plan", "sheets", plan, "--out", new / "a.pdf", *one)[0] == 0
    assert run(data, "plan", "return-form", plan, "--out", new / "b.xlsx", "--number", "7")[0] == 0
    assert run(data, "plan", "tracks", plan, "--format", "geojson", "--out", new / "c.json")[0] == 0
    status, told, _ = run(data, "plan", "summary", plan, "--out", new / "d.pdf")
    assert (status, told.strip()) == (0, language("vi")("cli.paper", file="d.pdf"))
    with pypdfium2.PdfDocument(new / "a.pdf") as document:
        text = document[0].get_textpage().get_text_range()
        assert [one.get_title() for one in document.get_toc()] == ["Đội một"]
    assert "Plan 7" in text
    assert "DRAFT" in text
    visits = json.loads((new / "c.json").read_text(encoding="utf-8"))["features"]
    assert {one["properties"]["plan_no"] for one in visits} == {"plan"}
    found = read_return_form((new / "b.xlsx").read_bytes(), "b.xlsx", limits=Limits(isolated=False))
    assert (len(found.rows), found.unfilled) == (0, len(visits))
    run(data, "plan", "sheets", plan, "--out", new / "e.pdf", "--team", "D9")
    assert not (new / "e.pdf").exists()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "bieu.example.vn", "https://a b", "https://" + "x" * 400])
def test_an_address_of_the_form_is_one(url: str, tmp_path: Path) -> None:
    """Only an address of the web, of a length that a phone reads well, goes into the code."""
    with pytest.raises(ValueError, match="return_form_url"):
        Settings(data=tmp_path, return_form_url=url)
