"""Which places keep their figures to themselves in what is sent on: small ones, and those that would betray them.

A place is *primary* where it has from one to `threshold` - 1 people reached, or as many not reached. Who knows a
total and every figure but one knows that one too, so further places are hidden with it, the smallest first, until
each hidden figure may still be any of a range of values (complementary suppression; Willenborg and de Waal, 2001).
Groups add up to communes and communes to the whole: where hiding every group of a commune is not enough, the commune is
hidden as well, and its hidden groups are protected together with those of the other hidden communes.

The reader is taken to know the adults of every place, all totals that are shown, and that nobody was placed at a
commune alone. Places without a population figure count in a total of people reached and not in one of people left, so a
commune betrays their sum, and they are protected by themselves; of the whole that sum is told as it is. Whoever hides a
place hides every count of its people.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Hiding:
    """Which groups and communes are hidden (True), and whether even the whole is."""

    groups: pd.Series
    communes: pd.Series
    whole: bool


def hiding(groups: pd.DataFrame, communes: pd.DataFrame, threshold: int) -> Hiding:
    """Choose what is hidden.

    `groups` has parent_id, reached and adults (NA where unknown), `communes` unit_id, reached and adults; a figure
    below `threshold` people is small. The answer has the same indexes.
    """
    leaves = _leaves(groups, communes)
    hidden = _small(leaves, threshold)
    shut = set(communes.loc[_small(communes, threshold), "unit_id"])
    for unit_id, is_known in leaves.loc[hidden, ["parent_id", "is_known"]].drop_duplicates().to_numpy().tolist():
        block = (leaves["parent_id"] == unit_id) & (leaves["is_known"] == is_known)
        if not _protect(leaves, hidden, block, threshold):
            shut.add(unit_id)
    whole = bool(shut) and not _protect_communes(leaves, hidden, shut, threshold)
    return Hiding(
        hidden.reindex(groups.index).rename("is_hidden"),
        communes["unit_id"].isin(shut).rename("is_hidden"),
        whole,
    )


def _leaves(groups: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Return the lowest places: every group, and each commune that has none, with the most people each may have."""
    bare = communes[~communes["unit_id"].isin(groups["parent_id"])]
    bare = bare.assign(parent_id=bare["unit_id"])
    columns = ["parent_id", "reached", "adults"]
    leaves = pd.concat([groups[columns], bare[columns]])
    is_known = leaves["adults"].fillna(0) > 0
    most = leaves["adults"].where(is_known, leaves["reached"].sum()).astype("int64")
    return pd.DataFrame(
        {
            "parent_id": leaves["parent_id"],
            "reached": leaves["reached"].astype("int64"),
            "most": np.maximum(most, leaves["reached"]),
            "adults": leaves["adults"],
            "is_known": is_known,
        }
    )


def _small(places: pd.DataFrame, threshold: int) -> pd.Series:
    left = (places["adults"] - places["reached"]).fillna(0)
    return places["reached"].between(1, threshold - 1) | left.between(1, threshold - 1).astype(bool)


def _protect(leaves: pd.DataFrame, hidden: pd.Series, block: pd.Series, threshold: int) -> bool:
    """Hide more places of a block until its hidden ones are safe; False where even all of them are not."""
    # A place where nobody was reached is news, so it is hidden last.
    more = leaves[block & ~hidden & (leaves["most"] > 0)].sort_values("reached", kind="stable")
    order = [*more.index[more["reached"] > 0], *more.index[more["reached"] == 0]]
    while not _is_safe(leaves[block & hidden], threshold):
        if not order:
            return False
        hidden[order.pop(0)] = True
    return True


def _protect_communes(leaves: pd.DataFrame, hidden: pd.Series, shut: set[str], threshold: int) -> bool:
    """Hide more communes, with a group of each, until all hidden ones are safe; False where even all are not."""
    sums = leaves.groupby("parent_id")["reached"].sum()
    order = [*sums[sums > 0].sort_values(kind="stable").index, *sums[sums == 0].index]
    for unit_id in sorted(shut):
        _hide_one(leaves, hidden, unit_id)
    while not _is_safe_pool(leaves[hidden & leaves["is_known"] & leaves["parent_id"].isin(shut)], threshold):
        order = [unit_id for unit_id in order if unit_id not in shut]
        if not order:
            return False
        shut.add(order[0])
        _hide_one(leaves, hidden, order[0])
    return True


def _hide_one(leaves: pd.DataFrame, hidden: pd.Series, unit_id: str) -> None:
    """Hide one place at least of a commune, or its total would be the sum of what is shown."""
    inner = leaves[(leaves["parent_id"] == unit_id) & leaves["is_known"]]
    if len(inner) and not hidden[inner.index].any():
        some = inner[inner["reached"] > 0]
        smallest = (some if len(some) else inner)["reached"].idxmin()
        hidden[hidden.index == smallest] = True


def _is_safe_pool(pool: pd.DataFrame, threshold: int) -> bool:
    """Tell whether the hidden sum of each commune is safe; then so is every group in it, for it has fewer people."""
    return _is_safe(pool.groupby("parent_id")[["reached", "most"]].sum(), threshold)


def _is_safe(block: pd.DataFrame, threshold: int) -> bool:
    """Tell whether each hidden figure, by its block's total, may be any of more than `threshold` values, or of all."""
    reached: Numbers = block["reached"].to_numpy(np.int64)
    most: Numbers = block["most"].to_numpy(np.int64)
    total = reached.sum()
    least = np.maximum(0, total - (most.sum() - most))
    return bool((np.minimum(most, total) - least >= np.minimum(most, threshold)).all())
