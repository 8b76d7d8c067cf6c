"""What the records of a campaign teach about its plans: what a visit brings, and how long the ways take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from planning.case import Case
from planning.options import kinds_of_visit
from planning.response import DOOR_TO_DOOR, Response, refitted
from planning.team import Register
from planning.travel import Roads, calibrated

if TYPE_CHECKING:
    from campaign.campaign import Campaign

ROW = ["segment", "sheet", "row_no"]
EVENT = ["team_no", "group_no", "on_date"]
READ = [*ROW, "household", "team", "minutes", "served", "on_date"]


@dataclass(frozen=True)
class Learned:
    """A response and roads that follow the records, with what they rest on.

    `visits` counts the days of a team in a group, `trips` those whose minutes on the way were written down, by
    terrain: where there are none the ways stay as assumed.
    """

    response: Response
    saturation_error: float
    language_error: float
    visits: int
    roads: Roads
    trips: Mapping[str, int]

    def rows(self, assumed: Response) -> pd.DataFrame:
        """Return a row for each figure: what, where, assumed, learned, its error (ways: none), rows it rests on."""
        door, before = self.response.kinds[DOOR_TO_DOOR], assumed.kinds[DOOR_TO_DOOR]
        told = [
            ("saturation", "", before.saturation, door.saturation, self.saturation_error, self.visits),
            ("language_factor", "", assumed.language_factor, self.response.language_factor, self.language_error,
             self.visits),
            *(("travel", name, 1.0, self.roads.factor.get(name, 1.0), np.nan, self.trips.get(name, 0))
              for name in self.roads.terrains),
        ]  # fmt: skip
        return pd.DataFrame(told, columns=["figure", "terrain", "assumed", "learned", "error", "rows"])


def learned(campaign: Campaign, case: Case, day: date) -> Learned:
    """Learn from the records up to a day, with the groups, teams and ways of a case made on the assumptions."""
    events = events_of(campaign, case)
    events = events[events["on_date"] <= pd.Timestamp(day)].reset_index(drop=True)
    fit = refitted(case.response, visit_log(events, case, campaign))
    trips = trip_log(events, case)
    return Learned(
        fit.response, fit.saturation_error, fit.language_error, fit.rows, calibrated(case.roads, trips),
        {str(name): int(count) for name, count in trips["terrain"].value_counts().items()},
    )  # fmt: skip


def events_of(campaign: Campaign, case: Case) -> pd.DataFrame:
    """Return a row for each day of a team in a group: visits (doors knocked at), served, minutes (median, as written).

    A visit is a household; rows that name none count each. Visits of unknown teams and unplaced ones are left aside.
    """
    edition = campaign.edition()
    placed = edition.read("records", columns=[*ROW, "unit_no", "kind"])
    rows = _visit_rows(campaign).merge(placed[placed["kind"] == "visits"], on=ROW)
    unit = rows["unit_no"].map(edition.units.set_index("unit_no")["unit_id"])
    rows = rows.assign(
        group_no=pd.Index(case.groups["unit_id"]).get_indexer(unit),
        team_no=_team_numbers(rows["team"], case.register),
        door=rows["household"].where(rows["household"].notna(), pd.Series(rows.index, index=rows.index)),
        on_date=pd.to_datetime(rows["on_date"]),
    )
    rows = rows[(rows["group_no"] >= 0) & (rows["team_no"] >= 0)]
    events = rows.groupby(EVENT).agg(
        visits=("door", "nunique"), served=("served", "sum"), minutes=("minutes", "median")
    )
    return events.reset_index()


def _visit_rows(campaign: Campaign) -> pd.DataFrame:
    """Return the records of visits as they were imported; the edition keeps neither household nor minutes."""
    tables = [
        pq.read_table(campaign.folder / "segments" / one.segment / "records.parquet", columns=READ)
        for one in campaign.catalogue.imports()
        if one.kind == "visits"
    ]
    if not tables:
        return pd.DataFrame({name: pd.Series(dtype="object") for name in READ}).astype({"row_no": "int64"})
    return pa.concat_tables(tables, promote_options="permissive").to_pandas()


def _team_numbers(written: pd.Series, register: Register) -> pd.Series:
    """Return the number of the team that is meant, -1 for none."""
    ids = [one.team_id for one in register.teams]
    meant = teams_meant(written, ids, [one.name for one in register.teams])
    return meant.map({team: number for number, team in enumerate(ids)}).fillna(-1).astype("int64")


def teams_meant(written: pd.Series, team_ids: Iterable[str], names: Iterable[str]) -> pd.Series:
    """Return the team_id of the team that each cell means by code or name, whatever the case; missing for none.

    A code goes before a name.
    """
    ids = [str(one) for one in team_ids]
    known = {str(name).casefold(): team for name, team in zip(names, ids, strict=True)}
    known |= {team.casefold(): team for team in ids}
    return written.astype("str").str.strip().str.casefold().map(known).astype("object")


def visit_log(events: pd.DataFrame, case: Case, campaign: Campaign) -> pd.DataFrame:
    """Return the log that a response is fitted to: unreached (before), households, visits, adults_new, is_spoken.

    Of groups that are visited from door to door. The new adults of a group and day are shared among its teams by
    their served visits; those of other kinds of contact on that day go to the teams too.
    """
    edition, groups = campaign.edition(), case.groups
    unit = edition.facts["unit_no"].map(edition.units.set_index("unit_no")["unit_id"])
    facts = edition.facts.assign(group_no=pd.Index(groups["unit_id"]).get_indexer(unit))
    days = facts[facts["group_no"] >= 0].groupby(["group_no", "on_date"])["adults_new"].sum().reset_index()
    days["before"] = days.groupby("group_no")["adults_new"].cumsum() - days["adults_new"]
    log = events.merge(days, on=["group_no", "on_date"])
    whole = log.groupby(["group_no", "on_date"])["served"].transform("sum")
    group = log["group_no"].to_numpy()
    adults = groups["adults"].astype("Float64").astype(float).to_numpy()[group]
    is_door = (kinds_of_visit(groups.assign(is_known=True)) == DOOR_TO_DOOR).to_numpy()[group]
    log = log.assign(
        unreached=adults - log["before"],
        households=groups["households"].to_numpy(float)[group],
        adults_new=log["adults_new"] * log["served"] / whole.where(whole > 0, 1),
        is_spoken=case.register.speaks(groups["language"])[log["team_no"].to_numpy(), group],
    )
    return log[is_door & np.isfinite(adults)]


def trip_log(events: pd.DataFrame, case: Case) -> pd.DataFrame:
    """Return the trips whose minutes were written down: terrain, minutes, model_minutes."""
    told = events[events["minutes"].notna() & (events["minutes"] > 0)]
    team, group = told["team_no"].to_numpy(), told["group_no"].to_numpy()
    return pd.DataFrame(
        {
            "terrain": case.groups["terrain"].to_numpy()[group],
            "minutes": told["minutes"].to_numpy(float),
            "model_minutes": case.minutes[team, group],
        }
    )
