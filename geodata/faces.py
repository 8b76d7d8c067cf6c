"""A territory cut along lines into faces that share every vertex with their neighbours."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]
Shapes = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Faces:
    """The faces of a cut territory, and the number of the unit that each one falls to."""

    shapes: Shapes
    owner: Labels

    def areas(self, count: int) -> Floats:
        """Add up the area that falls to each of `count` units, in square units of the coordinates."""
        return np.bincount(self.owner, shapely.area(self.shapes), count).astype(np.float64)

    def united(self, count: int) -> Shapes:
        """Return one shape for each of `count` units, None for a unit without a face."""
        units, first = np.unique(np.sort(self.owner), return_index=True)
        by_unit = np.split(self.shapes[np.argsort(self.owner, kind="stable")], first[1:])
        united = np.full(count, None, dtype=object)
        united[units] = [shapely.coverage_union_all(shapes) for shapes in by_unit]
        return united

    def mended(self) -> "Faces":
        """Give each fragment of a unit that fell apart to the neighbour with the longest border to it."""
        table = pd.DataFrame({"owner": self.owner, "area": shapely.area(self.shapes)})
        whole = np.zeros(len(table), dtype=bool)
        whole[table.groupby("owner")["area"].idxmax()] = True
        strays = np.flatnonzero(~whole)
        row, near = shapely.STRtree(self.shapes).query(self.shapes[strays], predicate="touches")
        shared = shapely.length(shapely.intersection(self.shapes[strays[row]], self.shapes[near]))
        borders = pd.DataFrame({"stray": strays[row], "near": near, "shared": shared})
        borders = borders[whole[near] & (shared > 0)]
        longest = borders.loc[borders.groupby("stray")["shared"].idxmax()]
        owner = self.owner.copy()
        owner[longest["stray"]] = self.owner[longest["near"]]
        return Faces(self.shapes, owner)


def cut_apart(
    territory: shapely.Polygon | shapely.MultiPolygon, lines: Shapes, grid_size: float | None = None
) -> tuple[Shapes, Floats]:
    """Cut a territory along lines; give the faces and an (n, 2) array of a point inside each.

    Lines may reach beyond the territory. `grid_size` is that of `shapely.union_all`: crossings are rounded to
    it; without it the outline keeps every coordinate.
    """
    joined = shapely.union_all([*lines, shapely.boundary(territory)], grid_size=grid_size)
    shapes = shapely.get_parts(shapely.polygonize(shapely.get_parts(joined)))
    inner = shapely.get_coordinates(shapely.point_on_surface(shapes))
    shapely.prepare(territory)
    inside = shapely.contains_xy(territory, inner)
    return shapes[inside], inner[inside]
