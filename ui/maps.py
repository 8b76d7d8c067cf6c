"""The maps of the pages: the units of a standing in their frame, alone, or two in step with their weeks."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd
import streamlit as st

from ui.coverage_map import Bounds, Frame, MapStyle, Panel, draw_board, draw_map
from ui.geometry_url import geometry_url, tiles_url
from ui.layers import LAYERS, Layer
from ui.map_films import film_of, week_ends, written
from ui.map_styles import drawn_units, style_of, tooltips
from ui.map_view import BOARD, View
from ui.visit import Visit

MOST_LISTED = 60
EDGES = ("west", "south", "east", "north")


def commune_map(visit: Visit, *, selected: str | None, key: str, height: int) -> str | None:
    """Draw all communes by coverage; return the id of the one that was clicked, else None."""
    standing = visit.standing("commune")
    frame = _frame(visit, standing, "commune", "")
    if frame is None:
        return None
    style = style_of(standing, standing, layer=LAYERS[0], day=visit.day, say=visit.say)
    notice = _notice(visit, standing, LAYERS[0], visit.day)
    return draw_map(
        geometry_url=frame.geometry_url,
        bounds=frame.bounds,
        style=style,
        selected=selected,
        outline_url=None,
        key=key,
        height=height,
        notice=notice,
        say=visit.say,
    )


@dataclass(frozen=True)
class Scene:
    """The standings of a view: of its day, of the day a change is counted from, and of the other day beside it."""

    visit: Visit
    view: View

    @cached_property
    def standing(self) -> pd.DataFrame:
        """The standing that the map and its table show."""
        return self.visit.on(self.view.day).standing(self.view.level)

    @cached_property
    def inside(self) -> pd.DataFrame:
        """The units of the standing that are in the view."""
        parent = self.view.commune_id
        return self.standing[self.standing["parent_id"] == parent] if parent else self.standing

    def style(self, layer: Layer, day: date, title: str) -> MapStyle:
        """Return how the view's units are drawn on a layer on a day."""
        view = self.view
        level, span = view.level, view.day - view.since
        return style_of(
            self.visit.on(day).standing(level),
            self.visit.on(day - span).standing(level),
            layer=layer,
            day=day,
            say=self.visit.say,
            parent_id=view.commune_id,
            title=title,
            every_class=view.weekly,
        )

    def panels(self) -> tuple[Panel, ...]:
        """Return the map of the view, and the one beside it if two things are compared."""
        view = self.view
        own = self.panel(view.layer, view.day, dated=view.beside == "ngay")
        if view.beside == "ngay":
            still = Scene(self.visit, replace(view, weekly=False))
            return own, still.panel(view.layer, view.other_day, dated=True)
        if view.beside == "lop":
            return own, self.panel(view.other_layer, view.day)
        return (own,)

    def title(self, layer: Layer, day: date, *, dated: bool) -> str:
        """Name a layer over its legend, with the day where days are compared or a change is counted."""
        say, name = self.visit.say, self.visit.say(f"layer.{layer.key}")
        if layer.counts_change:
            name = say("map.since", layer=name, day=day - (self.view.day - self.view.since))
        return f"{name} · {say.day(day)}" if dated else name

    def panel(self, layer: Layer, day: date, *, dated: bool = False) -> Panel:
        """Return one map, with its weeks if they are to be played."""
        view, visit = self.view, self.visit
        style = self.style(layer, day, self.title(layer, day, dated=dated))
        if not view.weekly:
            return Panel(style, _notice(visit, self.inside, layer, day))
        before = visit.on(view.since).standing(view.level)
        film = film_of(visit, view.level, view.commune_id, layer, before, style, week_ends(visit))
        return Panel(style, _notice(visit, self.inside, layer, None), film)


def board(scene: Scene, height: int) -> None:
    """Draw the view's map or maps; what is done there is told by `coverage_map.take_answer` in the next run."""
    visit, view = scene.visit, scene.view
    frame = _frame(visit, scene.standing, view.level, view.commune_id)
    if frame is None:
        return
    former = visit.edition().geometry_file("former") if view.former else None
    folder = visit.campaign.folder / "geometry"
    draw_board(
        replace(
            frame,
            ghost_url=geometry_url(folder / former) if former else None,
            tiles=tiles_url(visit.campaign.settings.map_tiles) if view.tiles else None,
        ),
        scene.panels(),
        say=visit.say,
        selected=view.group_id or None,
        key=BOARD,
        height=height,
        weeks=written(visit, week_ends(visit)) if view.weekly else (),
        day=view.day.isoformat(),
    )


def _frame(visit: Visit, standing: pd.DataFrame, level: str, parent_id: str) -> Frame | None:
    edition = visit.edition()
    file = edition.geometry_file(level, parent_id)
    edges = drawn_units(standing[["parent_id", *EDGES]], parent_id)
    if file is None or edges.empty:
        st.info(visit.say("map.no_geometry"), icon=":material/location_off:")
        return None
    folder = visit.campaign.folder / "geometry"
    outline = edition.geometry_file("commune") if level == "group" else None
    return Frame(geometry_url(folder / file), _bounds(edges), geometry_url(folder / outline) if outline else None)


def _bounds(edges: pd.DataFrame) -> Bounds:
    west, south, east, north = (edges[name].to_numpy() for name in EDGES)
    return float(west.min()), float(south.min()), float(east.max()), float(north.max())


def _notice(visit: Visit, shown: pd.DataFrame, layer: Layer, day: date | None) -> str:
    """Say on the map what its borders are worth, of which day its figures are, and what they are shares of."""
    say = visit.say
    grades = {*shown["grade"], *visit.standing("commune")["grade"]}
    parts = [say(f"map.grade.{grade}") for grade in ("schematic", "point") if grade in grades]
    parts += [say("map.as_of", day=day)] if day else []
    parts += [say("map.denominator", denominator=say(f"measure.{layer.denominator}"))] if layer.denominator else []
    return " · ".join(parts)


def legend_note(visit: Visit, level: str) -> None:
    """Say under the map of coverage what the colours mean, and which units have no shape on it."""
    say = visit.say
    standing = visit.standing(level)
    missing = int(standing["west"].isna().sum())
    text = say("map.reading", denominator=say("measure.adults"))
    st.caption(text + (" " + say("map.not_on_map", count=missing) if missing else ""))


def board_note(scene: Scene) -> None:
    """Say under the map how the marked group stands, how the colours are read, and which units have no shape."""
    say, view = scene.visit.say, scene.view
    marked = scene.inside[scene.inside["unit_id"] == view.group_id] if view.group_id else scene.inside.head(0)
    if not marked.empty:
        st.text(tooltips(marked, say)[0].replace("\n", " · "))
    st.caption(say(f"layer.{view.layer.key}.note"))
    missing = scene.inside[scene.inside["west"].isna()]
    if not missing.empty:
        with st.expander(say("map.not_on_map", count=len(missing))):
            names = missing["name"] if view.commune_id else missing["name"] + " (" + missing.get("commune", "") + ")"
            st.text("\n".join(names.head(MOST_LISTED)))
            if len(missing) > MOST_LISTED:
                st.caption(say("map.and_more", count=len(missing) - MOST_LISTED))
