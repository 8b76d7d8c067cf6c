"""The page that compares: what was frozen stays under its number, and a change is told part by part."""

import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from campaign import Campaign
from settings import load_settings
from texts import LANGUAGES
from texts import language as speak
from ui.comparison import TAKEN, sources
from ui.downloads import csv, workbook
from ui.layers import LAYERS
from ui.map_view import View
from ui.maps import Scene
from ui.moments import map_codes
from ui.visit import Visit

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
Draw = Callable[..., AppTest]
LATER = b"date,commune code,group code,person id,result\n2026-11-01,03127,G1,p8,completed\n"
every_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture(scope="session")
def frozen_folder(full_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two snapshots of the campaign of the pages, and a late report after them."""
    folder = tmp_path_factory.mktemp("frozen") / "data"
    shutil.copytree(full_folder, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PHOCAP_DATA", str(folder))
        patch.setenv("PHOCAP_TODAY", "2026-11-22")
        campaign = Campaign(load_settings())
        campaign.freeze("Giao ban <b>tuần</b>", date(2026, 11, 12), "Lan")
        campaign.freeze("Giao ban tháng 11")
        campaign.import_file(LATER, "late.csv", "visits")
    return folder


@pytest.fixture
def frozen(full: Draw, frozen_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Draw:
    """Draw pages of the campaign with two snapshots."""
    monkeypatch.setenv("PHOCAP_DATA", str(frozen_folder))
    return full


@pytest.fixture
def changing(full: Draw, frozen_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Draw:
    """Draw pages of a copy that a test may change."""
    shutil.copytree(frozen_folder, tmp_path / "data")
    monkeypatch.setenv("PHOCAP_DATA", str(tmp_path / "data"))
    return full


def metrics(app: AppTest) -> dict[str, str]:
    assert [one.value for one in (*app.exception, *app.error)] == []
    return {metric.label: str(metric.value) for metric in app.metric}


def told(app: AppTest) -> str:
    return "\n".join(one.value for one in (*app.markdown, *app.caption, *app.warning, *app.info))


@every_language
def test_the_change_is_parted_into_field_and_data(frozen: Draw, lang: str) -> None:
    """Since the first snapshot two people were newly reached and one report came late: three more people."""
    app, say = frozen("so_sanh", lang, tu="1", den="hom-nay"), speak(lang)
    shown = metrics(app)
    parts = {name: shown[say(f"measure.{name}")] for name in ("reached_change", "field", "data_change")}
    assert parts == {"reached_change": "+3", "field": "+2", "data_change": "+1"}
    assert say("measure.late.definition") in told(app)
    listed = app.dataframe[0].value
    first = listed[listed["name"] == "Phường Điện Biên Phủ"].iloc[0]
    assert first[["reached_change", "field", "data_change"]].tolist() == [1, 0, 1]
    assert first["coverage_change_share"] == pytest.approx(1 / 42)
    assert listed["reached_change"].abs().is_monotonic_decreasing


def test_the_last_snapshot_and_today_are_chosen_at_first(frozen: Draw) -> None:
    """Without an address the page tells what changed since the last meeting, and writes both ends into the address."""
    app = frozen("so_sanh")
    assert (app.query_params["tu"], app.query_params["den"]) == ("2", "hom-nay")
    assert metrics(app)[speak("vi")("measure.data_change")] == "+1"


def test_any_two_days_can_be_compared(full: Draw) -> None:
    """Without a snapshot two days of the figures in force differ by the field alone; nonsense falls back."""
    say = speak("vi")
    shown = metrics(full("so_sanh", tu="2026-11-12", den="2026-11-15"))
    assert (shown[say("measure.field")], shown[say("measure.data_change")]) == ("+1", "0")
    for codes in ({"tu": "99", "den": "<b>"}, {"tu": "1900-01-01", "den": "2999-12-31"}):
        app = full("so_sanh", **codes)
        assert metrics(app)[say("measure.field")] == "+4"
    assert say("snapshot.none") in told(app)


@every_language
def test_a_snapshot_opens_under_its_number(frozen: Draw, lang: str) -> None:
    """The address opens the frozen figures, without the late report, under a banner; its name is never markup."""
    say, app = speak(lang), frozen("so_sanh", lang, anh="1")
    assert metrics(app)[say("measure.reached")] == "2"
    assert say("snapshot.banner", number=1) in told(app)
    assert "<b>" not in told(app)
    levels = next(one for one in app.button_group if one.key == "snapshot_level")
    assert say("snapshot.communes", number=1) in str(levels.proto)
    assert app.dataframe[0].value["reached"].max() == 2


def test_an_unknown_snapshot_is_told_and_the_page_goes_on(frozen: Draw) -> None:
    """A number that nobody gave is said, and the comparison stands below."""
    app = frozen("so_sanh", anh="77")
    assert speak("vi")("error.snapshot_unknown", number=77) in told(app)
    assert len(metrics(app)) == 4


def test_a_day_is_chosen_in_place_of_a_snapshot(frozen: Draw) -> None:
    """The box offers a day; the day chosen stands in the address and moves the figures."""
    app, say = frozen("so_sanh", tu="1"), speak("vi")
    app.selectbox(key="moment_tu").select("ngay").run()
    assert app.query_params["tu"] == "2026-10-25"
    assert metrics(app)[say("measure.field")] == "+5"
    app.date_input(key="moment_tu_day").set_value(date(2026, 11, 15)).run()
    assert app.query_params["tu"] == "2026-11-15"
    assert metrics(app)[say("measure.field")] == "+1"


def test_a_snapshot_is_opened_compared_and_left(frozen: Draw) -> None:
    """The buttons lead from the list into a snapshot, from there to its comparison with today."""
    app = frozen("so_sanh")
    app.button(key="open_1").click().run()
    assert app.query_params["anh"] == "1"
    app.button(key="snapshot_compare").click().run()
    assert "anh" not in app.query_params
    assert app.query_params["tu"] == "1"
    assert metrics(app)[speak("vi")("measure.reached_change")] == "+3"


def test_freezing_asks_for_the_occasion(frozen: Draw) -> None:
    """The dialog says what a snapshot is, and asks for occasion, day and who; a journey in the browser goes through."""
    app = frozen("so_sanh")
    app.button(key="freeze").click().run()
    assert speak("vi")("snapshot.freeze_promise") in told(app)
    assert app.date_input(key="freeze_day").value.isoformat() == "2026-11-22"
    assert app.text_input(key="freeze_name").value == app.text_input(key="freeze_actor").value == ""


def test_a_hidden_snapshot_leaves_the_list(changing: Draw) -> None:
    """After a press on the button it cannot be chosen, but its address still opens it."""
    app = changing("so_sanh")
    app.button(key="hide_1").click().run()
    assert [one.number for one in Campaign(load_settings()).snapshots()] == [2]
    assert "1" not in {option.split()[3] for option in app.selectbox(key="moment_tu").options}
    assert metrics(changing("so_sanh", anh="1"))[speak("vi")("measure.reached")] == "2"


def test_after_a_reset_the_snapshots_can_still_be_opened(changing: Draw) -> None:
    """With nothing imported there is nothing to compare, and the list of snapshots stands."""
    Campaign(load_settings()).reset()
    app = changing("so_sanh")
    assert speak("vi")("comparison.empty") in told(app)
    assert app.button(key="open_2").label == speak("vi")("snapshot.open")


@every_language
def test_two_communes_stand_side_by_side(frozen: Draw, lang: str) -> None:
    """The figures of both are those of the table of communes, with their definitions below."""
    app, say = frozen("so_sanh", lang, kieu="xa", xa1="03127", xa2="03151"), speak(lang)
    table = app.dataframe[0].value.set_index(say("comparison.figure"))
    assert table.loc[say("measure.reached")].tolist() == ["3", "2"]
    assert table.loc[say("measure.coverage_share")].tolist() == [say.share(3 / 42), say.share(2 / 8)]
    assert say("measure.coverage_share.definition") in told(app)
    same = frozen("so_sanh", lang, kieu="xa", xa1="03127", xa2="03127")
    assert say("comparison.same") in told(same)


def test_what_is_taken_along_names_both_moments(frozen: Draw) -> None:
    """Workbook and CSV hold every part, and say which snapshot and which day they compare."""
    campaign, say = Campaign(load_settings()), speak("vi")
    found = campaign.compare(campaign.snapshot(1), campaign.present())
    visit = Visit(campaign, say, campaign.settings.today)
    table = found.units.reset_index().assign(data_change=1, since="Bản chốt số 1", until="nay")
    book = openpyxl.load_workbook(
        io.BytesIO(workbook(visit, table, TAKEN, sources(visit, found.before, found.after))), read_only=True
    )
    written = [str(cell) for row in book[say("download.definitions")].iter_rows(values_only=True) for cell in row]
    assert sum("Bản chốt số 1 · Giao ban" in cell for cell in written) == 1
    assert found.before.edition_name in " ".join(written)
    assert "Bản chốt số 1" in csv(table, TAKEN, say).decode("utf-8-sig")


@every_language
def test_the_map_of_a_snapshot_keeps_its_figures(frozen: Draw, lang: str) -> None:
    """Under its number the map and its table are without the late report, in a banner with number, name and day."""
    say, app = speak(lang), frozen("ban_do", lang, anh="1", xa="03127")
    assert not app.exception
    assert app.dataframe[0].value["reached"].tolist() == [2, 0]
    assert frozen("ban_do", lang, xa="03127").dataframe[0].value["reached"].tolist() == [3, 0]
    assert say("map.frozen") in told(app)
    assert "<b>" not in told(app)
    assert "map_ngay" not in {one.key for one in app.date_input}
    app.button(key="map_to_force").click().run()
    assert "anh" not in app.query_params
    assert app.dataframe[0].value["reached"].tolist() == [3, 0]
    assert say("map.frozen") not in told(app)


def test_of_a_snapshot_only_its_own_layers_are_drawn(frozen: Draw) -> None:
    """What would have to be worked out anew is not offered, nor another day or the weeks; a code for it is mended."""
    app = frozen("ban_do", anh="1", lop="pace", so="ngay", ngay="2026-11-01", tuan="1")
    assert app.selectbox(key="map_lop").value == "coverage"
    assert len(app.selectbox(key="map_lop").options) == 5
    assert len(app.selectbox(key="map_so").options) == 3
    assert set(app.query_params) <= {"lang", "anh"}
    assert frozen("ban_do", anh="77").query_params.get("anh") is None


def test_two_snapshots_stand_side_by_side(frozen: Draw) -> None:
    """The comparison of two snapshots leads to their two maps, and what lies beside can be changed to today."""
    campaign = Campaign(load_settings())
    before, after, now = campaign.snapshot(1), campaign.snapshot(2), campaign.present()
    codes = map_codes(before, after)
    assert codes == {"anh": "1", "so": "anh", "anh2": "2"}
    app = frozen("ban_do", **codes)
    assert not app.exception
    assert app.selectbox(key="map_anh2").value == "2"
    assert app.query_params["anh2"] in ("2", ["2"])
    app.selectbox(key="map_anh2").select("").run()
    assert not app.exception
    assert app.query_params["so"] in ("anh", ["anh"])
    assert map_codes(before, now) == {"ngay": "2026-11-22", "so": "anh", "anh2": "1"}
    assert map_codes(now, now) == {"ngay": "2026-11-22", "so": "ngay", "ngay2": "2026-11-22"}


def test_titles_of_both_maps_tell_whose_figures_they_are(frozen: Draw) -> None:
    """Each legend has the number of its snapshot or its day, and the foot of each map says it in words."""
    campaign, say = Campaign(load_settings()), speak("vi")
    visit = Visit(campaign, say, campaign.settings.today)
    view = replace(view_at(visit), beside="anh", number=1, other_number=2, day=date(2026, 11, 12))
    own, beside = Scene(visit, view).panels()
    for panel, number in ((own, 1), (beside, 2)):
        assert say("map.snapshot", number=number) in panel.style.title
        assert say("map.of_snapshot", number=number, day=campaign.snapshot(number).day) in panel.notice
    _, today = Scene(visit, replace(view, other_number=0)).panels()
    assert say.day(visit.day) in today.style.title
    assert own.style.unit_ids == beside.style.unit_ids == today.style.unit_ids


def view_at(visit: Visit) -> View:
    """Return the view of the map as it opens."""
    return View("commune", "", "", LAYERS[0], visit.day, visit.day, "", visit.day, LAYERS[1], False, False, False)
