"""The page of the map: what its address says, what is found by name, and that table and days follow."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from campaign import Campaign
from settings import load_settings
from tests.pages.conftest import draw
from texts import language as speak
from ui.layers import LAYERS
from ui.map_view import View
from ui.maps import Scene
from ui.visit import Visit

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
Draw = Callable[..., AppTest]
CODES = {
    "to": "G9",
    "cap": "x",
    "lop": "<b>",
    "ngay": "31/02",
    "tu": "no",
    "so": "?",
    "tuan": "9",
    "cu": "a",
    "nen": "1",
}


def told(app: AppTest) -> set[str]:
    return {one.value for one in (*app.text, *app.caption, *app.markdown)}


def test_an_address_of_nonsense_is_the_default(full: Draw) -> None:
    """Unknown codes count as none and leave the address, which then opens the same page."""
    app = full("ban_do", **CODES)
    assert [error.value for error in (*app.exception, *app.error)] == []
    assert set(app.query_params) <= {"lang", "cu"}
    assert len(app.dataframe[0].value) == 45


@pytest.mark.parametrize("layer", [layer.key for layer in LAYERS if layer.key not in ("risk", "plan")])
def test_a_layer_of_the_address_is_drawn_and_read(full: Draw, layer: str) -> None:
    """Each layer that a standing can show is opened by its code, and the page says how it is read."""
    app = full("ban_do", lop=layer)
    assert not app.exception
    assert app.selectbox(key="map_lop").value == layer
    assert speak("vi")(f"layer.{layer}.note") in told(app)


def test_a_layer_without_its_figures_is_not_offered(full: Draw) -> None:
    """The plan is no choice while nothing is planned, the risk only of groups; their codes open the default."""
    for code in ("plan", "risk"):
        app = full("ban_do", lop=code)
        assert app.selectbox(key="map_lop").value == LAYERS[0].key
    assert full("ban_do", lop="risk", cap="to").selectbox(key="map_lop").value == "risk"


def test_an_earlier_day_shows_earlier_figures(full: Draw) -> None:
    """On 14 November nobody of the group was reached, today two are; the address keeps the day."""
    app = full("ban_do", xa="03151", ngay="2026-11-14")
    assert app.dataframe[0].value["reached"].tolist() == [0]
    assert app.query_params["ngay"] in ("2026-11-14", ["2026-11-14"])
    assert full("ban_do", xa="03151").dataframe[0].value["reached"].tolist() == [2]


def test_the_marked_group_stands_first(full: Draw) -> None:
    """The address of a group brings it to the top of the table and tells how it stands."""
    app = full("ban_do", xa="03127", to="G2")
    assert app.dataframe[0].value["name"].tolist() == ["Tổ dân phố 2", "Tổ dân phố 1"]
    assert any(one.startswith("Tổ dân phố 2 · ") for one in told(app))


def test_a_name_without_marks_opens_its_place(full: Draw) -> None:
    """A name that only one place has opens that place at once, and the field is free for the next."""
    app = full("ban_do")
    app.text_input(key="map_search").set_value("ban nam can").run()
    assert not app.exception
    assert app.button(key="step_G3")
    assert app.dataframe[0].value["name"].tolist() == ["Bản Nậm Cản"]
    assert app.text_input(key="map_search").value == ""


def test_several_places_of_a_name_wait_for_a_choice(full: Draw) -> None:
    """A name of several places lists them; the chosen one opens, and the way back leads to the province again."""
    app = full("ban_do")
    app.text_input(key="map_search").set_value("to dan pho").run()
    assert [one.key for one in app.button if str(one.key).startswith("hit_")] == ["hit_03127_G1", "hit_03127_G2"]
    app.button(key="hit_03127_G2").click().run()
    assert app.dataframe[0].value["name"].tolist() == ["Tổ dân phố 2", "Tổ dân phố 1"]
    app.button(key="map_back").click().run()
    assert len(app.dataframe[0].value) == 45
    assert not {"xa", "to"} & set(app.query_params)


def test_all_groups_are_one_level(full: Draw) -> None:
    """The level of groups lists those of every commune, with the name of their commune."""
    listed = full("ban_do", cap="to").dataframe[0].value
    assert len(listed) == 3
    assert set(listed["commune"]) == {"Phường Điện Biên Phủ", "Phường Mường Lay"}


def test_places_without_a_shape_are_listed(full: Draw) -> None:
    """Groups that no map can show are counted beside it, and named."""
    app = full("ban_do", xa="03127")
    assert speak("vi")("map.not_on_map", count=2) in {one.label for one in app.expander}
    assert any("Tổ dân phố 1" in one and "Tổ dân phố 2" in one for one in told(app))


def test_former_boundaries_are_offered_once_there_are_any(fresh: Campaign) -> None:
    """Without an old boundary file there is no switch; with one it is there, off, and kept in the address."""
    assert "map_cu" not in {one.key for one in draw("ban_do", cu="1").toggle}
    ring = [[103.0, 21.4], [103.02, 21.4], [103.02, 21.42], [103.0, 21.42], [103.0, 21.4]]
    properties = {"code": "03130", "name": "Phường Him Lam"}
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    old = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False).encode()
    fresh.import_boundaries(old, "2020.geojson", vintage="2020")
    app = draw("ban_do")
    assert app.toggle(key="map_cu").value is False
    app.toggle(key="map_cu").set_value(True).run()
    assert not app.exception
    assert app.query_params["cu"] in ("1", ["1"])


def test_a_background_is_offered_once_it_is_set(full: Draw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a setting its code means nothing; with one the switch is there, off, and tells whom it is by."""
    assert "map_nen" not in {one.key for one in full("ban_do", nen="1").toggle}
    chosen = replace(load_settings(), map_tiles=str(tmp_path), map_tiles_by="© Sở <b>")
    monkeypatch.setattr("ui.visit.load_settings", lambda: chosen)
    assert full("ban_do").toggle(key="map_nen").value is False
    visit = Visit(Campaign(chosen), speak("vi"), chosen.today)
    view = View("commune", "", "", LAYERS[0], visit.day, visit.day, "", visit.day, LAYERS[1], False, False, tiles=True)
    assert Scene(visit, view).panels()[0].notice.endswith("© Sở <b>")
    assert "Sở" not in Scene(visit, replace(view, tiles=False)).panels()[0].notice
