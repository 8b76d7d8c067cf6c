"""Points in polygons: the grid of cells against geopandas.sjoin, from a Parquet file to an array of units.

`python benchmarks/point_in_polygon.py [--rows 1000000] [--rounds 3]`
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import measure

NATIONAL = Path(__file__).resolve().parents[2] / "shared/data/vietnam/communes_2025_coverage.parquet"


def make_patchwork(folder: str) -> None:
    """Write 1,450 units of sixty vertices with shared, crooked edges, as large as a mountain province."""
    import geopandas as gpd
    import numpy as np
    import shapely

    rows, columns, pieces = 29, 50, 15
    rng = np.random.default_rng(5)
    y, x = np.mgrid[0 : rows + 1, 0 : columns + 1].astype(float)
    corners = np.stack([x, y], axis=2) + rng.uniform(-0.3, 0.3, (rows + 1, columns + 1, 2))
    corners = corners * 0.032 + [102.2, 21.0]

    def bend(start: np.ndarray, end: np.ndarray) -> np.ndarray:
        share = np.linspace(0, 1, pieces + 1)[:, None]
        path = start[..., None, :] * (1 - share) + end[..., None, :] * share
        path[..., 1:-1, :] += rng.uniform(-0.001, 0.001, path[..., 1:-1, :].shape)
        return path

    level, upright = bend(corners[:, :-1], corners[:, 1:]), bend(corners[:-1], corners[1:])
    sides = [level[:-1], upright[:, 1:], level[1:, :, ::-1], upright[:, :-1, ::-1]]
    rings = np.concatenate([side[..., :-1, :] for side in sides], axis=2).reshape(rows * columns, -1, 2)
    units = gpd.GeoDataFrame({"unit_no": np.arange(rows * columns)}, geometry=shapely.polygons(rings), crs=4326)
    units.to_parquet(Path(folder) / "patchwork.parquet")


def make_points(boundaries: str, rows: str, target: str) -> None:
    """Write points around places inside units, two in a hundred anywhere, one in two hundred unknown."""
    import geopandas as gpd
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Areas are asked in degrees, for the size of a cloud in degrees.
    units = gpd.read_parquet(boundaries).geometry.set_crs(None, allow_override=True)
    rng, count = np.random.default_rng(6), int(rows)
    centres, widths = (
        units.representative_point().get_coordinates().to_numpy(),
        np.sqrt(units.area.to_numpy()),
    )
    home = rng.integers(0, len(units), count)
    points = centres[home] + rng.normal(0, 0.3, (count, 2)) * widths[home, None]
    west, south, east, north = units.total_bounds
    anywhere = rng.random(count) < 0.02
    points[anywhere] = rng.uniform([west, south], [east, north], (int(anywhere.sum()), 2))
    missing = rng.random(count) < 0.005
    columns = {name: pa.array(points[:, i], mask=missing) for i, name in enumerate(("lon", "lat"))}
    pq.write_table(pa.table(columns), target)


def by_sjoin(boundaries: str, points: str) -> None:
    """Join as geopandas' manual shows, and keep the smallest unit of a point."""
    import geopandas as gpd
    import pandas as pd

    units = gpd.read_parquet(boundaries).reset_index()
    places = pd.read_parquet(points).dropna()
    spots = gpd.GeoDataFrame(geometry=gpd.points_from_xy(places["lon"], places["lat"], crs=4326), index=places.index)
    joined = gpd.sjoin(spots, units[["geometry"]], predicate="intersects")
    _check(joined.groupby(level=0)["index_right"].min().to_numpy())


def by_grid(boundaries: str, points: str) -> None:
    """Read the boundaries, build the grid and find."""
    import geopandas as gpd
    import numpy as np
    import pyarrow.parquet as pq

    from geodata.point_in_polygon import PolygonLocator

    shapes = gpd.read_parquet(boundaries).geometry
    locator = PolygonLocator.of(shapes, np.arange(len(shapes)))
    places = pq.read_table(points)
    lon, lat = (places[name].to_numpy() for name in ("lon", "lat"))
    unit_no, _ = locator.find(lon, lat, near_metres=0)
    _check(unit_no[unit_no >= 0])


def only_read(boundaries: str, points: str) -> None:
    """Do what both must do before they begin: import and read."""
    import geopandas as gpd
    import pyarrow.parquet as pq

    gpd.read_parquet(boundaries)
    pq.read_table(points)


def warm(boundaries: str, points: str) -> None:
    """Print processor seconds of the join alone, in a process that has everything loaded, as a server has."""
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from geodata.point_in_polygon import PolygonLocator

    units = gpd.read_parquet(boundaries)[["geometry"]].reset_index(drop=True)
    places = pd.read_parquet(points).dropna()
    lon, lat = places["lon"].to_numpy(), places["lat"].to_numpy()
    start = time.process_time()
    locator = PolygonLocator.of(units.geometry, np.arange(len(units)))
    print(f"    build of the grid: {time.process_time() - start:.2f} CPU s, k = {locator.grid.k}")
    ours, theirs = [], []
    for _ in range(3):
        start = time.process_time()
        locator.find(lon, lat)
        middle = time.process_time()
        spots = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat, crs=4326))
        gpd.sjoin(spots, units, predicate="intersects").groupby(level=0)["index_right"].min()
        ours.append(middle - start)
        theirs.append(time.process_time() - middle)
    own, other = statistics.median(ours), statistics.median(theirs)
    print(f"    warm: find {own:.2f}, sjoin {other:.2f} CPU s: {other / own:.1f} times")


def benchmark(options: argparse.Namespace) -> None:
    """Measure whole processes, from files to units, and then the join alone."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        measure.run(measure.child(__file__, "make_patchwork", folder))
        for title, boundaries in (
            ("1,450 units", folder / "patchwork.parquet"),
            ("3,321 communes", NATIONAL),
        ):
            if not boundaries.exists():
                print(f"\n{title}: skipped, the real boundaries are not beside the repository")
                continue
            points = folder / "points.parquet"
            measure.run(measure.child(__file__, "make_points", boundaries, options.rows, points))
            ways = ("by_sjoin", "by_grid", "only_read")
            commands = {way: measure.child(__file__, way, boundaries, points) for way in ways}
            measure.show(f"{options.rows:,} points in {title}", measure.compare(commands, options.rounds))
            measure.run(measure.child(__file__, "warm", boundaries, points))


def _check(unit_no: object) -> None:
    """Print what both ways must agree on, for a reader of the log."""
    print(f"    {len(unit_no):,} placed, sum of units {int(unit_no.sum()):,}", file=sys.stderr)  # type: ignore


if __name__ == "__main__":
    measure.main(
        {part.__name__: part for part in (make_patchwork, make_points, by_sjoin, by_grid, only_read, warm)},
        benchmark,
        rows=1_000_000,
    )
