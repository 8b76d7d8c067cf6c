"""A made-up plan of two teams and three groups, small enough to check by hand."""

from dataclasses import replace
from datetime import date

import pandas as pd
import shapely

from reports.plan_papers import APPROVED, PlanPapers

PAIRS = [
    # team, group, stays, minutes, km, expected, least, most, speaks it, language, to reach
    ("D1", "90001-1", 1, 9, 4.2, 60, 31, 116, True, "Thái", 120),
    ("D1", "90002-1", 2, 75, 15.1, 200, 104, 290, False, "Mông", 290),
    ("D2", "90002-2", 1, 30, 8.0, 40, 21, 77, True, "Kinh", 80),
]
STAYS = [
    # team, week, first, last, part, group, name, commune, kind, days, overnight
    ("D1", 1, "2026-11-23", "2026-11-24", "whole", "90002-1", "Bản Nà Nghè", "Xã Suối Lạnh", "door_to_door", 2, True),
    ("D1", 1, "2026-11-25", "2026-11-25", "afternoon", "90001-1", "Tổ <1> & \"2\"", "Xã Bình Minh", "verification",
     0.5, False),
    ("D1", 2, "2026-11-30", "2026-11-30", "whole", "90002-1", "Bản Nà Nghè", "Xã Suối Lạnh", "door_to_door", 1, False),
    ("D2", 1, "2026-11-23", "2026-11-23", "morning", "90002-2", "=Bản Huổi Lóng", "Xã Suối Lạnh", "mobile_class", 0.5,
     False),
]  # fmt: skip
GROUPS = [
    ("90001-1", 103.005, 21.005, True, "valley", 40, True, True),
    ("90002-1", 103.05, 20.97, False, "high", 90, False, None),
    ("90002-2", float("nan"), float("nan"), False, "hill", 30, None, False),
]


def papers(**changed: object) -> PlanPapers:
    """Return the papers of the plan, approved and not illustrative unless it is told otherwise."""
    pair = ("team_id", "unit_id", "stays", "travel_minutes", "road_km", "gain_adults", "gain_least", "gain_most")
    assignments = pd.DataFrame(PAIRS, columns=[*pair, "is_spoken", "language", "unreached"])
    stay = ("team_id", "week", "starts_on", "ends_on", "part", "unit_id", "name", "commune", "kind", "days")
    schedule = pd.DataFrame(STAYS, columns=[*stay, "is_overnight"])
    days = {name: pd.to_datetime(schedule[name]) for name in ("starts_on", "ends_on")}
    group = ("unit_id", "lon", "lat", "has_place", "terrain", "households", "has_power", "has_signal")
    teams = [("D1", "Đội một", 103.01, 21.0, "Xã Bình Minh", "Kinh, Thái"), ("D2", "Đội hai", 103.0, 20.98, "", "")]
    outlines = [shapely.box(103.0, 21.0, 103.03, 21.01), shapely.box(103.0, 20.95, 103.08, 21.0)]
    facts = {
        "adults": 300.0, "adults_range": [250.0, 350.0], "adults_worst": 200.0, "half_days": 12, "half_days_used": 8,
        "teams": 2, "gap": 0.012, "is_proven": False,
    }  # fmt: skip
    left = [("90001-2", "Tổ 2", "Xã Bình Minh", 0.1, 33.0, "worth_less", "")]
    made = PlanPapers(
        number="3",
        status=APPROVED,
        approved_on=date(2026, 11, 21),
        approved_by="Trưởng ban chỉ đạo",
        made_on=date(2026, 11, 20),
        day=date(2026, 11, 19),
        is_illustrative=False,
        place_name={"vi": "Huyện Thử", "en": "Test District"},
        assignments=assignments.assign(half_days=2, visits=20.0, coverage_share=0.2, reasons=""),
        schedule=schedule.assign(**days),
        teams=pd.DataFrame(teams, columns=["team_id", "name", "lon", "lat", "base", "languages"]),
        groups=pd.DataFrame(GROUPS, columns=list(group)),
        outlines=pd.Series(outlines, index=["90001", "90002"], dtype="object"),
        facts=facts,
        left_out=pd.DataFrame(
            left, columns=["unit_id", "name", "commune", "coverage_share", "unreached", "reason", "reasons"]
        ),
        commune_names={"90001": "Xã Bình Minh", "90002": "Xã Suối Lạnh"},
        contact_roles={"vi": ("Đầu mối xã",), "en": ("Contact of the commune",)},
    )
    return replace(made, **changed)  # type: ignore[arg-type]
