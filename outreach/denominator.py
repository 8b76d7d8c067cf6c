"""Denominators: of whom a figure is a share, by which list, of which year; one of them is the official choice.

A province has several figures for the same place: adults of a census, adults of a commune's report, literate adults.
All are kept, one row each; the choice says which base counts, and whose figures come first.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

BASES = ("adult_population", "literate_adults", "vneid_eligible", "households", "officials", "population")
OF_ADULTS = ("adult_population", "literate_adults", "vneid_eligible")  # whose share the coverage can be
KINDS = ("census", "report", "estimate")
ESTIMATED = "estimated_here"  # the kind of a figure that was made here from the commune's total
CENSUS_WORDS = ("tổng điều tra", "census", "tđt", "gso")
ESTIMATE_WORDS = ("ước", "estimate", "projection", "dự báo", "suy")
JUMP_SHARE = 0.20
OLD_YEARS = 2


@dataclass(frozen=True)
class Choice:
    """What the province counts its coverage of: a base, and the kind of source whose figures come first.

    An empty kind takes the newest figure of each place, whoever gave it.
    """

    base: str = "adult_population"
    kind: str = ""

    def __post_init__(self) -> None:
        if self.base not in OF_ADULTS or self.kind not in ("", *KINDS):
            raise ValueError(f"not a base and a kind of source: {self.base!r}, {self.kind!r}")


def source_kind(source: str) -> str:
    """Tell a census and an estimate from a report by what a list calls its source."""
    words = source.casefold()
    if any(word in words for word in CENSUS_WORDS):
        return "census"
    return "estimate" if any(word in words for word in ESTIMATE_WORDS) else "report"


def denominators(units: pd.DataFrame, bases: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Return the denominator of every unit: adults, adults_year, adults_source and adults_kind, indexed by unit_id.

    `units` has unit_id, level, parent_id and households; `bases` unit_id, base, people, year, source, source_kind and
    arrived. A group without a figure gets its part of what its commune's own total leaves over (kind
    `estimated_here`); a unit of which nothing is known has NA.
    """
    found = _chosen(bases[bases["base"] == choice.base], choice.kind)
    given = found.reindex(units["unit_id"])
    table = pd.DataFrame(
        {
            "adults": given["people"].astype("Int64"),
            "adults_year": given["year"].astype("Int64"),
            "adults_source": given["source"].astype("str"),
            "adults_kind": given["source_kind"].astype("str"),
        }
    )
    return _of_sums(units, _with_estimates(units.set_index("unit_id"), table))


def _chosen(figures: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Keep one figure a unit: the newest of the kind that comes first, else the newest of all."""
    ranked = figures.assign(comes_first=figures["source_kind"] == kind)
    ranked = ranked.sort_values(["comes_first", "arrived"], kind="stable")
    return ranked.drop_duplicates("unit_id", keep="last").set_index("unit_id")


def _with_estimates(units: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    groups = units[units["level"] == "group"]
    total = table["adults"].reindex(groups["parent_id"]).array
    known = table["adults"].reindex(groups.index)
    spare = pd.Series(total, groups.index) - known.groupby(groups["parent_id"]).transform("sum").astype("Int64")
    open_groups = groups[known.isna() & (spare.fillna(0) > 0).astype("bool")]
    if open_groups.empty:
        return table
    parts = shared_out(spare[open_groups.index], open_groups["parent_id"], open_groups["households"])
    result = table.copy()
    result.loc[parts.index, "adults"] = parts.astype("Int64")
    result.loc[parts.index, "adults_kind"] = ESTIMATED
    for column in ("adults_year", "adults_source"):
        result.loc[parts.index, column] = table[column].reindex(open_groups["parent_id"]).array
    return result


def _of_sums(units: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Tell of a commune without a figure of its own what its groups' figures are: the oldest year, their one source."""
    groups = units.loc[units["level"] == "group", ["unit_id", "parent_id"]]
    inner = table.reindex(groups["unit_id"]).dropna(subset=["adults"])
    by_parent = inner.groupby(groups.set_index("unit_id")["parent_id"].reindex(inner.index))
    sources, kinds = by_parent["adults_source"], by_parent["adults_kind"]
    is_sum = table["adults"].isna()
    told = {
        "adults_year": by_parent["adults_year"].min(),
        "adults_source": sources.first().where(sources.min() == sources.max()),
        "adults_kind": kinds.first().where(kinds.min() == kinds.max()),
    }
    result = table.copy()
    for column, values in told.items():
        result[column] = table[column].where(~is_sum, values.reindex(table.index)).astype(table[column].dtype)
    return result


def shared_out(total: pd.Series, parent_id: pd.Series, households: pd.Series) -> pd.Series:
    """Share each parent's total out over its rows: by households where all are known, else in equal parts.

    The parts are whole people and add up to the total: the largest remainders are rounded up (Hamilton's method).
    """
    households = households.astype("float64")
    all_known = (households > 0).groupby(parent_id).transform("all")
    weight = households.where(all_known, 1.0)
    exact = total.astype("float64") * weight / weight.groupby(parent_id).transform("sum")
    whole = np.floor(exact + 1e-9)
    left = (total.astype("float64") - whole.groupby(parent_id).transform("sum")).round()
    order = (exact - whole).groupby(parent_id).rank(method="first", ascending=False)
    return (whole + (order <= left)).astype("int64").rename("adults")


def rungs(bases: pd.DataFrame) -> list[Choice]:
    """Return every choice for which some unit has a figure, in a fixed order."""
    known = set(bases[["base", "source_kind"]].drop_duplicates().itertuples(index=False, name=None))
    return [Choice(base, kind) for base in OF_ADULTS for kind in KINDS if (base, kind) in known]


def denominator_flags(bases: pd.DataFrame, standing: pd.DataFrame, base: str, year: int) -> pd.DataFrame:
    """Return what is doubtful about the denominator of each unit of a standing, same index, as booleans.

    is_over: more people reached than live there; is_jump: two lists differ by more than 20 % of the older; is_old: the
    figure is of more than two years before `year`, or of no year; is_estimated: made here from the commune's total.
    """
    of_base = bases[bases["base"] == base].sort_values("arrived", kind="stable")
    before = of_base.groupby("unit_id")["people"].shift()
    jumps = (of_base["people"] - before).abs() > JUMP_SHARE * before
    jumped = of_base.loc[jumps.fillna(False), "unit_id"].unique()
    has = standing["adults"].notna()
    return pd.DataFrame(
        {
            "is_over": (standing["reached_known"] > standing["adults"].fillna(0)) & has,
            "is_jump": standing["unit_id"].isin(jumped),
            "is_old": (standing["adults_year"].fillna(0) < year - OLD_YEARS) & has,
            "is_estimated": standing["adults_kind"] == ESTIMATED,
        }
    ).astype("bool")
