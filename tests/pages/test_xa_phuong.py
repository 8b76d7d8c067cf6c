"""The profile of a commune: its ranges, its way to the target, what is known, its languages, and what is planned."""

import html
import re
from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from campaign import Campaign
from tests.pages.conftest import TODAY
from texts import LANGUAGES
from texts import language as speak
from ui.planned import planned_here
from ui.trend import coverage_ahead, coverage_by_week

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
Draw = Callable[..., AppTest]
every_language = pytest.mark.parametrize("lang", LANGUAGES)
CONTACTS = 3
PLANNED = pd.DataFrame(
    [
        ("Tổ dân phố 2", "t1", "Đội 1", date(2026, 12, 2), date(2026, 12, 3), 7.4, 4),
        ("Tổ dân phố 1", "t2", "Đội 2", date(2026, 11, 30), date(2026, 11, 30), 3.2, 4),
        ("Bản Nậm Cản", "t2", "Đội 2", date(2026, 12, 1), date(2026, 12, 1), 1.0, 4),
    ],
    columns=["unit_id", "team_id", "team", "starts_on", "ends_on", "gain_adults", "plan_no"],
)


def said(app: AppTest) -> str:
    """Return what the page says in texts, captions and what it draws by itself."""
    drawn = [html.unescape(re.sub(r"<[^>]*>", " ", one.proto.body)) for one in app.get("html")]
    return "\n".join([one.value for one in (*app.markdown, *app.caption)] + drawn)


@every_language
def test_the_figures_are_those_of_the_commune(full: Draw, lang: str) -> None:
    """Two of 42 adults are reached in the ward, 40 are left: eight in each of five weeks."""
    app, say = full("xa_phuong", lang, xa="03127"), speak(lang)
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown[say("headline.coverage")] == say.share(2 / 42)
    assert shown[say("headline.left")] == "40"
    needed = say("headline.left_needed", share=say.share(1), day=date(2026, 12, 31), needed=say.rate(8.0))
    assert needed in said(app)


@every_language
def test_what_is_known_is_told(full: Draw, lang: str) -> None:
    """One of the two groups was never reached; three visits are too few to judge where the teams go."""
    told, say = said(full("xa_phuong", lang, xa="03127")), speak(lang)
    assert say("why.never", count=1, groups=2) in told
    assert say("effort.here.too_few", contacts=CONTACTS) in told
    assert say("commune.quality") in told


@every_language
def test_languages_stand_with_their_coverage(full: Draw, lang: str) -> None:
    """In the ward 30 adults live where Kinh is spoken, two of them reached, and 12 where Thái is, none reached."""
    app = full("xa_phuong", lang, xa="03127")
    table = next(one.value for one in app.dataframe if "own_language" in one.value)
    assert table["language"].tolist() == ["Kinh", "Thái"]
    assert table["adults"].tolist() == [30, 12]
    assert table["coverage_share"].tolist() == pytest.approx([2 / 30, 0])
    assert table["sessions"].tolist() == [0, 0]


def test_the_trend_ends_where_the_standing_stands(full: Draw, full_folder: object) -> None:
    """Coverage by week grows to that of the standing; too short a history foretells nothing."""
    from settings import load_settings

    campaign = Campaign(load_settings())
    pace = campaign.pace("commune", date.fromisoformat(TODAY))
    communes = campaign.standing("commune")
    number = int(communes.index[communes["unit_id"] == "03127"][0])
    line = coverage_by_week(pace, number)
    assert line["share"].iloc[-1] == pytest.approx(float(communes.loc[number, "coverage_share"]))
    assert line["share"].is_monotonic_increasing
    assert coverage_ahead(pace, number).empty


def test_only_the_commune_s_own_stays_are_shown() -> None:
    """Of three planned stays two are in the ward, in order of time, with the names of their groups."""
    groups = pd.DataFrame({"unit_id": ["Tổ dân phố 1", "Tổ dân phố 2"], "name": ["Tổ 1", "Tổ 2"]})
    assert planned_here(PLANNED, groups)["name"].tolist() == ["Tổ 1", "Tổ 2"]


def _planned(commune_id: str, *, empty: bool = False) -> None:
    import streamlit

    from tests.pages.test_xa_phuong import PLANNED
    from ui.planned import planned_section
    from ui.visit import begin

    streamlit.session_state["visit"] = visit = begin()
    # A list of residents gives its groups ids of their own: the stays go to the groups of those names.
    ids = visit.standing("group").set_index("name")["unit_id"]
    planned = PLANNED.assign(unit_id=PLANNED["unit_id"].map(ids))
    planned_section(visit, commune_id, planned.head(0) if empty else planned)


@every_language
def test_what_is_planned_is_told_with_its_people(full: Draw, lang: str) -> None:
    """Two stays in two groups are to bring 11 people; the stay of two days is told from first to last."""
    app, say = AppTest.from_function(_planned, default_timeout=60, kwargs={"commune_id": "03127"}), speak(lang)
    app.query_params["lang"] = lang
    app.run()
    assert say("planned.sum", stays=2, groups=2, people=11) in said(app)
    between = say("planned.from_to", begin=date(2026, 12, 2), end=date(2026, 12, 3))
    assert app.dataframe[0].value["when"].tolist() == [say.day(date(2026, 11, 30)), between]


@every_language
def test_nothing_planned_is_a_sentence(full: Draw, lang: str) -> None:
    """An empty plan says so and draws no table."""
    kwargs = {"commune_id": "03127", "empty": True}
    app = AppTest.from_function(_planned, default_timeout=60, kwargs=kwargs)
    app.query_params["lang"] = lang
    app.run()
    assert [one.value for one in app.info] == [speak(lang)("planned.none")]
    assert not app.dataframe
