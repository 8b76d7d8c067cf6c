"""The figures behind a map: those in force on a day, or those that a snapshot froze."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from campaign import Snapshot, chartable
from outreach.errors import NotFound
from ui.layers import LAYERS, Layer
from ui.visit import Visit


@dataclass(frozen=True)
class Figures:
    """What a map shows: with a snapshot its tables of its own day, else what is in force on a day."""

    visit: Visit
    day: date
    snapshot: Snapshot | None = None

    def standing(self, level: str, columns: tuple[str, ...] = ()) -> pd.DataFrame:
        """Return the standing of a level, with some more columns where these can still be worked out."""
        if self.snapshot:
            return self.snapshot.standing(level)
        return self.visit.on(self.day).charted(level, columns)

    def geometry_file(self, level: str, parent_id: str = "") -> str | None:
        """Return the name of the file of shapes; a snapshot has its own as long as it is there."""
        folder = self.visit.campaign.folder / "geometry"
        own = self.snapshot.geometry_file(level, parent_id) if self.snapshot else None
        return own if own and (folder / own).exists() else self.visit.edition().geometry_file(level, parent_id)

    def told(self) -> str:
        """Say in a few words which figures these are."""
        say = self.visit.say
        if self.snapshot:
            return say("map.of_snapshot", number=self.snapshot.number, day=self.day)
        return say("map.as_of", day=self.day)

    def layers(self, level: str) -> tuple[Layer, ...]:
        """Return the layers that can be drawn at a level; of what is frozen nothing is worked out, and no change."""
        empty = self.standing(level).head(0)
        if self.snapshot:
            return tuple(layer for layer in LAYERS if layer.fits(_counted(empty), level) and not layer.counts_change)
        more = empty.reindex(columns=[*empty.columns, *chartable(level)])
        return tuple(layer for layer in LAYERS if layer.fits(_counted(more), level))


def _counted(empty: pd.DataFrame) -> pd.DataFrame:
    """Add what is counted on the way and can always be drawn."""
    return empty.assign(days_since=0, change_share=0.0)


def figures(visit: Visit, day: date, code: str) -> Figures:
    """Return the figures of a snapshot by its number as an address has it, else those in force on a day."""
    try:
        snapshot = visit.campaign.snapshot(int(code)) if code.isascii() and code.isdecimal() else None
    except NotFound:
        snapshot = None
    return Figures(visit, snapshot.day if snapshot else day, snapshot)
