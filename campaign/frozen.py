"""A campaign as it stood when a snapshot was taken: its inputs, decisions, target and rules, and not those in force."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.campaign import Campaign
from campaign.outcome import Outcome, outcome_of
from outreach.errors import CampaignError

if TYPE_CHECKING:
    from campaign.arrivals import Progress
    from campaign.edition import Edition
    from campaign.snapshots import Snapshot
    from outreach.target import Target
    from store.catalogue import Import

EQUAL = ("reached", "reached_known", "adults", "gap_people", "groups", "groups_never", "communes_silent")


class FrozenCampaign(Campaign):
    """What can be asked of a campaign, answered from the inputs of one snapshot."""

    def __init__(self, campaign: Campaign, snapshot: Snapshot) -> None:
        settings, frozen = campaign.settings, snapshot.one.settings
        days = int(str(frozen.get("reports_expected_within_days", settings.reports_expected_within_days)))
        super().__init__(replace(settings, reports_expected_within_days=days, until=snapshot.day))
        self.frozen = snapshot
        self.outcomes = self._outcomes

    @property
    def target(self) -> Target:
        """The target of that time."""
        return self.frozen.target

    @property
    def is_illustrative(self) -> bool:
        """Tell whether any figure of that time rested on generated records."""
        return self.frozen.one.is_illustrative

    def edition(self, told: Progress = lambda _stage, _share: None) -> Edition:
        """Return the edition of that time, built anew from what was imported where it is not there any more."""
        every = self.decisions.every()
        decided = every[every["decision_id"].isin(self.frozen.decisions)]
        return self.editions.of(self._imports(), decided, told)

    def _outcomes(self) -> list[Outcome]:
        """Return what every import of that time came to."""
        edition = self.edition()
        return [outcome_of(one, edition.counts, edition.people) for one in self._imports()]

    def _imports(self) -> list[Import]:
        return self.archive.imports_of(self.frozen)


def as_frozen(campaign: Campaign, number: int) -> FrozenCampaign:
    """Return the campaign of a snapshot.

    Raise NotFound where there is none of that number, and CampaignError where this program makes other figures of the
    same inputs: what was frozen is never told with other numbers.
    """
    snapshot = campaign.snapshot(number)
    frozen = FrozenCampaign(campaign, snapshot)
    then, now = snapshot.province(), frozen.province(snapshot.day)
    if any(int(then[name]) != int(now[name]) for name in EQUAL if then.notna()[name]):
        raise CampaignError("snapshot_differs", number=number)
    return frozen
