"""A made-up district of three square communes, and the files of its campaign read back cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from shapely.geometry import box

from demo.campaign import Campaign, campaign
from demo.parcel import RawFile, parcel

UNTIL = date(2026, 11, 15)
CITY = "Thành phố Điện Biên Phủ"


@dataclass(frozen=True)
class District:
    """The three tables that a campaign is generated from."""

    communes: pd.DataFrame
    crosswalk: pd.DataFrame
    boundaries: gpd.GeoDataFrame


@pytest.fixture(scope="session")
def district() -> District:
    """Return two wards of the concentration and one commune, a tenth as large as in life."""
    codes = ["03127", "03163", "03334"]
    communes = pd.DataFrame(
        {
            "code": codes,
            "full_name": ["Phường Điện Biên Phủ", "Xã Mường Toong", "Phường Mường Thanh"],
            "kind": ["phường", "xã", "phường"],
            "centre_lon": [103.05, 102.55, 103.15],
            "centre_lat": [21.4, 22.2, 21.3],
            "area_km2": [115.0, 115.0, 115.0],
            "zone": ["I", "III", "I"],
            "population": [5000, 6000, 3000],
        }
    )
    crosswalk = pd.DataFrame(
        {
            "old_code": ["03127", "03139", "03163", "03165", "03124"],
            "old_name": [
                "Phường Him Lam", "Phường Mường Thanh", "Xã Mường Toong", "Thị trấn Huổi Lếch",
                "Phường Noong Bua",
            ],
            "old_kind": ["phường", "phường", "xã", "thị trấn", "phường"],
            "old_district": [CITY, CITY, "Huyện Mường Nhé", "Huyện Mường Nhé", CITY],
            "new_code": ["03127", "03127", "03163", "03163", "03334"],
        }
    )  # fmt: skip
    squares = [
        box(x - 0.05, y - 0.05, x + 0.05, y + 0.05)
        for x, y in zip(communes["centre_lon"], communes["centre_lat"], strict=True)
    ]
    return District(communes, crosswalk, gpd.GeoDataFrame({"unit_id": codes}, geometry=squares, crs="EPSG:4326"))


@pytest.fixture(scope="session")
def made(district: District) -> Campaign:
    """Return the district's campaign."""
    return campaign(district.communes, district.crosswalk, district.boundaries, seed=225, until=UNTIL)


@pytest.fixture(scope="session")
def files(made: Campaign, district: District) -> list[RawFile]:
    """Return the files of the district's campaign."""
    return list(parcel(made, district.boundaries))


def sheets(file: RawFile) -> dict[str, list[tuple]]:
    """Return the cells of every sheet of a workbook, row by row."""
    book = openpyxl.load_workbook(BytesIO(file.content), read_only=True)
    return {page.title: list(page.iter_rows(values_only=True)) for page in book}


@pytest.fixture(scope="session")
def books(files: list[RawFile]) -> dict[str, dict[str, list[tuple]]]:
    """Return the cells of every workbook by file name and sheet."""
    return {file.name: sheets(file) for file in files if file.name.endswith(".xlsx")}
