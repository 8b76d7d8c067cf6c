"""The page of spot checks: rounds are planned, results entered and taken back, forms printed that name nobody."""

import re
import shutil
from pathlib import Path

import pytest

from campaign import Campaign, households_of
from outreach.lqas import PUBLISHED
from tests.pages.conftest import Draw, draw, inside
from texts import LANGUAGES
from texts import language as speak
from ui.check_form import form
from ui.visit import Visit

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
RESIDENTS = """commune code,group code,group,adult population,households
03127,G1,Tổ dân phố 1,30,25
03127,G2,Tổ dân phố 2,12,12
03151,G3,Bản <b>Nậm</b>,8,8
"""
every_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture(scope="module")
def peopled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("peopled")
    with pytest.MonkeyPatch.context() as patch:
        inside(folder, patch).import_file(RESIDENTS.encode(), "residents.csv", "population")
    return folder


@pytest.fixture
def peopled(peopled_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """Three groups of 30, 12 and 8 adults; nobody was reached."""
    shutil.copytree(peopled_folder, tmp_path, dirs_exist_ok=True)
    return inside(tmp_path, monkeypatch)


@every_language
def test_without_groups_the_page_says_so(emptied: Draw, lang: str) -> None:
    """Where no group is known none can be checked."""
    app = emptied("kiem_tra", lang)
    assert not app.exception
    assert speak(lang)("checks.no_groups") in {one.value for one in app.info}


@every_language
def test_a_round_is_planned_and_undone(peopled: Campaign, lang: str) -> None:
    """The button plans what the fields say under the name of who plans, says so, and one click takes it back."""
    app, say = draw("kiem_tra", lang), speak(lang)
    assert say("checks.empty") in {one.value for one in app.info}
    app.number_input("checks_random").set_value(2)
    app.number_input("checks_draw").set_value(77)
    app.text_input("checks_plan_actor").set_value("Lò A")
    app.button("checks_plan_now").click().run()
    assert not app.exception
    planned = peopled.checks()
    assert planned[["cause", "draw", "actor"]].drop_duplicates().to_numpy().tolist() == [["random", 77, "Lò A"]]
    assert say("checks.planned", count=2, numbers="1, 2") in {one.value for one in app.success}
    app.button("checks_undo").click().run()
    assert not app.exception
    assert peopled.checks().empty


def test_a_second_round_follows_the_first(peopled: Campaign) -> None:
    """With checks on the page another round is planned, and its first check is the one that is shown."""
    peopled.plan_checks(1, 0, draw=1)
    app = draw("kiem_tra")
    app.number_input("checks_random").set_value(1)
    app.button("checks_plan_now").click().run()
    assert not app.exception
    assert peopled.checks()["round_no"].tolist() == [1, 2]
    assert app.selectbox("checks_chosen").value == 2


def test_a_round_of_nobody_is_refused_in_words(peopled: Campaign) -> None:
    """Nought and nought is no round; a sentence says so, and the page goes on."""
    app = draw("kiem_tra")
    app.number_input("checks_random").set_value(0)
    app.number_input("checks_suspicious").set_value(0)
    app.button("checks_plan_now").click().run()
    assert not app.exception
    assert [one.value for one in app.error] == [speak("vi")("error.check_how_many", most=200)]


@every_language
def test_a_result_is_entered_read_and_undone(peopled: Campaign, lang: str) -> None:
    """With 0 yes the group is doubtful, the cards count it, the next check comes up, and undo brings this one back."""
    number, other = peopled.plan_checks(2, 0, draw=1, target=0.5)
    app, say = draw("kiem_tra", lang), speak(lang)
    app.button(f"enter_{number}").click().run()
    assert say("checks.yes_missing") in {one.value for one in app.error}
    app.number_input(f"yes_{number}").set_value(0)
    app.button(f"enter_{number}").click().run()
    assert not app.exception
    one = peopled.checks().iloc[0]
    assert (one["yes"], one["mark"]) == (0, "doubtful")
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown[say("checks.card.doubtful")] == "1"
    assert shown[say("checks.card.interviews")] == str(one["asked"])
    assert say("checks.entered", number=str(number), mark=say("mark.doubtful")) in {one.value for one in app.success}
    assert app.selectbox("checks_chosen").value == other
    assert say("checks.no_projection") in {caption.value for caption in app.caption}
    app.button("checks_undo").click().run()
    assert peopled.checks()["asked"].isna().all()
    assert app.selectbox("checks_chosen").value == number


def test_a_check_is_chosen_taken_back_and_withdrawn(peopled: Campaign) -> None:
    """The box chooses any check; its buttons take the result back and withdraw the check."""
    first, second = peopled.plan_checks(2, 0, draw=1)
    peopled.enter_check(second, 2, 1)
    app = draw("kiem_tra")
    app.selectbox("checks_chosen").select(second).run()
    app.button("checks_take_back").click().run()
    assert peopled.checks()["asked"].isna().all()
    app.button("checks_withdraw").click().run()
    assert not app.exception
    assert peopled.checks()["check_id"].tolist() == [first]


def test_results_together_give_an_estimate_with_its_interval(peopled: Campaign) -> None:
    """Three groups by lot, all of the province: their estimate is the province's, in whole per cent."""
    numbers = peopled.plan_checks(3, 0, draw=1)
    for number, sample in zip(numbers, peopled.checks()["sample"], strict=True):
        peopled.enter_check(number, int(sample), int(sample) // 2)
    app = draw("kiem_tra")
    found = peopled.check_estimates().iloc[0]
    share = speak("vi").number(100 * found["all_share"])
    told = [one.value for one in app.markdown if "[" in one.value]
    assert len(told) == 2
    assert all(re.search(rf"\*\*{share} ?% \[\d+–\d+\]\*\*", one) for one in told)


def test_names_are_harmless(peopled: Campaign) -> None:
    """A name with markup is text on the page and on the form."""
    peopled.plan_checks(3, 0, draw=1)
    app = draw("kiem_tra")
    number = int(peopled.checks().query("unit_id == 'G3'")["check_id"].iloc[0])
    app.selectbox("checks_chosen").select(number).run()
    assert any("Bản \\<b\\>Nậm" in one.value for one in app.markdown)
    visit = Visit(peopled, speak("vi"), peopled.settings.today)
    printed = form(visit, peopled.checks()).decode()
    assert "<b>" not in printed
    assert "Bản &lt;b&gt;Nậm" in printed


@every_language
def test_the_form_has_a_page_a_group_and_hints_at_nothing(peopled: Campaign, lang: str) -> None:
    """Every household of the draw has its row; neither the report nor the number of yes needed is on the paper."""
    peopled.plan_checks(3, 0, draw=9, target=0.5)
    say, checks = speak(lang), peopled.checks()
    printed = form(Visit(peopled, say, peopled.settings.today), checks).decode()
    pages = printed.split("<section>")[1:]
    assert len(pages) == 3
    for page, (_, check) in zip(pages, checks.iterrows(), strict=True):
        numbers = [int(one) for one in re.findall(r"<td class=number>(\d+)</td>", page)]
        assert tuple(numbers) == households_of(check)[0]
        assert say.share(check["target_share"]) not in page
    assert "@page {size: A4" in printed
    assert "form." not in re.sub(r"<style>.*?</style>", "", printed)


def test_a_form_without_a_list_of_households_has_blank_rows(peopled: Campaign) -> None:
    """Where their number is not known the paper has a row for each answer, and says how to choose."""
    peopled.plan_checks(1, 0, draw=1, target=0.5)
    check = peopled.checks().assign(households=None)
    printed = form(Visit(peopled, speak("vi"), peopled.settings.today), check).decode()
    assert printed.count("<td class=number></td>") == check["sample"].iloc[0]
    assert speak("vi")("checks.households_unknown") in printed


def test_the_rules_are_on_the_page(peopled: Campaign) -> None:
    """The expander has a rule for each published target."""
    say = speak("vi")
    tables = [one.value for one in draw("kiem_tra").dataframe if say("checks.rule.decision") in one.value]
    assert [len(table) for table in tables] == [len(PUBLISHED)] * 2
    assert tables[0][say("checks.rule.decision")].tolist() == list(range(4, 17))
