"""The standing of every unit on a day: what pages, exports and the command line all start from."""

import pandas as pd

from outreach.coverage import adult_coverage, cumulate, gap_people, household_coverage
from outreach.state import NO_FIGURE, coverage_class, silent, unit_state
from outreach.target import Target

COUNTS = ("reached", "households_reached", "contacts", "closed", "records")
KNOWN = ("reached_known", "households_reached_known")
DENOMINATORS = ("adults", "households")


def group_standing(
    units: pd.DataFrame, facts: pd.DataFrame, until: pd.Timestamp, target: Target, silent_days: int
) -> pd.DataFrame:
    """Return one row for each group, indexed by unit_no: the unit, its commune's name, its counts, measures and state.

    `units` has unit_no, unit_id, level, parent_id, adult_population, households and is_waiting (communes whose every
    record still waits for a place); `facts` as the reduction makes them.
    """
    every = _counted(units, facts, until)
    communes = _communes(every)
    groups = every[every["level"] == "group"]
    parent = groups["parent_id"]
    is_silent = _silent(communes, until, silent_days).reindex(parent, fill_value=True)
    waiting = communes["is_waiting"].reindex(parent, fill_value=False)
    groups = groups.assign(
        commune=communes["name"].reindex(parent).array,
        is_silent=is_silent.to_numpy(bool),
        unmatched=waiting.to_numpy(bool),
    )
    return _measured(groups, target)


def commune_standing(
    units: pd.DataFrame, facts: pd.DataFrame, until: pd.Timestamp, target: Target, silent_days: int
) -> pd.DataFrame:
    """Return one row for each commune, indexed by unit_no: what its groups add up to, and what it holds itself.

    A commune's own population figure comes before the sum over its groups. Also returns groups, groups_never (never
    reached), groups_no_report and groups_no_denominator.
    """
    every = _counted(units, facts, until)
    communes = _communes(every)
    communes["is_silent"] = _silent(communes, until, silent_days)
    communes["unmatched"] = communes["is_waiting"]
    states = group_standing(units, facts, until, target, silent_days)[["parent_id", "state"]]
    counts = pd.crosstab(states["parent_id"], states["state"]).reindex(communes.index, fill_value=0)
    for column, state in (
        ("groups_never", "never_reached"),
        ("groups_no_report", "no_report"),
        ("groups_no_denominator", "no_denominator"),
    ):
        communes[column] = counts.get(state, 0)
    communes["groups"] = counts.sum(axis="columns")
    return _measured(communes.reset_index().set_index("unit_no"), target)


def province_standing(communes: pd.DataFrame, target: Target) -> pd.Series:
    """Return the whole as one row of the same measures; communes without a report are in its denominator."""
    sums = communes[
        [
            *COUNTS,
            *KNOWN,
            *DENOMINATORS,
            "groups",
            "groups_never",
            "groups_no_report",
            "groups_no_denominator",
        ]
    ].sum(min_count=1)
    whole = sums.to_frame().T
    for measure in (adult_coverage(whole), household_coverage(whole), gap_people(whole, target)):
        whole[measure.name] = measure
    whole["last_on"] = communes["last_on"].max()
    whole["communes_silent"] = int(communes["is_silent"].sum())
    return whole.iloc[0]


def _counted(units: pd.DataFrame, facts: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    every = units.set_index("unit_no").join(cumulate(facts, until))
    every[list(COUNTS)] = every[list(COUNTS)].fillna(0).astype("int64")
    every["adults"] = every["adult_population"].astype("Int64")
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
    no_figure = state.isin([one.value for one in NO_FIGURE])
    measured = standing.assign(
        state=state,
        coverage_share=share.mask(no_figure),
        household_share=household_coverage(standing).mask(no_figure),
        gap_people=gap,
    )
    return measured.assign(coverage_class=coverage_class(measured["coverage_share"], state))
