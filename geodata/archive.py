"""The layers inside a zip file, looked at before anything is unpacked."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from outreach.errors import FileRefused

ENTRIES_LIMIT = 5_000
UNPACKED_LIMIT = 1_000_000_000
RATIO_LIMIT = 200
RATIO_APPLIES_FROM = 20_000_000
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
SINGLE_FILES = (".geojson", ".json", ".kml", ".gpkg", ".parquet", ".geoparquet")


@dataclass(frozen=True)
class Packed:
    """One layer of a zip: the bytes of its parts by suffix, and the name a person knows it by."""

    name: str
    names: tuple[str, ...]
    parts: Mapping[str, bytes]

    @property
    def is_shapefile(self) -> bool:
        """Tell a shapefile from a single file."""
        return ".shp" in self.parts


def unpack(content: bytes, layer: str | None) -> Packed:
    """Take one layer out of a zip file, into memory.

    Parameters
    ----------
    layer
        One of the names offered; needed when there are several.

    Raises
    ------
    FileRefused
        ``zip_damaged``, ``zip_encrypted``, ``zip_path``, ``zip_bomb``, ``zip_empty``,
        ``layer_needed``, ``layer_unknown``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            check(entries)
            found = layers(entries)
            name = chosen(tuple(found), layer)
            return Packed(name, tuple(found), {suffix: archive.read(entry) for suffix, entry in found[name].items()})
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise FileRefused("zip_damaged", detail=str(error)[:200]) from error


def check(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse a zip that leaves its folder, is locked, or grows out of proportion."""
    size, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if len(entries) > ENTRIES_LIMIT or size > UNPACKED_LIMIT:
        raise FileRefused("zip_bomb", entries=len(entries), size=size)
    if size > RATIO_APPLIES_FROM and size > RATIO_LIMIT * max(packed, 1):
        raise FileRefused("zip_bomb", entries=len(entries), size=size)
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused("zip_encrypted")
    outside = [entry.filename for entry in entries if leaves(entry.filename)]
    if outside:
        raise FileRefused("zip_path", names=outside[:3])


def leaves(name: str) -> bool:
    """Tell whether a name of an entry points out of the folder it would be unpacked in."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name or "\x00" in name


def layers(entries: list[zipfile.ZipInfo]) -> dict[str, dict[str, zipfile.ZipInfo]]:
    """Group the entries into layers, at any depth: shapefiles first, else single files."""
    stems: dict[str, dict[str, zipfile.ZipInfo]] = {}
    singles: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        suffix = path.suffix.lower()
        if "__MACOSX" in path.parts or path.name.startswith("."):
            continue
        if suffix in SHAPEFILE_PARTS:
            stems.setdefault(str(path.with_suffix("")), {})[suffix] = entry
        elif suffix in SINGLE_FILES:
            singles[str(path)] = {suffix: entry}
    shapefiles = {stem: parts for stem, parts in stems.items() if ".shp" in parts}
    return short_names(shapefiles or singles)


def short_names(found: dict[str, dict[str, zipfile.ZipInfo]]) -> dict[str, dict[str, zipfile.ZipInfo]]:
    """Name each layer without its folders, where that keeps the names apart."""
    short = {PurePosixPath(name).name for name in found}
    if len(short) < len(found):
        return found
    return {PurePosixPath(name).name: parts for name, parts in found.items()}


def chosen(names: tuple[str, ...], layer: str | None) -> str:
    """Choose a layer by name, or the only one."""
    if not names:
        raise FileRefused("zip_empty")
    if len(names) == 1:
        return names[0]
    if layer is None:
        raise FileRefused("layer_needed", layers=list(names))
    if layer not in names:
        raise FileRefused("layer_unknown", layer=layer[:200], layers=list(names))
    return layer
