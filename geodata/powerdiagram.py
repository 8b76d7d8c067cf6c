"""Sharing out a territory among centres so that each gets the area it should have."""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import ConvexHull
from scipy.spatial.distance import cdist

from geodata.faces import Faces, Floats, Labels, Shapes, cut_apart

_GRID_METRES = 0.01  # crossing lines are joined on this grid, so that neighbours share every vertex
_HELPERS = 20.0 * np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])  # in sizes: too far off to bend a border
_AREA_TOLERANCE = 0.002
_GOOD_ENOUGH = 0.01
_AREA_LIMIT = 0.05
_STEPS = 60
_SMALLEST_STEP = 1e-4
_ROUNDS = 4


@dataclass(frozen=True, eq=False)
class PowerDiagram:
    """The power diagrams of centres, (n, 2), metres, all different, inside a territory without holes."""

    territory: shapely.Polygon
    centres: Floats

    def shared_out(self, shares: Floats) -> Shapes:
        """Return one polygon per centre, of areas in proportion to `shares` (positive, any unit).

        Where the territory bends, a cell can fall apart; its fragments go to neighbours, and the areas asked
        for are corrected by what that moved. If that cannot be made good, the fragments stay and the areas
        are right.
        """
        targets = shares / shares.sum() * self.territory.area
        asked, best, least = targets, None, np.inf
        for _ in range(_ROUNDS):
            faces = self.cut(self.weights(asked)).mended()
            missing = targets - faces.areas(len(targets))
            worst = float(np.abs(missing / targets).max())
            if worst < least:
                best, least = faces, worst
            if least <= _GOOD_ENOUGH:
                break
            asked = np.maximum(asked + missing, targets / 4)
            asked *= self.territory.area / asked.sum()
        if best is None or least > _AREA_LIMIT:
            best = self.cut(self.weights(targets))
        return best.united(len(targets))

    def weights(self, targets: Floats) -> Floats:
        """Find the weights (m²) whose cells have the target areas (m²), by damped Newton steps.

        Method: Kitagawa, Mérigot & Thibert (2019), algorithm 1.
        """
        weights = np.zeros(len(self.centres))
        areas = self._areas(weights)
        floor = float(min(areas.min(), targets.min())) / 2
        for _ in range(_STEPS):
            if (np.abs(targets - areas) <= _AREA_TOLERANCE * targets).all():
                break
            direction = np.linalg.lstsq(self._jacobian(weights), targets - areas)[0].astype(np.float64)
            weights, areas = self._stepped(weights, direction, targets, floor)
        return weights

    def cut(self, weights: Floats) -> Faces:
        """Cut the territory along the borders of the power cells."""
        shapes, inner = cut_apart(self.territory, self._borders(weights)[1], _GRID_METRES)
        power = cdist(inner, self.centres, "sqeuclidean") - weights
        return Faces(shapes, power.argmin(axis=1))

    def _areas(self, weights: Floats) -> Floats:
        """Return the area of each cell, in square metres."""
        return self.cut(weights).areas(len(weights))

    def _stepped(self, weights: Floats, direction: Floats, targets: Floats, floor: float) -> tuple[Floats, Floats]:
        """Halve the step until no cell falls under the floor and the error shrinks; also give the areas."""
        error = np.linalg.norm(targets - self._areas(weights))
        step = 1.0
        while True:
            tried = weights + step * direction
            areas = self._areas(tried)
            shrunk = np.linalg.norm(targets - areas) <= (1 - step / 2) * error
            if (shrunk and areas.min() >= floor) or step < _SMALLEST_STEP:
                return tried, areas
            step /= 2

    def _jacobian(self, weights: Floats) -> Floats:
        """Return how fast each area grows with each weight: length of border over twice the distance."""
        pairs, borders = self._borders(weights)
        lengths = shapely.length(shapely.intersection(borders, self.territory))
        apart = np.hypot(*(self.centres[pairs[:, 0]] - self.centres[pairs[:, 1]]).T)
        flow = np.zeros((len(weights), len(weights)))
        np.add.at(flow, (pairs[:, 0], pairs[:, 1]), lengths / (2 * apart))
        flow += flow.T
        return np.diag(flow.sum(axis=1)) - flow

    def _borders(self, weights: Floats) -> tuple[Labels, Shapes]:
        """Return the borders between power cells: pairs of rows, and a line for each.

        The cells are the lower hull of the centres lifted to x² + y² - w: each facet is a corner where three
        cells meet, each ridge between two facets a border (Aurenhammer 1987). Four helper centres far away
        keep the hull solid when there are few centres or all lie on a line.
        """
        hull, middle, size = self._hull(weights)
        corners = -hull.equations[:, :2] / (2 * hull.equations[:, 2:3]) * size + middle
        facet, side = np.nonzero(hull.neighbors > np.arange(len(hull.neighbors))[:, None])
        other = hull.neighbors[facet, side]
        pairs = hull.simplices[facet[:, None], (side[:, None] + [1, 2]) % 3].astype(np.intp)
        lower = hull.equations[:, 2] < 0
        kept = lower[facet] & lower[other] & (pairs < len(weights)).all(axis=1)
        ends = np.stack([corners[facet[kept]], corners[other[kept]]], axis=1)
        return pairs[kept], shapely.linestrings(ends)

    def _hull(self, weights: Floats) -> tuple[ConvexHull, Floats, float]:
        """Return the hull of the lifted centres, brought to the territory's size around their middle."""
        middle = self.centres.mean(axis=0)
        extent = np.ptp(np.reshape(self.territory.bounds, (2, 2)), axis=0).max()
        size = max(float(extent), float(np.sqrt(np.ptp(weights))))
        sites = np.vstack([(self.centres - middle) / size, _HELPERS])
        lift = (sites**2).sum(axis=1)
        lift[: len(weights)] -= (weights - weights.mean()) / size**2
        return ConvexHull(np.column_stack([sites, lift])), middle, size
