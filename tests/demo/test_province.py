"""The whole province: the public figures hold, and so does the concentration."""

from __future__ import annotations

import time
import unicodedata
from datetime import date

import numpy as np
import pandas as pd
import pytest

from demo.campaign import campaign, truth
from demo.parcel import parcel
from demo.season import START, days, pace
from demo.shape import geometries
from demo.village import counts

province = pytest.importorskip("geodata.province")
schematic = pytest.importorskip("geodata.schematic")

HOT = [f"03127-{n:03d}" for n in (6, 7, 8, 12)] + [f"03334-{n:03d}" for n in (1, 4, 5)]


@pytest.fixture(scope="module")
def boundaries():
    """Return the schematic boundaries of the 45 communes."""
    return schematic.schematic_boundaries(province.communes())


@pytest.fixture(scope="module")
def whole(boundaries):
    """Return the campaign of the whole province."""
    return campaign(province.communes(), province.crosswalk(), boundaries, seed=225, until=date(2026, 11, 22))


@pytest.fixture(scope="module")
def told(whole):
    """Return what is true of every group."""
    return truth(whole)


def test_counts_of_groups(whole):
    """There are 1,446 groups, 12 to 60 in each of the 45 communes, more where more people live."""
    sizes = whole.groups.groupby("commune_id").size()
    assert sizes.sum() == 1446
    assert len(sizes) == 45
    assert sizes.between(12, 60).all()
    people = province.communes().set_index("code")["population"]
    assert people.corr(sizes, method="spearman") > 0.95


def test_counts_keep_the_total_for_any_table():
    """The number of groups is a share of 1,446 whatever the number of communes."""
    some = province.communes().head(7)
    assert counts(some).sum() == round(7 * 1446 / 45)


def test_shortages(whole):
    """105 groups have no power and 84 no signal, none of them in a ward."""
    groups = whole.groups
    assert (~groups["power"]).sum() == 105
    assert (~groups["signal"]).sum() == 84
    assert groups.loc[groups["kind"] == "phường", ["power", "signal"]].all(axis=None)


def test_languages(whole):
    """Thái is the language of 38 % of adults, Mông of 35 %, Kinh of 18 to 20 %."""
    adults = whole.groups.groupby("language")["adults"].sum() / whole.groups["adults"].sum()
    assert adults["Thái"] == pytest.approx(0.38, abs=0.01)
    assert adults["Mông"] == pytest.approx(0.35, abs=0.01)
    assert 0.18 < adults["Kinh"] < 0.20


def test_adults(whole):
    """Adults are 64 % of every commune's population, and a household holds 4.6 persons."""
    adults = whole.groups.groupby("commune_id")["adults"].sum()
    people = province.communes().set_index("code")["population"]
    assert ((adults / people) - 0.64).abs().max() < 0.01
    households = whole.groups["households"].sum()
    assert whole.groups["adults"].sum() / 0.64 / households == pytest.approx(4.6, abs=0.02)


def test_names(whole):
    """Names recur across communes, are unique inside each, and some differ from another's by tone alone."""
    groups = whole.groups
    assert not groups.duplicated(["commune_id", "name"]).any()
    rural = groups[groups["kind"] == "xã"]
    assert rural.groupby("name")["commune_id"].nunique().max() >= 5
    bare = rural["name"].map(lambda name: unicodedata.normalize("NFD", name))
    bare = bare.str.replace("[\u0300-\u036f]", "", regex=True)
    assert {"Bản Nà Tông", "Bản Na Tông"} <= set(rural["name"])
    assert not (rural["commune_id"] + bare).duplicated().any()
    halves = rural[rural["name"].str.endswith(" 1")]
    other = set(rural["commune_id"] + rural["name"])
    assert len(halves) > 20
    assert (halves["commune_id"] + halves["name"].str[:-1] + "2").isin(other).all()


def test_wards_are_numbered(whole):
    """The groups of a ward are Tổ dân phố 1, 2, 3 and so on."""
    ward = whole.groups[whole.groups["commune_id"] == "03127"]
    assert ward["name"].tolist() == [f"Tổ dân phố {n + 1}" for n in range(len(ward))]
    assert not whole.groups.loc[whole.groups["kind"] == "xã", "name"].str.startswith("Tổ").any()


def test_more_than_fifty_thousand(told):
    """More than 50,000 distinct adults are reached, also when only usable rows count."""
    assert 50_000 < told["countable"].sum() <= told["reached"].sum() < 65_000
    assert told["rows"].sum() < 110_000


def test_concentration(told):
    """Seven groups of 1,446 are nearly done and take half of all visits."""
    hot = told.loc[HOT]
    assert (hot["countable"] / hot["adults"]).between(0.85, 0.99).all()
    assert hot["reached"].sum() > 0.2 * told["reached"].sum()
    assert hot["done"].sum() > 0.45 * told["done"].sum()


def test_long_tail(told):
    """Four to five groups in ten were never visited, and some communes hardly."""
    assert 0.40 < (told["rows"] == 0).mean() < 0.50
    sums = told.groupby("commune_id")[["reached", "adults"]].sum()
    assert (sums["reached"] < 0.01 * sums["adults"]).sum() >= 4


def test_silence(whole, told):
    """One commune never sent anything, two stopped in mid-2026, and all others have rows after that."""
    last = told.groupby("commune_id")["last_on"].max()
    never = [code for code, day in whole.silent.items() if day is None]
    assert list(last[last.isna()].index) == never
    assert len(never) == 1
    stopped = {code: day for code, day in whole.silent.items() if day}
    assert len(stopped) == 2
    assert all(last[code] <= pd.Timestamp(day) for code, day in stopped.items())


def test_season(whole):
    """Visits begin in June 2025, all but rest at Tết, and are many in autumn 2026."""
    months = whole.rows.groupby(whole.rows["on"].dt.strftime("%Y-%m")).size()
    assert months.index[0] == "2025-06"
    tet = whole.rows["on"].between("2026-02-09", "2026-03-01").mean()
    assert tet < 0.005
    assert months["2026-10"] > 1.3 * months["2026-09"]


def test_pace_closes_at_new_year():
    """The days of the holiday are fifty times quieter than the day before them."""
    calendar = days(date(2026, 12, 31))
    speed = pd.Series(pace(calendar), index=pd.to_datetime(calendar))
    assert speed.index[0].date() == START
    assert speed["2026-02-10"] < 0.03 * speed["2026-02-03"]
    assert speed["2026-07-12"] > 1.5 * speed["2026-07-13"] > 0  # a Sunday and a Monday


def test_traps_of_the_merger(whole):
    """Rows name the old town of Mường Chà and the old ward of Mường Thanh, where they now belong."""
    former = whole.rows[whole.rows["former"]]
    assert set(former.loc[former["old_name"] == "Thị trấn Mường Chà", "commune_id"]) == {"03172"}
    assert set(former.loc[former["old_name"] == "Phường Mường Thanh", "commune_id"]) == {"03127"}
    assert former["old_name"].notna().all()


def test_some_communes_keep_old_names_for_weeks(whole):
    """Some rows after the merger still name the old unit, none two months later."""
    rows = whole.rows
    assert rows.loc[rows["on"] < "2025-07-01", "former"].all()
    assert (rows["former"] & (rows["on"] >= "2025-07-01")).sum() > 50
    assert not rows.loc[rows["on"] > "2025-09-01", "former"].any()


def test_teams(whole):
    """75 teams with 2,000 members, at least one in every commune."""
    assert len(whole.force) == 75
    assert whole.force["members"].sum() == 2000
    assert whole.force["commune_id"].nunique() == 45


def test_officials(whole):
    """More than 4,000 places were taken by officials, in 13 of the 20 courses and in other sittings."""
    official = whole.sessions[whole.sessions["audience"].str.startswith("Cán bộ")]
    assert 4_000 < official["attended"].sum() < 5_000
    courses = official[official["topic"].str.startswith("Khóa")]
    assert len(courses) == 13
    assert 1_000 < courses["attended"].sum() < 2_000


def test_visits_lie_in_their_group(whole):
    """Coordinates stay nearer to their group's place than to any other of the commune."""
    rows = whole.rows[whole.rows["located"]]
    place = whole.groups.loc[rows["group"], ["lon", "lat", "spread"]].to_numpy()
    moved = np.hypot(rows["lon"] - place[:, 0], rows["lat"] - place[:, 1])
    assert (moved < place[:, 2] / 2).all()


def test_files_of_the_province(whole, boundaries):
    """The parcel has 49 files and is written in good time; the silent commune has none."""
    start = time.perf_counter()
    files = list(parcel(whole, boundaries))
    assert time.perf_counter() - start < 30
    visits = {file.name for file in files if file.kind == "visits"}
    assert len(files) == 49
    assert len(visits) == 44
    never = next(code for code, day in whole.silent.items() if day is None)
    assert f"luot-den-{never}.xlsx" not in visits


def test_geometries(whole, boundaries):
    """Nearly half of the groups have a polygon, a third a point, a fifth nothing."""
    kinds = geometries(whole.groups, boundaries, whole.seed).geom_type
    assert kinds.isin(["Polygon", "MultiPolygon"]).mean() == pytest.approx(0.45, abs=0.06)
    assert (kinds == "Point").mean() == pytest.approx(0.35, abs=0.06)
    assert kinds.isna().mean() == pytest.approx(0.20, abs=0.06)
