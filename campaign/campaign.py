"""Everything that can be done with one data folder. Nothing is written outside it."""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

import pandas as pd
import pyarrow.parquet as pq

from campaign.absences import Calendar
from campaign.checks import SpotChecks, candidates, estimates, group_marks, new_draw
from campaign.clusters import clusters_on
from campaign.edition import Edition, history_over, officials_on, opened, standing_on
from campaign.equity import effort_on, equity_on
from campaign.former import former_on
from campaign.intake import Draft, Extent, Intake, fingerprint, now
from campaign.mending import mending_workbook
from campaign.outcome import Outcome, open_rows, outcome_of, outcome_table
from campaign.pace import pace_on, teams_on, trials_on
from campaign.quality import located, quality_on
from campaign.review import Review, decision_on, review_queue
from campaign.snapshots import (
    Comparison,
    Figures,
    Moment,
    Present,
    Snapshot,
    compare,
    coverage_trend,
    described,
    inputs_after,
    tables_of,
)
from campaign.uncertainty import uncertainty_on
from loaders.loading import Examination
from outreach.cascade import closed_by_reason
from outreach.denominator import Choice, denominator_flags, rungs
from outreach.errors import FileRefused, NotFound
from outreach.officials import classes, courses
from outreach.pace import Pace
from outreach.quality import Quality
from outreach.standing import province_standing
from outreach.target import Target
from settings import Settings
from store.absences import Absences
from store.catalogue import Catalogue, Import
from store.checks import Checks
from store.choices import Choices
from store.decisions import Decision, Decisions
from store.edition import edition_name
from store.segments import sweep
from store.snapshots import Frozen, Snapshots

Progress = Callable[[str, float], None]
BUILDING, FILLING = threading.Lock(), threading.Lock()
DEMONSTRATION_FILES = 49
EDITIONS_KEPT = 6
LATEST = float("inf")  # of one day, the figures in force come after every snapshot
AROUND = 0.1  # degrees: a team may stand a little outside


def _silently(_stage: str, _share: float) -> None:
    """Tell nobody."""


class Campaign:
    """The campaign of one data folder."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = settings.data
        self.catalogue = Catalogue(self.folder / "catalogue.sqlite")
        self.decisions = Decisions(self.folder / "catalogue.sqlite")
        self.review = Review(self.decisions)
        self.choices = Choices(self.folder / "catalogue.sqlite")
        self.spot_checks = SpotChecks(Checks(self.folder / "catalogue.sqlite"))
        self.absences = Calendar(Absences(self.folder / "catalogue.sqlite"))
        self.intake = Intake(self.folder, settings)
        self._snapshots = Snapshots(self.folder)

    @property
    def target(self) -> Target:
        """The target of the campaign's plan, of the denominator that the province chose."""
        return Target(self.settings.target_share, self.settings.target_on, self.choices.denominator)

    @property
    def is_empty(self) -> bool:
        """Tell a folder into which nothing was ever imported."""
        return not self.catalogue.imports(withdrawn=True)

    @property
    def is_bare(self) -> bool:
        """Tell a folder in which no import is in force."""
        return not self.catalogue.imports()

    @property
    def is_illustrative(self) -> bool:
        """Tell whether any figure rests on generated records."""
        return any(one.is_illustrative for one in self.catalogue.imports())

    def import_file(
        self,
        content: bytes,
        file_name: str,
        kind: str,
        *,
        actor: str = "",
        layout: Mapping[str, str] | None = None,
        answers: Mapping[str, str] | None = None,
        told: Progress = _silently,
    ) -> Outcome:
        """Import a file of records, whole or not at all; the very same file again changes nothing."""
        same = self.catalogue.same_file(kind, "", "", fingerprint(content))
        if same is None:
            told("reading", 0.0)
            draft = self.intake.records(content, file_name, kind, self.intake.limits(), layout, answers, self.extent())
            one, is_repeat = self._enter(draft, actor)
        else:
            one, is_repeat = same, True
        self.edition(told)
        return replace(self.outcome(one.import_id), is_repeat=is_repeat)

    def pull(self, source: str, kind: str, *, actor: str = "", told: Progress = _silently) -> tuple[Outcome, int]:
        """Fetch the submissions of a form service and import them like any file.

        Returns the outcome, and how many submissions the service's own reviewers had rejected: they are left out.
        """
        from loaders.sources import source_named

        told("pulling", 0.0)
        pulled = source_named(source).pull(os.environ)
        outcome = self.import_file(pulled.content, pulled.file_name, kind, actor=actor, told=told)
        return outcome, pulled.left_out

    def examine(
        self, content: bytes, file_name: str, kind: str, answers: Mapping[str, str] | None = None
    ) -> Examination:
        """Return how a file of records would be read: its tables, their layout, and what was found out."""
        return self.intake.examine(content, file_name, kind, answers, self.extent())

    def extent(self) -> Extent | None:
        """Return the ground of the campaign and a little around it (west, south, east, north), None for none."""
        drawn = self.edition().units[["west", "south", "east", "north"]].dropna()
        if drawn.empty:
            return None
        least, most = drawn.min(), drawn.max()
        west, south, east, north = least["west"], least["south"], most["east"], most["north"]
        return west - AROUND, south - AROUND, east + AROUND, north + AROUND

    def import_boundaries(
        self,
        content: bytes,
        file_name: str,
        *,
        level: str = "commune",
        vintage: str = "2025",
        layer: str | None = None,
        fields: Mapping[str, str] | None = None,
        actor: str = "",
    ) -> tuple[Import, bool]:
        """Import a boundary file; return it and whether it was here already. Its report is in the detail.

        Communes of another place than the built-in one put the demonstration aside: it knows none of them.
        """
        if same := self.catalogue.same_file("boundaries", level, vintage, fingerprint(content, layer)):
            return same, True
        one, is_repeat = self._enter(self.intake.boundaries(content, file_name, level, vintage, layer, fields), actor)
        if level == "commune" and self.is_illustrative and not self._is_built_in(one):
            self.start_own()
        return one, is_repeat

    def _is_built_in(self, one: Import) -> bool:
        from geodata.province import communes

        units = pq.read_table(self.folder / "segments" / one.segment / "units.parquet", columns=["unit_id"])
        return bool(communes()["code"].isin(units.column(0).to_pylist()).any())

    def _enter(self, draft: Draft, actor: str) -> tuple[Import, bool]:
        added = self.catalogue.add(**draft.row(actor, is_illustrative=False))
        if added is not None:
            return self.catalogue.find(added), False
        same = self.catalogue.same_file(draft.kind, draft.level, draft.vintage, draft.sha256)
        if same is None:
            raise FileRefused("import_collided")
        return same, True

    def undo(self, import_id: int) -> Import:
        """Withdraw one import; its records leave every figure, and stay in the history."""
        return self.catalogue.withdraw(import_id, now())

    def start_own(self) -> int:
        """Withdraw the demonstration, so that only the user's own records count; return how many imports went."""
        self.review.begin_anew()
        self.spot_checks.begin_anew()
        self.absences.begin_anew()
        return self.catalogue.withdraw_where("illustrative", now())

    def reset(self) -> int:
        """Withdraw every import and begin anew; the history stays."""
        self.review.begin_anew()
        self.spot_checks.begin_anew()
        self.absences.begin_anew()
        return self.catalogue.withdraw_where("all", now())

    def edition(self, told: Progress = _silently) -> Edition:
        """Return the edition of the active imports, building it when it is not there yet."""
        return self._edition(self.catalogue.imports(), told)

    def _edition(
        self, imports: list[Import], told: Progress = _silently, decisions: pd.DataFrame | None = None
    ) -> Edition:
        decisions = self.decisions.active() if decisions is None else decisions
        folder = self.folder / "editions" / edition_name(imports, decisions)
        if not folder.exists():
            with BUILDING:
                self._build(imports, decisions, told)
        return opened(folder)

    def _build(self, imports: list[Import], decisions: pd.DataFrame, told: Progress) -> None:
        from pipeline import STAGES, build_edition

        def staged(stage: str) -> None:
            told(stage, STAGES.index(stage) / len(STAGES))

        build_edition(imports, decisions, self.folder, self.settings, staged)
        made = sorted((self.folder / "editions").glob("[!.]*"), key=lambda child: child.stat().st_mtime)
        in_force = edition_name(self.catalogue.imports(), self.decisions.active())
        sweep(self.folder / "editions", {in_force, *(child.name for child in made[-EDITIONS_KEPT:])})

    def _terms(self, until: date | None) -> tuple[date, Target, int]:
        """Return on what a figure of a day hangs beside its edition: the day, the target, the days of silence."""
        return until or self.settings.today, self.target, self.settings.reports_expected_within_days

    def standing(self, level: str, until: date | None = None) -> pd.DataFrame:
        """Return the standing of every commune or group on a day (today unless told), indexed by unit_no.

        It is shared by all who ask, and must not be changed.
        """
        return standing_on(self.edition(), level, *self._terms(until))

    def pace(self, level: str, until: date | None = None) -> Pace:
        """Return the pace of the province, every commune or every group on a day (today unless told).

        The province is the unit `campaign.pace.PROVINCE`. It is shared by all who ask, and must not be changed.
        """
        return pace_on(self.edition(), level, *self._terms(until))

    def team_pace(self, until: date | None = None) -> pd.DataFrame:
        """Return what every team did in the last four complete weeks before a day; shared like the pace."""
        chosen = self.settings
        return teams_on(self.edition(), until or chosen.today, chosen.reports_expected_within_days)

    def pace_trials(self, level: str, until: date | None = None) -> pd.DataFrame:
        """Return how often the ranges of the forecast have held, and how far off it was; shared like the pace."""
        return trials_on(self.edition(), level, *self._terms(until))

    def history(self, level: str, days: Sequence[date], commune_id: str = "") -> pd.DataFrame:
        """Return the standing of a level on several days, one row a unit and day (on_date); of one commune if told."""
        chosen = self.settings
        return history_over(self.edition(), level, days, self.target, chosen.reports_expected_within_days, commune_id)

    def withdrawn(self) -> list[Import]:
        """Return the imports that were taken back, in order of arrival."""
        return [one for one in self.catalogue.imports(withdrawn=True) if one.withdrawn_at]

    def quality(self, until: date | None = None) -> Quality:
        """Return what the checks of quality say on a day (today unless told); shared, so it must not be changed."""
        return quality_on(self.edition(), *self._terms(until))

    def uncertainty(self, until: date | None = None, *, is_local: bool = False) -> pd.DataFrame:
        """Return how far the coverage of each group is known on a day (see `outreach.uncertainty`).

        Groups of which little is known resemble those of their commune, or those next door where `is_local`.
        """
        return uncertainty_on(self.edition(), *self._terms(until), is_local=is_local)

    def equity(self, until: date | None = None) -> pd.DataFrame:
        """Return coverage by fifth, language, remoteness, zone, power and signal on a day (see `outreach.equity`)."""
        return equity_on(self.edition(), *self._terms(until))

    def effort(self, until: date | None = None) -> pd.DataFrame:
        """Return where each commune's teams go, and whether to the easy places again (see `outreach.equity`)."""
        return effort_on(self.edition(), *self._terms(until))

    def clusters(self, until: date | None = None, level: str = "group") -> pd.DataFrame:
        """Return where low and high coverage lie together on a day (see `campaign.clusters`); not to be changed."""
        return clusters_on(self.edition(), level, *self._terms(until))

    def former_standing(self, until: date | None = None) -> pd.DataFrame:
        """Return the standing by the units of before the merger on a day (see `outreach.merger`); not to be changed."""
        return former_on(self.edition(), *self._terms(until))

    def open_points(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return rows of `Quality` with the commune, file and place by which a person finds them."""
        return located(rows, self.edition(), self.catalogue.imports())

    def outcomes(self) -> list[Outcome]:
        """Return what every active import came to: matched and unmatched change with the places, rows in never does."""
        imports = self.catalogue.imports()  # read once: another process may add one at any moment
        edition = self._edition(imports)
        return [outcome_of(one, edition.counts, edition.people) for one in imports]

    def outcome(self, import_id: int) -> Outcome:
        """Return what one import came to in the present edition."""
        for outcome in self.outcomes():
            if outcome.one.import_id == import_id:
                return outcome
        raise NotFound("import_unknown", import_id=import_id)

    def review_queue(self) -> pd.DataFrame:
        """Return each written place that waits for a person, most people first (see `campaign.review`)."""
        imports = self.catalogue.imports()
        return review_queue(self._edition(imports), imports)

    def decide(
        self,
        place_key: int,
        verdict: str,
        unit_id: str,
        *,
        group_name: str = "",
        alike: bool = False,
        actor: str = "",
    ) -> int:
        """Decide one place of the queue by its number; return the number of the decision.

        Raise NotFound for a place that does not wait, or a unit that is not there.
        """
        queue = self.review_queue()
        found = queue[queue["place_key"] == place_key]
        if found.empty:
            raise NotFound("place_unknown", place=place_key)
        if verdict in ("unit", "new_group") and unit_id not in set(self.edition().units["unit_id"]):
            raise NotFound("unit_unknown", unit=unit_id)
        place = found.iloc[0]
        name = (group_name or place["group"]) if verdict == "new_group" else ""
        return self.review.decide([decision_on(place, verdict, unit_id, group_name=name, alike=alike)], actor)[0]

    def close_unit(self, unit_id: str, reason: str, actor: str = "") -> int:
        """Take a group out of the campaign by decision; return the number by which that can be taken back."""
        units = self.edition().units
        if unit_id not in set(units.loc[units["level"] == "group", "unit_id"]):
            raise NotFound("unit_unknown", unit=unit_id)
        return self.review.decide([Decision("unit", unit_id, "closed", unit_id, written=reason)], actor)[0]

    def choose_denominator(self, choice: Choice, actor: str = "") -> None:
        """Make a base and a kind of source the official denominator of every coverage."""
        self.choices.choose(choice, actor, now())

    def ladder(self, commune_id: str = "", until: date | None = None) -> pd.DataFrame:
        """Return the coverage of the province, or of one commune, under every denominator that is known.

        One row a base and kind of source: adults, adults_year (the oldest figure in it), coverage_share, gap_people and
        is_official.
        """
        chosen = self.target.of
        rows = [self._rung(one, commune_id, until) for one in rungs(self.edition().bases)]
        table = pd.DataFrame(
            rows, columns=["base", "source_kind", "adults", "adults_year", "coverage_share", "gap_people"]
        )
        kinds = table.loc[table["base"] == chosen.base, "source_kind"]
        is_kind = (table["source_kind"] == chosen.kind) | (chosen.kind == "") & (len(kinds) == 1)
        return table.assign(is_official=(table["base"] == chosen.base) & is_kind)

    def _rung(self, of: Choice, commune_id: str, until: date | None) -> tuple[object, ...]:
        day, target, silent_days = self._terms(until)
        target = replace(target, of=of)
        communes = standing_on(self.edition(), "commune", day, target, silent_days)
        communes = communes[communes["unit_id"] == commune_id] if commune_id else communes
        whole = province_standing(communes, target)
        measures = whole[["coverage_share", "gap_people"]]
        return of.base, of.kind, whole["adults"], communes["adults_year"].min(), *measures

    def province(self, until: date | None = None) -> pd.Series:
        """Return the figures of the whole province on a day (today unless told)."""
        return province_standing(self.standing("commune", until), self.target)

    def denominator_flags(self, level: str, until: date | None = None) -> pd.DataFrame:
        """Return what is doubtful about the denominator of each unit of a level (see `outreach.denominator`)."""
        day = until or self.settings.today
        return denominator_flags(self.edition().bases, self.standing(level, until), self.target.of.base, day.year)

    def officials(self, until: date | None = None) -> pd.DataFrame:
        """Return how many officials of each commune were trained (see `outreach.officials`)."""
        return officials_on(self.edition(), until or self.settings.today)

    def courses(self, until: date | None = None) -> pd.DataFrame:
        """Return the courses for officials that count against the plan."""
        return courses(self.edition().tally("sessions"), pd.Timestamp(until or self.settings.today))

    def classes(self, until: date | None = None) -> pd.DataFrame:
        """Return the classes for citizens by the language of the place."""
        edition = self.edition()
        return classes(edition.tally("sessions"), edition.units, pd.Timestamp(until or self.settings.today))

    def endings(self, level: str, until: date | None = None) -> pd.DataFrame:
        """Return the visits of each unit of a level that ended without service, one column a reason."""
        standing, units = self.standing(level, until), self.edition().units
        found = closed_by_reason(self.edition().tally("endings"), units, pd.Timestamp(until or self.settings.today))
        return found.reindex(standing.index, fill_value=0)

    def plan_checks(
        self,
        random: int,
        suspicious: int,
        *,
        draw: int | None = None,
        commune_id: str = "",
        target: float | None = None,
        on: date | None = None,
        actor: str = "",
    ) -> list[int]:
        """Choose groups to be checked, some by lot and some by doubt, of a commune or of all; return the numbers.

        Each is held to the coverage that it reports, or all to one target. The same draw chooses the same groups.
        """
        day = on or self.settings.today
        if commune_id and commune_id not in set(self.standing("commune", day)["unit_id"]):
            raise NotFound("commune_unknown", code=commune_id)
        return self.spot_checks.plan(
            candidates(self.standing("group", day), self.quality(day)),
            random=random,
            suspicious=suspicious,
            draw=new_draw() if draw is None else draw,
            scope=commune_id,
            target=target,
            on=day,
            actor=actor,
        )

    def enter_check(self, check_id: int, asked: int, yes: int, *, on: date | None = None, actor: str = "") -> int:
        """Enter how many adults were asked in a check and how many said yes; return the number of the result."""
        today = self.settings.today
        return self.spot_checks.enter(check_id, asked, yes, on or today, today, actor)

    def withdraw_check(self, check_id: int) -> None:
        """Withdraw a check with its result; the history keeps both."""
        self.spot_checks.withdraw([check_id])

    def checks(self) -> pd.DataFrame:
        """Return the checks in force with the names of their groups, results and marks (see `campaign.checks`)."""
        return self.spot_checks.table(self.edition().units)

    def check_marks(self, until: date | None = None) -> pd.Series:
        """Return by unit_no whether interviews confirmed what a group reports: the column `mark` of every group."""
        return group_marks(self.standing("group", until), self.checks())

    def check_estimates(self, until: date | None = None) -> pd.DataFrame:
        """Return what the interviews together say of the province and of communes (see `campaign.checks`)."""
        return estimates(self.standing("group", until), self.checks())

    def open_rows(self, import_id: int) -> pd.DataFrame:
        """Return every row of an import that does not count, with its fate and reason (see `campaign.outcome`)."""
        one = self.catalogue.find(import_id)
        problems = pq.read_table(self.folder / "segments" / one.segment / "problems.parquet").to_pandas()
        return open_rows(one, self.edition(), problems)

    def mending_workbook(
        self, import_id: int, content: bytes, reason: Callable[[str], str], words: tuple[str, str, str]
    ) -> bytes:
        """Return the rows of an import that do not count, as its file had them, with the reason behind each.

        `content` is the file itself: it is not kept here. Raise FileRefused `other_file` for any other.
        """
        one = self.catalogue.find(import_id)
        if fingerprint(content) != one.sha256:
            raise FileRefused("other_file", file=one.file_name)
        rows = self.open_rows(import_id)
        rows = rows[rows["fate"] != "duplicate"]
        wanted = set(zip(rows["sheet"], rows["row_no"].astype(int), strict=True))
        return mending_workbook(self.intake.excerpts(content, one, wanted), rows, reason, words)

    def start_demonstration(self, told: Progress = _silently) -> int:
        """Generate the illustrative campaign and import its files like any others, all at once; return how many.

        It never mixes with records of the user's own: FileRefused `own_records_here`.
        """
        from demo.parcel import raw_files
        from geodata import province
        from pipeline.survey import schematic

        with FILLING:
            active = self.catalogue.imports()
            if any(one.is_illustrative for one in active):
                return 0
            if any(one.kind != "boundaries" for one in active):
                raise FileRefused("own_records_here")
            shapes = schematic(self.folder / "cache")
            files = raw_files(province.communes(), province.crosswalk(), shapes, until=self.settings.today)
            limits, drafts = self.intake.limits(isolated=False), []
            for number, file in enumerate(files):
                told(file.name, min(number / DEMONSTRATION_FILES, 0.99))
                if file.kind == "groups":
                    drafts.append(self.intake.boundaries(file.content, file.name, "group", "2025", None, None))
                else:
                    drafts.append(self.intake.records(file.content, file.name, file.kind, limits))
            return self.catalogue.add_all([draft.row("demo", is_illustrative=True) for draft in drafts])

    def present(self, day: date | None = None) -> Present:
        """Return the figures in force on a day (today unless told), as a moment that can be frozen or compared."""
        imports, decisions = self.catalogue.imports(), self.decisions.active()
        return Present(
            self._edition(imports, decisions=decisions),
            *self._terms(day),
            tuple(one.import_id for one in imports),
            tuple(int(number) for number in decisions["decision_id"]),
        )

    def freeze(self, name: str, day: date | None = None, actor: str = "") -> Snapshot:
        """Freeze the figures in force for an occasion, under the next number.

        Raise CampaignError where there is no name, nothing imported, or the day has not come.
        """
        present = self.present(day)
        about = described(present, name, actor, self.settings, is_illustrative=self.is_illustrative)
        outcomes = [outcome_of(one, present.edition.counts, present.edition.people) for one in self._of(present)]
        return self._shown(self._snapshots.take(about, tables_of(present, outcome_table(outcomes))))

    def _of(self, moment: Moment) -> list[Import]:
        return [one for one in self.catalogue.imports(withdrawn=True) if one.import_id in moment.imports]

    def _shown(self, one: Frozen) -> Snapshot:
        return Snapshot(self._snapshots.folder(one.number), one)

    def snapshots(self, *, hidden: bool = False) -> list[Snapshot]:
        """Return the snapshots in order of their numbers; hidden ones only on demand."""
        return [self._shown(one) for one in self._snapshots.listed(hidden=hidden)]

    def snapshot(self, number: int) -> Snapshot:
        """Return a snapshot, hidden or not; raise NotFound where there is none of that number."""
        return self._shown(self._snapshots.find(number))

    def hide_snapshot(self, number: int, actor: str = "") -> Snapshot:
        """Take a snapshot out of the list; its figures stay, and its number opens it."""
        return self._shown(self._snapshots.hide(number, actor, now()))

    def compare(self, one: Moment, other: Moment, level: str = "commune") -> Comparison:
        """Take the change between two moments apart, the earlier day first whichever is named first.

        What was worked out is kept for the next who asks, and must not be changed.
        """
        before, after = sorted((one, other), key=lambda moment: (moment.day, moment.number or LATEST))
        return _compared(self, before, after, level)

    def comparison(self, before: Moment, after: Moment, level: str) -> Comparison:
        """Work out the change between two moments; editions that lie between them are built where they are missing."""

        def find(imports: list[Import], decisions: pd.DataFrame) -> Figures:
            return replace(self.present(), edition=self._edition(imports, decisions=decisions))

        inputs = inputs_after(before, after, self.catalogue.imports(withdrawn=True), self.decisions.every())
        return compare(before, after, level, inputs, find)

    def coverage_trend(self, day: date, communes: tuple[str, ...], weeks: int) -> pd.DataFrame:
        """Return the coverage of some communes week by week up to a day (see `campaign.snapshots`)."""
        return coverage_trend(self.present(day), communes, weeks)


@lru_cache(maxsize=8)
def _compared(campaign: Campaign, before: Moment, after: Moment, level: str) -> Comparison:
    """Keep the last comparisons: both moments are immutable, so these are too."""
    return campaign.comparison(before, after, level)
