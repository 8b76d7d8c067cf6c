"""Boundary files of every format, honest and hostile, read into units."""

import http.server
import io
import json
import sqlite3
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from geodata import layers, sandbox
from geodata.boundaries import Boundaries, parse_boundaries, read_boundaries
from geodata.fields import FieldMap, guess_fields
from outreach.errors import FileRefused

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
AREA_LAYER = "level-4-Health area/Aire de santé - AREA"
SQUARE = [[[103.0, 21.0], [103.1, 21.0], [103.1, 21.1], [103.0, 21.1], [103.0, 21.0]]]


def real(name: str) -> bytes:
    """Read a real file, or skip the test."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"real data is not here: {name}")
    return path.read_bytes()


def geojson(*features: tuple[dict, object], **members: object) -> bytes:
    """Write features given as properties and geometry."""
    listed = [{"type": "Feature", "properties": facts, "geometry": shape} for facts, shape in features]
    return json.dumps({"type": "FeatureCollection", **members, "features": listed}).encode()


def square(x: float = 103.0, y: float = 21.0, side: float = 0.1) -> dict:
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def communes(crs: int | None = 3405) -> gpd.GeoDataFrame:
    """Make six squares of a kilometre near Điện Biên Phủ, as if surveyed in VN-2000."""
    corners = [(300_000 + 1000 * (no % 3), 2_365_000 + 1000 * (no // 3)) for no in range(6)]
    names = ["Nà Tấu", "Mường Phăng", "Thanh Nưa", "Đường Ấm", "Tủa Chùa", "Sín Thầu"]
    facts = {"ma_xa": [f"0{3127 + no}" for no in range(6)], "ten_xa": names, "loai": ["Xã"] * 6}
    return gpd.GeoDataFrame(facts, geometry=[shapely.box(x, y, x + 1000, y + 1000) for x, y in corners], crs=crs)


def zipped(folder: Path, pattern: str = "*", under: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.glob(pattern)):
            archive.write(path, f"{under}{path.name}")
    return made.getvalue()


def written(units: gpd.GeoDataFrame, folder: Path, kind: str) -> bytes:
    """Write a frame in a format and give its bytes."""
    if kind == "shapefile":
        units.to_file(folder / "xã.shp", encoding="utf-8")
        return zipped(folder, under="sâu/hơn/")
    path = folder / f"units.{kind}"
    if kind == "parquet":
        units.to_parquet(path)
    elif kind == "kml":
        units.to_crs(4326).to_file(path, driver="LIBKML")
    elif kind == "geojson":
        units.to_file(path, driver="GeoJSON", RFC7946="NO")
    else:
        units.to_file(path)
    return path.read_bytes()


def refused(content: bytes, name: str = "x", **options: object) -> FileRefused:
    with pytest.raises(FileRefused) as refusal:
        parse_boundaries(content, name, **options)
    return refusal.value


def geodesic_km2(units: gpd.GeoDataFrame) -> float:
    ellipsoid = pyproj.Geod(ellps="WGS84")
    return sum(abs(ellipsoid.geometry_area_perimeter(shape)[0]) for shape in units.geometry) / 1e6


FORMATS = ("geojson", "gpkg", "shapefile", "kml", "parquet")


@pytest.mark.parametrize("crs", [3405, 32648, 9205])
@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.filterwarnings("ignore:.*:RuntimeWarning")
def test_every_format_gives_the_same_units(kind: str, crs: int, tmp_path: Path) -> None:
    """Squares written in each format and system come back with codes, names, kinds, places and areas."""
    given = communes(3405).to_crs(crs)
    found = parse_boundaries(written(given, tmp_path, kind), f"units.{kind}")
    units = found.units
    assert units["unit_id"].tolist() == given["ma_xa"].tolist()
    assert units["name"].tolist() == given["ten_xa"].tolist()
    assert set(units["kind"]) == {"xã"}
    assert units.crs == pyproj.CRS.from_epsg(4326)
    expected = given.to_crs(4326)
    assert shapely.hausdorff_distance(units.geometry.to_numpy(), expected.geometry.to_numpy()).max() < 1e-7
    assert found.report.total_area_km2 == pytest.approx(geodesic_km2(expected), rel=1e-4)
    assert found.report.features_in == found.report.features_kept == 6


@pytest.mark.realdata
def test_the_province_of_today() -> None:
    """The 45 communes keep their codes, lose no ground, have their rings turned, and match Geod's area."""
    content = real("dienbien/communes_2025.geojson")
    found = read_boundaries(content, "communes_2025.geojson")
    codes = [feature["properties"]["code"] for feature in json.loads(content)["features"]]
    assert found.units["unit_id"].tolist() == codes
    assert all(code.startswith("0") and len(code) == 5 for code in codes)
    assert found.report.rings_reversed >= 45
    assert found.report.total_area_km2 == pytest.approx(geodesic_km2(found.units), rel=1e-6)
    assert found.report.total_area_km2 == pytest.approx(9539.27, rel=0.002)
    assert found.units.is_valid.all()
    assert set(found.units["kind"]) == {"xã", "phường"}
    assert set(found.units["parent_name"]) == {"Điện Biên"}


@pytest.mark.realdata
def test_repeated_vertices_of_a_real_boundary_are_removed() -> None:
    """2,004 vertices written twice into the real communes are found and removed again, and change no area."""
    content = json.loads(real("dienbien/communes_2025.geojson"))
    left = 2004
    for feature in content["features"]:
        shape = feature["geometry"]
        rings = shape["coordinates"] if shape["type"] == "Polygon" else shape["coordinates"][0]
        many = min(left, len(rings[0]))
        rings[0][:many] = [corner for corner in rings[0][:many] for _ in (0, 1)]
        left -= many
    found = parse_boundaries(json.dumps(content).encode(), "communes.geojson")
    assert found.report.vertices_removed == 2004
    assert found.report.total_area_km2 == pytest.approx(9549.81, abs=0.01)


@pytest.mark.realdata
def test_overlaps_of_old_communes_are_reported() -> None:
    """The 129 old communes overlap; pairs and area agree with an overlay done pair by pair."""
    found = parse_boundaries(real("dienbien/communes_before_2025.geojson"), "old.geojson")
    shapes = found.units.to_crs(6933).geometry.to_numpy()
    areas = [shapely.area(shapely.intersection(shapes[no], shapes[no + 1 :])) for no in range(len(shapes))]
    areas = np.concatenate(areas)
    assert found.report.overlap_pairs == (areas > 1).sum() > 200
    assert found.report.overlaps_km2 == pytest.approx(areas.sum() / 1e6, rel=1e-3)
    assert found.report.gaps > 100
    assert found.units["parent_id"].nunique() == 10


@pytest.mark.realdata
def test_layers_of_a_geopackage_are_chosen_by_name() -> None:
    """Four layers with areas must be chosen from; the chosen one has 45 areas tied to their parents."""
    content = real("other/burkina_org_units.gpkg")
    refusal = refused(content)
    assert refusal.key == "layer_needed"
    assert AREA_LAYER in refusal.facts["layers"]
    assert refused(content, layer="groups").key == "layer_unknown"
    found = parse_boundaries(content, "x.gpkg", layer=AREA_LAYER)
    districts = parse_boundaries(content, "x.gpkg", layer="level-3-District/Zone de santé - DIST")
    assert len(found.units) == 45
    assert set(found.units["parent_id"]) <= set(districts.units["unit_id"])


@pytest.mark.realdata
def test_points_are_units_too() -> None:
    """The 83 facility points lose their heights and stay points."""
    layer = "level-5-Health facility/Formation sanitaire - HF"
    found = parse_boundaries(real("other/burkina_org_units.gpkg"), "x.gpkg", layer=layer)
    assert (found.report.points, found.report.heights_dropped) == (83, 83)
    assert set(found.units.geom_type) == {"Point"}
    assert not found.units.has_z.any()


@pytest.mark.realdata
def test_a_name_that_recurs_gets_the_name_of_its_parent() -> None:
    """Koya occurs twice in Sierra Leone: codes tell both apart, and without codes the district does."""
    content = real("other/sierra_leone_chiefdoms.geojson")
    found = parse_boundaries(content, "x.geojson")
    assert found.units["unit_id"].is_unique
    assert found.report.fields_used.code == "admin3Pcod"
    named = parse_boundaries(content, "x", fields=FieldMap(name="admin3Name", parent_name="admin2Name"))
    assert named.report.ids_made_from == "name"
    assert named.units["unit_id"].is_unique
    koya = named.units.loc[named.units["name"] == "Koya", "unit_id"]
    assert set(koya) == {"port-loko:koya", "kenema:koya"}


@pytest.mark.realdata
def test_the_whole_country() -> None:
    """All 3,321 communes are read from GeoParquet with 994 leading zeros, in the child process."""
    found = read_boundaries(real("vietnam/communes_2025_coverage.parquet"), "vietnam.parquet")
    assert len(found.units) == 3321
    assert found.units["unit_id"].str.startswith("0").sum() == 994
    assert found.units["unit_id"].str.len().eq(5).all()


def test_child_and_parent_agree() -> None:
    """The child process gives the same units and report as reading in this process."""
    given = geojson(({"code": "01234", "name": "Bản Xôm"}, square()), ({"code": "9", "name": "B"}, None))
    near, far = parse_boundaries(given, "a.geojson"), read_boundaries(given, "a.geojson")
    pd.testing.assert_frame_equal(pd.DataFrame(near.units), pd.DataFrame(far.units), check_dtype=False)
    pd.testing.assert_frame_equal(near.report.rejected, far.report.rejected, check_dtype=False)
    assert repr(near.report) == repr(far.report)
    assert near.units["kind"].tolist() == ["bản"]


def test_nothing_is_lost() -> None:
    """Features in equal units kept, parts joined and rows rejected, each with its number and reason."""
    found = parse_boundaries(
        geojson(
            ({"code": "01", "name": "Hai mảnh"}, square(103.0)),
            ({"code": "01", "name": "Hai mảnh"}, square(103.5)),
            ({"code": "02", "name": "Tên này"}, square(104.0)),
            ({"code": "02", "name": "Tên kia"}, square(104.5)),
            ({"code": "03", "name": "Trống"}, None),
            ({"code": None, "name": "Vô mã"}, square(105.0)),
            ({"code": "04", "name": None}, square(105.5)),
            ({"code": "05", "name": "Đường"}, {"type": "LineString", "coordinates": [[103, 21], [104, 22]]}),
        ),
        "x",
    )
    report = found.report
    assert report.features_in == report.features_kept + report.parts_joined + len(report.rejected) == 8
    assert found.units["unit_id"].tolist() == ["01", "04"]
    assert dict(zip(report.rejected["feature_no"], report.rejected["reason"], strict=True)) == {
        3: "duplicate_code",
        4: "duplicate_code",
        5: "geometry_missing",
        6: "identity_missing",
        8: "geometry_kind",
    }
    assert found.units.geometry.iloc[0].geom_type == "MultiPolygon"
    assert (report.names_missing, report.duplicate_codes) == (1, 2)


def test_codes_are_text_and_text_is_clean() -> None:
    """A decimal point goes, a leading zero stays, names become NFC without invisible letters."""
    found = parse_boundaries(
        geojson(
            ({"ma_xa": "01234", "ten_xa": "Mu\u031bo\u031b\u0300ng  \u200bLay\u202e"}, square(103.0)),
            ({"ma_xa": 1234, "ten_xa": "\u00d0iện\u00a0Biên\x07"}, square(104.0)),
        ),
        "x",
    )
    assert found.units["unit_id"].tolist() == ["01234", "1234"]
    assert found.units["name"].tolist() == ["Mường Lay", "Điện Biên"]
    whole = parse_boundaries(
        geojson(({"code": 7.0, "name": "A"}, square()), ({"code": 8.0, "name": "B"}, square(104))), "x"
    )
    assert whole.units["unit_id"].tolist() == ["7", "8"]


def test_a_gap_and_an_overlap_are_measured() -> None:
    """A frame of four bars around a hole leaves one gap, and a square laid over one of them one overlap."""
    bars = [(103, 21, 104, 21.1), (103, 21.9, 104, 22), (103, 21.1, 103.1, 21.9), (103.9, 21.1, 104, 21.9)]
    shapes = [shapely.box(*bar) for bar in bars] + [shapely.box(103.2, 21.0, 103.3, 21.05)]
    named = [
        ({"code": f"0{no}", "name": f"Xã {no}"}, shapely.geometry.mapping(shape)) for no, shape in enumerate(shapes)
    ]
    report = parse_boundaries(geojson(*named), "x").report
    areas = gpd.GeoSeries([shapely.box(103.1, 21.1, 103.9, 21.9), shapes[4]], crs=4326).to_crs(6933).area / 1e6
    assert (report.gaps, report.overlap_pairs) == (1, 1)
    assert report.gaps_km2 == pytest.approx(areas[0], rel=1e-9)
    assert report.overlaps_km2 == pytest.approx(areas[1], rel=1e-9)


def test_swapped_axes_are_turned_only_when_all_are() -> None:
    """A layer of latitude and longitude is turned; one such feature among good ones is rejected."""
    swapped = [({"code": f"0{no}", "name": f"A{no}"}, square(21.0 + no, 103.0)) for no in range(3)]
    good = [({"code": f"1{no}", "name": f"B{no}"}, square(103.0 + no, 21.0)) for no in range(3)]
    turned = parse_boundaries(geojson(*swapped), "x")
    assert turned.report.axes_swapped
    assert turned.units.total_bounds == pytest.approx([103.0, 21.0, 103.1, 23.1])
    mixed = parse_boundaries(geojson(*good, swapped[0]), "x")
    assert not mixed.report.axes_swapped
    assert mixed.report.rejected["reason"].tolist() == ["outside_world"]


def test_metres_without_a_system_are_refused() -> None:
    """VN-2000 metres in GeoJSON without a CRS are refused with the first coordinate, not guessed."""
    refusal = refused(geojson(({"code": "1", "name": "A"}, square(500_000, 2_380_000, 1000))))
    assert refusal.key == "crs_missing"
    assert refusal.facts["sample"] == [500_000, 2_380_000]


def test_degrees_declared_as_metres_are_refused() -> None:
    """Degrees under a CRS in metres are refused, for they would all fall on one spot."""
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3405"}}
    assert refused(geojson(({"code": "1", "name": "A"}, square()), crs=crs)).key == "crs_mismatch"


@pytest.mark.filterwarnings("ignore:.*:RuntimeWarning", "ignore:.*CRS.*:UserWarning")
@pytest.mark.parametrize(("crs", "key"), [(None, "crs_missing"), (4326, None)])
def test_a_shapefile_without_prj(crs: int | None, key: str | None, tmp_path: Path) -> None:
    """Without a .prj, metres are refused, and degrees are taken and said to be assumed."""
    given = communes(3405) if crs is None else communes(3405).to_crs(crs)
    given.to_file(tmp_path / "xa.shp")
    (tmp_path / "xa.prj").unlink()
    if key:
        assert refused(zipped(tmp_path)).key == key
    else:
        assert parse_boundaries(zipped(tmp_path), "x").report.crs_assumed


@pytest.mark.parametrize(
    ("encoding", "spelled"),
    [("utf-8", "Mường Phăng"), ("cp1258", "M\u01b0\u01a1\u0300ng Phăng"), ("cp1252", "Nord-Œuf Ãž")],
)
@pytest.mark.filterwarnings("ignore:.*:RuntimeWarning")
def test_a_shapefile_without_cpg_is_still_read(encoding: str, spelled: str, tmp_path: Path) -> None:
    """Without a .cpg the encoding is found from the bytes, and letters of windows-1258 are composed."""
    units = communes().iloc[:1].assign(ten_xa=spelled)
    units.to_file(tmp_path / "xa.shp", encoding="utf-8")
    table = (tmp_path / "xa.dbf").read_bytes()
    old, new = spelled.encode(), spelled.encode(encoding)
    (tmp_path / "xa.dbf").write_bytes(table.replace(old + b" " * (80 - len(old)), new + b" " * (80 - len(new))))
    (tmp_path / "xa.cpg").unlink()
    found = parse_boundaries(zipped(tmp_path), "x")
    assert found.report.encoding == encoding
    expected = "Mường Phăng" if encoding != "cp1252" else spelled
    assert set(found.units["name"]) == {expected}


@pytest.mark.filterwarnings("ignore:.*:RuntimeWarning")
def test_two_shapefiles_in_one_zip_must_be_chosen_from(tmp_path: Path) -> None:
    """Two shapefiles are offered by name; the chosen one is read; a missing .shx is rebuilt by the child."""
    communes().to_file(tmp_path / "xa.shp")
    communes().iloc[:2].to_file(tmp_path / "ban.shp")
    (tmp_path / "ban.shx").unlink()
    content = zipped(tmp_path)
    refusal = refused(content)
    assert (refusal.key, refusal.facts["layers"]) == ("layer_needed", ["ban", "xa"])
    assert read_boundaries(content, "x.zip", layer="ban").report.features_in == 2


SOURCE = b"<OGRVRTLayer name='a'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>"
VIRTUAL = b"<OGRVRTDataSource>" + SOURCE + b"</OGRVRTDataSource>"
KML = '<?xml version="1.0"?>{}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'


def packed(**entries: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


HOSTILE = {
    "empty": (b"", "file_empty"),
    "virtual layer": (VIRTUAL, "boundary_format"),
    "virtual layer in a zip": (packed(**{"a.kml": VIRTUAL}), "boundary_format"),
    "WFS": (b"<OGRWFSDataSource><URL>http://127.0.0.1/</URL></OGRWFSDataSource>", "boundary_format"),
    "WFS address": (b"WFS:http://127.0.0.1/", "boundary_format"),
    "path": (b"/vsicurl/http://127.0.0.1/a.geojson", "boundary_format"),
    "PDF": (b"%PDF-1.7\n", "boundary_format"),
    "other JSON": (b'{"a": 1}', "boundary_format"),
    "TopoJSON": (b'{"type":"Topology","objects":{},"arcs":[]}', "boundary_format"),
    "truncated": (geojson(({"code": "1"}, square()))[:-9], "boundary_unreadable"),
    "empty collection": (geojson(), "boundary_empty"),
    "1e999": (geojson(({"code": "1"}, square())).replace(b"103.1", b"1e999"), "boundary_unreadable"),
    "only null geometry": (geojson(({"code": "A1"}, None)), "boundary_empty"),
    "zip without a layer": (packed(**{"readme.txt": b"x"}), "zip_empty"),
    "zip out of its folder": (packed(**{"../../x.geojson": geojson()}), "zip_path"),
    "zip with a drive": (packed(**{"C:\\x.geojson": geojson()}), "zip_path"),
    "zip bomb": (packed(**{"x.geojson": b" " * 30_000_000}), "zip_bomb"),
    "zip cut short": (packed(**{"x.geojson": geojson()})[:-30], "zip_damaged"),
    "zip in a zip": (packed(**{"x.geojson": packed(a=b"1")}), "boundary_format"),
    "network link": (
        KML.format("", "<NetworkLink><Link><href>x</href></Link></NetworkLink>").encode(),
        "kml_link",
    ),
    "entities": (
        KML.format("<!DOCTYPE k [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", "&a;").encode(),
        "xml_entities",
    ),
    "broken KML": (KML.format("", "<Placemark>").encode(), "boundary_unreadable"),
    "SQLite": (b"SQLite format 3\x00" + b"\x00" * 100, "boundary_unreadable"),
    "cut Parquet": (b"PAR1abcPAR1", "boundary_unreadable"),
}


@pytest.mark.parametrize(("content", "key"), HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["x.geojson", "../../x.kml"])
def test_what_is_not_a_boundary_file_is_refused(content: bytes, key: str, name: str) -> None:
    """Each hostile or broken file is refused with its own reason, whatever it is called."""
    assert refused(content, name).key == key


@pytest.fixture
def visits() -> Iterator[tuple[str, list[str]]]:
    """Run a server that notes each request."""
    seen: list[str] = []

    class Note(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Note) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", seen
        server.shutdown()


@pytest.mark.parametrize("spelling", ['"crs"', '"\\u0063rs"', '"cr\\u0073"'])
@pytest.mark.parametrize("kind", ["link", "LINK", "url", "URL"])
def test_a_crs_that_is_an_address_is_never_fetched(visits: tuple[str, list[str]], kind: str, spelling: str) -> None:
    """GDAL fetches a linked CRS of GeoJSON: such a file is refused and the address is not visited."""
    address, seen = visits
    linked = json.dumps({"type": kind, "properties": {"href": address, "url": address}})
    member = f'"type": "FeatureCollection", {spelling}: {linked}'
    content = geojson(({"code": "1", "name": "A"}, square())).replace(b'"type": "FeatureCollection"', member.encode())
    assert refused(content).key == "crs_link"
    assert seen == []


def test_a_property_named_crs_is_only_a_property() -> None:
    """A text column called crs does not decide the coordinate system."""
    found = parse_boundaries(geojson(({"code": "1", "name": "A", "crs": "EPSG:3405"}, square())), "x")
    assert found.units.total_bounds == pytest.approx([103.0, 21.0, 103.1, 21.1])


def test_a_crs_nobody_knows_is_refused() -> None:
    """GDAL takes an unknown CRS name for WGS 84; here it is refused."""
    crs = {"type": "name", "properties": {"name": "/etc/passwd"}}
    assert refused(geojson(({"code": "1"}, square()), crs=crs)).key == "crs_unknown"


def test_a_geopackage_with_a_view_for_a_layer_is_refused(tmp_path: Path) -> None:
    """A view that stands where a feature table should is refused before GDAL sees the file."""
    communes().to_file(tmp_path / "a.gpkg", layer="xa")
    base = sqlite3.connect(tmp_path / "a.gpkg", isolation_level=None)
    base.execute("ALTER TABLE xa RENAME TO hidden")
    base.execute("CREATE VIEW xa AS SELECT * FROM hidden")
    base.close()
    refusal = refused((tmp_path / "a.gpkg").read_bytes())
    assert (refusal.key, refusal.facts["layers"]) == ("gpkg_view", ["xa"])


def test_marks_and_wide_text_are_read() -> None:
    """GeoJSON with a byte order mark, and GeoJSON in UTF-16, read like plain UTF-8."""
    given = geojson(({"code": "1", "name": "Bản"}, square()))
    for content in (b"\xef\xbb\xbf" + given, given.decode().encode("utf-16")):
        assert parse_boundaries(content, "x").units["name"].tolist() == ["Bản"]


def test_too_many_features_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layer above the limit of features is refused before it is read."""
    monkeypatch.setattr(layers, "FEATURES_LIMIT", 1)
    two = geojson(({"code": "1", "name": "A"}, square()), ({"code": "2", "name": "B"}, square(104)))
    assert refused(two).key == "too_large"


def test_equal_areas_by_the_thousand_are_refused_early() -> None:
    """Four thousand areas on one spot, eight million pairs, are refused before they are intersected."""
    shape = square()
    content = geojson(*[({"code": f"{no:05}", "name": f"Xã {no}"}, shape) for no in range(4000)])
    assert refused(content).key == "too_many_overlaps"


def test_a_child_over_its_time_is_stopped(tmp_path: Path) -> None:
    """A child that takes longer than allowed is ended, and the file refused as too slow."""
    (tmp_path / "content").write_bytes(b"x")
    start = time.perf_counter()
    with pytest.raises(FileRefused) as refusal:
        sandbox.run("geodata.boundaries", tmp_path, seconds=0.05)
    assert refusal.value.key == "too_slow"
    assert time.perf_counter() - start < 5


def test_a_child_over_its_memory_is_refused(tmp_path: Path) -> None:
    """A child that may not have the memory it needs dies alone, and the file is refused."""
    pytest.importorskip("resource")
    with pytest.raises(FileRefused):
        sandbox.run("geodata.boundaries", tmp_path, memory=50_000_000)


def test_a_file_the_child_refuses_is_refused_here_with_its_facts() -> None:
    """A refusal crosses from the child to the parent with key and facts."""
    with pytest.raises(FileRefused) as refusal:
        read_boundaries(b"%PDF-1.7", "x.pdf")
    assert (refusal.value.key, refusal.value.facts) == ("boundary_format", {"found": "%PDF-1.7"})


GUESSES = {
    "Vietnamese": (
        {"MA_XA": ["01", "02"], "TÊN XÃ": ["Nà Tấu", "Pú Nhi"], "Loại": ["Xã", "Xã"], "Mã huyện": ["9", "9"]},
        FieldMap("MA_XA", "TÊN XÃ", "Loại", "Mã huyện", None),
    ),
    "groups under communes": (
        {
            "ma_xa": ["1", "1", "2"],
            "ten_xa": ["A", "A", "B"],
            "ma_ban": ["11", "12", "21"],
            "ten_ban": ["X", "Y", "X"],
        },
        FieldMap("ma_ban", "ten_ban", None, "ma_xa", "ten_xa"),
    ),
    "GADM": (
        {
            "GID_2": ["V.1", "V.1"],
            "NAME_2": ["H", "H"],
            "GID_3": ["V.1.1", "V.1.2"],
            "NAME_3": ["P", "Q"],
            "TYPE_3": ["Xã", "Xã"],
        },
        FieldMap("GID_3", "NAME_3", "TYPE_3", "GID_2", "NAME_2"),
    ),
    "by content": (
        {
            "stt": [1, 2, 3],
            "x1": ["03127", "03128", "03130"],
            "x2": ["Nà Tấu", "Pú Nhi", "Mường Mùn"],
            "dan_so": [5012, 880, 61],
        },
        FieldMap("x1", "x2"),
    ),
    "no code": ({"name": ["A", "B"], "area": [1.5, 2.5]}, FieldMap(None, "name")),
}


@pytest.mark.parametrize(("table", "expected"), GUESSES.values(), ids=GUESSES)
def test_fields_are_guessed(table: dict, expected: FieldMap) -> None:
    """Code, name, kind and parent are found by heading, and by content where headings say nothing."""
    assert guess_fields(pd.DataFrame(table)) == expected


def test_a_file_without_code_or_name_asks_for_fields() -> None:
    """When nothing identifies the features the headings are offered; an unknown heading is refused."""
    given = geojson(({"dien_tich": 1.5}, square()), ({"dien_tich": 1.7}, square(104)))
    assert refused(given).key == "fields_needed"
    assert refused(given, fields=FieldMap(code="ma")).key == "field_unknown"


def test_names_alone_give_steady_ids() -> None:
    """Names that differ only in marks keep different ids, and the same name twice gets a number."""
    names = ["Nà Tòng", "Na Tông", "Nà Tòng"]
    found: Boundaries = parse_boundaries(
        geojson(*[({"ten": name}, square(103 + no)) for no, name in enumerate(names)]), "x"
    )
    assert found.units["unit_id"].tolist() == ["nà-tòng", "na-tông", "nà-tòng-2"]
    assert found.report.names_repeated == 2
