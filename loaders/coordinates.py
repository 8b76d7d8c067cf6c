"""Coordinates: read in degrees however they are written, and put right where the whole column proves how."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import is_blank, tidy
from loaders.finding import Finding
from loaders.sheet import Context, Sheet

if TYPE_CHECKING:
    from pyproj import CRS, Transformer

DEGREES = 4  # decimals kept of a coordinate, about 11 m: enough to find the group, too coarse to find the door
VIETNAM = (102.0, 8.0, 110.0, 24.0)  # west, south, east, north, taken where the campaign's extent is not known
CHOICES = ("as_written", "repair", "drop")
# VN-2000 in the zones of the provinces (3 degrees wide) and UTM as GPS receivers give it. VN-2000 / UTM (3405, 3406)
# lies some 200 m beside the latter; nothing in the figures tells the two apart.
PROJECTED = (*range(9205, 9219), *range(5896, 5900), 32647, 32648, 32649)
METRES = 1_000.0  # no degree is as large, and no easting or northing here is as small
SAMPLE = 500
LONGEST = 60
SIXTY = 60
NUMBER = r"^[+-]?\d{1,12}([.,]\d{0,30})?$"
ONE = r"[+-]?\d{1,3}(?:\.\d{1,30})?"
PAIRS = (
    rf"^\(?\s*(?P<lat>{ONE})(?:\s*[,;]\s*|\s+)(?P<lon>{ONE})(?:[\s,;]+-?[\d.]+)?(?:[\s,;]+-?[\d.]+)?\s*\)?$",
    rf"^(?i:POINT)\s*(?:[Zz]\s*)?\(\s*(?P<lon>{ONE})\s+(?P<lat>{ONE})(?:\s+-?[\d.]+)?\s*\)$",
    r"^(?P<lat>[+-]?\d{1,3},\d{1,30})(?:\s*;\s*|\s+)(?P<lon>[+-]?\d{1,3},\d{1,30})$",
)
ANGLE = re.compile(
    r"(?P<before>[NSEWBDTO])?\s*(?P<sign>[+-]?)(?P<degrees>\d{1,3}(?:[.,]\d+)?)\s*(?:°\s*)?"
    r"(?:(?<![\d.,])(?P<minutes>\d{1,2}(?:[.,]\d+)?)\s*(?:'(?!')\s*)?)?"
    r"(?:(?<![\d.,])(?P<seconds>\d{1,2}(?:[.,]\d+)?)\s*(?:\"|'')?\s*)?(?P<after>[NSEWBDTO])?"
)
GROUPED = re.compile(r"(\d{1,3}([ .,'’])\d{3}(?:\2\d{3})*)(?:(?!\2)[.,](\d+))?")
SIGNS = str.maketrans({"″": '"', "”": '"', "′": "'", "’": "'", "´": "'", "º": "°", "˚": "°"})
WORDS = (("ĐỘ", "°"), ("PHÚT", "'"), ("GIÂY", '"'), ("Đ", "D"))
SOUTH_OR_WEST = frozenset("SWTO")


@dataclass(frozen=True)
class Points:
    """Latitude and longitude a row, NaN for none. Inside this module only: what leaves it has NULL."""

    lat: np.ndarray
    lon: np.ndarray

    def inside(self, box: tuple[float, float, float, float]) -> np.ndarray:
        """Mark the points inside a box of west, south, east and north."""
        west, south, east, north = box
        return (self.lon >= west) & (self.lon <= east) & (self.lat >= south) & (self.lat <= north)

    def on_globe(self) -> np.ndarray:
        """Mark the points that lie on the globe."""
        return self.inside((-180.0, -90.0, 180.0, 90.0))

    def where(self, chosen: np.ndarray, others: "Points") -> "Points":
        """Return these points, the others in the chosen rows."""
        return Points(np.where(chosen, others.lat, self.lat), np.where(chosen, others.lon, self.lon))


@dataclass(frozen=True)
class Repair:
    """One way to put coordinates right: the points it gives, and the rows that then lie where they should."""

    name: str
    points: Points
    fits: np.ndarray
    crs: str = ""


def read_coordinates(sheet: Sheet, context: Context) -> Mapping[str, pa.Array]:
    """Read the columns of coordinates, both or none a row, in degrees rounded to four decimals."""
    points = _with_one_cell(sheet, Points(_read(sheet, "lat", "unreadable_lat"), _read(sheet, "lon", "unreadable_lon")))
    there = ~np.isnan(points.lat) & ~np.isnan(points.lon)
    is_zero = there & (points.lat == 0) & (points.lon == 0)
    _report(sheet, is_zero, "zero_island")
    there &= ~is_zero
    if there.any():
        points, there = _put_right(sheet, context, points, there)
    missing = ~there
    return {
        "lat": pa.array(np.round(points.lat, DEGREES), mask=missing),
        "lon": pa.array(np.round(points.lon, DEGREES), mask=missing),
    }


def _report(sheet: Sheet, rows: np.ndarray, reason: str) -> None:
    sheet.report(rows, "lat" if sheet.has("lat") else "geopoint", reason, rejects=False)


def _put_right(sheet: Sheet, context: Context, points: Points, there: np.ndarray) -> tuple[Points, np.ndarray]:
    """Repair the column where every row agrees; else keep what fits as written, unless a person said otherwise."""
    box = context.extent or VIETNAM
    fits = there & points.on_globe() & (points.inside(box) if context.extent else True)
    is_suspect = there if _proves_swap(points, there) else there & ~fits
    repairs = _repairs(points, is_suspect, context) if is_suspect.any() else []
    mended = [one for one in repairs if one.fits.any()]
    # A row that lies nowhere on the globe and that nothing mends says nothing about the others.
    voting = there & (points.on_globe() | _are_metres(points) | _any(mended, there))
    whole = [one for one in mended if (one.fits >= voting).all()]
    if len(whole) == 1:
        return _whole_column(sheet, whole[0], there)
    return _row_by_row(sheet, context, points, there, _likeliest(mended))


def _likeliest(repairs: list[Repair]) -> list[Repair]:
    """Keep one projection: the one that fits most rows, of several its zone in the middle of the campaign."""
    metres = [one for one in repairs if one.crs]
    return [one for one in repairs if not one.crs] + sorted(metres, key=lambda one: -int(one.fits.sum()))[:1]


def _whole_column(sheet: Sheet, repair: Repair, there: np.ndarray) -> tuple[Points, np.ndarray]:
    facts = {repair.name: int(repair.fits.sum()), "crs": repair.crs}
    sheet.findings.append(Finding("coordinates", repair.name, "lat", facts=facts))
    _report(sheet, there & ~repair.fits, "coordinates_impossible")
    return repair.points, there & repair.fits


def _row_by_row(
    sheet: Sheet, context: Context, points: Points, there: np.ndarray, repairs: list[Repair]
) -> tuple[Points, np.ndarray]:
    """Leave a mixed column as a person says: without the rows in doubt, repaired where that can be, or without all."""
    on_globe = there & points.on_globe()
    is_doubtful = _any(repairs, there)
    impossible = there & ~on_globe & ~is_doubtful
    _report(sheet, impossible, "coordinates_impossible")
    if not is_doubtful.any():
        return points, on_globe
    # Metres fit many zones of the country: without the campaign's extent no zone can be offered.
    is_lost = context.extent is None and any(one.crs for one in repairs)
    choices = tuple(choice for choice in CHOICES if choice != "repair" or not is_lost)
    answer = context.answers.get("coordinates", "")
    reading = answer if answer in choices else choices[0]
    kinds = ("swapped", "sign", "projected")
    counts = {name: int(_any([one for one in repairs if one.name == name], there).sum()) for name in kinds}
    facts = {
        **counts,
        "fits": int((on_globe & ~is_doubtful).sum()),
        "impossible": int(impossible.sum()),
        "crs": next((one.crs for one in repairs if one.crs and not is_lost), "–"),
    }
    sheet.findings.append(Finding("coordinates", reading, "lat", choices, facts=facts))
    return _as_said(sheet, reading, points, on_globe, is_doubtful, repairs)


def _as_said(
    sheet: Sheet, reading: str, points: Points, on_globe: np.ndarray, is_doubtful: np.ndarray, repairs: list[Repair]
) -> tuple[Points, np.ndarray]:
    if reading == "drop":
        _report(sheet, on_globe | is_doubtful, "coordinates_left_out")
        return points, np.zeros(len(on_globe), dtype=bool)
    mended = np.zeros(len(on_globe), dtype=bool)
    if reading == "repair":
        mended = np.sum([one.fits for one in repairs], axis=0) == 1  # two ways to mend are none
        for one in repairs:
            points = points.where(one.fits & mended, one.points)
    _report(sheet, is_doubtful & ~mended, "coordinates_unclear")
    return points, (on_globe & ~is_doubtful) | mended


def _any(repairs: list[Repair], there: np.ndarray) -> np.ndarray:
    return np.any([one.fits for one in repairs], axis=0) if repairs else np.zeros(len(there), dtype=bool)


def _repairs(points: Points, rows: np.ndarray, context: Context) -> list[Repair]:
    """Return the ways in which rows that do not fit as written can be meant."""
    is_metre = rows & _are_metres(points)
    in_degrees = rows & ~is_metre
    repairs = _repairs_of_degrees(points, in_degrees, context) if in_degrees.any() else []
    return repairs + (_repairs_of_metres(points, is_metre, context) if is_metre.any() else [])


def _are_metres(points: Points) -> np.ndarray:
    return np.minimum(np.abs(points.lat), np.abs(points.lon)) >= METRES


def _repairs_of_degrees(points: Points, rows: np.ndarray, context: Context) -> list[Repair]:
    turned = Points(points.lon, points.lat)
    swapped = turned.inside(context.extent or VIETNAM)
    if _proves_swap(points, rows):
        swapped = swapped | turned.on_globe()
    repairs = [Repair("swapped", turned, rows & swapped)]
    if context.extent:
        for south, west in ((1, -1), (-1, 1), (-1, -1)):
            signed = Points(points.lat * south, points.lon * west)
            repairs.append(Repair("sign", signed, rows & signed.inside(context.extent)))
    return repairs


def _proves_swap(points: Points, rows: np.ndarray) -> bool:
    """Tell a column of another country that is swapped: most latitudes beyond the poles, and none when turned."""
    beyond = rows & (np.abs(points.lat) > 90)
    return bool(2 * beyond.sum() > rows.sum() and Points(points.lon, points.lat).on_globe()[rows].all())


def _repairs_of_metres(points: Points, rows: np.ndarray, context: Context) -> list[Repair]:
    """Return each projection, with either axis first, that brings metres to where the campaign is."""
    box = context.extent or VIETNAM
    found = []
    for code in sorted(PROJECTED, key=lambda code: abs(_meridian(code) - (box[0] + box[2]) / 2)):
        for easting, northing in ((points.lon, points.lat), (points.lat, points.lon)):
            degrees = _degrees(code, easting, northing, rows, box)
            if degrees is not None:
                fits = rows & degrees.inside(box)
                found.append(Repair("projected", degrees, fits, f"EPSG:{code} {_crs(code).name}"))
    return found


@cache
def _crs(code: int) -> "CRS":
    # Not at the top: every page imports this module, and only a file in metres needs the projections.
    from pyproj import CRS

    return CRS.from_epsg(code)


@cache
def _meridian(code: int) -> float:
    return float(_crs(code).to_cf()["longitude_of_central_meridian"])


@cache
def _to_degrees(code: int) -> "Transformer":
    from pyproj import Transformer

    return Transformer.from_crs(f"EPSG:{code}", "EPSG:4326", always_xy=True)


def _degrees(
    code: int, easting: np.ndarray, northing: np.ndarray, rows: np.ndarray, box: tuple[float, float, float, float]
) -> Points | None:
    """Convert metres to degrees of WGS 84; None where a first sample of the rows does not come near the box."""
    transformer = _to_degrees(code)
    places = np.flatnonzero(rows)
    sample = places[:: max(1, len(places) // SAMPLE)]
    lon, lat = transformer.transform(easting[sample], northing[sample])
    if not Points(np.asarray(lat), np.asarray(lon)).inside(box).any():
        return None
    lons, lats = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    lons[places], lats[places] = transformer.transform(easting[places], northing[places])
    return Points(lats, lons)


def _read(sheet: Sheet, column: str, unread: str) -> np.ndarray:
    """Read a column of angles or metres: plain numbers all at once, each other distinct text by itself."""
    raw = sheet.raw(column)
    texts = pc.utf8_trim_whitespace(raw.dictionary.fill_null("").cast(pa.string()))
    is_plain = pc.match_substring_regex(texts, NUMBER).to_numpy(zero_copy_only=False)
    values = np.full(len(texts), np.nan)
    values[is_plain] = _numbers(texts.filter(pa.array(is_plain)))
    is_bad = np.zeros(len(texts), dtype=bool)
    for position in np.flatnonzero(~is_plain):
        text = tidy(texts[position].as_py())
        angle = None if is_blank(text) else read_angle(text)
        values[position] = np.nan if angle is None else angle
        is_bad[position] = angle is None and not is_blank(text)
    rows = raw.indices.to_numpy(zero_copy_only=False)
    if not len(texts):
        return np.full(len(sheet), np.nan)
    sheet.report(is_bad[rows], column, unread, rejects=False)
    return values[rows]


def _numbers(texts: pa.Array) -> np.ndarray:
    plain = pc.utf8_ltrim(pc.replace_substring(texts, ",", "."), characters="+")
    return plain.cast(pa.float64()).to_numpy(zero_copy_only=False)


def _with_one_cell(sheet: Sheet, points: Points) -> Points:
    """Fill rows without coordinates of their own from cells that hold both: '21.38 103.02 0 4.5', 'POINT(103 21)'."""
    if not sheet.has("geopoint"):
        return points
    raw = sheet.raw("geopoint")
    texts = pc.utf8_trim_whitespace(raw.dictionary.fill_null("").cast(pa.string()))
    lat, lon = np.full(len(texts), np.nan), np.full(len(texts), np.nan)
    for pattern in PAIRS:
        found = pc.extract_regex(texts, pattern)
        is_pair = pc.is_valid(found).to_numpy(zero_copy_only=False)
        pairs = found.filter(pa.array(is_pair))
        lat[is_pair], lon[is_pair] = (_numbers(pc.struct_field(pairs, name)) for name in ("lat", "lon"))
    rows = raw.indices.to_numpy(zero_copy_only=False)
    is_bad = np.isnan(lat) & np.array([not is_blank(tidy(text)) for text in texts.to_pylist()], dtype=bool)
    if len(texts):
        sheet.report(is_bad[rows], "geopoint", "unreadable_geopoint", rejects=False)
        empty = np.isnan(points.lat) | np.isnan(points.lon)
        return points.where(empty, Points(lat[rows], lon[rows]))
    return points


def read_angle(text: str) -> float | None:
    """Read one angle with its sign, hemisphere, minutes and seconds, or metres with marks between the thousands."""
    if len(text) > LONGEST:
        return None
    text = unicodedata.normalize("NFKC", text.translate(SIGNS)).upper()
    for word, sign in WORDS:
        text = text.replace(word, sign)
    if grouped := GROUPED.fullmatch(text):
        return float(re.sub(r"\D", "", grouped[1]) + "." + (grouped[3] or "0"))
    found = ANGLE.fullmatch(text.strip())
    return _angle(found) if found else None


def _angle(found: re.Match[str]) -> float | None:
    parts = [float((found[name] or "0").replace(",", ".")) for name in ("degrees", "minutes", "seconds")]
    if max(parts[1:]) >= SIXTY or (found["minutes"] and parts[0] % 1) or (found["before"] and found["after"]):
        return None
    hemisphere = found["before"] or found["after"] or ""
    size = parts[0] + parts[1] / 60 + parts[2] / 3600
    return -size if (found["sign"] == "-") != (hemisphere in SOUTH_OR_WEST) else size
