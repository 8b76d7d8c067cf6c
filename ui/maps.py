"""Standings on the map: each unit's class, what its tooltip says, and the legend with its counts."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from reports.palette import COVERAGE, UNKNOWN
from texts import Language
from ui.coverage_map import Bounds, MapClass, MapStyle, draw_map, take_click
from ui.geometry_url import geometry_url
from ui.visit import Visit


def commune_map(visit: Visit, *, selected: str | None, key: str, height: int) -> str | None:
    """Draw all communes; return the id of the one that was clicked, else None."""
    standing = visit.standing("commune")
    return _draw(visit, standing, "commune", "", selected=selected, key=key, height=height)


def group_map(
    visit: Visit, groups: pd.DataFrame, commune_id: str, *, selected: str | None, key: str, height: int
) -> str | None:
    """Draw the groups of one commune under the outline of the communes; return the id of a clicked one, else None."""
    return _draw(visit, groups, "group", commune_id, selected=selected, key=key, height=height)


@dataclass(frozen=True)
class Selection:
    """Which group is marked: the last one clicked, on the map or in the table."""

    map_key: str
    on_map: str | None
    in_table: str | None

    def after(self, picked: str | None) -> str | None:
        """Return what is marked once the table has spoken: a new pick there wins over the map."""
        chosen = picked if picked and picked != self.in_table else self.on_map
        st.session_state[f"{self.map_key}:marked"] = (chosen, picked)
        return chosen


def selection(visit: Visit, groups: pd.DataFrame, commune_id: str) -> Selection:
    """Return what is marked in a commune before anything is drawn, a click on the map since the last run included."""
    key = f"map_{commune_id}"
    marked, picked = st.session_state.get(f"{key}:marked", (None, None))
    shown = groups[groups["west"].notna()]
    clicked = take_click(key, _style(shown, visit.say))
    return Selection(key, clicked or marked, picked)


def _draw(
    visit: Visit,
    standing: pd.DataFrame,
    level: str,
    parent_id: str,
    *,
    selected: str | None,
    key: str,
    height: int,
) -> str | None:
    edition = visit.campaign.edition()
    file = edition.geometry_file(level, parent_id)
    shown = standing[standing["west"].notna()]
    if file is None or shown.empty:
        st.info(visit.say("map.no_geometry"), icon=":material/location_off:")
        return None
    folder = visit.campaign.folder / "geometry"
    outline = edition.geometry_file("commune") if level == "group" else None
    return draw_map(
        geometry_url=geometry_url(folder / file),
        bounds=_bounds(shown),
        style=_style(shown, visit.say),
        selected=selected,
        outline_url=geometry_url(folder / outline) if outline else None,
        key=key,
        height=height,
        notice=_notice(visit, shown),
        failure=visit.say("map.failed"),
    )


def _bounds(shown: pd.DataFrame) -> Bounds:
    west, south = shown[["west", "south"]].min()
    east, north = shown[["east", "north"]].max()
    return float(west), float(south), float(east), float(north)


def _style(shown: pd.DataFrame, say: Language) -> MapStyle:
    swatches = [*COVERAGE, *(s for s in UNKNOWN if (shown["coverage_class"] == s.key).any())]
    return MapStyle(
        unit_ids=tuple(shown["unit_id"]),
        class_keys=tuple(shown["coverage_class"]),
        tooltips=tuple(tooltips(shown, say)),
        classes=tuple(MapClass(s.key, s.fill, s.hatch, say(f"class.{s.key}")) for s in swatches),
    )


def tooltips(standing: pd.DataFrame, say: Language) -> Sequence[str]:
    """Say in a few words how each unit stands: its name, its state or coverage, people reached and still to reach."""
    columns = ["name", "state", "coverage_share", "reached", "gap_people", "adults"]
    return [_tooltip(say, *row) for row in standing[columns].itertuples(index=False, name=None)]


def _tooltip(say: Language, name: str, state: str, share: float, reached: int, gap: int, adults: int) -> str:
    covered = "" if pd.isna(share) else f" · {say.share(share)}"
    to_go = (
        say("map.reached", reached=int(reached))
        if pd.isna(gap)
        else say("map.gap_of", gap=int(gap), adults=int(adults))
    )
    return f"{name}\n{say('state.' + state)}{covered}\n{to_go}"


def _notice(visit: Visit, shown: pd.DataFrame) -> str:
    """Say on the map what its borders are worth, and of which day its figures are."""
    grades = {*shown["grade"], *visit.standing("commune")["grade"]}
    parts = [visit.say(f"map.grade.{grade}") for grade in ("schematic", "point") if grade in grades]
    return " · ".join([*parts, visit.say("map.as_of", day=visit.day)])


def legend_note(visit: Visit, level: str) -> None:
    """Say under the map what the colours mean, and which units have no shape on it."""
    say = visit.say
    standing = visit.standing(level)
    missing = int(standing["west"].isna().sum())
    text = say("map.reading", denominator=say("measure.adults"))
    st.caption(text + (" " + say("map.not_on_map", count=missing) if missing else ""))


def selected_line(visit: Visit, groups: pd.DataFrame, selected: str | None) -> None:
    """Say under the map how the marked group stands, and how many groups have no shape."""
    found = groups[groups["unit_id"] == selected]
    if found.empty:
        st.caption(visit.say("map.click_hint"))
    else:
        st.text(tooltips(found, visit.say)[0].replace("\n", " · "))
    missing = int(groups["west"].isna().sum())
    if missing:
        st.caption(visit.say("map.not_on_map", count=missing))
