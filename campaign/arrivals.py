"""What comes into a data folder: files of records and boundaries, the demonstration; and what each of them came to."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow.parquet as pq

from campaign.intake import Draft, Extent, fingerprint, now
from campaign.mending import mending_workbook
from campaign.outcome import Outcome, open_rows, outcome_of
from campaign.quality import located
from loaders.loading import Examination
from outreach.errors import FileRefused, NotFound
from store.catalogue import Import

if TYPE_CHECKING:
    from campaign.campaign import Campaign

Progress = Callable[[str, float], None]
FILLING = threading.Lock()
DEMONSTRATION_FILES = 49
AROUND = 0.1  # degrees: a team may stand a little outside


def silently(_stage: str, _share: float) -> None:
    """Tell nobody."""


class Arrivals:
    """The imports of a campaign, from the file to the rows that do not count."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign

    def import_file(
        self,
        content: bytes,
        file_name: str,
        kind: str,
        *,
        actor: str = "",
        layout: Mapping[str, str] | None = None,
        answers: Mapping[str, str] | None = None,
        told: Progress = silently,
    ) -> Outcome:
        """Import a file of records, whole or not at all; the very same file again changes nothing."""
        same = self.campaign.catalogue.same_file(kind, "", "", fingerprint(content))
        if same is None:
            told("reading", 0.0)
            draft = self.campaign.intake.records(
                content, file_name, kind, self.campaign.intake.limits(), layout, answers, self.extent()
            )
            one, is_repeat = self._enter(draft, actor)
        else:
            one, is_repeat = same, True
        self.campaign.edition(told)
        return replace(self.outcome(one.import_id), is_repeat=is_repeat)

    def pull(self, source: str, kind: str, *, actor: str = "", told: Progress = silently) -> tuple[Outcome, int]:
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
        return self.campaign.intake.examine(content, file_name, kind, answers, self.extent())

    def extent(self) -> Extent | None:
        """Return the ground of the campaign and a little around it (west, south, east, north), None for none."""
        drawn = self.campaign.edition().units[["west", "south", "east", "north"]].dropna()
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
        if same := self.campaign.catalogue.same_file("boundaries", level, vintage, fingerprint(content, layer)):
            return same, True
        one, is_repeat = self._enter(
            self.campaign.intake.boundaries(content, file_name, level, vintage, layer, fields), actor
        )
        if level == "commune" and self.campaign.is_illustrative and not self._is_built_in(one):
            self.start_own()
        return one, is_repeat

    def _is_built_in(self, one: Import) -> bool:
        from geodata.province import communes

        units = pq.read_table(self.campaign.folder / "segments" / one.segment / "units.parquet", columns=["unit_id"])
        return bool(communes()["code"].isin(units.column(0).to_pylist()).any())

    def _enter(self, draft: Draft, actor: str) -> tuple[Import, bool]:
        added = self.campaign.catalogue.add(**draft.row(actor, is_illustrative=False))
        if added is not None:
            return self.campaign.catalogue.find(added), False
        same = self.campaign.catalogue.same_file(draft.kind, draft.level, draft.vintage, draft.sha256)
        if same is None:
            raise FileRefused("import_collided")
        return same, True

    def undo(self, import_id: int) -> Import:
        """Withdraw one import; its records leave every figure, and stay in the history."""
        return self.campaign.catalogue.withdraw(import_id, now())

    def withdrawn(self) -> list[Import]:
        """Return the imports that were taken back, in order of arrival."""
        return [one for one in self.campaign.catalogue.imports(withdrawn=True) if one.withdrawn_at]

    def start_own(self) -> int:
        """Withdraw the demonstration, so that only the user's own records count; return how many imports went."""
        self._begin_anew()
        return self.campaign.catalogue.withdraw_where("illustrative", now())

    def reset(self) -> int:
        """Withdraw every import and begin anew; the history stays."""
        self._begin_anew()
        return self.campaign.catalogue.withdraw_where("all", now())

    def _begin_anew(self) -> None:
        """Take back what people decided about figures that are going: it says nothing about those to come."""
        self.campaign.review.begin_anew()
        self.campaign.spot_checks.begin_anew()
        self.campaign.absences.begin_anew()
        self.campaign.desk.begin_anew()
        self.campaign.returns.begin_anew(now())

    def start_demonstration(self, told: Progress = silently) -> int:
        """Generate the illustrative campaign and import its files like any others, all at once; return how many.

        It never mixes with records of the user's own: FileRefused `own_records_here`.
        """
        from demo.parcel import raw_files
        from geodata import province
        from pipeline.survey import schematic

        with FILLING:
            active = self.campaign.catalogue.imports()
            if any(one.is_illustrative for one in active):
                return 0
            if any(one.kind != "boundaries" for one in active):
                raise FileRefused("own_records_here")
            shapes = schematic(self.campaign.folder / "cache")
            files = raw_files(province.communes(), province.crosswalk(), shapes, until=self.campaign.settings.today)
            limits, drafts = self.campaign.intake.limits(isolated=False), []
            for number, file in enumerate(files):
                told(file.name, min(number / DEMONSTRATION_FILES, 0.99))
                if file.kind == "groups":
                    drafts.append(self.campaign.intake.boundaries(file.content, file.name, "group", "2025", None, None))
                else:
                    drafts.append(self.campaign.intake.records(file.content, file.name, file.kind, limits))
            return self.campaign.catalogue.add_all([draft.row("demo", is_illustrative=True) for draft in drafts])

    def outcomes(self) -> list[Outcome]:
        """Return what every active import came to: matched and unmatched change with the places, rows in never does."""
        imports = self.campaign.catalogue.imports()  # read once: another process may add one at any moment
        edition = self.campaign.editions.of(imports, self.campaign.decisions.active())
        return [outcome_of(one, edition.counts, edition.people) for one in imports]

    def outcome(self, import_id: int) -> Outcome:
        """Return what one import came to in the present edition."""
        for outcome in self.outcomes():
            if outcome.one.import_id == import_id:
                return outcome
        raise NotFound("import_unknown", import_id=import_id)

    def open_rows(self, import_id: int) -> pd.DataFrame:
        """Return every row of an import that does not count, with its fate and reason (see `campaign.outcome`)."""
        one = self.campaign.catalogue.find(import_id)
        problems = pq.read_table(self.campaign.folder / "segments" / one.segment / "problems.parquet").to_pandas()
        return open_rows(one, self.campaign.edition(), problems)

    def open_points(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return rows of `Quality` with the commune, file and place by which a person finds them."""
        return located(rows, self.campaign.edition(), self.campaign.catalogue.imports())

    def mending_workbook(
        self, import_id: int, content: bytes, reason: Callable[[str], str], words: tuple[str, str, str]
    ) -> bytes:
        """Return the rows of an import that do not count, as its file had them, with the reason behind each.

        `content` is the file itself: it is not kept here. Raise FileRefused `other_file` for any other.
        """
        one = self.campaign.catalogue.find(import_id)
        if fingerprint(content) != one.sha256:
            raise FileRefused("other_file", file=one.file_name)
        rows = self.open_rows(import_id)
        rows = rows[rows["fate"] != "duplicate"]
        wanted = set(zip(rows["sheet"], rows["row_no"].astype(int), strict=True))
        return mending_workbook(self.campaign.intake.excerpts(content, one, wanted), rows, reason, words)
