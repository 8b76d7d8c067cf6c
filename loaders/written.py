"""Written places: each distinct way in which a place was written, under a lasting number."""

import hashlib

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import tidy
from loaders.identity import mix
from loaders.sheet import Context, Sheet
from loaders.table import encode

PLACE = ("code", "commune_code", "district", "commune", "group")
NAMES = ("commune", "group")
SCHEMA = pa.schema({**{name: pa.string() for name in PLACE}, "era": pa.int64(), "place_key": pa.int64()})


def written_places(sheet: Sheet, days: pa.Array, context: Context) -> pd.DataFrame:
    """Return a place_key a row with the written place, its era among the mergers of places as a part of it."""
    return as_text(encoded_places(sheet, days, context))


def as_text(places: pd.DataFrame) -> pd.DataFrame:
    """Return encoded places with their texts as text; of a long table take the distinct ones first."""
    return places.astype(dict.fromkeys(PLACE, "str"))


def encoded_places(sheet: Sheet, days: pa.Array, context: Context) -> pd.DataFrame:
    """Return what `written_places` does with the texts as categories, which take little room in a long table."""
    texts = {name: sheet.text(name) if name in NAMES else sheet.label(name) for name in PLACE}
    group_code = sheet.label("group_code")
    texts["code"] = pc.if_else(pc.equal(group_code, ""), texts["code"], group_code)
    era = _era(days, context)
    frame = pd.DataFrame({name: encode(text).to_pandas() for name, text in texts.items()})
    frame["era"] = era
    codes = [frame[name].cat.codes.to_numpy() for name in PLACE]
    number = pd.Series(mix(*codes, era))
    first = frame[~number.duplicated()]
    keys = {
        row: place_key(*values)
        for row, values in zip(number[first.index], first.itertuples(index=False, name=None), strict=True)
    }
    frame["place_key"] = number.map(keys).astype("int64") if len(frame) else pd.Series(dtype="int64")
    return frame


def _era(days: pa.Array, context: Context) -> np.ndarray:
    """Count the mergers that had come into force on each day; a row without a day is of the present."""
    since = np.zeros(len(days), dtype=np.int64)
    for first_day in context.eras:
        later = pc.greater_equal(days, pa.scalar(first_day, pa.date32())).fill_null(True)
        since += later.to_numpy(zero_copy_only=False)
    return since


def place_key(code: str, commune_code: str, district: str, commune: str, group: str, era: int) -> int:
    """Return the lasting 64-bit number of a written place: the same in every file, without regard to case."""
    text = "\x1f".join((*(tidy(part).casefold() for part in (code, commune_code, district, commune, group)), str(era)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)
