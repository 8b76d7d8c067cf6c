"""Small cases of planning that chance makes, with everything in them."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from planning.plan import Case
from planning.response import Response
from planning.team import Register, Team, Weeks
from planning.travel import travel_minutes

MONDAY = date(2026, 11, 23)


def small_case(seed: int, groups: int, teams: int, weeks: int) -> Case:
    """Return a small case in which everything occurs: absences, kits, languages, unknown coverage, far places."""
    random = np.random.default_rng(seed)
    adults = random.integers(5, 500, groups).astype(float)
    reached = np.round(adults * random.random(groups) * (random.random(groups) > 0.2))
    is_known = random.random(groups) > 0.15
    frame = pd.DataFrame(
        {
            "unit_id": [f"G{number}" for number in range(groups)],
            "name": [f"Group {number}" for number in range(groups)],
            "commune": "Commune",
            "lon": 103 + 0.5 * random.random(groups),
            "lat": 21 + 0.5 * random.random(groups),
            "terrain": random.choice(["valley", "hill", "high"], groups),
            "language": [one or None for one in random.choice(["Thái", "Mông", ""], groups)],
            "adults": adults,
            "reached": reached,
            "unreached": adults - reached,
            "households": np.maximum(1, np.round(adults / 2.7)),
            "coverage_share": np.where(is_known, reached / adults, np.nan),
            "has_power": random.choice([True, False, None], groups, p=(0.7, 0.2, 0.1)),
            "has_signal": random.choice([True, False], groups, p=(0.9, 0.1)),
            "is_known": is_known,
            "last_on": pd.Timestamp("2026-10-01"),
        }
    )
    register = Register(tuple(_team(random, number) for number in range(teams)))
    return Case(frame, register, Weeks(MONDAY, weeks), travel_minutes(register.frame(), frame), Response())


def _team(random: np.random.Generator, number: int) -> Team:
    away = MONDAY + timedelta(days=int(random.integers(0, 14)))
    spoken = frozenset(one for one in ("Kinh", "Thái", "Mông") if random.random() < 0.6)
    skills = (None, frozenset(), frozenset({"power_kit"}))[random.integers(0, 3)]
    absences = ((away, away + timedelta(days=int(random.integers(0, 5)))),) if random.random() < 0.5 else ()
    return Team(
        f"T{number}", f"Team {number}", 103 + 0.5 * random.random(), 21 + 0.5 * random.random(), members=8,
        pairs=int(random.integers(1, 6)), days_per_week=float(random.integers(1, 11)) / 2, languages=spoken,
        skills=skills, absences=absences,
    )  # fmt: skip
