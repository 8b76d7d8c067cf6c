"""What else is counted of the placed contacts, beside the facts: small tables by unit and day, all of them additive."""

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from store.reduction import KEY, reduce_records
from store.stages import reduce_stages

SESSION = ("unit_no", "day", "audience", "course", "topic", "partner", "language", "is_mobile")


def citizens(placed: ir.Table) -> ir.Table:
    """Leave officials to their own target, and unnamed attendance out of the people: they may have been met at home."""
    return placed.filter((placed.audience == "citizens") & ~_is_unnamed(placed))


def tallies(placed: ir.Table) -> dict[str, ir.Table]:
    """Return the tallies of an edition by the name of their table."""
    return {
        "stages": reduce_stages(citizens(placed)),
        "unnamed": _unnamed(placed),
        "endings": _endings(placed.filter((placed.audience == "citizens") & ~placed.served)),
        "officials": reduce_records(placed.filter(placed.audience == "officials")),
        "sessions": _sessions(placed.filter(placed.kind == "trainings")),
    }


def dated(facts: pa.Table) -> pa.Table:
    """Give facts a date in place of the number of the day."""
    days = facts.column("day").cast(pa.date32())
    return facts.drop_columns("day").append_column("on_date", days)


def _is_unnamed(placed: ir.Table) -> ir.BooleanValue:
    return (placed.kind == "trainings") & placed.person.isnull()


def _unnamed(placed: ir.Table) -> ir.Table:
    """Tell of people whom nobody named: places taken in classes, the fullest class, the largest row of nobody's home.

    They bound the number of distinct people of an audience: all may be others, or the same ones each time.
    """
    served = placed.filter(placed.served & placed.person.isnull())
    in_class = served.kind == "trainings"
    adults = ibis.greatest(served.adults, 0)
    is_loose = ~in_class & served.household.isnull()
    return served.group_by(*KEY, "audience").agg(
        attended=adults.sum(where=in_class).fill_null(0).cast("int64"),
        attended_most=adults.max(where=in_class).fill_null(0).cast("int64"),
        loose_most=adults.max(where=is_loose).fill_null(0).cast("int64"),
    )


def _endings(closed: ir.Table) -> ir.Table:
    """Count the visits that ended without service, by how they ended."""
    return closed.group_by(*KEY, "status").agg(visits=closed.count())


def _sessions(trainings: ir.Table) -> ir.Table:
    """Count sessions and places taken in them; a list of named people is one session, however long."""
    by_list = trainings.group_by(*SESSION, "place_key").agg(
        rows=trainings.count(where=trainings.person.isnull()),
        named=trainings.person.notnull().any(),
        attended=trainings.adults.sum(where=trainings.served).fill_null(0),
    )
    sessions = by_list.rows + by_list.named.cast("int64")
    return by_list.group_by(*SESSION).agg(
        sessions=sessions.sum().cast("int64"), attended=by_list.attended.sum().cast("int64")
    )
