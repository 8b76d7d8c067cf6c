"""All that a brief says, in figures: made once from the standing, then told in any language and any kind of file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from campaign import CONTACTS, PROVINCE, Campaign
from campaign.situation import described
from outreach.errors import NotFound
from outreach.lately import Week, last_week, movers
from outreach.pace import LATELY
from outreach.standing import province_standing
from outreach.target import Target
from reports.circumstances import circumstances, merits
from reports.outlook import Outlook, outlook_of, outlook_remarks
from reports.publication import Publication, publication
from reports.remark import Remark

MOST = 3
MOST_LEFT = 5


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
class Mover:
    """A place and how many people it newly reached in the last week."""

    unit_id: str
    name: str
    adults_new: int


@dataclass(frozen=True)
class Need:
    """How much is left of the time, and how many people each week has to bring until the target's day."""

    days_left: int
    weekly: float | None


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
    sent nothing. `basis` is None for a commune: a refused row has no place. `snapshot` is the number under which these
    very figures were frozen, None for none; `reached_least` and `reached_most` are the range of the people reached,
    None where they are hidden or nothing was heard; `outlook` is where the pace leads, `remarks` that in sentences.
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
    outlook: Outlook | None = None
    movers: tuple[Mover, ...] = ()

    @property
    def is_of_commune(self) -> bool:
        """Tell the brief of one commune from that of the whole province."""
        return bool(self.commune_id)


def brief_figures(campaign: Campaign, day: date, commune_id: str = "", *, small: int | None = None) -> BriefFigures:
    """Return the figures of the province's brief on a day, or of one commune's.

    Figures of fewer than `small` people are hidden: as the settings say where it is left out, none for 0. What is shown
    inside the office hides nothing.
    """
    least = campaign.settings.small_figure if small is None else small
    published, target = publication(campaign, day, least), campaign.target
    facts, groups = campaign.edition().facts, published.groups
    if commune_id:
        places = groups[groups["parent_id"] == commune_id]
        one = _commune_row(published, commune_id)
        numbers = _commune_numbers(published, commune_id)
        whole, names, unit_no = _commune(one), _names_of(one), numbers[0]
        facts = facts[facts["unit_no"].isin([*places.index, *numbers])]
    else:
        places, unit_no = described(campaign, published.communes, day), PROVINCE
        one = province_standing(published.every_commune, target)
        whole, names = _province(published, one), _province_names(campaign)
    ranked, outlook = _ranked(places), None if whole.is_hidden else _outlook(campaign, day, unit_no, least)
    least_reached, most_reached = _bounds(one, whole)
    return BriefFigures(
        commune_id=commune_id,
        names=names,
        day=day,
        target=target,
        edition=campaign.edition().name,
        is_illustrative=campaign.is_illustrative,
        small=least,
        whole=whole,
        week=last_week(facts, places, groups, day),
        ahead=_places(ranked.tail(MOST).iloc[::-1], groups, merits, least) if len(ranked) > MOST else (),
        behind=_places(ranked.head(min(MOST, max(len(ranked) - MOST, 0))), groups, circumstances, least),
        most_left=_places(_most_left(places), groups, circumstances, least),
        need=Need((target.on - day).days, outlook.needed_per_week if outlook else None),
        basis=None if commune_id else _basis(campaign),
        unmatched=_unmatched(campaign, published, commune_id, day),
        silent=tuple(_silent(published, commune_id)),
        silent_days=campaign.settings.reports_expected_within_days,
        population_years=_years(places if commune_id else groups),
        hidden=int(places["is_hidden"].sum()) if commune_id else published.hidden,
        snapshot=_snapshot(campaign, day),
        reached_least=least_reached,
        reached_most=most_reached,
        remarks=outlook_remarks(outlook, target, day) if outlook else (),
        outlook=outlook,
        movers=_movers(movers(facts, places, groups, day), places, least),
    )


def _outlook(campaign: Campaign, day: date, unit_no: int, small: int) -> Outlook:
    """Return where the pace of the province or of a commune leads; so few new people of a commune are not told."""
    if unit_no == PROVINCE:
        return outlook_of(campaign.pace("province", day), unit_no)
    found = outlook_of(campaign.pace("commune", day), unit_no)
    is_small = 0 < (found.actual_per_week or 0) * LATELY < small
    return replace(found, actual_per_week=None) if is_small else found


def _bounds(one: pd.Series, whole: Whole) -> tuple[int | None, int | None]:
    """Return between which numbers the people reached lie; nothing of a place that tells nothing."""
    if whole.reached is None:
        return None, None
    return whole_number(one["reached_least"]), whole_number(one["reached_most"])


def _snapshot(campaign: Campaign, day: date) -> str | None:
    """Return the number of the last snapshot whose figures are these: of the same edition, day, target and rules."""
    target, silent_days = campaign.target, campaign.settings.reports_expected_within_days
    same = [
        one.number
        for one in campaign.snapshots()
        if (one.edition_name, one.day, one.target) == (campaign.edition().name, day, target)
        and one.one.settings.get("reports_expected_within_days") == silent_days
    ]
    return str(same[-1]) if same else None


def _movers(found: pd.Series, places: pd.DataFrame, small: int) -> tuple[Mover, ...]:
    """Return those who reached the most people in the last week; a small number, or a hidden place, is not told."""
    told = places[~places["is_hidden"]].set_index("unit_id")["name"]
    found = found[found.index.isin(told.index) & (found >= max(small, 1))].head(MOST)
    return tuple(Mover(str(unit_id), str(told[str(unit_id)]), int(count)) for unit_id, count in found.items())


def _province_names(campaign: Campaign) -> Mapping[str, str]:
    return {"vi": campaign.settings.name_vi, "en": campaign.settings.name_en}


def _names_of(one: pd.Series) -> Mapping[str, str]:
    return {"vi": str(one["name"]), "en": str(one["name"])}


def _commune_row(published: Publication, commune_id: str) -> pd.Series:
    return published.communes.loc[_commune_numbers(published, commune_id)].iloc[0]


def _commune_numbers(published: Publication, commune_id: str) -> list[int]:
    numbers = published.communes.index[published.communes["unit_id"] == commune_id].tolist()
    if not numbers:
        raise NotFound("commune_unknown", code=commune_id)
    return numbers


def _province(published: Publication, sums: pd.Series) -> Whole:
    return _whole(sums, len(published.communes), int(sums["communes_silent"]), is_hidden=published.is_whole_hidden)


def _commune(one: pd.Series) -> Whole:
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
    return left.sort_values("gap_people", ascending=False, kind="stable").head(MOST_LEFT)


def _places(
    found: pd.DataFrame, groups: pd.DataFrame, told: Callable[..., tuple[Remark, ...]], small: int
) -> tuple[Place, ...]:
    return tuple(
        Place(
            unit_id=str(one["unit_id"]),
            name=str(one["name"]),
            reached=whole_number(one["reached"]),
            adults=whole_number(one["adults"]),
            coverage_share=share_of(one["coverage_share"]),
            gap_people=whole_number(one["gap_people"]),
            known=told(one, groups, small),
        )
        for one in found.to_dict("records")
    )


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
