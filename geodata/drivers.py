"""The only formats GDAL may open, decided before GDAL itself is loaded.

A driver that follows references (OGR VRT, WFS, CSW ...) turns an uploaded file into a request made by the
server: it reads any file there and fetches any address. GDAL looks at ``OGR_SKIP`` when its drivers are
registered, so the list is in the environment before pyogrio is imported; a second pass drops whatever this
list does not know by name.
"""

import os

ALLOWED = frozenset({"ESRI Shapefile", "GeoJSON", "GPKG", "GPX", "KML", "LIBKML"})

SKIPPED = (
    "ADBC", "AIVector", "AVCBin", "AVCE00", "AmigoCloud", "CSV", "CSW", "Carto", "DGN", "DXF", "EDIGEO",
    "EEDA", "ESRIJSON", "Elasticsearch", "FlatGeobuf", "GDALG", "GML", "GPSBabel", "GTFS", "GeoJSONSeq",
    "GeoRSS", "HTTP", "Idrisi", "JML", "JSONFG", "LVBAG", "MBTiles", "MEM", "MVT", "MapInfo File", "MapML",
    "MiraMonVector", "NGW", "OAPIF", "ODS", "OGCAPI", "OGR_GMT", "OGR_PDS", "OGR_VRT", "OSM", "OpenFileGDB",
    "PCIDSK", "PDF", "PDS4", "PGDUMP", "PLSCENES", "PMTiles", "S57", "SQLite", "SXF", "Selafin", "TopoJSON",
    "VDV", "VFK", "VICAR", "WAsP", "WFS", "XLSX",
)  # fmt: skip

os.environ["OGR_SKIP"] = ",".join(SKIPPED)

import pyogrio  # noqa: E402
from pyogrio import _ogr  # noqa: E402


def present() -> frozenset[str]:
    """List the vector drivers GDAL has registered."""
    return frozenset(pyogrio.list_drivers())


def restrict() -> None:
    """Drop every driver that is not allowed, also when pyogrio was imported before this module.

    Registering the drivers again makes GDAL read ``OGR_SKIP`` again.

    Raises
    ------
    RuntimeError
        When a driver that is not allowed stays: the process must not read files in that state.
    """
    unwanted = present() - ALLOWED
    if unwanted:
        pyogrio.set_gdal_config_options({"OGR_SKIP": ",".join(sorted(unwanted | set(SKIPPED)))})
        _ogr._register_drivers()
    left = present() - ALLOWED
    if left:
        raise RuntimeError(f"drivers that must not be present: {', '.join(sorted(left))}")


restrict()
