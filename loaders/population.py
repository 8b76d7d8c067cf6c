"""The list of groups and how many people live there: the denominators, with their year and source."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import measure_reader, read_count, read_label, read_measure, read_year, read_yes
from loaders.sheet import Built, Context, Sheet, totals
from loaders.written import written_places

COUNTS = (
    *("adult_population", "literate_adults", "vneid_eligible", "vneid_confirmed"),
    *("officials", "households", "population"),
)
FLAGS = ("has_power", "has_signal")
SCHEMA = pa.schema(
    {
        "segment": pa.int64(), "row_no": pa.int32(), "place_key": pa.int64(),
        "commune_code": pa.string(), "commune": pa.string(), "group_code": pa.string(), "group": pa.string(),
        **dict.fromkeys(COUNTS, pa.int32()), **dict.fromkeys(FLAGS, pa.bool_()),
        "distance_km": pa.float64(), "year": pa.int32(), "language": pa.string(), "source": pa.string(),
    }
)  # fmt: skip


def build_population(sheet: Sheet, context: Context) -> Built:
    """Turn the rows of a population list into records, one for a group or a whole commune."""
    rows_in = len(sheet) + len(sheet.table.ragged)
    is_total = totals(sheet, ("row_label", "commune", "group", "commune_code"))
    sheet.report(is_total, "group", "totals_row")
    columns: dict[str, pa.Array] = {name: sheet.read(name, read_count, pa.int32()) for name in COUNTS}
    columns |= {name: sheet.read(name, read_yes, pa.bool_(), rejects=False) for name in FLAGS}
    columns["distance_km"] = sheet.read(
        "distance_km", measure_reader(sheet.raw("distance_km")), pa.float64(), rejects=False
    )
    columns["year"] = sheet.read("year", read_year, pa.int32(), rejects=False)
    columns |= {name: sheet.read(name, read_label, pa.string(), rejects=False) for name in ("language", "source")}
    columns |= {name: sheet.label(name) for name in ("group_code", "commune_code")}
    columns |= {name: sheet.text(name) for name in ("group", "commune")}
    written = written_places(sheet, _present(sheet), context)
    columns["place_key"] = pa.array(written["place_key"].to_numpy())
    columns |= sheet.origin(context)
    kept = sheet.kept()
    distinct = written[kept].drop_duplicates("place_key")
    records = pa.table(columns).select(SCHEMA.names).filter(pa.array(kept)).cast(SCHEMA)
    return Built(
        records,
        pa.Table.from_pandas(distinct, preserve_index=False),
        sheet.all_problems(),
        rows_in,
        sheet.all_findings(),
    )


def _present(sheet: Sheet) -> pa.Array:
    """A population list names places as they are called now, whatever the year of its figures."""
    return pa.nulls(len(sheet), pa.date32())


def build_teams(sheet: Sheet, context: Context) -> Built:
    """Turn the rows of a register of teams into records, one for a team."""
    rows_in = len(sheet) + len(sheet.table.ragged)
    code = sheet.label("team_code")
    sheet.report(totals(sheet, ("row_label", "team_code", "team_name")), "team_code", "totals_row")
    sheet.report(_repeated(code), "team_code", "team_twice")
    columns = {
        "team_code": code,
        "members": sheet.read("members", read_count, pa.int32(), rejects=False),
        "days_per_week": sheet.read("days_per_week", read_measure, pa.float64(), rejects=False),
        **{name: sheet.text(name) for name in ("team_name", "base_commune", "languages", "transport", "team_skills")},
        **sheet.origin(context),
    }
    records = pa.table(columns).filter(pa.array(sheet.kept()))
    return Built(
        records, pa.table({"place_key": pa.array([], pa.int64())}), sheet.all_problems(), rows_in, sheet.all_findings()
    )


def _repeated(code: pa.Array) -> np.ndarray:
    filled = pc.not_equal(code, "").to_numpy(zero_copy_only=False)
    return pd.Series(code.to_pylist()).duplicated().to_numpy() & filled
