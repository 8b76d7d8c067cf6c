"""Which groups come first: adults newly reached in a team's day, other rules beside it, and the reasons in figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from planning.case import Case
from planning.response import MOBILE_CLASS, VERIFICATION
from planning.travel import road_km

PRIOR_ADULTS = 200  # of the wider stratum, when a coverage is estimated where no report came


@dataclass(frozen=True)
class Rule:
    """A rule of order: the columns it sorts by, and whether small comes first."""

    name: str
    columns: tuple[str, ...]
    ascending: tuple[bool, ...]


RULES = (
    Rule("per_team_day", ("per_team_day",), (False,)),
    Rule("lowest_share", ("coverage_share", "unreached"), (True, False)),
    Rule("most_unreached", ("unreached",), (False,)),
    Rule("never_first", ("is_never", "unreached"), (False, False)),
    Rule("surest", ("sure_per_team_day",), (False,)),
)


def rule_named(name: str) -> Rule:
    """Return a rule by its name."""
    return next(rule for rule in RULES if rule.name == name)


@dataclass(frozen=True)
class Candidates:
    """The groups to choose from; those without a report apart, those with more reached than live there apart.

    `without_report` carries an estimate (`estimated_share`, `estimated_unreached`) and asks for a verification visit;
    `to_repair` asks for better figures.
    """

    groups: pd.DataFrame
    without_report: pd.DataFrame
    to_repair: pd.DataFrame


def candidates(case: Case, day: pd.Timestamp) -> Candidates:
    """Return every group with people still to reach, with its best visit and what a day of a team brings there.

    The groups of the case have, beside what a plan needs, adults, reached and last_on. Columns added: best_team_id,
    half_days, gain_adults, per_team_day, sure_per_team_day, travel_minutes, way_km, is_spoken, kind, is_never,
    days_since, is_worst (of the worst-off tenth), and nearest_team_id, nearest_minutes and is_in_reach (of the
    nearest team, within a day), which are known where no visit is possible too.
    """
    groups = case.groups
    is_over = (groups["reached"] > groups["adults"]).fillna(False).to_numpy(bool)
    is_open = (groups["unreached"].fillna(0) > 0).to_numpy() & ~is_over
    every = groups.join(_best_visits(case)).join(_nearest(case))
    every["way_km"] = _way_km(case, every["best_team_id"])
    every["is_worst"] = case.is_worst
    every["is_never"] = (groups["reached"] == 0) & groups["is_known"]
    every["days_since"] = (day - pd.to_datetime(groups["last_on"])).dt.days
    every["sure_per_team_day"] = every["per_team_day"] * _sureness(every)
    known = groups["is_known"].to_numpy(bool)
    silent = every[is_open & ~known]
    return Candidates(every[is_open & known], _estimated(silent, groups), every[is_over])


def _best_visits(case: Case) -> pd.DataFrame:
    """Return for each group with an option the one that brings most in a day of a team, the way included."""
    options = case.options
    rate = options["gain"] / (options["half_days"] / 2)
    best = options.assign(per_team_day=rate).sort_values("per_team_day", ascending=False, kind="stable")
    best = best.drop_duplicates("group_no").set_index("group_no")
    best.index = case.groups.index[best.index]
    teams = pd.Series([one.team_id for one in case.register.teams])
    return pd.DataFrame(
        {
            "best_team_id": best["team_no"].map(teams).astype("str"),
            "half_days": best["half_days"],
            "gain_adults": best["gain"],
            "per_team_day": best["per_team_day"],
            "travel_minutes": 60 * best["travel_hours"],
            "is_spoken": best["is_spoken"],
            "kind": best["kind"],
        }
    )


def _nearest(case: Case) -> pd.DataFrame:
    """Return for each group the team with the shortest way, and whether it can be there and back within a day."""
    columns = ["nearest_team_id", "nearest_minutes", "is_in_reach"]
    minutes = np.where(np.isfinite(case.minutes), case.minutes, np.inf)
    if not len(minutes):
        return pd.DataFrame(index=case.groups.index, columns=columns).astype({columns[1]: float})
    team, least = minutes.argmin(axis=0), minutes.min(axis=0)
    names = np.array([one.team_id for one in case.register.teams], dtype=object)[team]
    most = 30 * case.stays.most_travel_share * case.stays.day_hours
    known = np.isfinite(least)
    values = (np.where(known, names, None), np.where(known, least, np.nan), least <= most)
    return pd.DataFrame(dict(zip(columns, values, strict=True)), index=case.groups.index)


def _way_km(case: Case, team_id: pd.Series) -> pd.Series:
    """Return the kilometres of road to each group from the base of its team, not a number where there is no team."""
    groups, teams = case.groups, case.register.frame()
    to_each = np.vstack([road_km(teams, groups, case.roads), np.full(len(groups), np.nan)])  # the last row: no team
    team = pd.Index(teams["team_id"]).get_indexer(team_id)
    return pd.Series(to_each[team, np.arange(len(groups))], index=groups.index)


def _sureness(every: pd.DataFrame) -> pd.Series:
    """Return how far the figures can be relied on: shared language, and adults rather than one adult."""
    people = every["unreached"].astype(float)
    own = pd.Series(1 / (1 + 1.645 / np.sqrt(people.clip(lower=1).to_numpy())), index=every.index)
    return own.where(every["is_spoken"].fillna(False).astype(bool), 0.5 * own)


def _estimated(silent: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Estimate the coverage of groups without a report from those like them (terrain and language), shrunk to all."""
    share = estimated_share(groups)
    adults = groups["adults"].astype(float)
    return silent.assign(
        estimated_share=share.reindex(silent.index),
        estimated_unreached=(adults * (1 - share)).reindex(silent.index),
        kind=VERIFICATION,
    )


def estimated_share(groups: pd.DataFrame) -> pd.Series:
    """Return the coverage expected of each group by its terrain and language: the stratum's, shrunk to the whole."""
    known = groups[groups["is_known"] & (groups["adults"].fillna(0) > 0) & (groups["reached"] <= groups["adults"])]
    adults, reached = known["adults"].astype(float), known["reached"].astype(float)
    whole = reached.sum() / adults.sum() if adults.sum() else 0.0
    keys = [groups["terrain"].fillna("").astype("str"), groups["language"].fillna("").astype("str")]
    label = keys[0] + "/" + keys[1]
    sums = pd.DataFrame({"adults": adults, "reached": reached}).groupby(label.reindex(known.index)).sum()
    shrunk = (sums["reached"] + PRIOR_ADULTS * whole) / (sums["adults"] + PRIOR_ADULTS)
    return label.map(shrunk).fillna(whole).astype(float).rename("estimated_share")


def ranked(found: pd.DataFrame, rule: str) -> pd.DataFrame:
    """Return the candidates in the order of a rule; what cannot be told stands last."""
    one = rule_named(rule)
    columns, ascending = [*one.columns, "unit_id"], [*one.ascending, True]
    return found.sort_values(columns, ascending=ascending, kind="stable", na_position="last")


def changes(found: pd.DataFrame, before: str, after: str, top: int) -> tuple[pd.Index, pd.Index]:
    """Return which groups enter the top list, and which leave it, when the rule changes."""
    old, new = ranked(found, before).index[:top], ranked(found, after).index[:top]
    return new[~new.isin(old)], old[~old.isin(new)]


def totals(found: pd.DataFrame) -> dict[str, float]:
    """Return what a selection comes to: groups, people to reach, expected adults and team days of the best visits."""
    return {
        "groups": len(found),
        "unreached": float(found["unreached"].sum()),
        "gain_adults": float(found["gain_adults"].sum()),
        "team_days": float(found["half_days"].sum()) / 2,
    }


Reason = tuple[str, dict[str, object]]
REASONS = (
    "unreached", "unreached_about", "never", "days_since", "spoken", "not_spoken", "travel", "travel_km",
    "out_of_reach", "no_visit", "mobile_class", "verification", "verification_far",
)  # fmt: skip


def reasons(group: Mapping[Any, Any] | pd.Series) -> tuple[Reason, ...]:
    """Return why a group is where it is on the list: keys and facts, the words are in the catalogue."""
    is_known = bool(group.get("is_known", True))
    told: list[Reason] = [("unreached" if is_known else "unreached_about", {"count": int(group["unreached"])})]
    if group.get("is_never", False):
        told.append(("never", {}))
    elif pd.notna(group.get("days_since")):
        told.append(("days_since", {"days": int(group["days_since"])}))
    if pd.notna(group.get("is_spoken")) and isinstance(group.get("language"), str):
        told.append(("spoken" if group["is_spoken"] else "not_spoken", {"language": group["language"]}))
    told.append(_way(group))
    if group.get("kind") in (MOBILE_CLASS, VERIFICATION):
        told.append((_kind_told(group), {}))
    return tuple(told)


def _way(group: Mapping[Any, Any] | pd.Series) -> Reason:
    """Return how far the team has to go, or that none can."""
    minutes, km, nearest = group.get("travel_minutes"), group.get("way_km"), group.get("nearest_minutes")
    if pd.notna(minutes):
        facts: dict[str, object] = {"minutes": round(float(minutes))}
        return ("travel_km", {**facts, "km": round(float(km))}) if pd.notna(km) else ("travel", facts)
    if pd.notna(nearest) and group.get("is_in_reach"):
        is_far = group.get("kind") == VERIFICATION
        return ("travel", {"minutes": round(float(nearest))}) if is_far else ("no_visit", {})
    return "out_of_reach", {}


def _kind_told(group: Mapping[Any, Any] | pd.Series) -> str:
    """Return the kind of a visit; a verification that takes more than half a day is left to those who are there."""
    kind = str(group["kind"])
    is_far = kind == VERIFICATION and pd.isna(group.get("travel_minutes")) and "nearest_minutes" in group
    return "verification_far" if is_far else kind
