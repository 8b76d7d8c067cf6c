"""The map of a plan: each group in its team's colour under its team's number, the route in order, who is left."""

import pandas as pd
import pytest

from campaign import Campaign
from texts import language
from ui.map_styles import drawn_units
from ui.plan_map import Drawing
from ui.visit import Visit

TEAMS = pd.DataFrame(
    {"team_id": ["A", "B", "C"], "name": ["Đội 1", "Đội 2", "Đội 3"], "lon": [0.5, 0.5, 3.0], "lat": [0.5, 0.5, None]}
)


def rows(*visits: tuple[str, str, float, int]) -> pd.DataFrame:
    table = pd.DataFrame(visits, columns=["team_id", "unit_id", "gain_adults", "order"])
    return table.assign(team="Đội <b>" + table["team_id"], half_days=2)


PLAN = rows(("B", "90001-2", 5, 0), ("A", "90001-1", 9, 1), ("A", "90001-2", 3, 0), ("C", "nowhere", 1, 0))


@pytest.fixture
def units(shared_campaign: Campaign) -> pd.DataFrame:
    return drawn_units(shared_campaign.standing("group"))


def drawing(campaign: Campaign, units: pd.DataFrame, plan: pd.DataFrame = PLAN, selected: str = "") -> Drawing:
    visit = Visit(campaign, language("vi"), campaign.settings.today)
    return Drawing(visit, units, plan, TEAMS, selected)


def test_a_group_has_the_colour_of_who_brings_most(shared_campaign: Campaign, units: pd.DataFrame) -> None:
    """The shared group is drawn as its larger team's, its label has both numbers, and other groups have none."""
    made = drawing(shared_campaign, units)
    keys, labels = (
        dict(zip(units["unit_id"], part, strict=True)) for part in (made.style.class_keys, made.style.labels)
    )
    assert keys["90001-1"] == str(made.colours[0])
    assert keys["90001-2"] == str(made.colours[1])
    assert made.colours[0] != made.colours[1]
    assert (labels["90001-1"], labels["90001-2"]) == ("1", "1+2")
    assert {keys[one] for one in set(keys) - {"90001-1", "90001-2"}} == {"rest"}
    assert {labels[one] for one in set(labels) - {"90001-1", "90001-2"}} == {""}


def test_a_selected_team_stands_out(shared_campaign: Campaign, units: pd.DataFrame) -> None:
    """Its groups keep their colour though another brings more, others are pale, and its stops have their order."""
    made = drawing(shared_campaign, units, selected="A")
    keys = dict(zip(units["unit_id"], made.style.class_keys, strict=True))
    assert keys["90001-2"] == keys["90001-1"] == str(made.colours[0])
    ids = [units["unit_id"].iloc[row] for row in made.routes.stops]
    assert ids == ["90001-2", "90001-1"]
    assert made.routes.bases[made.routes.selected].mark == "1"
    other = drawing(shared_campaign, units, selected="B")
    assert other.style.class_keys[units["unit_id"].tolist().index("90001-1")] == f"{other.colours[0]}p"


def test_the_map_shows_the_ground_of_the_selected_team(shared_campaign: Campaign, units: pd.DataFrame) -> None:
    """The bounds hold its groups and its base; without a selected team they are those of all."""
    west, south, east, north = drawing(shared_campaign, units, selected="B").bounds
    shape = units.set_index("unit_id").loc["90001-2"]
    assert (west, south) == (min(shape["west"], 0.5), min(shape["south"], 0.5))
    assert (east, north) == (max(shape["east"], 0.5), max(shape["north"], 0.5))
    assert drawing(shared_campaign, units).bounds is None


def test_what_cannot_be_drawn_is_counted(shared_campaign: Campaign, units: pd.DataFrame) -> None:
    """A group without a shape and a team without a base are left out of the ways, and the group is told."""
    made = drawing(shared_campaign, units)
    assert made.missing == 1
    assert [base.mark for base in made.routes.bases] == ["1", "2"]
    assert [base.slot for base in made.routes.bases] == [0, 1]
    assert sorted(made.routes.links) == sorted(
        (base, units["unit_id"].tolist().index(unit)) for base, unit in ((0, "90001-1"), (0, "90001-2"), (1, "90001-2"))
    )


def test_low_groups_without_a_team_have_circles(shared_campaign: Campaign, units: pd.DataFrame) -> None:
    """A group below a quarter with people left has a circle unless somebody goes there; of the unknown none has."""
    classes = ["none", "under_25", "under_25", "under_50", "none", "no_data"]
    left = pd.array([5, 5, 5, 5, 0, None], dtype="Int64")
    some = units.assign(coverage_class=classes, gap_people=left)
    goes = rows(("A", some["unit_id"].iloc[1], 9, 0))
    assert drawing(shared_campaign, some, goes).routes.hollow == (0, 2)


def test_what_was_pinned_is_marked(shared_campaign: Campaign, units: pd.DataFrame) -> None:
    """A visit that somebody decided by hand has a star beside its number, and the legend says what that is."""
    made = drawing(shared_campaign, units, PLAN.assign(is_fixed=[False, True, False, False]))
    labels = dict(zip(units["unit_id"], made.style.labels or (), strict=True))
    assert (labels["90001-1"], labels["90001-2"]) == ("1*", "1+2")
    assert made.routes.words[-1] == language("vi")("plan_map.fixed")
    assert drawing(shared_campaign, units).routes.words[-1] == ""


@pytest.mark.parametrize("columns", [["order"], []])
def test_an_empty_plan_is_a_map_too(shared_campaign: Campaign, units: pd.DataFrame, columns: list[str]) -> None:
    """Without any visit, with or without an order, all groups are drawn as having no team."""
    made = drawing(shared_campaign, units, PLAN.head(0).drop(columns=columns), selected="A")
    assert set(made.style.class_keys) == {"rest"}
    assert made.routes.links == made.routes.stops == ()
    assert made.missing == 0
    assert made.routes.sent()[2] == 0
