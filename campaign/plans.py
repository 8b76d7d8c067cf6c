"""What planning starts from, taken out of a campaign: groups, teams, ways between them, and what became of a plan."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from campaign.absences import Absence, days_away
from campaign.edition import Edition, standing_on
from campaign.learning import learned, teams_meant
from loaders.osrm import road_minutes
from loaders.skills import read_team_skills
from outreach.errors import FileRefused, NotFound
from outreach.state import unheard
from outreach.target import Target
from planning.candidates import estimated_share
from planning.case import Case
from planning.options import Stays
from planning.response import Response
from planning.team import Register, Team, Weeks, community_teams
from planning.travel import TERRAINS, Roads, Terrain, overridden, travel_minutes

if TYPE_CHECKING:
    from campaign.campaign import Campaign

TERRAIN_OF_ZONE = {"I": "valley", "II": "hill", "III": "high"}
NO_TEAM = ""  # of a record that names no team of ours
NEAR_CENTRE_KM = 3.0  # in difficult communes the road to the centre is better than the last one
ADULTS_PER_HOUSEHOLD = 2.7
TRAVEL_COLUMNS = ("from_id", "to_id", "minutes")
REGISTER_COLUMNS = ("team_code", "team_name", "base_commune", "members", "days_per_week", "languages", "transport")


@dataclass(frozen=True)
class Choices:
    """What a planner chooses before planning; the rest comes from the campaign."""

    weeks: int = 1
    starts_on: date | None = None
    language: str = "price"
    season: float = 1.0
    with_community: bool = False
    teams: tuple[bytes, str] | None = None  # a register of teams as a file: content and name
    travel: bytes | None = None  # a table of minutes as CSV
    response: Response = field(default_factory=Response, hash=False)  # a mapping has no hash; equality knows it
    terrains: Mapping[str, Terrain] = field(default_factory=lambda: TERRAINS, hash=False)
    learned: bool = False  # follow the records: what a visit brought, how long the ways took
    osrm_url: str = ""  # a server that knows the roads; what it knows no way to stays estimated
    absences: tuple[tuple[str, date, date], ...] = ()  # of a team, beside those of the calendar: first and last day


def planning_case(campaign: Campaign, day: date, choices: Choices) -> tuple[Case, list[str]]:
    """Return the case of a campaign on a day, and the teams whose base is not known: they cannot be planned."""
    question = question_of(campaign, day, choices)
    if not choices.learned:
        case, homeless = case_on(question)
        return case, list(homeless)
    assumed, homeless = assumed_on(question)
    known = learned(campaign, assumed, day)
    made = replace(assumed, roads=known.roads, response=known.response)
    return _travelled(made, question.choices), list(homeless)


@dataclass(frozen=True)
class Question:
    """All on which a case of planning hangs: it is worked out once for each."""

    edition: Edition
    day: date
    target: Target
    silent_days: int
    registers: tuple[Path, ...]
    absences: tuple[Absence, ...]
    choices: Choices


def question_of(campaign: Campaign, day: date, choices: Choices) -> Question:
    """Return what a planner's choices ask of a campaign as it is now."""
    return Question(
        campaign.edition(),
        day,
        campaign.target,
        campaign.settings.reports_expected_within_days,
        register_files(campaign),
        campaign.absences.in_force(),
        replace(choices, osrm_url=campaign.settings.osrm_url),
    )


def assumed_case(campaign: Campaign, day: date, choices: Choices) -> tuple[Case, list[str]]:
    """Return the case on the assumptions alone: no season, no table of ways, nothing learned."""
    case, homeless = assumed_on(question_of(campaign, day, choices))
    return case, list(homeless)


@lru_cache(maxsize=8)
def assumed_on(asked: Question) -> tuple[Case, tuple[str, ...]]:
    """Return the case of a question by the assumptions alone, and the teams without a base; shared by all."""
    units, choices = asked.edition.units, asked.choices
    groups = plan_groups(units, standing_on(asked.edition, "group", asked.day, asked.target, asked.silent_days))
    table = read_registers(asked.registers) if choices.teams is None else _read_teams(*choices.teams)
    register, homeless = register_of(table, units, asked.absences)
    if choices.with_community:
        register = Register((*register.teams, *community_teams(groups)))
    register = _with_absences(register, choices.absences)
    roads = Roads(choices.terrains)
    minutes = travel_minutes(register.frame(), groups, roads)
    weeks, stays = Weeks(choices.starts_on or monday_after(asked.day), choices.weeks), Stays(language=choices.language)
    made = Case(groups, register, weeks, minutes, choices.response, stays, roads=roads)
    return made, tuple(homeless)


@lru_cache(maxsize=8)
def case_on(asked: Question) -> tuple[Case, tuple[str, ...]]:
    """Return the case of a question, and the teams without a base; shared by all, so it must not be changed."""
    made, homeless = assumed_on(asked)
    return _travelled(made, asked.choices), homeless


def _travelled(case: Case, choices: Choices) -> Case:
    """Return a case with the season on its ways, and the planner's own minutes in place of the model's."""
    factors = {name: choices.season * case.roads.factor.get(name, 1.0) for name in case.roads.terrains}
    roads, teams = replace(case.roads, factor=factors), case.register.frame()
    minutes = travel_minutes(teams, case.groups, roads)
    if choices.osrm_url:
        told = road_minutes(choices.osrm_url, *(one[["lon", "lat"]].to_numpy(float) for one in (teams, case.groups)))
        minutes = np.where(np.isfinite(told), choices.season * told, minutes)
    if choices.travel is not None:
        minutes = overridden(minutes, teams["team_id"], case.groups["unit_id"], read_travel(choices.travel))
    return replace(case, minutes=minutes, roads=roads)


def _with_absences(register: Register, absences: Sequence[tuple[str, date, date]]) -> Register:
    """Return the register with the absences of its teams; raise NotFound for a team that is not in it."""
    if unknown := {team for team, _, _ in absences} - {one.team_id for one in register.teams}:
        raise NotFound("team_unknown", team=", ".join(sorted(unknown)))
    away = {one.team_id: [(a, b) for team, a, b in absences if team == one.team_id] for one in register.teams}
    return Register(tuple(replace(one, absences=(*one.absences, *away[one.team_id])) for one in register.teams))


def monday_after(day: date) -> date:
    """Return the first Monday after a day."""
    return day + timedelta(days=7 - day.weekday())


def plan_groups(units: pd.DataFrame, standing: pd.DataFrame) -> pd.DataFrame:
    """Return the groups as planning knows them, a row each.

    A group without a place of its own stands at its commune's centre, with its distance from there; where no report
    came, the people to reach are estimated from groups like it (`is_known` False).
    """
    groups = standing.reset_index()
    commune = units[units["level"] == "commune"].set_index("unit_id")
    parent = commune.reindex(groups["parent_id"])
    lon, lat = _middle(groups, "west", "east"), _middle(groups, "south", "north")
    far = groups["distance_km"].astype(float)
    made = pd.DataFrame(
        {
            **{name: groups[name] for name in ("unit_id", "name", "commune", "parent_id", "state", "last_on")},
            "lon": lon.fillna(pd.Series(_middle(parent, "west", "east").to_numpy())),
            "lat": lat.fillna(pd.Series(_middle(parent, "south", "north").to_numpy())),
            "beyond_km": far.where(lon.isna(), 0.0).fillna(0.0),
            "terrain": _terrain(parent["zone"].to_numpy(), far),
            "language": groups["language"],
            "adults": groups["adults"].astype("Float64"),
            "reached": groups["reached"].astype(float),
            "coverage_share": groups["coverage_share"].astype("Float64"),
            "has_power": groups["has_power"],
            "has_signal": groups["has_signal"],
            "is_known": ~unheard(groups),
        }
    )
    estimate = (made["adults"] * (1 - estimated_share(made))).round()
    made["unreached"] = groups["gap_people"].astype("Float64").where(made["is_known"], estimate).astype(float)
    households = groups["households"].astype("Float64").astype(float)
    guessed = made["adults"].astype(float) / _adults_per_household(made["adults"].astype(float), households)
    made["households"] = households.where(households > 0, guessed).clip(lower=1).fillna(1.0)
    return made


def _middle(places: pd.DataFrame, one: str, other: str) -> pd.Series:
    return (places[one].astype(float) + places[other].astype(float)) / 2


def _terrain(zone: np.ndarray, far_km: pd.Series) -> pd.Series:
    """Return the class of each group: by the commune's zone of hardship, easier near the centre of a hard one."""
    terrain = pd.Series(zone, index=far_km.index, dtype="object").map(TERRAIN_OF_ZONE).fillna("hill")
    return terrain.mask((terrain == "high") & (far_km <= NEAR_CENTRE_KM), "hill")


def _adults_per_household(adults: pd.Series, households: pd.Series) -> float:
    both = (households > 0) & (adults > 0)
    return float(adults[both].sum() / households[both].sum()) if both.any() else ADULTS_PER_HOUSEHOLD


def registered(campaign: Campaign) -> pd.DataFrame:
    """Return the imported registers of teams as one table; of a team told twice the later counts."""
    return read_registers(register_files(campaign))


def register_files(campaign: Campaign) -> tuple[Path, ...]:
    """Return the files of the imported registers, in order of arrival."""
    imports = [one for one in campaign.catalogue.imports() if one.kind == "teams"]
    return tuple(campaign.folder / "segments" / one.segment / "records.parquet" for one in imports)


@lru_cache(maxsize=4)
def read_registers(files: tuple[Path, ...]) -> pd.DataFrame:
    """Return registers as one table; shared by all who ask, so it must not be changed."""
    if not files:
        return pd.DataFrame(columns=list(REGISTER_COLUMNS))
    return pa.concat_tables([pq.read_table(one) for one in files], promote_options="permissive").to_pandas()


def _read_teams(content: bytes, file_name: str) -> pd.DataFrame:
    from loaders.kinds import kind_named
    from loaders.loading import load
    from loaders.opening import Limits
    from loaders.sheet import Context

    built, _ = load(content, file_name, kind_named("teams"), Context(b"", 0, (), date.min), Limits())
    return built.records.to_pandas()


def bases_of(units: pd.DataFrame) -> pd.DataFrame:
    """Return the centre of each commune, where a team could be based: commune_id, commune, lon, lat."""
    communes = units[units["level"] == "commune"]
    lon, lat = _middle(communes, "west", "east"), _middle(communes, "south", "north")
    bases = pd.DataFrame({"commune_id": communes["unit_id"], "commune": communes["name"], "lon": lon, "lat": lat})
    return bases.dropna(subset=["lon", "lat"]).reset_index(drop=True)


def register_of(
    table: pd.DataFrame, units: pd.DataFrame, absences: tuple[Absence, ...] = ()
) -> tuple[Register, list[str]]:
    """Return the register that a table of teams tells, and the names of teams whose base is no commune of ours."""
    bases = bases_of(units)
    centres = {
        key: (lon, lat, unit)
        for name, lon, lat, unit in zip(*(bases[one] for one in ("commune", "lon", "lat", "commune_id")), strict=True)
        for key in _keys(name)
    }
    rows = team_rows(table)
    teams, homeless = [], []
    for row in rows.to_dict("records"):
        base = next((centres[key] for key in _keys(row.get("base_commune")) if key in centres), None)
        if base is None:
            homeless.append(str(row["team_id"]))
        else:
            away = days_away(absences, str(row["team_id"]), base[2])
            teams.append(_team(row, *base, absences=away))
    return Register(tuple(teams)), homeless


def team_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each team, with its team_id: its code, else its name; the later row of two counts."""
    return table.assign(team_id=_ids(table)).drop_duplicates("team_id", keep="last")


def _ids(table: pd.DataFrame) -> pd.Series:
    code = table["team_code"].fillna("").astype("str").str.strip()
    return code.where(code != "", table["team_name"].fillna("").astype("str").str.strip())


def _keys(name: object) -> tuple[str, ...]:
    """Return the ways to look a commune's name up: whole, and without xã or phường."""
    if not isinstance(name, str) or not name.strip():
        return ()
    whole = unicodedata.normalize("NFC", " ".join(name.split())).casefold()
    head, _, rest = whole.partition(" ")
    return (whole, rest) if head in ("xã", "phường", "thị") and rest else (whole,)


def _team(
    row: Mapping[Hashable, object],
    lon: float,
    lat: float,
    commune_id: str,
    *,
    absences: tuple[tuple[date, date], ...] = (),
) -> Team:
    members, days = _number(row.get("members"), 4), _number(row.get("days_per_week"), 2)
    return Team(
        str(row["team_id"]),
        told(row.get("team_name")) or str(row["team_id"]),
        lon,
        lat,
        members=max(1, int(members)),
        days_per_week=min(7.0, max(0.0, days)),
        languages=spoken(row.get("languages")),
        transport=told(row.get("transport")),
        skills=read_team_skills(row.get("team_skills")),
        absences=absences,
        commune_id=commune_id,
    )


def spoken(written: object) -> frozenset[str]:
    """Return the languages that a cell of the register names."""
    parts = written.replace(";", ",").replace("/", ",").split(",") if isinstance(written, str) else []
    return frozenset(one.strip() for one in parts if one.strip())


def told(written: object) -> str:
    """Return the text of a cell, '' for none."""
    return written if isinstance(written, str) else ""


def _number(value: object, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float | np.number) and np.isfinite(value) else otherwise


def read_travel(content: bytes) -> pd.DataFrame:
    """Read a table of minutes (from_id, to_id, minutes); ids are text."""
    import io

    try:
        table = pd.read_csv(io.BytesIO(content), dtype={"from_id": "str", "to_id": "str"})
    except (ValueError, pd.errors.ParserError) as error:
        raise FileRefused("travel_unreadable") from error
    if not set(TRAVEL_COLUMNS) <= set(table):
        raise FileRefused("travel_unreadable")
    return table.assign(minutes=pd.to_numeric(table["minutes"], errors="coerce"))


def contacts_met(edition: Edition, teams: pd.DataFrame, planned: pd.Series, during: tuple[date, date]) -> pd.DataFrame:
    """Return the placed contacts of a plan's days: those of its teams, and of others in its groups (NO_TEAM).

    `teams` has team_id and team, its name; a team is known by either. `during` are the first and the last day. Columns:
    team_id, unit_id, on_date, served.
    """
    columns = ["unit_no", "on_date", "team", "served"]
    filters = [("on_date", ">=", during[0]), ("on_date", "<=", during[1])]
    table = pq.read_table(edition.folder / "records.parquet", columns=columns, filters=filters).to_pandas()
    told = pd.DataFrame(
        {
            "team_id": teams_meant(table["team"], teams["team_id"], teams["team"]).fillna(NO_TEAM).astype("str"),
            "unit_id": table["unit_no"].map(edition.units.set_index("unit_no")["unit_id"]),
            "on_date": pd.to_datetime(table["on_date"]),
            "served": table["served"].astype(bool),
        }
    ).dropna(subset=["unit_id"])
    return told[(told["team_id"] != NO_TEAM) | told["unit_id"].isin(planned)]


def new_adults(edition: Edition) -> pd.DataFrame:
    """Return the newly reached adults of every unit and day: unit_id, on_date, adults_new."""
    units = edition.units.set_index("unit_no")["unit_id"]
    return edition.facts.assign(unit_id=edition.facts["unit_no"].map(units))[["unit_id", "on_date", "adults_new"]]
