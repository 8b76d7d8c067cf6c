"""The province's file of residential groups: who lives where, and what is missing there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.stream import stream
from demo.vocabulary import SOURCE
from demo.workbook import Sheet, workbook

YEAR = 2025
OFFICIALS, PROVINCE = 6500, 640_000  # of so many people; the number of officials is made up
UNCOUNTED = 6  # groups whose number of adults nobody has sent


def uncounted(groups: pd.DataFrame, seed: int) -> pd.Series:
    """Mark the groups without a number of adults in the file, same index."""
    plain = groups.index[~groups["hot"]]
    chosen = stream(seed, "census").choice(plain, size=min(UNCOUNTED, len(plain) // 10), replace=False)
    return pd.Series(groups.index.isin(chosen), index=groups.index)


def population_file(groups: pd.DataFrame, seed: int) -> bytes:
    """Return the workbook of the population, one row a group."""
    blank = uncounted(groups, seed)
    columns = {
        "Mã xã": groups["commune_id"].tolist(),
        "Tên xã": groups["commune_name"].tolist(),
        "Mã tổ/bản": groups["group_id"].tolist(),
        "Tên tổ dân phố/thôn/bản": groups["name"].tolist(),
        "Số hộ": groups["households"].tolist(),
        "Dân số từ 18 tuổi trở lên": _unless(blank, groups["adults"]),
        "Số người biết chữ từ 18 tuổi": _unless(blank, groups["literate"]),
        "Số tài khoản VNeID đã xác nhận": groups["vneid"].tolist(),
        "Dân tộc/ngôn ngữ chính": groups["language"].tolist(),
        "Điện lưới (Có/Không)": _yes(groups["power"]),
        "Sóng di động (Có/Không)": _yes(groups["signal"]),
        "Khoảng cách đến trung tâm xã (km)": groups["centre_km"].tolist(),
        "Năm số liệu": [YEAR] * len(groups),
        "Nguồn": [SOURCE] * len(groups),
    }
    return workbook([Sheet("Dân số", columns)])


def officials_file(communes: pd.DataFrame, seed: int) -> bytes:
    """Return the workbook of the officials who work in each commune, one row a commune."""
    people = communes["population"].to_numpy(dtype=float)
    weight = np.sqrt(people) * stream(seed, "officials").uniform(0.85, 1.15, len(communes))
    columns = {
        "Mã xã": communes["code"].tolist(),
        "Tên xã": communes["full_name"].tolist(),
        "Số cán bộ, công chức, viên chức": np.round(OFFICIALS * people.sum() / PROVINCE * weight / weight.sum())
        .astype(int)
        .tolist(),
        "Năm số liệu": [YEAR] * len(communes),
        "Nguồn": [SOURCE] * len(communes),
    }
    return workbook([Sheet("Cán bộ", columns)])


def _unless(blank: pd.Series, numbers: pd.Series) -> list:
    return numbers.astype(object).where(~blank, None).tolist()


def _yes(flags: pd.Series) -> list:
    return np.where(flags, "Có", "Không").tolist()
