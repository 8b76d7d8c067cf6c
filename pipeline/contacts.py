"""Visits and sessions: put at their places, and reduced to facts."""

import json
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
from ibis.backends.duckdb import Backend

from geodata.places import Gazetteer, place_records
from geodata.point_in_polygon import PolygonLocator
from geodata.points import settle_points
from geodata.rulings import heed
from loaders.contacts import SCHEMA
from loaders.kinds import CONTACTS
from pipeline.evidence import LOOKED_AT
from pipeline.merger import split_facts
from pipeline.survey import former_units, written_places
from pipeline.tallies import citizens, dated, tallies
from settings import Settings
from store.catalogue import Import
from store.placing import place_contacts, withhold_duplicates
from store.reduction import RECORDS, execute_reduction
from store.segments import segment_files


def decide_places(
    imports: Sequence[Import], decisions: pd.DataFrame, folder: Path, units: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Decide every distinct written place of the contacts: its unit_no (-1 for none), how, or why not."""
    written = written_places(imports, folder, CONTACTS)
    communes, groups = (units[units["level"] == level] for level in ("commune", "group"))
    gazetteer = Gazetteer(communes, groups, former_units(communes))
    placed = heed(written, decisions, units, partial(place_records, gazetteer=gazetteer))
    number = units.set_index("unit_id")["unit_no"]
    finest = placed["group_id"].fillna(placed["commune_id"]).where(placed["reason"] == "")
    return written.join(placed[["via", "reason"]]).assign(
        candidates=[json.dumps(list(found)) if found else "" for found in placed["candidates"]],
        unit_no=finest.map(number).fillna(-1).astype("int32"),
        commune_no=placed["commune_id"].map(number).fillna(-1).astype("int32"),
        against_no=placed["against_id"].map(number).fillna(-1).astype("int32"),
        against_reason=placed["against_reason"],
        asks_point=placed["group_id"].isna() & ~placed["is_ruled"],
    )


def reduce_contacts(
    imports: Sequence[Import],
    folder: Path,
    units: gpd.GeoDataFrame,
    placements: pd.DataFrame,
    settings: Settings,
) -> dict[str, pa.Table]:
    """Place all contacts and reduce them to facts; the records that wait and the duplicates come out beside them."""
    paths = [str(path) for path in segment_files(imports, folder, CONTACTS, "records")]
    order = pa.table(
        {
            "segment": pa.array([one.detail["number"] for one in imports], pa.int64()),
            "arrived": range(len(imports)),
        }
    )
    spill = folder / "cache" / "spill"
    memory, threads = settings.engine_memory, settings.engine_threads
    connection = ibis.duckdb.connect(memory_limit=memory, threads=threads, temp_directory=str(spill))
    try:
        connection.raw_sql("SET enable_progress_bar = false")
        contacts = _contacts(connection, paths)
        kept, duplicates = withhold_duplicates(contacts, ibis.memtable(order), connection)
        placed, waiting = place_contacts(kept, placements, witness(units, placements), connection)
        with tempfile.TemporaryDirectory(prefix="facts-") as aside:
            path = Path(aside) / "citizens.parquet"
            met = citizens(placed)
            connection.to_parquet(met.select(*RECORDS), path)
            facts = execute_reduction([path], memory_limit=memory, threads=threads, spill=spill)
        former = split_facts(met, facts, placements, units, settings, connection, spill)
        return {
            "facts": dated(facts),
            "former_facts": former,
            **{name: dated(connection.to_pyarrow(table)) for name, table in tallies(placed).items()},
            "outcome": connection.to_pyarrow(_outcome(placed)),
            "records": connection.to_pyarrow(placed.select(*LOOKED_AT)),
            "waiting": waiting,
            "duplicates": duplicates,
        }
    finally:
        connection.disconnect()


def _contacts(connection: Backend, paths: Sequence[str]) -> ir.Table:
    """Read the records of all files; a column that a file from before does not have is NULL there."""
    if not paths:
        return ibis.memtable(SCHEMA.empty_table())
    found = connection.read_parquet(paths, union_by_name=True)
    types = ibis.Schema.from_pyarrow(SCHEMA)
    return found.mutate(**{name: ibis.null(types[name]) for name in SCHEMA.names if name not in found.columns})


def _outcome(placed: ir.Table) -> ir.Table:
    people = placed.adults.sum().cast("int64")
    return placed.group_by("segment").agg(matched=placed.count(), people=people)


def witness(units: gpd.GeoDataFrame, placements: pd.DataFrame) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return what settles places by their point; only surveyed shapes can testify."""
    surveyed = units[units["grade"] == "surveyed"]
    groups, communes = (_finder(surveyed[surveyed["level"] == level]) for level in ("group", "commune"))
    inside = units[units["level"] == "group"]
    number = units.set_index("unit_id")["unit_no"]
    parents = pd.Series(inside["parent_id"].map(number).array, index=inside["unit_no"])
    told = {"placements": placements, "parents": parents, "numbers": number}
    return partial(settle_points, **told, find_group=groups, find_commune=communes)


def _finder(units: gpd.GeoDataFrame) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    if units.empty:
        return lambda lon, _: np.full(len(lon), -1)
    locator = PolygonLocator.of(units.geometry, units["unit_no"].to_numpy(np.int32))
    return lambda lon, lat: locator.find(lon, lat)[0] if len(lon) else np.full(0, -1)
