"""Rows of the campaign's reports, as the teams lived them and as somebody typed them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.flaw import marked, village_texts
from demo.season import MERGED_ON
from demo.stream import mixed, stream
from demo.vocabulary import SHOWN_SKILLS, TOPICS

LOUD = ("03127", "03334", "03172")  # the two wards of the concentration, and Na Sang with its two pasts
SLOWEST_DAYS = 35  # how long some communes went on using old names
STAND_IN = 10**7  # persons met in vain are numbered apart from the adults


def layouts(communes: pd.DataFrame, seed: int) -> dict[str, str]:
    """Return the layout of every commune's workbook: a third each, the loud communes person by person."""
    codes = communes["code"].to_numpy(dtype=object)
    loud = codes[np.isin(codes, LOUD)]
    order = np.concatenate([loud, stream(seed, "layout").permutation(codes[~np.isin(codes, LOUD)])])
    turn = np.arange(len(order)) * 3 // len(order)
    if len(order) < 9:
        turn = np.arange(len(order)) % 3
    return dict(zip(order, np.array(["person", "household", "export"], dtype=object)[turn], strict=True))


def rows(
    groups: pd.DataFrame, met: pd.DataFrame, calls: pd.DataFrame, force: pd.DataFrame,
    layout: dict[str, str], seed: int,
) -> pd.DataFrame:  # fmt: skip
    """Return every row of every workbook, typed and flawed; a repeated row stands twice, once unflawed."""
    facts = _joined(calls, groups, layout)
    facts = _expanded(facts, met)
    random = stream(seed, "record")
    facts = _told(facts, force, random)
    facts["flaw"] = marked(facts, seed)
    facts["village_text"] = village_texts(facts)
    facts["former"] = _former(facts, seed)
    twice = facts[facts["flaw"] == "row_repeated"]
    facts.loc[twice.index, "flaw"] = ""
    return pd.concat([facts, twice]).sort_index(kind="stable").reset_index(drop=True)


def _joined(calls: pd.DataFrame, groups: pd.DataFrame, layout: dict[str, str]) -> pd.DataFrame:
    columns = [
        "commune_id",
        "commune_name",
        "name",
        "old_name",
        "old_district",
        "lon",
        "lat",
        "spread",
        "centre_km",
    ]
    facts = calls.join(groups[columns], on="group")
    homes = groups["households"]
    first = (homes.cumsum() - homes).groupby(groups["commune_id"]).transform("min")
    number = facts["household"] - facts["group"].map(first) + 1
    facts["household_text"] = "H" + number.astype(str).str.zfill(5)
    return facts.assign(layout=facts["commune_id"].map(layout))


def _expanded(facts: pd.DataFrame, met: pd.DataFrame) -> pd.DataFrame:
    """Give each person a row of their own where the workbook is kept person by person."""
    alone = (facts["layout"] == "person") & (facts["answer"] == 0)
    person = facts[alone].merge(met[["household", "person"]], on="household").assign(members=1)
    rest = facts[~alone].assign(person=lambda some: STAND_IN + some["household"])
    every = pd.concat([person, rest], ignore_index=True)
    return every.sort_values(["commune_id", "on", "group", "household", "person"], ignore_index=True)


def _told(facts: pd.DataFrame, force: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Add what only some layouts tell: team, topic, women, place by satellite, minutes on the way."""
    count = len(facts)
    first = random.choice(TOPICS, size=count).astype(object)
    second = random.choice(TOPICS, size=count).astype(object)
    both = (random.random(count) < 0.3) & (first != second)
    drift = random.normal(0, 0.07, (2, count)).clip(-0.2, 0.2) * facts["spread"].to_numpy()
    return facts.assign(
        topic=np.where(both, first + "; " + second, first),
        women=random.binomial(facts["members"], 0.53),
        lon=(facts["lon"] + drift[0]).round(6),
        lat=(facts["lat"] + drift[1]).round(6),
        located=(facts["layout"] == "export") & (random.random(count) < 0.85),
        device=random.random(count) < 0.81 - 0.012 * facts["centre_km"].clip(upper=25),
        shown=random.choice(np.array(SHOWN_SKILLS, dtype=object), size=count, p=(0.31, 0.17, 0.18, 0.1, 0.06, 0.18)),
        minutes=(8 + facts["centre_km"] * random.uniform(2, 4, count)).round().astype(int),
        team=_team(facts, force),
    )


def _team(facts: pd.DataFrame, force: pd.DataFrame) -> np.ndarray:
    """Return the position in `force` of the team that came: one team cares for one group."""
    first = facts["commune_id"].map(force.groupby("commune_id").apply(lambda part: part.index[0]))
    many = facts["commune_id"].map(force.groupby("commune_id").size())
    return (first + facts["group"] % many).to_numpy()


def _former(facts: pd.DataFrame, seed: int) -> pd.Series:
    """Mark rows written under the old commune: before the merger, and for some weeks after in some places."""
    codes = pd.Series(facts["commune_id"].unique())
    late = pd.Series(mixed(np.arange(len(codes)), seed, SLOWEST_DAYS + 30) - 30, index=codes).clip(lower=0)
    late[late.index == LOUD[2]] = SLOWEST_DAYS
    since = pd.Timestamp(MERGED_ON) + pd.to_timedelta(facts["commune_id"].map(late), unit="D")
    return facts["on"] < since
