"""Did it happen: what was planned against what the records tell, for each team and group."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from planning.team import Weeks

DONE_SHARE = 0.5  # of the planned visits, for a stay to count as done
PAIR = ["team_id", "unit_id"]
WHY = ("no_record", "all_closed")


class Status(StrEnum):
    """What became of a team's visit to a group."""

    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not_done"
    DUE = "due"
    REPORTED = "reported"  # a form tells the visit, its records are not in yet
    UNPLANNED = "unplanned"
    BY_ANOTHER = "by_another"


@dataclass(frozen=True)
class Followup:
    """One row for each team and group, planned or met; the plan's sums; what to carry over."""

    rows: pd.DataFrame

    @property
    def carried_over(self) -> pd.DataFrame:
        """What is to be planned again: not done, or done in part, with the adults still open."""
        open_ = self.rows[self.rows["status"].isin([Status.NOT_DONE.value, Status.PARTLY.value])]
        left = (open_["gain_adults"] - open_["adults_reached"]).clip(lower=0)
        return open_.assign(adults_open=left).sort_values("adults_open", ascending=False, kind="stable")

    @property
    def totals(self) -> pd.DataFrame:
        """Pairs, adults planned and adults reached by status."""
        sums = self.rows.groupby("status")[["gain_adults", "adults_reached", "closed"]].sum()
        return sums.assign(pairs=self.rows["status"].value_counts()).reset_index()

    @property
    def realised_share(self) -> float:
        """Adults reached where planned, of those planned and due; not a number where nothing was due.

        Visits whose records are not in yet are left aside: of them nothing is known.
        """
        apart = [Status.DUE.value, Status.UNPLANNED.value, Status.REPORTED.value]
        due = self.rows[~self.rows["status"].isin(apart)]
        planned = due["gain_adults"].sum()
        return float(due["adults_reached"].sum() / planned) if planned > 0 else float("nan")


def followed_up(
    planned: pd.DataFrame, records: pd.DataFrame, facts: pd.DataFrame, day: pd.Timestamp, weeks: Weeks
) -> Followup:
    """Compare a plan with the records of its weeks, up to a day: a visit some days late is a visit.

    A visit under way is due until its last day, unless it is done before: nobody is to plan it again meanwhile.

    `planned` has team_id, unit_id, starts_on, ends_on, visits and gain_adults, a row for each team and group. `records`
    has team_id, unit_id, on_date, served and, where told, reason; `facts` has unit_id, on_date and adults_new. Adults
    new in a group are shared among its teams by their completed visits. Closed visits (nobody there, refused) count
    apart.
    """
    first, last = pd.Timestamp(weeks.starts_on), min(pd.Timestamp(weeks.days(weeks.count - 1)[-1]), day)
    during = records[(records["on_date"] >= first) & (records["on_date"] <= last)]
    met = _met(during, facts[(facts["on_date"] >= first) & (facts["on_date"] <= last)])
    rows = planned.merge(met, on=PAIR, how="outer")
    rows["is_planned"] = rows["starts_on"].notna()
    counts = ["contacts", "closed", "adults_reached", "visits", "gain_adults"]
    rows[counts] = rows[counts].fillna(0.0)
    elsewhere = met.groupby("unit_id")["contacts"].sum().reindex(rows["unit_id"]).to_numpy()
    rows["by_others"] = np.nan_to_num(elsewhere) - rows["contacts"]
    rows["status"] = _status(rows, day)
    rows["reason"] = _why(rows)
    return Followup(rows.drop(columns="is_planned").sort_values(PAIR, kind="stable", ignore_index=True))


def _met(records: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    served = records["served"].astype(bool)
    named = records.assign(contacts=served.astype(int), closed=(~served).astype(int))
    met = named.groupby(PAIR, as_index=False)[["contacts", "closed"]].sum()
    if "reason" in records:
        told = records[~served & records["reason"].notna()].groupby(PAIR)["reason"].agg(lambda one: one.mode().iloc[0])
        met = met.merge(told.rename("told").reset_index(), on=PAIR, how="left")
    new = facts.groupby("unit_id")["adults_new"].sum()
    whole = met.groupby("unit_id")["contacts"].transform("sum")
    part = np.divide(met["contacts"], whole, out=np.zeros(len(met)), where=whole.to_numpy() > 0)
    return met.assign(adults_reached=part * met["unit_id"].map(new).fillna(0).to_numpy())


def _status(rows: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    is_done = (rows["contacts"] >= DONE_SHARE * rows["visits"]) | (
        rows["adults_reached"] >= DONE_SHARE * rows["gain_adults"]
    )
    conditions = [
        (~rows["is_planned"], Status.UNPLANNED),
        ((rows["contacts"] > 0) & is_done, Status.DONE),
        (rows["ends_on"] > day, Status.DUE),
        (rows["contacts"] > 0, Status.PARTLY),
        (rows["by_others"] > 0, Status.BY_ANOTHER),
    ]
    masks: list[np.ndarray] = [np.asarray(mask, dtype=bool) for mask, _ in conditions]
    told = pd.Series(Status.NOT_DONE.value, index=rows.index)
    for mask, (_, status) in zip(reversed(masks), reversed(conditions), strict=True):
        told[mask] = status.value
    return told


def _why(rows: pd.DataFrame) -> pd.Series:
    """Return why a visit was not done: as the records tell, else that all doors were closed, or that nothing came."""
    guessed = pd.Series(WHY[0], index=rows.index).mask(rows["closed"] > 0, WHY[1])
    told = rows["told"].fillna(guessed) if "told" in rows else guessed
    return told.where(rows["status"] == Status.NOT_DONE.value, "")


def twice_missed(earlier: Followup, later: Followup) -> pd.DataFrame:
    """Return the groups that were planned and not reached in two follow-ups running: they are for the leader."""
    missed = [
        one.rows.groupby("unit_id")["status"].agg(lambda all_: bool((all_ == Status.NOT_DONE.value).all()))
        for one in (earlier, later)
    ]
    both = missed[0][missed[0]].index.intersection(missed[1][missed[1]].index)
    return later.rows[later.rows["unit_id"].isin(both)].drop_duplicates("unit_id")
