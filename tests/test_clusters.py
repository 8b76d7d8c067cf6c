"""Clusters from the records to the words: a province of squares with one low corner."""

import csv
import io
import json
from pathlib import Path

import pytest

from campaign import Campaign
from outreach.clusters import Cluster
from settings import Settings
from tests.conftest import TODAY
from texts import language
from ui.clusters import cluster_text
from ui.visit import Visit

SIDE, LOW = 12, 5
ADULTS = 50


def _square(code: str, east: int, north: int, wide: int = 1, high: int = 1) -> dict:
    west, south = 103 + 0.01 * east, 21 + 0.01 * north
    corners = [(0, 0), (wide, 0), (wide, high), (0, high), (0, 0)]
    ring = [[west + 0.01 * x, south + 0.01 * y] for x, y in corners]
    parent = code.partition("-")[0] if "-" in code else ""
    properties = {"code": code, "name": f"Bản {code[-3:]}" if parent else f"Xã {code}", "parent_code": parent}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def _collection(features: list[dict]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


@pytest.fixture(scope="module")
def squares(empty_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Return a campaign of 144 groups in two communes: five by five of the first are hardly reached, all others half.

    One group of the low corner has no population.
    """
    import shutil

    folder = tmp_path_factory.mktemp("squares") / "data"
    shutil.copytree(empty_folder, folder)
    campaign = Campaign(Settings(data=folder, until=TODAY))
    half = SIDE // 2
    communes = [_square("90001", 0, 0, half, SIDE), _square("90002", half, 0, half, SIDE)]
    groups, residents, visits = [], ["Mã xã,Mã tổ,Tổ dân phố,Người trưởng thành"], ["Ngày,Mã xã,Mã tổ,Số người"]
    for east in range(SIDE):
        for north in range(SIDE):
            parent = "90001" if east < half else "90002"
            code = f"{parent}-{east * SIDE + north:03d}"
            groups.append(_square(code, east, north))
            is_low = east < LOW and north < LOW
            residents.append(f"{parent},{code},Bản {code[-3:]},{'' if (east, north) == (1, 1) else ADULTS}")
            visits.append(f"2026-03-20,{parent},{code},{1 + north % 2 if is_low else 22 + (east * 7 + north * 3) % 6}")
    campaign.import_boundaries(_collection(communes), "communes.geojson")
    campaign.import_boundaries(_collection(groups), "groups.geojson", level="group")
    campaign.import_file("\n".join(residents).encode(), "residents.csv", "population")
    campaign.import_file("\n".join(visits).encode(), "visits.csv", "visits")
    return campaign


def test_the_low_corner_is_a_cluster(squares: Campaign) -> None:
    """Groups with four low neighbours are a low cluster, the one without a population is unknown, no far one is low."""
    found = squares.clusters().set_index("unit_id")
    inside = [f"90001-{east * SIDE + north:03d}" for east in (2, 3) for north in (2, 3)]
    no_figure = f"90001-{SIDE + 1:03d}"
    assert found["cluster"][no_figure] == Cluster.UNKNOWN
    assert set(found["cluster"][inside]) == {Cluster.LOW_CLUSTER}
    assert set(found.index[found["cluster"] == Cluster.LOW_CLUSTER].str[:5]) == {"90001"}
    assert found["neighbours"][["90001-000", no_figure]].tolist() == [2, 4]


def test_before_the_first_record_nothing_is_a_cluster(squares: Campaign) -> None:
    """On a day without any figure every group is unknown, not low."""
    day = TODAY.replace(year=2025)
    assert set(squares.clusters(day)["cluster"]) == {Cluster.UNKNOWN}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_line_names_the_place_or_says_that_there_is_none(squares: Campaign, lang: str) -> None:
    """The words hold the count and the commune of the low cluster; without one they say that nothing speaks for any."""
    visit = Visit(squares, language(lang), TODAY)
    found = squares.clusters()
    low = found[found["cluster"] == Cluster.LOW_CLUSTER]
    told = cluster_text(visit, low, 143)
    assert f"Xã 90001 ({len(low)})" in told
    assert {"vi": "Cụm thấp có ý nghĩa (FDR 5 %)", "en": "Significant low clusters (FDR 5%)"}[lang] in told
    none = cluster_text(visit, low[:0], 143)
    assert {"vi": "Không có bằng chứng cụm", "en": "No evidence of clusters"}[lang] in none


def test_the_command_line_prints_the_same(squares: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each group is a row with its cluster and q-value to four decimals."""
    from typer.testing import CliRunner

    import cli
    from commands import clusters

    monkeypatch.setattr(clusters, "campaign", lambda: squares)
    done = CliRunner().invoke(cli.app, ["clusters"], catch_exceptions=False)
    printed = list(csv.DictReader(io.StringIO(done.stdout)))
    found = squares.clusters()
    assert [row["cluster"] for row in printed] == found["cluster"].tolist()
    assert [float(row["q_value"]) for row in printed if row["q_value"]] == found["q_value"].dropna().round(4).tolist()
