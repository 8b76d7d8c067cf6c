"""The page of plans: made from the form, changed by hand with what forbids it, undone, approved, taken along."""

import shutil
from pathlib import Path

import pytest

from campaign import Campaign
from reports.stored_plan import stored_papers
from tests.pages.conftest import Draw, draw, inside
from texts import LANGUAGES
from texts import language as speak
from ui.plans.board import SIDES

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
TODAY = "2026-03-31"
TEAMS = """Mã đội,Tên đội,Xã/phường đóng quân,Số thành viên,Ngôn ngữ,Phương tiện,Số ngày mỗi tuần
D1,Đội một,Xã Bình Minh,8,"Kinh, Thái",Xe máy,1
D2,Đội hai,Suối Lạnh,4,Kinh,Đi bộ,1
"""
every_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture(scope="module")
def staffed_folder(district_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("staffed")
    shutil.copytree(district_folder, folder, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        inside(folder, patch, TODAY).import_file(TEAMS.encode(), "doi.csv", "teams")
    return folder


@pytest.fixture
def staffed(staffed_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """The district with two teams of a day a week each, as the pages open it."""
    shutil.copytree(staffed_folder, tmp_path, dirs_exist_ok=True)
    return inside(tmp_path, monkeypatch, TODAY)


def planned(campaign: Campaign, lang: str = "vi"):
    """Return the page after a plan of a week was made by its form."""
    app = draw("ke_hoach", lang)
    app.number_input("plan_weeks").set_value(1)
    app.slider("plan_seconds").set_value(2)
    app.text_input("plan_actor").set_value("Lò A")
    app.button("plan_make").click().run()
    assert not app.exception
    assert [one.actor for one in campaign.desk.plans.listed()] == ["Lò A"]
    return app


@every_language
def test_without_groups_there_is_nothing_to_plan(emptied: Draw, lang: str) -> None:
    """Where no group is known the page says what to import."""
    app = emptied("ke_hoach", lang)
    assert not app.exception
    assert speak(lang)("desk.no_groups") in {one.value for one in app.info}


@every_language
def test_a_plan_is_made_and_says_what_it_comes_to(staffed: Campaign, lang: str) -> None:
    """The form makes a draft; its figures on the page are those of the desk."""
    app, say = planned(staffed, lang), speak(lang)
    facts = staffed.desk.tables(1)["facts"].iloc[0]
    shown = {one.label: one.value for one in app.metric}
    assert shown[say("desk.card.plan_adults")] == say.number(facts["adults"])
    days = say("desk.days_of", used=facts["half_days_used"] / 2, days=facts["half_days"] / 2)
    assert shown[say("desk.card.plan_days")] == days


@pytest.mark.parametrize("side", SIDES)
def test_every_side_of_a_plan_is_drawn(staffed: Campaign, side: str) -> None:
    """No side of a plan fails, with one plan on the desk and with two."""
    staffed.desk.make("Một", staffed.desk.ask(staffed.settings.today), seconds=0.5)
    assert not draw("ke_hoach", mat=side).exception
    staffed.desk.make("Hai", staffed.desk.ask(staffed.settings.today, weeks=2), seconds=0.5)
    assert not draw("ke_hoach", "en", mat=side).exception


def test_a_visit_is_dropped_and_comes_back(staffed: Campaign) -> None:
    """A group is taken out under the name of who did it, and one click undoes it."""
    staffed.desk.make("Một", staffed.desk.ask(staffed.settings.today), seconds=0.5)
    unit = staffed.desk.opened(1).plan.assignments["unit_id"].iloc[0]
    app = draw("ke_hoach", to=unit)
    app.button("plan_drop").click().run()
    assert not app.exception
    assert unit not in set(staffed.desk.opened(1).plan.assignments["unit_id"])
    app.button("plan_undo").click().run()
    assert not app.exception
    assert unit in set(staffed.desk.opened(1).plan.assignments["unit_id"])


def test_a_visit_is_given_to_another_team(staffed: Campaign) -> None:
    """A team without a free day is told so, and the rest is planned anew around the wish."""
    staffed.desk.make("Một", staffed.desk.ask(staffed.settings.today), seconds=0.5)
    row = staffed.desk.opened(1).plan.assignments.iloc[0]
    other = {"D1": "D2", "D2": "D1"}[row["team_id"]]
    app, unit = draw("ke_hoach", to=row["unit_id"]), row["unit_id"]
    app.selectbox(f"plan_give_{unit}").set_value(other).run()
    assert not app.exception
    if "plan_around" in {one.key for one in app.button}:
        app.button("plan_around").click().run()
        app.button("plan_around_do").click().run()
    else:
        app.button("plan_give").click().run()
    assert not app.exception
    now = staffed.desk.opened(1).plan.assignments.set_index("unit_id")["team_id"]
    assert now[unit] == other


def test_a_ban_and_a_pin_show_and_go(staffed: Campaign) -> None:
    """A group that is left out for good can be let in again from the page."""
    staffed.desk.make("Một", staffed.desk.ask(staffed.settings.today), seconds=0.5)
    unit = staffed.desk.opened(1).plan.assignments["unit_id"].iloc[0]
    app = draw("ke_hoach", to=unit)
    app.button("plan_pin").click().run()
    assert staffed.desk.opened(1).asked.is_locked(unit)
    app.button("plan_loosen").click().run()
    app.button("plan_ban").click().run()
    assert not app.exception
    assert staffed.desk.opened(1).asked.never == (unit,)


@every_language
def test_an_approved_plan_offers_no_change(staffed: Campaign, lang: str) -> None:
    """Approved, the page shows who approved it and no button that changes it."""
    staffed.desk.make("Một", staffed.desk.ask(staffed.settings.today), seconds=0.5)
    unit = staffed.desk.opened(1).plan.assignments["unit_id"].iloc[0]
    staffed.desk.approve(1, actor="Trưởng ban", why="Họp giao ban")
    app = draw("ke_hoach", lang, to=unit)
    assert not app.exception
    keys = {one.key for one in app.button}
    assert keys & {"plan_undo", "plan_approve", "plan_pin", "plan_drop", "plan_ban"} == set()
    assert {"plan_carry_on", "plan_withdraw"} <= keys
    assert any("Trưởng ban" in one.value for one in app.markdown)


@every_language
def test_the_papers_of_a_stored_plan_tell_its_tables(staffed: Campaign, lang: str) -> None:
    """Papers of an approved plan have every visit of its tables, and who approved it."""
    staffed.desk.make("Một", staffed.desk.ask(staffed.settings.today), seconds=0.5)
    staffed.desk.approve(1, actor="Trưởng ban", why="")
    papers, tables = stored_papers(staffed, 1, speak(lang)), staffed.desk.tables(1)
    assert (papers.number, papers.is_approved, papers.approved_by) == ("1", True, "Trưởng ban")
    assert len(papers.stays) == len(tables["schedule"])
    assert set(papers.assignments["unit_id"]) == set(tables["assignments"]["unit_id"])
    assert papers.assignments["reasons"].str.len().gt(0).all()
