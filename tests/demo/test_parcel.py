"""The files: their kinds, headings, sheets, and that nothing is lost between the campaign and the cells."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from io import BytesIO

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from demo.campaign import truth
from demo.parcel import KINDS, raw_files
from demo.season import START
from outreach.errors import CampaignError

UNTIL = date(2026, 11, 15)
PERSON = [
    "Ngày", "Xã/phường", "Huyện/TP/TX", "Tổ dân phố/thôn/bản", "Họ và tên", "Năm sinh", "Số CCCD",
    "Số điện thoại", "Mã hộ", "Có điện thoại thông minh", "Nội dung hướng dẫn", "Kỹ năng đạt được", "Kết quả", "Đội",
]  # fmt: skip
HOUSEHOLD = [
    "STT", "Ngày thực hiện", "Thôn/bản", "Chủ hộ", "Mã hộ", "Số người được hướng dẫn", "Trong đó nữ",
    "Nội dung", "Tình trạng", "Đội tình nguyện", "Ghi chú",
]  # fmt: skip
EXPORT = [
    "visit_date", "commune", "village", "lat", "lon", "household_id", "adults_reached", "status", "topic",
    "has_smartphone", "team", "minutes_travel",
]  # fmt: skip


def person_rows(books):
    return pd.DataFrame(books["luot-den-03127.xlsx"]["Nhật ký"][1:], columns=PERSON, dtype=object)


def household_rows(books):
    parts = [rows[4:-3] for rows in books["luot-den-03334.xlsx"].values()]
    return pd.DataFrame([row for part in parts for row in part], columns=HOUSEHOLD, dtype=object)


def export_rows(books):
    parts = [rows[1:] for rows in books["luot-den-03163.xlsx"].values()]
    return pd.DataFrame([row for part in parts for row in part], columns=EXPORT, dtype=object)


def test_same_seed_same_bytes(district, files):
    """Two runs with one seed give the same bytes, and another seed gives others."""
    again = list(raw_files(district.communes, district.crosswalk, district.boundaries, until=UNTIL))
    other = list(raw_files(district.communes, district.crosswalk, district.boundaries, seed=7, until=UNTIL))
    assert again == files
    assert all(one.content != two.content for one, two in zip(files, other, strict=True))


def test_no_clock_in_workbooks(files):
    """No entry of a workbook carries the time at which it was written."""
    for file in files:
        if file.name.endswith(".xlsx"):
            entries = zipfile.ZipFile(BytesIO(file.content)).infolist()
            assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_order_of_kinds(files):
    """Population and groups come first, and every kind is there."""
    kinds = [file.kind for file in files]
    assert kinds == ["population", "population", "groups", "teams", "trainings", "visits", "visits", "visits"]
    assert set(kinds) == set(KINDS)


def test_order_of_communes_does_not_matter(district, files):
    """The same communes in another order give the same files."""
    turned = district.communes.iloc[::-1].reset_index(drop=True)
    again = list(raw_files(turned, district.crosswalk, district.boundaries, until=UNTIL))
    assert again == files


def test_arguments_unchanged(district):
    """The tables that were given are as they were."""
    before = district.communes.copy(), district.crosswalk.copy(), district.boundaries.copy()
    next(raw_files(district.communes, district.crosswalk, district.boundaries, until=UNTIL))
    pd.testing.assert_frame_equal(district.communes, before[0])
    pd.testing.assert_frame_equal(district.crosswalk, before[1])
    assert district.boundaries.equals(before[2])


def test_too_early(district):
    """A campaign of a few days is refused."""
    with pytest.raises(CampaignError) as caught:
        raw_files(district.communes, district.crosswalk, district.boundaries, until=START)
    assert caught.value.key == "demo_too_early"


def test_missing_boundary(district):
    """A commune without a polygon is refused by name."""
    with pytest.raises(CampaignError) as caught:
        raw_files(district.communes, district.crosswalk, district.boundaries.iloc[1:], until=UNTIL)
    assert caught.value.key == "demo_boundary_missing"
    assert caught.value.facts == {"units": ["03127"]}


def test_headings(books):
    """The three layouts have their own headings, in their own rows."""
    assert list(books["luot-den-03127.xlsx"]["Nhật ký"][0]) == PERSON
    assert all(list(rows[3]) == HOUSEHOLD for rows in books["luot-den-03334.xlsx"].values())
    assert all(list(rows[0]) == EXPORT for rows in books["luot-den-03163.xlsx"].values())
    assert all(re.fullmatch(r"202[56]-Q[1-4]", name) for name in books["luot-den-03163.xlsx"])


def test_title_rows(books):
    """Workbooks by household name their commune in the title alone, the old one on a sheet of its own."""
    titles = [rows[1][0] for rows in books["luot-den-03334.xlsx"].values()]
    assert sorted(titles) == [
        "Đơn vị: Phường Mường Thanh",
        "Đơn vị: Phường Noong Bua, Thành phố Điện Biên Phủ",
    ]


def test_every_row_is_written(books, made):
    """As many rows stand in the workbooks as the campaign has."""
    count = len(person_rows(books)) + len(household_rows(books)) + len(export_rows(books))
    assert count == len(made.rows) == truth(made)["rows"].sum()


def test_totals_row(books):
    """The last line of a report by household adds up what was reported by hand."""
    for rows in books["luot-den-03334.xlsx"].values():
        closing = rows[-3]
        assert closing[0] == "Tổng cộng"
        worded = [int(str(row[5]).split()[0]) for row in rows[4:-3]]
        assert closing[5] == sum(map(abs, worded))


def test_old_names_before_the_merger(books):
    """Every row before 1 July 2025 names an old unit, and a town keeps its short form."""
    rows = person_rows(books)
    real = rows[rows["Ngày"].map(lambda cell: hasattr(cell, "year") and cell.year < 2060)]
    early = pd.to_datetime(real["Ngày"]) < pd.Timestamp("2025-07-01")
    assert early.any()
    assert set(real.loc[early, "Xã/phường"]) == {"Phường Him Lam", "Phường Mường Thanh"}
    assert set(real.loc[early, "Huyện/TP/TX"]) == {"Thành phố Điện Biên Phủ"}
    late = pd.to_datetime(real["Ngày"]) > pd.Timestamp("2025-09-01")
    assert set(real.loc[late, "Xã/phường"]) == {"Phường Điện Biên Phủ"}
    communes = set(export_rows(books)["commune"])
    assert "Xã Mường Toong" in communes
    assert not any(name.startswith("Thị trấn") for name in communes)


def test_no_identity_number_could_be_real(books):
    """Citizen numbers begin with 000 and phones with 0000, which belong to no province and no network."""
    rows = person_rows(books)
    numbers = rows["Số CCCD"].dropna()
    phones = rows["Số điện thoại"].dropna()
    assert len(numbers) > 0.8 * len(rows)
    assert numbers.str.fullmatch(r"000\d{9}").all()
    assert phones.str.fullmatch(r"0000\d{6}").all()


def test_persons_can_be_counted(books, made):
    """The distinct citizen numbers of completed rows are the adults reached who have one (seven in eight)."""
    rows = person_rows(books)
    done = rows[rows["Kết quả"] == "Đã hướng dẫn"]
    keys = done["Số CCCD"].fillna(done["Họ và tên"] + done["Năm sinh"].astype(str) + done["Mã hộ"])
    told = truth(made)
    assert keys.nunique() == pytest.approx(told.loc[told["commune_id"] == "03127", "reached"].sum(), rel=0.002)


def test_households_can_be_counted(books, made):
    """The most adults met in each household add up to the adults reached, where households are written."""
    rows = export_rows(books)
    number = rows["adults_reached"].map(lambda cell: abs(int(str(cell).split()[0])))
    most = number[rows["status"] == "done"].groupby(rows["household_id"]).max()
    told = truth(made)
    assert most.sum() == told.loc[told["commune_id"] == "03163", "reached"].sum()


def test_population_file(books, made):
    """One row a group, codes as text, a few numbers of adults left empty."""
    rows = books["dan-so.xlsx"]["Dân số"]
    people = pd.DataFrame(rows[1:], columns=rows[0])
    assert people["Mã tổ/bản"].tolist() == made.groups["group_id"].tolist()
    assert people["Mã xã"].str.fullmatch(r"0\d{4}").all()
    blank = people["Dân số từ 18 tuổi trở lên"].isna()
    assert 1 <= blank.sum() <= 6
    assert (people["Dân số từ 18 tuổi trở lên"][~blank] == made.groups.loc[~blank, "adults"]).all()
    assert (people["Số người biết chữ từ 18 tuổi"] <= people["Dân số từ 18 tuổi trở lên"])[~blank].all()
    assert set(people["Điện lưới (Có/Không)"]) == {"Có", "Không"}
    assert people["Nguồn"].str.contains("minh họa").all()


def test_group_file(files, district, made):
    """The boundary file holds known groups with valid shapes inside their commune."""
    content = next(file.content for file in files if file.kind == "groups")
    shapes = gpd.GeoDataFrame.from_features(json.loads(content)["features"], crs="EPSG:4326")
    assert list(shapes.columns) == ["geometry", "ma_to", "ten", "ma_xa"]
    known = made.groups.set_index("group_id")
    assert (shapes["ten"] == shapes["ma_to"].map(known["name"])).all()
    areas = shapes["ma_xa"].map(district.boundaries.set_index("unit_id").geometry)
    assert shapes.geometry.is_valid.all()
    assert shapely.covers(shapely.buffer(areas.to_numpy(), 1e-5), shapes.geometry.to_numpy()).all()


def test_polygons_tile_their_commune(files, district):
    """Where all groups have polygons these fill the commune and do not overlap."""
    content = next(file.content for file in files if file.kind == "groups")
    shapes = gpd.GeoDataFrame.from_features(json.loads(content)["features"], crs="EPSG:4326")
    ward = shapes[shapes["ma_xa"] == "03127"]
    assert set(ward.geom_type) == {"Polygon"}
    area = district.boundaries.geometry.iloc[0].area
    assert shapely.area(ward.geometry.to_numpy()).sum() == pytest.approx(area, rel=1e-4)
    assert shapely.union_all(ward.geometry.to_numpy(), grid_size=1e-6).area == pytest.approx(area, rel=1e-4)


def test_teams_file(books):
    """Teams have codes of their own, members and at least one language."""
    rows = books["doi-tinh-nguyen.xlsx"]["Danh sách đội"]
    teams = pd.DataFrame(rows[1:], columns=rows[0])
    assert teams["Mã đội"].is_unique
    assert teams["Số ngày mỗi tuần"].between(1, 5).all()
    assert teams["Ngôn ngữ"].str.startswith("Kinh").all()


def test_trainings_file(books):
    """Thirteen numbered courses for officials follow one another, beside classes for citizens."""
    rows = books["tap-huan.xlsx"]["Tập huấn"]
    sessions = pd.DataFrame(rows[1:], columns=rows[0])
    courses = sessions[sessions["Chủ đề"].str.startswith("Khóa")]
    assert [int(text[5:7]) for text in courses["Chủ đề"]] == list(range(1, 14))
    assert set(courses["Đối tượng"]) == {"Cán bộ, công chức, viên chức"}
    assert set(sessions["Đối tượng"]) == {"Người dân", "Cán bộ, công chức, viên chức"}
    assert sessions["Ngày"].is_monotonic_increasing
    assert (sessions["Số người tham dự"] > 0).all()


def test_visit_teams_are_listed(books):
    """Every team that a report names is in the list of teams."""
    rows = books["doi-tinh-nguyen.xlsx"]["Danh sách đội"]
    teams = pd.DataFrame(rows[1:], columns=rows[0])
    assert set(person_rows(books)["Đội"]) <= set(teams["Mã đội"])
    assert set(household_rows(books)["Đội tình nguyện"]) <= set(teams["Tên đội"])
    assert set(export_rows(books)["team"]) <= set(teams["Mã đội"])
