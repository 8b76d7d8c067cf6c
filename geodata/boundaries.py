"""A boundary file as units: any format and coordinate system, repaired, counted, read in a child process."""

import json
import sys
import tempfile
import warnings
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata import identity, sandbox
from geodata.fields import FieldMap, guess_fields
from geodata.layers import BYTES_LIMIT, Layer, open_layer
from geodata.projection import Placed, in_degrees
from geodata.repair import Repaired, flatten, repair
from geodata.seams import Seams, measure
from outreach.errors import FileRefused

UNIT_COLUMNS = ["unit_id", "name", "kind", "parent_id", "parent_name", "geometry"]


@dataclass(frozen=True, eq=False)
class BoundaryReport:
    """What was found and what was done, for a person to judge before the units are taken.

    ``features_in = features_kept + parts_joined + len(rejected)``. `rejected` has ``feature_no`` (from 1, in
    the order of the file), ``reason`` (a key) and ``value``.
    """

    file_name: str
    driver: str
    layer: str
    layers: tuple[str, ...]
    encoding: str | None
    crs: str
    crs_assumed: bool
    axes_swapped: bool
    fields_used: FieldMap
    ids_made_from: str
    features_in: int
    features_kept: int
    areas: int
    points: int
    parts_joined: int
    names_missing: int
    names_repeated: int
    duplicate_codes: int
    geometry_missing: int
    repaired: int
    rings_closed: int
    rings_reversed: int
    vertices_removed: int
    heights_dropped: int
    parts_dropped: int
    total_area_km2: float
    overlap_pairs: int
    overlaps_km2: float
    gaps: int
    gaps_km2: float
    rejected: pd.DataFrame = field(repr=False)


@dataclass(frozen=True, eq=False)
class Boundaries:
    """Units in EPSG:4326 with ``unit_id, name, kind, parent_id, parent_name, geometry``, and the report."""

    units: gpd.GeoDataFrame
    report: BoundaryReport


def read_boundaries(
    content: bytes, file_name: str, *, layer: str | None = None, fields: FieldMap | None = None
) -> Boundaries:
    """Read a boundary file in a child process with limits of memory and time.

    Parameters
    ----------
    content
        GeoJSON, GeoPackage, a zip with a Shapefile, KML or KMZ, GeoParquet; told apart by content.
    file_name
        As the person knows it; only repeated in the report.
    layer
        One of the names offered by a refusal ``layer_needed``.
    fields
        Columns chosen by a person; guessed when missing.

    Raises
    ------
    FileRefused
        ``too_slow``, ``too_large``, ``boundary_empty`` and the keys of `open_layer`, `in_degrees` and
        `FieldMap.check`.
    """
    if len(content) > BYTES_LIMIT:
        raise FileRefused("too_large", bytes=len(content), limit=BYTES_LIMIT)
    with tempfile.TemporaryDirectory(prefix="boundary-") as made:
        folder = Path(made)
        (folder / "content").write_bytes(content)
        task = {"file_name": file_name, "layer": layer, "fields": asdict(fields) if fields else None}
        (folder / "task.json").write_text(json.dumps(task), encoding="utf-8")
        sandbox.run("geodata.boundaries", folder)
        return _load(folder)


def parse_boundaries(
    content: bytes, file_name: str, *, layer: str | None = None, fields: FieldMap | None = None
) -> Boundaries:
    """Do what `read_boundaries` does in this process, without its limits: for files that are trusted."""
    with tempfile.TemporaryDirectory(prefix="boundary-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = open_layer(content, Path(folder), layer)
        return _assemble(found, file_name, fields)


def _assemble(found: Layer, file_name: str, chosen: FieldMap | None) -> Boundaries:
    """Turn a layer into units and its report."""
    table = pd.DataFrame(found.features.drop(columns=found.features.geometry.name)).rename(columns=str)
    if table.empty and not len(found.features):
        raise FileRefused("boundary_empty")
    used = chosen or guess_fields(table)
    used.check(table.columns)
    flat = flatten(np.asarray(found.features.geometry, dtype=object))
    present = pd.isna(flat.reasons)
    placed = in_degrees(flat.geometry[present], found.crs)
    geometry = np.full(len(present), None, dtype=object)
    geometry[present] = placed.geometry
    mended = repair(geometry)
    known = identity.identify(table, used).reset_index(drop=True)
    shape = np.where(present, mended.reasons, flat.reasons)
    reason = pd.Series(shape, dtype=object).where(lambda key: key.notna(), known["reason"])
    frame = gpd.GeoDataFrame(known, geometry=mended.geometry, crs=4326)[reason.isna()]
    units, clashes, joined = identity.join_parts(frame)
    rejected = _rejected(reason.where(~reason.index.isin(clashes.index), "duplicate_code"), known)
    if units.empty:
        raise FileRefused("boundary_empty", features=len(known), reasons=rejected["reason"].value_counts().to_dict())
    report = _report(file_name, found, placed, used, flat.heights_dropped, mended, units, rejected, joined)
    texts = dict.fromkeys(UNIT_COLUMNS[:-1], "str")
    return Boundaries(units[UNIT_COLUMNS].astype(texts).reset_index(drop=True), report)


def _rejected(reason: pd.Series, known: pd.DataFrame) -> pd.DataFrame:
    """List the features that were refused, with their code or name."""
    rows = reason.dropna()
    value = known["unit_id"].where(known["unit_id"].notna(), known["name"]).reindex(rows.index)
    listed = pd.DataFrame({"feature_no": rows.index + 1, "reason": rows, "value": value.str[:80]})
    return listed.astype({"reason": "str", "value": "str"}).reset_index(drop=True)


def _report(
    file_name: str, found: Layer, placed: Placed, used: FieldMap, heights: int, mended: Repaired,
    units: gpd.GeoDataFrame, rejected: pd.DataFrame, joined: int,
) -> BoundaryReport:  # fmt: skip
    shapes = np.asarray(units.geometry, dtype=object)
    is_area = units.geometry.geom_type.ne("Point").to_numpy()
    reasons = rejected["reason"]
    return BoundaryReport(
        file_name=file_name, driver=found.driver, layer=found.name, layers=found.names,
        encoding=found.encoding, crs=placed.crs, crs_assumed=placed.is_assumed,
        axes_swapped=placed.is_swapped, fields_used=used, ids_made_from="code" if used.code else "name",
        features_in=len(found.features), features_kept=len(units), areas=int(is_area.sum()),
        points=int((~is_area).sum()), parts_joined=joined, names_missing=int((~units["is_named"]).sum()),
        names_repeated=int(units["name"].duplicated(keep=False).sum()), duplicate_codes=int((reasons ==
        "duplicate_code").sum()), geometry_missing=int((reasons == "geometry_missing").sum()),
        repaired=mended.repaired, rings_closed=found.rings_closed, rings_reversed=mended.rings_reversed,
        vertices_removed=mended.vertices_removed, heights_dropped=heights,
        parts_dropped=mended.parts_dropped, **asdict(measure(shapes[is_area]) if is_area.any() else
        Seams(0.0, 0, 0.0, 0, 0.0)), rejected=rejected,
    )  # fmt: skip


def _save(found: Boundaries, folder: Path) -> None:
    """Leave units and report for the parent."""
    found.units.to_parquet(folder / "units.parquet")
    found.report.rejected.to_parquet(folder / "rejected.parquet")
    facts = {item.name: getattr(found.report, item.name) for item in fields(BoundaryReport) if item.name != "rejected"}
    facts["fields_used"] = asdict(found.report.fields_used)
    (folder / "report.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


def _load(folder: Path) -> Boundaries:
    """Read what the child left."""
    facts = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    facts["fields_used"] = FieldMap(**facts["fields_used"])
    facts["layers"] = tuple(facts["layers"])
    rejected = pd.read_parquet(folder / "rejected.parquet")
    units = gpd.read_parquet(folder / "units.parquet")
    return Boundaries(units, BoundaryReport(**facts, rejected=rejected))


def _serve(folder: Path) -> None:
    """Read the task of a folder and leave the answer, or the refusal, beside it."""
    task = json.loads((folder / "task.json").read_text(encoding="utf-8"))
    chosen = FieldMap(**task["fields"]) if task["fields"] else None
    try:
        content = (folder / "content").read_bytes()
        _save(parse_boundaries(content, task["file_name"], layer=task["layer"], fields=chosen), folder)
    except FileRefused as refusal:
        sandbox.write_refusal(folder, refusal.key, refusal.facts)
    except MemoryError:
        sandbox.write_refusal(folder, "too_large", {})


if __name__ == "__main__":
    sandbox.limit_memory(int(sys.argv[2]))
    _serve(Path(sys.argv[1]))
