"""All that a brief says, in figures: made once from the standing, then told in any language and any kind of file."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from campaign import CONTACTS, Campaign
from outreach.coverage import by_week
from outreach.errors import NotFound
from outreach.standing import province_standing
from outreach.target import Target
from outreach.week import last_complete_week
from reports.circumstances import circumstances
from reports.publication import Publication, publication
from reports.remark import Remark

MOST = 3
WEEK = 7


@dataclass(frozen=True)
class Whole:
    """The place that a brief is of; a figure is None where it is not known, or where it is hidden."""

    reached: int | None
    adults: int | None
    coverage_share: float | None
    gap_people: int | None
    groups: int
    groups_never: int
    groups_no_report: int
    groups_no_denominator: int
    communes: int
    communes_silent: int
    last_on: date | None
    is_hidden: bool
    reached_uncounted: int = 0  # people reached where no population is known: they are in no share


@dataclass(frozen=True)
class Week:
    """What a complete week brought, and the one before; `places` of `places_all` have a record in it."""

    first: date
    last: date
    adults_new: int
    adults_before: int
    places: int
    places_all: int
    groups_opened: int


@dataclass(frozen=True)
class Place:
    """A commune, or in a commune's brief a group, with what is known about it."""

    unit_id: str
    name: str
    reached: int | None
    adults: int | None
    coverage_share: float | None
    gap_people: int | None
    known: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Need:
    """How much is left of the time, and how many people each week has to bring until the target's day."""

    days_left: int
    weekly: int | None


@dataclass(frozen=True)
class Basis:
    """The rows behind the figures and what became of them."""

    rows: int
    matched: int
    unmatched: int
    rejected: int
    duplicates: int


@dataclass(frozen=True)
class BriefFigures:
    """What a brief says.

    `commune_id` is '' for the whole province, whose name is told by language; `silent` names communes that have long
    sent nothing. `basis` is None for a commune: a refused row has no place. Parts that rest on more than the standing
    stay empty until they are known: `snapshot` is the number under which the figures were frozen, `reached_least` and
    `reached_most` the range of the people reached, `remarks` further sentences, such as on the pace.
    """

    commune_id: str
    names: Mapping[str, str]
    day: date
    target: Target
    edition: str
    is_illustrative: bool
    small: int
    whole: Whole
    week: Week
    ahead: tuple[Place, ...]
    behind: tuple[Place, ...]
    most_left: tuple[Place, ...]
    need: Need
    basis: Basis | None
    unmatched: int
    silent: tuple[str, ...]
    silent_days: int
    population_years: tuple[int, ...]
    hidden: int
    snapshot: str | None = None
    reached_least: int | None = None
    reached_most: int | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def is_of_commune(self) -> bool:
        """Tell the brief of one commune from that of the whole province."""
        return bool(self.commune_id)


def brief_figures(campaign: Campaign, day: date, commune_id: str = "") -> BriefFigures:
    """Return the figures of the province's brief on a day, or of one commune's."""
    published, target = publication(campaign, day), campaign.target
    facts = campaign.edition().facts
    if commune_id:
        places = published.groups[published.groups["parent_id"] == commune_id]
        whole, names = _commune(published, commune_id), _names_of(published, commune_id)
        numbers = _commune_numbers(published, commune_id)
        facts = facts[facts["unit_no"].isin([*places.index, *numbers])]
    else:
        places = published.communes
        whole, names = _province(published, target), _province_names(campaign)
    ranked = _ranked(places)
    return BriefFigures(
        commune_id=commune_id,
        names=names,
        day=day,
        target=target,
        edition=campaign.edition().name,
        is_illustrative=campaign.is_illustrative,
        small=campaign.settings.small_figure,
        whole=whole,
        week=_week(facts, places, published.groups, day),
        ahead=_places(ranked.tail(MOST).iloc[::-1], published) if len(ranked) > MOST else (),
        behind=_places(ranked.head(min(MOST, max(len(ranked) - MOST, 0))), published, with_known=True),
        most_left=_places(_most_left(places), published),
        need=_need(whole.gap_people, target, day),
        basis=None if commune_id else _basis(campaign),
        unmatched=_unmatched(campaign, published, commune_id, day),
        silent=tuple(_silent(published, commune_id)),
        silent_days=campaign.settings.reports_expected_within_days,
        population_years=_years(published.groups if not commune_id else places),
        hidden=int(places["is_hidden"].sum()) if commune_id else published.hidden,
    )


def _province_names(campaign: Campaign) -> Mapping[str, str]:
    return {"vi": campaign.settings.name_vi, "en": campaign.settings.name_en}


def _names_of(published: Publication, commune_id: str) -> Mapping[str, str]:
    name = str(published.communes.loc[_commune_numbers(published, commune_id), "name"].iloc[0])
    return {"vi": name, "en": name}


def _commune_numbers(published: Publication, commune_id: str) -> list[int]:
    numbers = published.communes.index[published.communes["unit_id"] == commune_id].tolist()
    if not numbers:
        raise NotFound("commune_unknown", code=commune_id)
    return numbers


def _province(published: Publication, target: Target) -> Whole:
    sums = province_standing(published.every_commune, target)
    return _whole(sums, len(published.communes), int(sums["communes_silent"]), is_hidden=published.is_whole_hidden)


def _commune(published: Publication, commune_id: str) -> Whole:
    one = published.communes.loc[_commune_numbers(published, commune_id)].iloc[0]
    return _whole(one, 1, int(one["is_silent"]), is_hidden=bool(one["is_hidden"]))


def _whole(one: pd.Series, communes: int, silent: int, *, is_hidden: bool) -> Whole:
    last = one["last_on"]
    return Whole(
        reached=None if is_hidden or pd.isna(last) else whole_number(one["reached"]),
        adults=None if is_hidden else whole_number(one["adults"]),
        coverage_share=None if is_hidden else share_of(one["coverage_share"]),
        gap_people=None if is_hidden else whole_number(one["gap_people"]),
        groups=int(one["groups"]),
        groups_never=int(one["groups_never"]),
        groups_no_report=int(one["groups_no_report"]),
        groups_no_denominator=int(one["groups_no_denominator"]),
        communes=communes,
        communes_silent=silent,
        last_on=None if pd.isna(last) else last.date(),
        is_hidden=is_hidden,
        reached_uncounted=_difference(one["reached"], one["reached_known"]),
    )


def _difference(more: Any, less: Any) -> int:
    known = whole_number(more)
    return known - (whole_number(less) or 0) if known else 0


def whole_number(value: Any) -> int | None:
    """Return a count, None where it is unknown."""
    return None if pd.isna(value) else int(value)


def share_of(value: Any) -> float | None:
    """Return a share, None where it is unknown."""
    return None if pd.isna(value) else float(value)


def _ranked(places: pd.DataFrame) -> pd.DataFrame:
    """Order places from the lowest coverage up, more people left first; a place that keeps silent is not compared."""
    known = places[places["coverage_share"].notna() & ~places["is_silent"]]
    return known.sort_values(["coverage_share", "gap_people"], ascending=[True, False], kind="stable")


def _most_left(places: pd.DataFrame) -> pd.DataFrame:
    left = places[places["gap_people"].fillna(0) > 0]
    return left.sort_values("gap_people", ascending=False, kind="stable").head(MOST)


def _places(found: pd.DataFrame, published: Publication, *, with_known: bool = False) -> tuple[Place, ...]:
    return tuple(
        Place(
            unit_id=str(one["unit_id"]),
            name=str(one["name"]),
            reached=whole_number(one["reached"]),
            adults=whole_number(one["adults"]),
            coverage_share=share_of(one["coverage_share"]),
            gap_people=whole_number(one["gap_people"]),
            known=circumstances(one, published.groups) if with_known else (),
        )
        for one in found.to_dict("records")
    )


def _week(facts: pd.DataFrame, places: pd.DataFrame, groups: pd.DataFrame, day: date) -> Week:
    monday = last_complete_week(pd.Timestamp(day))
    added = by_week(facts)["adults_new"]
    during = facts[(facts["on_date"] >= monday) & (facts["on_date"] < monday + pd.Timedelta(days=WEEK))]
    opened = facts[facts["adults_new"] > 0].groupby("unit_no")["on_date"].min()
    opened = opened[opened.index.isin(groups.index) & (opened >= monday) & (opened < monday + pd.Timedelta(days=WEEK))]
    first = monday.date()
    return Week(
        first=first,
        last=first + timedelta(days=WEEK - 1),
        adults_new=int(added.get(monday, 0)),
        adults_before=int(added.get(monday - pd.Timedelta(weeks=1), 0)),
        places=_active(during["unit_no"], places, groups),
        places_all=len(places),
        groups_opened=len(opened),
    )


def _active(numbers: pd.Series, places: pd.DataFrame, groups: pd.DataFrame) -> int:
    """Count the places that have a record; a commune has one where one of its groups has."""
    own = places["unit_id"].reindex(numbers.unique()).dropna()
    outer = groups["parent_id"].reindex(numbers.unique()).dropna()
    return int(places["unit_id"].isin({*own, *outer}).sum())


def _need(gap: int | None, target: Target, day: date) -> Need:
    days = (target.on - day).days
    weekly = None if gap is None or days <= 0 else math.ceil(gap * WEEK / days)
    return Need(days_left=days, weekly=weekly)


def _basis(campaign: Campaign) -> Basis | None:
    outcomes = [outcome for outcome in campaign.outcomes() if outcome.one.kind in CONTACTS]
    if not outcomes:
        return None
    return Basis(
        rows=sum(outcome.one.rows_in for outcome in outcomes),
        matched=sum(outcome.matched for outcome in outcomes),
        unmatched=sum(outcome.unmatched for outcome in outcomes),
        rejected=sum(outcome.rejected for outcome in outcomes),
        duplicates=sum(outcome.duplicates for outcome in outcomes),
    )


def _unmatched(campaign: Campaign, published: Publication, commune_id: str, day: date) -> int:
    """Count the rows that wait for a place up to a day; of a commune, those of which at least the commune is known."""
    waiting = campaign.edition().waiting
    waiting = waiting[pd.to_datetime(waiting["on_date"]) <= pd.Timestamp(day)]
    if commune_id:
        waiting = waiting[waiting["commune_no"].isin(_commune_numbers(published, commune_id))]
    return len(waiting)


def _silent(published: Publication, commune_id: str) -> list[str]:
    communes = published.communes[published.communes["is_silent"]]
    return communes[communes["unit_id"] == commune_id]["name"].tolist() if commune_id else communes["name"].tolist()


def _years(groups: pd.DataFrame) -> tuple[int, ...]:
    return tuple(sorted(int(year) for year in groups["year"].dropna().unique()))
