"""Who is served and who is left behind: strata compared, and whether a commune goes everywhere or to the same places.

The input is one row a group, as a standing has it: adults, reached_known, contacts, parent_id and coverage_share, which
is NA where no report came or no population is known. Such groups are left out of every figure, and counted.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from outreach.target import Target

FIFTHS = ("fifth_1", "fifth_2", "fifth_3", "fifth_4", "fifth_5")  # from the least covered to the best
BANDS = {"0_2_km": 2, "2_5_km": 5, "5_10_km": 10, "from_10_km": np.inf}
UNKNOWN = "unknown"
LEAST_GROUPS = 5  # a stratum of fewer is shown, but is no measure for the others
TENTH = 0.1
LEAST_CONTACTS, AGAIN, EXCESS, BEHIND = 30, 2 / 3, 0.2, 0.2
EFFORT_TOLD = ("effort_class", "again_share", "left_behind_share")  # by which a place is described


def equity(groups: pd.DataFrame) -> pd.DataFrame:
    """Return coverage by fifth, language, remoteness, zone, power and signal; one row a stratum.

    Columns: dimension, stratum, groups, groups_left_out, adults, reached, coverage_share, gap_to_best_share. Dimensions
    whose column (language, distance_km, zone, has_power, has_signal) is missing are left out.
    """
    return compared(groups, {"fifth": fifth(groups), **_labels(groups)})


def fifth(groups: pd.DataFrame) -> pd.Series:
    """Return the fifth of each group, from the least covered to the best, by adults; NA for a group left out.

    A group belongs to the fifth in which the middle of its adults falls, in order of coverage (the ranks of a
    concentration curve: Wagstaff, Paci & van Doorslaer, 1991).
    """
    ordered = groups[_is_measured(groups)].sort_values("coverage_share", kind="stable")
    adults = ordered["adults"].astype("float64")
    middle = (adults.cumsum() - adults / 2) / adults.sum()
    place = np.minimum((middle * len(FIFTHS)).to_numpy(), len(FIFTHS) - 1).astype(int)
    named = pd.Series(np.array(FIFTHS)[place], index=ordered.index, dtype="str")
    return named.reindex(groups.index).rename("fifth")


def remoteness(distance_km: pd.Series) -> pd.Series:
    """Return the band of the way to the commune's centre; a bound belongs to the band above it."""
    bounds = [-np.inf, *BANDS.values()]
    return pd.cut(distance_km.astype("float64"), bounds, labels=list(BANDS), right=False).astype("str")


def compared(groups: pd.DataFrame, labels: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Return the sums of each stratum of each dimension, and how far it lies below the best of those large enough."""
    measured = _is_measured(groups).to_numpy(bool)
    counts = {
        "groups": measured.astype("int64"),
        "groups_left_out": (~measured).astype("int64"),
        "adults": np.where(measured, groups["adults"].fillna(0).to_numpy("int64"), 0),
        "reached": np.where(measured, groups["reached_known"].to_numpy("int64"), 0),
    }
    long = pd.DataFrame({name: np.tile(values, len(labels)) for name, values in counts.items()})
    dimension = pd.Categorical(np.repeat(list(labels), len(groups)), categories=list(labels))
    stratum = np.concatenate([label.astype("object").to_numpy() for label in labels.values()])
    sums = long.groupby([pd.Series(dimension, name="dimension"), pd.Series(stratum, name="stratum")], observed=True)
    table = sums.sum().reset_index().astype({"dimension": "str", "stratum": "str"})
    share = table["reached"].astype("Float64") / table["adults"].astype("Float64").where(table["adults"] > 0)
    is_measure = (table["groups"] >= LEAST_GROUPS) & (table["stratum"] != UNKNOWN)
    best = table["dimension"].map(share[is_measure].groupby(table["dimension"]).max()).astype("Float64")
    return table.assign(coverage_share=share, gap_to_best_share=best - share)


def effort(groups: pd.DataFrame, before: pd.DataFrame, target: Target) -> pd.DataFrame:
    """Return for each commune whether its teams go everywhere, and whether they go to the easy places again.

    `before` is the same groups at the beginning of the period that is judged. Indexed by parent_id: groups,
    groups_left_out, spread_share, depth_share, contacts, most_visited_share, gini, again_share, again_unreached_share,
    never_share, left_behind_share, effort_class (easy_again, balanced or too_few).
    """
    measured = _is_measured(groups)
    parent = groups["parent_id"]
    inside, recent = groups[measured], _since(groups, before)[measured]
    touched = inside["reached_known"] > 0
    effort = pd.DataFrame(
        {
            "groups": measured.groupby(parent).sum(),
            "groups_left_out": (~measured).groupby(parent).sum(),
            "spread_share": touched.groupby(inside["parent_id"]).mean(),
            "depth_share": depth(inside[touched], target),
            "contacts": recent["contacts"].groupby(recent["parent_id"]).sum(),
            "most_visited_share": most_visited_share(inside),
            "gini": gini(inside),
            "never_share": (~touched).groupby(inside["parent_id"]).mean(),
            "left_behind_share": left_behind_share(inside),
        }
    )
    effort = effort.join(again(recent))
    effort["contacts"] = effort["contacts"].fillna(0).astype("int64")
    return effort.assign(effort_class=effort_class(effort)).rename_axis("parent_id")


def depth(groups: pd.DataFrame, target: Target) -> pd.Series:
    """Return the share of the target that is done in the groups of each commune given, nobody counted beyond it."""
    wanted = target.people(groups["adults"])
    done = np.minimum(groups["reached_known"].astype("Float64"), wanted)
    sums = pd.DataFrame({"done": done, "wanted": wanted}).groupby(groups["parent_id"]).sum()
    return (sums["done"] / sums["wanted"].where(sums["wanted"] > 0)).rename("depth_share")


def most_visited_share(groups: pd.DataFrame) -> pd.Series:
    """Return the share of a commune's contacts that went to the tenth of its groups most visited, NA without contacts.

    Read off the Lorenz curve (1905), straight between two groups: of 12 groups the first, and a fifth of the second.
    """
    ordered = groups.sort_values("contacts", ascending=False, kind="stable")
    by = ordered.groupby("parent_id")
    tenth = TENTH * by["contacts"].transform("size")
    part = (tenth - by.cumcount()).clip(0, 1)
    taken = (part * ordered["contacts"]).groupby(ordered["parent_id"]).sum()
    whole = by["contacts"].sum()
    return (taken / whole.where(whole > 0)).astype("Float64").rename("most_visited_share")


def gini(groups: pd.DataFrame) -> pd.Series:
    """Return how unequally a commune's contacts are spread over its adults: 0 for alike, towards 1 for all to few.

    The Gini (1912) coefficient: twice the area between the Lorenz curve of contacts against adults and the diagonal,
    as trapezoids (Brown, 1994). NA without contacts.
    """
    rate = groups["contacts"] / groups["adults"].astype("float64")
    ordered = groups.assign(rate=rate).sort_values("rate", kind="stable")
    parent = ordered["parent_id"]
    adults, contacts = (_share_of(ordered[column].astype("float64"), parent) for column in ("adults", "contacts"))
    reached_up_to = contacts.groupby(parent).cumsum()
    area = (adults * (2 * reached_up_to - contacts)).groupby(parent).sum(min_count=1)
    return (1 - area).astype("Float64").rename("gini")


def left_behind_share(groups: pd.DataFrame) -> pd.Series:
    """Return the share of a commune's groups that were never reached, or less than half as well as the commune."""
    adults, reached = groups["adults"].astype("float64"), groups["reached_known"].astype("float64")
    sums = pd.DataFrame({"adults": adults, "reached": reached}).groupby(groups["parent_id"]).transform("sum")
    is_behind = (reached == 0) | (reached / adults < sums["reached"] / sums["adults"] / 2)
    return is_behind.groupby(groups["parent_id"]).mean().rename("left_behind_share")


def again(recent: pd.DataFrame) -> pd.DataFrame:
    """Return the share of a commune's contacts in groups that were already better covered than the commune.

    Beside it the share of the unreached adults who live there: what contacts would have that go where people are
    missing. `recent` has contacts of the period, and adults and reached_known at its beginning.
    """
    adults, reached = recent["adults"].astype("float64"), recent["reached_known"].astype("float64")
    sums = pd.DataFrame({"adults": adults, "reached": reached}).groupby(recent["parent_id"]).transform("sum")
    is_better = reached / adults > sums["reached"] / sums["adults"]
    missing = (adults - reached).clip(lower=0)
    shares = {}
    for name, values in (("again_share", recent["contacts"].astype("float64")), ("again_unreached_share", missing)):
        shares[name] = (
            (_share_of(values, recent["parent_id"]) * is_better).groupby(recent["parent_id"]).sum(min_count=1)
        )
    return pd.DataFrame(shares).astype("Float64")


def effort_class(effort: pd.DataFrame) -> pd.Series:
    """Name the communes that do the easy places again: contacts at the better covered, while others are left behind.

    At least two thirds of the contacts, and 20 points more than the unreached adults there would ask for, while a
    fifth of the groups is left behind; below 30 contacts nothing is said.
    """
    goes_back = effort["again_share"] - effort["again_unreached_share"] >= EXCESS
    easy = (effort["again_share"] >= AGAIN) & goes_back & (effort["left_behind_share"] >= BEHIND)
    few = effort["contacts"] < LEAST_CONTACTS
    words = np.select([few, easy.fillna(False).to_numpy(bool)], ["too_few", "easy_again"], "balanced")
    return pd.Series(words, index=effort.index, dtype="str", name="effort_class")


def _is_measured(groups: pd.DataFrame) -> pd.Series:
    return groups["coverage_share"].notna() & (groups["adults"].fillna(0) > 0)


def _labels(groups: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the stratum of each group in each dimension that its columns allow."""
    labels = {name: groups[name] for name in ("language", "zone") if name in groups}
    if "distance_km" in groups:
        labels["remoteness"] = remoteness(groups["distance_km"])
    for name in ("has_power", "has_signal"):
        if name in groups:
            labels[name] = groups[name].map({True: "yes", False: "no"})
    return {
        name: label.astype("object").where(label.notna() & (label != ""), UNKNOWN) for name, label in labels.items()
    }


def _since(groups: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return the groups with the contacts of the period and the people reached at its beginning."""
    past = before.reindex(groups.index)
    return groups.assign(
        contacts=groups["contacts"] - past["contacts"].fillna(0),
        reached_known=past["reached_known"].fillna(0),
    )


def _share_of(values: pd.Series, parent: pd.Series) -> pd.Series:
    whole = values.groupby(parent).transform("sum")
    return values / whole.where(whole > 0)
