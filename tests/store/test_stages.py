"""The reduction to stages against a slow twin over rows of Python."""

from collections import defaultdict

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.cascade import STAGES
from outreach.skill import BASIC_SET, SKILLS
from store.reduction import execute_reduction
from store.stages import reduce_stages

SCHEMA = pa.schema(
    {
        "unit_no": pa.int32(), "day": pa.int32(), "person": pa.int64(), "person_is_local": pa.bool_(),
        "household": pa.int64(), "adults": pa.int32(), "served": pa.bool_(), "has_device": pa.bool_(),
        "taught": pa.int16(), "shown": pa.int16(),
    }
)  # fmt: skip
records = st.lists(
    st.fixed_dictionaries(
        {
            "unit_no": st.integers(0, 2),
            "day": st.integers(-1, 3),
            "person": st.none() | st.integers(1, 3),
            "person_is_local": st.booleans(),
            "household": st.none() | st.integers(1, 2),
            "adults": st.none() | st.integers(-1, 4),
            "served": st.booleans(),
            "has_device": st.none() | st.booleans(),
            "taught": st.none() | st.integers(0, BASIC_SET),
            "shown": st.none() | st.integers(0, BASIC_SET),
        }
    ),
    max_size=14,
)


def stages_of(rows: list[dict]) -> dict[tuple[int, int, str], int]:
    connection = ibis.duckdb.connect(threads=1)
    found = connection.to_pyarrow(reduce_stages(ibis.memtable(pa.Table.from_pylist(rows, SCHEMA)))).to_pylist()
    connection.disconnect()
    return {(row["unit_no"], row["day"], stage): row[stage] for row in found for stage in STAGES if row[stage]}


def said(row: dict) -> set[str]:
    """Return the stages that a record by itself speaks of."""
    shown = row["shown"] or 0
    skills = {skill for place, skill in enumerate(SKILLS) if shown >> place & 1}
    flags = {
        "device_recorded": row["has_device"] is not None,
        "ready": bool(row["has_device"]),
        "topic_recorded": row["taught"] is not None,
        "trained": bool(row["taught"]),
        "skills_recorded": row["shown"] is not None,
        "skilled": shown == BASIC_SET,
    }
    return skills | {stage for stage, holds in flags.items() if holds}


def slow_stages(rows: list[dict]) -> dict[tuple[int, int, str], int]:
    """Walk over the records in the order of days, remembering who was seen to have come how far."""
    found: dict[tuple[int, int, str], int] = defaultdict(int)
    home_of: dict[object, int] = {}
    has: dict[object, set[str]] = defaultdict(set)
    most: dict[object, int] = defaultdict(int)
    for row in sorted((row for row in rows if row["served"]), key=lambda row: (row["day"], row["unit_no"])):
        unit, day, adults = row["unit_no"], row["day"], max(row["adults"] or 0, 0)
        if row["person"] is not None:
            who = (row["person"], unit) if row["person_is_local"] else row["person"]
            home_of.setdefault(who, unit)
            new = said(row) - {"skilled"}
            if new | has[who] >= set(SKILLS):
                new.add("skilled")
            for stage in new - has[who]:
                found[home_of[who], day, stage] += 1
            has[who] |= new
            continue
        for stage in said(row):
            home = (unit, row["household"], stage)
            rise = adults if row["household"] is None else max(0, adults - most[home])
            most[home] = max(most[home], adults)
            found[unit, day, stage] += rise
    return {key: people for key, people in found.items() if people}


@settings(max_examples=15, deadline=None)
@given(records)
def test_stages_equal_the_slow_twin(rows: list[dict]) -> None:
    """Every stage counts the people whom a walk over the records would count, on the same day and in the same unit."""
    assert stages_of(rows) == slow_stages(rows)


@settings(max_examples=8, deadline=None)
@given(records)
def test_nobody_gets_further_than_reached(rows: list[dict]) -> None:
    """In no unit and on no day have more people come to a stage than were reached there."""
    columns = ["unit_no", "day", "person", "person_is_local", "household", "adults", "served"]
    facts = execute_reduction(pa.Table.from_pylist(rows, SCHEMA).select(columns)).to_pylist()
    stages = stages_of(rows)
    for unit in range(3):
        for day in range(-1, 4):
            reached = sum(fact["adults_new"] for fact in facts if fact["unit_no"] == unit and fact["day"] <= day)
            for stage in STAGES:
                came = sum(n for (at, on, what), n in stages.items() if (at, what) == (unit, stage) and on <= day)
                assert came <= reached
