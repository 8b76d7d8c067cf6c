"""The cascade of a campaign: on which day each adult got how far, reduced to units and days."""

import ibis
import ibis.expr.types as ir

from outreach.cascade import STAGES
from outreach.skill import BASIC_SET, SKILLS
from store.reduction import KEY, UNIT_BITS, adults_met, household_steps

DAYS = tuple(stage for stage in STAGES if stage != "skilled")


def reduce_stages(records: ir.Table) -> ir.Table:
    """Reduce records to the adults who newly reached each stage, one row for each unit and day, in no order.

    Records as in `store.reduction`, with has_device bool, taught and shown int16 (one bit a skill), each NULL where
    nobody wrote it down. A named person reaches a stage on the first day that a record says so, in the unit of the
    first contact, and is skilled once all skills were shown, on whatever days. A record that names nobody reaches a
    stage with its adults as they are counted: the running maximum of a household, else each time.
    """
    served = records.filter(records.served.fill_null(False))
    named = served.filter(served.person.notnull())
    nameless = served.filter(served.person.isnull())
    parts = [
        _of_persons(named.filter(~_is_local(named)), ()),
        _of_persons(named.filter(_is_local(named)), ("unit_no",)),
        *(_of_nameless(nameless.filter(holds), stage) for stage, holds in _conditions(nameless).items()),
    ]
    every = ibis.union(*[_complete(part) for part in parts])
    return every.group_by(*KEY).agg(**{stage: every[stage].sum().cast("int64") for stage in STAGES})


def _is_local(named: ir.Table) -> ir.BooleanValue:
    return named.person_is_local.fill_null(False)


def _conditions(records: ir.Table) -> dict[str, ir.BooleanValue]:
    """Return what a single record must say for each stage."""
    shown = records.shown.fill_null(0)
    conditions = {
        "device_recorded": records.has_device.notnull(),
        "ready": records.has_device.fill_null(False),
        "topic_recorded": records.taught.notnull(),
        "trained": records.taught.fill_null(0) != 0,
        "skills_recorded": records.shown.notnull(),
        **{skill: (shown & (1 << place)) != 0 for place, skill in enumerate(SKILLS)},
    }
    return {**conditions, "skilled": (shown & BASIC_SET) == BASIC_SET}


def _of_persons(named: ir.Table, within: tuple[str, ...]) -> ir.Table:
    """Count persons by the unit of their first contact and the day of each stage."""
    conditions = _conditions(named)
    first = {stage: named.day.min(where=conditions[stage]) for stage in DAYS}
    moment = (named.day.cast("int64") * 2**UNIT_BITS + named.unit_no).min()
    persons = named.group_by(*within, "person").agg(moment=moment, **first)
    skills = [persons[skill] for skill in SKILLS]
    has_all = skills[0].notnull()
    for skill in skills[1:]:
        has_all &= skill.notnull()
    persons = persons.mutate(
        first_no=(persons.moment & (2**UNIT_BITS - 1)).cast("int32"),
        skilled=has_all.ifelse(ibis.greatest(*skills), ibis.null("int32")),
    )
    return ibis.union(*[_complete(_counted(persons, stage)) for stage in STAGES])


def _counted(persons: ir.Table, stage: str) -> ir.Table:
    arrived = persons.filter(persons[stage].notnull())
    return arrived.group_by(unit_no=arrived.first_no, day=arrived[stage]).agg(**{stage: arrived.count()})


def _of_nameless(flagged: ir.Table, stage: str) -> ir.Table:
    steps = household_steps(flagged.filter(flagged.household.notnull()))
    homes = steps.select(*KEY, people=steps.adults_new)
    loose = flagged.filter(flagged.household.isnull())
    both = ibis.union(homes, loose.select(*KEY, people=adults_met(loose).cast("int64")))
    return both.group_by(*KEY).agg(**{stage: both.people.sum()})


def _complete(part: ir.Table) -> ir.Table:
    zeros = {stage: ibis.literal(0, "int64") for stage in STAGES if stage not in part.columns}
    cast = {stage: part[stage].cast("int64") for stage in STAGES if stage in part.columns}
    return part.mutate(**zeros, **cast).select(*KEY, *STAGES)
