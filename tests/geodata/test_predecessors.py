"""Predecessors: a former unit is read only from what cannot mean the present one."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata import province as facts
from geodata.predecessors import coded_predecessors, drawn_predecessors, predecessors, written_predecessors

COMMUNES = facts.communes().rename(columns={"code": "unit_id", "full_name": "name"})
FORMER = facts.crosswalk()
BEFORE, AFTER = 0, 1
NOTHING = pd.DataFrame({"unit_no": pd.Series(dtype="int32"), "old_code": pd.Series(dtype="str")})


def read(commune_id: str, **texts: object) -> str | None:
    """Read one written place of a commune of today."""
    blank = dict.fromkeys(("code", "commune_code", "district", "commune", "group"), "")
    written = pd.DataFrame([blank | {"era": AFTER} | texts])
    found = written_predecessors(written, pd.Series([commune_id]), COMMUNES, FORMER)
    return found.astype(object).where(found.notna(), None).iloc[0]


@pytest.mark.parametrize(
    ("commune_id", "texts", "code"),
    [
        ("03166", {"commune": "Xã Chà Cang"}, "03166"),
        ("03172", {"commune": "TT Mường Chà"}, "03172"),
        ("03172", {"commune": "tt muong cha"}, "03172"),
        ("03127", {"commune": "Phường Mường Thanh", "era": BEFORE}, "03136"),
        ("03334", {"commune": "Phường Mường Thanh"}, None),  # the present ward
        ("03160", {"commune": "Xã Mường Nhé"}, None),  # the present commune, of which the former was a part
        ("03160", {"commune": "Xã Mường Nhé", "era": BEFORE}, "03160"),
        ("03160", {"commune": "Xã Mường Nhé", "district": "Huyện Mường Nhé"}, None),
        ("03127", {"commune_code": "3130"}, "03130"),  # a retired code, without its zero
        ("03127", {"commune_code": "03127"}, None),
        ("03127", {"commune_code": "03127", "era": BEFORE}, "03127"),
        ("03127", {"commune": "Phường Điện Biên Phủ", "commune_code": "03127", "era": BEFORE}, None),
        ("03127", {"commune": "Xã Chà Cang"}, None),  # a former unit of another commune
        ("03127", {}, None),
    ],
)
def test_a_name_or_code_speaks_where_it_has_one_meaning(commune_id: str, texts: dict, code: str | None) -> None:
    """Names and codes that today's commune bears as well mean the former unit only before the merger."""
    assert read(commune_id, **texts) == code


def test_every_former_name_of_its_time_is_read() -> None:
    """All 129 names, dated June 2025, mean their own former unit; dated after it those of today's communes do not."""
    blank = dict.fromkeys(("code", "commune_code", "district", "group"), "")
    written = pd.DataFrame({"commune": FORMER["old_name"], **blank, "era": BEFORE})
    assert written_predecessors(written, FORMER["new_code"], COMMUNES, FORMER).tolist() == FORMER["old_code"].tolist()
    later = written_predecessors(written.assign(era=AFTER), FORMER["new_code"], COMMUNES, FORMER)
    today = FORMER["new_code"].map(COMMUNES.set_index("unit_id")["name"])
    assert (later == FORMER["old_code"]).equals(FORMER["old_name"] != today)
    assert later[FORMER["old_name"] == today].isna().all()


@pytest.mark.parametrize("slip", [lambda name: name[:-1], lambda name: name[:5] + name[6:], lambda name: name + "g"])
def test_a_slip_never_leads_to_another_former_unit(slip: object) -> None:
    """A misspelt name is read as its own unit or not at all."""
    blank = dict.fromkeys(("code", "commune_code", "district", "group"), "")
    written = pd.DataFrame({"commune": FORMER["old_name"].map(slip), **blank, "era": AFTER})
    found = written_predecessors(written, FORMER["new_code"], COMMUNES, FORMER)
    assert ((found == FORMER["old_code"]) | found.isna()).all()
    assert (found == FORMER["old_code"]).any()


def groups(*ids: str, parent: str = "03127") -> pd.DataFrame:
    return pd.DataFrame({"unit_no": range(len(ids)), "unit_id": ids, "parent_id": parent, "level": "group"})


def test_codes_tell_former_units_only_where_they_tell_them_apart() -> None:
    """Codes that begin alike say nothing; where they begin like several former units, each says its own."""
    assert coded_predecessors(groups("03127-1", "03127-2"), FORMER).empty
    apart = coded_predecessors(groups("03127-1", "03130001", "03130-2"), FORMER)
    assert apart["old_code"].tolist() == ["03127", "03130", "03130"]
    # One code that fits no former unit of the commune: they are numbered in some other way.
    assert coded_predecessors(groups("03127-1", "03130-1", "99999-1"), FORMER).empty
    assert coded_predecessors(groups("03127-1", "03166-1"), FORMER).empty


def test_the_outline_says_where_the_middle_lies() -> None:
    """A group lies in the former unit that holds its middle; one without a shape, or outside, in none."""
    shapes = [shapely.box(x, 21, x + 0.01, 21.01) for x in (103.0, 103.012, 103.05)]
    units = gpd.GeoDataFrame(groups("a", "b", "c", "d"), geometry=[*shapes, None], crs=4326)
    halves = [shapely.box(103, 21, 103.02, 21.02), shapely.box(103.02, 21, 103.04, 21.02)]
    outlines = gpd.GeoDataFrame({"unit_id": ["03127", "03130"]}, geometry=halves, crs=4326)
    found = drawn_predecessors(units, outlines, FORMER)
    assert found.set_index("unit_no")["old_code"].to_dict() == {0: "03127", 1: "03127"}


def test_evidence_is_weighed_in_order() -> None:
    """What most rows say goes before an outline, that before a code; a tie and another commune's unit say nothing."""
    units = groups("a", "b", "c", "d", "e")
    written = pd.DataFrame(
        [(0, "03130", 3), (0, "03133", 2), (1, "03130", 2), (1, "03133", 2), (2, "03166", 9)],
        columns=["unit_no", "old_code", "rows"],
    )
    drawn = pd.DataFrame({"unit_no": [0, 1, 4], "old_code": ["03145", "03145", "03166"]})
    coded = pd.DataFrame({"unit_no": [0, 1, 3], "old_code": ["03127", "03127", "03127"]})
    found = predecessors(units, written, drawn, coded, FORMER)
    assert list(found.itertuples(index=False, name=None)) == [
        (0, "03130", "written"), (1, "03145", "boundary"), (3, "03127", "code"),
    ]  # fmt: skip


def test_a_commune_that_took_in_one_unit_is_that_unit() -> None:
    """Where a single former unit went into a commune, it and all its groups were that unit."""
    one = pd.DataFrame({"old_code": ["1"], "old_name": ["A"], "new_code": ["X"]})
    units = pd.DataFrame({"unit_no": [0, 1], "unit_id": ["X", "X1"], "parent_id": [pd.NA, "X"]}).astype(
        {"parent_id": "str"}
    )
    none = NOTHING.assign(rows=pd.Series(dtype="int64"))
    found = predecessors(units, none, NOTHING, NOTHING, one)
    assert found["via"].tolist() == ["only", "only"]
