"""What is known about a place that is behind or ahead: facts beside its figure, none of them a proven cause."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from outreach.pace import LATELY
from reports.remark import Remark

FAR_KM, NEAR_KM = 10, 5
COMMON = "Kinh"
STATES = {
    "never_reached": "why.group.never_reached",
    "planned": "why.group.never_reached",  # a plan that is still to come changes nothing yet
    "visited_zero": "why.group.visited_zero",
}
WITHOUT = {"has_signal": "why.group.no_signal", "has_power": "why.group.no_power"}
MINOR = 0.1  # of the groups: fewer are told last
NOTABLE = 0.5  # of the adults: less is not told as the way of a place


def circumstances(place: Mapping[Hashable, Any], groups: pd.DataFrame, small: int = 0) -> tuple[Remark, ...]:
    """Return what is known about a commune (through its groups) or about a group: at most one remark of each sort.

    Of a commune that was described (see `campaign.situation`) its pace and the ways of its teams are told too; of fewer
    than `small` people no number is.
    """
    inner = groups[groups["parent_id"] == place["unit_id"]]
    return tuple(_of_commune(place, inner, small) if "groups_never" in place else _of_group(place))


def merits(place: Mapping[Hashable, Any], groups: pd.DataFrame, small: int = 0) -> tuple[Remark, ...]:
    """Return what is known about a commune that is ahead; of a group nothing is."""
    if "groups_never" not in place:
        return ()
    inner = groups[groups["parent_id"] == place["unit_id"]]
    return (*_everywhere(place), *_quick(place, small), *_near(inner), *_again(place))


def _of_commune(place: Mapping[Hashable, Any], inner: pd.DataFrame, small: int) -> list[Remark]:
    found = [
        *_silent(place),
        *_counted(place, "why.never", place["groups_never"]),
        *_slow(place, small),
        *_again(place),
        *_counted(place, "why.no_report", place["groups_no_report"]),
        *_mended(place, inner),
        *_far(inner),
        *_language(inner),
        *_counted(place, "why.no_signal", _without(inner, "has_signal")),
        *_counted(place, "why.no_power", _without(inner, "has_power")),
    ]
    return sorted(found, key=_is_minor)


def _is_minor(remark: Remark) -> bool:
    """Tell a remark on so few groups of a place that others come first."""
    count, groups = remark.facts.get("count"), remark.facts.get("groups")
    return isinstance(count, int) and isinstance(groups, int) and count < MINOR * groups


def _silent(place: Mapping[Hashable, Any]) -> list[Remark]:
    """Tell a commune that has sent nothing for too long, and since when."""
    if not place["is_silent"]:
        return []
    last = place["last_on"]
    return [Remark("why.unheard")] if pd.isna(last) else [Remark("why.silent", {"day": last.date()})]


def _slow(place: Mapping[Hashable, Any], small: int) -> list[Remark]:
    """Tell the pace of a commune that would not be there in time."""
    if place.get("pace_state") == "standing_still":
        return [Remark("why.standing_still")]
    if place.get("on_time") != "unlikely" or pd.isna(place["actual_per_week"]):
        return []
    needed, actual = float(place["needed_per_week"]), float(place["actual_per_week"])
    if 0 < actual * LATELY < small:
        return [Remark("why.slow_few", {"count": small, "needed_per_week": needed})]
    return [Remark("why.slow", {"actual_per_week": actual, "needed_per_week": needed})]


def _again(place: Mapping[Hashable, Any]) -> list[Remark]:
    """Tell a commune whose teams go to the places again that are covered well already."""
    if place.get("effort_class") != "easy_again":
        return []
    return [Remark("why.easy_again", {"again_share": float(place["again_share"])})]


def _mended(place: Mapping[Hashable, Any], inner: pd.DataFrame) -> list[Remark]:
    """Tell the groups of which nothing can be said before their data are mended."""
    count = int(place["groups_no_denominator"]) + int((inner["state"] == "unmatched").sum())
    return _counted(place, "why.mend", count)


def _everywhere(place: Mapping[Hashable, Any]) -> list[Remark]:
    is_whole = not place["groups_never"] and not place["groups_no_report"] and not place["groups_no_denominator"]
    return [Remark("why.ahead.everywhere", {"groups": int(place["groups"])})] if is_whole and place["groups"] else []


def _quick(place: Mapping[Hashable, Any], small: int) -> list[Remark]:
    actual = place.get("actual_per_week")
    if actual is None or pd.isna(actual) or not actual or actual * LATELY < small:
        return []
    return [Remark("why.ahead.quick", {"actual_per_week": float(actual)})]


def _near(inner: pd.DataFrame) -> list[Remark]:
    adults = inner["adult_population"].fillna(0)
    share = float(adults[inner["distance_km"] < NEAR_KM].sum() / adults.sum()) if adults.sum() else 0.0
    return [Remark("why.ahead.near", {"people_share": share, "km": NEAR_KM})] if share >= NOTABLE else []


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
