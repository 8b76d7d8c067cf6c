"""The moments of a campaign that can be kept and compared: snapshots, and the figures in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from campaign.intake import now
from campaign.outcome import outcome_of, outcome_table
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
from store.catalogue import Import
from store.snapshots import Frozen, Snapshots

if TYPE_CHECKING:
    from campaign.campaign import Campaign

LATEST = float("inf")  # of one day, the figures in force come after every snapshot


class Archive:
    """The snapshots of a campaign, and what changed between two moments."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self._snapshots = Snapshots(campaign.folder)

    def present(self, day: date | None = None) -> Present:
        """Return the figures in force on a day (today unless told), as a moment that can be frozen or compared."""
        imports, decisions = self.campaign.catalogue.imports(), self.campaign.decisions.active()
        return Present(
            self.campaign.editions.of(imports, decisions),
            *self.campaign.terms(day),
            tuple(one.import_id for one in imports),
            tuple(int(number) for number in decisions["decision_id"]),
        )

    def freeze(self, name: str, day: date | None = None, actor: str = "") -> Snapshot:
        """Freeze the figures in force for an occasion, under the next number.

        Raise CampaignError where there is no name, nothing imported, or the day has not come.
        """
        present = self.present(day)
        about = described(present, name, actor, self.campaign.settings, is_illustrative=self.campaign.is_illustrative)
        outcomes = [outcome_of(one, present.edition.counts, present.edition.people) for one in self.imports_of(present)]
        return self._shown(self._snapshots.take(about, tables_of(present, outcome_table(outcomes))))

    def imports_of(self, moment: Moment) -> list[Import]:
        """Return the imports that a moment rests on, withdrawn since or not."""
        return [one for one in self.campaign.catalogue.imports(withdrawn=True) if one.import_id in moment.imports]

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
            return replace(self.present(), edition=self.campaign.editions.of(imports, decisions))

        inputs = inputs_after(
            before, after, self.campaign.catalogue.imports(withdrawn=True), self.campaign.decisions.every()
        )
        return compare(before, after, level, inputs, find)

    def coverage_trend(self, day: date, communes: tuple[str, ...], weeks: int) -> pd.DataFrame:
        """Return the coverage of some communes week by week up to a day (see `campaign.snapshots`)."""
        return coverage_trend(self.present(day), communes, weeks)


@lru_cache(maxsize=8)
def _compared(archive: Archive, before: Moment, after: Moment, level: str) -> Comparison:
    """Keep the last comparisons: both moments are immutable, so these are too."""
    return archive.comparison(before, after, level)
