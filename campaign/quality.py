"""The quality of an edition: what it keeps, put before the checks once for each day."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import pandas as pd
import pyarrow.parquet as pq

from campaign.edition import Edition, standing_on
from campaign.outcome import written
from outreach.quality import Evidence, Quality, assess
from outreach.quality.check import UNKNOWN
from outreach.target import Target
from store.catalogue import Import

ENCODED = ["sheet", "kind", "team"]  # few distinct texts in a long table


@lru_cache(maxsize=4)
def quality_on(edition: Edition, until: date, target: Target, silent_days: int) -> Quality:
    """Return what the checks say of an edition on a day; it is shared by all who ask, and must not be changed."""
    communes, groups = (standing_on(edition, level, until, target, silent_days) for level in ("commune", "group"))
    day = pd.Timestamp(until)
    records = _records(edition, edition.parents, day)
    waiting = edition.waiting[["segment", "sheet", "row_no", "place_key", "on_date", "reason", "commune_no"]]
    waiting = waiting.assign(on_date=pd.to_datetime(waiting["on_date"]).astype("datetime64[s]"))
    waiting = waiting[waiting["on_date"] <= day]
    refused = edition.read("refused")
    refused["commune_no"] = _communes_of_sheets(refused, records, waiting)
    residents = _residents(edition, edition.parents)
    return assess(Evidence(communes, groups, records, waiting, refused, residents, day))


def _records(edition: Edition, parents: pd.Series, until: pd.Timestamp) -> pd.DataFrame:
    """Return the placed contacts up to a day, in order of their rows."""
    table = pq.read_table(edition.folder / "records.parquet", read_dictionary=ENCODED)
    records = table.to_pandas()
    records["on_date"] = pd.to_datetime(records["on_date"]).astype("datetime64[s]")
    records["commune_no"] = records["unit_no"].map(parents)
    records = records[records["on_date"] <= until]
    return records.sort_values(["segment", "row_no"], kind="stable", ignore_index=True)


def _residents(edition: Edition, parents: pd.Series) -> pd.DataFrame:
    """Return the population figures of units in force, in order of arrival."""
    residents = edition.read("residents")
    numbers = edition.units.set_index("unit_id")["unit_no"]
    residents = residents[residents["unit_id"].isin(numbers.index)]
    residents = residents.assign(unit_no=residents["unit_id"].map(numbers).astype("int64"))
    return residents.assign(commune_no=residents["unit_no"].map(parents))


def _communes_of_sheets(refused: pd.DataFrame, records: pd.DataFrame, waiting: pd.DataFrame) -> pd.Series:
    """Return the commune of each refused row: that of its sheet, where all rows whose commune is known are of one.

    A refused row has no place; in a sheet of several communes it belongs to none of them for sure.
    """
    sheet = ["segment", "sheet"]
    placed = records[[*sheet, "commune_no"]].drop_duplicates().astype({"sheet": "str"})
    waits = waiting.loc[waiting["commune_no"] >= 0, [*sheet, "commune_no"]].drop_duplicates()
    pairs = pd.concat([placed, waits], ignore_index=True).drop_duplicates()
    only = pairs.groupby(sheet)["commune_no"].agg(["size", "first"])
    only = only.loc[only["size"] == 1, "first"].rename("only").reset_index()
    return refused[sheet].merge(only, on=sheet, how="left")["only"].fillna(UNKNOWN).astype("int64")


def located(rows: pd.DataFrame, edition: Edition, imports: Sequence[Import]) -> pd.DataFrame:
    """Add the commune's name, the file's name, and the place as it was written, else the unit's name; '' for none."""
    files = pd.Series({one.detail["number"]: one.file_name for one in imports if "number" in one.detail}, dtype="str")
    names = edition.units.set_index("unit_no")["name"]
    places = edition.read("places")
    places = places[places["place_key"].isin(rows["place_key"].dropna())]
    texts = pd.Series(written(places), index=places["place_key"], dtype="str")
    place = _looked_up(rows["place_key"], texts)
    return rows.assign(
        commune=_looked_up(rows["commune_no"], names),
        file=_looked_up(rows["segment"], files),
        place=place.where(place != "", _looked_up(rows["unit_no"], names)),
    )


def _looked_up(keys: pd.Series, texts: pd.Series) -> pd.Series:
    """Return the text of every key, '' for none."""
    return keys.map(texts).astype("object").fillna("").astype("str")
