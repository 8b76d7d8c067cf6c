"""A plan: which team goes where, for how long and why there; made of a case, goals and wishes, and never changed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from outreach.errors import CampaignError
from planning.assignment import Choice, Clock, Effort, solve
from planning.bound import relaxed as relaxed_bound
from planning.calendar import UNPLACED, dated, packed_stays, packing_rows
from planning.options import Stays, build_options, is_overnight
from planning.problem import Problem
from planning.response import Response
from planning.team import Register, Weeks

GROUP_COLUMNS = (
    "unit_id", "name", "commune", "language", "unreached", "households", "coverage_share", "has_power", "has_signal",
    "is_known",
)  # fmt: skip
NOISE = 0.4  # deviation of the log of what one visit brings (assumed until the log tells it)
SHARED_NOISE = 0.1  # of what all visits have in common
NINETY = 1.645
FULL_SHARE = 0.99
FLOOR_STEPS = (0.995, 0.98, 0.95, 0.9, 0.75, 0.5, 0.0)


@dataclass(frozen=True)
class Case:
    """What a plan is made from: groups and teams, ways between them, weeks, and the assumptions.

    `groups` has the columns GROUP_COLUMNS, a row each; `minutes` is one way from each team (row) to each group.
    """

    groups: pd.DataFrame
    register: Register
    weeks: Weeks
    minutes: np.ndarray
    response: Response = field(default_factory=Response)
    stays: Stays = field(default_factory=Stays)
    lent: tuple[tuple[int, int, int], ...] = ()  # team, week and half days more or fewer, for what-if

    def __post_init__(self) -> None:
        if missing := set(GROUP_COLUMNS) - set(self.groups):
            raise ValueError(f"columns are missing: {sorted(missing)}")
        if self.minutes.shape != (len(self.register), len(self.groups)):
            raise ValueError("one row of minutes for each team, one column for each group")

    @cached_property
    def week_half_days(self) -> np.ndarray:
        """The half days of each team (row) in each week (column)."""
        given = self.register.half_days(self.weeks)
        for team_no, week, half_days in self.lent:
            given[team_no, week] = max(0, given[team_no, week] + half_days)
        return given

    @cached_property
    def options(self) -> pd.DataFrame:
        """Everything that could be done (see `planning.options`)."""
        return build_options(
            self.groups, self.register, self.minutes, self.response, week_half_days=self.week_half_days,
            stays=self.stays,
        )  # fmt: skip

    @cached_property
    def is_worst(self) -> np.ndarray:
        """Tell the groups of the worst-off tenth: the lowest known coverage, the larger gap first among equals."""
        known = self.groups[self.groups["is_known"] & self.groups["coverage_share"].notna()]
        order = known.assign(gap=-known["unreached"]).sort_values(["coverage_share", "gap"], kind="stable")
        return self.groups.index.isin(order.index[: -(-len(order) // 10)])


@dataclass(frozen=True)
class Goals:
    """What is wanted: most adults, weighted to the worst-off by `beta`, and at least `floor` of the worst-off tenth."""

    beta: float = 1.0
    floor: float = 0.0

    def __post_init__(self) -> None:
        if self.beta < 0 or self.floor < 0:
            raise ValueError("neither the weight nor the floor is below nought")


@dataclass(frozen=True)
class Fixed:
    """A group given to a team by hand: for so many half days and in a week (from nought), where these are told."""

    team_id: str
    unit_id: str
    half_days: int | None = None
    week: int | None = None


@dataclass(frozen=True)
class Wishes:
    """What a planner has locked: groups that must be visited, that must not, and that a team has for sure."""

    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    fixed: tuple[Fixed, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is locked."""
        return not (self.must or self.never or self.fixed)


@dataclass(frozen=True)
class Relaxed:
    """A wish that could not be kept: which rule, of which group or team, why, and what to relax."""

    rule: str
    subject: str
    reason: str
    facts: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Plan:
    """A plan and its certificate. `assignments` has a row for each team and group, `schedule` one for each stay."""

    case: Case
    goals: Goals
    wishes: Wishes
    assignments: pd.DataFrame
    schedule: pd.DataFrame
    choice: Choice
    problem: Problem
    options: pd.DataFrame
    relaxed: tuple[Relaxed, ...] = ()

    @cached_property
    def value(self) -> float:
        """Adults, weighted: what the plan was made for."""
        return float(self.assignments["value"].sum())

    @property
    def bound(self) -> float:
        """What no plan with these teams can pass."""
        return self.choice.ceiling

    @property
    def gap(self) -> float:
        """By what share another plan could be better at most."""
        return max(0.0, self.bound - self.value) / max(self.bound, 1e-9)

    @property
    def adults(self) -> float:
        """Adults expected to be newly reached."""
        return float(self.assignments["gain_adults"].sum())

    @property
    def adults_range(self) -> tuple[float, float]:
        """The range in which the adults lie nine times in ten, as far as the assumptions of noise hold."""
        own = NOISE * np.sqrt((self.assignments["gain_adults"] ** 2).sum())
        width = NINETY * float(np.hypot(own, SHARED_NOISE * self.adults))
        return max(0.0, self.adults - width), self.adults + width

    @property
    def adults_worst(self) -> float:
        """Of them in the worst-off tenth."""
        return _worst_adults(self.assignments)

    @property
    def half_days_used(self) -> int:
        """Half days of all teams together."""
        return int(self.assignments["half_days"].sum())


def _worst_adults(assignments: pd.DataFrame) -> float:
    return float(assignments.loc[assignments["is_worst"], "gain_adults"].sum())


def weights(groups: pd.DataFrame, beta: float) -> np.ndarray:
    """Return the weight of each group: ((1 - its coverage) / (1 - the mean))^beta, the mean for an unknown one."""
    share = groups["coverage_share"].astype(float)
    mean = min(float(share.mean()) if share.notna().any() else 0.0, FULL_SHARE)
    return (((1 - share.fillna(mean).clip(0, FULL_SHARE)) / (1 - mean)) ** beta).to_numpy()


def make_plan(
    case: Case,
    goals: Goals | None = None,
    wishes: Wishes | None = None,
    *,
    clock: Clock,
    effort: Effort | None = None,
    previous: pd.DataFrame | None = None,
    stability_share: float = 0.01,
) -> Plan:
    """Make the best plan that can be found in the time; wishes that cannot be kept are relaxed, and told.

    `previous` has team_id and unit_id of an earlier plan: what stays as it was counts a little more.
    """
    goals, wishes, effort = goals or Goals(), wishes or Wishes(), effort or Effort()
    _refuse_empty(case)
    until = clock() + effort.seconds
    options, kept, relaxed = wished(case, wishes)
    options = valued(case, options, goals, previous, stability_share)
    problem = stated(case, options, goals, kept)
    problem, told = _possible(case, problem, goals)
    choice = solve(problem, replace(effort, seconds=max(0.2, until - clock())), clock)
    choice, problem, told = _with_floor(problem, choice, goals, told, effort, clock)
    choice, problem, told = _with_musts(case, problem, choice, told, effort, clock)
    return _planned(case, goals, wishes, options, problem, choice, (*relaxed, *told))


def _refuse_empty(case: Case) -> None:
    """Refuse a case in which nothing can be planned."""
    if not len(case.register):
        raise CampaignError("plan_no_teams")
    if not case.week_half_days.any():
        raise CampaignError("plan_no_days")
    if case.options.empty:
        raise CampaignError("plan_no_options")


def plan_of(case: Case, assignments: pd.DataFrame, goals: Goals | None = None, wishes: Wishes | None = None) -> Plan:
    """Return the plan that a table of assignments (team_id, unit_id, half_days, stays) tells, with its bound.

    For a plan that was kept in a file or changed by hand; pairs that are no option any more are told as relaxed.
    """
    goals, wishes = goals or Goals(), wishes or Wishes()
    _refuse_empty(case)
    options, must, relaxed = wished(case, wishes)
    options = valued(case, options, goals)
    problem = stated(case, options, goals, must)
    problem, told = _possible(case, problem, goals)
    team = np.array([one.team_id for one in case.register.teams])[options["team_no"]]
    unit = case.groups["unit_id"].to_numpy()[options["group_no"]]
    key = ["team_id", "unit_id", "half_days", "stays"]
    known = pd.MultiIndex.from_arrays([team, unit, options["half_days"], options["stays"]])
    wanted = pd.MultiIndex.from_frame(assignments[key])
    number = known.get_indexer(wanted)
    gone = [Relaxed("fixed", str(one[1]), "no_option", (("team_id", one[0]),)) for one in wanted[number < 0]]
    chosen = np.sort(number[number >= 0])
    bound = relaxed_bound(problem)
    choice = Choice(chosen, problem.worth(chosen), bound, bound.value, is_complete=problem.is_kept(chosen), how="told")
    return _planned(case, goals, wishes, options, problem, choice, (*relaxed, *told, *gone))


def wished(case: Case, wishes: Wishes) -> tuple[pd.DataFrame, np.ndarray, list[Relaxed]]:
    """Return the options that the locks leave, the groups that must be visited, and the locks that nothing can keep."""
    options, relaxed = case.options, []
    unit, team = pd.Index(case.groups["unit_id"]), pd.Index([one.team_id for one in case.register.teams])
    never, must = unit.isin(wishes.never), unit.isin(wishes.must)
    options = options[~never[options["group_no"]]]
    for one in wishes.fixed:
        group_no, team_no = _place_in(unit, one.unit_id), _place_in(team, one.team_id)
        ours = (options["group_no"] == group_no) & (options["team_no"] == team_no)
        wanted = ours & (one.half_days is None or options["half_days"] == one.half_days)
        if not wanted.any():
            reason = "never_too" if group_no >= 0 and never[group_no] else _why_not(case, group_no, team_no)
            relaxed.append(Relaxed("fixed", one.unit_id, reason, (("team_id", one.team_id),)))
            continue
        options = options[wanted | (options["group_no"] != group_no)]
        must[group_no] = True
    present = np.zeros(len(case.groups), dtype=bool)
    present[options["group_no"].unique()] = True
    for group_no in np.flatnonzero(must & ~present).tolist():
        reason = "never_too" if never[group_no] else _why_not(case, group_no, None)
        relaxed.append(Relaxed("must", str(unit[group_no]), reason))
    relaxed += [Relaxed("must", name, "unknown") for name in (*wishes.must, *wishes.never) if name not in unit]
    return options.reset_index(drop=True), must & present, relaxed


def _place_in(index: pd.Index, name: str) -> int:
    return int(index.get_indexer(pd.Index([name]))[0])


def _why_not(case: Case, group_no: int, team_no: int | None) -> str:
    """Return why no option leads a team, or any team, to a group."""
    if group_no < 0 or team_no == UNPLACED:
        return "unknown"
    rows = slice(None) if team_no is None else slice(team_no, team_no + 1)
    if not case.groups["unreached"].fillna(0).iloc[group_no] > 0:
        return "nobody_left"
    if not (case.minutes[rows, group_no] * 2 / 60 <= case.stays.most_travel_share * case.stays.day_hours).any():
        return "beyond_reach"
    if not case.week_half_days[rows].any():
        return "no_days"
    if not case.register.speaks(case.groups["language"].iloc[[group_no]])[rows].any():
        return "no_language"
    return "too_short"


RELAXED = (
    "never_too", "beyond_reach", "nobody_left", "no_days", "no_language", "too_short", "unknown", "no_room",
    "no_option", "floor_too_high", "floor_not_found",
)  # fmt: skip


def valued(
    case: Case,
    options: pd.DataFrame,
    goals: Goals,
    previous: pd.DataFrame | None = None,
    stability_share: float = 0.0,
) -> pd.DataFrame:
    """Return the options with their value (weighted adults), and the bonus of those that an earlier plan had."""
    weight = weights(case.groups, goals.beta)[options["group_no"]]
    is_kept = np.zeros(len(options), dtype=bool)
    if previous is not None and len(previous):
        before = pd.MultiIndex.from_frame(previous[["team_id", "unit_id"]])
        team = np.array([one.team_id for one in case.register.teams])[options["team_no"]]
        is_kept = pd.MultiIndex.from_arrays([team, case.groups["unit_id"].array[options["group_no"]]]).isin(before)
    return options.assign(value=weight * options["gain"], bonus=1 + stability_share * is_kept)


def stated(case: Case, options: pd.DataFrame, goals: Goals, must: np.ndarray) -> Problem:
    """State the plan for the solver: days of the teams, what fits into weeks, the floor of the worst-off tenth."""
    from scipy.sparse import csr_array, vstack

    team, group = options["team_no"].to_numpy(), options["group_no"].to_numpy()
    numbers, size = np.arange(len(options)), options["half_days"].to_numpy(float)
    days = csr_array((size, (team, numbers)), shape=(len(case.register), len(options)))
    stays = options["stays"].to_numpy()
    weekly, limits = packing_rows(team, options["half_days"].to_numpy() // stays, stays, case.week_half_days)
    rows, most = [days, weekly], [case.week_half_days.sum(axis=1).astype(float), limits]
    least = np.full(len(case.register) + len(limits), -np.inf)
    if goals.floor > 0:
        rows.append(csr_array(np.where(case.is_worst[group], options["gain"], 0.0)[None, :]))
        most.append(np.array([np.inf]))
        least = np.append(least, goals.floor)
    shared = vstack(rows, format="csc")
    value = (options["value"] * options["bonus"]).to_numpy(float)
    return Problem(value, team, group, shared, least, np.concatenate(most), must)


def _possible(case: Case, problem: Problem, goals: Goals) -> tuple[Problem, list[Relaxed]]:
    """Relax what even a relaxed plan cannot keep: the least that has to give way (elastic programming)."""
    if not problem.must.any() and goals.floor <= 0:
        return problem, []
    short, missing = _shortfall(problem, goals.floor)
    units = case.groups["unit_id"].to_numpy()
    told = [Relaxed("must", str(units[group]), "no_room") for group in np.flatnonzero(short)]
    least = problem.least.copy()
    if missing > 1e-6:
        reachable = goals.floor * (1 - missing)
        told.append(Relaxed("floor", "", "floor_too_high", (("asked", goals.floor), ("possible", reachable))))
        least[-1] = reachable * (1 - 1e-9)
    return replace(problem, must=problem.must & ~short, least=least), told


def _shortfall(problem: Problem, floor: float) -> tuple[np.ndarray, float]:
    """Return the groups that cannot all be visited, and by what share the floor is too high, at the least penalty."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, hstack, vstack

    from planning.bound import membership

    must = np.flatnonzero(problem.must)
    options = len(problem.value)
    members = membership(problem.group, problem.groups)
    above = np.isfinite(problem.most)
    rows = [problem.shared.tocsr()[above], members]
    upper = hstack([vstack(rows), csr_array((int(above.sum()) + problem.groups, len(must) + 1))]).tocsr()
    slack = csr_array((np.ones(len(must)), (np.arange(len(must)), options + np.arange(len(must)))),
                      shape=(len(must), options + len(must) + 1))  # fmt: skip
    wanted = hstack([members[must], csr_array((len(must), len(must) + 1))]).tocsr() + slack
    demands, asked = [-wanted], [-np.ones(len(must))]
    if floor > 0:
        row = hstack([problem.shared.tocsr()[[-1]], csr_array((1, len(must))), csr_array(np.array([[floor]]))])
        demands.append(-row.tocsr())
        asked.append(np.array([-floor]))
    cost = np.concatenate([np.zeros(options), np.ones(len(must)), [float(len(must)) + 1.0]])
    limits = np.concatenate([problem.most[above], np.ones(problem.groups), *asked])
    answer = linprog(cost, A_ub=vstack([upper, *demands]).tocsc(), b_ub=limits, bounds=(0, None), method="highs")
    short = np.zeros(problem.groups, dtype=bool)
    short[must[answer.x[options:-1] > 1e-6]] = True
    return short, float(answer.x[-1])


def _with_floor(
    problem: Problem, choice: Choice, goals: Goals, told: list[Relaxed], effort: Effort, clock: Clock
) -> tuple[Choice, Problem, list[Relaxed]]:
    """Lower a floor that whole days do not reach in the time, until a plan is found."""
    if goals.floor <= 0 or len(choice.chosen):
        return choice, problem, told
    asked = problem.least[-1]
    for step in FLOOR_STEPS:
        least = problem.least.copy()
        least[-1] = asked * step
        lower = replace(problem, least=least)
        choice = solve(lower, replace(effort, seconds=max(1.0, effort.seconds / 4)), clock)
        if len(choice.chosen):
            facts = (("asked", goals.floor), ("possible", float(least[-1])))
            return choice, lower, [*told, Relaxed("floor", "", "floor_not_found", facts)]
    return choice, problem, told


def _with_musts(
    case: Case, problem: Problem, choice: Choice, told: list[Relaxed], effort: Effort, clock: Clock
) -> tuple[Choice, Problem, list[Relaxed]]:
    """Drop the musts for which whole days leave no room, so that the bound speaks of what can be."""
    is_in = np.zeros(problem.groups, dtype=bool)
    is_in[problem.group[choice.chosen]] = True
    left = problem.must & ~is_in
    if not left.any():
        return choice, problem, told
    fewer = replace(problem, must=problem.must & is_in)
    again = solve(fewer, replace(effort, seconds=max(1.0, effort.seconds / 4)), clock)
    units = case.groups["unit_id"].to_numpy()
    told = [*told, *(Relaxed("must", str(units[one]), "no_room") for one in np.flatnonzero(left))]
    if again.is_complete and again.value >= choice.value:
        return again, fewer, told
    kept = replace(choice, bound=again.bound, ceiling=max(again.ceiling, choice.value), is_complete=True)
    return kept, fewer, told


def _planned(
    case: Case,
    goals: Goals,
    wishes: Wishes,
    options: pd.DataFrame,
    problem: Problem,
    choice: Choice,
    relaxed: tuple[Relaxed, ...],
) -> Plan:
    chosen, stays = _scheduled(case, wishes, options, problem, choice)
    assignments = _assignments(case, options.loc[chosen])
    schedule = _schedule(case, stays, assignments)
    left = np.setdiff1d(np.flatnonzero(problem.must), options.loc[chosen, "group_no"])
    if len(left):
        problem = replace(problem, must=problem.must & ~np.isin(np.arange(problem.groups), left))
        bound = relaxed_bound(problem)
        choice = replace(choice, bound=bound, ceiling=bound.value)
        units = case.groups["unit_id"]
        relaxed = (*relaxed, *(Relaxed("must", str(units.iloc[one]), "no_room") for one in left))
    if problem.has_floor and (possible := _worst_adults(assignments)) < problem.least[-1] * (1 - 1e-6):
        facts = (("asked", goals.floor), ("possible", possible))
        relaxed = (*relaxed, Relaxed("floor", "", "floor_not_found", facts))
    return Plan(case, goals, wishes, assignments, schedule, choice, problem, options, relaxed)


def _scheduled(
    case: Case, wishes: Wishes, options: pd.DataFrame, problem: Problem, choice: Choice
) -> tuple[np.ndarray, pd.DataFrame]:
    """Pack the chosen options into weeks; what does not fit gives way to what does, as far as days are left."""
    chosen = choice.chosen
    stays = _stays(case, wishes, options, chosen)
    stays["week"] = packed_stays(stays, case.week_half_days)
    lost = stays.loc[stays["week"] == UNPLACED, "option"].unique()
    if not len(lost):
        return chosen, stays
    is_must, was_chosen = problem.must[problem.group], np.isin(np.arange(len(options)), chosen)
    if problem.has_floor:
        is_must = is_must | case.is_worst[problem.group]
    kept = np.setdiff1d(chosen, lost)
    if is_must[lost].any():  # what must be visited comes first in the days of its team
        kept = kept[~np.isin(problem.team[kept], problem.team[lost])]
    order = np.lexsort((choice.bound.loss, ~was_chosen, ~is_must))
    return _refilled(case, wishes, options, problem, kept, order)


def _refilled(
    case: Case, wishes: Wishes, options: pd.DataFrame, problem: Problem, kept: np.ndarray, order: np.ndarray
) -> tuple[np.ndarray, pd.DataFrame]:
    """Add options, those that lose least first, of teams with days left, each only where it can be packed."""
    stays = _stays(case, wishes, options, kept)
    stays["week"] = packed_stays(stays, case.week_half_days)
    left = case.week_half_days.sum(axis=1) - np.bincount(
        options["team_no"].to_numpy()[kept], options["half_days"].to_numpy()[kept], minlength=len(case.register)
    )
    is_free = np.ones(len(case.groups), dtype=bool)
    is_free[options["group_no"].to_numpy()[kept]] = False
    team, group, size = (options[name].to_numpy() for name in ("team_no", "group_no", "half_days"))
    for option in order:
        if size[option] > left[team[option]] or not is_free[group[option]]:
            continue
        now = np.append(kept, option)
        mine = _stays(case, wishes, options, now[team[now] == team[option]])
        mine["week"] = packed_stays(mine, case.week_half_days)
        if (mine["week"] != UNPLACED).all() and problem.is_kept(now):
            kept = now
            left[team[option]] -= size[option]
            is_free[group[option]] = False
            stays = pd.concat([stays[stays["team_no"] != team[option]], mine], ignore_index=True)
    return kept, stays


def _stays(case: Case, wishes: Wishes, options: pd.DataFrame, chosen: np.ndarray) -> pd.DataFrame:
    """Return a row for each stay of the chosen options, the more valuable for their time first."""
    taken = options.loc[chosen, ["team_no", "group_no", "half_days", "stays", "travel_hours", "value"]]
    taken = taken.assign(option=chosen, stay_half_days=taken["half_days"] // taken["stays"])
    taken = taken.assign(rate=-taken["value"] / taken["half_days"]).sort_values("rate", kind="stable")
    each = taken.loc[taken.index.repeat(taken["stays"])].reset_index(drop=True)
    each["is_overnight"] = is_overnight(each["travel_hours"], each["stay_half_days"], case.stays)
    weeks = {(one.team_id, one.unit_id): one.week for one in wishes.fixed if one.week is not None}
    each["preset"] = UNPLACED
    if weeks:
        team = np.array([one.team_id for one in case.register.teams])[each["team_no"]]
        pairs = zip(team, case.groups["unit_id"].array[each["group_no"]], strict=True)
        first = ~each.duplicated("option")
        each["preset"] = np.where(first, [weeks.get(pair, UNPLACED) for pair in pairs], UNPLACED)
    return each


def _assignments(case: Case, taken: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each team and group of the plan, with everything that is told about it."""
    groups = case.groups.iloc[taken["group_no"]].reset_index(drop=True)
    teams = case.register.frame().iloc[taken["team_no"]].reset_index(drop=True)
    taken = taken.reset_index(names="option")
    spread = NINETY * NOISE
    return pd.DataFrame(
        {
            "team_id": teams["team_id"],
            "team": teams["name"],
            "unit_id": groups["unit_id"],
            "name": groups["name"],
            "commune": groups["commune"],
            "kind": taken["kind"],
            "half_days": taken["half_days"],
            "stays": taken["stays"],
            "travel_minutes": 60 * taken["travel_hours"],
            "hours": taken["hours"],
            "visits": taken["visits"],
            "gain_adults": taken["gain"],
            "gain_least": taken["gain"] * np.exp(-spread),
            "gain_most": np.minimum(taken["gain"] * np.exp(spread), groups["unreached"].astype(float)),
            "value": taken["value"],
            "is_spoken": taken["is_spoken"],
            "language": groups["language"],
            "unreached": groups["unreached"].astype(float),
            "coverage_share": groups["coverage_share"].astype("Float64"),
            "is_known": groups["is_known"],
            "is_worst": case.is_worst[taken["group_no"]],
            "team_no": taken["team_no"],
            "group_no": taken["group_no"],
            "option": taken["option"],
        }
    )


def _schedule(case: Case, stays: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each stay: team, group, week, days."""
    when = dated(stays, case.register, case.weeks)
    names = assignments[["option", "team_id", "unit_id", "name", "commune", "kind"]]
    made = when.merge(names, on="option", how="left")
    columns = [
        "team_id", "week", "starts_on", "ends_on", "half", "unit_id", "name", "commune", "kind", "stay_half_days",
        "is_overnight",
    ]  # fmt: skip
    return made[columns].sort_values(["team_id", "week", "starts_on", "half"], kind="stable", ignore_index=True)
