"""The import as a competent user of pandas would write it: row by row, and column by column.

Both do what the product does with these files: a reason for every row that cannot count, names without regard to case,
form and prefix, keyed hashes in place of people, repeated rows left out, each person and household counted once.
"""

import hmac
import re
import secrets
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import workload

KEY = secrets.token_bytes(32)
COMMUNE, GROUP = "Xã/phường", "Tổ dân phố/thôn/bản"
CELL = ["unit_no", "day"]
SERVED = ("đã hướng dẫn", "hoàn thành")
PREFIX = re.compile(r"^(xã|phường|tổ dân phố|tdp|tổ|thôn|bản) ")


def reduce_visits(folder: Path, target: Path, read: Callable[[Path], pd.DataFrame]) -> None:
    """Go from the two files to facts; rejected, unmatched and repeated rows are written beside them."""
    groups = pd.read_csv(folder / "population.csv", dtype=str, keep_default_na=False)
    groups["commune_key"], groups["group_key"] = groups[COMMUNE].apply(name), groups[GROUP].apply(name)
    groups["unit_no"] = np.arange(len(groups))
    visits = read(folder / "visits.csv")
    visits[visits["reason"] != ""][["STT", "reason"]].to_csv(target.with_suffix(".rejected.csv"), index=False)
    visits = visits[visits["reason"] == ""]
    repeated = visits.duplicated(["day", "person", "household", "place", "served"])
    visits[repeated][["STT"]].to_csv(target.with_suffix(".repeated.csv"), index=False)
    keys = ["commune_key", "group_key"]
    placed = visits[~repeated].merge(groups[[*keys, "unit_no"]], on=keys, how="left")
    unplaced = placed["unit_no"].isna()
    placed[unplaced][["STT", COMMUNE, GROUP]].to_csv(target.with_suffix(".unmatched.csv"), index=False)
    facts = count(placed[~unplaced].astype({"unit_no": int}))
    named = groups.rename(columns={"Mã xã": "parent_id", GROUP: "name"})[["unit_no", "parent_id", "name"]]
    facts.merge(named, on="unit_no").rename(columns={"day": "on_date"}).to_parquet(target, index=False)


def count(visits: pd.DataFrame) -> pd.DataFrame:
    """Group placed visits to new adults, new households, contacts and closed visits of each unit and day."""
    served = visits[visits["served"]]
    person = served[served["person"] != ""]
    first = person[~person["is_local"]].sort_values(["day", "unit_no"]).drop_duplicates("person")
    local = person[person["is_local"]].sort_values("day").drop_duplicates(["unit_no", "person"])
    homes = served[served["household"] != ""].sort_values("day").drop_duplicates(["unit_no", "household"])
    unnamed = served[served["person"] == ""].groupby(["unit_no", "household", "day"])["adults"].max()
    most = unnamed.groupby(level=[0, 1]).cummax()
    rise = most - most.groupby(level=[0, 1]).shift(fill_value=0)
    parts = [
        visits[~visits["served"]].groupby(CELL).size().rename("closed"),
        served.groupby(CELL).size().rename("contacts"),
        first.groupby(CELL).size().rename("adults_new"),
        local.groupby(CELL).size().rename("adults_new"),
        rise.groupby(level=["unit_no", "day"]).sum().rename("adults_new"),
        homes.groupby(CELL).size().rename("households_new"),
    ]
    return pd.concat([part.to_frame() for part in parts]).groupby(level=CELL).sum().reset_index()


def read_by_rows(path: Path) -> pd.DataFrame:
    """Read the visits with a function of each cell or row."""
    visits = pd.read_csv(path, dtype=str, keep_default_na=False)
    visits["day"] = visits["Ngày"].apply(day_of)
    visits["reason"] = visits.apply(fault, axis=1)
    visits["adults"] = visits["Số người"].apply(lambda text: int(text) if text.isdecimal() else 1)
    visits["commune_key"] = visits[COMMUNE].apply(name)
    visits["group_key"] = visits[GROUP].apply(name)
    visits["person"] = visits.apply(person_of, axis=1)
    visits["household"] = visits["Mã hộ"].apply(hashed)
    visits["is_local"] = visits.apply(lambda row: row["Số CCCD"] == "" and row["person"] != "", axis=1)
    visits["served"] = visits["Kết quả"].apply(lambda text: text.strip().lower() in SERVED)
    visits["place"] = visits.apply(place_of, axis=1)
    return visits


def day_of(text: str) -> datetime | None:
    """Read a day written as d/m/Y."""
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y")  # noqa: DTZ007 - a day of the calendar
    except ValueError:
        return None


def fault(row: pd.Series) -> str:
    """Say why a row cannot count."""
    if not row["Ngày"].strip():
        return "date missing"
    if pd.isna(row["day"]):
        return "date unreadable"
    if row["day"].year < 2020:
        return "date too early"
    if row["day"].date() > workload.TODAY:
        return "date in the future"
    return "" if row["Số người"].isdecimal() or not row["Số người"] else "count unreadable"


def tidy(text: str) -> str:
    """Compose letters, join blanks and lower the case."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


def name(text: str) -> str:
    """Take the prefix off a name."""
    return PREFIX.sub("", tidy(text))


def hashed(text: str) -> str:
    """Hash a text with the key."""
    return hmac.new(KEY, text.encode(), "sha256").hexdigest()[:16] if text else ""


def person_of(row: pd.Series) -> str:
    """Know a person by the citizen number, else by name, year of birth and telephone."""
    if row["Số CCCD"]:
        return hashed(row["Số CCCD"])
    if row["Họ và tên"]:
        return hashed("|".join((row["Họ và tên"].lower(), row["Năm sinh"], row["Số điện thoại"])))
    return ""


def place_of(row: pd.Series) -> str:
    """Join the place as it was written."""
    return tidy(row[COMMUNE]) + "|" + tidy(row[GROUP])


def read_by_columns(path: Path) -> pd.DataFrame:
    """Read the visits with functions of whole columns, and of each distinct text where there is none."""
    visits = pd.read_csv(path, dtype=str, keep_default_na=False)
    visits["day"] = pd.to_datetime(visits["Ngày"].str.strip(), format="%d/%m/%Y", errors="coerce")
    is_count = visits["Số người"].str.isdecimal()
    visits["reason"] = faults(visits, is_count)
    visits["adults"] = visits["Số người"].where(is_count, "1").astype(int)
    visits["commune_key"], visits["group_key"] = distinctly(visits[COMMUNE], name), distinctly(visits[GROUP], name)
    citizen, full_name = visits["Số CCCD"], visits["Họ và tên"]
    written = full_name.str.lower() + "|" + visits["Năm sinh"] + "|" + visits["Số điện thoại"]
    visits["is_local"] = (citizen == "") & (full_name != "")
    visits["person"] = distinctly(citizen.where(~visits["is_local"], written), hashed)
    visits["household"] = distinctly(visits["Mã hộ"], hashed)
    visits["served"] = visits["Kết quả"].str.strip().str.lower().isin(SERVED)
    visits["place"] = distinctly(visits[COMMUNE], tidy) + "|" + distinctly(visits[GROUP], tidy)
    return visits


def faults(visits: pd.DataFrame, is_count: pd.Series) -> np.ndarray:
    """Say why each row cannot count."""
    day = visits["day"]
    cases = {
        "date missing": visits["Ngày"].str.strip() == "",
        "date unreadable": day.isna(),
        "date too early": day.dt.year < 2020,
        "date in the future": day > pd.Timestamp(workload.TODAY),
        "count unreadable": ~is_count & (visits["Số người"] != ""),
    }
    return np.select(list(cases.values()), list(cases), default="")


def distinctly(texts: pd.Series, change: Callable[[str], str]) -> pd.Series:
    """Change each distinct text once."""
    codes, distinct = pd.factorize(texts)
    return pd.Series(np.array([change(text) for text in distinct], dtype=object)[codes], index=texts.index, dtype="str")
