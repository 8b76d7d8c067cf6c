"""The page of pace: the sentence, classes instead of ranks, silent communes, teams, and what cannot be told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from campaign import PROVINCE, Campaign
from settings import load_settings
from tests.pages.conftest import inside
from texts import LANGUAGES
from texts import language as speak
from ui.pace import sentence
from ui.visit import Visit

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
Draw = Callable[..., AppTest]
WEDNESDAY = "2026-11-25"
every_language = pytest.mark.parametrize("lang", LANGUAGES)
RESIDENTS = "commune code,village,adult population\n03127,Tổ 1,900\n03151,Bản 2,300\n03158,Bản 3,200\n"


def visits() -> bytes:
    """Ten adults a week in Tổ 1 for ten weeks up to 22 November, two in Bản 2; Bản 3 fell silent in September."""
    days = pd.date_range("2026-09-20", "2026-11-22", freq="7D").strftime("%Y-%m-%d")
    rows = [f"{day},03127,Tổ 1,10,Đội 1,completed" for day in days]
    rows += [f"{day},03151,Bản 2,2,Đội 2,completed" for day in days]
    rows += ["2026-09-22,03158,Bản 3,5,Đội 2,completed"]
    return "\n".join(["date,commune code,village,people,team,result", *rows, ""]).encode()


@pytest.fixture(scope="module")
def moving_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("moving")
    with pytest.MonkeyPatch.context() as patch:
        campaign = inside(folder, patch, WEDNESDAY)
        campaign.import_file(RESIDENTS.encode(), "residents.csv", "population")
        campaign.import_file(visits(), "visits.csv", "visits")
    return folder


@pytest.fixture
def moving(full: Draw, moving_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Draw:
    """Ten weeks of three communes, looked at on a Wednesday."""
    inside(moving_folder, monkeypatch, WEDNESDAY)
    return full


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: str(metric.value) for metric in app.metric}


def table(app: AppTest, key: str) -> pd.DataFrame:
    return next(one.value for one in app.dataframe if one.key == key)


def team_table(app: AppTest) -> pd.DataFrame:
    return next(one.value for one in app.dataframe if "team" in one.value)


def said(app: AppTest) -> str:
    return "\n".join(one.value for one in (*app.markdown, *app.caption))


@every_language
def test_the_page_says_where_the_pace_leads(moving: Draw, lang: str) -> None:
    """125 of 1,400 are reached; 1,275 in 5 weeks are 255 a week, 12 a week were reached: unlikely or not yet judged."""
    app, say = moving("tien_do", lang), speak(lang)
    assert not app.exception
    shown = metrics(app)
    assert shown[say("pace.card.done")] == say.number(125)
    assert shown[say("pace.card.remaining")] == say.number(1275)
    assert shown[say("pace.card.needed_per_week")] == say.number(255)
    assert shown[say("pace.card.actual_per_week")] == say.number(12)
    assert say("pace.needed", needed=say.number(255), actual=say.number(12)) in said(app)


@every_language
def test_the_week_under_way_is_said_to_be_left_out(moving: Draw, lang: str) -> None:
    """On Wednesday 25 November the page measures up to Sunday the 22nd, and says so."""
    app, say = moving("tien_do", lang), speak(lang)
    assert say("pace.complete", day=date(2026, 11, 22)) in said(app)


@every_language
def test_silent_communes_are_not_slow_ones(moving: Draw, lang: str) -> None:
    """The filter keeps the silent communes, whose pace is blank; of 45, one fell silent and 42 were never heard."""
    say = speak(lang)
    silent = table(moving("tien_do", lang, im="silent"), "pace_communes")
    heard = table(moving("tien_do", lang, im="heard"), "pace_communes")
    assert silent["name"].tolist() == ["Xã Sín Thầu"]
    assert silent["actual_per_week"].isna().all()
    assert silent["on_time"].tolist() == [say("pace.state.silent")]
    assert "Xã Sín Thầu" not in set(heard["name"])
    assert say("pace.unheard", communes=1, people=195) in said(moving("tien_do", lang))


@every_language
def test_a_commune_has_its_own_line_and_groups(moving: Draw, lang: str) -> None:
    """The address of a commune opens its sentence and the table of its groups; a silent one is told as such."""
    app, say = moving("tien_do", lang, xa="03127"), speak(lang)
    assert metrics(app)[say("pace.card.done")] == say.number(100)
    assert table(app, "pace_groups")["name"].tolist() == ["Tổ 1"]
    silent = moving("tien_do", lang, xa="03158")
    assert say("pace.silent", name="Xã Sín Thầu", days=28) in said(silent)
    assert metrics(silent)[say("pace.card.actual_per_week")] == "–"


@every_language
def test_teams_are_told_by_what_they_did(moving: Draw, lang: str) -> None:
    """Đội 1 served ten people a week at one visit, Đội 2 two; neither came anywhere for the first time."""
    teams = team_table(moving("tien_do", lang))
    assert teams["team"].tolist() == ["Đội 1", "Đội 2"]
    assert teams["served_per_week"].tolist() == [10, 2]
    assert teams["contacts_per_week"].tolist() == [1, 1]
    assert teams["first_visit_share"].tolist() == [0, 0]


@every_language
def test_too_short_a_history_is_told_in_words(full: Draw, lang: str) -> None:
    """Two weeks of records give no forecast; what is needed stands there all the same."""
    app, say = full("tien_do", lang), speak(lang)
    assert say("pace.short_history", weeks=2, least=6) in said(app)
    assert metrics(app)[say("pace.card.forecast_share")] == "–"
    assert metrics(app)[say("pace.card.needed_per_week")] == say.measure(46 / 5)


def test_without_population_the_page_asks_for_it(full: Draw, fresh: Campaign) -> None:
    """Records without any denominator: the page says what is missing, shows no figure, and still the teams."""
    fresh.import_file(visits(), "visits.csv", "visits")
    app, say = full("tien_do"), speak("vi")
    assert not app.exception
    assert say("pace.no_denominator", name="Điện Biên") in said(app)
    assert not app.metric
    assert len(team_table(app)) == 2


@every_language
def test_an_empty_campaign_has_no_pace(emptied: Draw, lang: str) -> None:
    """Without any record the page says so, and draws nothing."""
    app, say = emptied("tien_do", lang), speak(lang)
    assert [one.value for one in app.info] == [say("pace.empty")]
    assert not app.dataframe


@every_language
def test_after_its_date_a_target_has_no_pace(moving: Draw, moving_folder: Path, lang: str) -> None:
    """Once the date has passed the sentence says so, with coverage as it stands, and foretells nothing."""
    on, say = date(2026, 11, 1), speak(lang)
    campaign = Campaign(replace(load_settings(), target_on=on))
    visit = Visit(campaign, say, date(2026, 11, 25))
    told = sentence(visit, campaign.pace("province", visit.day), PROVINCE)
    assert told == say("pace.past", day=on, share=say.share(125 / 1400))
