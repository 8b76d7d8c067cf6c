"""One layer of one boundary file, as it stands in the file."""

import codecs
import re
import sqlite3
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pyproj
from pyproj.exceptions import CRSError

from geodata import archive, drivers, formats
from outreach.errors import FileRefused

BYTES_LIMIT = 500_000_000
FEATURES_LIMIT = 200_000
COLUMNS_LIMIT = 2_000
ENCODINGS = ("utf-8", "cp1258", "cp1252")
TORN_SHARE = 0.05
TEXT_CODEC = re.compile(r"utf-8|cp\d+|iso8859-\d+")
SUFFIXES = {
    formats.GEOJSON: ".geojson",
    formats.GEOPACKAGE: ".gpkg",
    formats.KML: ".kml",
    formats.GEOPARQUET: ".parquet",
}


@dataclass(frozen=True)
class Layer:
    """What a file says: its features, and where and how they were found."""

    features: gpd.GeoDataFrame
    crs: pyproj.CRS | None
    driver: str
    name: str
    names: tuple[str, ...]
    encoding: str | None = None
    rings_closed: int = 0


def open_layer(content: bytes, folder: Path, layer: str | None) -> Layer:
    """Read one layer of a file of any format.

    Parameters
    ----------
    content
        The bytes as they came.
    folder
        Empty, made by the caller: the bytes are written there under names of our own.
    layer
        Name of a layer, needed when the file holds several with areas.

    Raises
    ------
    FileRefused
        With one of the keys of `formats`, `archive`, or ``too_large``, ``boundary_unreadable``,
        ``layer_needed``, ``layer_unknown``, ``layer_none``, ``gpkg_view``.
    """
    drivers.restrict()
    if len(content) > BYTES_LIMIT:
        raise FileRefused("too_large", bytes=len(content), limit=BYTES_LIMIT)
    kind = formats.identify(content)
    with _translated():
        if kind == formats.ZIP:
            return _from_zip(content, folder, layer)
        return _from_single(kind, content, folder, layer)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what the readers raise into a refusal."""
    try:
        yield
    except MemoryError as error:
        raise FileRefused("too_large") from error
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError,
    ) as error:
        raise FileRefused("boundary_unreadable", detail=str(error)[:200]) from error
    except (sqlite3.Error, pa.ArrowException, CRSError, ValueError, KeyError, TypeError, OSError) as error:
        raise FileRefused("boundary_unreadable", detail=type(error).__name__) from error


def _from_zip(content: bytes, folder: Path, layer: str | None) -> Layer:
    packed = archive.unpack(content, layer)
    if packed.is_shapefile:
        return _shapefile(packed, folder)
    (inner,) = packed.parts.values()
    kind = formats.identify(inner)
    if kind == formats.ZIP:
        raise FileRefused("boundary_format", found="ZIP in ZIP")
    if len(packed.names) == 1:
        return _from_single(kind, inner, folder, layer if layer not in packed.names else None)
    return replace(_from_single(kind, inner, folder, None), name=packed.name, names=packed.names)


def _from_single(kind: str, content: bytes, folder: Path, layer: str | None) -> Layer:
    content = formats.plain(content) if kind in (formats.GEOJSON, formats.KML) else content
    crs = None
    if kind == formats.GEOJSON:
        formats.check_geojson(content)
        crs = formats.geojson_crs(content)
    if kind == formats.KML:
        formats.check_kml(content)
    path = folder / f"layer{SUFFIXES[kind]}"
    path.write_bytes(content)
    if kind == formats.GEOPARQUET:
        return _geoparquet(path)
    names = _geopackage_layers(path) if kind == formats.GEOPACKAGE else None
    name, offered = _choose(_area_layers(path, names), layer)
    found = _read(path, name)
    return replace(
        found,
        driver=kind,
        name=name,
        names=offered,
        crs=pyproj.CRS.from_user_input(crs) if crs else found.crs,
    )


def _area_layers(path: Path, allowed: frozenset[str] | None) -> list[tuple[str, str]]:
    """List the layers with geometry, with the kind of geometry each declares."""
    listed = [(str(name), str(kind or "")) for name, kind in pyogrio.list_layers(path).tolist()]
    if allowed is not None:
        listed = [(name, kind) for name, kind in listed if name in allowed]
    return [(name, kind) for name, kind in listed if kind and "LineString" not in kind]


def _choose(listed: list[tuple[str, str]], layer: str | None) -> tuple[str, tuple[str, ...]]:
    """Choose the layer asked for, or the only one with areas, or the only one with points."""
    names = tuple(name for name, _ in listed)
    if not names:
        raise FileRefused("layer_none")
    if layer is not None:
        if layer not in names:
            raise FileRefused("layer_unknown", layer=layer[:200], layers=list(names))
        return layer, names
    areas = [name for name, kind in listed if "Point" not in kind] or list(names)
    if len(areas) > 1:
        raise FileRefused("layer_needed", layers=list(names))
    return areas[0], names


def _geopackage_layers(path: Path) -> frozenset[str]:
    """List the feature tables, and refuse views: their SQL would run when they are read.

    Raises
    ------
    FileRefused
        ``gpkg_view``; ``boundary_format`` for an SQLite file that is not a GeoPackage.
    """
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as base:
        base.execute("PRAGMA trusted_schema = OFF")
        made = dict(base.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')"))
        virtual = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")}
        if made.get("gpkg_contents") != "table":
            raise FileRefused("boundary_format", found="SQLite")
        listed = {name for (name,) in base.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")}
    own = {name for name in made if name.startswith("gpkg_")}
    unsafe = sorted(name for name in listed | own if made.get(name, "table") != "table" or name in virtual)
    if unsafe:
        raise FileRefused("gpkg_view", layers=unsafe[:3])
    return frozenset(listed & set(made))


def _read(path: Path, name: str, encoding: str | None = None) -> Layer:
    """Read a layer through GDAL, counting the rings it had to close."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        info = pyogrio.read_info(path, layer=name, encoding=encoding)
        if info["features"] > FEATURES_LIMIT or len(info["fields"]) > COLUMNS_LIMIT:
            raise FileRefused("too_large", features=int(info["features"]), columns=len(info["fields"]))
        found = pyogrio.read_dataframe(path, layer=name, encoding=encoding, on_invalid="fix", datetime_as_string=True)
    closed = sum("Non closed ring" in str(warning.message) for warning in heard)
    features = found if isinstance(found, gpd.GeoDataFrame) else gpd.GeoDataFrame(found, geometry=[None] * len(found))
    return Layer(features, features.crs, str(info["driver"]), name, (name,), rings_closed=closed)


def _geoparquet(path: Path) -> Layer:
    facts = pq.read_metadata(path)
    if facts.num_rows > FEATURES_LIMIT or facts.num_columns > COLUMNS_LIMIT:
        raise FileRefused("too_large", features=facts.num_rows, columns=facts.num_columns)
    if b"geo" not in (facts.metadata or {}):
        raise FileRefused("layer_none")
    features = gpd.read_parquet(path).reset_index(drop=True)
    name = features.geometry.name
    if name != "geometry":
        features = features.drop(columns="geometry", errors="ignore").rename_geometry("geometry")
    return Layer(features, features.crs, formats.GEOPARQUET, path.stem, (path.stem,))


def _shapefile(packed: archive.Packed, folder: Path) -> Layer:
    for suffix, part in packed.parts.items():
        if suffix != ".cpg":
            (folder / f"layer{suffix}").write_bytes(part)
    encoding = _encoding(packed.parts)
    # Latin-1 gives every byte back, so one torn letter at a field's end costs that letter and not the file.
    found = _read(folder / "layer.shp", "layer", "ISO-8859-1")
    features = _decoded(found.features, encoding)
    crs = found.crs if ".prj" in packed.parts else None
    return replace(
        found,
        features=features,
        driver=formats.SHAPEFILE,
        name=packed.name,
        names=packed.names,
        crs=crs,
        encoding=encoding,
    )


def _encoding(parts: Mapping[str, bytes]) -> str:
    """Choose the encoding of a DBF: what the .cpg says if the bytes agree, else the first that fits them."""
    table = parts.get(".dbf", b"")
    body = table[int.from_bytes(table[8:10], "little") :]
    said = parts.get(".cpg", b"").decode("ascii", "ignore").strip().lower()
    named = [name for name in (_codec(said),) if name]
    return next((name for name in (*named, *ENCODINGS) if _fits(body, name)), "latin-1")


def _codec(said: str) -> str | None:
    """Turn the word of a .cpg file into a codec: UTF-8, 65001, 1258, ANSI 1258, ISO 88591."""
    word = said.removeprefix("ansi").strip().replace(" ", "-")
    for name in (word, f"cp{word}", word.replace("8859", "8859-")):
        try:
            found = codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
        return found if TEXT_CODEC.fullmatch(found) else None
    return None


def _fits(body: bytes, encoding: str) -> bool:
    """Tell whether bytes are text of an encoding, but for a few letters torn at the end of a field."""
    text = body.decode(encoding, "replace")
    torn, foreign = (
        text.count("\ufffd"),
        sum(len(text.translate(dict.fromkeys(range(128)))) for _ in (0,)),
    )
    return torn <= TORN_SHARE * foreign


def _decoded(features: gpd.GeoDataFrame, encoding: str) -> gpd.GeoDataFrame:
    """Decode names of columns and texts that were read as Latin-1."""
    names = {name: name.encode("latin-1").decode(encoding, "replace") for name in features.columns}
    texts = features.select_dtypes(include=["object", "string"]).columns
    decoded = {name: features[name].str.encode("latin-1").str.decode(encoding, "replace") for name in texts}
    ends = {name: column.str.rstrip("\ufffd") for name, column in decoded.items() if column.notna().any()}
    return features.assign(**ends).rename(columns=names)
