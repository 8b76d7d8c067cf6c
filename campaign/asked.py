"""What was asked of a plan: weeks, goals, locks and assumptions, in a form that can be kept and asked again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from campaign.plans import Choices
from planning.plan import Fixed, Goals, Wishes
from planning.response import KINDS, Kind, Response
from planning.travel import TERRAINS, Terrain

Locks = tuple[tuple[str, str, int | None, int | None], ...]


@dataclass(frozen=True)
class Assumptions:
    """What a planner may set otherwise: figures of the kinds of visit, of the terrain, and of a foreign language.

    `kinds` has figures of `planning.response.Kind` by kind of visit, `terrains` of `planning.travel.Terrain` by class;
    what is left out is as the engine has it.
    """

    kinds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    terrains: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    language_factor: float | None = None

    def response(self) -> Response:
        """Return the response with these figures."""
        kinds: dict[str, Kind] = {name: replace(one, **self.kinds.get(name, {})) for name, one in KINDS.items()}
        factor = Response().language_factor if self.language_factor is None else self.language_factor
        return Response(kinds, factor)

    def roads(self) -> dict[str, Terrain]:
        """Return the terrain classes with these figures."""
        return {name: replace(one, **self.terrains.get(name, {})) for name, one in TERRAINS.items()}


@dataclass(frozen=True)
class Asked:
    """What was asked of a plan, on which day, of which edition of the figures and on which ground beside them.

    `fixed` has team, group, half days and week (from nought), where told. `ceiling` is what was proven that no plan can
    pass, as long as ground and goals stay and locks are only added. `learned` follows the records where they tell
    otherwise than the assumptions. `travel_no` is the table of minutes (0: none),
    `carried_from` the plan whose undone visits this one takes over (0: none).
    """

    edition: str
    day: str
    starts_on: str
    weeks: int = 1
    beta: float = 1.0
    floor: float = 0.0
    language: str = "price"
    season: float = 1.0
    with_community: bool = False
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    fixed: Locks = ()
    assumed: Assumptions = field(default_factory=Assumptions)
    travel_no: int = 0
    carried_from: int = 0
    ceiling: float | None = None
    learned: bool = False
    ground: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Asked:
        """Return what was kept as JSON."""
        told = dict(kept)
        told["assumed"] = Assumptions(**told.get("assumed", {}))
        lists = {name: tuple(told.get(name, ())) for name in ("must", "never")}
        fixed = tuple((str(team), str(unit), size, week) for team, unit, size, week in told.get("fixed", ()))
        return cls(**{**told, **lists, "fixed": fixed})

    def kept(self) -> dict[str, Any]:
        """Return it in a form that JSON can hold."""
        return asdict(self)

    def case_key(self) -> str:
        """Return what the case hangs on; locks and goals are not among it."""
        case = replace(
            self, edition="", ground="", beta=1.0, floor=0.0, must=(), never=(), fixed=(), carried_from=0, ceiling=None
        )
        return json.dumps(case.kept(), sort_keys=True)

    def choices(self, travel: bytes | None) -> Choices:
        """Return the choices that a case is made from."""
        return Choices(
            self.weeks,
            date.fromisoformat(self.starts_on),
            self.language,
            self.season,
            self.with_community,
            travel=travel,
            response=self.assumed.response(),
            terrains=self.assumed.roads(),
            learned=self.learned,
        )

    def goals(self) -> Goals:
        """Return what is wanted."""
        return Goals(self.beta, self.floor)

    def wishes(self) -> Wishes:
        """Return the locks."""
        return Wishes(self.must, self.never, tuple(Fixed(*one) for one in self.fixed))

    def pinned(self, team_id: str, unit_id: str, half_days: int | None, week: int | None = None) -> Asked:
        """Return it with a group given to a team for sure; a former lock on the group goes."""
        free = self.loosened(unit_id)
        return replace(free, fixed=(*free.fixed, (team_id, unit_id, half_days, week)), ceiling=self._still(unit_id))

    def banned(self, unit_id: str) -> Asked:
        """Return it with a group that must not be visited."""
        free = self.loosened(unit_id)
        return replace(free, never=(*free.never, unit_id), ceiling=self._still(unit_id))

    def demanded(self, unit_id: str) -> Asked:
        """Return it with a group that must be visited, by whomever."""
        free = self.loosened(unit_id)
        return replace(free, must=(*free.must, unit_id), ceiling=self._still(unit_id))

    def loosened(self, unit_id: str) -> Asked:
        """Return it without any lock on a group."""
        return replace(
            self,
            must=tuple(one for one in self.must if one != unit_id),
            never=tuple(one for one in self.never if one != unit_id),
            fixed=tuple(one for one in self.fixed if one[1] != unit_id),
            ceiling=self._still(unit_id),
        )

    def is_locked(self, unit_id: str) -> bool:
        """Tell whether any lock is on a group."""
        return unit_id in (*self.must, *self.never, *(one[1] for one in self.fixed))

    def _still(self, unit_id: str) -> float | None:
        """Return the ceiling where nothing is taken away: without a lock more could be reached than was proven."""
        return None if self.is_locked(unit_id) else self.ceiling
