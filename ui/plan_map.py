"""The map of a plan: groups in the colour and with the number of their team, ways from the bases, and who is left."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import streamlit as st

from ui.coverage_map import Bounds, MapClass, MapStyle, Panel, draw_board, take_answer
from ui.map_figures import Figures
from ui.map_routes import Base, Routes
from ui.map_styles import drawn_units, tips_of
from ui.map_view import can_draw_all
from ui.maps import bounds_of, frame_of
from ui.team_colours import COLOURS, near_bases, pale, team_colours, team_marks
from ui.visit import Visit

REST = MapClass("rest", "#f4f1ea", None, "", 0)
LOW = ("none", "under_25")  # classes of coverage of groups that somebody should go to
SAME = 4  # digits of degrees: within ten metres a place is the same


def plan_map(
    visit: Visit,
    assignments: pd.DataFrame,
    teams: pd.DataFrame,
    *,
    selected_team: str = "",
    selected_unit: str = "",
    key: str,
    height: int,
) -> str | None:
    """Draw who goes where; return the id of the group that was clicked since the last run, else None.

    Call it in a fragment, with the same `key` in every run. `assignments` has team_id, team, unit_id, gain_adults and
    half_days, and if it is known order (of each team's visits) and is_fixed; a group may have several teams. `teams`
    has team_id, name, lon and lat. With `selected_team` its route stands out and the map shows its ground.
    """
    say, standing = visit.say, visit.standing("group")
    if not can_draw_all(standing):
        st.info(say("plan_map.too_many"), icon=":material/location_off:")
        return None
    frame = frame_of(Figures(visit, visit.day), standing, "group", "")
    if frame is None:
        return None
    drawing = Drawing(visit, drawn_units(standing), assignments, teams.reset_index(drop=True), selected_team)
    panel = Panel(drawing.style, say("map.as_of", day=visit.day), routes=drawing.routes)
    draw_board(
        frame.within(drawing.bounds),
        [panel],
        say=say,
        selected=selected_unit or None,
        key=key,
        height=height,
    )
    if drawing.missing:
        st.caption(say("plan_map.missing", count=drawing.missing))
    clicked = take_answer(key).unit_id
    return clicked if clicked in drawing.style.unit_ids and clicked != selected_unit else None


@dataclass(frozen=True, eq=False)
class Drawing:
    """A plan as the map has it; `units` are the groups that have a shape."""

    visit: Visit
    units: pd.DataFrame
    assignments: pd.DataFrame
    teams: pd.DataFrame
    selected_team: str

    @cached_property
    def visits(self) -> pd.DataFrame:
        """The visits that can be drawn, in order, with the rows of unit and team, and of each team its mark."""
        found = self.assignments.assign(
            unit_row=pd.Index(self.units["unit_id"]).get_indexer(self.assignments["unit_id"]),
            team_row=pd.Index(self.teams["team_id"]).get_indexer(self.assignments["team_id"]),
        )
        found = found[(found["unit_row"] >= 0) & (found["team_row"] >= 0)]
        found = found.assign(mark=self.marks.reindex(found["team_row"]).array)
        return found.sort_values(["team_row", "order"] if "order" in found else ["team_row"], kind="stable")

    @property
    def missing(self) -> int:
        """How many groups of the plan no map can show."""
        return self.assignments["unit_id"].nunique() - self.visits["unit_id"].nunique()

    @cached_property
    def marks(self) -> pd.Series:
        """The short mark of each team."""
        return team_marks(self.teams)

    @cached_property
    def colours(self) -> pd.Series:
        """The colour of each team: bases nearby, teams of one commune and of one group differ."""
        place = self.visits.assign(parent_id=self.units["parent_id"].to_numpy()[self.visits["unit_row"]])
        pairs = [near_bases(self.teams)]
        for ground in ("parent_id", "unit_id"):
            together = place[[ground, "team_row"]].drop_duplicates()
            met = together.merge(together, on=ground).query("team_row_x < team_row_y")
            pairs.append(met.rename(columns={"team_row_x": "one", "team_row_y": "other"})[["one", "other"]])
        return team_colours(self.teams, pd.concat(pairs, ignore_index=True))

    @property
    def own(self) -> pd.DataFrame:
        """The visits of the selected team."""
        return self.visits[self.visits["team_id"] == self.selected_team]

    @cached_property
    def style(self) -> MapStyle:
        """Each group's colour, label and text."""
        # A group of several teams has the colour of the selected one, else of the one that brings most.
        rank = self.visits.assign(own=self.visits["team_id"] == self.selected_team)
        rank = rank.sort_values(["own", "gain_adults"], ascending=False, kind="stable")
        leading = rank.drop_duplicates("unit_row").set_index("unit_row")
        faded = (self.selected_team != "") & ~leading["own"]
        keys = self.colours.reindex(leading["team_row"]).astype("str").to_numpy() + np.where(faded, "p", "")
        classes = pd.Series(REST.key, index=range(len(self.units)))
        classes[leading.index] = keys
        tips = pd.Series(tips_of(self.visit.standing("group"), self.units, "", self.visit.say))
        told = self.visits["unit_row"].map(tips).groupby(self.visits["unit_row"]).first()
        tips[told.index] = told + "\n" + self._told.groupby(self.visits["unit_row"]).agg("\n".join)
        return MapStyle(
            unit_ids=tuple(self.units["unit_id"]),
            class_keys=tuple(classes),
            tooltips=tuple(tips),
            classes=self._classes,
            title=self.visit.say("plan_map.title"),
            grades=tuple(self.units["grade"]),
            labels=self._labels,
        )

    @property
    def _classes(self) -> tuple[MapClass, ...]:
        plain = tuple(MapClass(str(place), fill, None, "", 0) for place, fill in enumerate(COLOURS))
        return (*plain, *(MapClass(f"{one.key}p", pale(one.fill), None, "", 0) for one in plain), REST)

    @property
    def _labels(self) -> tuple[str, ...]:
        marks = self.visits["mark"].astype("str")
        marks = marks + np.where(self._fixed, "*", "")
        # Where the route has its own numbers, that of the team would lie under them.
        marks = marks[~self.visits["unit_row"].isin(self.own["unit_row"])] if "order" in self.visits else marks
        joined = marks.groupby(self.visits["unit_row"].reindex(marks.index)).agg("+".join)
        return tuple(joined.reindex(range(len(self.units)), fill_value=""))

    @property
    def _fixed(self) -> pd.Series:
        """Tell the visits that somebody decided by hand."""
        if "is_fixed" not in self.visits:
            return pd.Series(False, index=self.visits.index)
        return self.visits["is_fixed"].fillna(False).astype("bool")

    @property
    def _told(self) -> pd.Series:
        """Say of each visit who comes, how long, and how many adults that brings."""
        say = self.visit.say
        columns = ["team", "gain_adults", "half_days"]
        rows = self.visits[columns].itertuples(index=False, name=None)
        told = [
            say("plan_map.visit", team=team, gain=round(gain), days=say.measure(half / 2)) for team, gain, half in rows
        ]
        return pd.Series(told, index=self.visits.index, dtype="object")

    @cached_property
    def routes(self) -> Routes:
        """Bases, ways, the selected team's route, and the low groups to which nobody goes."""
        say, lone = self.visit.say, pd.Series(range(len(self.units)))
        gap = self.units["gap_people"].fillna(0).to_numpy() > 0
        low = self.units["coverage_class"].isin(LOW).to_numpy() & gap & ~lone.isin(self.visits["unit_row"]).to_numpy()
        at = self.teams[["lon", "lat"]].round(SAME)
        slot = at.groupby(["lon", "lat"], dropna=False).cumcount()
        busy = set(self.teams.index[self.teams["team_id"].isin(self.assignments["team_id"])])
        known = self.teams[at.notna().all(axis=1)]
        bases = [
            Base(row, lat, lon, str(self.marks[row]), COLOURS[self.colours[row]] if row in busy else "", int(slot[row]))
            for row, lat, lon in known[["lat", "lon"]].itertuples(name=None)
        ]
        place = {base.row: number for number, base in enumerate(bases)}
        others = self.visits[self.visits["team_row"].isin(place)]
        words = say("plan_map.team"), say("plan_map.base"), say("plan_map.route"), say("plan_map.low")
        return Routes(
            bases=tuple(bases),
            links=tuple(zip(others["team_row"].map(place), others["unit_row"], strict=True)),
            selected=next(
                (place[base.row] for base in bases if self.teams["team_id"][base.row] == self.selected_team), -1
            ),
            stops=tuple(self.own["unit_row"]) if "order" in self.own else (),
            hollow=tuple(lone[low]),
            words=(*words, say("plan_map.fixed") if self._fixed.any() else ""),
        )

    @property
    def bounds(self) -> Bounds | None:
        """The ground of the selected team, None for all."""
        if self.own.empty:
            return None
        west, south, east, north = bounds_of(self.units.iloc[self.own["unit_row"]])
        base = self.teams.loc[self.teams["team_id"] == self.selected_team, ["lon", "lat"]].dropna()
        lon, lat = base["lon"], base["lat"]
        return min([west, *lon]), min([south, *lat]), max([east, *lon]), max([north, *lat])
