"""The coverage of a place under every denominator that is known."""

from dataclasses import replace
from datetime import date

import pandas as pd

from campaign.edition import Edition, standing_on
from outreach.denominator import Choice, rungs
from outreach.standing import province_standing
from outreach.target import Target

RUNG = ("base", "source_kind", "adults", "adults_year", "coverage_share", "gap_people")


def ladder_on(edition: Edition, commune_id: str, until: date, target: Target, silent_days: int) -> pd.DataFrame:
    """Return the ladder of the province or of one commune on a day (see `Campaign.ladder`)."""
    rows = [_rung(edition, one, commune_id, until, target, silent_days) for one in rungs(edition.bases)]
    table, chosen = pd.DataFrame(rows, columns=list(RUNG)), target.of
    kinds = table.loc[table["base"] == chosen.base, "source_kind"]
    is_kind = (table["source_kind"] == chosen.kind) | (chosen.kind == "") & (len(kinds) == 1)
    return table.assign(is_official=(table["base"] == chosen.base) & is_kind)


def _rung(
    edition: Edition, of: Choice, commune_id: str, until: date, target: Target, silent_days: int
) -> tuple[object, ...]:
    target = replace(target, of=of)
    communes = standing_on(edition, "commune", until, target, silent_days)
    communes = communes[communes["unit_id"] == commune_id] if commune_id else communes
    whole = province_standing(communes, target)
    measures = whole[["coverage_share", "gap_people"]]
    return of.base, of.kind, whole["adults"], communes["adults_year"].min(), *measures
