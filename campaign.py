"""One campaign's data folder: import, undo, and the standing of its units. The app and the command line share it.

What only reads does not import the engine: a page opens without it.
"""

import hashlib
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from loaders.kinds import KINDS, kind_named
from loaders.loading import Limits, load, preview
from loaders.sheet import Context
from outreach.errors import FileRefused, NotFound, StoreDamaged
from outreach.standing import commune_standing, group_standing
from outreach.target import Target
from settings import Settings
from store.catalogue import Catalogue, Import
from store.edition import edition_name
from store.secret import installation_key
from store.segments import segment_name, sweep, write_folder

KIND_NAMES = tuple(kind.name for kind in KINDS)
MERGERS = (date(2025, 7, 1),)
Progress = Callable[[str, float], None]
BUILDING = threading.Lock()


def _silently(_stage: str, _share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Outcome:
    """What an import came to. Rows in = matched + unmatched + rejected + duplicates, always."""

    one: Import
    matched: int
    unmatched: int
    duplicates: int
    is_repeat: bool = False

    @property
    def rejected(self) -> int:
        """Rows that cannot count until a person mends them."""
        return self.one.rows_rejected

    def __post_init__(self) -> None:
        found = self.matched + self.unmatched + self.duplicates + self.rejected
        if found != self.one.rows_in:
            raise StoreDamaged("rows_lost", import_id=self.one.import_id, rows_in=self.one.rows_in, found=found)


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
    def _geometry(self) -> pd.DataFrame:
        return self.read("geometry")

    def geometry_file(self, level: str, parent_id: str = "") -> str | None:
        """Return the name of the geometry file of a level, or of the groups of one commune."""
        files = self._geometry
        found = files[(files["level"] == level) & (files["parent_id"] == parent_id)]["file_name"]
        return str(found.iloc[0]) if len(found) else None


class Campaign:
    """Everything that can be done with one data folder. Nothing is written outside it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = settings.data
        self.catalogue = Catalogue(self.folder / "catalogue.sqlite")

    @property
    def target(self) -> Target:
        """The target of the campaign's plan."""
        return Target(self.settings.target_share, self.settings.target_on)

    @property
    def is_empty(self) -> bool:
        """Tell a folder into which nothing was ever imported."""
        return not self.catalogue.imports(withdrawn=True)

    @property
    def is_illustrative(self) -> bool:
        """Tell whether any figure rests on generated records."""
        return any(one.is_illustrative for one in self.catalogue.imports())

    # -- what comes in

    def import_file(
        self,
        content: bytes,
        file_name: str,
        kind: str,
        *,
        actor: str = "",
        layout: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Import a file of records, whole or not at all; the very same file again changes nothing."""
        added, is_repeat = self._take_records(content, file_name, kind, actor, layout, self._limits())
        return replace(self.outcome(added.import_id), is_repeat=is_repeat)

    def _take_records(
        self,
        content: bytes,
        file_name: str,
        kind: str,
        actor: str,
        layout: Mapping[str, str] | None,
        limits: Limits,
        *,
        is_illustrative: bool = False,
    ) -> tuple[Import, bool]:
        sha256 = hashlib.sha256(content).hexdigest()
        if same := self.catalogue.same_file(kind, "", "", sha256):
            return same, True
        number = int.from_bytes(hashlib.sha256(f"{kind}:{sha256}".encode()).digest()[:8], "little", signed=True)
        context = Context(installation_key(self.folder / "key"), number, MERGERS, self.settings.today)
        built, used = load(content, file_name, kind_named(kind), context, limits, layout)
        problems = pa.Table.from_pandas(built.problems, preserve_index=False)
        name = segment_name(kind, sha256, json.dumps([used, self.settings.today.isoformat()]))
        tables = {"records": built.records, "places": built.places, "problems": problems}
        write_folder(self.folder / "segments", name, tables)
        rejected = built.rows_in - built.records.num_rows
        detail = {"number": number, "layout": used, "people": _people(built.records)}
        return self._enter(kind, "", sha256, name, file_name, actor, built.rows_in, rejected, detail, is_illustrative)

    def preview(self, content: bytes, file_name: str, kind: str) -> pd.DataFrame:
        """Return how a file would be read, before it is taken: sheet, column, heading, and examples.

        Examples of what may tell who a person is are never shown.
        """
        return preview(content, file_name, kind_named(kind), self._limits())

    def boundary_layers(self, content: bytes) -> tuple[str, ...]:
        """Return the layers that a boundary file offers, where it has several to choose from; raise FileRefused."""
        from geodata.boundaries import read_boundaries

        try:
            return read_boundaries(content, "").report.layers
        except FileRefused as error:
            if error.key != "layer_needed":
                raise
            return tuple(error.facts["layers"])  # type: ignore[arg-type]

    def import_boundaries(
        self,
        content: bytes,
        file_name: str,
        *,
        level: str = "commune",
        vintage: str = "2025",
        layer: str | None = None,
        fields: Mapping[str, str] | None = None,
        actor: str = "",
        is_illustrative: bool = False,
    ) -> tuple[Import, bool]:
        """Import a boundary file; return it and whether it was here already. Its report is in the detail."""
        from geodata.boundaries import read_boundaries
        from geodata.fields import FieldMap

        sha256 = hashlib.sha256(content + (layer or "").encode()).hexdigest()
        if same := self.catalogue.same_file("boundaries", level, vintage, sha256):
            return same, True
        chosen = FieldMap(**fields) if fields else None
        read = read_boundaries(content, file_name, layer=layer, fields=chosen)
        table = pd.DataFrame(read.units.drop(columns="geometry")).assign(geometry=read.units.geometry.to_wkb())
        name = segment_name("boundaries", sha256, f"{level}{vintage}{fields}")
        rejected = read.report.rejected
        tables = {
            "units": pa.Table.from_pandas(table, preserve_index=False),
            "problems": pa.Table.from_pandas(rejected, preserve_index=False),
        }
        write_folder(self.folder / "segments", name, tables)
        detail = {"number": 0, "report": _summary(read.report), "layer": layer}
        rows_in = read.report.features_in
        result = self._enter(
            "boundaries",
            level,
            sha256,
            name,
            file_name,
            actor,
            rows_in,
            len(rejected),
            detail,
            is_illustrative,
            vintage,
        )
        if not is_illustrative and level == "commune" and self.is_illustrative and not self._knows(table["unit_id"]):
            self.start_own()
        return result

    def _knows(self, unit_ids: pd.Series) -> bool:
        from geodata.province import communes

        return bool(unit_ids.isin(communes()["code"]).any())

    def _enter(
        self,
        kind: str,
        level: str,
        sha256: str,
        segment: str,
        file_name: str,
        actor: str,
        rows_in: int,
        rejected: int,
        detail: dict,
        is_illustrative: bool,
        vintage: str = "",
    ) -> tuple[Import, bool]:
        added = self.catalogue.add(
            kind=kind,
            level=level,
            vintage=vintage,
            file_name=file_name[-200:],
            sha256=sha256,
            segment=segment,
            is_illustrative=int(is_illustrative),
            imported_at=_now(),
            actor=actor,
            rows_in=rows_in,
            rows_rejected=rejected,
            detail=detail,
        )
        if added is None:
            same = self.catalogue.same_file(kind, level, vintage, sha256)
            if same is None:
                raise FileRefused("import_collided")
            return same, True
        return self.catalogue.find(added), False

    def _limits(self) -> Limits:
        chosen = self.settings
        return Limits(chosen.upload_megabytes, chosen.workbook_megabytes, chosen.workbook_seconds)

    # -- what goes out of force

    def undo(self, import_id: int) -> Import:
        """Withdraw one import; its records leave every figure, and stay in the history."""
        return self.catalogue.withdraw(import_id, _now())

    def start_own(self) -> int:
        """Withdraw the demonstration, so that only the user's own records count; return how many imports went."""
        return self.catalogue.withdraw_where("illustrative", _now())

    def reset(self) -> int:
        """Withdraw every import and begin anew; the history stays."""
        return self.catalogue.withdraw_where("all", _now())

    # -- what can be read

    def edition(self, told: Progress = _silently) -> Edition:
        """Return the edition of the active imports, building it when it is not there yet."""
        imports = self.catalogue.imports()
        with BUILDING:
            folder = self.folder / "editions" / edition_name(imports)
            if not folder.exists():
                self._build(imports, told)
        return _opened(folder)

    def _build(self, imports: list[Import], told: Progress) -> None:
        from pipeline import STAGES, build_edition

        build_edition(imports, self.folder, self.settings, lambda stage: told(stage, STAGES.index(stage) / len(STAGES)))
        kept = sorted((self.folder / "editions").iterdir(), key=lambda child: child.stat().st_mtime)[-EDITIONS_KEPT:]
        sweep(self.folder / "editions", {child.name for child in kept})

    def standing(self, level: str, until: date | None = None) -> pd.DataFrame:
        """Return the standing of every commune or group on a day (today unless told), indexed by unit_no.

        It is shared by all who ask, and must not be changed.
        """
        days = self.settings.reports_expected_within_days
        return _standing(self.edition(), level, until or self.settings.today, self.target, days)

    def geojson(self, table: pd.DataFrame) -> str:
        """Return a table of units (column unit_id) as GeoJSON with the shapes as they were imported."""
        import geopandas as gpd

        shapes = self.edition().read("shapes").set_index("unit_id")["wkb"]
        geometry = gpd.GeoSeries.from_wkb(table["unit_id"].map(shapes).to_list(), crs="EPSG:4326")
        return gpd.GeoDataFrame(table, geometry=geometry.array).to_json(drop_id=True, ensure_ascii=False)

    def outcome(self, import_id: int) -> Outcome:
        """Return what one import came to in the present edition."""
        for outcome in self.outcomes():
            if outcome.one.import_id == import_id:
                return outcome
        raise NotFound("import_unknown", import_id=import_id)

    def outcomes(self) -> list[Outcome]:
        """Return what every active import came to: matched and unmatched change with the places, rows in never does."""
        counts = self.edition().counts
        return [_outcome(one, counts) for one in self.catalogue.imports()]

    def problems(self, import_id: int) -> pd.DataFrame:
        """Return every row of an import that does not count, and every cell that was left out, with its reason."""
        one = self.catalogue.find(import_id)
        path = self.folder / "segments" / one.segment / "problems.parquet"
        return pq.read_table(path).to_pandas()

    def open_rows(self, import_id: int) -> pd.DataFrame:
        """Return every row of an import that does not count: sheet, row_no, column, heading, value, reason and fate.

        The fate is 'rejected', 'left_out' (one cell was not used, the row counts), 'unmatched' or 'duplicate'.
        """
        one, edition = self.catalogue.find(import_id), self.edition()
        problems = self.problems(import_id)
        if one.kind == "boundaries":
            return _features(problems)
        rejected = problems.assign(fate=problems["is_rejected"].map({True: "rejected", False: "left_out"}))
        number = one.detail["number"]
        waiting, doubled, homeless = edition.waiting, edition.read("duplicates"), edition.read("homeless")
        waiting = waiting[waiting["segment"] == number]
        waiting = waiting.assign(value=_written(waiting), fate="unmatched")
        homeless = homeless[homeless["segment"] == number].assign(fate="unmatched")
        doubled = doubled[doubled["segment"] == number].assign(reason="duplicate", fate="duplicate")
        rows = pd.concat([rejected, waiting, homeless, doubled], ignore_index=True)
        texts = ["sheet", "heading", "column", "value"]
        rows[texts] = rows.reindex(columns=texts).fillna("")
        return rows[["sheet", "row_no", "column", "heading", "value", "reason", "fate"]].sort_values(
            ["sheet", "row_no"], ignore_index=True
        )

    # -- the demonstration

    def start_demonstration(self, told: Progress = _silently) -> int:
        """Generate the illustrative campaign and import its files like any others; return how many."""
        from demo.parcel import raw_files
        from geodata import province
        from pipeline.survey import schematic

        facts, former = province.communes(), province.crosswalk()
        files = raw_files(facts, former, schematic(self.folder / "cache"), until=self.settings.today)
        trusted = replace(self._limits(), isolated=False)
        count = 0
        for file in files:
            told(file.name, min(count / FILES_EXPECTED, 0.99))
            if file.kind == "groups":
                self.import_boundaries(file.content, file.name, level="group", actor="demo", is_illustrative=True)
            else:
                self._take_records(file.content, file.name, file.kind, "demo", None, trusted, is_illustrative=True)
            count += 1
        return count


UNPLACED = ("teams", "boundaries")  # kinds whose rows are not joined to a place
FILES_EXPECTED = 48
EDITIONS_KEPT = 6


def _written(waiting: pd.DataFrame) -> pd.Series:
    """Write a place as its file did: group, commune, district, codes."""
    parts = waiting[["group", "commune", "district", "code", "commune_code"]].fillna("")
    return parts.agg(lambda row: ", ".join(part for part in row if part), axis="columns").astype("str")


def _features(problems: pd.DataFrame) -> pd.DataFrame:
    """Return the refused features of a boundary file in the shape of refused rows."""
    blank = {"sheet": "", "column": "", "heading": "", "fate": "rejected"}
    rows = problems.rename(columns={"feature_no": "row_no"}).assign(**blank)
    return rows[["sheet", "row_no", "column", "heading", "value", "reason", "fate"]]


def _outcome(one: Import, counts: Mapping[str, pd.Series]) -> Outcome:
    if one.kind in UNPLACED:
        return Outcome(one, one.rows_in - one.rows_rejected, 0, 0)
    number = one.detail["number"]
    unmatched = counts["waiting"].get(number, 0) + counts["homeless"].get(number, 0)
    return Outcome(one, int(counts["matched"].get(number, 0)), int(unmatched), int(counts["duplicates"].get(number, 0)))


def _summary(report: object) -> dict:
    """Return a boundary report as plain values, without its table of refused features."""
    values = {key: value for key, value in asdict(report).items() if key != "rejected"}
    return json.loads(json.dumps(values, default=str))


@lru_cache(maxsize=32)
def _standing(edition: Edition, level: str, until: date, target: Target, days: int) -> pd.DataFrame:
    measure = {"commune": commune_standing, "group": group_standing}[level]
    return measure(edition.units, edition.facts, pd.Timestamp(until), target, days)


@lru_cache(maxsize=4)
def _opened(folder: Path) -> Edition:
    return Edition(folder.name, folder)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _people(records: pa.Table) -> int:
    """Count the people whom the rows of an import speak of, contacts not persons."""
    if "adults" not in records.column_names:
        return 0
    return int(pc.sum(records.column("adults")).as_py() or 0)


def keep_temporary_files_in(folder: Path) -> None:
    """Put this process's temporary files, and those of its children, under the data folder."""
    place = folder / "cache" / "temp"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = os.environ["TMPDIR"] = str(place)
