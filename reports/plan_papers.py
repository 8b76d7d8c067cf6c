"""What the papers of a plan are made from: its tables, its teams and places, and who approved it, all in one object."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd

from campaign import Campaign
from outreach.errors import NotFound
from outreach.returns import short_code
from planning import travel
from planning.plan import Case
from reports.plan_map import Ground
from settings import Settings

DRAFT, APPROVED = "draft", "approved"
PARTS = ("whole", "morning", "afternoon")
TERRAINS = ("valley", "hill", "high")
OF_A_PAIR = [
    "team_id", "unit_id", "half_days", "stays", "travel_minutes", "road_km", "visits", "gain_adults", "gain_least",
    "gain_most", "is_spoken", "language", "unreached", "coverage_share", "reasons",
]  # fmt: skip
Row = dict[Hashable, Any]
OF_A_GROUP = ["unit_id", "lon", "lat", "has_place", "terrain", "households", "has_power", "has_signal"]


@dataclass(frozen=True, eq=False)
class PlanPapers:
    """A plan as it goes on paper; the tables are not to be changed.

    `number` with its version, such as "3" or "3.2"; `status` is `draft` until the plan is `approved`. `place_name` is
    by language. Days of a draft that are not known are None.

    assignments: a row for each team and group: the columns OF_A_PAIR, team, name, commune, kind, days; `reasons` is a
        sentence and may be blank, `road_km` one way on the road, estimated.
    schedule: a row for each stay, in order: team_id, week (from 1), starts_on, ends_on, part (PARTS), unit_id, name,
        commune, kind, days, is_overnight.
    teams: a row for each team of the register, in order: team_id, name, lon, lat (its base), base (the name of the
        commune), languages (a list in words), days, days_used.
    groups: the columns OF_A_GROUP for every group of the schedule; lon and lat are those of the commune's centre where
        `has_place` is False, and missing where nothing is known.
    outlines: the shape of each commune (shapely, degrees) by its id; `commune_names` by the same id.
    left_out: low groups that nobody visits: unit_id, name, commune, coverage_share, unreached, reason, reasons.
    facts: adults, adults_range, adults_worst, half_days, half_days_used, teams, gap, is_proven.
    """

    number: str
    status: str
    approved_on: date | None
    approved_by: str
    made_on: date | None
    day: date
    is_illustrative: bool
    place_name: Mapping[str, str]
    assignments: pd.DataFrame
    schedule: pd.DataFrame
    teams: pd.DataFrame
    groups: pd.DataFrame
    outlines: pd.Series
    facts: Mapping[str, Any]
    left_out: pd.DataFrame = field(default_factory=pd.DataFrame)
    commune_names: Mapping[str, str] = field(default_factory=dict)
    is_schematic: bool = False
    return_form_url: str = ""
    contact_roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def ground(self) -> Ground:
        """The shapes under the maps."""
        return Ground(self.outlines, self.commune_names)

    @property
    def is_approved(self) -> bool:
        """Tell a plan that counts from one that is still talked about."""
        return self.status != DRAFT

    @cached_property
    def stays(self) -> pd.DataFrame:
        """A row for each stay in order of visit, with all that is known of it.

        `place_no` numbers the groups of a team by their first visit, `stay` the visits of a team to one group.
        """
        order = pd.Series(np.arange(len(self.teams)), index=self.teams["team_id"])
        stays = self.schedule.assign(
            team_no=self.schedule["team_id"].map(order),
            part_no=self.schedule["part"].map({part: number for number, part in enumerate(PARTS)}),
        ).sort_values(["team_no", "week", "starts_on", "part_no"], kind="stable", ignore_index=True)
        stays = stays.merge(self.assignments[OF_A_PAIR], on=["team_id", "unit_id"], how="left")
        stays = stays.merge(self.groups[OF_A_GROUP], on="unit_id", how="left")
        pair = stays["team_id"] + "\x1f" + stays["unit_id"]
        stays["stay"] = pair.groupby(pair).cumcount() + 1
        first = (~pair.duplicated()).astype(int)
        number = first.groupby(stays["team_id"]).cumsum()
        stays["place_no"] = number.groupby(pair).transform("first")
        stays["team"] = stays["team_id"].map(self.teams.set_index("team_id")["name"])
        return stays.drop(columns=["team_no", "part_no"])

    def sheets(self) -> list[tuple[Row, list[Row]]]:
        """Return each team that goes somewhere, with its stays in order."""
        stays: dict[str, list[Row]] = {}
        for stay in self.stays.to_dict("records"):
            stays.setdefault(stay["team_id"], []).append(stay)
        rows = self.teams.to_dict("records")
        found = [(team, stays[team["team_id"]]) for team in rows if team["team_id"] in stays]
        if not found:
            raise NotFound("plan_empty")
        return found

    def of_team(self, team_id: str) -> "PlanPapers":
        """Return the papers of one team alone; raise NotFound `team_unknown` for none of the plan."""
        if team_id not in set(self.schedule["team_id"]):
            raise NotFound("team_unknown", team=team_id)
        tables = {name: getattr(self, name) for name in ("assignments", "schedule", "teams")}
        return replace(self, **{name: table[table["team_id"] == team_id] for name, table in tables.items()})

    def return_address(self, team_id: str) -> str:
        """Return what the QR code of a team holds: the address of its form, or without one the code on the form."""
        if not self.return_form_url:
            return short_code(self.number, team_id)
        filled = self.return_form_url.replace("{plan}", quote(self.number, safe=""))
        return filled.replace("{team}", quote(team_id, safe=""))


def papers_of(
    case: Case,
    tables: Mapping[str, pd.DataFrame],
    facts: Mapping[str, Any],
    campaign: Campaign,
    *,
    day: date,
    number: str,
    status: str = DRAFT,
    approved_on: date | None = None,
    approved_by: str = "",
    made_on: date | None = None,
) -> PlanPapers:
    """Gather what the papers of a plan need.

    `case` is that of the plan (`plan.case`); `tables` has its assignments, schedule (weeks from 1, `part`) and
    left_out as the command line writes them, with reasons in words; `facts` those of its headline.
    """
    settings, units = campaign.settings, campaign.edition().units
    communes = units[units["level"] == "commune"]
    names = dict(zip(communes["unit_id"], communes["name"], strict=True))
    assignments, schedule = tables["assignments"], tables["schedule"]
    used = case.groups[case.groups["unit_id"].isin(schedule["unit_id"])]
    placed = units.loc[units["west"].notna(), "unit_id"]
    return PlanPapers(
        number=number,
        status=status,
        approved_on=approved_on,
        approved_by=approved_by,
        made_on=made_on,
        day=day,
        is_illustrative=campaign.is_illustrative,
        place_name={"vi": settings.name_vi, "en": settings.name_en},
        assignments=assignments.assign(road_km=road_km(case, assignments)),
        schedule=schedule,
        teams=_teams(case, assignments, names),
        groups=used.assign(has_place=used["unit_id"].isin(placed))[OF_A_GROUP],
        outlines=_outlines(campaign, communes["unit_id"]),
        facts=facts,
        left_out=tables["left_out"],
        commune_names=names,
        is_schematic=bool((communes["grade"] == "schematic").any()),
        return_form_url=settings.return_form_url,
        contact_roles=roles(settings),
    )


def road_km(case: Case, pairs: pd.DataFrame) -> np.ndarray:
    """Return the kilometres of road, one way, that the model takes for each team and group; not a number for unknown.

    A table of minutes that was given by hand does not change them.
    """
    teams, groups = case.register.frame(), case.groups
    team = pd.Index(teams["team_id"]).get_indexer(pairs["team_id"])
    group = pd.Index(groups["unit_id"]).get_indexer(pairs["unit_id"])
    km = travel.road_km(teams, groups, case.roads)[team, group]
    return np.where((team >= 0) & (group >= 0), km, np.nan)


def _teams(case: Case, assignments: pd.DataFrame, communes: Mapping[str, str]) -> pd.DataFrame:
    teams = case.register.teams
    used = assignments.groupby("team_id")["half_days"].sum() / 2
    frame = case.register.frame()
    return frame.assign(
        base=[communes.get(one.commune_id, "") for one in teams],
        languages=[", ".join(sorted(one.languages)) for one in teams],
        days=case.week_half_days.sum(axis=1) / 2,
        days_used=frame["team_id"].map(used).fillna(0.0),
    )


def _outlines(campaign: Campaign, communes: pd.Series) -> pd.Series:
    import shapely

    stored = campaign.edition().read("shapes").set_index("unit_id")["wkb"]
    found = stored[stored.index.isin(communes)].dropna()
    return pd.Series(shapely.from_wkb(found.array), index=found.index, dtype="object")


def roles(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return the roles that a sheet leaves a line for, by language: never the name of a person."""
    written = {"vi": settings.contact_roles_vi, "en": settings.contact_roles_en}
    return {code: tuple(filter(None, (one.strip() for one in told.split(";")))) for code, told in written.items()}
