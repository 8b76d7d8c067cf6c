"""The way in: a file becomes a segment on the disk and a draft of its catalogue row."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from loaders.cells import tidy
from loaders.kinds import kind_named
from loaders.loading import Examination, examine, load
from loaders.mending import Excerpt, excerpts
from loaders.opening import Limits
from loaders.sheet import Context
from outreach.errors import FileRefused
from settings import Settings
from store.catalogue import Import
from store.layouts import Layout, Layouts
from store.secret import installation_key
from store.segments import segment_name, write_folder

if TYPE_CHECKING:
    from geodata.boundaries import Boundaries, BoundaryReport

Extent = tuple[float, float, float, float]  # west, south, east, north, in degrees
MERGERS = (date(2025, 7, 1),)


@dataclass(frozen=True)
class Draft:
    """A catalogue row before it has a number; its segment is already on the disk."""

    kind: str
    file_name: str
    sha256: str
    segment: str
    rows_in: int
    rows_rejected: int
    detail: dict
    level: str = ""
    vintage: str = ""

    def row(self, actor: str, *, is_illustrative: bool) -> dict[str, object]:
        """Return the values of the catalogue row."""
        values = {**asdict(self), "file_name": tidy(self.file_name)[-200:], "imported_at": now(), "actor": actor}
        return {**values, "is_illustrative": int(is_illustrative)}


@dataclass(frozen=True)
class Intake:
    """What reads files for one data folder."""

    folder: Path
    settings: Settings

    def limits(self, *, isolated: bool = True) -> Limits:
        """Return how large a file may be; files of our own making need no child process."""
        chosen = self.settings
        return Limits(chosen.upload_megabytes, chosen.workbook_megabytes, chosen.workbook_seconds, isolated)

    @cached_property
    def layouts(self) -> Layouts:
        """The layouts that people chose for files of this folder."""
        return Layouts(self.folder / "catalogue.sqlite")

    def examine(
        self,
        content: bytes,
        file_name: str,
        kind: str,
        answers: Mapping[str, str] | None = None,
        extent: Extent | None = None,
    ) -> Examination:
        """Return how a file of records would be read: its tables, their layout, and what was found out."""
        context = self._context(kind, fingerprint(content), answers or {}, extent)
        return examine(content, file_name, kind_named(kind), context, self.limits(), self.layouts.of_kind(kind))

    def records(
        self,
        content: bytes,
        file_name: str,
        kind: str,
        limits: Limits,
        layout: Mapping[str, str] | None = None,
        answers: Mapping[str, str] | None = None,
        extent: Extent | None = None,
    ) -> Draft:
        """Read a file of records and write its segment."""
        sha256 = fingerprint(content)
        context = self._context(kind, sha256, answers or {}, extent)
        known = self.layouts.of_kind(kind)
        built, used = load(content, file_name, kind_named(kind), context, limits, layout, known)
        name = segment_name(kind, sha256, json.dumps([used, dict(context.answers), self.settings.today.isoformat()]))
        problems = pa.Table.from_pandas(built.problems, preserve_index=False)
        tables = {"records": built.records, "places": built.places, "problems": problems}
        write_folder(self.folder / "segments", name, tables)
        rejected = built.rows_in - built.records.num_rows
        found = [{"key": f.key, "reading": f.reading, "facts": dict(f.facts)} for f in built.findings]
        detail = {"number": context.segment, "layout": used, "findings": found, "answers": dict(context.answers)}
        detail["people_rejected"] = built.people_rejected
        return Draft(kind, file_name, sha256, name, built.rows_in, rejected, detail)

    def remember(
        self, kind: str, headings_key: str, columns: Mapping[str, str], answers: Mapping[str, str], actor: str
    ) -> None:
        """Remember how the tables of one set of headings are read."""
        self.layouts.remember(kind, headings_key, Layout(columns, answers), actor, now())

    def excerpts(self, content: bytes, one: Import, wanted: Collection[tuple[str, int]]) -> list[Excerpt]:
        """Return the wanted rows of the file of an import, as written."""
        known = self.layouts.of_kind(one.kind)
        return excerpts(content, kind_named(one.kind), self.limits(), one.detail["answers"], wanted, known)

    def _context(self, kind: str, sha256: str, answers: Mapping[str, str], extent: Extent | None) -> Context:
        key = installation_key(self.folder / "key")
        return Context(key, _number(kind, sha256), MERGERS, self.settings.today, answers, extent)

    def boundaries(
        self, content: bytes, file_name: str, level: str, vintage: str, layer: str | None, fields: Mapping | None
    ) -> Draft:
        """Read a boundary file and write its segment."""
        from geodata.boundaries import read_boundaries
        from geodata.fields import FieldMap

        chosen = FieldMap(**fields) if fields else None
        read = read_boundaries(content, file_name, layer=layer, fields=chosen)
        sha256 = fingerprint(content, layer)
        name = segment_name("boundaries", sha256, f"{level}{vintage}{fields}")
        write_folder(self.folder / "segments", name, _tables(read))
        number = _number(f"boundaries:{level}:{vintage}", sha256)
        detail = {"number": number, "report": _summary(read.report), "layer": layer}
        rejected = len(read.report.rejected)
        return Draft("boundaries", file_name, sha256, name, read.report.features_in, rejected, detail, level, vintage)

    def layers(self, content: bytes) -> tuple[str, ...]:
        """Return the layers that a boundary file offers; raise FileRefused for a file that cannot serve."""
        from geodata.boundaries import read_boundaries

        try:
            return read_boundaries(content, "").report.layers
        except FileRefused as error:
            if error.key != "layer_needed":
                raise
            return tuple(error.facts["layers"])  # type: ignore[arg-type]


def fingerprint(content: bytes, layer: str | None = None) -> str:
    """Return the SHA-256 of a file, and of the layer taken from it."""
    digest = hashlib.sha256(content)
    digest.update((layer or "").encode())
    return digest.hexdigest()


def now() -> str:
    """Return this moment as an ISO time stamp in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def moment_on(day: date) -> str:
    """Return this moment of the clock on a given day, with the office's own offset from UTC."""
    return f"{day.isoformat()}{datetime.now().astimezone().isoformat(timespec='seconds')[10:]}"


def _number(kind: str, sha256: str) -> int:
    """Return the number under which the rows of a segment are known: the same content, the same number."""
    return int.from_bytes(hashlib.sha256(f"{kind}:{sha256}".encode()).digest()[:8], "little", signed=True)


def _tables(read: "Boundaries") -> dict[str, pa.Table]:
    units = pd.DataFrame(read.units.drop(columns="geometry")).assign(geometry=read.units.geometry.to_wkb())
    frames = {"units": units, "problems": read.report.rejected}
    return {stem: pa.Table.from_pandas(frame, preserve_index=False) for stem, frame in frames.items()}


def _summary(report: "BoundaryReport") -> dict:
    """Return a boundary report as plain values, without its table of refused features."""
    values = {key: value for key, value in asdict(report).items() if key != "rejected"}
    return json.loads(json.dumps(values, default=str))
