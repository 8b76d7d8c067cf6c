"""Everything that can be done with one data folder. Nothing is written outside it."""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
import pyarrow.parquet as pq

from campaign.edition import Edition, history_over, opened, standing_on
from campaign.intake import Draft, Extent, Intake, fingerprint, now
from campaign.mending import mending_workbook
from campaign.outcome import Outcome, open_rows, outcome_of
from campaign.quality import located, quality_on
from campaign.review import Review, decision_on, review_queue
from loaders.loading import Examination
from outreach.errors import FileRefused, NotFound
from outreach.quality import Quality
from outreach.target import Target
from settings import Settings
from store.catalogue import Catalogue, Import
from store.decisions import Decisions
from store.edition import edition_name
from store.segments import sweep

Progress = Callable[[str, float], None]
BUILDING, FILLING = threading.Lock(), threading.Lock()
DEMONSTRATION_FILES = 48
EDITIONS_KEPT = 6
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
        self.intake = Intake(self.folder, settings)

    @property
    def target(self) -> Target:
        """The target of the campaign's plan."""
        return Target(self.settings.target_share, self.settings.target_on)

    @property
    def is_empty(self) -> bool:
        """Tell a folder into which nothing was ever imported."""
        return not self.catalogue.imports(withdrawn=True)

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
        return self.catalogue.withdraw_where("illustrative", now())

    def reset(self) -> int:
        """Withdraw every import and begin anew; the history stays."""
        self.review.begin_anew()
        return self.catalogue.withdraw_where("all", now())

    def edition(self, told: Progress = _silently) -> Edition:
        """Return the edition of the active imports, building it when it is not there yet."""
        return self._edition(self.catalogue.imports(), told)

    def _edition(self, imports: list[Import], told: Progress = _silently) -> Edition:
        decisions = self.decisions.active()
        folder = self.folder / "editions" / edition_name(imports, decisions)
        with BUILDING:
            if not folder.exists():
                self._build(imports, decisions, told)
        return opened(folder)

    def _build(self, imports: list[Import], decisions: pd.DataFrame, told: Progress) -> None:
        from pipeline import STAGES, build_edition

        def staged(stage: str) -> None:
            told(stage, STAGES.index(stage) / len(STAGES))

        build_edition(imports, decisions, self.folder, self.settings, staged)
        made = sorted((self.folder / "editions").glob("[!.]*"), key=lambda child: child.stat().st_mtime)
        sweep(self.folder / "editions", {child.name for child in made[-EDITIONS_KEPT:]})

    def standing(self, level: str, until: date | None = None) -> pd.DataFrame:
        """Return the standing of every commune or group on a day (today unless told), indexed by unit_no.

        It is shared by all who ask, and must not be changed.
        """
        chosen = self.settings
        return standing_on(
            self.edition(), level, until or chosen.today, self.target, chosen.reports_expected_within_days
        )

    def history(self, level: str, days: Sequence[date], commune_id: str = "") -> pd.DataFrame:
        """Return the standing of a level on several days, one row a unit and day (on_date); of one commune if told."""
        chosen = self.settings
        return history_over(self.edition(), level, days, self.target, chosen.reports_expected_within_days, commune_id)

    def withdrawn(self) -> list[Import]:
        """Return the imports that were taken back, in order of arrival."""
        return [one for one in self.catalogue.imports(withdrawn=True) if one.withdrawn_at]

    def quality(self, until: date | None = None) -> Quality:
        """Return what the checks of quality say on a day (today unless told); shared, so it must not be changed."""
        chosen = self.settings
        return quality_on(self.edition(), until or chosen.today, self.target, chosen.reports_expected_within_days)

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
