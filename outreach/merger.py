"""The standing across the merger: every figure of a new commune parted among the former units that it took in.

What is known to belong to a former unit stands there: its groups, and records of the commune alone that name it. All
else stands in one row for each commune, the remainder, so that the rows of a commune add up to it to the person on any
day. Nothing is shared out by guess.
"""

import pandas as pd

from outreach.coverage import adult_coverage, cumulate, gap_people, household_coverage
from outreach.target import Target

COUNTS = ("reached", "reached_known", "households_reached", "households_reached_known", "contacts", "closed", "records")
DENOMINATORS = ("adults", "households")
PAIRS = {"adults": "reached_known", "households": "households_reached_known"}
ADDITIVE = (*DENOMINATORS, *COUNTS, "groups")
COLUMNS = (
    "unit_id",
    "name",
    "old_district",
    "parent_id",
    "commune",
    "is_remainder",
    "is_partial",
    *ADDITIVE,
    "last_on",
)


def former_standing(
    communes: pd.DataFrame,
    groups: pd.DataFrame,
    evidence: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
    until: pd.Timestamp,
    target: Target,
) -> pd.DataFrame:
    """Return one row for each former unit, and for each commune one for what is known of none (is_remainder).

    `communes` and `groups` are the standings of that day. `evidence` is the crosswalk (old_code, old_name,
    old_district, new_code), the units whose former unit is known (unit_no, old_code) and the communes' own facts that
    belong to one for sure (old_code, and as facts).

    Rows stand by commune, then former code, the remainder last: unit_id (the former code, '' for a remainder), name,
    parent_id and commune (the new one), is_partial (some group or people of the commune are known of no former unit, or
    no group is listed: more may belong here), groups (how many are known to lie there), all counts, gap_people (of a
    partial unit at least so many), known_share (the coverage of what is known) and coverage_share, which a partial unit
    has none of: groups that were visited become known sooner than those that nobody went to. A commune never merged is
    a row by itself.
    """
    crosswalk, known, facts = evidence
    parts = _parts(communes, groups, known, facts, until).reindex(pd.Index(crosswalk["old_code"], name="unit_id"))
    former = _former(crosswalk, parts)
    by_id = communes.set_index("unit_id")
    former = _within(former, by_id)
    rest = _remainders(former, by_id)
    left = rest.set_index("parent_id")[["groups", "adults", "reached"]].fillna(0).gt(0).any(axis=1)
    former["is_partial"] = former["parent_id"].map(left | (by_id["groups"] == 0))
    rows = pd.concat([former, rest[_holds_anything(rest)]])
    order = pd.Series(range(len(by_id)), index=by_id.index)
    rows = rows.assign(commune=rows["parent_id"].map(by_id["name"]), at=rows["parent_id"].map(order))
    rows = rows.sort_values(["at", "is_remainder", "unit_id"], kind="stable", ignore_index=True)
    rows = rows[list(COLUMNS)].astype({"is_remainder": bool, "is_partial": bool})
    share = adult_coverage(rows).rename("known_share")
    return rows.assign(
        known_share=share,
        coverage_share=share.mask(rows["is_partial"]),
        household_share=household_coverage(rows).mask(rows["is_partial"]),
        gap_people=gap_people(rows, target),
    )


def _parts(
    communes: pd.DataFrame, groups: pd.DataFrame, known: pd.DataFrame, facts: pd.DataFrame, until: pd.Timestamp
) -> pd.DataFrame:
    """Add up what is known to belong to each former unit, indexed by its code."""
    old_code = known.set_index("unit_no")["old_code"]
    placed = groups.assign(groups=1, old_code=old_code.reindex(groups.index))
    inner = placed.groupby("old_code")[[*ADDITIVE]].sum(min_count=1)
    last = placed.groupby("old_code")["last_on"].max()
    own = cumulate(facts.assign(unit_no=facts["old_code"]), until).rename_axis("old_code")
    own["reached_known"], own["households_reached_known"] = own["reached"], own["households_reached"]
    every = inner.index.union(own.index)
    added = inner.reindex(every)
    for name in COUNTS:
        added[name] = added[name].fillna(0) + own[name].reindex(every).fillna(0)
    last_on = pd.concat([last.reindex(every), own["last_on"].reindex(every)], axis=1).max(axis=1)
    alone = communes.assign(old_code=old_code.reindex(communes.index)).dropna(subset="old_code").set_index("old_code")
    added = added.assign(last_on=last_on).drop(index=alone.index, errors="ignore")
    return pd.concat([added, alone[[*ADDITIVE, "last_on"]]]) if len(alone) else added


def _former(crosswalk: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    rows = parts.reset_index().assign(
        name=crosswalk["old_name"].array,
        old_district=crosswalk["old_district"].array,
        parent_id=crosswalk["new_code"].array,
        is_remainder=False,
    )
    return _typed(rows)


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    """Write counts as whole numbers, nought where there is nothing, and denominators as NA where none is known."""
    typed = rows.assign(**{name: rows[name].astype("Float64").astype("Int64") for name in DENOMINATORS})
    return typed.assign(**{name: rows[name].fillna(0).astype("int64") for name in (*COUNTS, "groups")})


def _within(former: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Let no commune's former units have more people than it has itself: where its own figure is less, none is known.

    Without a denominator of the commune nobody counts as known there.
    """
    former = former.copy()
    for denominator, known in PAIRS.items():
        most = former["parent_id"].map(communes[denominator]).astype("Int64")
        sums = former.groupby("parent_id")[denominator].transform("sum")
        former[denominator] = former[denominator].mask((sums > most).fillna(False))
        reached = former["parent_id"].map(communes[known]).astype("Int64")
        too_many = former.groupby("parent_id")[known].transform("sum") > reached
        former[known] = former[known].mask(too_many, 0)
    return former


def _remainders(former: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Return what each commune has beyond its former units; one that has none is whole, under its own code and name."""
    sums = former.groupby("parent_id")[list(ADDITIVE)].sum()
    whole = communes[list(ADDITIVE)].astype("Int64")
    rest = whole.sub(sums.reindex(whole.index).fillna(0).astype("Int64")).fillna(dict.fromkeys(COUNTS, 0))
    is_merged = pd.Series(communes.index.isin(former["parent_id"]), index=communes.index)
    own_id, own_name = pd.Series(communes.index, index=communes.index), communes["name"]
    rows = rest.assign(
        unit_id=own_id.mask(is_merged, ""),
        name=own_name.mask(is_merged, ""),
        parent_id=own_id,
        is_remainder=is_merged,
        old_district="",
        is_partial=is_merged,
        last_on=communes["last_on"],
    )
    return _typed(rows.reset_index(drop=True))


def _holds_anything(rest: pd.DataFrame) -> pd.Series:
    holds: pd.Series = (rest[list(ADDITIVE)].fillna(0) != 0).any(axis=1)
    return holds | ~rest["is_remainder"]
