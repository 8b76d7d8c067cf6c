"""An edition, read: the tables that a set of imports makes, and the standing of the units on any day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from outreach.coverage import by_week
from outreach.denominator import Choice, denominators
from outreach.history import standing_over
from outreach.officials import officials_standing
from outreach.parent import commune_numbers
from outreach.standing import (
    commune_standing,
    deepened,
    depth,
    group_standing,
    province_standing,
    standings,
)
from outreach.target import Target

GEOMETRY = ["level", "parent_id", "file_name"]
MEASURED = {"commune": commune_standing, "group": group_standing}


@dataclass(frozen=True)
class Edition:
    """The figures that a set of imports makes; read from its folder, never changed."""

    name: str
    folder: Path

    def read(self, stem: str, columns: list[str] | None = None) -> pd.DataFrame:
        """Return one of the edition's tables, or some of its columns."""
        return pq.read_table(self.folder / f"{stem}.parquet", columns=columns).to_pandas()

    @cached_property
    def units(self) -> pd.DataFrame:
        """The units, with is_waiting: a commune whose every record still waits for its place."""
        units, facts = self.read("units"), self.facts
        waiting = self.waiting["commune_no"].unique()
        placed = commune_numbers(units).reindex(facts["unit_no"].unique()).unique()
        return units.assign(is_waiting=units["unit_no"].isin(waiting) & ~units["unit_no"].isin(placed))

    @lru_cache(maxsize=8)  # noqa: B019 - an edition lives as long as the program needs it
    def denominated(self, choice: Choice) -> pd.DataFrame:
        """Return the units with the denominators that a choice takes, in place of the last figures that came."""
        found = denominators(self.units, self.bases, choice).reset_index(drop=True)
        return self.units.assign(adult_population=found["adults"], **found.drop(columns="adults"))

    @cached_property
    def bases(self) -> pd.DataFrame:
        """Every figure of every list of residents, one row for each base."""
        return self.read("bases")

    @lru_cache(maxsize=32)  # noqa: B019 - as above
    def tally(self, stem: str) -> pd.DataFrame:
        """Return one of the tables by unit and day: stages, unnamed, endings, officials or sessions."""
        return _dated(self.read(stem))

    @cached_property
    def parents(self) -> pd.Series:
        """The number of the commune of every unit; a commune is its own."""
        return commune_numbers(self.units)

    @cached_property
    def facts(self) -> pd.DataFrame:
        """New adults and households, contacts and closed visits of each unit and day."""
        return _dated(self.read("facts"))

    @cached_property
    def weeks(self) -> pd.DataFrame:
        """The facts by week (see `outreach.coverage.by_week`)."""
        return by_week(self.facts)

    @cached_property
    def waiting(self) -> pd.DataFrame:
        """The records that wait for a place, with the place as it was written and the reason."""
        places = self.read("places").drop(columns=["reason", "unit_no"])
        return self.read("waiting").merge(places, on="place_key", how="left")

    @cached_property
    def counts(self) -> Mapping[str, Mapping[int, int]]:
        """Rows of each segment that matched, wait, found no home or came twice."""
        counts = {stem: self.read(stem).groupby("segment").size() for stem in ("waiting", "homeless", "duplicates")}
        return _plain({**counts, "matched": self.read("outcome").set_index("segment")["matched"]})

    @cached_property
    def people(self) -> Mapping[str, Mapping[int, int]]:
        """People on the rows of each segment that matched, wait or came twice."""
        summed = {stem: self.read(stem).groupby("segment")["adults"].sum() for stem in ("waiting", "duplicates")}
        matched = self.read("outcome").set_index("segment")["people"]
        return _plain({"matched": matched, "unmatched": summed["waiting"], "duplicates": summed["duplicates"]})

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
        return _dated(self.read("former_facts"))

    @cached_property
    def _geometry(self) -> dict[tuple[str, str], str]:
        files = self.read("geometry").drop_duplicates(["level", "parent_id"])
        return {(level, parent): name for level, parent, name in files[GEOMETRY].itertuples(index=False, name=None)}

    def geometry_file(self, level: str, parent_id: str = "") -> str | None:
        """Return the name of the geometry file of a level, or of the groups of one commune."""
        return self._geometry.get((level, parent_id))

    def geojson(self, table: pd.DataFrame) -> str:
        """Return a table of units (column unit_id) as GeoJSON with the shapes as they were imported."""
        import geopandas as gpd

        shapes = self.read("shapes").set_index("unit_id")["wkb"]
        geometry = gpd.GeoSeries.from_wkb(table["unit_id"].map(shapes).to_list(), crs="EPSG:4326")
        return gpd.GeoDataFrame(table, geometry=geometry.array).to_json(drop_id=True, ensure_ascii=False)


def file_of(files: pd.DataFrame, level: str, parent_id: str) -> str | None:
    """Return the geometry file of a level, or of the groups of one commune, among those of an edition."""
    found = files[(files["level"] == level) & (files["parent_id"] == parent_id)]["file_name"]
    return str(found.iloc[0]) if len(found) else None


def _plain(counts: Mapping[str, pd.Series]) -> dict[str, dict[int, int]]:
    """Hand over counts by segment as plain numbers, which are found at once; what has no count is left out."""
    known = {fate: rows.dropna().astype("int64") for fate, rows in counts.items()}
    return {fate: dict(zip(rows.index.tolist(), rows.tolist(), strict=True)) for fate, rows in known.items()}


def _dated(facts: pd.DataFrame) -> pd.DataFrame:
    return facts.assign(on_date=pd.to_datetime(facts["on_date"]).astype("datetime64[s]"))


@lru_cache(maxsize=4)
def opened(folder: Path) -> Edition:
    """Open an edition; what was read of it is kept for the next who asks."""
    return Edition(folder.name, folder)


def standing_on(edition: Edition, level: str, until: date, target: Target, silent_days: int) -> pd.DataFrame:
    """Return the standing of a level on a day; it is shared by all who ask, and must not be changed."""
    return _standings_on(edition, until, target, silent_days)[level]


@lru_cache(maxsize=16)
def _standings_on(edition: Edition, until: date, target: Target, silent_days: int) -> dict[str, pd.DataFrame]:
    units, day = edition.denominated(target.of), pd.Timestamp(until)
    unnamed = edition.tally("unnamed")
    citizens = unnamed[unnamed["audience"] == "citizens"]
    depths = depth(units, {"facts": edition.facts, "unnamed": citizens, "stages": edition.tally("stages")}, day)
    found = standings(units, edition.facts, day, target, silent_days)
    return {level: deepened(standing, depths) for level, standing in found.items()}


@lru_cache(maxsize=16)
def province_on(edition: Edition, until: date, target: Target, silent_days: int) -> pd.Series:
    """Return the figures of the whole on a day; shared by all who ask, so they must not be changed."""
    return province_standing(standing_on(edition, "commune", until, target, silent_days), target)


def measured(
    units: pd.DataFrame, facts: pd.DataFrame, level: str, until: date, target: Target, silent_days: int
) -> pd.DataFrame:
    """Return the standing that any units and facts come to on a day, as far as these two tell."""
    return MEASURED[level](units, facts, pd.Timestamp(until), target, silent_days)


@lru_cache(maxsize=8)
def officials_on(edition: Edition, until: date) -> pd.DataFrame:
    """Return the trained officials of every commune on a day; shared by all who ask, so it must not be changed."""
    unnamed = edition.tally("unnamed")
    of_officials = unnamed[unnamed["audience"] == "officials"]
    facts, sessions = edition.tally("officials"), edition.tally("sessions")
    return officials_standing(edition.units, facts, of_officials, sessions, pd.Timestamp(until))


def history_over(
    edition: Edition, level: str, days: Sequence[date], target: Target, silent_days: int, commune_id: str = ""
) -> pd.DataFrame:
    """Return the standing of a level on several days, one row a unit and day; of one commune's groups if told."""
    units, facts = edition.denominated(target.of), edition.facts
    if commune_id:
        units = units[(units["unit_id"] == commune_id) | (units["parent_id"] == commune_id)]
        facts = facts[facts["unit_no"].isin(units["unit_no"])]
    return standing_over(MEASURED[level], units, facts, [pd.Timestamp(day) for day in days], target, silent_days)
