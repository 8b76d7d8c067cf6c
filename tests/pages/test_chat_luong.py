"""The page of data quality: summary, communes, checks, one commune with its message, and the states in between."""

from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from campaign import Campaign
from outreach.quality import CHECKS
from texts import LANGUAGES
from texts import language as speak

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
Draw = Callable[..., AppTest]
every_language = pytest.mark.parametrize("lang", LANGUAGES)
HEAD = "date,commune code,village,people,result"
RESIDENTS = "commune code,village,adult population\n03127,Tổ 1,900\n"


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: str(metric.value) for metric in app.metric}


def communes(app: AppTest) -> pd.DataFrame:
    return next(one.value for one in app.dataframe if one.key == "quality_communes")


def checks(app: AppTest, lang: str) -> pd.DataFrame:
    return next(one.value for one in app.dataframe if speak(lang)("quality.column.status") in one.value)


@every_language
def test_the_summary_counts_what_is_to_be_looked_at(full: Draw, lang: str) -> None:
    """43 of 45 communes are silent; one row of seven waits; the points are that one and a refused row."""
    say, shown = speak(lang), metrics(full("chat_luong", lang))
    assert shown[say("quality.card.silent")] == "43"
    assert shown[say("quality.card.unmatched")] == say.share(1 / 7)
    # The campaign is too young for silence to be a point, and a refused row in a sheet of two communes is of none.
    assert shown[say("quality.card.points")] == "2"
    assert shown[say("quality.card.unscored")] == "45"


@every_language
def test_every_check_has_its_section(full: Draw, lang: str) -> None:
    """Each check of the registry is on the page with its name, definition and smallest sample."""
    app, say = full("chat_luong", lang), speak(lang)
    labels = [one.label for one in app.expander]
    said = {one.value for one in (*app.markdown, *app.caption)}
    for check in CHECKS:
        assert sum(say(f"check.{check.name}") in label for label in labels) == 1
        assert say(f"check.{check.name}.definition") in said
        assert say("quality.minimum", minimum=check.minimum, unit=say(f"check.{check.name}.sample")) in said


@every_language
def test_too_little_data_is_never_called_fine(full: Draw, lang: str) -> None:
    """In a campaign of eight rows nearly every check says that it has not enough data, and no commune has a score."""
    app, say = full("chat_luong", lang), speak(lang)
    short = [one.label for one in app.expander if one.label.endswith(say("quality.status.too_few"))]
    assert len(short) == len(CHECKS) - 3  # unmatched and refused rows are facts, coverage has its sample
    assert communes(app)["score"].isna().all()


@every_language
def test_a_click_on_a_commune_leads_to_its_checks(full: Draw, lang: str) -> None:
    """The address of a commune opens its checks, one row each; an unknown code opens the whole province."""
    app, say = full("chat_luong", lang, xa="03127"), speak(lang)
    assert checks(app, lang)[say("quality.column.check")].tolist() == [say(f"check.{check.name}") for check in CHECKS]
    assert say("letter.nothing") in {one.value for one in app.info}
    assert len(communes(full("chat_luong", lang, xa="<b>"))) == 45


@every_language
def test_where_no_check_can_speak_nothing_is_said_to_be_well(full: Draw, lang: str) -> None:
    """A commune without any row is not praised: no check had enough data, and there is no score."""
    app, say = full("chat_luong", lang, xa="03158"), speak(lang)
    assert say("quality.nothing_said") in {one.value for one in app.info}
    assert not app.success
    assert set(checks(app, lang)[say("quality.column.status")]) == {say("quality.status.too_few")}
    assert any(say("quality.no_score") in one.value for one in app.subheader)


@every_language
def test_an_empty_campaign_is_told_in_words(emptied: Draw, lang: str) -> None:
    """Without any record the page says what to do, and shows no figure."""
    app, say = emptied("chat_luong", lang), speak(lang)
    assert [one.value for one in app.info] == [say("quality.empty")]
    assert not app.metric
    assert not app.expander


def visits(count: int, *more: str) -> bytes:
    days = pd.date_range("2026-10-01", periods=count).strftime("%Y-%m-%d")
    rows = [f"{day},03127,Tổ 1,1,completed" for day in days]
    return "\n".join([HEAD, *rows, *more, ""]).encode()


@every_language
def test_where_all_is_well_it_says_so(full: Draw, fresh: Campaign, lang: str) -> None:
    """A commune with fifty good rows has nothing to look at, which the page says beside what it cannot judge."""
    fresh.import_file(RESIDENTS.encode(), "residents.csv", "population")
    fresh.import_file(visits(50), "visits.csv", "visits")
    app, say = full("chat_luong", lang, xa="03127"), speak(lang)
    assert say("quality.all_fine") in {one.value for one in app.success}
    assert say("letter.nothing") in {one.value for one in app.info}
    results = checks(app, lang)[say("quality.column.status")]
    assert set(results) == {say("quality.status.fine"), say("quality.status.too_few")}


@every_language
def test_the_message_is_vietnamese_with_a_rendering(full: Draw, fresh: Campaign, lang: str) -> None:
    """The message to send is Vietnamese in any language; an English page has a rendering beside it."""
    fresh.import_file(RESIDENTS.encode(), "residents.csv", "population")
    fresh.import_file(visits(30, "2026-10-02,03127,Bản Lạ <b>,1,completed"), "visits.csv", "visits")
    app = full("chat_luong", lang, xa="03127")
    assert not app.exception
    first, *others = [code.value for code in app.code]
    assert first.startswith("Kính gửi Ủy ban nhân dân phường Điện Biên Phủ,")
    assert "Bản Lạ <b>" in first
    assert [text.splitlines()[0] for text in others] == (
        [speak("en")("letter.greeting", commune="Phường Điện Biên Phủ")] if lang == "en" else []
    )
