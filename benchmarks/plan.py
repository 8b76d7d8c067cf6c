"""Plans of made-up provinces: how near the bound and how fast, and against three planners with a spreadsheet.

    python benchmarks/plan.py [--seeds 1 2 3] [--weeks 1 4] [--draws 100] [--seconds 8]
    python benchmarks/plan.py --folder DATA --on DAY [--weeks 1 4]
    python benchmarks/plan.py --nation [--weeks 1]

Every plan, by whoever made it, passes the checker of the tests. The spreadsheet planners know the true ways and the
response: *nearest* takes the lowest coverage first and sends the nearest team with days; *language* the nearest one
that speaks the language; *tuned* besides tries how much of a group to sweep before going on, and takes
what comes nearest to the most that can be reached with its outreach to the worst-off tenth.
`--folder` takes the groups and teams of a campaign's data folder instead; the seeds are then those of the search.
They are compared at equal outreach to the worst-off tenth: the plan has theirs as its floor.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from territory import province  # noqa: E402

from commands.quiet import quiet  # noqa: E402
from planning.assignment import Effort  # noqa: E402
from planning.bound import relaxed  # noqa: E402
from planning.plan import Case, Goals, Plan, Wishes, make_plan, plan_of  # noqa: E402
from planning.statement import stated, valued  # noqa: E402
from planning.wishes import wished  # noqa: E402
from tests.planning.checker import faults  # noqa: E402

SWEEPS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.2)
PLAIN_SWEEP = 0.8
PROVINCES, NATION_GROUPS, NATION_TEAMS = 34, 90_000, 5_000
UPTAKE_NOISE, TRAVEL_NOISE = 0.4, 0.25


class Spreadsheet:
    """A planner with a list sorted by coverage, the ways to each group, and a pencil."""

    def __init__(self, case: Case, *, knows_languages: bool) -> None:
        self.case = case
        options = case.options[case.options["stays"] == 1]
        if knows_languages:
            options = options[options["is_spoken"]]
        ordered = options.sort_values(["group_no", "travel_hours", "team_no", "half_days"], kind="stable")
        columns = ("team_no", "half_days", "visits")
        self.of_group = {
            group: list(zip(*(some[name].tolist() for name in columns), strict=True))
            for group, some in ordered.groupby("group_no")
        }
        shares = case.groups["coverage_share"].to_numpy(float)
        self.order = np.lexsort((-case.groups["unreached"].to_numpy(float), shares)).tolist()

    def plan(self, sweep: float) -> Plan:
        """Go down the list: the nearest team with days, long enough to knock at so much of the doors."""
        left = self.case.week_half_days.copy()
        households = self.case.groups["households"].to_numpy(float)
        rows = []
        for group in self.order:
            found = self._stay(group, sweep * households[group], left)
            if found:
                team, week, length = found
                left[team, week] -= length
                rows.append(
                    (self.case.register.teams[team].team_id, self.case.groups["unit_id"].iloc[group], length, 1)
                )
            if not left.any():
                break
        table = pd.DataFrame(rows, columns=["team_id", "unit_id", "half_days", "stays"])
        return plan_of(self.case, table, Goals(0.0))

    def _stay(self, group: int, wanted: float, left: np.ndarray) -> tuple[int, int, int] | None:
        """Return the nearest team with room, its week, and the shortest stay that is enough, else the longest."""
        best: tuple[int, int, int] | None = None
        for team, length, visits in self.of_group.get(group, ()):
            if best is not None and team != best[0]:
                return best
            weeks = np.flatnonzero(left[team] >= length)
            if len(weeks):
                best = (team, int(weeks[0]), length)
                if visits >= wanted:
                    return best
        return best


def realised(plan: Plan, uptake: np.ndarray, travel: np.ndarray) -> float:
    """Return the adults reached when uptake of each group and ways of each pair turn out otherwise."""
    rows = plan.assignments
    team, group = rows["team_no"].to_numpy(), rows["group_no"].to_numpy()
    way = 2 * rows["travel_minutes"].to_numpy() / 60
    stays, length = rows["stays"].to_numpy(), rows["half_days"].to_numpy() // rows["stays"].to_numpy()
    nights = (length >= 4) & (length % 2 == 0) & (way / 2 > plan.case.stays.overnight_hours)
    trips = stays * np.where(nights, 1, length // 2 + length % 2)
    hours = np.maximum(rows["hours"].to_numpy() - trips * way * (travel[team, group] - 1), 0)
    people, homes = (plan.case.groups[name].to_numpy(float)[group] for name in ("unreached", "households"))
    limit = people * plan.case.response.figures(rows["kind"].to_numpy(), "turnout_share")
    limit = limit * np.where(rows["is_spoken"], 1.0, plan.case.response.language_factor)
    saturation = plan.case.response.figures(rows["kind"].to_numpy(), "saturation")
    visits = rows["visits"].to_numpy() * hours / rows["hours"].to_numpy()
    return float(np.minimum(limit * -np.expm1(-saturation * visits / homes) * uptake[group], people).sum())


def noisy_ratio(plan: Plan, other: Plan, draws: int, seed: int) -> tuple[float, float, float]:
    """Return the mean ratio of two plans as they turn out, and its 5th and 95th percentile."""
    random, shape = np.random.default_rng(seed), plan.case.minutes.shape
    ratios = []
    for _ in range(draws):
        uptake = np.exp(UPTAKE_NOISE * random.standard_normal(shape[1]) - UPTAKE_NOISE**2 / 2)
        travel = 1 + TRAVEL_NOISE * random.uniform(-1, 1, shape)
        ratios.append(realised(plan, uptake, travel) / realised(other, uptake, travel))
    return float(np.mean(ratios)), float(np.percentile(ratios, 5)), float(np.percentile(ratios, 95))


def most_with_floor(case: Case, floor: float) -> float:
    """Return what no plan with a floor can pass: the planner who comes nearest to it is the best tuned."""
    options, must, _ = wished(case, Wishes())
    goals = Goals(0.0, floor)
    return relaxed(stated(case, valued(case, options, goals), goals, must)).value


def sound(plan: Plan) -> str:
    return "sound" if not (found := faults(plan)) else f"UNSOUND: {found[0]}"


def campaign_case(folder: Path, day: date, weeks: int) -> Case:
    """Return the case of a campaign on the assumptions."""
    from campaign import Campaign
    from campaign.plans import Choices, planning_case
    from settings import Settings

    return planning_case(Campaign(Settings(data=folder, until=day)), day, Choices(weeks=weeks))[0]


def made(case: Case, goals: Goals, seconds: float, seed: int = 1) -> tuple[Plan, float, float]:
    """Make a plan of a case whose options are not yet built; return it with seconds of the clock and the processor."""
    fresh = replace(case)
    clock, processor = time.perf_counter(), time.process_time()
    with quiet():
        plan = make_plan(fresh, goals, clock=time.monotonic, effort=Effort(seconds, seed=seed))
    return plan, time.perf_counter() - clock, time.process_time() - processor


def compare(case: Case, weeks: int, seed: int, seconds: float, draws: int) -> None:
    """Print one province: the certificate, and each spreadsheet planner against the plan with its floor."""
    plan, clock, processor = made(case, Goals(1.0), seconds, seed)
    print(
        f"\n{weeks} week(s), seed {seed}: {len(case.options):,} options · plan {plan.adults:,.0f} adults, worst tenth "
        f"{plan.adults_worst:,.0f} · gap to the bound {plan.gap:.3%} · "
        f"{clock:.1f} s ({processor:.1f} s of the processor) · {sound(plan)}",
        flush=True,
    )
    plain, aware = Spreadsheet(case, knows_languages=False), Spreadsheet(case, knows_languages=True)
    tuned = min(
        (aware.plan(sweep) for sweep in SWEEPS), key=lambda one: most_with_floor(case, one.adults_worst) / one.adults
    )
    for name, other in (("nearest", plain.plan(PLAIN_SWEEP)), ("language", aware.plan(PLAIN_SWEEP)), ("tuned", tuned)):
        ours, _, _ = made(case, Goals(0.0, other.adults_worst), seconds, seed)
        mean, low, high = noisy_ratio(ours, other, draws, seed)
        print(
            f"  {name:9} {other.adults:8,.0f} adults, worst tenth {other.adults_worst:7,.0f}, "
            f"{other.half_days_used / 2:6.1f} days ({sound(other)}) · plan with that floor {ours.adults:8,.0f}, "
            f"worst {ours.adults_worst:7,.0f} ({sound(ours)}): "
            f"{ours.adults / other.adults - 1:+.1%}, with noise {mean - 1:+.1%} [{low - 1:+.1%}, {high - 1:+.1%}]"
            f"{'' if not ours.relaxed else ' RELAXED'}",
            flush=True,
        )


def nation(weeks: int, seconds: float) -> None:
    """Plan 34 provinces one after another and print what they come to."""
    begun, value, bound, worst, adults = time.perf_counter(), 0.0, 0.0, 0.0, 0.0
    for number in range(PROVINCES):
        case = province(NATION_GROUPS // PROVINCES, NATION_TEAMS // PROVINCES, weeks, 1_000 + number)
        plan, _, _ = made(case, Goals(1.0), seconds)
        value, bound, worst, adults = value + plan.value, bound + plan.bound, max(worst, plan.gap), adults + plan.adults
        print(f"  province {number + 1:2}: gap {plan.gap:.3%}, {time.perf_counter() - begun:5.0f} s so far", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"nation, {weeks} week(s): {adults:,.0f} adults, gap {1 - value / bound:.3%}, worst province {worst:.3%}, "
        f"{time.perf_counter() - begun:.0f} s, {peak:.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--weeks", nargs="+", type=int, default=[1, 4])
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument("--groups", type=int, default=1_450)
    parser.add_argument("--teams", type=int, default=75)
    parser.add_argument("--folder", type=Path, help="the data folder of a campaign")
    parser.add_argument("--on", type=date.fromisoformat, default=date(2026, 11, 22), help="its day")
    parser.add_argument("--nation", action="store_true")
    options = parser.parse_args()
    if options.nation:
        nation(options.weeks[0], options.seconds)
        return
    for weeks in options.weeks:
        for seed in options.seeds:
            told = options.folder and campaign_case(options.folder, options.on, weeks)
            case = told or province(options.groups, options.teams, weeks, seed)
            compare(case, weeks, seed, options.seconds, options.draws)


if __name__ == "__main__":
    main()
