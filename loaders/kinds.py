"""The kinds of sheet that can be imported, one row each: the menu, the command line and the tests walk this tuple."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from loaders.contacts import build_contacts, findings_of
from loaders.finding import Finding
from loaders.population import build_population, build_teams
from loaders.sheet import Built, Context, Sheet
from outreach.errors import NotFound

PLACE_CHOICES = ("commune", "commune_code", "group", "group_code", "code", "lat", "geopoint")


def _of_the_text(sheet: Sheet, _context: Context) -> tuple[Finding, ...]:
    """Return what is known of the text alone."""
    return sheet.table.findings


@dataclass(frozen=True)
class Kind:
    """A kind of sheet: the columns it may have, those it must have (one of each choice), how it is read, and what
    can be found out before that.
    """

    name: str
    columns: tuple[str, ...]
    required: Mapping[str, tuple[str, ...]]
    build: Callable[[Sheet, Context], Built]
    examine: Callable[[Sheet, Context], tuple[Finding, ...]] = _of_the_text


PLACE = ("commune", "district", "group", "group_code", "commune_code", "code", "lat", "lon", "geopoint")
PERSON = ("person_id", "person_name", "birth_year", "phone")
VISITS = Kind(
    "visits",
    (
        "date", *PLACE, *PERSON, "household_id", "household_head", "adults", "status", "topic", "team", "language",
        "minutes", "has_device", "skills", "row_label",
    ),
    {"date": ("date",), "place": PLACE_CHOICES},
    partial(build_contacts, kind="visits", counted="adults"),
    findings_of,
)  # fmt: skip
TRAININGS = Kind(
    "trainings",
    (
        "date", *PLACE, "venue", *PERSON, "attendance", "audience", "topic", "partner", "language", "is_mobile", "team",
        "has_device", "skills", "row_label",
    ),
    {"date": ("date",), "place": (*PLACE_CHOICES, "venue")},
    partial(build_contacts, kind="trainings", counted="attendance"),
    findings_of,
)  # fmt: skip
POPULATION = Kind(
    "population",
    (
        "commune_code", "commune", "district", "group_code", "group", "households", "adult_population",
        "literate_adults", "vneid_eligible", "vneid_confirmed", "officials", "population", "language", "has_power",
        "has_signal", "distance_km", "year", "source", "row_label", "code",
    ),
    {
        "place": ("commune", "commune_code", "group", "group_code", "code"),
        "figure": ("adult_population", "households", "population", "officials"),
    },
    build_population,
)  # fmt: skip
TEAMS = Kind(
    "teams",
    (
        "team_code", "team_name", "base_commune", "members", "languages", "transport", "days_per_week", "team_skills",
        "row_label",
    ),
    {"team": ("team_code", "team_name")},
    build_teams,
)  # fmt: skip
KINDS = (VISITS, TRAININGS, POPULATION, TEAMS)
CONTACTS = (VISITS.name, TRAININGS.name)  # the kinds whose rows tell of people who were met


def kind_named(name: str) -> Kind:
    """Return a kind by its name; raise NotFound for any other word."""
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise NotFound("kind_unknown", kind=name, kinds=", ".join(kind.name for kind in KINDS))
