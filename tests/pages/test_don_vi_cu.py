"""The page of former units: every former unit has its row, what is known of none is said, and a day can be chosen."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from texts import LANGUAGES
from texts import language as speak

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
Draw = Callable[..., AppTest]
every_language = pytest.mark.parametrize("lang", LANGUAGES)


@every_language
def test_every_former_unit_has_a_row_and_the_rest_is_said(full: Draw, lang: str) -> None:
    """129 former units and, for the two communes with people, a row of what is known of none: all of it."""
    app, say = full("don_vi_cu", lang), speak(lang)
    table = app.dataframe[0].value
    rest = table[table["former_name"] == say("former.remainder")]
    assert len(table) == 129 + 2
    assert rest["adults"].tolist() == [42, 8]
    assert rest["extent"].tolist() == [say("former.extent.unknown")] * 2
    assert table["reached"].sum() == 4
    assert table["reached"].isna().sum() == 129  # nothing is known of any former unit: that is no nought
    told = say("former.unknown", known=0, groups=3, people=50, reached=4)
    assert any(one.value.startswith(told) for one in app.caption)
    assert app.dataframe[0].value["commune"].iloc[0] == "Phường Điện Biên Phủ"


def test_the_address_chooses_the_day(full: Draw) -> None:
    """On the day after the first visits only those count; a day that is none, or has not come, is today."""
    assert full("don_vi_cu", ngay="2026-11-11").dataframe[0].value["reached"].sum() == 2
    for written in ("nonsense", "2099-01-01"):
        app = full("don_vi_cu", ngay=written)
        assert not app.exception
        assert app.dataframe[0].value["reached"].sum() == 4


def test_what_is_taken_along_says_what_is_not_known(full: Draw) -> None:
    """The file has every row with its extent, and a blank where nothing is known."""
    import io

    import pandas as pd

    from pages.don_vi_cu import TAKEN
    from ui.downloads import csv, workbook
    from ui.former import worded
    from ui.visit import begin

    visit = begin()
    standing = worded(visit, visit.campaign.former_standing())
    say = visit.say
    for table in (
        pd.read_csv(io.BytesIO(csv(standing, TAKEN, say)), encoding="utf-8-sig"),
        pd.read_excel(io.BytesIO(workbook(visit, standing, TAKEN)), engine="calamine"),
    ):
        is_rest = table[say("measure.former_name")] == say("former.remainder")
        assert table.loc[is_rest, say("measure.reached")].tolist() == [2, 2]
        assert table.loc[~is_rest, say("measure.reached")].isna().all()


def test_a_search_keeps_whole_communes(full: Draw) -> None:
    """A former name brings its commune with all its former units and its remainder; nonsense brings none, in words."""
    app = full("don_vi_cu")
    app.text_input(key="former_search").input(" phường  THANH bình ").run()
    assert len(app.dataframe[0].value) == 7
    app.text_input(key="former_search").input("dien bien dong").run()  # a former district, typed without marks
    assert set(app.dataframe[0].value["old_district"]) >= {"Huyện Điện Biên Đông"}
    app.text_input(key="former_search").input("*[").run()
    assert not app.exception
    assert speak("vi")("table.empty") in {one.value for one in app.info}
