"""An edition, read: the tables that a set of imports makes, and the standing of the units on any day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from outreach.history import standing_over
from outreach.standing import commune_standing, group_standing
from outreach.target import Target

MEASURED = {"commune": commune_standing, "group": group_standing}


@dataclass(frozen=True)
class Edition:
    """The figures that a set of imports makes; read from its folder, never changed."""

    name: str
    folder: Path

    def read(self, stem: str) -> pd.DataFrame:
        """Return one of the edition's tables."""
        return pq.read_table(self.folder / f"{stem}.parquet").to_pandas()

    @cached_property
    def units(self) -> pd.DataFrame:
        """The units, with is_waiting: a commune whose every record still waits for its place."""
        units, facts = self.read("units"), self.facts
        waiting = self.waiting["commune_no"].unique()
        parent = units["parent_id"].map(units.set_index("unit_id")["unit_no"]).fillna(units["unit_no"])
        placed = parent[units["unit_no"].isin(facts["unit_no"])].unique()
        return units.assign(is_waiting=units["unit_no"].isin(waiting) & ~units["unit_no"].isin(placed))

    @cached_property
    def facts(self) -> pd.DataFrame:
        """New adults and households, contacts and closed visits of each unit and day."""
        facts = self.read("facts")
        return facts.assign(on_date=pd.to_datetime(facts["on_date"]).astype("datetime64[s]"))

    @cached_property
    def waiting(self) -> pd.DataFrame:
        """The records that wait for a place, with the place as it was written and the reason."""
        places = self.read("places").drop(columns=["reason", "unit_no"])
        return self.read("waiting").merge(places, on="place_key", how="left")

    @cached_property
    def counts(self) -> Mapping[str, pd.Series]:
        """Rows of each segment that matched, wait, found no home or came twice."""
        counts = {stem: self.read(stem).groupby("segment").size() for stem in ("waiting", "homeless", "duplicates")}
        return {**counts, "matched": self.read("outcome").set_index("segment")["matched"]}

    @cached_property
    def people(self) -> Mapping[str, pd.Series]:
        """People on the rows of each segment that matched, wait or came twice."""
        summed = {stem: self.read(stem).groupby("segment")["adults"].sum() for stem in ("waiting", "duplicates")}
        matched = self.read("outcome").set_index("segment")["people"]
        return {"matched": matched, "unmatched": summed["waiting"], "duplicates": summed["duplicates"]}

    @cached_property
    def _geometry(self) -> pd.DataFrame:
        return self.read("geometry")

    def geometry_file(self, level: str, parent_id: str = "") -> str | None:
        """Return the name of the geometry file of a level, or of the groups of one commune."""
        files = self._geometry
        found = files[(files["level"] == level) & (files["parent_id"] == parent_id)]["file_name"]
        return str(found.iloc[0]) if len(found) else None

    def geojson(self, table: pd.DataFrame) -> str:
        """Return a table of units (column unit_id) as GeoJSON with the shapes as they were imported."""
        import geopandas as gpd

        shapes = self.read("shapes").set_index("unit_id")["wkb"]
        geometry = gpd.GeoSeries.from_wkb(table["unit_id"].map(shapes).to_list(), crs="EPSG:4326")
        return gpd.GeoDataFrame(table, geometry=geometry.array).to_json(drop_id=True, ensure_ascii=False)


@lru_cache(maxsize=4)
def opened(folder: Path) -> Edition:
    """Open an edition; what was read of it is kept for the next who asks."""
    return Edition(folder.name, folder)


@lru_cache(maxsize=32)
def standing_on(edition: Edition, level: str, until: date, target: Target, silent_days: int) -> pd.DataFrame:
    """Return the standing of a level on a day; it is shared by all who ask, and must not be changed."""
    return MEASURED[level](edition.units, edition.facts, pd.Timestamp(until), target, silent_days)


def history_over(
    edition: Edition, level: str, days: Sequence[date], target: Target, silent_days: int, commune_id: str = ""
) -> pd.DataFrame:
    """Return the standing of a level on several days, one row a unit and day; of one commune's groups if told."""
    units, facts = edition.units, edition.facts
    if commune_id:
        units = units[(units["unit_id"] == commune_id) | (units["parent_id"] == commune_id)]
        facts = facts[facts["unit_no"].isin(units["unit_no"])]
    return standing_over(MEASURED[level], units, facts, [pd.Timestamp(day) for day in days], target, silent_days)
