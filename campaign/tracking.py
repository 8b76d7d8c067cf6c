"""Did it happen: an approved plan against the records and the teams' forms, and what its visits taught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from campaign.asked import Asked
from campaign.plans import NO_TEAM, contacts_met, new_adults
from outreach.errors import CampaignError
from planning.experience import per_visit, ways
from planning.followup import PAIR, Followup, Status, followed_up
from planning.followup import twice_missed as missed_in_both
from planning.returned import with_returns
from planning.team import Weeks
from store.plans import Record

if TYPE_CHECKING:
    from campaign.campaign import Campaign

PLANNED = [*PAIR, "starts_on", "ends_on", "visits", "gain_adults"]
OF_PLAN = ["kind", "is_spoken", "households", "terrain", "travel_minutes"]
OPEN = (Status.DUE.value, Status.UNPLANNED.value)
COUNTED = ("done", "partly", "reported", "not_done", "by_another", "due", "unplanned")  # by team, in this order
MISSED = ["unit_id", "name", "commune", "parent_id", "team", "reason", "starts_on", "ends_on", "gain_adults", "plan_no"]
Span = tuple[date, date, int]


@dataclass(frozen=True)
class Tracked:
    """An approved plan as it stands on a day. Its frames are shared by all who ask and must not be changed.

    `rows` has a row for each team and group, planned or met (see `planning.followup`), with name, commune, parent_id,
    team and what the forms say. `by_day` has on_date, planned_adults and adults_reached, both summed up from the first
    day, the second missing after the day. `taken_over` are the visits that later plans made theirs, by number of the
    plan; they are not among the rows.
    """

    record: Record
    day: date
    found: Followup
    teams: pd.DataFrame
    by_day: pd.DataFrame
    learned: pd.DataFrame
    ways: pd.DataFrame
    taken_over: pd.Series

    @property
    def rows(self) -> pd.DataFrame:
        """A row for each team and group."""
        return self.found.rows

    @property
    def first_on(self) -> date:
        """The first day of the plan."""
        return date.fromisoformat(self.record.asked["starts_on"])

    @property
    def last_on(self) -> date:
        """The last day of its last week."""
        return span(self.record)[1]

    @property
    def has_begun(self) -> bool:
        """Tell whether its first day has come."""
        return self.day >= self.first_on

    @property
    def realised_share(self) -> float:
        """Adults reached by the teams planned, of those planned and due (see `planning.followup`)."""
        return self.found.realised_share

    @property
    def carried_over(self) -> pd.DataFrame:
        """What is to be planned again, most adults first."""
        return self.found.carried_over

    @property
    def totals(self) -> dict[str, float]:
        """What the plan came to: visits and adults, planned, due and reached; doors closed apart."""
        rows = self.rows
        planned, due = rows[rows["starts_on"].notna()], rows[~rows["status"].isin(OPEN)]
        in_planned = rows["unit_id"].isin(planned["unit_id"])
        return {
            "visits": len(planned),
            "visits_due": len(due),
            **{name: int((rows["status"] == name).sum()) for name in COUNTED},
            "planned_adults": float(planned["gain_adults"].sum()),
            "due_adults": float(due["gain_adults"].sum()),
            "reported_adults": float(due.loc[due["status"] == Status.REPORTED.value, "gain_adults"].sum()),
            "adults_reached": float(rows.loc[in_planned, "adults_reached"].sum()),
            "adults_unplanned": float(rows.loc[~in_planned, "adults_reached"].sum()),
            "closed": float(planned["closed"].sum()),
            "contradicted": int(rows["is_contradicted"].sum()),
        }


def tracked(campaign: Campaign, plan_no: int, day: date | None = None) -> Tracked:
    """Return what became of an approved plan by a day (today unless told).

    Raise NotFound for no plan of this number, CampaignError `plan_not_approved` for one that nobody approved. The days
    that a plan approved later has as its own are that one's: visits and records of them count there.
    """
    day = day or campaign.settings.today
    record = campaign.desk.plans.find(plan_no)
    if not record.approved_at:
        raise CampaignError("plan_not_approved", number=plan_no)
    later = [one for one in campaign.desk.plans.approved(day) if _order(one) > _order(record)]
    spans = tuple(span(one) for one in sorted(later, key=_order))
    return _tracked(campaign, plan_no, spans, campaign.edition().name, campaign.returns.stamp(), day)


def approved(campaign: Campaign, day: date) -> list[Record]:
    """Return the plans in force that were approved by a day, the newest weeks first."""
    return sorted(
        campaign.desk.plans.approved(day), key=lambda one: (one.asked["starts_on"], _order(one)), reverse=True
    )


def carried(campaign: Campaign, plan_no: int, day: date | None = None) -> list[str]:
    """Return the groups to plan again after a plan, those with most adults still open first."""
    return tracked(campaign, plan_no, day).carried_over["unit_id"].drop_duplicates().tolist()


def twice_missed(campaign: Campaign, day: date | None = None) -> pd.DataFrame:
    """Return the groups that two approved plans running meant to reach and did not, a row each (MISSED).

    The last two plans that have begun count; while the last one is under way also the two before it, of which what
    was reached since is left out.
    """
    day = day or campaign.settings.today
    begun = [one for one in approved(campaign, day) if one.asked["starts_on"] <= day.isoformat()]
    followed = (tracked(campaign, one.plan_no, day) for one in begun)
    last = list(islice(filter(_has_plan, followed), 3))
    pairs = list(zip(last[1:], last, strict=False))
    if last and last[0].last_on < day:
        pairs = pairs[:1]
    found = [
        missed_in_both(earlier.found, later.found).assign(plan_no=later.record.plan_no) for earlier, later in pairs
    ]
    if not found:
        return pd.DataFrame(columns=MISSED)
    rows = last[0].rows
    since = rows.loc[rows["contacts"] > 0, "unit_id"]
    older = [one[~one["unit_id"].isin(since)] for one in found[1:]]
    both = pd.concat([found[0], *older], ignore_index=True).drop_duplicates("unit_id")
    both = both[both["ends_on"] < pd.Timestamp(day)]  # nobody is to be told of a visit that is planned for today
    return both.sort_values("gain_adults", ascending=False, kind="stable", ignore_index=True)[MISSED]


def _has_plan(one: Tracked) -> bool:
    return bool(one.rows["starts_on"].notna().any())


def _order(record: Record) -> tuple[str, int]:
    return str(record.approved_at), record.plan_no


def span(record: Record) -> Span:
    """Return the first and the last day of a plan, and its number."""
    first = date.fromisoformat(record.asked["starts_on"])
    return first, first + timedelta(days=7 * int(record.asked["weeks"]) - 1), record.plan_no


@lru_cache(maxsize=16)
def _tracked(
    campaign: Campaign, plan_no: int, spans: tuple[Span, ...], _edition: str, _forms: str, day: date
) -> Tracked:
    """Follow a plan up once for all who look at it."""
    record, tables, edition = campaign.desk.plans.find(plan_no), campaign.desk.tables(plan_no), campaign.edition()
    planned = tables["assignments"]
    owner = _owner(planned["starts_on"], spans)
    mine = planned[owner == 0]
    records = contacts_met(edition, tables["teams"], mine["unit_id"], span(record)[:2])
    adults = new_adults(edition)
    records, adults = (one[_owner(one["on_date"], spans) == 0] for one in (records, adults))
    asked = Asked.of(record.asked)
    weeks = Weeks(date.fromisoformat(asked.starts_on), asked.weeks)
    found = followed_up(mine[PLANNED], records, adults, pd.Timestamp(day), weeks)
    found = with_returns(found, campaign.returns.of_plan(plan_no))
    found = Followup(_described(found.rows, mine, tables["teams"], edition.units))
    of_plan = found.rows[found.rows["starts_on"].notna()]
    return Tracked(
        record,
        day,
        found,
        _by_team(found),
        _by_day(mine, tables["schedule"], adults, _days(record, spans), day),
        per_visit(of_plan, asked.assumed.response()),
        ways(of_plan),
        pd.Series(owner[owner > 0]).value_counts().sort_index(),
    )


def _owner(days: pd.Series, spans: Sequence[Span]) -> np.ndarray:
    """Return for each day the plan approved later to which it belongs, 0 for none: of several spans the last one's."""
    owner = np.zeros(len(days), dtype=np.int64)
    for first, last, plan_no in spans:
        owner[days.between(pd.Timestamp(first), pd.Timestamp(last)).to_numpy()] = plan_no
    return owner


def _days(record: Record, spans: Sequence[Span]) -> pd.DatetimeIndex:
    """Return the days of a plan that are its own."""
    first, last, _ = span(record)
    days = pd.date_range(first, last)
    return days[_owner(days.to_series(), spans) == 0]


def _described(rows: pd.DataFrame, planned: pd.DataFrame, teams: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with who and where they are, planned or not, and what the plan knew of the visit."""
    told = rows.merge(planned[[*PAIR, *OF_PLAN]], on=PAIR, how="left")
    place = units.set_index("unit_id")
    mine = place.reindex(told["unit_id"])
    parent = mine["parent_id"].where(mine["level"] == "group").astype("object").to_numpy()
    names = dict(zip(teams["team_id"], teams["team"], strict=True))
    return told.assign(
        name=mine["name"].fillna(pd.Series(told["unit_id"].to_numpy(), index=mine.index)).to_numpy(),
        parent_id=np.where(pd.isna(parent), told["unit_id"], parent),
        commune=place["name"].reindex(np.where(pd.isna(parent), told["unit_id"], parent)).fillna("").to_numpy(),
        team=told["team_id"].map(names).fillna(""),
    )


def _by_team(found: Followup) -> pd.DataFrame:
    """Return a row for each team: its visits by what became of them, its adults, and the doors that were closed."""
    rows = found.rows[found.rows["team_id"] != NO_TEAM]
    counts = pd.crosstab(rows["team_id"], rows["status"]).reindex(columns=list(COUNTED), fill_value=0)
    is_due = ~rows["status"].isin(OPEN)
    is_planned = rows["starts_on"].notna()
    sums = rows.assign(
        visits_planned=is_planned.astype("int64"),
        visits_due=is_due.astype("int64"),
        due_adults=rows["gain_adults"].where(is_due, 0.0),
        by_plan=rows["adults_reached"].where(is_planned, 0.0),
        by_due=rows["adults_reached"].where(is_planned & is_due, 0.0),
        reported_adults=rows["gain_adults"].where(rows["status"] == Status.REPORTED.value, 0.0),
    ).groupby("team_id")
    columns = [
        "visits_planned",
        "visits_due",
        "gain_adults",
        "due_adults",
        "by_plan",
        "by_due",
        "closed",
        "reported_adults",
    ]
    table = sums[columns].sum().join(counts)
    heard = table["due_adults"] - table["reported_adults"]
    table["realised_share"] = (table["by_due"] / heard.where(heard > 0)).astype("Float64")
    table.insert(0, "team", sums["team"].first())
    table = table.rename(columns={"by_plan": "adults_reached"}).drop(columns=["by_due", "reported_adults"])
    return table.sort_index().reset_index()


def _by_day(
    planned: pd.DataFrame, schedule: pd.DataFrame, adults: pd.DataFrame, days: pd.DatetimeIndex, day: date
) -> pd.DataFrame:
    """Return the adults planned by the end of each day, and those reached by then in the planned groups.

    The adults of a group that is visited in two stays are planned in proportion to their length.
    """
    stays = schedule.merge(planned[[*PAIR, "gain_adults"]], on=PAIR)
    whole = stays.groupby(PAIR)["stay_half_days"].transform("sum")
    part = (stays["gain_adults"] * stays["stay_half_days"] / whole).groupby(stays["ends_on"]).sum()
    every = days.union(pd.DatetimeIndex(part.index))
    met = adults[adults["unit_id"].isin(planned["unit_id"]) & adults["on_date"].isin(days)]
    reached = met.groupby("on_date")["adults_new"].sum().reindex(every, fill_value=0).cumsum().astype("Float64")
    return pd.DataFrame(
        {
            "on_date": every,
            "planned_adults": part.reindex(every, fill_value=0.0).cumsum().to_numpy(float),
            "adults_reached": reached.where(every <= pd.Timestamp(day)).to_numpy(),
        }
    )
