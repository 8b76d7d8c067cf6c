"""Made-up provinces for the benchmarks and tests of planning: communes, groups, teams, and what is unlike a map."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from planning.case import Case
from planning.response import Response
from planning.team import Register, Team, Weeks
from planning.travel import travel_minutes

LANGUAGES, SHARES = ("Thái", "Mông", "Kinh", "Khơ Mú"), (0.38, 0.35, 0.19, 0.08)
MONDAY = date(2026, 11, 23)


def province(groups: int = 1_450, teams: int = 75, weeks: int = 1, seed: int = 1) -> Case:
    """Return a case: communes in valleys, hills and high country, each with a main language; teams of some pairs."""
    random = np.random.default_rng(seed)
    communes = max(1, round(groups / 32))
    centre = np.column_stack([102.1 + 1.4 * random.random(communes), 20.9 + 1.6 * random.random(communes)])
    terrain = random.choice(["valley", "hill", "high"], communes, p=(0.2, 0.4, 0.4))
    main = random.choice(LANGUAGES, communes, p=SHARES)
    where = np.sort(random.integers(0, communes, groups))
    place = centre[where] + 0.045 * random.standard_normal((groups, 2))
    adults = np.maximum(30, np.round(random.lognormal(5.45, 0.55, groups)))
    remote = pd.Series(terrain).map({"valley": 0.9, "hill": 0.0, "high": -0.7}).to_numpy()[where]
    share = 1 / (1 + np.exp(-(remote - 0.6 + 0.9 * random.standard_normal(groups))))
    share[random.random(groups) < 0.12] = 0.0
    reached = np.round(adults * share)
    language = np.where(random.random(groups) < 0.75, main[where], random.choice(LANGUAGES, groups, p=SHARES))
    has_power = random.random(groups) > np.where(terrain[where] == "high", 0.15, 0.01)
    frame = pd.DataFrame(
        {
            "unit_id": [f"{one:03d}-{number:05d}" for number, one in enumerate(where)],
            "name": [f"Group {number}" for number in range(groups)],
            "commune": [f"Commune {one}" for one in where],
            "lon": place[:, 0],
            "lat": place[:, 1],
            "terrain": terrain[where],
            "language": language,
            "adults": adults,
            "reached": reached,
            "unreached": adults - reached,
            "households": np.maximum(8, np.round(adults / random.normal(2.7, 0.25, groups).clip(2, 3.4))),
            "coverage_share": reached / adults,
            "has_power": has_power,
            "has_signal": has_power | (random.random(groups) > 0.5),
            "is_known": True,
        }
    )
    register = _teams(random, centre, main, teams)
    minutes = travel_minutes(register.frame(), frame)
    return Case(frame, register, Weeks(MONDAY, weeks), minutes, Response())


def _teams(random: np.random.Generator, centre: np.ndarray, main: np.ndarray, count: int) -> Register:
    base = np.concatenate([np.arange(len(centre)), random.integers(0, len(centre), max(0, count - len(centre)))])[
        :count
    ]
    pairs, days = random.choice([2, 3, 4, 5, 6], count, p=(0.2, 0.3, 0.25, 0.15, 0.1)), random.integers(1, 4, count)
    other = random.choice(LANGUAGES, count, p=SHARES)
    return Register(
        tuple(
            Team(
                f"T{number:04d}", f"Team {number}", *centre[at], members=int(2 * pairs[number]),
                pairs=int(pairs[number]), days_per_week=float(days[number]),
                languages=frozenset(("Kinh", str(main[at]), str(other[number]))),
            )
            for number, at in enumerate(base)
        )
    )  # fmt: skip
