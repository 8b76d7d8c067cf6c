"""The built-in tables say what the resolution says."""

import re
import unicodedata
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from geodata.province import MERGED_ON, communes, crosswalk

RESOLUTION = Path(__file__).parents[2] / "../shared/data/dienbien/resolution_1661.md"
ITEM = re.compile(
    r"(\d+)\\\. Sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số của (?P<former>.+?) "
    r"thành (xã|phường) mới có tên gọi là \*\*(?P<new>.+?)\*\*"
)
KIND = r"(?:các )?(xã|phường|thị trấn) "


def former_units(listed: str) -> set[str]:
    """Read "thị trấn A và các xã B, C": a kind holds for all names up to the next kind."""
    parts = pd.Series(re.split(r",\s*| và ", listed))
    kinds = parts.str.extract("^" + KIND)[0].ffill()
    return set(kinds + " " + parts.str.replace("^" + KIND, "", regex=True).str.strip())


def resolution_items() -> dict[int, tuple[set[str], str]]:
    """Read the former units and the new unit of each item, out of text with glued words and broken lines."""
    text = unicodedata.normalize("NFC", RESOLUTION.read_text(encoding="utf-8"))
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"(?<=\w)thành (?=xã mới|phường mới)", " thành ", text)
    return {int(found[1]): (former_units(found["former"]), found["new"]) for found in ITEM.finditer(text)}


@pytest.fixture(scope="module")
def items() -> dict[int, tuple[set[str], str]]:
    if not RESOLUTION.exists():
        pytest.skip("the text of Resolution 1661 is not beside the repository")
    return resolution_items()


def lowered(names: pd.Series) -> pd.Series:
    """Write the kind that begins a full name in small letters, as running text does."""
    return names.str[0].str.lower() + names.str[1:]


def bare(names: pd.Series) -> pd.Series:
    return names.str.replace(r"^(Xã|Phường|Thị trấn) ", "", regex=True)


@pytest.mark.realdata
def test_resolution_has_45_items_that_found_a_unit(items: dict[int, tuple[set[str], str]]):
    """The reader of the resolution finds all its items, so the next tests compare something."""
    assert sorted(items) == list(range(1, 46))
    assert sum(len(former) for former, _ in items.values()) == 129


@pytest.mark.realdata
@pytest.mark.parametrize("item", range(1, 46))
def test_item_lists_exactly_the_former_units(items: dict[int, tuple[set[str], str]], item: int):
    """Each item of the resolution merges exactly the former units that the crosswalk gives it."""
    rows = crosswalk().query("resolution_item == @item")
    assert set(lowered(rows["old_name"])) == items[item][0]
    assert len(set(rows["new_code"])) == 1


@pytest.mark.realdata
@pytest.mark.parametrize("item", range(1, 46))
def test_item_gives_the_new_name(items: dict[int, tuple[set[str], str]], item: int):
    """Each item of the resolution names the new unit as the table does."""
    (name,) = lowered(communes().query("resolution_item == @item")["full_name"])
    assert name == items[item][1]


def test_counts_are_those_of_the_resolution():
    """129 former units became 42 communes and 3 wards."""
    assert communes()["kind"].value_counts().to_dict() == {"xã": 42, "phường": 3}
    assert crosswalk()["old_kind"].value_counts().to_dict() == {"xã": 115, "phường": 9, "thị trấn": 5}
    assert date(2025, 7, 1) == MERGED_ON


@pytest.mark.parametrize(("table", "column"), [(communes, "code"), (crosswalk, "old_code"), (crosswalk, "new_code")])
def test_codes_are_text_with_leading_zeros(table, column: str):
    """A code is five digits of text that begin with a zero."""
    assert table()[column].str.fullmatch(r"0\d{4}").all()


def test_codes_and_items_are_unique():
    """No unit of either vintage occurs twice."""
    assert communes()["code"].is_unique
    assert communes()["full_name"].is_unique
    assert communes()["resolution_item"].is_unique
    assert crosswalk()["old_code"].is_unique


def test_tables_point_at_each_other():
    """Code, item and districts agree wherever both tables give them."""
    units, former = communes().set_index("code"), crosswalk()
    assert set(former["new_code"]) == set(units.index)
    assert (units.loc[former["new_code"], "resolution_item"].to_numpy() == former["resolution_item"]).all()
    districts = former.groupby("new_code")["old_district"].agg(lambda names: ";".join(sorted(set(names))))
    assert districts.to_dict() == units["former_districts"].to_dict()


def test_every_new_code_was_used_before():
    """Each new unit carries the code of one of its own former units, and in 21 that unit had another name."""
    former = crosswalk().set_index("old_code").loc[communes()["code"]]
    assert (former["new_code"].to_numpy() == communes()["code"]).all()
    assert (bare(former["old_name"]).to_numpy() != bare(communes()["full_name"])).sum() == 21


def test_names_that_were_used_before_mislead_three_times():
    """42 new names were a former unit's; three of those units are in another new unit, and no fourth."""
    new = communes().assign(name=bare(communes()["full_name"]))
    same = crosswalk().assign(name=bare(crosswalk()["old_name"])).merge(new, on="name")
    assert len(same) == 42
    moved = same[same["new_code"] != same["code"]].merge(new, left_on="new_code", right_on="code")
    assert set(zip(moved["old_name"], moved["full_name_y"], strict=True)) == {
        ("Thị trấn Mường Chà", "Xã Na Sang"),
        ("Phường Mường Thanh", "Phường Điện Biên Phủ"),
        ("Xã Sam Mứn", "Xã Thanh An"),
    }
    assert moved.set_index("old_name").loc["Thị trấn Mường Chà", "old_code"] == "03172"


def test_seven_names_have_a_second_spelling():
    """The statistics office's spelling is kept where, and only where, it differs."""
    other = crosswalk().query("other_spelling != ''").set_index("old_name")["other_spelling"]
    assert len(other) == 7
    assert (other != other.index).all()
    assert other["Xã Luân Giói"] == "Xã Luân Giới"


def test_stated_areas_add_up_to_the_province():
    """The areas add up to the 9,539.27 km² of the province."""
    assert communes()["area_km2"].sum() == pytest.approx(9539.27, abs=0.005)


def test_centres_are_rounded_and_in_the_north_west():
    """Centres are given to 0.01 degrees, no two alike, inside the province's extent."""
    centres = communes()[["centre_lon", "centre_lat"]]
    assert (centres == centres.round(2)).all(axis=None)
    assert not centres.duplicated().any()
    assert centres["centre_lon"].between(102.1, 103.6).all()
    assert centres["centre_lat"].between(20.9, 22.6).all()


@pytest.mark.parametrize("table", [communes, crosswalk])
def test_text_is_normalised(table):
    """All text is NFC without outer blanks, and nothing is missing."""
    words = table().select_dtypes(exclude="number")
    assert words.map(lambda text: unicodedata.normalize("NFC", text).strip() == text).all(axis=None)
    assert table().notna().all(axis=None)


@pytest.mark.parametrize("table", [communes, crosswalk])
def test_caller_owns_the_frame(table):
    """Changing a returned table changes nobody else's."""
    spoiled = table()
    spoiled.iloc[0, 0] = "spoiled"
    assert table().iloc[0, 0] != "spoiled"
