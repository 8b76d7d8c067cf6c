"""Former units from the records to the page: what names one stands there, and totals are those of the new units."""

import csv
import io
import json
from datetime import date

import pandas as pd
import pytest

from campaign import Campaign
from geodata import province as facts
from outreach.merger import ADDITIVE

FORMER = facts.crosswalk()
X = "03127"  # Phường Điện Biên Phủ, of six former units
HIM_LAM, THANH_BINH = "03127", "03130"


def imported(campaign: Campaign, text: str, kind: str = "visits") -> int:
    outcome = campaign.import_file(text.encode(), f"{kind}.csv", kind)
    assert outcome.matched == outcome.one.rows_in
    return outcome.one.import_id


def adds_up(campaign: Campaign, day: date | None = None) -> pd.DataFrame:
    """Check that former units add up to the communes on a day; return their rows by code."""
    found = campaign.former_standing(day)
    communes = campaign.standing("commune", day).set_index("unit_id")[list(ADDITIVE)].fillna(0).astype("int64")
    sums = found.groupby("parent_id")[list(ADDITIVE)].sum().astype("int64")
    pd.testing.assert_frame_equal(sums.reindex(communes.index, fill_value=0), communes, check_dtype=False)
    return found


@pytest.fixture
def undone(province: Campaign):
    """Return the shared campaign, and take back afterwards what a test imported."""
    yield province
    province.reset()


def test_records_of_former_communes_stand_at_each_of_them(undone: Campaign) -> None:
    """A household a former commune, all on one day of June 2025: every former unit has its own, and nothing is left."""
    adults = pd.Series(range(1, 130))
    lines = [
        f"15/06/2025,{district},{name},H{number},{number}"
        for number, name, district in zip(adults, FORMER["old_name"], FORMER["old_district"], strict=True)
    ]
    imported(undone, "\n".join(["Ngày,Huyện,Xã,Số hộ,Số người", *lines]))
    found = adds_up(undone)
    assert not found["is_remainder"].any()
    assert found.set_index("unit_id")["reached"].to_dict() == dict(zip(FORMER["old_code"], adults, strict=True))
    assert adds_up(undone, date(2025, 6, 14))["reached"].sum() == 0


def test_somebody_met_under_two_names_is_left_to_the_remainder(undone: Campaign) -> None:
    """One local household under two former names counts once in the commune; its second day belongs to neither."""
    head = "Ngày,Xã,Mã hộ,Số người"
    rows = ["10/06/2025,Phường Him Lam,H1,2", "12/06/2025,Phường Thanh Bình,H1,5", "12/06/2025,Phường Thanh Bình,H9,4"]
    imported(undone, "\n".join([head, *rows]))
    found = adds_up(undone).set_index("unit_id")
    commune = undone.standing("commune").set_index("unit_id").loc[X]
    assert found["reached"][HIM_LAM] == 2
    assert found["reached"].sum() == commune["reached"]
    assert (found["reached"] >= 0).all()


def test_groups_are_known_by_what_was_written_of_them(undone: Campaign) -> None:
    """A group that most records place in a former unit stands there with its people; one never so named is the rest."""
    residents = ["Mã xã,Mã tổ,Tổ dân phố,Người trưởng thành", f"{X},G1,Tổ dân phố 1,30", f"{X},G2,Tổ dân phố 2,50"]
    imported(undone, "\n".join(residents), "population")
    rows = [
        "Ngày,Xã,Tổ dân phố,Số người",
        "10/06/2025,Phường Thanh Bình,Tổ dân phố 1,4",
        "10/09/2025,Phường Điện Biên Phủ,Tổ dân phố 2,5",
    ]
    imported(undone, "\n".join(rows))
    found = adds_up(undone).set_index("unit_id")
    assert undone.edition().former[["old_code", "via"]].to_numpy().tolist() == [[THANH_BINH, "written"]]
    assert found.loc[THANH_BINH, ["adults", "reached", "groups"]].tolist() == [30, 4, 1]
    assert found.loc["", ["adults", "reached", "groups"]].tolist() == [50, 5, 1]
    assert found["is_partial"][THANH_BINH]


def test_an_old_boundary_file_tells_the_rest_and_draws_outlines(undone: Campaign) -> None:
    """Outlines of 2020 place the drawn groups, are a file for the map, and leave today's communes as they were."""
    before = undone.edition().geometry_file("commune")
    assert undone.edition().geometry_file("former") is None

    def square(code: str, name: str, west: float, width: float, parent: str = "") -> dict:
        ring = [[west, 21.4], [west + width, 21.4], [west + width, 21.42], [west, 21.42], [west, 21.4]]
        properties = {"code": code, "name": name, "parent_code": parent}
        return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}

    def collection(*features: dict) -> bytes:
        return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()

    old = collection(square(HIM_LAM, "Phường Him Lam", 103.0, 0.02), square("2", "Phường Thanh Bình", 103.02, 0.02))
    undone.import_boundaries(old, "2020.geojson", vintage="2020")
    groups = collection(square("G1", "Tổ 1", 103.0, 0.01, X), square("G2", "Tổ 2", 103.03, 0.01, X))
    undone.import_boundaries(groups, "groups.geojson", level="group")
    edition = undone.edition()
    assert edition.geometry_file("commune") == before
    assert edition.former[["old_code", "via"]].to_numpy().tolist() == [[HIM_LAM, "boundary"], [THANH_BINH, "boundary"]]
    drawn = json.loads((undone.folder / "geometry" / str(edition.geometry_file("former"))).read_text())
    assert {one["id"] for one in drawn["objects"]["units"]["geometries"]} == {HIM_LAM, THANH_BINH}


def test_another_place_has_no_former_units(shared_campaign: Campaign) -> None:
    """Communes that the merger did not make are rows by themselves, with all their people."""
    found = adds_up(shared_campaign)
    assert found["unit_id"].tolist() == ["90001", "90002"]
    assert not found["is_remainder"].any()
    assert not found["is_partial"].any()


def test_the_command_line_prints_former_units(undone: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row a former unit, on the day that is asked for; the formats without shapes alone."""
    from typer.testing import CliRunner

    import cli
    from commands import former
    from outreach.errors import CampaignError

    monkeypatch.setattr(former, "campaign", lambda: undone)
    imported(undone, "Ngày,Xã,Số người\n10/06/2025,Phường Thanh Bình,4\n20/06/2025,Phường Thanh Bình,3\n")
    done = CliRunner().invoke(cli.app, ["coverage", "--units", "former", "--on", "2025-06-15"], catch_exceptions=False)
    printed = {row["unit_id"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert len(printed) == 129
    assert printed[THANH_BINH]["reached"] == "4"
    with pytest.raises(CampaignError, match="former_without_shapes"):
        former.print_former(None, "geojson")
