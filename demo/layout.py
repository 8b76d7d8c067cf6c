"""The three ways in which communes write their reports: by person, by household, out of a tool."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import numpy as np
import pandas as pd

from demo.person import birth_years, citizen_numbers, full_names, phone_numbers
from demo.record import STAND_IN
from demo.vocabulary import EXPORT_ANSWERS, HOUSEHOLD_ANSWERS, PERSON_ANSWERS
from demo.workbook import Sheet

REPORT = "BÁO CÁO KẾT QUẢ HƯỚNG DẪN KỸ NĂNG SỐ TẠI HỘ GIA ĐÌNH"
TOTAL = "Tổng cộng"
SIGNATURE = "Người lập biểu (ký, ghi rõ họ tên)"
IMPOSSIBLE, FAR = "31/02/2026", "12/03/2062"


def sheets(layout: str, rows: pd.DataFrame, force: pd.DataFrame) -> list[Sheet]:
    """Return the sheets of one commune's workbook; `rows` as made by `demo.record.rows`, one commune only."""
    return LAYOUTS[layout](rows.reset_index(drop=True), force)


def _by_person(rows: pd.DataFrame, force: pd.DataFrame) -> list[Sheet]:
    """One sheet, one row a person; every second commune keeps a column for the district of old."""
    person = rows["person"].to_numpy()
    columns = {"Ngày": _dates(rows), "Xã/phường": _communes(rows)}
    if int(rows["commune_id"].iloc[0]) % 2:
        columns["Huyện/TP/TX"] = _texts(rows["old_district"].where(rows["former"]))
    columns |= {
        "Tổ dân phố/thôn/bản": _texts(rows["village_text"]),
        "Họ và tên": full_names(person).tolist(),
        "Năm sinh": birth_years(person).tolist(),
        "Số CCCD": citizen_numbers(person).tolist(),
        "Số điện thoại": phone_numbers(person).tolist(),
        "Mã hộ": rows["household_text"].tolist(),
        "Có điện thoại thông minh": _answered(rows, rows["device"].map({True: "Có", False: "Không"})),
        "Nội dung hướng dẫn": rows["topic"].tolist(),
        "Kỹ năng đạt được": _answered(rows, rows["shown"]),
        "Kết quả": _answers(rows, PERSON_ANSWERS),
        "Đội": force["team_id"].reindex(rows["team"]).tolist(),
    }
    return [Sheet("Nhật ký", columns)]


def _by_household(rows: pd.DataFrame, force: pd.DataFrame) -> list[Sheet]:
    """One sheet for each old commune and one for the new: the commune stands in the title alone."""
    unit = rows["commune_name"].where(
        ~rows["former"], _short(rows["old_name"]) + ", " + rows["old_district"].astype(str)
    )
    number = count(1)
    return [
        _household_sheet(str(title), part.reset_index(drop=True), force, next(number))
        for title, part in rows.groupby(unit, sort=False)
    ]


def _household_sheet(unit: str, rows: pd.DataFrame, force: pd.DataFrame, number: int) -> Sheet:
    women = np.where(rows["answer"] == 0, rows["women"], 0)
    columns = {
        "STT": list(range(1, len(rows) + 1)),
        "Ngày thực hiện": _dates(rows),
        "Thôn/bản": _texts(rows["village_text"]),
        "Chủ hộ": full_names(rows["household"].to_numpy() + STAND_IN).tolist(),
        "Mã hộ": rows["household_text"].tolist(),
        "Số người được hướng dẫn": _adults(rows),
        "Trong đó nữ": women.tolist(),
        "Nội dung": rows["topic"].tolist(),
        "Tình trạng": _answers(rows, HOUSEHOLD_ANSWERS),
        "Đội tình nguyện": force["team_name"].reindex(rows["team"]).tolist(),
        "Ghi chú": _texts(rows["number"].gt(0).map({True: "Đến lần sau"})),
    }
    total = int(rows.loc[rows["answer"] == 0, "members"].sum())
    closing = ((TOTAL, None, None, None, None, total, int(women.sum())), (), (None,) * 7 + (SIGNATURE,))
    return Sheet(f"Biểu {number}", columns, (REPORT, f"Đơn vị: {unit}", ""), closing)


def _by_tool(rows: pd.DataFrame, force: pd.DataFrame) -> list[Sheet]:
    """One sheet a quarter, English headings, dates as ISO text, degrees."""
    quarter = rows["on"].dt.year.astype(str) + "-Q" + rows["on"].dt.quarter.astype(str)
    return [
        Sheet(str(name), _export_columns(part.reset_index(drop=True), force))
        for name, part in rows.groupby(quarter, sort=True)
    ]


def _export_columns(rows: pd.DataFrame, force: pd.DataFrame) -> dict[str, list]:
    iso = rows["on"].dt.strftime("%Y-%m-%d")
    iso = iso.mask(rows["flaw"] == "date_impossible", _iso(IMPOSSIBLE)).mask(rows["flaw"] == "date_far", _iso(FAR))
    lat, lon = _coordinates(rows)
    return {
        "visit_date": iso.tolist(),
        "commune": _communes(rows),
        "village": _texts(rows["village_text"]),
        "lat": lat,
        "lon": lon,
        "household_id": rows["household_text"].tolist(),
        "adults_reached": _adults(rows),
        "status": _answers(rows, EXPORT_ANSWERS),
        "topic": rows["topic"].tolist(),
        "has_smartphone": _answered(rows, rows["device"].map({True: "yes", False: "no"})),
        "team": force["team_id"].reindex(rows["team"]).tolist(),
        "minutes_travel": rows["minutes"].tolist(),
    }


def _coordinates(rows: pd.DataFrame) -> tuple[list, list]:
    """Return latitudes and longitudes; some are exchanged, some far abroad, some missing."""
    swapped, outside = (rows["flaw"] == f"coordinates_{kind}" for kind in ("swapped", "outside"))
    lat = rows["lat"].mask(swapped, rows["lon"]).mask(outside, 10.762622)
    lon = rows["lon"].mask(swapped, rows["lat"]).mask(outside, 106.660172)
    return _texts(lat.where(rows["located"])), _texts(lon.where(rows["located"]))


def _dates(rows: pd.DataFrame) -> list:
    """Return real dates, and the texts that people type instead."""
    flaw = rows["flaw"]
    parts = (rows["on"].dt.day, rows["on"].dt.month, rows["on"].dt.year)
    day, month, year = (part.astype(str) for part in parts)
    cells = pd.Series(rows["on"].dt.to_pydatetime(), dtype=object, index=rows.index)
    cells = cells.mask(flaw == "date_text", day + "/" + month + "/" + year)
    return cells.mask(flaw == "date_impossible", IMPOSSIBLE).mask(flaw == "date_far", FAR).tolist()


def _adults(rows: pd.DataFrame) -> list:
    number = rows["members"].where(rows["answer"] == 0, 0).astype(object)
    number = number.mask(rows["flaw"] == "number_worded", rows["members"].astype(str) + " người")
    return number.mask(rows["flaw"] == "number_negative", -rows["members"]).tolist()


def _communes(rows: pd.DataFrame) -> list:
    return _texts(rows["commune_name"].where(~rows["former"], _short(rows["old_name"])))


def _short(names: pd.Series) -> pd.Series:
    return names.str.replace("Thị trấn ", "TT ")


def _answers(rows: pd.DataFrame, words: tuple[str, ...]) -> list:
    return np.array(words, dtype=object)[rows["answer"].to_numpy()].tolist()


def _answered(rows: pd.DataFrame, cells: pd.Series) -> list:
    """Return what was asked of those who were met; nothing for the others."""
    return _texts(cells.where(rows["answer"] == 0))


def _texts(cells: pd.Series) -> list:
    """Return cells with None where there is nothing: an empty cell, not the word nan."""
    return cells.astype(object).where(cells.notna(), None).tolist()


def _iso(text: str) -> str:
    return "-".join(reversed(text.split("/")))


LAYOUTS: dict[str, Callable[[pd.DataFrame, pd.DataFrame], list[Sheet]]] = {
    "person": _by_person,
    "household": _by_household,
    "export": _by_tool,
}
