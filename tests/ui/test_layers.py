"""The layers of the map: fixed classes with exact bounds, and no unit without an honest class."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.clusters import Cluster
from outreach.state import State, coverage_class
from reports.palette import UNKNOWN
from texts import language
from ui.layers import LAYERS, Layer
from ui.map_styles import Shelf, classes_of, radii_of

every_layer = pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.key)
BY_KEY = {layer.key: layer for layer in LAYERS}


def standing(states: list[str], **columns: list[float]) -> pd.DataFrame:
    """Return units of some states with the figures that every layer may ask for."""
    count = len(states)
    state = pd.Series(states, dtype="str")
    without = state.isin([State.NO_REPORT.value, State.UNMATCHED.value, State.NO_DENOMINATOR.value, State.CLOSED.value])
    asked = {
        "coverage_share": [0.5] * count, "gap_people": [10.0] * count, "days_since": [3.0] * count,
        "change_share": [0.01] * count, "pace_ratio": [0.6] * count, "below_target_probability": [0.9] * count,
        "effective_share": [0.2] * count, "days_ahead": [None] * count,
    } | columns  # fmt: skip
    frame = pd.DataFrame({name: pd.array(values, dtype="Float64") for name, values in asked.items()})
    frame["coverage_share"] = frame["coverage_share"].mask(without)
    frame = frame.assign(cluster="none", planned_on=pd.NaT)
    return frame.assign(state=state, coverage_class=coverage_class(frame["coverage_share"], state))


@every_layer
@settings(deadline=None)
@given(states=st.lists(st.sampled_from([state.value for state in State]), min_size=1, max_size=20))
def test_every_unit_has_a_line_in_the_legend(layer: Layer, states: list[str]) -> None:
    """Whatever the states, each unit gets a class of the legend, the index is kept, the counts add up to the units."""
    units = standing(states).set_index(pd.Index(range(7, 7 + len(states))))
    keys = layer.classes(units)
    assert keys.index.equals(units.index)
    classes = classes_of(layer, keys, language("en"))
    assert set(keys) <= {one.key for one in classes}
    assert sum(int(str(one.count)) for one in classes) == len(units)


@every_layer
def test_what_is_not_known_is_hatched(layer: Layer) -> None:
    """No report, unmatched names and no denominator have a hatch, each its own, and nothing known has one."""
    states = [State.NO_REPORT, State.UNMATCHED, State.NO_DENOMINATOR, State.PARTLY]
    keys = layer.classes(standing([state.value for state in states]))
    hatch = {one.key: one.hatch for one in classes_of(layer, keys, language("vi"))}
    found = [hatch[key] for key in keys]
    assert None not in found[:3]
    assert len(set(found[:3])) == 3
    assert found[3] is None


@every_layer
def test_a_missing_figure_is_no_class_of_figures(layer: Layer) -> None:
    """Where a known unit lacks the figure itself, it counts as no data and never as the worst or the best class."""
    if layer.key in ("state", "recency", "plan", "effective"):
        return  # the first needs no figure, and what its absence means has a class of its own in the others
    units = standing([State.PARTLY.value])
    units[layer.needs[0]] = pd.array([pd.NA], dtype="Float64") if layer.key != "coverage" else "no_data"
    assert layer.classes(units).tolist() == ["no_data"]


@pytest.mark.parametrize(
    ("key", "column", "values", "classes"),
    [
        ("gap", "gap_people", [0, 1, 5000], ["gap_met", "gap_left", "gap_left"]),
        ("recency", "days_since", [0, 14, 15, 28, 29, 60, 61, 90, 91, None],
         ["since_recent", "since_recent", "since_14", "since_14", "since_28", "since_28", "since_60", "since_60",
          "since_90", "since_never"]),
        ("change", "change_share", [-0.01, 0, 0.01, 0.05, 0.0999, 0.10, 0.2],
         ["change_fell", "change_none", "change_under_5", "change_under_10", "change_under_10", "change_under_20",
          "change_more"]),
        ("pace", "pace_ratio", [0, 0.1, 0.25, 0.5, 0.75, 1.0],
         ["pace_none", "pace_under_25", "pace_under_50", "pace_under_75", "pace_under_100", "pace_kept"]),
        ("risk", "below_target_probability", [1.0, 0.9, 0.5, 0.1, 0.01],
         ["risk_sure", "risk_likely", "risk_even", "risk_unlikely", "risk_none"]),
        ("effective", "effective_share", [0, 0.01, 0.25, 0.5, 0.8, 1, None],
         ["none", "under_25", "under_50", "under_80", "under_100", "full", "skill_unknown"]),
        ("plan", "days_ahead", [-1, 0, 7, 8, 14, 15, None],
         ["plan_past", "plan_week", "plan_week", "plan_fortnight", "plan_fortnight", "plan_later", "plan_none"]),
    ],
)  # fmt: skip
def test_bounds_of_classes(key: str, column: str, values: list[float], classes: list[str]) -> None:
    """Each bound belongs to the class that its text says."""
    units = standing([State.PARTLY.value] * len(values), **{column: values})
    assert BY_KEY[key].classes(units).tolist() == classes


def test_every_state_has_a_colour() -> None:
    """The layer of data states knows every state that there is."""
    assert {one.key for one in BY_KEY["state"].swatches} == {state.value for state in State}


def test_a_layer_waits_for_its_column() -> None:
    """A layer is offered from the day that a standing holds what it needs, at the levels it is made for."""
    units = standing([State.PARTLY.value])
    assert BY_KEY["pace"].fits(units, "commune")
    assert not BY_KEY["pace"].fits(units.drop(columns="pace_ratio"), "commune")
    assert not BY_KEY["pace"].fits(units, "village")


def test_a_wide_range_is_uncertain() -> None:
    """Between 10 and 60 per cent a coverage is uncertain; between 40 and 50, or without a range, it is not."""
    unsure = BY_KEY["coverage"].unsure
    assert unsure is not None
    units = standing([State.PARTLY.value] * 3)
    assert unsure(units).tolist() == [False] * 3
    ranged = units.assign(coverage_low_share=[0.1, 0.4, None], coverage_high_share=[0.6, 0.5, None])
    assert unsure(ranged).tolist() == [True, False, False]


def test_where_no_coverage_is_known_a_hatch_says_so() -> None:
    """A wide range of a unit without a coverage is not drawn as an uncertain colour: its hatch stays."""
    unsure = BY_KEY["coverage"].unsure
    assert unsure is not None
    units = standing([State.NO_REPORT.value]).assign(coverage_low_share=[0.1], coverage_high_share=[0.9])
    assert not unsure(units).any()


def test_every_kind_of_cluster_has_a_colour() -> None:
    """Whatever a unit is among its neighbours has a line of its own, and nothing else has one."""
    units = standing([State.PARTLY.value] * len(Cluster)).assign(cluster=[one.value for one in Cluster])
    keys = BY_KEY["cluster"].classes(units)
    assert set(keys) == {swatch.key for swatch in BY_KEY["cluster"].swatches}
    assert keys.nunique() == len(Cluster)


def test_where_nothing_is_planned_the_gap_decides() -> None:
    """Without a plan a unit at the target needs none; a visit to a unit without a report is shown all the same."""
    units = standing([State.AT_TARGET.value, State.NO_REPORT.value, State.NO_REPORT.value])
    units = units.assign(gap_people=[0, 5, 5], days_ahead=pd.array([None, None, 3], dtype="Int64"))
    assert BY_KEY["plan"].classes(units).tolist() == ["plan_met", "no_data", "plan_week"]


def test_areas_of_circles_are_in_proportion_to_people() -> None:
    """Four times the people have twice the radius; what is not known has no circle."""
    people = pd.Series([100, 400, 400, None], dtype="Float64")
    keys = pd.Series(["gap_left", "gap_left", "no_data", "gap_left"])
    radii = radii_of(people, keys, 1600.0, 45)
    assert radii[1] == pytest.approx(2 * radii[0])
    assert radii[2:].tolist() == [0, 0]
    np.testing.assert_allclose(radii[0] ** 2 / radii[1] ** 2, 100 / 400)


@every_layer
def test_keys_of_classes_are_unique(layer: Layer) -> None:
    """No two classes of a layer have one key, and none looks like another."""
    for one, other in itertools.combinations((*layer.swatches, *(() if layer.tells_unknown else UNKNOWN)), 2):
        assert one.key != other.key
        assert (one.fill, one.hatch) != (other.fill, other.hatch)


def test_a_shelf_knows_a_frame_by_itself() -> None:
    """What was made of a frame is found with that very frame alone, and the oldest goes when there are too many."""
    shelf, frames = Shelf(2), [pd.DataFrame({"a": [1]}) for _ in range(3)]
    for number, frame in enumerate(frames):
        shelf.put(number, (frame,), "fact")
    assert [shelf.find((frame,), "fact") for frame in frames] == [None, 1, 2]
    assert shelf.find((frames[1].copy(),), "fact") is None
    assert shelf.find((frames[1],), "other") is None
