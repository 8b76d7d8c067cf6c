"""Spot checks of one campaign: groups chosen by lot and by doubt, results entered back, and what they say together."""

from collections.abc import Sequence
from datetime import date
from secrets import randbelow
from typing import Any

import pandas as pd

from campaign.intake import now
from outreach.errors import CampaignError, NotFound
from outreach.lqas import PUBLISHED, Estimate, combined, projected
from outreach.quality import Quality
from outreach.spot_check import SPARE, Cause, Mark, chosen, household_numbers, marks, planned
from store.checks import PLANNED, Checks, SpotCheck

DRAWS = 1_000_000
MOST_GROUPS = 200  # of one round
RECHECKED_AFTER = 56  # days until a group that was checked may look suspicious again
SAYS_NOTHING = ("overflow", "jump", "silence")  # checks of quality that name a group, not its visits
WHOLE = ""  # the unit_id of the province in a table of estimates
ESTIMATED = (
    *("unit_id", "name", "groups", "asked", "reported_share", "checked_share", "checked_low_share"),
    *("checked_high_share", "random_groups", "every", "all_share", "all_low_share", "all_high_share"),
)


def new_draw() -> int:
    """Return the number of a new draw, that nobody could know before."""
    return randbelow(DRAWS)


def candidates(groups: pd.DataFrame, quality: Quality) -> pd.DataFrame:
    """Return the groups of a standing with what makes a report suspicious: coverage_share, quality_score and flags."""
    scores = quality.communes.set_index("unit_id")["score"]
    rows = quality.rows()
    rows = rows[rows["unit_no"].notna() & ~rows["check"].isin(SAYS_NOTHING)]
    flags = rows.groupby(rows["unit_no"].astype("int64"))["check"].nunique()
    return groups[["unit_id", "parent_id", "adults", "households", "coverage_share"]].assign(
        quality_score=groups["parent_id"].map(scores).astype("Float64"),
        flags=flags.reindex(groups.index, fill_value=0).astype("Int64"),
    )


class SpotChecks:
    """The spot checks of one data folder."""

    def __init__(self, store: Checks) -> None:
        self.store = store

    def plan(
        self,
        groups: pd.DataFrame,
        *,
        random: int,
        suspicious: int,
        draw: int,
        scope: str,
        target: float | None,
        on: date,
        actor: str,
    ) -> list[int]:
        """Choose groups and plan their checks, all or none; return the numbers. Arguments as `Campaign.plan_checks`."""
        if random < 0 or suspicious < 0 or not 0 < random + suspicious <= MOST_GROUPS:
            raise CampaignError("check_how_many", most=MOST_GROUPS)
        if target is not None and not PUBLISHED[0] <= target <= PUBLISHED[-1]:
            raise CampaignError("check_target", least=round(100 * PUBLISHED[0]), most=round(100 * PUBLISHED[-1]))
        known = self.store.active()
        within = groups[groups["parent_id"] == scope] if scope else groups
        drawn = known.loc[known["cause"] == Cause.RANDOM, "unit_id"].tolist()
        found = chosen(within, random, suspicious, draw, drawn, _still_fresh(known, on))
        if found.empty:
            raise CampaignError("check_nothing_to_choose")
        made = planned(found, target).assign(
            scope=scope, draw=draw, planned_on=on.isoformat(), reported_share=found["coverage_share"]
        )
        return self.store.add(_spot_checks(made), actor, now())

    def enter(self, check_id: int, asked: int, yes: int, on: date, today: date, actor: str) -> int:
        """Enter what came of a check; return the number of the result."""
        known = self.store.active()
        found = known[known["check_id"] == check_id]
        if found.empty:
            raise NotFound("check_unknown", number=check_id)
        one = found.iloc[0]
        if asked < 1 or not 0 <= yes <= asked:
            raise CampaignError("check_counts", asked=asked, yes=yes)
        if asked > one["adults"]:
            raise CampaignError("check_too_many", asked=asked, adults=int(one["adults"]))
        if not date.fromisoformat(one["planned_on"]) <= on <= today:
            raise CampaignError("check_day", planned=date.fromisoformat(one["planned_on"]), today=today)
        return self.store.enter(check_id, asked, yes, on.isoformat(), actor, now())

    def take_back(self, check_id: int) -> None:
        """Take the result of a check back: the check waits again."""
        self.store.take_back(check_id, now())

    def withdraw(self, check_ids: Sequence[int]) -> int:
        """Withdraw checks with their results; the history keeps them."""
        return self.store.withdraw(check_ids, now())

    def begin_anew(self) -> None:
        """Withdraw every check: what was found out of one set of groups says nothing of the next."""
        self.withdraw(self.store.active()["check_id"].tolist())

    def table(self, units: pd.DataFrame) -> pd.DataFrame:
        """Return the checks in force with name, commune_id, commune, mark and needed; `units` are those of the edition.

        The name of a group that is no more is its id, its commune ''.
        """
        checks = self.store.active()
        named = units.set_index("unit_id")
        parent = _looked_up(checks["unit_id"], named["parent_id"])
        name = _looked_up(checks["unit_id"], named["name"])
        return checks.assign(
            name=name.where(name != "", checks["unit_id"]),
            commune_id=parent,
            commune=_looked_up(parent, named["name"]),
            asked_on=pd.to_datetime(checks["asked_on"]),
            planned_on=pd.to_datetime(checks["planned_on"]),
            **{str(column): values for column, values in marks(checks).items()},
        )


def households_of(check: pd.Series) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the numbers of the households of a check, and those to go to instead, in the order of the draw.

    Both are empty where the number of households is not known.
    """
    if pd.isna(check["households"]):
        return (), ()
    sample = int(check["sample"])
    drawn = household_numbers(int(check["draw"]), check["unit_id"], int(check["households"]), sample + SPARE)
    return tuple(sorted(drawn[:sample])), drawn[sample:]


def latest(checks: pd.DataFrame) -> pd.DataFrame:
    """Return the last result of each group, of the checks that have one."""
    done = checks[checks["asked"].notna()].sort_values(["asked_on", "check_id"], kind="stable")
    return done.drop_duplicates("unit_id", keep="last")


def group_marks(groups: pd.DataFrame, checks: pd.DataFrame) -> pd.Series:
    """Return the mark of every group of a standing, by its last result."""
    marked = latest(checks).set_index("unit_id")["mark"]
    found = _looked_up(groups["unit_id"], marked)
    return found.where(found != "", Mark.NOT_CHECKED.value).rename("mark")


def estimates(groups: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    """Return what the interviews say of the province (unit_id '') and of each commune with a result.

    `checked_*` is the coverage of the checked groups together, and `reported_share` what these report; `all_*` that of
    all groups, NaN where no group was drawn by lot from them. `every` groups were in the draw. One interview counts
    once: of a group that was checked twice, the last time.
    """
    done = latest(checks)
    if done.empty:
        return pd.DataFrame(columns=list(ESTIMATED))
    lots = checks[(checks["cause"] == Cause.RANDOM) & checks["asked"].notna()]
    able = groups.loc[groups["adults"].fillna(0) > 0, "parent_id"]
    rows = [(WHOLE, "", *_figures(done, lots[lots["scope"] == ""], len(able)))]
    sizes = able.value_counts()
    for (commune_id, commune), part in done[done["commune_id"] != ""].groupby(["commune_id", "commune"]):
        own = lots[lots["commune_id"] == commune_id]
        rows.append((commune_id, commune, *_figures(part, own, int(sizes.get(commune_id, 0)))))
    return pd.DataFrame(rows, columns=list(ESTIMATED))


def _figures(done: pd.DataFrame, lots: pd.DataFrame, every: int) -> tuple[float, ...]:
    known = done[done["reported_share"].notna()]
    reported = (known["reported_share"] * known["adults"]).sum() / known["adults"].sum() if len(known) else float("nan")
    checked = combined(done)
    nothing = Estimate(float("nan"), float("nan"), float("nan"), 0, 0)
    whole = projected(lots, max(every, len(lots))) if len(lots) else nothing
    return (
        *(checked.groups, checked.asked, float(reported), checked.share, checked.low_share, checked.high_share),
        *(whole.groups, every, whole.share, whole.low_share, whole.high_share),
    )


def _looked_up(keys: pd.Series, texts: pd.Series) -> pd.Series:
    """Return the text of every key, '' for none."""
    return keys.map(texts).astype("object").fillna("").astype("str")


def _still_fresh(known: pd.DataFrame, on: date) -> list[str]:
    """Return the units that wait for a result, or have one that is not old."""
    age = pd.Timestamp(on) - pd.to_datetime(known["asked_on"])
    return known.loc[age.isna() | (age < pd.Timedelta(days=RECHECKED_AFTER)), "unit_id"].tolist()


def _spot_checks(made: pd.DataFrame) -> list[SpotCheck]:
    """Return the rows as checks, their numbers as Python's own, which SQLite can keep."""
    rows = made[list(PLANNED)].astype("object")
    records: list[dict[Any, Any]] = rows.where(rows.notna(), None).to_dict("records")
    return [SpotCheck(**{name: _plain(one) for name, one in row.items()}) for row in records]


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
