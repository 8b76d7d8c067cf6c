"""Boundary files: drivers that reach out, geometry that is broken, codes and names that clash."""

import json
import math
import struct

from tests.hostile.case import Case, Refused, Taken, zipped

SOURCE = b"<OGRVRTLayer name='a'><SrcDataSource>%s</SrcDataSource></OGRVRTLayer>"
KML = '<?xml version="1.0"?>{}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
FOREIGN = Refused("boundary_format")
UNREADABLE = Refused("boundary_unreadable")


def virtual(source: bytes) -> bytes:
    """Write a virtual layer, through which GDAL would read any file of the server or fetch any address."""
    return b"<OGRVRTDataSource>" + SOURCE % source + b"</OGRVRTDataSource>"


def box(x: float = 103.0, y: float = 21.0, side: float = 0.1) -> dict:
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def polygon(*corners: tuple[float, ...], holes: tuple[list[list[float]], ...] = ()) -> dict:
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in corners], *holes]}


def star(corners: int) -> dict:
    """Draw a star whose every side crosses nearly every other."""
    turn = math.pi * (corners - 1) / corners
    ring = [[103 + 0.1 * math.cos(no * turn), 21 + 0.1 * math.sin(no * turn)] for no in range(corners)]
    return polygon(*map(tuple, ring), tuple(ring[0]))


def circle(corners: int) -> dict:
    ring = [
        (103 + 0.1 * math.cos(no * math.tau / corners), 21 + 0.1 * math.sin(no * math.tau / corners))
        for no in range(corners)
    ]
    return polygon(*ring, ring[0])


def collection(*features: tuple[dict, object], **members: object) -> bytes:
    listed = [{"type": "Feature", "properties": facts, "geometry": shape} for facts, shape in features]
    return json.dumps({"type": "FeatureCollection", **members, "features": listed}, ensure_ascii=False).encode()


def drawn(shape: object) -> bytes:
    """Write a file with this shape beside a good one."""
    return collection(({"code": "1", "name": "Xã Một"}, shape), ({"code": "2", "name": "Xã Hai"}, box(105)))


def kept(shape: object) -> Case:
    return Case(drawn(shape), Taken(2), kind="boundaries")


def lost(shape: object, reason: str) -> Case:
    return Case(drawn(shape), Taken(2, rejected=1, reasons={reason: 1}), kind="boundaries")


def refused(content: bytes, expected: Refused, file_name: str = "ranh giới.geojson") -> Case:
    return Case(content, expected, kind="boundaries", file_name=file_name)


def taken(content: bytes, rows: int, rejected: int = 0, **reasons: int) -> Case:
    return Case(content, Taken(rows, rejected=rejected, reasons=reasons), kind="boundaries")


def two(first: dict, second: dict) -> bytes:
    return collection((first, box(103)), (second, box(105)))


def shapefile(stem: str) -> dict[str, bytes]:
    """Write the two main parts of a shapefile without any shape."""
    head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 50) + struct.pack("<2i8d", 1000, 5, *[0.0] * 8)
    table = (
        struct.pack("<4BIHH20x", 3, 126, 1, 1, 0, 65, 5)
        + b"name\0\0\0\0\0\0\0C"
        + b"\0" * 4
        + b"\x04"
        + b"\0" * 15
        + b"\r"
    )
    return {f"{stem}.shp": head, f"{stem}.shx": head, f"{stem}.dbf": table}


GOOD = collection(({"code": "1", "name": "Xã Một"}, box()), ({"code": "2", "name": "Xã Hai"}, box(105)))
LINK = {"type": "link", "properties": {"href": "http://127.0.0.1:9/", "type": "proj4"}}

CASES: dict[str, Case] = {
    "empty": refused(b"", Refused("file_empty")),
    "a virtual layer": refused(virtual(b"/etc/passwd"), FOREIGN),
    "a virtual layer named KML": refused(virtual(b"/etc/passwd"), FOREIGN, "x.kml"),
    "a virtual layer in a zip": refused(zipped({"a.geojson": virtual(b"/etc/passwd")}), FOREIGN),
    "a virtual layer to an address": refused(virtual(b"/vsicurl/http://127.0.0.1:9/a.geojson"), FOREIGN),
    "an address": refused(b"http://127.0.0.1:9/a.geojson", FOREIGN),
    "a path of GDAL": refused(b"/vsicurl/http://127.0.0.1:9/a.geojson", FOREIGN),
    "a service of maps": refused(b"<OGRWFSDataSource><URL>http://127.0.0.1:9/</URL></OGRWFSDataSource>", FOREIGN),
    "a track of GPX": refused(b'<gpx version="1.1"><wpt lat="21" lon="103"/></gpx>', FOREIGN),
    "a track with a file of the server": refused(
        b"<!DOCTYPE g [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><gpx>&a;</gpx>", Refused("xml_entities")
    ),
    "KML with a file of the server": refused(
        KML.format("<!DOCTYPE k [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", "&a;").encode(), Refused("xml_entities")
    ),
    "KML that laughs": refused(
        KML.format("<!DOCTYPE k [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>", "&b;").encode(), Refused("xml_entities")
    ),
    "KML that links": refused(
        KML.format("", "<NetworkLink><Link><href>x</href></Link></NetworkLink>").encode(), Refused("kml_link")
    ),
    "KML that breaks off": refused(KML.format("", "<Placemark>").encode(), UNREADABLE),
    "GeoJSON as the text of a path": refused(json.dumps("/etc/passwd").encode(), FOREIGN),
    "nested a hundred thousand deep": refused(b'{"type":"FeatureCollection","features":[' + b"[" * 100_000, UNREADABLE),
    "truncated": refused(GOOD[:-9], UNREADABLE),
    "an empty collection": refused(collection(), Refused("boundary_empty")),
    "a coordinate system that is an address": refused(
        collection(({"code": "1"}, box()), crs=LINK), Refused("crs_link")
    ),
    "a string of 30 megabytes": refused(
        two({"code": "1", "name": "Xã Một", "note": "a" * (30 << 20)}, {"code": "2"}), UNREADABLE
    ),
    "1e999": refused(GOOD.replace(b"103.1", b"1e999"), UNREADABLE),
    "NaN": taken(GOOD.replace(b"103.1", b"NaN"), 2, rejected=1, coordinates_not_finite=1),
    "a zip out of its folder": refused(zipped({"../../x.geojson": GOOD}), Refused("zip_path")),
    "a zip bomb": refused(zipped({"x.geojson": b" " * 30_000_000}), Refused("zip_bomb")),
    "a zip cut short": refused(zipped({"x.geojson": GOOD})[:-30], Refused("zip_damaged")),
    "a zip in a zip": refused(zipped({"x.geojson": zipped({"y.geojson": GOOD})}), FOREIGN),
    "two shapefiles in a zip": refused(zipped(shapefile("xa") | shapefile("ban")), Refused("layer_needed")),
    "a shapefile without its table": refused(zipped({"xa.shp": shapefile("xa")["xa.shp"]}), UNREADABLE),
    "a shapefile without its shapes": refused(zipped({"xa.dbf": shapefile("xa")["xa.dbf"]}), Refused("zip_empty")),
    "a PDF": refused(b"%PDF-1.7\n", FOREIGN, "ranh giới.pdf"),
    "a workbook": refused(zipped({"xl/workbook.xml": "<workbook/>"}), Refused("zip_empty")),
    "metres without a system": refused(
        collection(({"code": "1", "name": "A"}, box(500_000, 2_380_000, 1000))), Refused("crs_missing")
    ),
    "degrees called metres": refused(
        collection(
            ({"code": "1", "name": "A"}, box()),
            crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3405"}},
        ),
        Refused("crs_mismatch"),
    ),
    "a system that nobody knows": refused(
        collection(({"code": "1"}, box()), crs={"type": "name", "properties": {"name": "/etc/passwd"}}),
        Refused("crs_unknown"),
    ),
    "neither code nor name": refused(
        collection(({"area": 1.5}, box()), ({"area": 1.7}, box(105))), Refused("fields_needed")
    ),
    "latitude and longitude swapped": taken(
        collection(({"code": "1", "name": "A"}, box(21.0, 103.0)), ({"code": "2", "name": "B"}, box(21.5, 104.0))), 2
    ),
    "a mark of UTF-8": taken(
        b"\xef\xbb\xbf" + two({"code": "11", "name": "Xã Một"}, {"code": "12", "name": "Xã Hai"}), 2
    ),
    "UTF-16": taken(
        two({"code": "13", "name": "Xã Một"}, {"code": "14", "name": "Xã Hai"}).decode().encode("utf-16"), 2
    ),
    "a key twice": taken(
        two({"code": "21", "name": "Xã Một"}, {"code": "22", "name": "Xã Hai"}).replace(
            b'"code": "21"', b'"code": "0", "code": "21"'
        ),
        2,
    ),
    "a property named geometry": taken(
        two({"code": "1", "name": "Xã Một", "geometry": "x"}, {"code": "2", "name": "Xã Hai", "geometry": 1}), 2
    ),
    "a code as text and as number": taken(two({"code": "01", "name": "Xã Một"}, {"code": 1, "name": "Xã Hai"}), 2),
    "a code twice": taken(
        two({"code": "1", "name": "Xã Một"}, {"code": "1", "name": "Xã Hai"})[:-2]
        + b","
        + json.dumps({"type": "Feature", "properties": {"code": "3", "name": "C"}, "geometry": box(106)}).encode()
        + b"]}",
        3,
        rejected=2,
        duplicate_code=2,
    ),
    "names that run": taken(
        two({"code": "1", "name": "<img src=x onerror=alert(1)>"}, {"code": "2", "name": "${alert(1)}"}), 2
    ),
    "a name of 30,000 letters": taken(
        two({"code": "1", "name": "X" * 30_000}, {"code": "2", "name": "Xã Hai"}), 2, rejected=1, name_too_long=1
    ),
    "two communes on one another": kept(box(105)),
    "a bow tie": kept(polygon((103, 21), (103.1, 21.1), (103.1, 21), (103, 21.1), (103, 21))),
    "a spike": kept(
        polygon(
            (103, 21), (103.1, 21), (103.1, 21.1), (103.05, 21.1), (103.05, 29), (103.05, 21.1), (103, 21.1), (103, 21)
        )
    ),
    "a star of 200 corners": kept(star(200)),
    "a ring left open": kept(polygon((103, 21), (103.1, 21), (103.1, 21.1), (103, 21.1))),
    "a corner a hundred times": kept(polygon((103, 21), *[(103.1, 21)] * 100, (103.1, 21.1), (103, 21))),
    "the same part twice": kept({"type": "MultiPolygon", "coordinates": [box()["coordinates"], box()["coordinates"]]}),
    "heights and measures": kept(polygon((103, 21, 5, 7), (103.1, 21, 5, 7), (103.1, 21.1, 5, 7), (103, 21, 5, 7))),
    "200,000 corners": kept(circle(200_000)),
    "across the date line": kept(polygon((179.9, 21), (180, 21), (180, 21.1), (179.9, 21))),
    "a collection of an area and a line": kept(
        {
            "type": "GeometryCollection",
            "geometries": [box(), {"type": "LineString", "coordinates": [[103, 21], [104, 22]]}],
        }
    ),
    "a point": kept({"type": "Point", "coordinates": [103, 21]}),
    "a ring of two points": lost(polygon((103, 21), (103.1, 21), (103, 21)), "geometry_collapsed"),
    "a hole as large as its shell": lost(
        polygon(*map(tuple, box()["coordinates"][0]), holes=(box()["coordinates"][0],)), "geometry_collapsed"
    ),
    "no geometry": lost(None, "geometry_missing"),
    "an empty geometry": lost({"type": "Polygon", "coordinates": []}, "geometry_missing"),
    "a line": lost({"type": "LineString", "coordinates": [[103, 21], [104, 22]]}, "geometry_kind"),
    "zero island": lost(box(-0.001, -0.001, 0.002), "zero_island"),
    "one with its axes swapped": Case(
        collection(
            ({"code": "1", "name": "A"}, box(21.0, 103.0)),
            ({"code": "2", "name": "B"}, box(105)),
            ({"code": "3", "name": "C"}, box(106)),
        ),
        Taken(3, rejected=1, reasons={"outside_world": 1}),
        kind="boundaries",
    ),
}
