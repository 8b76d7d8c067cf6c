"""Every headline figure of the demonstration, computed a second time: loops of plain Python over the raw records.

The records are those of the segments, as the files were read, each at the unit where the edition put its row. Nothing
else of the way from records to figures is used here.
"""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from campaign import Campaign
from outreach.cascade import STAGES
from outreach.officials import officials_whole
from outreach.skill import BASIC_SET, SKILLS
from settings import Settings

UNTIL = date(2026, 11, 22)
ROW = ["segment", "sheet", "row_no"]
Raw = dict[str, object]


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    made = Campaign(Settings(data=tmp_path_factory.mktemp("demonstration"), until=UNTIL))
    made.start_demonstration()
    return made


@pytest.fixture(scope="module")
def raw(demonstration: Campaign) -> list[Raw]:
    """Every record that has its place and is no duplicate, in order of days."""
    folder = demonstration.folder / "segments"
    kinds = ("visits", "trainings")
    paths = [folder / one.segment / "records.parquet" for one in demonstration.catalogue.imports() if one.kind in kinds]
    written = pd.concat([_read(path) for path in paths])
    places = demonstration.edition().read("records")[[*ROW, "unit_no"]].astype({"sheet": "str"})
    rows = written.merge(places, on=ROW, validate="1:1").sort_values(["on_date", "unit_no"])
    names = list(rows.columns)
    return [dict(zip(names, row, strict=True)) for row in rows.astype(object).where(rows.notna(), None).to_numpy()]


def _read(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path, dtype_backend="pyarrow").astype({"sheet": "str"})


def is_counted(row: Raw) -> bool:
    """Tell a completed record of citizens that is no unnamed attendance."""
    of_nobody = row["kind"] == "trainings" and row["person"] is None
    return bool(row["served"]) and row["audience"] == "citizens" and not of_nobody


def who(row: Raw) -> object:
    return (row["unit_no"], row["person"]) if row["person_is_local"] else row["person"]


class Count:
    """People counted one record after the other: persons once, homes at their most, others each time."""

    def __init__(self) -> None:
        self.persons: dict[object, int] = {}
        self.homes: dict[object, int] = defaultdict(int)
        self.loose: dict[int, int] = defaultdict(int)
        self.largest: dict[int, int] = defaultdict(int)

    def add(self, row: Raw, unit_of: dict[object, int]) -> None:
        """Count a record; `unit_of` tells in which unit a person was met first, where that is not this record's."""
        unit, people = int(row["unit_no"]), max(int(row["adults"] or 0), 0)
        if row["person"] is not None:
            self.persons.setdefault(who(row), unit_of.get(who(row), unit))
        elif row["household"] is not None:
            home = (unit, row["household"])
            self.homes[home] = max(self.homes[home], people)
        else:
            self.loose[unit] += people
            self.largest[unit] = max(self.largest[unit], people)

    def by_unit(self) -> dict[str, dict[int, int]]:
        """Return the people of each way of counting by unit."""
        found: dict[str, dict[int, int]] = {name: defaultdict(int) for name in ("named", "housed", "loose")}
        for unit in self.persons.values():
            found["named"][unit] += 1
        for (unit, _), people in self.homes.items():
            found["housed"][unit] += people
        return {**found, "loose": self.loose}

    @property
    def total(self) -> int:
        """Return all people."""
        return len(self.persons) + sum(self.homes.values()) + sum(self.loose.values())


def test_people_homes_and_visits(demonstration: Campaign, raw: list[Raw]) -> None:
    """Distinct people, distinct homes, completed and closed visits are those that a loop finds, to the person."""
    count, homes, contacts, closed = Count(), set(), 0, 0
    for row in raw:
        if is_counted(row):
            count.add(row, {})
            contacts += 1
            if row["household"] is not None:
                homes.add((row["unit_no"], row["household"]))
        elif not row["served"] and row["audience"] == "citizens":
            closed += 1
    whole = demonstration.province()
    found = [int(whole[name]) for name in ("reached", "households_reached", "contacts", "closed")]
    assert found == [count.total, len(homes), contacts, closed]
    assert int(demonstration.endings("commune").to_numpy().sum()) == closed


def test_bounds_of_people(demonstration: Campaign, raw: list[Raw]) -> None:
    """At least and at most of every group are those that a loop finds."""
    count, attended, fullest = Count(), defaultdict(int), defaultdict(int)
    for row in raw:
        if is_counted(row):
            count.add(row, {})
        elif row["served"] and row["audience"] == "citizens":
            attended[row["unit_no"]] += row["adults"]
            fullest[row["unit_no"]] = max(fullest[row["unit_no"]], row["adults"])
    of = count.by_unit()
    groups = demonstration.standing("group")
    for unit, row in groups[["adults", "reached", "reached_least", "reached_most"]].iterrows():
        sources = [of["named"][unit], of["housed"][unit], count.largest[unit], fullest[unit]]
        reached = of["named"][unit] + of["housed"][unit] + of["loose"][unit]
        most = reached + attended[unit]
        limit = most if pd.isna(row["adults"]) or row["adults"] < reached else int(row["adults"])
        assert [row["reached"], row["reached_least"], row["reached_most"]] == [reached, max(sources), min(most, limit)]


def test_the_cascade(demonstration: Campaign, raw: list[Raw]) -> None:
    """Everybody who came to a stage is found by a loop that remembers each person's skills."""
    counts = {stage: Count() for stage in STAGES}
    first: dict[object, int] = {}
    skills: dict[object, int] = defaultdict(int)
    signal = demonstration.edition().units.set_index("unit_no")["has_signal"]
    for row in filter(is_counted, raw):
        if row["person"] is not None:
            first.setdefault(who(row), int(row["unit_no"]))
            skills[who(row)] |= int(row["shown"] or 0) & BASIC_SET
        shown = int(row["shown"] or 0) & BASIC_SET
        all_shown = skills[who(row)] if row["person"] is not None else shown
        holds = {
            "device_recorded": row["has_device"] is not None,
            "ready": bool(row["has_device"]),
            "topic_recorded": row["taught"] is not None,
            "trained": bool(row["taught"]),
            "skills_recorded": row["shown"] is not None,
            "skilled": all_shown == BASIC_SET,
            **{skill: bool(shown >> place & 1) for place, skill in enumerate(SKILLS)},
        }
        for stage, holds_here in holds.items():
            if holds_here:
                counts[stage].add(row, first)
    whole = demonstration.province()
    for stage in STAGES:
        if stage != "ready":
            assert int(whole[stage]) == counts[stage].total, stage
    of = counts["ready"].by_unit()
    no_signal = set(signal.index[signal.fillna(True).eq(False)])
    ready = sum(people for part in of.values() for unit, people in part.items() if unit not in no_signal)
    assert int(whole["ready"]) == ready


def test_officials_and_courses(demonstration: Campaign, raw: list[Raw]) -> None:
    """Places taken by officials, courses of the plan and places used in them are those that a loop finds."""
    official = [row for row in raw if row["audience"] == "officials"]
    whole = officials_whole(demonstration.officials())
    assert int(whole["attended"]) == sum(row["adults"] for row in official if row["person"] is None)
    planned = [row for row in official if row["course"] != "other"]
    held = demonstration.courses()
    # In the demonstration each course is one day with a number of its own in its topic.
    assert len(held) == len({row["topic"] for row in planned}) == 13
    assert int(held["attended"].sum()) == sum(row["adults"] for row in planned)


def test_gaps_add_up(demonstration: Campaign) -> None:
    """The gap and coverage of the province follow from the population list and the people counted."""
    groups = demonstration.standing("group")
    communes = demonstration.standing("commune")
    adults = demonstration.edition().read("residents")
    listed = adults.dropna(subset=["adults"]).drop_duplicates("unit_id", keep="last")["adults"].sum()
    whole = demonstration.province()
    assert int(whole["adults"]) == int(listed)
    assert whole["coverage_share"] == pytest.approx(int(whole["reached_known"]) / int(listed))
    assert int(whole["gap_people"]) == int(whole["adults"]) - int(whole["reached_known"])
    assert int(whole["gap_people"]) == int(communes["gap_people"].sum())
    assert groups["state"].notna().all()
