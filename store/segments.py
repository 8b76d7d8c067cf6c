"""Segments: one immutable folder of Parquet files an import, whole or absent."""

import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from store.catalogue import Import

ASIDE = ".aside-"


def segment_name(kind: str, sha256: str, salt: str = "") -> str:
    """Name a segment after its content, so that a repeated import finds the same folder."""
    return f"{kind}-{hashlib.sha256(f'{sha256}{salt}'.encode()).hexdigest()[:20]}"


def write_folder(parent: Path, name: str, tables: Mapping[str, pa.Table]) -> Path:
    """Write tables as one folder: aside first, flushed to the disk, then renamed into place.

    A folder of that name that is already there is kept: its name says what it holds.
    """
    target = parent / name
    if target.exists():
        return target
    parent.mkdir(parents=True, exist_ok=True)
    aside = parent / f"{ASIDE}{uuid.uuid4().hex}"
    aside.mkdir()
    try:
        for stem, table in tables.items():
            pq.write_table(table, aside / f"{stem}.parquet", compression="zstd")
            _flush(aside / f"{stem}.parquet")
        _flush(aside)
        _rename(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _flush(parent)
    return target


def _rename(aside: Path, target: Path) -> None:
    try:
        aside.rename(target)
    except OSError:
        # Another process was quicker with the same content.
        if not target.exists():
            raise


def _flush(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open a folder; NTFS journals the rename itself.
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def segment_files(imports: Iterable[Import], folder: Path, kinds: Sequence[str], stem: str) -> list[Path]:
    """Return the paths of one table of all imports of some kinds, in order of arrival; `folder` is the data folder."""
    return [folder / "segments" / one.segment / f"{stem}.parquet" for one in imports if one.kind in kinds]


def read_segments(
    imports: Iterable[Import], folder: Path, kinds: Sequence[str], stem: str, schema: pa.Schema
) -> pa.Table:
    """Return one table of all imports of some kinds, put under each other; empty with `schema` when there are none."""
    tables = [pq.read_table(path) for path in segment_files(imports, folder, kinds, stem)]
    return pa.concat_tables([schema.empty_table(), *tables], promote_options="permissive")


def sweep(parent: Path, keep: set[str], *, older_than: float = 3600) -> list[str]:
    """Remove folders that nothing refers to and nobody has touched for so many seconds; return their names.

    A younger one may be in the making, or under the eyes of another process.
    """
    now = time.time()
    folders = [child for child in parent.glob("*") if child.is_dir() and child.name not in keep]
    lost = [child.name for child in folders if now - child.stat().st_mtime > older_than]
    for name in lost:
        shutil.rmtree(parent / name, ignore_errors=True)
    return sorted(lost)
