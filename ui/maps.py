"""The maps of the pages: the units of a standing in their frame, alone, or two in step with their weeks."""

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd
import streamlit as st

from ui.coverage_map import Bounds, Frame, MapClass, Panel, draw_board, draw_map
from ui.geometry_url import geometry_url, tiles_url
from ui.layers import LAYERS, Layer
from ui.map_figures import Figures
from ui.map_films import film_of, week_ends, written
from ui.map_styles import drawn_units, style_of, tooltips
from ui.map_view import BOARD, View
from ui.visit import Visit

MOST_LISTED = 60
EDGES = ("west", "south", "east", "north")


def commune_map(visit: Visit, *, selected: str | None, key: str, height: int) -> str | None:
    """Draw all communes by coverage; return the id of the one that was clicked, else None."""
    standing = visit.standing("commune")
    frame = frame_of(Figures(visit, visit.day), standing, "commune", "")
    if frame is None:
        return None
    style = style_of(standing, standing, layer=LAYERS[0], day=visit.day, say=visit.say)
    notice = _notice(visit, standing, LAYERS[0], visit.say("map.as_of", day=visit.day))
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
    """The standings of a view: of its day, of the day a change is counted from, and of what lies beside it."""

    visit: Visit
    view: View

    @cached_property
    def figures(self) -> Figures:
        """The figures that the map and its table show."""
        return self.view.figures(self.visit, self.view.day)

    @cached_property
    def standing(self) -> pd.DataFrame:
        """The standing that the map and its table show, with what the layer draws."""
        return self._standing(self.figures, self.view.layer)

    @cached_property
    def before(self) -> pd.DataFrame:
        """The standing from which a change is counted."""
        return self._before(self.figures)

    @cached_property
    def inside(self) -> pd.DataFrame:
        """The units of the standing that are in the view."""
        parent = self.view.commune_id
        return self.standing[self.standing["parent_id"] == parent] if parent else self.standing

    def _standing(self, figures: Figures, layer: Layer) -> pd.DataFrame:
        # The weeks are counted from the facts alone, so what else is known of today does not belong among them.
        return figures.standing(self.view.level, () if self._plays(figures, layer) else layer.columns)

    def _before(self, figures: Figures) -> pd.DataFrame:
        since = figures.day - (self.view.day - self.view.since)
        return (figures if figures.snapshot else replace(figures, day=since)).standing(self.view.level)

    def _plays(self, figures: Figures, layer: Layer) -> bool:
        return self.view.weekly and layer.has_weeks and figures == self.figures

    def panels(self) -> tuple[Panel, ...]:
        """Return the map of the view, and the one beside it if two things are compared."""
        view = self.view
        own = self.panel(self.figures, view.layer, dated=view.beside in ("ngay", "anh"))
        if view.beside == "lop":
            return own, self.panel(self.figures, view.other_layer)
        if not view.beside:
            return (own,)
        others = Figures(self.visit, view.other_day) if view.beside == "ngay" else view.other_figures(self.visit)
        beside = self.panel(others, view.layer, dated=True)
        absent = MapClass("absent", "#ffffff", None, self.visit.say("map.absent"))
        return own, replace(beside, style=beside.style.aligned(own.style.unit_ids, absent))

    def title(self, figures: Figures, layer: Layer, *, dated: bool) -> str:
        """Name a layer over its legend, with whose figures these are, and the day from which a change is counted."""
        say, name = self.visit.say, self.visit.say(f"layer.{layer.key}")
        if layer.counts_change:
            name = say("map.since", layer=name, day=figures.day - (self.view.day - self.view.since))
        if figures.snapshot:
            return f"{name} · {say('map.snapshot', number=figures.snapshot.number)}"
        return f"{name} · {say.day(figures.day)}" if dated else name

    def panel(self, figures: Figures, layer: Layer, *, dated: bool = False) -> Panel:
        """Return one map, with its weeks if they are to be played."""
        view, visit = self.view, self.visit
        plays, before = self._plays(figures, layer), self._before(figures)
        style = style_of(
            self._standing(figures, layer),
            before,
            layer=layer,
            day=figures.day,
            say=visit.say,
            parent_id=view.commune_id,
            title=self.title(figures, layer, dated=dated),
            every_class=plays,
        )
        notice = _notice(visit, self.inside, layer, "" if plays else figures.told())
        if view.tiles and (by := visit.campaign.settings.map_tiles_by):
            notice = f"{notice} · {by}"
        if not plays:
            return Panel(style, notice)
        return Panel(style, notice, film_of(visit, view.level, view.commune_id, layer, before, style, week_ends(visit)))


def board(scene: Scene, height: int) -> None:
    """Draw the view's map or maps; what is done there is told by `coverage_map.take_answer` in the next run."""
    visit, view = scene.visit, scene.view
    frame = frame_of(scene.figures, scene.standing, view.level, view.commune_id)
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


def frame_of(figures: Figures, standing: pd.DataFrame, level: str, parent_id: str) -> Frame | None:
    """Return the shapes of a level, or of one commune's groups, and where they lie; say it where there are none."""
    visit = figures.visit
    file = figures.geometry_file(level, parent_id)
    edges = drawn_units(standing[["parent_id", *EDGES]], parent_id)
    if file is None or edges.empty:
        st.info(visit.say("map.no_geometry"), icon=":material/location_off:")
        return None
    folder = visit.campaign.folder / "geometry"
    outline = figures.geometry_file("commune") if level == "group" else None
    return Frame(geometry_url(folder / file), bounds_of(edges), geometry_url(folder / outline) if outline else None)


def bounds_of(shown: pd.DataFrame) -> Bounds:
    """Return the west, south, east and north of units that have a shape."""
    west, south, east, north = (shown[name].to_numpy() for name in EDGES)
    return float(west.min()), float(south.min()), float(east.max()), float(north.max())


def _notice(visit: Visit, shown: pd.DataFrame, layer: Layer, told: str) -> str:
    """Say on the map what its borders are worth, whose figures it shows, and what they are shares of."""
    say = visit.say
    grades = {*shown["grade"], *visit.standing("commune")["grade"]}
    parts = [say(f"map.grade.{grade}") for grade in ("schematic", "point") if grade in grades]
    parts += [told] if told else []
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
