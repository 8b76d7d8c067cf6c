"""Coordinates, judged over the whole column: swapped, without their sign, in metres, in degrees and minutes.

A repair is made only where it brings every row of the file into the campaign's ground and the rows as written do not
lie there; else a person is asked, and until then the rows that do not fit go without coordinates.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyproj import Transformer

from loaders.finding import Finding

Extent = tuple[float, float, float, float]  # west, south, east, north, in degrees
GLOBE: Extent = (-180.0, -90.0, 180.0, 90.0)
PAD = 0.3  # degrees around the campaign's ground: a team may stand a little outside
# The zone of Điện Biên first, then its neighbours and the world's zones (codes of EPSG).
PROJECTED = {"9205": "VN-2000 / TM-3 103-00", "5896": "VN-2000 / TM-3 zone 481", "3405": "VN-2000 / UTM zone 48N",
             "32648": "WGS 84 / UTM zone 48N", "32647": "WGS 84 / UTM zone 47N"}  # fmt: skip
METRES = 1000.0  # what is larger than this in both columns is no degree
PLAIN = r"^\s*[+-]?\d{1,9}([.,]\d{0,15})?\s*$"
PARTS = re.compile(r"(\d+(?:[.,]\d+)?)")
SIDE = re.compile(r"[NSEWBĐTnsewbđt]")
SOUTH_OR_WEST = frozenset("SWsw")
PAIR = re.compile(r"([+-]?\d{1,3}(?:\.\d+)?)[\s,;]+([+-]?\d{1,3}(?:\.\d+)?)")
WRITTEN_POINT = re.compile(r"POINT\s*Z?\s*\(\s*([+-]?[\d.]+)\s+([+-]?[\d.]+)", re.IGNORECASE)
Repair = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Judged:
    """Longitude and latitude in degrees (NaN for none), the rows left out, and what was found out."""

    lon: np.ndarray
    lat: np.ndarray
    is_unclear: np.ndarray
    is_impossible: np.ndarray
    finding: Finding | None


def read_degrees(column: pa.DictionaryArray) -> tuple[np.ndarray, np.ndarray]:
    """Read a column of one axis: the numbers (NaN for none), and the rows whose text is no number."""
    texts = column.dictionary.cast(pa.string()).fill_null("")
    plain = pc.match_substring_regex(texts, PLAIN)
    numbers = pc.if_else(plain, pc.utf8_trim_whitespace(pc.replace_substring(texts, ",", ".")), None).cast(pa.float64())
    found = numbers.to_numpy(zero_copy_only=False).copy()
    written = np.array([bool(text.strip(" -–.")) for text in texts.to_pylist()], dtype=bool)
    for at in np.flatnonzero(written & ~plain.to_numpy(zero_copy_only=False)):
        found[at] = _degrees(texts[int(at)].as_py())
    rows = column.indices.to_numpy(zero_copy_only=False)
    if not len(found):
        return np.full(len(column), np.nan), np.zeros(len(column), dtype=bool)
    return found[rows], (written & np.isnan(found))[rows]


def _degrees(text: str) -> float:
    """Read degrees, minutes and seconds, a side of the world, or metres with thousands; NaN for anything else."""
    if re.fullmatch(r"\s*[+-]?\d{1,3}(([.,' ])\d{3})+([.,]\d+)?\s*", text) and len(re.findall(r"\d", text)) > 5:
        return _metres(text)
    rest = re.sub(r"[°º˚ođ'’′\"”″\s]+|[NSEWBĐTnsewbđt]|phút|độ|giây", " ", text)
    parts = [float(part.replace(",", ".")) for part in PARTS.findall(text)]
    if not 1 <= len(parts) <= 3 or re.search(r"[^\d.,+\- ]", rest) or any(part >= 60 for part in parts[1:]):
        return np.nan
    value = sum(part / 60**power for power, part in enumerate(parts))
    side = SIDE.search(text)
    is_negative = text.strip().startswith("-") or (side is not None and side[0] in SOUTH_OR_WEST)
    return -value if is_negative else value


def _metres(text: str) -> float:
    digits = text.replace("'", "").replace(" ", "")
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return float(digits)
    separator = digits[last]
    is_decimal = digits.count(separator) == 1 and (len(digits) - last - 1 != 3 or ("." in digits and "," in digits))
    whole = re.sub(r"[.,]", "", digits[:last]) if is_decimal else re.sub(r"[.,]", "", digits)
    return float(f"{whole}.{digits[last + 1 :]}" if is_decimal else whole)


def read_points(column: pa.DictionaryArray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read a column of whole points ('21.38 103.02 0 4', 'POINT(103 21)'): lat, lon (NaN for none), is_bad."""
    texts = [text or "" for text in column.dictionary.to_pylist()]
    pairs = [_point(text) for text in texts]
    written = np.array([bool(text.strip(" -")) for text in texts], dtype=bool)
    rows = column.indices.to_numpy(zero_copy_only=False)
    if not texts:
        nothing = np.full(len(column), np.nan)
        return nothing, nothing, np.zeros(len(column), dtype=bool)
    lat, lon = (np.array([pair[axis] for pair in pairs], dtype=float) for axis in (0, 1))
    return lat[rows], lon[rows], (written & np.isnan(lat))[rows]


def _point(text: str) -> tuple[float, float]:
    if found := WRITTEN_POINT.search(text):
        return float(found[2]), float(found[1])
    found = PAIR.search(text)
    return (float(found[1]), float(found[2])) if found else (np.nan, np.nan)


def judge(lat: np.ndarray, lon: np.ndarray, extent: Extent | None, answer: str = "") -> Judged:
    """Judge the coordinates of a file as a whole. `extent` is the campaign's ground, None where it is not known."""
    both = ~np.isnan(lat) & ~np.isnan(lon)
    zero = both & (lat == 0) & (lon == 0)
    asked = both & ~zero
    window = GLOBE if extent is None else _padded(extent)
    fits = _within(lon, lat, window)
    finding: Finding | None = None
    unclear = np.zeros(len(lat), dtype=bool)
    if asked.any() and not fits[asked].all():
        lon, lat, unclear, finding = _mended(lon, lat, asked, fits, window, answer)
    off = ~_within(lon, lat, GLOBE) & both & ~unclear
    good = asked & ~unclear & ~off
    return Judged(np.where(good, lon, np.nan), np.where(good, lat, np.nan), unclear & asked, off | zero, finding)


def _mended(
    lon: np.ndarray, lat: np.ndarray, asked: np.ndarray, fits: np.ndarray, window: Extent, answer: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray, Finding | None]:
    """Repair all rows by what suits every one of them, or ask about those that only a repair would bring home."""
    repaired = {name: repair(lon, lat) for name, repair in _repairs(lon[asked], lat[asked], window).items()}
    suits = {name: _within(*pair, window) for name, pair in repaired.items()}
    whole = [name for name, good in suits.items() if good[asked].all()]
    facts = {"rows": int(asked.sum()), "fitting": int((fits & asked).sum())}
    if whole and answer != "left_out":
        chosen = answer if answer in whole else whole[0] if len(whole) == 1 else ""
        choices = (*whole, "left_out")
        finding = Finding("coordinates", chosen, "lat", choices, facts=facts)
        pair = repaired[chosen] if chosen else (lon, lat)
        return *pair, asked & (not chosen), finding
    return _in_part(lon, lat, asked & ~fits, repaired, suits, facts, answer)


def _in_part(
    lon: np.ndarray,
    lat: np.ndarray,
    lost: np.ndarray,
    repaired: dict[str, tuple[np.ndarray, np.ndarray]],
    suits: dict[str, np.ndarray],
    facts: dict[str, int],
    answer: str,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, Finding | None]:
    """Leave out the coordinates of rows that only a repair would bring home, or repair just those where one said so."""
    mendable = np.zeros(len(lon), dtype=bool)
    mended_lon, mended_lat = lon.copy(), lat.copy()
    for name, good in suits.items():
        fresh = lost & good & ~mendable
        mended_lon[fresh], mended_lat[fresh] = repaired[name][0][fresh], repaired[name][1][fresh]
        mendable |= fresh
    if not mendable.any():
        return lon, lat, mendable, None  # elsewhere altogether: the points themselves will tell
    reading = "repaired" if answer == "repaired" else "left_out"
    facts = {**facts, "mendable": int(mendable.sum())}
    finding = Finding("coordinates", reading, "lat", ("left_out", "repaired"), facts=facts)
    if reading == "repaired":
        return mended_lon, mended_lat, np.zeros(len(lon), dtype=bool), finding
    return lon, lat, mendable, finding


def _repairs(lon: np.ndarray, lat: np.ndarray, window: Extent) -> dict[str, Repair]:
    """Return the repairs that are worth a try: of degrees, or of metres."""
    if window == GLOBE:
        return {"swapped": lambda x, y: (y, x)}
    if np.median(np.minimum(np.abs(lon), np.abs(lat))) > METRES:
        return {f"projected_{code}": _unproject(code) for code in PROJECTED}
    return {
        "swapped": lambda x, y: (y, x),
        "sign_lon": lambda x, y: (-x, y),
        "sign_lat": lambda x, y: (x, -y),
        "sign_both": lambda x, y: (-x, -y),
    }


def _unproject(code: str) -> Repair:
    def repair(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        # A northing in Vietnam is larger than an easting: so the columns may stand either way round.
        is_turned = np.nanmedian(x) > np.nanmedian(y)
        east, north = (y, x) if is_turned else (x, y)
        lon, lat = _transformer(code).transform(east, north, errcheck=False)
        return np.where(np.isfinite(lon), lon, np.nan), np.where(np.isfinite(lat), lat, np.nan)

    return repair


@cache
def _transformer(code: str) -> Transformer:
    return Transformer.from_crs(f"EPSG:{code}", "EPSG:4326", always_xy=True)


def _padded(extent: Extent) -> Extent:
    west, south, east, north = extent
    return west - PAD, south - PAD, east + PAD, north + PAD


def _within(lon: np.ndarray, lat: np.ndarray, window: Extent) -> np.ndarray:
    west, south, east, north = window
    with np.errstate(invalid="ignore"):
        return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
