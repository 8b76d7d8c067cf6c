"""Which format a boundary file is, by its content and never by its name."""

import json
import re
from collections.abc import Callable
from xml.parsers import expat

from outreach.errors import FileRefused

GEOJSON, GEOPACKAGE, KML, GEOPARQUET, ZIP = "GeoJSON", "GeoPackage", "KML", "GeoParquet", "ZIP"
SHAPEFILE = "Shapefile"
MARKS = ((b"SQLite format 3\x00", GEOPACKAGE), (b"PK\x03\x04", ZIP), (b"PAR1", GEOPARQUET))
UTF16 = (b"\xff\xfe", b"\xfe\xff")
GEOJSON_KINDS = re.compile(
    rb'"type"\s*:\s*"(?:FeatureCollection|Feature|GeometryCollection|(?:Multi)?(?:Polygon|Point))"'
)
# A letter of a key can be spelled as an escape, and GDAL reads it as the letter.
CRS_MEMBER = re.compile(r'"(?:c|\\u0063)(?:r|\\u0072)(?:s|\\u0073)"\s*:\s*(?=\{)', re.IGNORECASE)
CRS_NAME = re.compile(r"(?:urn:ogc:def:crs:)?(EPSG|OGC):(?:[\d.]*:)?(\w+)", re.IGNORECASE)
CRS_TEXT_LIMIT = 2_000


def identify(content: bytes) -> str:
    """Name the format.

    Raises
    ------
    FileRefused
        ``file_empty``; ``boundary_format`` with the first bytes when it is none of the formats read here.
    """
    if not content.strip():
        raise FileRefused("file_empty")
    for mark, name in MARKS:
        if content.startswith(mark):
            return name
    first = plain(content)[:4096].lstrip()
    if first.startswith(b"{"):
        return GEOJSON
    if first.startswith(b"<"):
        return KML
    raise FileRefused("boundary_format", found=printable(first[:16]))


def printable(found: bytes) -> str:
    """Show bytes as text that is safe to print."""
    return found.decode("ascii", "replace").replace("\ufffd", "?")


def plain(content: bytes) -> bytes:
    """Give text as UTF-8 without a byte order mark."""
    if content.startswith(UTF16):
        try:
            return content.decode("utf-16").encode("utf-8")
        except UnicodeError as error:
            raise FileRefused("boundary_format", found="UTF-16") from error
    return content.removeprefix(b"\xef\xbb\xbf")


def check_geojson(content: bytes) -> None:
    """Refuse JSON that is not GeoJSON, and a CRS member that sends GDAL to an address.

    Raises
    ------
    FileRefused
        ``boundary_format``; ``crs_link``.
    """
    if not GEOJSON_KINDS.search(content):
        raise FileRefused("boundary_format", found="JSON")
    geojson_crs(content)


def geojson_crs(content: bytes) -> str | None:
    """Read the CRS member of a GeoJSON text, which GDAL silently takes for WGS 84 when it cannot read it.

    Returns
    -------
    str or None
        ``authority:code``; None when there is no CRS member, so RFC 7946 holds (WGS 84).

    Raises
    ------
    FileRefused
        ``crs_link`` when it is an address; ``crs_unknown`` when it names nothing known, or two things.
    """
    text = content.decode("utf-8", "replace")
    members = [json_object(text, found.end()) for found in CRS_MEMBER.finditer(text)]
    names = {crs_name(member) for member in members if "type" in member and "properties" in member}
    if len(names) > 1:
        raise FileRefused("crs_unknown", found=sorted(names)[:3])
    return next(iter(names), None)


def json_object(text: str, start: int) -> dict[str, object]:
    """Read the JSON object that begins at a place of a text.

    Raises
    ------
    FileRefused
        ``crs_unknown`` when it is broken or too long to be a CRS: GDAL might still read it.
    """
    try:
        value, _ = json.JSONDecoder().raw_decode(text[start : start + CRS_TEXT_LIMIT])
    except (ValueError, RecursionError) as error:
        raise FileRefused("crs_unknown", found=[text[start : start + 80]]) from error
    return value


def crs_name(member: dict[str, object]) -> str:
    """Read authority and code out of a CRS member of type ``name``."""
    properties = member["properties"]
    name = properties.get("name") if isinstance(properties, dict) else None
    if str(member["type"]).casefold() not in ("name", "epsg") or not isinstance(name, str):
        raise FileRefused("crs_link", found=str(member["type"])[:40])
    found = CRS_NAME.fullmatch(name.strip())
    if found is None:
        raise FileRefused("crs_unknown", found=[name[:80]])
    return f"{found[1].upper()}:{found[2].upper()}"


def check_kml(content: bytes) -> None:
    """Refuse XML that is not KML, and KML that declares entities or points elsewhere.

    Raises
    ------
    FileRefused
        ``boundary_format``; ``xml_entities``; ``kml_link``; ``boundary_unreadable`` when it is not well
        formed.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.EntityDeclHandler = refuse_doctype
    parser.StartElementHandler = element_check()
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise FileRefused("boundary_unreadable", detail=str(error)) from error


def refuse_doctype(*_: object) -> None:
    """Refuse any document type declaration: KML needs none."""
    raise FileRefused("xml_entities")


def element_check() -> Callable[[str, object], None]:
    """Make a check of each element that knows whether the root was seen."""
    seen: list[str] = []

    def check(name: str, _: object) -> None:
        local = name.rpartition(":")[2]
        if not seen and local.casefold() != "kml":
            raise FileRefused("boundary_format", found=f"XML <{local[:40]}>")
        if local.casefold() == "networklink":
            raise FileRefused("kml_link")
        seen[:] = [local]

    return check
