"""The standing as it may be sent on: the same figures, without those that are too small."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pandas as pd

from campaign import Campaign, Edition
from outreach.state import unheard
from outreach.target import Target
from reports.suppression import hiding

# Whatever tells, or bounds, how many people were reached in a place.
WITHHELD = (
    *("adults", "reached", "reached_known", "reached_least", "reached_most"),
    *("coverage_share", "gap_people", "last_on"),
)
COUNTED = ("adults", "reached", "reached_known", "reached_least", "reached_most")
HIDDEN = "hidden"


@dataclass(frozen=True)
class Publication:
    """The communes and groups with `is_hidden`, and blanks where it is True; not to be changed.

    `every_commune` has the figures of all communes, for sums over the whole.
    """

    communes: pd.DataFrame
    groups: pd.DataFrame
    every_commune: pd.DataFrame
    is_whole_hidden: bool

    @property
    def hidden(self) -> int:
        """How many communes and groups are hidden."""
        return int(self.communes["is_hidden"].sum() + self.groups["is_hidden"].sum())


def publication(campaign: Campaign, day: date, small: int | None = None) -> Publication:
    """Return the standing of a day as it may be sent on; shared by all who ask.

    Figures of fewer than `small` people are hidden, as many as the settings say where it is left out.
    """
    chosen = campaign.settings
    least = chosen.small_figure if small is None else small
    facts = (least, chosen.reports_expected_within_days, campaign.target)
    return _publication(campaign.edition(), day, *facts)


@lru_cache(maxsize=8)
def _publication(edition: Edition, day: date, small: int, silent_days: int, target: Target) -> Publication:
    from campaign.edition import standing_on

    communes, groups = (standing_on(edition, level, day, target, silent_days) for level in ("commune", "group"))
    found = hiding(groups, communes, small)
    return Publication(_withheld(communes, found.communes), _withheld(groups, found.groups), communes, found.whole)


def _withheld(standing: pd.DataFrame, is_hidden: pd.Series) -> pd.DataFrame:
    """Blank what a hidden place must not tell (its state and class say so), and the nought of a place not known."""
    told = standing.assign(is_hidden=is_hidden.astype(bool))
    told = told.astype(dict.fromkeys(COUNTED, "Int64"))
    for column in WITHHELD:
        told[column] = told[column].mask(told["is_hidden"])
    told["reached"] = told["reached"].mask(unheard(standing))
    for column in ("state", "coverage_class"):
        told[column] = told[column].mask(told["is_hidden"], HIDDEN)
    return told
