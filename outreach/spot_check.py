"""Spot checks: which groups are visited to see whether what they report is true, whom to ask there, and what it says.

Lots are drawn by the SHA-256 of a number and a name. So a draw can be made again from its number by anybody, anywhere,
and a group that is added or left out changes nothing for the others.
"""

from collections.abc import Sequence
from enum import StrEnum
from hashlib import sha256

import numpy as np
import pandas as pd

from outreach.lqas import LEAST_TARGET, PUBLISHED, SAMPLE, decision_rule, finite, group_rule, standard_at

STEP = 0.05
NEUTRAL = 50.0  # points of quality where a commune has no score: neither trusted nor distrusted
PER_FLAG, MOST_FLAGS = 0.25, 4
SPARE = 10  # households to go to when nobody is met
RULED = {"sample": "int64", "decision": "Int64", "alpha": "Float64", "beta": "Float64"}
TOLERATED = 0.15  # error of a rule for another number of interviews than planned


class Mark(StrEnum):
    """How far a group's reported coverage is confirmed by interviews."""

    CONFIRMED = "confirmed"
    DOUBTFUL = "doubtful"
    UNDECIDED = "undecided"
    NOT_CHECKED = "not_checked"


class Cause(StrEnum):
    """Why a group is checked, in order of precedence."""

    RANDOM = "random"
    OVERFULL = "overfull"
    FLAGGED = "flagged"
    DOUBTED = "doubted"


def lots(draw: int, names: pd.Series) -> pd.Series:
    """Return the lot of each name in a draw: a number in [0, 1), the same whenever and wherever it is drawn."""
    drawn = [int.from_bytes(sha256(f"{draw}:{name}".encode()).digest()[:8]) / 2**64 for name in names]
    return pd.Series(drawn, index=names.index, name="lot", dtype="float64")


def at_random(unit_id: pd.Series, count: int, draw: int) -> pd.Series:
    """Return so many of the units by lot, each with the same chance, in the order of their lots."""
    return unit_id.loc[lots(draw, unit_id).sort_values(kind="stable").index[:count]]


def suspicion(coverage_share: pd.Series, quality_score: pd.Series, flags: pd.Series) -> pd.Series:
    """Return how much a report asks to be checked: high coverage on poor records first, what cannot be above all.

    The reported coverage times what the quality score (0..100) lacks of 100, with 0.25 for each check of quality that
    names the group and 1 for more than 100 %. NA where no coverage is reported, or so little that it cannot be
    overstated by the spread of the rules.
    """
    reported = coverage_share.astype("Float64")
    lacking = 1 - quality_score.astype("Float64").fillna(NEUTRAL) / 100
    named = PER_FLAG * flags.astype("Float64").fillna(0).clip(upper=MOST_FLAGS)
    sum_ = reported.clip(upper=1) * lacking + named + (reported > 1).astype("Float64")
    return sum_.where((reported >= PUBLISHED[0]).fillna(False)).rename("suspicion")


def targets(coverage_share: pd.Series) -> pd.Series:
    """Return the target at which a reported coverage is checked: a step of 5 % at or below it, at most 95 %.

    NA below 15 %, and where nothing is reported: no rule could tell that such a report is too high.
    """
    steps = (coverage_share.astype("Float64") / STEP + 1e-9) // 1 * STEP
    held = steps.round(2).clip(upper=PUBLISHED[-1])
    return held.where((held >= LEAST_TARGET).fillna(False)).rename("target_share")


def chosen(
    groups: pd.DataFrame,
    random: int,
    suspicious: int,
    draw: int,
    drawn: Sequence[str] = (),
    checked: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the groups to be checked with the cause of each: those drawn by lot, then the most suspicious.

    `groups` has unit_id, adults, coverage_share, quality_score and flags. A group whose number of adults is not known
    cannot be chosen. `drawn` are units that an earlier draw took: they are not drawn again, so that all draws together
    are one. `checked` units are not suspicious. Chance comes first and knows nothing of what looks suspicious, or what
    it finds could not stand for all groups.
    """
    able = groups[groups["adults"].fillna(0) > 0]
    taken = at_random(able.loc[~able["unit_id"].isin(drawn), "unit_id"], random, draw)
    rest = able.drop(index=taken.index)
    rest = rest[~rest["unit_id"].isin(checked)]
    doubt = suspicion(rest["coverage_share"], rest["quality_score"], rest["flags"]).dropna()
    worst = rest.loc[doubt.sort_values(ascending=False, kind="stable").index[:suspicious]]
    kinds = [worst["coverage_share"].astype("float64") > 1, worst["flags"].astype("float64") > 0]
    causes = np.select(kinds, [Cause.OVERFULL.value, Cause.FLAGGED.value], Cause.DOUBTED.value)
    return pd.concat([able.loc[taken.index].assign(cause=Cause.RANDOM.value), worst.assign(cause=causes)])


def planned(found: pd.DataFrame, target: float | None = None) -> pd.DataFrame:
    """Add to chosen groups how many are asked and how many must say yes: target_share, sample, decision, alpha, beta.

    `found` has adults, households and coverage_share. Each group is held to what it reports, or all to one target. No
    more adults are asked than there are households, one in each. Without a target, or where so few people make an error
    of more than 15 %, there is no decision: the answers count for the estimate of an area alone.
    """
    held = targets(found["coverage_share"])
    if target is not None:
        held = pd.Series(target, index=found.index, name="target_share", dtype="Float64")
    most = found[["adults", "households"]].astype("Float64").min(axis="columns").clip(upper=SAMPLE).astype("int64")
    rows = [_planned(*row) for row in zip(held, found["adults"], most, strict=True)]
    ruled = pd.DataFrame(rows, columns=list(RULED), index=found.index).astype(RULED)
    return found.assign(target_share=held, **{str(name): values for name, values in ruled.items()})


def _planned(target: float, adults: int, most: int) -> tuple[int, int | None, float | None, float | None]:
    rule = None if pd.isna(target) else group_rule(standard_at(float(target)), int(adults), int(most))
    if rule is None or not rule.holds(TOLERATED, TOLERATED):
        return int(most), None, None, None
    return rule.sample, rule.decision, rule.alpha, rule.beta


def household_numbers(draw: int, unit_id: str, households: int, count: int) -> tuple[int, ...]:
    """Return numbers of households in the list of a group, by lot and in the order in which they are drawn."""
    numbers = pd.Series(range(1, households + 1))
    order = lots(draw, f"{unit_id}:" + numbers.astype("str")).sort_values(kind="stable").index
    return tuple(int(number) for number in numbers.loc[order[:count]])


def marks(checks: pd.DataFrame) -> pd.DataFrame:
    """Return what each check says: the mark, and `needed`, the yes that the adults asked had to give.

    `checks` has adults, sample, decision, target_share, asked and yes. Where another number was asked than planned the
    rule is made anew; where one of its errors passes 15 %, or there is no target, the group is undecided.
    """
    names = ["adults", "sample", "decision", "target_share", "asked", "yes"]
    said = [_mark(**{str(name): value for name, value in row.items()}) for row in checks[names].to_dict("records")]
    table = pd.DataFrame(said, columns=["mark", "needed"], index=checks.index)
    return table.astype({"mark": "str", "needed": "Int64"})


def _mark(
    adults: int, sample: int, decision: int | None, target_share: float | None, asked: int | None, yes: int | None
) -> tuple[str, int | None]:
    if pd.isna(asked) or asked is None or yes is None:
        return Mark.NOT_CHECKED.value, None
    needed = decision if asked == sample else _anew(int(asked), target_share, int(adults))
    if pd.isna(needed) or needed is None:
        return Mark.UNDECIDED.value, None
    return (Mark.CONFIRMED if yes >= needed else Mark.DOUBTFUL).value, int(needed)


def _anew(asked: int, target_share: float | None, adults: int) -> int | None:
    if pd.isna(target_share) or target_share is None:
        return None
    rule = decision_rule(standard_at(target_share), asked, finite(adults, asked))
    return rule.decision if rule.holds(TOLERATED, TOLERATED) else None
