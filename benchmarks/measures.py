"""All measures of a day together, from facts of so many groups and weeks: standing, bounds, cascade, states, officials,
pace, ranges and chances, clusters, equity and effort; in one process, each timed alone.

    python benchmarks/measures.py [--groups 1450 90000] [--weeks 80]

The goals are 150 ms for a province (1,450 groups) and 5 s with 1 GiB for the nation (90,000), the facts being there.
"""

import argparse
import gc
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__)
sys.path.insert(0, str(HERE.parent.parent))
BEGUN_ON, TARGET_ON = pd.Timestamp("2025-06-09"), date(2026, 12, 31)
GROUPS_A_COMMUNE, SILENT_DAYS, EFFORT_DAYS = 32, 28, 28
LANGUAGES = ("Thái", "Mông", "Kinh", "Khơ Mú")


def made_units(groups: int, random: np.random.Generator) -> pd.DataFrame:
    """Make communes and their groups, some without a population figure."""
    communes = -(-groups // GROUPS_A_COMMUNE)
    number = np.arange(groups)
    parent = pd.Series(number // GROUPS_A_COMMUNE).astype("str").str.zfill(5)
    above = pd.DataFrame({"unit_id": pd.Series(np.arange(communes)).astype("str").str.zfill(5), "level": "commune"})
    below = pd.DataFrame(
        {"unit_id": parent + "-" + pd.Series(number).astype("str"), "level": "group", "parent_id": parent}
    )
    units = pd.concat([above, below], ignore_index=True)
    is_group = units["level"] == "group"
    adults = pd.Series(random.integers(60, 900, len(units))).where(is_group & (random.random(len(units)) > 0.01))
    return units.assign(
        unit_no=np.arange(len(units), dtype="int32"),
        name=units["unit_id"],
        adult_population=adults,
        households=(adults / 3).round(),
        officials=pd.Series(random.integers(80, 200, len(units))).where(~is_group),
        language=pd.Series(random.choice(LANGUAGES, len(units))).where(is_group),
        zone="II",
        distance_km=random.uniform(0, 20, len(units)),
        has_power=True,
        has_signal=True,
        is_waiting=False,
        is_closed=False,
        grade="surveyed",
        adults_year=2025,
        adults_kind="report",
    )


def made_facts(units: pd.DataFrame, weeks: int, random: np.random.Generator) -> pd.DataFrame:
    """Make the facts of three in five groups, one for each of them and every week."""
    groups = units.loc[units["level"] == "group", "unit_no"].to_numpy()
    visited = groups[random.random(len(groups)) < 0.6]
    count = len(visited) * weeks
    days = (BEGUN_ON + pd.to_timedelta(np.arange(weeks) * 7 + 2, unit="D")).to_numpy().astype("datetime64[s]")
    new = random.binomial(4, 0.25, count)
    return pd.DataFrame(
        {
            "unit_no": np.repeat(visited, weeks),
            "on_date": np.tile(days, len(visited)),
            "adults_new": new,
            "adults_housed": new // 2,
            "adults_loose": 0,
            "households_new": new // 2,
            "contacts": new + 1,
            "closed": random.binomial(1, 0.1, count),
        }
    )


def lattice(units: pd.DataFrame) -> pd.DataFrame:
    """Return the groups as squares of a lattice: which share an edge."""
    groups = units.loc[units["level"] == "group", "unit_no"].to_numpy()
    side = int(len(groups) ** 0.5)
    square = groups[: side * side].reshape(side, side)
    one = np.concatenate([square[:, :-1].ravel(), square[:-1].ravel()])
    other = np.concatenate([square[:, 1:].ravel(), square[1:].ravel()])
    return pd.DataFrame({"unit_no": np.r_[one, other], "neighbour_no": np.r_[other, one]})


def steps(units: pd.DataFrame, facts: pd.DataFrame, weeks: int) -> dict[str, Callable[[], object]]:
    """Return each measure as something to be called, in the order in which a page needs them."""
    from outreach.cascade import STAGES, cascade
    from outreach.clusters import hot_spots, local_moran
    from outreach.equity import effort, equity
    from outreach.pace import facts_of_level, pace
    from outreach.standing import counted, deepened, depth, province_standing
    from outreach.standing import standings as standings_on
    from outreach.target import Target
    from outreach.uncertainty import uncertainty
    from outreach.uncertainty.doubt import denominator_cv

    day, target, beside = BEGUN_ON + pd.Timedelta(days=weeks * 7 - 1), Target(1.0, TARGET_ON), lattice(units)
    one_in_four = facts.iloc[::4]
    stages = one_in_four[["unit_no", "on_date"]].assign(**dict.fromkeys(STAGES, one_in_four["adults_new"]))
    unnamed = one_in_four[["unit_no", "on_date"]].assign(attended=3, attended_most=3, loose_most=1)
    tallies = {"facts": facts, "unnamed": unnamed, "stages": stages}
    made: dict[str, pd.DataFrame] = {}
    number = units.set_index("unit_id")["unit_no"]
    own = pd.Series(units["unit_no"].array, index=units["unit_no"])
    above = units["parent_id"].map(number).fillna(units["unit_no"]).astype("int32").set_axis(units["unit_no"])
    parents = {"group": own, "commune": above}

    def standings() -> None:
        depths = depth(units, tallies, day)
        found = standings_on(units, facts, day, target, SILENT_DAYS)
        made.update({level: deepened(standing, depths) for level, standing in found.items()})

    def ranges() -> object:
        groups = made["group"]
        doubt = denominator_cv(groups["adults_year"], groups["adults_kind"], day)
        told = groups[["adults", "parent_id"]].assign(
            reached=groups["reached_known"],
            observed=groups["adults"].where(groups["coverage_share"].notna(), 0),
            stratum=groups["language"],
            denominator_cv=doubt,
        )
        return uncertainty(told, target.share)

    def clusters() -> object:
        rate = made["group"]["coverage_share"]
        return local_moran(rate, beside), hot_spots(rate, beside)

    def paces() -> None:
        for level in ("group", "commune"):
            pace(facts_of_level(facts, made[level], parents[level], made["group"]), made[level], target, day)

    def fairness() -> object:
        before = counted(units, facts, day - pd.Timedelta(days=EFFORT_DAYS))
        return equity(made["group"]), effort(made["group"], before, target)

    return {
        "standing, states, bounds": standings,
        "province, cascade": lambda: cascade(province_standing(made["commune"], target)),
        "pace": paces,
        "ranges and chances": ranges,
        "clusters": clusters,
        "equity and effort": fairness,
    }


def main() -> None:
    """Time every measure twice, the second time as it is once the libraries are loaded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, nargs="*", default=[1_450, 90_000])
    parser.add_argument("--weeks", type=int, default=80)
    asked = parser.parse_args()
    for groups in asked.groups:
        random = np.random.default_rng(7)
        units = made_units(groups, random)
        facts = made_facts(units, asked.weeks, random)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"\n{groups:,} groups, {len(facts):,} facts; {before:.0f} MB before the measures")
        taken = {name: _seconds(step) for name, step in steps(units, facts, asked.weeks).items()}
        for name, (first, again) in taken.items():
            print(f"  {name:26} {first * 1000:8.0f} ms   again {again * 1000:8.0f} ms")
        sums = [sum(pair[turn] for pair in taken.values()) * 1000 for turn in (0, 1)]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  {'all':26} {sums[0]:8.0f} ms   again {sums[1]:8.0f} ms; peak {peak:.0f} MB")


def _seconds(step: Callable[[], object]) -> tuple[float, float]:
    taken = []
    for _ in range(2):
        gc.collect()
        begun = time.perf_counter()
        step()
        taken.append(time.perf_counter() - begun)
    return taken[0], taken[1]


if __name__ == "__main__":
    main()
