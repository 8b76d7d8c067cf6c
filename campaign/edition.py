"""An edition, read: the tables that a set of imports makes, and the standing of the units on any day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from outreach.standing import commune_standing, group_standing
from outreach.target import Target


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
    def neighbours(self) -> pd.DataFrame:
        """The units that share an edge: unit_no, neighbour_no (both directions) and is_approximate."""
        return self.read("neighbours")

    @cached_property
    def crosswalk(self) -> pd.DataFrame:
        """The former units whose new ones are in force: old_code, old_name, old_district, new_code."""
        return self.read("crosswalk")

    @cached_property
    def former(self) -> pd.DataFrame:
        """The units whose former unit is known: unit_no, old_code, and via, how it is known."""
        return self.read("former")

    @cached_property
    def former_facts(self) -> pd.DataFrame:
        """The part of the communes' own facts that belongs to one former unit for sure, with its old_code."""
        facts = self.read("former_facts")
        return facts.assign(on_date=pd.to_datetime(facts["on_date"]).astype("datetime64[s]"))

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
    measure = {"commune": commune_standing, "group": group_standing}[level]
    return measure(edition.units, edition.facts, pd.Timestamp(until), target, silent_days)
