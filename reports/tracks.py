"""The places of a plan for phones and other programs: GPX, KML, GeoJSON, and a list of entities for ODK and Kobo."""

import csv
import io
import json
import math
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from html import escape
from itertools import groupby
from typing import Any
from xml.etree import ElementTree

from reports.plan_papers import PlanPapers, Row
from reports.team_sheet_pdf import standing
from texts import Language
from texts.sheet import is_told, language_line, means_line, people_lines, road_line, when_lines

GPX, KML = "http://www.topografix.com/GPX/1/1", "http://www.opengis.net/kml/2.2"
DECIMALS = 6  # of a degree: a tenth of a metre
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ENTITY_COLUMNS = (
    "name", "label", "geometry", "unit_id", "team_id", "plan_no", "stay", "planned_on", "commune", "language", "kind",
    "adults_expected",
)  # fmt: skip


@dataclass(frozen=True)
class Track:
    """A format: its name, the ending and kind of its files, and how it is made."""

    name: str
    suffix: str
    mime: str
    make: Callable[[PlanPapers, Language, str], bytes]


def gpx(papers: PlanPapers, say: Language, team_id: str = "") -> bytes:
    """Return GPX 1.1: a point for each visit in order, and for each team a route from its base through them.

    A visit whose place is not known is left out: GPX has no point without one.
    """
    sheets = _sheets(papers, team_id)
    root = ElementTree.Element("gpx", {"version": "1.1", "creator": say("app.name"), "xmlns": GPX})
    metadata = ElementTree.SubElement(root, "metadata")
    _child(metadata, "name", _title(papers, say))
    if papers.is_illustrative:
        _child(metadata, "desc", say("brief.illustrative"))
    for _, stays in sheets:
        for stay in filter(_has_point, stays):
            _gpx_point(root, "wpt", stay, _label(stay, say), "\n".join(_about(papers, stay, say)))
    for team, stays in sheets:
        route = ElementTree.SubElement(root, "rte")
        _child(route, "name", str(team["name"]))
        _child(route, "desc", say("track.route"))
        _gpx_point(route, "rtept", team, say("paper.sign_base"))
        for stay in filter(_has_point, stays):
            _gpx_point(route, "rtept", stay, _label(stay, say))
    return _xml(root)


def kml(papers: PlanPapers, say: Language, team_id: str = "") -> bytes:
    """Return KML 2.2: a folder for each team with its base, and in it one for each week with the visits in order."""
    root = ElementTree.Element("kml", {"xmlns": KML})
    document = ElementTree.SubElement(root, "Document")
    _child(document, "name", _title(papers, say))
    if papers.is_illustrative:
        _child(document, "description", escape(say("brief.illustrative")))
    for team, stays in _sheets(papers, team_id):
        folder = ElementTree.SubElement(document, "Folder")
        _child(folder, "name", str(team["name"]))
        base = ElementTree.SubElement(folder, "Placemark")
        _child(base, "name", say("paper.sign_base"))
        _kml_point(base, team)
        for week, some in groupby(stays, key=lambda stay: int(stay["week"])):
            inner = ElementTree.SubElement(folder, "Folder")
            _child(inner, "name", say("track.week", week=week))
            for stay in some:
                _placemark(inner, papers, stay, say)
    return _xml(root)


def geojson(papers: PlanPapers, say: Language, team_id: str = "") -> bytes:
    """Return GeoJSON (RFC 7946): a point for each visit with its columns; no geometry where the place is not known."""
    features = [_feature(papers, stay) for _, stays in _sheets(papers, team_id) for stay in stays]
    collection = {
        "type": "FeatureCollection",
        "name": _title(papers, say),
        "is_illustrative": papers.is_illustrative,
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()


def entities(papers: PlanPapers, _say: Language, team_id: str = "") -> bytes:
    """Return a CSV of entities: `name` is an id, always the same for a visit of a plan, `geometry` a point of ODK."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(ENTITY_COLUMNS)
    for _, stays in _sheets(papers, team_id):
        for stay in stays:
            writer.writerow(_entity(papers, stay))
    return text.getvalue().encode()


TRACKS = (
    Track("gpx", "gpx", "application/gpx+xml", gpx),
    Track("kml", "kml", "application/vnd.google-earth.kml+xml", kml),
    Track("geojson", "geojson", "application/geo+json", geojson),
    Track("odk", "csv", "text/csv", entities),
)


def track_named(name: str) -> Track:
    """Return a format by its name."""
    return next(track for track in TRACKS if track.name == name)


def entity_id(plan_no: str, team_id: str, unit_id: str, stay: int) -> str:
    """Return the id of a visit in the form of a random UUID (version 4), as ODK Central asks, but always the same."""
    told = "\x1f".join((plan_no, team_id, unit_id, str(stay)))
    return str(uuid.UUID(bytes=blake2b(told.encode(), digest_size=16).digest(), version=4))


def _sheets(papers: PlanPapers, team_id: str) -> list[tuple[Row, list[Row]]]:
    return (papers.of_team(team_id) if team_id else papers).sheets()


def _title(papers: PlanPapers, say: Language) -> str:
    return f"{standing(papers, say)} · {papers.place_name[say.code]}"


def _label(stay: Row, say: Language) -> str:
    return f"{stay['place_no']}. {stay['name']} ({say.weekday(stay['starts_on'])})"


def _about(papers: PlanPapers, stay: Row, say: Language) -> Iterator[str]:
    """Yield what a person on the way wants to know of a visit, and that its figures are none where that is so."""
    if papers.is_illustrative:
        yield say("brief.illustrative")
    yield f"{stay['team']} · {stay['commune']} · {say('visit.' + str(stay['kind']))}"
    yield ", ".join(when_lines(stay, say))
    yield language_line(stay, say)
    yield road_line(stay, say)
    yield from people_lines(stay, say)
    yield means_line(stay, say)
    if not stay["has_place"]:
        yield say("paper.sign_unsure")


def _has_point(stay: Mapping[Any, Any]) -> bool:
    return math.isfinite(stay["lon"] + stay["lat"])


def _degrees(value: float) -> str:
    return f"{value:.{DECIMALS}f}"


def _gpx_point(parent: ElementTree.Element, tag: str, place: Row, name: str, about: str = "") -> None:
    point = ElementTree.SubElement(parent, tag, {"lat": _degrees(place["lat"]), "lon": _degrees(place["lon"])})
    _child(point, "name", name)
    if about:
        _child(point, "desc", about)


def _kml_point(placemark: ElementTree.Element, place: Row) -> None:
    point = ElementTree.SubElement(placemark, "Point")
    _child(point, "coordinates", f"{_degrees(place['lon'])},{_degrees(place['lat'])}")


def _placemark(folder: ElementTree.Element, papers: PlanPapers, stay: Row, say: Language) -> None:
    """Add a visit; what its balloon shows is read as HTML, so it is escaped once for that and once as XML."""
    placemark = ElementTree.SubElement(folder, "Placemark")
    _child(placemark, "name", _label(stay, say))
    _child(placemark, "description", "<br/>".join(escape(line) for line in _about(papers, stay, say) if line))
    span = ElementTree.SubElement(placemark, "TimeSpan")
    _child(span, "begin", f"{stay['starts_on']:%Y-%m-%d}")
    _child(span, "end", f"{stay['ends_on']:%Y-%m-%d}")
    data = ElementTree.SubElement(placemark, "ExtendedData")
    for name in ("team_id", "unit_id"):
        one = ElementTree.SubElement(data, "Data", {"name": name})
        _child(one, "value", str(stay[name]))
    if _has_point(stay):
        _kml_point(placemark, stay)


def _child(parent: ElementTree.Element, tag: str, text: str) -> None:
    """Add an element with a text, without the signs that XML does not know."""
    ElementTree.SubElement(parent, tag).text = NOT_XML.sub("", text)


def _xml(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def _feature(papers: PlanPapers, stay: Row) -> dict[str, Any]:
    point = [round(stay["lon"], DECIMALS), round(stay["lat"], DECIMALS)] if _has_point(stay) else None
    ids = {"plan_no": papers.number, **{name: str(stay[name]) for name in ("team_id", "team", "unit_id", "name")}}
    numbers = ("gain_adults", "gain_least", "gain_most", "unreached", "travel_minutes", "households")
    return {
        "type": "Feature",
        "id": _id_of(papers, stay),
        "geometry": point and {"type": "Point", "coordinates": point},
        "properties": {
            **ids,
            "commune": str(stay["commune"]),
            "order": int(stay["place_no"]),
            "stay": int(stay["stay"]),
            "week": int(stay["week"]),
            "starts_on": f"{stay['starts_on']:%Y-%m-%d}",
            "ends_on": f"{stay['ends_on']:%Y-%m-%d}",
            "part": str(stay["part"]),
            "is_overnight": bool(stay["is_overnight"]),
            "kind": str(stay["kind"]),
            "language": str(stay["language"]) if is_told(stay["language"]) else None,
            "is_spoken": bool(stay["is_spoken"]),
            "has_place": bool(stay["has_place"]),
            **{name: _rounded(stay[name]) for name in numbers},
        },
    }


def _id_of(papers: PlanPapers, stay: Row) -> str:
    return entity_id(papers.number, str(stay["team_id"]), str(stay["unit_id"]), int(stay["stay"]))


def _rounded(value: Any) -> int | None:
    return round(float(value)) if is_told(value) else None


def _entity(papers: PlanPapers, stay: Row) -> list[Any]:
    point = f"{_degrees(stay['lat'])} {_degrees(stay['lon'])} 0 0" if _has_point(stay) else ""
    texts = [str(stay[name]) if is_told(stay[name]) else "" for name in ("commune", "language", "kind")]
    label = f"{stay['starts_on']:%d/%m} · {stay['name']} · {stay['commune']}"
    ids = (str(stay["unit_id"]), str(stay["team_id"]), papers.number, int(stay["stay"]))
    day = f"{stay['starts_on']:%Y-%m-%d}"
    return [_id_of(papers, stay), label, point, *ids, day, *texts, _rounded(stay["gain_adults"])]
