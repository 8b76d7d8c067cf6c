"""What is known about a place that lies behind: facts that stand beside its figure, none of them a proven cause."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from reports.remark import Remark

FAR_KM = 10
COMMON = "Kinh"
STATES = {"never_reached": "why.group.never_reached", "visited_zero": "why.group.visited_zero"}
WITHOUT = {"has_signal": "why.group.no_signal", "has_power": "why.group.no_power"}
NOTABLE = 0.5  # of the adults: less is not told as the way of a place


def circumstances(place: Mapping[Hashable, Any], groups: pd.DataFrame) -> tuple[Remark, ...]:
    """Return what is known about a commune (through its groups) or about a group: at most one remark of each sort."""
    inner = groups[groups["parent_id"] == place["unit_id"]]
    return tuple(_of_commune(place, inner) if "groups_never" in place else _of_group(place))


def _of_commune(place: Mapping[Hashable, Any], inner: pd.DataFrame) -> list[Remark]:
    return [
        *_counted(place, "why.never", place["groups_never"]),
        *_counted(place, "why.no_report", place["groups_no_report"]),
        *_far(inner),
        *_language(inner),
        *_counted(place, "why.no_signal", _without(inner, "has_signal")),
        *_counted(place, "why.no_power", _without(inner, "has_power")),
    ]


def _counted(place: Mapping[Hashable, Any], key: str, count: int) -> list[Remark]:
    return [Remark(key, {"count": int(count), "groups": int(place["groups"])})] if count else []


def _without(inner: pd.DataFrame, column: str) -> int:
    """Count the groups that have not got something; where it is not known, nothing is said."""
    return int(inner[column].eq(False).sum())


def _far(inner: pd.DataFrame) -> list[Remark]:
    adults = inner["adult_population"].fillna(0)
    share = float(adults[inner["distance_km"] >= FAR_KM].sum() / adults.sum()) if adults.sum() else 0.0
    return [Remark("why.far", {"people_share": share, "km": FAR_KM})] if share >= NOTABLE else []


def _language(inner: pd.DataFrame) -> list[Remark]:
    """Tell the language that most adults speak, unless it is the common one."""
    adults = inner["adult_population"].groupby(inner["language"]).sum()
    if adults.empty or adults.idxmax() == COMMON or not adults.sum():
        return []
    share = float(adults.max() / inner["adult_population"].sum())
    return (
        [Remark("why.language", {"people_share": share, "language": str(adults.idxmax())})] if share >= NOTABLE else []
    )


def _of_group(place: Mapping[Hashable, Any]) -> list[Remark]:
    found = [Remark(STATES[place["state"]])] if place["state"] in STATES else []
    if pd.notna(place["distance_km"]) and place["distance_km"] >= FAR_KM:
        found.append(Remark("why.group.far", {"km": float(place["distance_km"])}))
    if pd.notna(place["language"]) and place["language"] != COMMON:
        found.append(Remark("why.group.language", {"language": place["language"]}))
    return [*found, *(Remark(key) for column, key in WITHOUT.items() if place[column] is False)]
