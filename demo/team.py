"""The 75 youth volunteer teams and the file that lists them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.stream import stream
from demo.vocabulary import VEHICLES
from demo.workbook import Sheet, workbook

TEAMS, UNITS = 75, 45
MEMBERS = 2000
SMALLEST = 14
HEADINGS = {
    "team_id": "Mã đội",
    "team_name": "Tên đội",
    "commune_name": "Xã/phường đóng quân",
    "members": "Số thành viên",
    "languages": "Ngôn ngữ",
    "vehicle": "Phương tiện",
    "days_per_week": "Số ngày mỗi tuần",
}


def teams(communes: pd.DataFrame, groups: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return the teams, those of one commune together: one in every commune, the others where people live."""
    random = stream(seed, "team")
    base = _bases(communes)
    number = pd.Series(np.arange(len(base)) + 1).astype(str)
    spare = round(MEMBERS * len(base) / TEAMS) - SMALLEST * len(base)
    return pd.DataFrame(
        {
            "team_id": "DTN-" + number.str.zfill(2),
            "team_name": "Đội thanh niên tình nguyện số " + number,
            "commune_id": base["code"],
            "commune_name": base["full_name"],
            "members": SMALLEST + random.multinomial(spare, np.full(len(base), 1 / len(base))),
            "languages": base["code"].map(_spoken(groups)).fillna("Kinh"),
            "vehicle": random.choice(VEHICLES, size=len(base), p=(0.72, 0.16, 0.12)),
            "days_per_week": random.integers(1, 6, len(base)),
        }
    )


def team_file(force: pd.DataFrame) -> bytes:
    """Return the workbook that lists the teams."""
    columns = {heading: list(force[name]) for name, heading in HEADINGS.items()}
    return workbook([Sheet("Danh sách đội", columns)])


def _bases(communes: pd.DataFrame) -> pd.DataFrame:
    """Return the commune of every team; further teams by the largest population per team (D'Hondt)."""
    extra = round(TEAMS * len(communes) / UNITS) - len(communes)
    people = communes["population"].to_numpy(dtype=float)
    quotient = people[:, None] / np.arange(2, extra + 2)
    taken = np.argsort(-quotient, axis=None, kind="stable")[:extra] // max(extra, 1)
    times = 1 + np.bincount(taken, minlength=len(communes))
    return communes.loc[communes.index.repeat(times), ["code", "full_name"]].reset_index(drop=True)


def _spoken(groups: pd.DataFrame) -> pd.Series:
    """Return the languages of a commune's teams: Kinh, and the two that most adults there speak."""
    adults = groups[groups["language"] != "Kinh"].groupby(["commune_id", "language"])["adults"].sum()
    ranked = adults.reset_index().sort_values("adults", ascending=False, kind="stable")
    main = ranked.groupby("commune_id").head(2)
    return "Kinh, " + main.groupby("commune_id")["language"].agg(", ".join)
