"""The whole made-up campaign, and what is true of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from demo.flaw import LOST
from demo.household import people, visits
from demo.reach import shares, silent
from demo.record import layouts, rows
from demo.season import days
from demo.team import teams
from demo.training import trainings
from demo.village import villages


@dataclass(frozen=True, eq=False)
class Campaign:
    """Everything that the files are written from; `met` holds one row for each adult reached."""

    seed: int
    communes: pd.DataFrame
    groups: pd.DataFrame
    layout: dict[str, str]
    silent: dict[str, date | None]
    force: pd.DataFrame
    sessions: pd.DataFrame
    met: pd.DataFrame
    rows: pd.DataFrame


def campaign(
    communes: pd.DataFrame, crosswalk: pd.DataFrame, boundaries: gpd.GeoDataFrame, *, seed: int, until: date
) -> Campaign:
    """Generate the campaign from its start to `until`; arguments as in `demo.parcel.raw_files`."""
    communes = communes.sort_values("code", ignore_index=True)
    groups = villages(communes, crosswalk, boundaries, seed)
    force = teams(communes, groups, seed)
    quiet = silent(communes, seed)
    share = shares(groups, frozenset(code for code, day in quiet.items() if day is None), seed)
    met = people(groups, share, seed)
    calls = visits(groups, met, _last_days(groups, quiet, until), until, seed)
    layout = layouts(communes, seed)
    told = rows(groups, met, calls, force, layout, seed)
    sessions = trainings(communes, groups, until, seed)
    return Campaign(seed, communes, groups, layout, quiet, force, sessions, met, told)


def truth(made: Campaign) -> pd.DataFrame:
    """Return what is true of every group, by group_id.

    Columns: commune_id, name, adults, households; reached (distinct adults met); countable (those with at
    least one row that an import can use in full); rows (all rows written, whatever became of them); done
    (rows of a completed visit); lost (rows that no import can place, date or count); first_on, last_on.
    """
    facts = made.rows
    done = facts["answer"] == 0
    lost = facts["flaw"].isin(LOST)
    at = facts["group"]
    told = pd.DataFrame({"rows": 1, "done": done, "lost": lost}).groupby(at).sum()
    spans = facts.groupby("group")["on"].agg(first_on="min", last_on="max")
    told = told.assign(reached=made.met.groupby("group").size(), countable=_countable(facts[done & ~lost]))
    told = told.reindex(made.groups.index).fillna(0).astype(int).join(spans)
    names = ["group_id", "commune_id", "name", "adults", "households"]
    return made.groups[names].join(told).set_index("group_id")


def _countable(usable: pd.DataFrame) -> pd.Series:
    """Count distinct adults by group: persons where they are written, else the most met in each household."""
    by_person = usable["layout"] == "person"
    persons = usable[by_person].groupby("group")["person"].nunique()
    most = usable[~by_person].groupby(["group", "household"])["members"].max()
    return persons.add(most.groupby("group").sum(), fill_value=0)


def _last_days(groups: pd.DataFrame, quiet: dict[str, date | None], until: date) -> np.ndarray:
    end = days(until)[-1]
    stops = {code: min(np.datetime64(day, "D"), end) for code, day in quiet.items() if day}
    return np.array([stops.get(code, end) for code in groups["commune_id"]], dtype="datetime64[D]")
