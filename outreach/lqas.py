"""Lot quality assurance sampling: a few interviews tell whether a group holds a standard; they do not measure it.

Of `sample` adults asked, `decision` must say yes. Two things can go wrong: a group that holds the standard is sent back
(alpha), or one far below it passes (beta). Valadez (1991); Robertson and Valadez (2006); Dodge and Romig (1929).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, comb, floor, inf, sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd

SAMPLE = 19  # the smallest at which every target from 35 to 95 % has a rule with both errors under 10 %
SPREAD = 0.30
MOST_ERROR = 0.10
LARGEST = 200
FINITE = 0.10  # a sample of more than this part of the group is drawn from a finite group (Cochran 1977, 2.6)
CONFIDENCE = 0.95
PUBLISHED = tuple(step / 100 for step in range(35, 100, 5))
LEAST_TARGET = 0.15  # the lowest at which 19 who all say no are a surprise
ROUNDING = 1e-9


@dataclass(frozen=True)
class Standard:
    """What a group is held to: at the target it should pass, at the target less the spread it should not."""

    target_share: float
    spread_share: float = SPREAD

    def __post_init__(self) -> None:
        if not 0 < self.target_share <= 1 or self.spread_share <= 0 or self.low_share < 0:
            raise ValueError("a standard has a target in (0, 1] and a spread that leaves something below it")

    @property
    def low_share(self) -> float:
        """The coverage at which a group should not pass."""
        return round(self.target_share - self.spread_share, 9)


def standard_at(target_share: float) -> Standard:
    """Return the standard of a target; where the spread would leave less than nobody, it is somebody against nobody."""
    return Standard(target_share, min(SPREAD, target_share))


@dataclass(frozen=True)
class Rule:
    """Ask `sample` adults and pass the group when at least `decision` say yes; with the errors this makes."""

    sample: int
    decision: int
    alpha: float
    beta: float

    def holds(self, alpha: float = MOST_ERROR, beta: float = MOST_ERROR) -> bool:
        """Tell whether both errors keep their limits."""
        return self.alpha <= alpha and self.beta <= beta


@dataclass(frozen=True)
class Estimate:
    """A share with its interval, and the groups and interviews that it rests on; NaN bounds where none can be told."""

    share: float
    low_share: float
    high_share: float
    groups: int
    asked: int


def passing(sample: int, decision: int, share: float, population: int | None = None) -> float:
    """Return the chance that at least `decision` of `sample` say yes where that share of the group would.

    Binomial, or hypergeometric where the population is given: then the share is of whole people, to the nearest.
    """
    members = None if population is None else round(share * population)
    return _tails(sample, share, population, members)[min(max(decision, 0), sample + 1)]


def operating_characteristic(
    sample: int, decision: int, shares: Sequence[float], population: int | None = None
) -> pd.Series:
    """Return the chance to pass at each true coverage, indexed by coverage_share."""
    chances = [passing(sample, decision, share, population) for share in shares]
    return pd.Series(chances, index=pd.Index(shares, name="coverage_share"), name="passing_share", dtype="float64")


@lru_cache(maxsize=4096)
def _tails(sample: int, share: float, population: int | None, members: int | None) -> tuple[float, ...]:
    """Return the chance of at least 0, 1 … sample + 1 yes."""
    if population is None or members is None:
        chances = [comb(sample, yes) * share**yes * (1 - share) ** (sample - yes) for yes in range(sample + 1)]
    else:
        every = comb(population, sample)
        others = population - members
        chances = [comb(members, yes) * comb(others, sample - yes) / every for yes in range(sample + 1)]
    upwards = np.cumsum(chances[::-1])[::-1]
    return (*map(float, np.clip(upwards, 0, 1)), 0.0)


def rules(standard: Standard, sample: int, population: int | None = None) -> list[Rule]:
    """Return what each decision value from 1 to the sample would do.

    In a finite group the least number of people that holds the standard, and the greatest that should not pass, count.
    """
    if population is not None and sample > population:
        raise ValueError("no more adults can be asked than there are")
    high, low = standard.target_share, standard.low_share
    holding = failing = None
    if population is not None:
        holding, failing = ceil(high * population - ROUNDING), floor(low * population + ROUNDING)
    good = _tails(sample, high, population, holding)
    bad = _tails(sample, low, population, failing)
    return [Rule(sample, yes, 1 - good[yes], bad[yes]) for yes in range(1, sample + 1)]


@lru_cache(maxsize=4096)
def decision_rule(standard: Standard, sample: int = SAMPLE, population: int | None = None) -> Rule:
    """Return the rule with the least sum of both errors; of equal ones, that with the lowest decision value."""
    return min(rules(standard, sample, population), key=_total)


def _total(rule: Rule) -> float:
    return round(rule.alpha + rule.beta, 12)


@lru_cache(maxsize=4096)
def least_rule(
    standard: Standard,
    alpha: float = MOST_ERROR,
    beta: float = MOST_ERROR,
    population: int | None = None,
    most: int = LARGEST,
) -> Rule | None:
    """Return the rule of the smallest sample that keeps both errors within their limits, None where none does."""
    for sample in range(1, min(most, population or most) + 1):
        held = [rule for rule in rules(standard, sample, population) if rule.holds(alpha, beta)]
        if held:
            return min(held, key=_total)
    return None


def finite(population: int | None, sample: int = SAMPLE) -> int | None:
    """Return the population where it is so small that it makes a difference, else None."""
    return population if population is not None and sample > FINITE * population else None


def group_rule(standard: Standard, adults: int | None, most: int = SAMPLE) -> Rule:
    """Return the rule for one group: 19 adults, fewer where the group is small, never more than `most`.

    Where so few cannot keep the limits of the errors, the rule with the least sum of both: ask `holds`.
    """
    most = min(most, adults or most)
    small = finite(adults)
    least = least_rule(standard, population=small, most=most) if small else None
    return least or decision_rule(standard, most, small)


def rule_table(targets: Sequence[float] = PUBLISHED, sample: int = SAMPLE, spread: float = SPREAD) -> pd.DataFrame:
    """Return the decision rule of a sample for each target: target_share, low_share, sample, decision, alpha, beta."""
    made = [(Standard(target, spread), decision_rule(Standard(target, spread), sample)) for target in targets]
    return _table(made)


def size_table(
    targets: Sequence[float] = PUBLISHED,
    spread: float = SPREAD,
    alpha: float = MOST_ERROR,
    beta: float = MOST_ERROR,
) -> pd.DataFrame:
    """Return the smallest sample for each target that keeps both errors; targets below the spread have none."""
    standards = [Standard(target, spread) for target in targets if target - spread >= -ROUNDING]
    made = [(standard, least_rule(standard, alpha, beta)) for standard in standards]
    return _table([(standard, rule) for standard, rule in made if rule is not None])


def _table(made: Sequence[tuple[Standard, Rule]]) -> pd.DataFrame:
    rows = [(s.target_share, s.low_share, r.sample, r.decision, r.alpha, r.beta) for s, r in made]
    return pd.DataFrame(rows, columns=["target_share", "low_share", "sample", "decision", "alpha", "beta"])


def design_effect(per_household: float, correlation: float) -> float:
    """Return by how much adults of one household who answer alike inflate the variance (Kish 1965): 1 for one each."""
    if per_household < 1 or not 0 <= correlation <= 1:
        raise ValueError("at least one adult a household, and a correlation in [0, 1]")
    return 1 + (per_household - 1) * correlation


def effective_sample(sample: float, per_household: float, correlation: float) -> float:
    """Return how many independent answers a sample of clustered ones is worth."""
    return sample / design_effect(per_household, correlation)


def half_width(sample: float, share: float = 0.5, confidence: float = CONFIDENCE) -> float:
    """Return how far a share of a simple sample may be off: 0.22 for 19, which is why one group is not estimated."""
    return NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(share * (1 - share) / sample)


def combined(checked: pd.DataFrame, confidence: float = CONFIDENCE) -> Estimate:
    """Return the coverage of the checked groups together, each weighing by its adults (stratified; Cochran 1977, 5).

    `checked` has adults, asked and yes, one row a group. The interval is Wilson's with the sample that a simple random
    one of the same variance would have (Korn and Graubard 1998), so it stays within 0 and 1. It says nothing of groups
    that were not checked.
    """
    share, worth, _ = _stratified(checked)
    return _estimate(checked, share, worth, NormalDist().inv_cdf((1 + confidence) / 2))


def projected(checked: pd.DataFrame, every: int, confidence: float = CONFIDENCE) -> Estimate:
    """Return the coverage of all groups of an area from some that were drawn at random, each with the same chance.

    As `combined`, but how far the groups differ among themselves counts too (ratio estimator, Cochran 1977, 11.8), with
    Student's t of so few groups. `every` is how many groups were in the draw. One of several groups has no interval.
    """
    groups = len(checked)
    if groups >= every:
        return combined(checked, confidence)
    share, worth, within = _stratified(checked)
    if groups < 2:
        return Estimate(share, np.nan, np.nan, groups, int(checked["asked"].sum()))
    from scipy.special import stdtrit

    apart = checked["adults"] / checked["adults"].sum() * (checked["yes"] / checked["asked"] - share)
    between = groups / (groups - 1) * float((apart**2).sum())
    if between > 0:
        worth = min(worth, share * (1 - share) / ((1 - groups / every) * between + groups / every * within))
    return _estimate(checked, share, worth, float(stdtrit(groups - 1, (1 + confidence) / 2)))


def _stratified(checked: pd.DataFrame) -> tuple[float, float, float]:
    """Return the weighted share, the simple sample that it is worth, and its variance.

    The variance is of shares with one yes and one no more in each group, so that it does not vanish where all say the
    same. One large group is worth its sample.
    """
    adults, asked, yes = (checked[name].astype("float64") for name in ("adults", "asked", "yes"))
    weight, rest = adults / adults.sum(), (1 - asked / adults).clip(lower=0)
    drawn = (yes + 1) / (asked + 2)
    mean = float((weight * drawn).sum())
    variance = float((weight**2 * rest * drawn * (1 - drawn) / asked).sum())
    worth = mean * (1 - mean) / variance if variance else inf
    return float((weight * yes / asked).sum()), worth, variance


def _estimate(checked: pd.DataFrame, share: float, worth: float, quantile: float) -> Estimate:
    """Put Wilson's interval (1927) around a share that is worth a simple sample of that many."""
    square = quantile**2 / worth
    centre = (share + square / 2) / (1 + square)
    reach = sqrt(share * (1 - share) * square + square**2 / 4) / (1 + square)
    low = max(centre - reach, 0.0) if share > 0 else 0.0  # not a hair above, for the sake of rounding
    high = min(centre + reach, 1.0) if share < 1 else 1.0
    return Estimate(share, low, high, len(checked), int(checked["asked"].sum()))
