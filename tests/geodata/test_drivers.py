"""The drivers GDAL has, in fresh processes: what was imported first must not matter."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = {"ESRI Shapefile", "GeoJSON", "GPKG", "GPX", "KML", "LIBKML"}
REPORT = "import pyogrio; print('|'.join(pyogrio.list_drivers()))"
ORDERS = {
    "geodata first": "import geodata",
    "geopandas first": "import geopandas; import geodata",
    "pyogrio first": "import pyogrio; assert 'WFS' in pyogrio.list_drivers(); import geodata",
    "reader only": "import geodata.boundaries",
}


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={}, capture_output=True, text=True, check=True)


@pytest.mark.parametrize("first", ORDERS.values(), ids=ORDERS)
def test_only_allowed_drivers_are_present(first: str) -> None:
    """After importing geodata in any order, GDAL holds exactly the allowed drivers and says nothing."""
    done = python(f"{first}; {REPORT}")
    assert set(done.stdout.strip().split("|")) == ALLOWED
    assert done.stderr == ""


def test_a_virtual_layer_cannot_be_opened_even_by_path(tmp_path: Path) -> None:
    """A file of OGR VRT XML that names another file is not opened by GDAL at all."""
    (tmp_path / "secret.csv").write_text("a\n1\n")
    virtual = tmp_path / "layer.geojson"
    virtual.write_text(
        f"<OGRVRTDataSource><OGRVRTLayer name='secret'><SrcDataSource>{tmp_path}/secret.csv</SrcDataSource>"
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    attempt = f"import geodata, pyogrio\ntry:\n  pyogrio.read_dataframe({str(virtual)!r})"
    done = python(f"{attempt}\nexcept pyogrio.errors.DataSourceError:\n  print('refused')")
    assert done.stdout.strip() == "refused"
