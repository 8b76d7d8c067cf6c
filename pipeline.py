"""The whole way on one screen: from the active imports to an edition, the figures that every page starts from.

An edition is a pure function of its inputs (segments, boundaries, the built-in province) and is named after them; it
is derived, never edited, and can be thrown away at any time.
"""

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import geopandas as gpd
import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geodata import province
from geodata.places import Gazetteer, place_records
from geodata.point_in_polygon import PolygonLocator
from geodata.points import settle_points
from geodata.residents import TEXTS, with_units
from geodata.schematic import schematic_boundaries
from geodata.topology import write_topology
from geodata.units import (
    built_in_communes,
    listed_groups,
    numbered,
    with_drawn_groups,
    with_imported_communes,
)
from loaders.contacts import SCHEMA as CONTACT_SCHEMA
from loaders.population import SCHEMA as POPULATION
from loaders.written import SCHEMA as WRITTEN
from settings import Settings
from store.catalogue import Import
from store.edition import edition_name
from store.placing import place_contacts, withhold_duplicates
from store.reduction import RECORDS, execute_reduction
from store.segments import write_folder

STAGES = ("units", "places", "facts", "map")
CONTACTS = ("visits", "trainings")
Progress = Callable[[str], None]


def build_edition(imports: Sequence[Import], folder: Path, settings: Settings, told: Progress = lambda _: None) -> Path:
    """Make the edition of these imports under `folder`, the data folder, or find it made; return its folder."""
    target = folder / "editions" / edition_name(imports)
    if target.exists():
        return target
    told("units")
    units, population = survey(imports, folder)
    told("places")
    placements = decide_places(imports, folder, units)
    told("facts")
    frames = reduce_contacts(imports, folder, units, placements, settings)
    frames["outcome"] = pa.concat_tables([frames["outcome"], housed(population)])
    told("map")
    files = draw_geometry(units, folder / "geometry")
    tables = {
        "units": pa.Table.from_pandas(describe(units, population), preserve_index=False),
        "places": pa.Table.from_pandas(placements, preserve_index=False),
        "homeless": pa.Table.from_pandas(
            population[population["reason"] != ""][["segment", "row_no", "reason"]], preserve_index=False
        ),
        "geometry": pa.Table.from_pandas(files, preserve_index=False),
        "shapes": pa.table({"unit_id": units["unit_id"].to_list(), "wkb": units.geometry.to_wkb().to_list()}),
        **frames,
    }
    return write_folder(target.parent, target.name, tables)


def survey(imports: Sequence[Import], folder: Path) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the units in force, and the population rows with the commune and unit of each."""
    communes = built_in_communes(province.communes(), schematic(folder / "cache"))
    if drawn := _latest(imports, "boundaries", "commune"):
        communes = with_imported_communes(communes, _drawn(folder, drawn))
    population = residents(imports, folder, communes)
    groups = [_drawn(folder, one) for one in imports if (one.kind, one.level) == ("boundaries", "group")]
    every = pd.concat(groups, ignore_index=True).drop_duplicates("unit_id", keep="last") if groups else None
    listed = listed_groups(population)
    return numbered(communes, with_drawn_groups(listed, every, communes)), population


def schematic(cache: Path) -> gpd.GeoDataFrame:
    """Return the built-in province's schematic boundaries, drawn once for each version of its facts."""
    facts = province.communes()
    path = cache / f"schematic-{hashlib.sha256(facts.to_csv().encode()).hexdigest()[:16]}.parquet"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".aside")
        schematic_boundaries(facts).to_parquet(aside)
        aside.replace(path)
    return gpd.read_parquet(path)


def decide_places(imports: Sequence[Import], folder: Path, units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Decide every distinct written place of the contacts: its unit_no (-1 for none), how, or why not."""
    written = _read(imports, folder, CONTACTS, "places", WRITTEN).drop_duplicates("place_key", ignore_index=True)
    communes, groups = (units[units["level"] == level] for level in ("commune", "group"))
    placed = place_records(written, Gazetteer(communes, groups, _former(communes)))
    number = units.set_index("unit_id")["unit_no"]
    finest = placed["group_id"].fillna(placed["commune_id"]).where(placed["reason"] == "")
    return written.join(placed[["via", "reason"]]).assign(
        unit_no=finest.map(number).fillna(-1).astype("int32"),
        commune_no=placed["commune_id"].map(number).fillna(-1).astype("int32"),
        asks_point=placed["group_id"].isna(),
    )


def reduce_contacts(
    imports: Sequence[Import],
    folder: Path,
    units: gpd.GeoDataFrame,
    placements: pd.DataFrame,
    settings: Settings,
) -> dict[str, pa.Table]:
    """Place all contacts and reduce them to facts; the records that wait and the duplicates come out beside them."""
    paths = [str(folder / "segments" / one.segment / "records.parquet") for one in imports if one.kind in CONTACTS]
    order = pa.table(
        {
            "segment": pa.array([one.detail["number"] for one in imports], pa.int64()),
            "arrived": range(len(imports)),
        }
    )
    spill = folder / "cache" / "spill"
    connection = ibis.duckdb.connect(**settings.duckdb, temp_directory=str(spill))
    try:
        connection.raw_sql("SET enable_progress_bar = false")
        contacts = connection.read_parquet(paths) if paths else ibis.memtable(CONTACT_SCHEMA.empty_table())
        kept, duplicates = withhold_duplicates(contacts, ibis.memtable(order), connection)
        placed, waiting = place_contacts(kept, placements, witness(units, placements), connection)
        with tempfile.TemporaryDirectory(prefix="facts-") as aside:
            path = Path(aside) / "citizens.parquet"
            connection.to_parquet(_citizens(placed).select(*RECORDS), path)
            facts = execute_reduction([path], **settings.duckdb, spill=spill)
        return {
            "facts": _dated(facts),
            "outcome": connection.to_pyarrow(placed.group_by("segment").agg(matched=placed.count())),
            "sessions": connection.to_pyarrow(_sessions(placed)),
            "waiting": waiting,
            "duplicates": duplicates,
        }
    finally:
        connection.disconnect()


def _citizens(placed: ir.Table) -> ir.Table:
    """Leave officials to their own target, and unnamed attendance out of the people: they may have been met at home."""
    citizens = placed.filter(placed.audience == "citizens")
    is_unnamed = (citizens.kind == "trainings") & citizens.person.isnull()
    return citizens.mutate(adults=is_unnamed.ifelse(0, citizens.adults))


def _sessions(placed: ir.Table) -> ir.Table:
    """Count training sessions and places taken in them by unit, day and audience."""
    sessions = placed.filter(placed.kind == "trainings").group_by("unit_no", "on_date", "audience")
    return sessions.agg(sessions=ibis._.count(), attended=ibis._.adults.cast("float64").sum())


def witness(units: gpd.GeoDataFrame, placements: pd.DataFrame) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return what settles places by their point; only surveyed shapes can testify."""
    surveyed = units[units["grade"] == "surveyed"]
    groups, communes = (_finder(surveyed[surveyed["level"] == level]) for level in ("group", "commune"))
    inside = units[units["level"] == "group"]
    number = units.set_index("unit_id")["unit_no"]
    parents = pd.Series(inside["parent_id"].map(number).array, index=inside["unit_no"])
    return partial(settle_points, placements=placements, parents=parents, find_group=groups, find_commune=communes)


def _finder(units: gpd.GeoDataFrame) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    if units.empty:
        return lambda lon, _: np.full(len(lon), -1)
    locator = PolygonLocator.of(units.geometry, units["unit_no"].to_numpy(np.int32))
    return lambda lon, lat: locator.find(lon, lat)[0] if len(lon) else np.full(0, -1)


def describe(units: gpd.GeoDataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Return the units without geometry, with their bounding box and the last figures known of each."""
    figures = population.dropna(subset=["unit_id"]).drop_duplicates("unit_id", keep="last")
    figures = figures.drop(columns=[*TEXTS, "commune_id", "place_key", "row_no", "segment", "reason"])
    box = units.geometry.bounds.rename(columns={"minx": "west", "miny": "south", "maxx": "east", "maxy": "north"})
    plain = pd.DataFrame(units.drop(columns="geometry")).join(box)
    return plain.merge(figures, on="unit_id", how="left").sort_values("unit_no", ignore_index=True)


def draw_geometry(units: gpd.GeoDataFrame, folder: Path) -> pd.DataFrame:
    """Write the geometry files of the map: all communes, all groups, and the groups of each commune."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = units[units.geometry.notna()]
    groups = shown[shown["level"] == "group"]
    layers = [("commune", "", shown[shown["level"] == "commune"]), ("group", "", groups)]
    layers += [("group", str(parent), part) for parent, part in groups.groupby("parent_id")]
    rows = [(level, parent, write_topology(part, folder).name) for level, parent, part in layers if len(part)]
    return pd.DataFrame(rows, columns=["level", "parent_id", "file_name"], dtype="str")


def _latest(imports: Sequence[Import], kind: str, level: str) -> Import | None:
    return next((one for one in reversed(imports) if (one.kind, one.level) == (kind, level)), None)


def _drawn(folder: Path, one: Import) -> gpd.GeoDataFrame:
    return gpd.read_parquet(folder / "segments" / one.segment / "units.parquet")


def _read(imports: Sequence[Import], folder: Path, kinds: Sequence[str], stem: str) -> pd.DataFrame:
    paths = [folder / "segments" / one.segment / f"{stem}.parquet" for one in imports if one.kind in kinds]
    frames = [pd.read_parquet(path) for path in paths]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(PLACE_COLUMNS)).astype("str")


def residents(imports: Sequence[Import], folder: Path, communes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return all population rows in order of arrival, each with its unit, or the reason why it has none."""
    rows = _read(imports, folder, ("population",), "records", POPULATION)
    written = _read(imports, folder, ("population",), "places", WRITTEN).drop_duplicates("place_key", ignore_index=True)
    no_groups = pd.DataFrame({"unit_id": [], "parent_id": [], "name": []}, dtype="str")
    placed = place_records(written, Gazetteer(communes, no_groups, _former(communes)))
    return with_units(rows, placed.set_index(written["place_key"]))


def housed(population: pd.DataFrame) -> pa.Table:
    """Count the population rows of each segment that found their unit."""
    counts = population[population["reason"] == ""].groupby("segment").size()
    return pa.table({"segment": pa.array(counts.index, pa.int64()), "matched": pa.array(counts.to_numpy(), pa.int64())})


def _former(communes: pd.DataFrame) -> pd.DataFrame:
    """Return the crosswalk as far as its new units are in force."""
    former = province.crosswalk()
    return former[former["new_code"].isin(communes["unit_id"])]


def _latest(imports: Sequence[Import], kind: str, level: str) -> Import | None:
    return next((one for one in reversed(imports) if (one.kind, one.level) == (kind, level)), None)


def _drawn(folder: Path, one: Import) -> gpd.GeoDataFrame:
    units = pd.read_parquet(folder / "segments" / one.segment / "units.parquet")
    return gpd.GeoDataFrame(units, geometry=gpd.GeoSeries.from_wkb(units["geometry"]), crs="EPSG:4326")


def _read(imports: Sequence[Import], folder: Path, kinds: Sequence[str], stem: str, schema: pa.Schema) -> pd.DataFrame:
    paths = [folder / "segments" / one.segment / f"{stem}.parquet" for one in imports if one.kind in kinds]
    tables = [pq.read_table(path) for path in paths]
    return pa.concat_tables([schema.empty_table(), *tables], promote_options="permissive").to_pandas()


def _dated(facts: pa.Table) -> pa.Table:
    """Give the facts a date in place of the number of the day."""
    days = facts.column("day").cast(pa.date32())
    return facts.drop_columns("day").append_column("on_date", days)
