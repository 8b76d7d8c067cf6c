"""Former units: which group lay in which, and which records of a commune alone belong to one for sure."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
from ibis.backends.duckdb import Backend

from geodata.names import keys
from geodata.predecessors import coded_predecessors, drawn_predecessors, predecessors, written_predecessors
from pipeline.survey import Survey, former_units, history, written_places
from settings import Settings
from store.catalogue import Import
from store.reduction import KEY, MEASURES, RECORDS, UNIT_BITS, execute_reduction

NO_OUTLINES = gpd.GeoDataFrame({"unit_id": pd.Series(dtype="str")}, geometry=[], crs="EPSG:4326")


@dataclass(frozen=True)
class Merger:
    """The former units whose new ones are in force (`former`, the crosswalk), and their outlines where imported."""

    former: pd.DataFrame
    outlines: gpd.GeoDataFrame

    @classmethod
    def of(cls, imports: Sequence[Import], folder: Path, found: Survey) -> "Merger":
        """Find what is known of the merger behind the units in force."""
        former = former_units(found.units[found.units["level"] == "commune"]).reset_index(drop=True)
        drawn = history(imports, folder)
        return cls(former, NO_OUTLINES if drawn is None or former.empty else _with_codes(drawn, former))

    def predecessors(
        self, imports: Sequence[Import], folder: Path, found: Survey, placements: pd.DataFrame, records: pd.DataFrame
    ) -> pd.DataFrame:
        """Return unit_no, old_code and via of the units whose former unit is known.

        `placements` has old_code (`named_by`), `records` place_key and unit_no of every placed record.
        """
        rows = records.groupby(["place_key", "unit_no"]).size().rename("rows").reset_index()
        visits = rows.merge(placements.loc[placements["old_code"].notna(), ["place_key", "old_code"]], on="place_key")
        written = pd.concat([visits, self._residents(imports, folder, found)])
        units = found.units
        groups = set(units.loc[units["level"] == "group", "unit_no"])
        written = written.loc[written["unit_no"].isin(groups), ["unit_no", "old_code", "rows"]]
        drawn = drawn_predecessors(units, self.outlines, self.former)
        return predecessors(units, written, drawn, coded_predecessors(units, self.former), self.former)

    def _residents(self, imports: Sequence[Import], folder: Path, found: Survey) -> pd.DataFrame:
        """Return what the population lists say: unit_no, old_code and rows."""
        places = written_places(imports, folder, ("population",)).set_index("place_key", drop=False)
        people = found.population.dropna(subset=["unit_id", "commune_id"])
        commune_id = people.drop_duplicates("place_key").set_index("place_key")["commune_id"].reindex(places.index)
        named = written_predecessors(places, commune_id, _communes(found.units), self.former)
        number = found.units.set_index("unit_id")["unit_no"]
        told = pd.DataFrame({"unit_no": people["unit_id"].map(number), "old_code": people["place_key"].map(named)})
        return told.dropna().astype({"unit_no": "int32"}).assign(rows=1)

    def named_by(self, placements: pd.DataFrame, units: gpd.GeoDataFrame) -> pd.DataFrame:
        """Add to each decided place the code of the former unit that it names, NA where it names none for sure."""
        commune_id = placements["commune_no"].map(units.set_index("unit_no")["unit_id"]).astype("str")
        named = written_predecessors(placements, commune_id, _communes(units), self.former)
        return placements.assign(old_code=named)


def _communes(units: gpd.GeoDataFrame) -> pd.DataFrame:
    return units.loc[units["level"] == "commune", ["unit_id", "name"]]


def _with_codes(drawn: gpd.GeoDataFrame, former: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give the outlines of an old file the codes of the former units: their own, or that of the only one so called."""
    named = keys(former["old_name"], "commune").assign(old_code=former["old_code"])
    codes = named.drop_duplicates(["kind", "key"], keep=False).set_index(["kind", "key"])["old_code"]
    called = keys(drawn["name"].fillna(""), "commune")
    by_name = codes.reindex(pd.MultiIndex.from_frame(called[["kind", "key"]])).array
    code = drawn["unit_id"].str.zfill(5)
    found = code.where(code.isin(former["old_code"]), pd.Series(by_name, index=drawn.index))
    known = drawn[["geometry"]].assign(unit_id=found)[found.notna()]
    return gpd.GeoDataFrame(known.drop_duplicates("unit_id"), crs=drawn.crs)


def split_facts(
    citizens: ir.Table, facts: pa.Table, placements: pd.DataFrame, units: gpd.GeoDataFrame, settings: Settings,
    connection: Backend, spill: Path,
) -> pa.Table:  # fmt: skip
    """Return the part of the communes' own facts that belongs to one former unit for sure, with its old_code.

    `citizens` are the placed records with place_key, `facts` what they were reduced to. The records of the communes
    are reduced again under a number for each former unit; where its days do not add up to the day of the commune,
    because somebody was met under two names, that day belongs to none.
    """
    own = placements[placements["old_code"].notna()]
    communes = units.loc[units["level"] == "commune", "unit_no"]
    codes = sorted(own["old_code"].unique())
    slots = len(codes) + 1
    if not codes or len(units) * slots >= 2**UNIT_BITS:
        return _coded(pd.DataFrame(columns=[*KEY, "old_code", *MEASURES]))
    number = {code: at + 1 for at, code in enumerate(codes)}
    told = pa.table(
        {
            "key": pa.array(own["place_key"], pa.int64()),
            "commune_no": pa.array(own["commune_no"], pa.int32()),
            "origin": pa.array(own["old_code"].map(number), pa.int32()),
        }
    )
    with tempfile.TemporaryDirectory(prefix="former-") as aside:
        path = Path(aside) / "citizens.parquet"
        connection.to_parquet(_by_origin(citizens, ibis.memtable(told), slots, communes.tolist()), path)
        memory, threads = settings.engine_memory, settings.engine_threads
        fine = execute_reduction([path], memory_limit=memory, threads=threads, spill=spill).to_pandas()
    fine["origin"], fine["unit_no"] = fine["unit_no"] % slots, fine["unit_no"] // slots
    fine = fine[fine["unit_no"].isin(communes)]
    sure = _adding_up(fine, facts.to_pandas())
    return _coded(sure.assign(old_code=sure["origin"].map(dict(enumerate(codes, start=1)))))


def _by_origin(citizens: ir.Table, told: ir.Table, slots: int, communes: Sequence[int]) -> ir.Table:
    """Number the records by unit and former unit, in the order of the units: the earliest record stays the earliest.

    Of the groups only those persons are needed who are also met in a commune.
    """
    theirs = (citizens.place_key == told.key, citizens.unit_no == told.commune_no)
    joined = citizens.left_join(told, theirs)
    unit_no = (joined.unit_no * slots + ibis.coalesce(joined.origin, 0)).cast("int32")
    numbered = joined.select(*[name for name in RECORDS if name != "unit_no"], unit_no=unit_no, whole_no=joined.unit_no)
    of_communes = numbered.filter(numbered.whole_no.isin(communes))
    persons = of_communes.filter(of_communes.person.notnull()).select("person").distinct()  # noqa: PD004 - of Ibis
    elsewhere = numbered.filter(~numbered.whole_no.isin(communes)).semi_join(persons, "person")
    return ibis.union(of_communes.select(*RECORDS), elsewhere.select(*RECORDS))


def _adding_up(fine: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Keep the facts of former units on days on which the parts of the commune are what the commune has."""
    parts = fine.groupby(list(KEY))[list(MEASURES)].sum()
    whole = facts.set_index(list(KEY))[list(MEASURES)].reindex(parts.index)
    equal = (parts == whole).all(axis=1)
    sure = equal.reindex(pd.MultiIndex.from_frame(fine[list(KEY)])).to_numpy()
    return fine[sure & (fine["origin"] > 0)]


def _coded(facts: pd.DataFrame) -> pa.Table:
    """Return facts of former units: unit_no of the commune, old_code, on_date and the measures."""
    kinds = {"unit_no": "int32", "day": "int32", "old_code": "str", **dict.fromkeys(MEASURES, "int64")}
    table = pa.Table.from_pandas(facts.astype(kinds)[list(kinds)], preserve_index=False)
    days = table.column("day").cast(pa.date32())
    return table.drop_columns("day").append_column("on_date", days)
