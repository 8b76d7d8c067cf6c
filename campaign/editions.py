"""The editions of a data folder: made when they are first asked for, and swept away when they are out of force."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pandas as pd

from campaign.arrivals import Progress, silently
from campaign.edition import Edition, opened
from store.catalogue import Import
from store.edition import edition_name
from store.segments import sweep

if TYPE_CHECKING:
    from campaign.campaign import Campaign

BUILDING = threading.Lock()
EDITIONS_KEPT = 6


class Editions:
    """The editions that the imports and decisions of a campaign make."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.folder = campaign.folder / "editions"

    def in_force(self, told: Progress = silently) -> Edition:
        """Return the edition of the imports and decisions in force; its name is kept as long as they are."""
        folder = self.folder / self.campaign.catalogue.kept.answer("edition", self._name)
        if folder.exists():
            return opened(folder)
        return self.of(self.campaign.catalogue.imports(), self.campaign.decisions.active(), told)

    def _name(self) -> str:
        return edition_name(self.campaign.catalogue.imports(), self.campaign.decisions.active())

    def of(self, imports: list[Import], decisions: pd.DataFrame, told: Progress = silently) -> Edition:
        """Return the edition that some imports and decisions make, building it when it is not there yet."""
        folder = self.folder / edition_name(imports, decisions)
        if not folder.exists():
            with BUILDING:
                self._build(imports, decisions, told)
        return opened(folder)

    def _build(self, imports: list[Import], decisions: pd.DataFrame, told: Progress) -> None:
        from pipeline import STAGES, build_edition

        def staged(stage: str) -> None:
            told(stage, STAGES.index(stage) / len(STAGES))

        build_edition(imports, decisions, self.campaign.folder, self.campaign.settings, staged)
        made = sorted(self.folder.glob("[!.]*"), key=lambda child: child.stat().st_mtime)
        sweep(self.folder, {self._name(), *(child.name for child in made[-EDITIONS_KEPT:])})
