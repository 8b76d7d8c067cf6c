"""The page on which groups are chosen: the order of the command line, live totals, picks, and what stands apart."""

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from campaign import Campaign
from campaign.candidates import Listing, listing, ordered
from planning.candidates import totals
from planning.selection import Selection
from tests.pages.conftest import Draw, draw, inside
from texts import LANGUAGES
from texts import language as speak
from ui.candidate_table import in_words
from ui.order_list import order_list
from ui.picks import KEY
from ui.visit import Visit

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
RESIDENTS = """commune code,group code,group,adult population,households,language,distance km,grid power
03127,G1,Tổ dân phố 1,300,100,Kinh,1,có
03127,G2,Bản <b>Tà</b>,120,50,Thái,6,không
03127,G3,Bản Hin,5,3,Thái,2,có
03127,G4,Tổ dân phố 4,200,80,Kinh,1,có
03151,H1,Bản Nậm Cản,80,30,Mông,12,có
"""
VISITS = "date,commune code,group code,person id,result\n" + "".join(
    f"2026-11-{10 + number},03127,{group},p{group}{number},completed\n"
    for group, count in (("G1", 9), ("G3", 9), ("G4", 3))
    for number in range(count)
)
TEAMS = """team code,team name,base commune,members,languages,days per week
D1,Đội một,Phường Điện Biên Phủ,20,"Kinh, Thái",3
D2,Đội hai,Xã Không Đâu,8,Kinh,2
"""
every_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("chosen")
    with pytest.MonkeyPatch.context() as patch:
        campaign = inside(made, patch)
        for content, name, kind in (
            (RESIDENTS, "a.csv", "population"), (VISITS, "b.csv", "visits"), (TEAMS, "c.csv", "teams"),
        ):  # fmt: skip
            campaign.import_file(content.encode(), name, kind)
    return made


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """G1, G2 and G4 have people left, nine of five were reached in G3, and H1 never reported."""
    return inside(folder, monkeypatch)


def shown(app: AppTest) -> dict[str, str]:
    return {one.label: one.value for one in app.metric}


@every_language
def test_the_table_is_the_list_of_the_command_line(here: Campaign, lang: str) -> None:
    """The page draws the same groups in the same order, and its totals are the sums of that list."""
    app, say = draw("chon_dia_ban", lang), speak(lang)
    order = ordered(listing(here, here.settings.today), "per_team_day")
    assert not app.exception
    assert app.dataframe[0].value["name"].tolist() == order["name"].tolist()
    assert set(order["unit_id"]) == {"G1", "G2", "G4"}
    figures, sums = shown(app), totals(order)
    assert figures[say("candidates.card.unreached")] == say.number(291 + 120 + 197)
    assert figures[say("candidates.card.gain_adults")] == say.number(sums["gain_adults"])
    assert figures[say("candidates.card.team_days")] == say.value(sums["team_days"])
    assert figures[say("candidates.card.available")] == "3"


@every_language
def test_a_slider_moves_the_totals(here: Campaign, lang: str) -> None:
    """With 200 people left or never visited one group stays, and the figures say so at once; the address keeps it."""
    app, say = draw("chon_dia_ban", lang), speak(lang)
    app.select_slider("step_con").set_value("200").run()
    assert shown(app)[say("candidates.card.groups")] == "1"
    assert app.dataframe[0].value["name"].tolist() == ["Tổ dân phố 1"]
    app.select_slider("step_con").set_value("0").run()
    app.checkbox("switch_chua").check().run()
    assert app.dataframe[0].value["name"].tolist() == ["Bản <b>Tà</b>"]
    assert "1" in app.query_params["chua"]
    app.select_slider("step_con").set_value("300").run()
    assert say("candidates.nothing_selected") in {one.value for one in app.info}


def test_the_address_says_what_is_chosen(here: Campaign) -> None:
    """A link with a rule and a threshold opens that list; nonsense in it counts as nothing."""
    app = draw("chon_dia_ban", luat="most_unreached", con="100")
    wanted = ordered(listing(here, here.settings.today), "most_unreached", Selection(at_least=100))
    assert app.dataframe[0].value["name"].tolist() == wanted["name"].tolist()
    assert len(draw("chon_dia_ban", luat="x", con="-7").dataframe[0].value) == 3


@every_language
def test_a_change_of_rule_is_explained(here: Campaign, lang: str) -> None:
    """Under another rule its sentence is shown, and it is held against the one before."""
    app, say = draw("chon_dia_ban", lang), speak(lang)
    app.button_group("candidates_rule").set_value("lowest_share").run()
    assert not app.exception
    assert say("rule.lowest_share.means") in {one.value for one in app.caption}
    assert app.selectbox("candidates_against_lowest_share").value == "per_team_day"
    rules = next(one.value for one in app.dataframe if "rule" in one.value)["rule"].tolist()
    assert rules == [say("rule.lowest_share"), say("rule.per_team_day")]


def test_groups_are_picked_undone_and_left_out(here: Campaign) -> None:
    """The first are pinned, one is named, one is left out and leaves the totals; each step can be undone."""
    app, say = draw("chon_dia_ban"), speak("vi")
    app.button("candidates_must_first").click().run()
    assert sorted(app.session_state[KEY]["must"]) == ["G1", "G2", "G4"]
    app.multiselect("picks_never").set_value(["G1"]).run()
    assert app.session_state[KEY]["never"] == ["G1"]
    assert "G1" not in app.session_state[KEY]["must"]
    assert shown(app)[say("candidates.card.groups")] == "2"
    assert say("picks.never_mark") in app.dataframe[0].value["picked"].tolist()
    app.button("picks_undo").click().run()
    assert app.session_state[KEY]["never"] == []
    assert "G1" in app.multiselect("picks_must").value
    app.button("picks_clear").click().run()
    assert app.session_state[KEY] == {"must": [], "never": []}
    assert app.button("picks_clear").disabled
    assert not app.exception


def test_what_is_not_known_stands_apart(here: Campaign) -> None:
    """A silent group has an estimate and is no 0 %; one with more reached than live there is sent to data repair."""
    made = listing(here, here.settings.today)
    silent, over = made.of("without_report"), made.of("to_repair")
    assert silent["unit_id"].tolist() == ["H1"]
    assert silent["coverage_share"].isna().all()
    assert 0 < silent["estimated_share"].iloc[0] < 1
    assert over["unit_id"].tolist() == ["G3"]
    assert {"H1", "G3"}.isdisjoint(made.of("groups")["unit_id"])


@every_language
def test_without_teams_the_page_says_what_it_cannot_tell(full: Draw, lang: str) -> None:
    """Without a register the rules that need no team are offered, and the page says why."""
    app, say = full("chon_dia_ban", lang), speak(lang)
    assert not app.exception
    assert say("candidates.no_teams") in {one.value for one in app.warning}
    assert say("rule.per_team_day") not in app.button_group("candidates_rule").options
    assert app.dataframe[0].value["per_team_day"].isna().all()


@every_language
def test_without_groups_the_page_says_so(emptied: Draw, lang: str) -> None:
    """Where no group is known none can be chosen."""
    assert speak(lang)("gaps.no_groups") in {one.value for one in emptied("chon_dia_ban", lang).info}


def test_the_order_list_is_harmless_and_whole(here: Campaign) -> None:
    """Every group of the list has its row with its reason and a box; markup in a name is text."""
    visit = Visit(here, speak("vi"), here.settings.today)
    made = listing(here, here.settings.today)
    printed = order_list(visit, _told(visit, made), ["Quy tắc"]).decode()
    assert printed.count("☐") == 3
    assert "<b>Tà" not in printed
    assert "Bản &lt;b&gt;Tà" in printed
    assert "chưa tiếp cận" in printed


def _told(visit: Visit, made: Listing) -> pd.DataFrame:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.picks.picks", lambda: {"must": [], "never": []})
        return in_words(visit, made, ordered(made, "per_team_day"))
