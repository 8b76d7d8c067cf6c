"""Moments of the figures, frozen or in force, and what a change between two of them consists of."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import pandas as pd
import pyarrow.parquet as pq

from campaign.edition import Edition, file_of, measured, province_on, standing_on
from campaign.intake import now
from loaders.cells import tidy
from loaders.kinds import CONTACTS
from outreach.comparison import DENOMINATOR, FIELD, Stages, attribute, totals, with_population_of
from outreach.denominator import Choice
from outreach.errors import CampaignError
from outreach.target import Target
from settings import VERSION, Settings
from store.catalogue import Import
from store.edition import edition_name
from store.snapshots import Frozen

LONGEST = 120
IF_THERE = ("neighbours", "geometry")


class Figures(Protocol):
    """The units and facts that some inputs make."""

    @property
    def units(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def facts(self) -> pd.DataFrame: ...  # noqa: D102


class Moment(Figures, Protocol):
    """Figures of a day that can be compared: a snapshot, or those in force."""

    @property
    def number(self) -> int:
        """The number of the snapshot, 0 for the figures in force."""

    @property
    def day(self) -> date: ...  # noqa: D102
    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def edition_name(self) -> str: ...  # noqa: D102
    @property
    def imports(self) -> tuple[int, ...]: ...  # noqa: D102
    @property
    def decisions(self) -> tuple[int, ...]: ...  # noqa: D102
    def standing(self, level: str) -> pd.DataFrame: ...  # noqa: D102
    def province(self) -> pd.Series: ...  # noqa: D102
    def __hash__(self) -> int: ...


@dataclass(frozen=True)
class Snapshot:
    """The figures of a day as they were when somebody froze them; read from the disk, never worked out again."""

    folder: Path
    one: Frozen = field(compare=False)

    @property
    def number(self) -> int:
        """The number by which people speak of it."""
        return self.one.number

    @property
    def day(self) -> date:
        """The day up to which records counted."""
        return date.fromisoformat(self.one.day)

    @property
    def label(self) -> str:
        """Its number and occasion."""
        return f"{self.one.number} · {self.one.name}"

    @property
    def target(self) -> Target:
        """The target of that time."""
        of = {name: str(self.one.settings[name]) for name in ("base", "kind") if name in self.one.settings}
        return Target(self.one.target_share, date.fromisoformat(self.one.target_on), Choice(**of))

    @property
    def edition_name(self) -> str:
        """The edition that was frozen."""
        return self.one.edition

    @property
    def imports(self) -> tuple[int, ...]:
        """The numbers of the imports in force at that time."""
        return self.one.imports

    @property
    def decisions(self) -> tuple[int, ...]:
        """The numbers of the decisions in force at that time."""
        return self.one.decisions

    @property
    def units(self) -> pd.DataFrame:
        """The units as they were."""
        return _table(self.folder, "units")

    @property
    def facts(self) -> pd.DataFrame:
        """The facts as they were."""
        return _table(self.folder, "facts")

    @property
    def outcomes(self) -> pd.DataFrame:
        """The imports of that time: import_id, kind, file_name, rows_in, matched, unmatched, rejected, duplicates."""
        return _table(self.folder, "outcomes")

    def standing(self, level: str) -> pd.DataFrame:
        """Return the frozen standing of every commune or group; shared by all who ask, so not to be changed."""
        return _table(self.folder, f"standing_{level}")

    def geometry_file(self, level: str, parent_id: str = "") -> str | None:
        """Return the name of the file of shapes that was drawn at that time, None where none was kept."""
        if not (self.folder / "geometry.parquet").exists():
            return None
        return file_of(_table(self.folder, "geometry"), level, parent_id)

    def province(self) -> pd.Series:
        """Return the frozen figures of the whole."""
        return _table(self.folder, "standing_province").iloc[0]


@lru_cache(maxsize=64)
def _table(folder: Path, stem: str) -> pd.DataFrame:
    """Read a table of a snapshot; its days are in seconds again, as everywhere."""
    table = pq.read_table(folder / f"{stem}.parquet").to_pandas()
    days = table.select_dtypes("datetime").columns
    return table.astype(dict.fromkeys(days, "datetime64[s]"))


@dataclass(frozen=True)
class Present:
    """The figures in force, on a day."""

    edition: Edition
    day: date
    target: Target
    silent_days: int
    imports: tuple[int, ...] = field(compare=False)
    decisions: tuple[int, ...] = field(compare=False)
    number: int = 0

    @property
    def label(self) -> str:
        """The day."""
        return self.day.isoformat()

    @property
    def edition_name(self) -> str:
        """The edition in force."""
        return self.edition.name

    @property
    def units(self) -> pd.DataFrame:
        """The units in force, with the denominator in force."""
        return self.edition.denominated(self.target.of)

    @property
    def facts(self) -> pd.DataFrame:
        """The facts in force."""
        return self.edition.facts

    def standing(self, level: str) -> pd.DataFrame:
        """Return the standing of every commune or group; shared by all who ask, so not to be changed."""
        return standing_on(self.edition, level, self.day, self.target, self.silent_days)

    def province(self) -> pd.Series:
        """Return the figures of the whole."""
        return province_on(self.edition, self.day, self.target, self.silent_days)


def described(present: Present, name: str, actor: str, settings: Settings, *, is_illustrative: bool) -> Frozen:
    """Return what a snapshot of the figures in force says of itself; a name without a letter is refused."""
    named = tidy(name)[:LONGEST].strip()
    if not named:
        raise CampaignError("snapshot_unnamed")
    if not present.imports:
        raise CampaignError("snapshot_of_nothing")
    if present.day > settings.today:
        raise CampaignError("snapshot_day_to_come", day=present.day)
    return Frozen(
        name=named,
        day=present.day.isoformat(),
        taken_at=now(),
        actor=tidy(actor)[:LONGEST],
        edition=present.edition_name,
        imports=present.imports,
        decisions=present.decisions,
        target_share=present.target.share,
        target_on=present.target.on.isoformat(),
        version=VERSION,
        is_illustrative=is_illustrative,
        settings={
            "reports_expected_within_days": present.silent_days,
            "name_vi": settings.name_vi,
            **asdict(present.target.of),
        },
    )


def tables_of(present: Present, outcomes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of a snapshot: what the figures rest on, and the figures themselves as they are shown."""
    there = [stem for stem in IF_THERE if (present.edition.folder / f"{stem}.parquet").exists()]
    return {
        "units": present.units,
        "facts": present.facts,
        "outcomes": outcomes,
        **{stem: present.edition.read(stem) for stem in there},
        **{f"standing_{level}": present.standing(level) for level in ("commune", "group")},
        "standing_province": present.province().to_frame().T.infer_objects(),
    }


@dataclass(frozen=True)
class Comparison:
    """Two moments, the earlier first: the change of every unit of a level and of the whole, taken apart.

    `units` and `whole` have the columns of `outreach.comparison.attribute`.
    """

    before: Moment
    after: Moment
    level: str
    units: pd.DataFrame
    whole: pd.Series

    @property
    def stem(self) -> str:
        """A name for files: the numbers of the snapshots, or the days."""
        return "-".join(str(one.number or one.day.isoformat()) for one in (self.before, self.after))


Find = Callable[[list[Import], pd.DataFrame], Figures]


def inputs_after(
    before: Moment, after: Moment, every: Sequence[Import], ruled: pd.DataFrame
) -> list[tuple[str, list[Import], pd.DataFrame]]:
    """Return the cause and the inputs of each edition between two moments, in the order in which causes are told apart.

    First what was undone; then the lists of places and people, and the decisions, on the records that are in both: so
    a record that is read otherwise is never taken for a new one; then the records that came later. A file that was
    taken back and imported again is the same file. `every` are all imports, `ruled` all decisions.
    """
    then, today = (_in_force(every, one.imports) for one in (before, after))
    said_then, said_today = (ruled[ruled["decision_id"].isin(one.decisions)] for one in (before, after))
    files = {one.detail["number"] for one in today}
    kept = [one for one in then if one.kind in CONTACTS and one.detail["number"] in files]
    lists_then, lists_today = ([one for one in some if one.kind not in CONTACTS] for some in (then, today))
    return [
        ("program", then, said_then),
        ("undone", _ordered(kept + lists_then), said_then),
        ("listed", _ordered(kept + lists_today), said_then),
        ("decided", _ordered(kept + lists_today), said_today),
        ("late", today, said_today),
    ]


def _in_force(every: Sequence[Import], numbers: Sequence[int]) -> list[Import]:
    return [one for one in every if one.import_id in set(numbers)]


def _ordered(imports: list[Import]) -> list[Import]:
    return sorted(imports, key=lambda one: one.import_id)


def compare(
    before: Moment, after: Moment, level: str, inputs: list[tuple[str, list[Import], pd.DataFrame]], find: Find
) -> Comparison:
    """Take the change between two moments apart; `find` returns the figures that some inputs make.

    Each cause but the last two is what is known today of the earlier day, against what was known then. What is left is
    the field: the later day against the earlier one, both as known at the later moment.
    """
    known = {one.edition_name: one for one in (before, after)}
    figures = [(cause, known.get(edition_name(some, said)) or find(some, said)) for cause, some, said in inputs]
    plan = [(cause, made, before.day, before.units) for cause, made in figures]
    plan += [(FIELD, figures[-1][1], after.day, before.units)]
    plan += [(DENOMINATOR, figures[-1][1], after.day, figures[-1][1].units)]

    def stages(one: str) -> Stages:
        between = [(cause, _held(made, one, day, population)) for cause, made, day, population in plan]
        return [*between, ("program", after.standing(one))]

    communes = stages("commune")
    first = before.standing("commune")
    whole = attribute(totals(first), [(cause, totals(frame)) for cause, frame in communes]).iloc[0]
    units = attribute(before.standing(level), communes if level == "commune" else stages(level))
    return Comparison(before, after, level, units, whole)


def _held(figures: Figures, level: str, day: date, population: pd.DataFrame) -> pd.DataFrame:
    """Return the standing that figures make with the population of another list of units.

    Only people and shares are read off it, and these hang on no target and no days of silence.
    """
    units = with_population_of(figures.units, population)
    return measured(units, figures.facts, level, day, Target(1.0, day), 0)


@lru_cache(maxsize=8)
def coverage_trend(present: Present, commune_ids: tuple[str, ...], weeks: int) -> pd.DataFrame:
    """Return the coverage of some communes on the last Sundays and on the day itself: unit_id, on_date and the figures.

    A commune that was silent on a day has no coverage there. Shared by all who ask, so not to be changed.
    """
    units = present.units
    units = units[units["unit_id"].isin(commune_ids) | units["parent_id"].isin(commune_ids)]
    facts = present.facts[present.facts["unit_no"].isin(units["unit_no"])]
    sundays = pd.date_range(end=pd.Timestamp(present.day), periods=weeks, freq="W-SUN")
    days = sorted({*(day.date() for day in sundays), present.day})
    told = (present.target, present.silent_days)
    frames = [measured(units, facts, "commune", day, *told).assign(on_date=pd.Timestamp(day)) for day in days]
    columns = ["unit_id", "name", "on_date", "reached", "coverage_share"]
    return pd.concat([frame[columns] for frame in frames], ignore_index=True)
