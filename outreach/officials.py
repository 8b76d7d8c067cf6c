"""Officials, and the courses for them: their own targets, apart from those of citizens.

Plan 225-KH/TU asks for digital skills of 90 % of officials by the end of 2025 and of all by the end of 2026, and for at
least 20 courses with 2,000 places in data analysis, project management and AI in reporting by the end of 2026.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from outreach.parent import commune_numbers
from outreach.target import Target

TARGETS = (Target(0.9, date(2025, 12, 31)), Target(1.0, date(2026, 12, 31)))
COURSES = ("data_analysis", "project_management", "ai_in_reporting")
PAUSE_DAYS = 7  # sessions of one topic and partner that follow each other this closely are one course


@dataclass(frozen=True)
class CoursePlan:
    """How many courses and places are asked for, and by when."""

    courses: int = 20
    places: int = 2000
    on: date = date(2026, 12, 31)


def officials_standing(
    units: pd.DataFrame, officials: pd.DataFrame, unnamed: pd.DataFrame, sessions: pd.DataFrame, until: pd.Timestamp
) -> pd.DataFrame:
    """Return how many officials of every commune were trained up to a day, indexed by unit_no.

    Columns: unit_id, name, officials (NA where nobody gave their number), named (distinct), attended (places taken by
    officials whom no list names), trained_least, trained_most, trained (the best estimate) and officials_share, of it.

    `units` has unit_no, unit_id, level, parent_id, name and officials; `officials` are facts; `unnamed` those of the
    audience of officials. At least the named, or the fullest session, were trained; at most all of them and every
    place, and never more than there are. In between, a place is taken for one who was not there before with the chance
    of drawing such a one from all officials of the commune, session by session.
    """
    commune_of = commune_numbers(units)
    past, loose = _until(officials, until), _until(unnamed, until)
    named = (past["adults_new"] - past["adults_housed"] - past["adults_loose"]).groupby(_at(past, commune_of)).sum()
    places = loose.groupby(_at(loose, commune_of))[["attended", "attended_most"]].agg(
        {"attended": "sum", "attended_most": "max"}
    )
    table = units[units["level"] == "commune"].set_index("unit_no")[["unit_id", "name", "officials"]]
    table = table.join(named.rename("named")).join(places)
    table[["named", "attended", "attended_most"]] = (
        table[["named", "attended", "attended_most"]].fillna(0).astype("int64")
    )
    table["officials"] = table["officials"].astype("Int64")
    likely = _likely(table, _until(sessions[sessions["audience"] == "officials"], until), commune_of)
    return _bounded(table, likely).drop(columns="attended_most")


def _until(facts: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    return facts[facts["on_date"] <= until]


def _at(facts: pd.DataFrame, commune_of: pd.Series) -> pd.Series:
    return facts["unit_no"].map(commune_of).astype("int64")


def _likely(table: pd.DataFrame, sessions: pd.DataFrame, commune_of: pd.Series) -> pd.Series:
    """Return the officials expected to be distinct, were every session drawn from all of the commune: N(1-Π(1-a/N))."""
    commune = _at(sessions, commune_of)
    size = commune.map(table["officials"].astype("float64"))
    each = sessions["attended"] / sessions["sessions"].clip(lower=1)
    part = (each / size).astype("float64").clip(upper=1 - 1e-9)
    missed = pd.Series(np.log1p(-part), part.index) * sessions["sessions"].astype("int64")
    return table["officials"].astype("float64") * (1 - np.exp(missed.groupby(commune).sum().reindex(table.index)))


def _bounded(table: pd.DataFrame, likely: pd.Series) -> pd.DataFrame:
    limit = table["officials"].astype("Float64")
    least = table[["named", "attended_most"]].max(axis="columns")
    most = (table["named"] + table["attended"]).astype("Float64")
    most = most.mask(most > limit.fillna(np.inf), limit.clip(lower=least.astype("Float64")))
    between = likely.astype("Float64").fillna(most).clip(lower=least, upper=most).round()
    trained = between.astype("Int64")
    return table.assign(
        trained_least=least.astype("int64"),
        trained_most=most.astype("Int64"),
        trained=trained,
        officials_share=trained.astype("Float64") / limit.where(limit > 0),
    )


def officials_whole(standing: pd.DataFrame) -> pd.Series:
    """Return the officials of the whole; the share is of communes alone whose number of officials is known."""
    sums = standing[["named", "attended", "trained_least", "trained_most", "trained"]].sum()
    known = standing[standing["officials"].notna()]
    officials = known["officials"].sum() if len(known) else pd.NA
    share = known["trained"].sum() / officials if len(known) and officials else pd.NA
    return pd.concat([sums, pd.Series({"officials": officials, "officials_share": share})])


def courses(sessions: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Return the courses of the plan for officials held up to a day, in order of their beginning.

    Columns: begun_on, ended_on, course, topic, partner, unit_no, sessions and attended, the most people on one of its
    days. Sessions of one topic and partner in one place with at most seven days between them are one course.
    """
    of_plan = sessions[(sessions["audience"] == "officials") & sessions["course"].isin(COURSES)]
    held = _until(of_plan, until).fillna({"topic": "", "partner": ""})
    key = ["unit_no", "course", "topic", "partner"]
    held = held.sort_values([*key, "on_date"], kind="stable")
    pause = held.groupby(key)["on_date"].diff().dt.days
    held = held.assign(run=(pause.isna() | (pause > PAUSE_DAYS)).cumsum())
    runs = held.groupby("run").agg(
        begun_on=("on_date", "min"),
        ended_on=("on_date", "max"),
        **{name: (name, "first") for name in ("course", "topic", "partner", "unit_no")},
        sessions=("sessions", "sum"),
        attended=("attended", "max"),
    )
    return runs.sort_values(["begun_on", "unit_no"], kind="stable").reset_index(drop=True)


def classes(sessions: pd.DataFrame, units: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Return the classes for citizens up to a day by the language of the place: one row a language.

    Columns: sessions, attended, mobile (mobile classes), own_language (classes given in that language) and adults who
    live in groups of that language. The language of a class at a commune is that of most adults there.
    """
    held = _until(sessions[sessions["audience"] == "citizens"], until)
    spoken = held["unit_no"].map(_spoken(units))
    own = (held["language"] == spoken) & spoken.notna()
    table = held.assign(
        mobile=held["sessions"].where(held["is_mobile"].fillna(False).astype("bool"), 0),
        own_language=held["sessions"].where(own, 0),
    )
    sums = table.groupby(spoken.rename("spoken"))[["sessions", "attended", "mobile", "own_language"]].sum()
    groups = units[units["level"] == "group"]
    adults = groups.groupby("language")["adult_population"].sum().rename("adults")
    joined = sums.join(adults, how="outer").fillna(0).astype("int64").rename_axis("language")
    return joined.sort_values("adults", ascending=False, kind="stable")


def _spoken(units: pd.DataFrame) -> pd.Series:
    """Return the language of every unit by number: its own, for a commune that of most adults of its groups."""
    groups = units[units["level"] == "group"]
    people = groups.groupby(["parent_id", "language"])["adult_population"].sum().sort_values(kind="stable")
    main = people.reset_index().drop_duplicates("parent_id", keep="last").set_index("parent_id")["language"]
    numbered = units.set_index("unit_no")
    own = numbered["language"].astype("str")
    return own.where(own.notna(), numbered["unit_id"].map(main).astype("str"))
