"""Contacts with their place: duplicates withheld, each record put at the finest unit that is known, or waiting."""

from collections.abc import Callable

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
from ibis.backends.duckdb import Backend

ROW = ("segment", "sheet", "row_no")
USED = (
    *ROW,
    "kind",
    "record_key",
    "place_key",
    "lat",
    "lon",
    "on_date",
    "person",
    "person_is_local",
    "household",
    "adults",
    "served",
    "status",
    "audience",
    "team",
    "topic",
    "partner",
    "language",
    "is_mobile",
    "has_device",
    "taught",
    "shown",
    "course",
)
Settle = Callable[[pd.DataFrame], pd.DataFrame]


def withhold_duplicates(contacts: ir.Table, order: ir.Table, connection: Backend) -> tuple[ir.Table, pa.Table]:
    """Part the contacts from their duplicates: of equal record keys the one with most adults counts, else the first.

    Nothing but the adults of a household can differ between copies, so the figures do not hang on the order of arrival.
    `order` has segment and arrived, the rank of the import. Returns the contacts that count, and the segment, sheet,
    row number and adults of those that do not. Judged anew for every edition: undo of the first copy lets the second
    count.
    """
    contacts = contacts.select(*USED)
    repeated = contacts.group_by("record_key").agg(copies=contacts.count()).filter(lambda t: t.copies > 1)
    copies = contacts.semi_join(repeated, "record_key").join(order, "segment")
    rank = ibis.row_number().over(group_by="record_key", order_by=[ibis.desc("adults"), "arrived", "sheet", "row_no"])
    later = copies.mutate(rank=rank).filter(lambda t: t["rank"] > 0).select(*ROW, "adults")
    duplicates = connection.to_pyarrow(later)
    return contacts.anti_join(ibis.memtable(duplicates.select(list(ROW))), list(ROW)), duplicates


def place_contacts(
    contacts: ir.Table, placements: pd.DataFrame, settle: Settle, connection: Backend
) -> tuple[ir.Table, pa.Table]:
    """Give each contact its unit_no, from its written place or else from its point.

    `placements` has place_key, unit_no (-1 for none), reason and asks_point. `settle` gets the distinct place_key, lon
    and lat that ask, and returns them with unit_no, reason and witness_no, the unit that the point itself lies in.
    Returns the placed contacts, and those that wait.
    """
    decided = placements[["place_key", "unit_no", "reason", "asks_point"]]
    places = _relation(decided.rename(columns={"place_key": "key"}))
    known = contacts.left_join(places, contacts.place_key == places.key).drop("key")
    asked = known.filter(known.asks_point & known.lon.notnull()).select("place_key", "lon", "lat").distinct()  # noqa: PD004 - of Ibis
    settled = settle(connection.to_pyarrow(asked).to_pandas())
    points = _relation(settled.rename(columns=lambda name: f"point_{name}"))
    same = (
        known.place_key == points.point_place_key,
        known.lon == points.point_lon,
        known.lat == points.point_lat,
    )
    joined = known.left_join(points, same)
    placed = joined.select(
        *USED,
        day=joined.on_date.delta(ibis.date("1970-01-01"), unit="day").cast("int32"),
        unit_no=ibis.coalesce(joined.point_unit_no, joined.unit_no, -1).cast("int32"),
        reason=ibis.coalesce(joined.point_reason, joined.reason, "no_place"),
        witness_no=ibis.coalesce(joined.point_witness_no, -1).cast("int32"),
    )
    placed = connection.create_table("placed", placed, temp=True)
    told = ("place_key", "on_date", "reason", "adults", "served", "witness_no")
    waiting = placed.filter(placed.unit_no < 0).select(*ROW, *told)
    return placed.filter(placed.unit_no >= 0), connection.to_pyarrow(waiting)


def _relation(frame: pd.DataFrame) -> ir.Table:
    """Hand a frame over as Arrow: for pandas 3, Ibis asks a question that pandas has deprecated."""
    return ibis.memtable(pa.Table.from_pandas(frame, preserve_index=False))
