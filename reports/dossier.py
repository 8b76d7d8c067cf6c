"""What every document is made from: the figures of the brief, the tables that may be sent on, and the shapes."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from campaign import Campaign, Edition
from reports.brief_figures import BriefFigures, brief_figures
from reports.publication import publication


@dataclass(frozen=True)
class Dossier:
    """Figures, tables and shapes of one day, for the province or one commune; the tables are not to be changed."""

    figures: BriefFigures
    communes: pd.DataFrame
    groups: pd.DataFrame
    edition: Edition

    @property
    def places(self) -> pd.DataFrame:
        """The places that are compared and drawn: the communes, or the groups of one."""
        return self.groups if self.figures.is_of_commune else self.communes

    @property
    def classes(self) -> dict[str, str]:
        """The class of each place by its id."""
        return dict(zip(self.places["unit_id"], self.places["coverage_class"], strict=True))

    @cached_property
    def shapes(self) -> pd.Series:
        """The shape of each place that has one, by its id."""
        import shapely

        stored = self.edition.read("shapes").set_index("unit_id")["wkb"]
        found = stored[stored.index.isin(self.places["unit_id"])].dropna()
        return pd.Series(shapely.from_wkb(found.array), index=found.index, dtype="object")


def dossier(campaign: Campaign, day: date, commune_id: str = "") -> Dossier:
    """Gather what the documents of a day need; raise NotFound `commune_unknown` for a code that is none."""
    published = publication(campaign, day)
    communes, groups = published.communes, published.groups
    if commune_id:
        communes = communes[communes["unit_id"] == commune_id]
        groups = groups[groups["parent_id"] == commune_id]
    return Dossier(brief_figures(campaign, day, commune_id), communes, groups, campaign.edition())
