"""The standing of every unit on a day: what pages, exports and the command line all start from."""

from collections.abc import Mapping

import pandas as pd

from outreach.cascade import STAGES, effective_coverage, stage_counts
from outreach.coverage import adult_coverage, cumulate, gap_people, household_coverage
from outreach.parent import parent_numbers
from outreach.people import reached_bounds, whole_bounds
from outreach.state import State, coverage_class, never_reached, remedy, silent, unheard, unit_state
from outreach.target import Target

COUNTS = ("reached", "households_reached", "contacts", "closed", "records")
KNOWN = ("reached_known", "households_reached_known")
DENOMINATORS = ("adults", "households")
STATE_COUNTS = {
    "groups_closed": State.CLOSED,
    "groups_no_denominator": State.NO_DENOMINATOR,
    "groups_not_on_map": State.NOT_ON_MAP,
    "groups_no_report": State.NO_REPORT,
}
# Figures of lists, where there are any.
REGISTERED = ("literate_adults", "vneid_eligible", "vneid_confirmed", "officials")
OF_THE_WHOLE = ("reached_least", "reached_most", *STAGES, *REGISTERED)


def group_standing(
    units: pd.DataFrame, facts: pd.DataFrame, until: pd.Timestamp, target: Target, silent_days: int
) -> pd.DataFrame:
    """Return one row for each group, indexed by unit_no: the unit, its commune's name, its counts, measures and state.

    `units` has unit_no, unit_id, level, parent_id, adult_population, households and is_waiting (communes whose every
    record still waits for a place); `facts` as the reduction makes them.
    """
    every = counted(units, facts, until)
    return _groups(every, _reporting(_communes(every), until, silent_days), target)


def commune_standing(
    units: pd.DataFrame, facts: pd.DataFrame, until: pd.Timestamp, target: Target, silent_days: int
) -> pd.DataFrame:
    """Return one row for each commune, indexed by unit_no: what its groups add up to, and what it holds itself.

    A commune's own population figure comes before the sum over its groups. Also returns groups, groups_never (never
    reached), and how many groups are closed, without denominator, off the map and without report.
    """
    return standings(units, facts, until, target, silent_days)["commune"]


def standings(
    units: pd.DataFrame, facts: pd.DataFrame, until: pd.Timestamp, target: Target, silent_days: int
) -> dict[str, pd.DataFrame]:
    """Return the standing of every level, `group` and `commune`, which rest on the same counts."""
    every = counted(units, facts, until)
    communes = _reporting(_communes(every), until, silent_days)
    groups = _groups(every, communes, target)
    counts = pd.crosstab(groups["parent_id"], groups["state"]).reindex(communes.index, fill_value=0)
    never = groups["is_never"].groupby(groups["parent_id"]).sum()
    told = {column: counts.get(state.value, 0) for column, state in STATE_COUNTS.items()}
    communes = communes.assign(
        **told,
        groups=counts.sum(axis="columns"),
        groups_never=never.reindex(communes.index, fill_value=0).astype("int64"),
    )
    return {"group": groups, "commune": _measured(communes.reset_index().set_index("unit_no"), target)}


def province_standing(communes: pd.DataFrame, target: Target) -> pd.Series:
    """Return the whole as one row of the same measures; communes without a report are in its denominator."""
    counted = (*COUNTS, *KNOWN, *DENOMINATORS, "groups", "groups_never", *STATE_COUNTS)
    sums = communes[[*counted, *communes.columns.intersection(list(OF_THE_WHOLE))]].sum(min_count=1)
    whole = sums.to_frame().T
    for measure in (adult_coverage(whole), household_coverage(whole), gap_people(whole, target)):
        whole[measure.name] = measure
    if "skilled" in whole:
        whole["effective_share"] = effective_coverage(whole)
    whole["last_on"] = communes["last_on"].max()
    whole["communes_silent"] = int(communes["is_silent"].sum())
    return whole.iloc[0]


def depth(units: pd.DataFrame, tallies: Mapping[str, pd.DataFrame], until: pd.Timestamp) -> pd.DataFrame:
    """Return the bounds of people reached and the stages of the cascade of every unit, indexed by unit_no.

    `tallies` has facts, unnamed and stages.
    """
    bounds = reached_bounds(tallies["facts"], tallies["unnamed"], until).reindex(units["unit_no"], fill_value=0)
    parts = bounds.groupby(parent_numbers(units).to_numpy()).sum().reindex(bounds.index, fill_value=0)
    return whole_bounds(bounds, parts).join(stage_counts(tallies["stages"], units, until))


def deepened(standing: pd.DataFrame, depths: pd.DataFrame) -> pd.DataFrame:
    """Add to a standing its units' `depth`, and the effective coverage.

    No bound of a unit lies above its denominator unless its count does.
    """
    found = standing.join(depths)
    limit = found["adults"].where(found["adults"] >= found["reached"]).fillna(found["reached_most"])
    found["reached_most"] = found["reached_most"].clip(upper=limit).astype("int64")
    return found.assign(effective_share=effective_coverage(found))


def _groups(every: pd.DataFrame, communes: pd.DataFrame, target: Target) -> pd.DataFrame:
    """Return the measured groups, each with what its commune says of it; `communes` are indexed by unit_id."""
    groups = every[every["level"] == "group"]
    above = communes[["name", "is_silent", "unmatched"]].reindex(groups["parent_id"])
    groups = groups.assign(
        commune=above["name"].array,
        is_silent=above["is_silent"].fillna(True).to_numpy(bool),
        unmatched=above["unmatched"].fillna(False).to_numpy(bool),
    )
    return _measured(groups, target)


def _reporting(communes: pd.DataFrame, until: pd.Timestamp, silent_days: int) -> pd.DataFrame:
    return communes.assign(
        is_silent=_silent(communes, until, silent_days), unmatched=communes["is_waiting"].astype("bool")
    )


def counted(units: pd.DataFrame, facts: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Return what each unit itself holds up to a day, indexed by unit_no: counts, denominators, people known there."""
    every = units.set_index("unit_no").join(cumulate(facts, until))
    every[list(COUNTS)] = every[list(COUNTS)].fillna(0).astype("int64")
    every["adults"] = every["adult_population"].astype("Int64")
    if "is_closed" in every:  # nobody is expected there any more
        every["adults"] = every["adults"].mask(every["is_closed"])
    every["households"] = every["households"].astype("Int64")
    every["reached_known"] = every["reached"].where(every["adults"].fillna(0) > 0, 0)
    every["households_reached_known"] = every["households_reached"].where(every["households"].fillna(0) > 0, 0)
    return every


def _communes(every: pd.DataFrame) -> pd.DataFrame:
    """Add each commune's groups to what it holds itself; indexed by unit_id."""
    own = every[every["level"] == "commune"].reset_index().set_index("unit_id")
    groups = every[every["level"] == "group"].groupby("parent_id")
    inner = groups[[*COUNTS, *KNOWN, *DENOMINATORS]].sum(min_count=1).reindex(own.index)
    result = own.copy()
    for name in COUNTS:
        result[name] = own[name] + inner[name].fillna(0).astype("int64")
    for name in DENOMINATORS:
        result[name] = own[name].fillna(inner[name].astype("Int64"))
    for name in every.columns.intersection(list(REGISTERED)):
        summed = groups[name].sum(min_count=1).reindex(own.index)
        result[name] = own[name].astype("Int64").fillna(summed.astype("Int64"))
    for known, count, denominator in zip(KNOWN, ("reached", "households_reached"), DENOMINATORS, strict=True):
        # People placed at the commune alone live in one of its groups; they count once any of those is known.
        has_any = result[denominator].fillna(0) > 0
        whole = own[denominator].notna()
        result[known] = (
            result[count].where(whole, own[count] + inner[known].fillna(0)).where(has_any, 0).astype("int64")
        )
    result["last_on"] = pd.concat([own["last_on"], groups["last_on"].max().reindex(own.index)], axis=1).max(axis=1)
    return result


def _silent(communes: pd.DataFrame, until: pd.Timestamp, days: int) -> pd.Series:
    """Tell silent communes; one whose every record waits for its place has no day of a record, but did report."""
    return silent(communes["last_on"], until, days) & ~communes["is_waiting"]


def _measured(standing: pd.DataFrame, target: Target) -> pd.DataFrame:
    state = unit_state(standing, target)
    share, gap = adult_coverage(standing), gap_people(standing, target)
    unknown = unheard(standing)
    measured = standing.assign(
        state=state,
        remedy=remedy(state),
        is_never=never_reached(standing),
        coverage_share=share.mask(unknown),
        household_share=household_coverage(standing).mask(unknown | (state == State.CLOSED)),
        gap_people=gap,
    )
    return measured.assign(coverage_class=coverage_class(measured["coverage_share"], state))
