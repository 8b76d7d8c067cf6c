"""How far the coverage of an edition's groups is known on a day: what it keeps, put before the estimators once."""

from datetime import date
from functools import lru_cache

import pandas as pd

from campaign.edition import Edition, standing_on
from outreach.target import Target
from outreach.uncertainty import uncertainty
from outreach.uncertainty.doubt import denominator_cv, waiting_moments


@lru_cache(maxsize=8)
def uncertainty_on(
    edition: Edition, until: date, target: Target, silent_days: int, *, is_local: bool = False
) -> pd.DataFrame:
    """Return what is known of each group, indexed by unit_no; it is shared by all who ask, and must not be changed.

    A group that has a coverage was observed completely: who is on no record was not reached. Of one without (no
    report came, or all of its commune's records wait) nothing was observed, and it is expected to resemble the others:
    those of its commune, or those next door where `is_local`.
    """
    groups = standing_on(edition, "group", until, target, silent_days)
    counted = pd.DataFrame(
        {
            "reached": groups["reached_known"],
            "observed": groups["adults"].where(groups["coverage_share"].notna(), 0),
            "adults": groups["adults"],
            "parent_id": groups["parent_id"],
            "stratum": groups["language"],
            "denominator_cv": denominator_cv(groups["adults_year"], groups["adults_kind"], pd.Timestamp(until)),
        }
    )
    waiting = waiting_moments(counted, _waiting(edition, pd.Timestamp(until)))
    return uncertainty(counted.join(waiting), target.share, edition.neighbours if is_local else None)


def _waiting(edition: Edition, until: pd.Timestamp) -> pd.DataFrame:
    """Return the people served on records that wait, by commune and written place; not those of no known commune."""
    rows = edition.waiting
    rows = rows[rows["served"].astype(bool) & (rows["commune_no"] >= 0) & (pd.to_datetime(rows["on_date"]) <= until)]
    people = rows["adults"].fillna(1).groupby([rows["commune_no"], rows["place_key"]]).sum()
    communes = edition.units.set_index("unit_no")["unit_id"]
    return people.rename("waiting").reset_index().assign(parent_id=lambda one: one["commune_no"].map(communes))
