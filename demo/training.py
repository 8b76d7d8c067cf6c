"""Classes for citizens in the communes, and the courses of officials."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from demo.season import dates, days
from demo.stream import stream
from demo.vocabulary import CITIZEN_TOPICS, CITIZENS, COURSES, OFFICIAL_TOPICS, OFFICIALS, PARTNERS
from demo.workbook import Sheet, workbook

CLASSES, SITTINGS = 13, 2  # for citizens and for officials, in every commune on average
COURSES_HELD = 13  # of the 20 planned by the end of 2026
HALL = "Nhà văn hóa "
CENTRE = "Trung tâm Phục vụ hành chính công"
SCHOOL = "Trường Chính trị tỉnh"
HEADINGS = {
    "on": "Ngày",
    "commune_name": "Xã/phường",
    "venue": "Địa điểm",
    "audience": "Đối tượng",
    "topic": "Chủ đề",
    "partner": "Đơn vị phối hợp",
    "language": "Ngôn ngữ",
    "attended": "Số người tham dự",
    "mobile": "Lớp lưu động",
}


def trainings(communes: pd.DataFrame, groups: pd.DataFrame, until: date, seed: int) -> pd.DataFrame:
    """Return one row a session, in order of day."""
    random = stream(seed, "training")
    parts = [_classes(groups, random), _sittings(communes, random), _courses(communes, random)]
    sessions = pd.concat(parts, ignore_index=True)
    last = np.full(len(sessions), days(until)[-1])
    sessions["on"] = dates(random.random(len(sessions)), until, last)
    sessions.loc[sessions["partner"] == "", "partner"] = None
    course = sessions["topic"].str.startswith("Khóa")
    # Courses bear numbers, so they must follow one another.
    sessions.loc[course, "on"] = np.sort(sessions.loc[course, "on"].to_numpy())
    return sessions.sort_values("on", kind="stable", ignore_index=True)


def training_file(sessions: pd.DataFrame) -> bytes:
    """Return the workbook of the sessions."""
    told = sessions.assign(on=list(sessions["on"].dt.to_pydatetime()))
    told["mobile"] = np.where(sessions["mobile"], "Có", "Không")
    columns = {
        heading: told[name].astype(object).where(told[name].notna(), None).tolist()
        for name, heading in HEADINGS.items()
    }
    columns["Ngày"] = list(sessions["on"].dt.to_pydatetime())
    return workbook([Sheet("Tập huấn", columns)])


def _classes(groups: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Draw classes for citizens: in the halls of groups near the centre, and mobile ones farther out."""
    count = round(CLASSES * groups["commune_id"].nunique())
    chance = np.exp(-groups["centre_km"].to_numpy() / 6)
    chosen = groups.iloc[random.choice(len(groups), size=count, p=chance / chance.sum())]
    central = random.random(count) < 0.25
    return pd.DataFrame(
        {
            "commune_name": chosen["commune_name"].to_numpy(),
            "venue": np.where(central, CENTRE, HALL + chosen["name"].to_numpy(dtype=object)),
            "audience": CITIZENS,
            "topic": random.choice(CITIZEN_TOPICS, size=count),
            "partner": np.where(random.random(count) < 0.3, random.choice(PARTNERS, size=count), ""),
            "language": np.where(random.random(count) < 0.6, chosen["language"].to_numpy(), "Kinh"),
            "attended": random.integers(8, 46, count),
            "mobile": ~central & (chosen["centre_km"].to_numpy() > 5),
        }
    )


def _sittings(communes: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    names = np.repeat(communes["full_name"].to_numpy(dtype=object), SITTINGS)
    topics = random.choice(OFFICIAL_TOPICS, size=len(names))
    return _official(names, CENTRE, topics, random.integers(28, 44, len(names)), random)


def _courses(communes: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Draw the courses counted against the plan's 20, with some 1,300 of its 2,000 places."""
    number = np.arange(COURSES_HELD)
    topics = [f"Khóa {turn + 1:02d} - {COURSES[turn % len(COURSES)]}" for turn in number]
    host = np.full(len(number), communes["full_name"].iloc[0], dtype=object)
    return _official(host, SCHOOL, np.array(topics, dtype=object), random.integers(85, 116, len(number)), random)


def _official(
    names: np.ndarray, venue: str, topics: np.ndarray, attended: np.ndarray, random: np.random.Generator
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "commune_name": names,
            "venue": venue,
            "audience": OFFICIALS,
            "topic": topics,
            "partner": random.choice(PARTNERS, size=len(names)),
            "language": "Kinh",
            "attended": attended,
            "mobile": False,
        }
    )
