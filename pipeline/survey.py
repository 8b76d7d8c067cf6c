"""The units in force and the people who live there, from what is built in and what was imported."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from geodata import province
from geodata.places import Gazetteer, place_records
from geodata.residents import TEXTS, with_known_codes, with_units
from geodata.rulings import heed, with_new_groups
from geodata.schematic import schematic_boundaries
from geodata.units import (
    NOTHING_DRAWN,
    built_in_communes,
    listed_groups,
    numbered,
    with_drawn_groups,
    with_imported_communes,
    with_parents,
)
from loaders.population import SCHEMA as POPULATION
from loaders.written import SCHEMA as WRITTEN
from store.catalogue import Import
from store.segments import read_segments


@dataclass(frozen=True)
class Survey:
    """The units in force, the population rows with the unit of each, and the drawn groups that lie in no commune."""

    units: gpd.GeoDataFrame
    population: pd.DataFrame
    astray: pd.DataFrame

    def homeless(self) -> pd.DataFrame:
        """Return the rows that found no unit: segment, row_no, reason, and value, the place as it was written."""
        lost = self.population[self.population["reason"] != ""]
        written = [", ".join(filter(None, row)) for row in lost[list(TEXTS)].itertuples(index=False, name=None)]
        rows = [lost.assign(value=written), self.astray.assign(value=self.astray["name"])]
        return pd.concat([part[["segment", "row_no", "reason", "value"]] for part in rows], ignore_index=True)


def survey(imports: Sequence[Import], decisions: pd.DataFrame, folder: Path) -> Survey:
    """Put together the communes and groups of an edition, and who lives there."""
    communes = built_in_communes(province.communes(), schematic(folder / "cache"))
    if drawn := _boundaries(imports, "commune"):
        communes = with_imported_communes(communes, _drawn(folder, drawn[-1]))
    population = residents(imports, decisions, folder, communes)
    files = [_drawn(folder, one) for one in _boundaries(imports, "group")]
    groups = with_parents(pd.concat(files, ignore_index=True), communes) if files else NOTHING_DRAWN
    astray = groups[groups["parent_id"].isna()].assign(reason="group_outside_communes")
    kept = groups[groups["parent_id"].notna()].drop_duplicates("unit_id", keep="last")
    population = with_known_codes(population, kept)
    listed = with_new_groups(listed_groups(population), decisions)
    units = numbered(communes, with_drawn_groups(listed, kept, communes))
    return Survey(units, population, astray)


def _boundaries(imports: Sequence[Import], level: str) -> list[Import]:
    """Return the boundary files of a level that are in force; those of a year before the merger are history."""
    since = str(province.MERGED_ON.year)
    return [one for one in imports if (one.kind, one.level) == ("boundaries", level) and one.vintage >= since]


def history(imports: Sequence[Import], folder: Path) -> gpd.GeoDataFrame | None:
    """Return the last boundary file of communes from before the merger, None where there is none."""
    since = str(province.MERGED_ON.year)
    old = [one for one in imports if (one.kind, one.level) == ("boundaries", "commune") and one.vintage < since]
    return _drawn(folder, old[-1]) if old else None


def schematic(cache: Path) -> gpd.GeoDataFrame:
    """Return the built-in province's schematic boundaries, drawn once for each version of its facts."""
    facts = province.communes()
    path = cache / f"schematic-{hashlib.sha256(facts.to_csv().encode()).hexdigest()[:16]}.parquet"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.stem}-{uuid.uuid4().hex}")
        schematic_boundaries(facts).to_parquet(aside)
        aside.replace(path)
    return gpd.read_parquet(path)


def written_places(imports: Sequence[Import], folder: Path, kinds: Sequence[str]) -> pd.DataFrame:
    """Return each distinct written place of the imports of some kinds once."""
    every = read_segments(imports, folder, kinds, "places", WRITTEN).to_pandas()
    return every.drop_duplicates("place_key", ignore_index=True)


def residents(
    imports: Sequence[Import], decisions: pd.DataFrame, folder: Path, communes: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return all population rows in order of arrival, each with its unit, or the reason why it has none."""
    rows = read_segments(imports, folder, ("population",), "records", POPULATION).to_pandas()
    written = written_places(imports, folder, ("population",))
    no_groups = pd.DataFrame({"unit_id": [], "parent_id": [], "name": []}, dtype="str")
    gazetteer = Gazetteer(communes, no_groups, former_units(communes))
    units = communes[["unit_id", "name"]].assign(parent_id=pd.Series(pd.NA, communes.index, dtype="str"))
    placed = heed(written, decisions, units, partial(place_records, gazetteer=gazetteer))
    return with_units(rows, placed.set_index(written["place_key"]))


def housed(population: pd.DataFrame) -> pa.Table:
    """Count the population rows of each segment that found their unit."""
    counts = population[population["reason"] == ""].groupby("segment").size()
    return pa.table(
        {
            "segment": pa.array(counts.index, pa.int64()),
            "matched": pa.array(counts.to_numpy(), pa.int64()),
            "people": pa.nulls(len(counts), pa.int64()),  # a list of residents is no contact with anybody
        }
    )


def describe(units: gpd.GeoDataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Return the units without geometry, with their bounding box and the last figures known of each."""
    figures = population.drop(columns=[*TEXTS, "commune_id", "place_key", "row_no", "segment", "reason"])
    # Each figure's last: a later list of households alone leaves the adults of an earlier one in force.
    figures = figures.groupby("unit_id").last().reset_index()
    box = units.geometry.bounds.rename(columns={"minx": "west", "miny": "south", "maxx": "east", "maxy": "north"})
    plain = pd.DataFrame(units.drop(columns="geometry")).join(box)
    return plain.merge(figures, on="unit_id", how="left").sort_values("unit_no", ignore_index=True)


def with_closures(units: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """Add is_closed: a person decided that nobody is to be sent there any more."""
    closed = decisions.loc[(decisions["scope"] == "unit") & (decisions["verdict"] == "closed"), "key"]
    return units.assign(is_closed=units["unit_id"].isin(closed))


def former_units(communes: pd.DataFrame) -> pd.DataFrame:
    """Return the crosswalk as far as its new units are in force."""
    former = province.crosswalk()
    return former[former["new_code"].isin(communes["unit_id"])]


def _drawn(folder: Path, one: Import) -> gpd.GeoDataFrame:
    units = pd.read_parquet(folder / "segments" / one.segment / "units.parquet")
    units = units.assign(segment=one.detail["number"], row_no=range(1, len(units) + 1))
    return gpd.GeoDataFrame(units, geometry=gpd.GeoSeries.from_wkb(units["geometry"]), crs="EPSG:4326")
