"""The small map of the review: what is drawn, and that no name can do harm."""

import xml.etree.ElementTree as ET

from campaign import Campaign
from ui.sketch import sketch

SVG = "{http://www.w3.org/2000/svg}"


def drawn(campaign: Campaign, *units: str, witness: str = "", title: str = "bản đồ") -> ET.Element | None:
    ground = ["90001", "90001-1", "90001-2", "90001-3"]
    marks = {unit: str(number) for number, unit in enumerate(units, start=1)}
    picture = sketch(campaign.edition(), ground, marks, witness, title)
    return None if picture is None else ET.fromstring(picture)


def test_the_marked_places_stand_where_they_lie(shared_campaign: Campaign) -> None:
    """The first group lies west of the second, both on the ground of their commune, each under its number."""
    picture = drawn(shared_campaign, "90001-1", "90001-2")
    labels = {text.text: float(text.get("x")) for text in picture.iter(f"{SVG}text")}
    assert list(labels) == ["1", "2"]
    assert labels["1"] < labels["2"]
    assert len(list(picture.iter(f"{SVG}path"))) == 4 + 2


def test_where_the_points_lie_is_marked(shared_campaign: Campaign) -> None:
    """A unit of another commune that points speak of is drawn too."""
    labels = [text.text for text in drawn(shared_campaign, "90001-1", witness="90002-1").iter(f"{SVG}text")]
    assert labels == ["1", "GPS"]


def test_what_is_not_on_the_map_is_no_picture(shared_campaign: Campaign) -> None:
    """Without a shape of what is offered there is nothing to show."""
    assert drawn(shared_campaign, "90001-77") is None
    assert drawn(shared_campaign) is None


def test_a_title_is_text(shared_campaign: Campaign) -> None:
    """Markup in a text stays text."""
    assert drawn(shared_campaign, "90001-1", title="<img src=x>&").find(f"{SVG}title").text == "<img src=x>&"
