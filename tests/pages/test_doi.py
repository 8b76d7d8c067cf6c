"""The page of teams: the register, what is doubtful in it, and absences that are entered and taken back."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from campaign import Campaign
from campaign.plans import Choices, planning_case
from tests.pages.conftest import Draw, draw, inside
from tests.pages.test_chon_dia_ban import RESIDENTS, TEAMS
from texts import LANGUAGES
from texts import language as speak

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
every_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture(scope="module")
def staffed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("staffed")
    with pytest.MonkeyPatch.context() as patch:
        campaign = inside(folder, patch)
        campaign.import_file(RESIDENTS.encode(), "a.csv", "population")
        campaign.import_file(TEAMS.encode(), "c.csv", "teams")
        campaign.edition()
    return folder


@pytest.fixture
def staffed(staffed_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """Two teams; of one the base is no commune."""
    shutil.copytree(staffed_folder, tmp_path, dirs_exist_ok=True)
    return inside(tmp_path, monkeypatch)


@every_language
def test_the_register_and_its_doubts_are_shown(staffed: Campaign, lang: str) -> None:
    """Both teams stand in the table; the one that cannot be planned is named with what was written."""
    app, say = draw("doi", lang), speak(lang)
    assert not app.exception
    assert app.dataframe[0].value["team"].tolist() == ["Đội một", "Đội hai"]
    figures = {one.label: one.value for one in app.metric}
    assert figures[say("teams.card.week_days")] == "3"
    assert figures[say("teams.card.not_planned")] == "1"
    told = "\n".join(one.value for one in app.markdown)
    assert "Đội hai \\(«Xã Không Đâu»\\)" in told
    assert say("teams.unspoken", language="Mông", groups=1, people=80) in told


@every_language
def test_an_absence_is_entered_honoured_and_taken_back(staffed: Campaign, lang: str) -> None:
    """The team has fewer days, the calendar shows it under the name of who entered it, and one click takes it back."""
    app, say = draw("doi", lang), speak(lang)
    app.button("absence_add").click().run()
    assert say("absences.incomplete") in {one.value for one in app.warning}
    app.selectbox("absence_team").select("D1")
    app.date_input("absence_days").set_value((date(2026, 11, 23), date(2026, 11, 28)))
    app.text_input("absence_reason").set_value("thi [học kỳ](x)")
    app.text_input("absence_actor").set_value("Lan")
    app.button("absence_add").click().run()
    assert not app.exception
    assert say("absences.added", first=date(2026, 11, 23), last=date(2026, 11, 28)) in {
        one.value for one in app.success
    }
    assert staffed.absences.table()["actor"].tolist() == ["Lan"]
    assert planning_case(staffed, staffed.settings.today, Choices())[0].week_half_days.tolist() == [[2]]
    assert {one.label: one.value for one in app.metric}[say("teams.card.week_days")] == "1"
    assert any("thi \\[học kỳ\\]" in one.value for one in app.markdown)
    app.button("absence_back_1").click().run()
    assert staffed.absences.table().empty
    assert len(staffed.absences.store.history()) == 1
    assert {one.label: one.value for one in app.metric}[say("teams.card.week_days")] == "3"


def test_all_teams_of_a_commune_are_away_at_once(staffed: Campaign) -> None:
    """The second scope asks for a commune in which a team has its base."""
    app = draw("doi")
    app.button_group("absence_scope").set_value("commune").run()
    app.selectbox("absence_commune").select("03127")
    app.button("absence_add").click().run()
    assert not app.exception
    assert staffed.absences.table()[["scope", "subject"]].to_numpy().tolist() == [["commune", "03127"]]


@every_language
def test_without_a_register_the_page_asks_for_one(full: Draw, lang: str) -> None:
    """No teams, no table: the page says which file is needed."""
    app = full("doi", lang)
    assert speak(lang)("teams.empty") in {one.value for one in app.info}
    assert not app.dataframe
