"""What the checks of quality look at, kept with the edition: nothing that tells who a person is."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from loaders.kinds import CONTACTS
from outreach.denominator import BASES, source_kind
from store.catalogue import Import
from store.segments import segment_files

# Of a placed record: what the checks measure, and where its row stands.
LOOKED_AT = (
    *("segment", "sheet", "row_no", "place_key", "unit_no", "on_date", "kind", "team"),
    *("adults", "served", "lat", "lon"),
)
REFUSED = ("segment", "sheet", "row_no", "column", "heading", "value", "reason")


def refused_rows(imports: Sequence[Import], folder: Path) -> pd.DataFrame:
    """Return every problem that cost a row of the contacts its place among the records, with its segment."""
    theirs = [one for one in imports if one.kind in CONTACTS]
    files = segment_files(theirs, folder, CONTACTS, "problems")
    found = [pd.DataFrame(columns=list(REFUSED)).astype({"segment": "int64", "row_no": "int64"})]
    for one, path in zip(theirs, files, strict=True):
        problems = pd.read_parquet(path)
        if problems["is_rejected"].any():
            found.append(problems[problems["is_rejected"]].assign(segment=one.detail["number"]))
    return pd.concat(found[1:] or found, ignore_index=True)[list(REFUSED)]


def figures(population: pd.DataFrame) -> pd.DataFrame:
    """Return the adults of every population row that found its unit, in order of arrival."""
    known = population[population["reason"] == ""]
    return known[["segment", "row_no", "unit_id", "adult_population"]].rename(columns={"adult_population": "adults"})


def bases(population: pd.DataFrame) -> pd.DataFrame:
    """Return every figure of every list that found its unit, one row for each base, in order of arrival.

    Columns: arrived, segment, row_no, unit_id, base, people (households for that base), year, source, source_kind.
    """
    known = population[population["reason"] == ""].reset_index(drop=True).rename_axis("arrived").reset_index()
    told = ["arrived", "segment", "row_no", "unit_id", "year", "source"]
    long = known.melt(told, list(BASES), var_name="base", value_name="people").dropna(subset=["people"])
    long = long.astype({"base": "str", "people": "int64", "source": "str"})
    kinds = {text: source_kind(text) for text in long["source"].dropna().unique()}
    of_source = long["source"].map(kinds).astype("str").fillna("report")
    return long.assign(source_kind=of_source).sort_values(["arrived", "base"], ignore_index=True)
