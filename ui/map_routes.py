"""What lies over the units of a plan's map: bases, ways from them to groups, a route in order, and hollow circles."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Base:
    """Where a team sets out: its row among the teams, its mark, its fill ('' for a team with nothing to do).

    `slot` counts the teams that set out from the very same place.
    """

    row: int
    lat: float
    lon: float
    mark: str
    fill: str
    slot: int = 0


@dataclass(frozen=True)
class Routes:
    """Ways over a map; units are told by their place in the style.

    `links` are pairs of a base's place in `bases` and a unit, `selected` the place of a base or -1, `stops` the units
    of its route in order, `hollow` the units with a circle; `words` name in the legend a team's colour and number, a
    base, a route, the circles, and what somebody fixed ('' for nothing).
    """

    bases: tuple[Base, ...]
    links: tuple[tuple[int, int], ...] = ()
    selected: int = -1
    stops: tuple[int, ...] = ()
    hollow: tuple[int, ...] = ()
    words: tuple[str, ...] = ()

    def sent(self) -> list[object]:
        """Return what the map's script is given; a link takes two numbers."""
        bases = [[round(base.lat, 5), round(base.lon, 5), base.mark, base.fill, base.slot] for base in self.bases]
        links = [int(end) for link in self.links for end in link]
        return [bases, links, self.selected, list(map(int, self.stops)), list(map(int, self.hollow)), list(self.words)]
