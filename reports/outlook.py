"""Where the pace of a place leads, in figures and in sentences that need no language yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from outreach.forecast import RECENT
from outreach.pace import Pace, PaceState
from outreach.target import Target
from reports.remark import Remark

NEVER = (PaceState.STANDING_STILL, PaceState.TOO_SLOW)
UNKNOWN = (PaceState.NO_DENOMINATOR, PaceState.SILENT)


@dataclass(frozen=True)
class Outlook:
    """What the pace says of one place; a figure is None where it is not known.

    `on_time` is the class of the chance to be there in time; the days of finishing are None beyond all planning too.
    """

    state: PaceState
    on_time: str | None
    forecast_share: float | None
    forecast_low_share: float | None
    forecast_high_share: float | None
    finish_on: date | None
    finish_low_on: date | None
    finish_high_on: date | None
    needed_per_week: float | None
    actual_per_week: float | None
    remaining: int | None
    weeks: int
    complete_until: date


def outlook_of(pace: Pace, unit_no: int) -> Outlook:
    """Return what a pace says of one of its units."""
    one = pace.of(unit_no)
    return Outlook(
        state=PaceState(one["pace_state"]),
        on_time=None if pd.isna(one["on_time"]) else str(one["on_time"]),
        forecast_share=_number(one["forecast_share"]),
        forecast_low_share=_number(one["forecast_low_share"]),
        forecast_high_share=_number(one["forecast_high_share"]),
        finish_on=_day(one["finish_on"]),
        finish_low_on=_day(one["finish_low_on"]),
        finish_high_on=_day(one["finish_high_on"]),
        needed_per_week=_number(one["needed_per_week"]),
        actual_per_week=_number(one["actual_per_week"]),
        remaining=None if pd.isna(one["remaining"]) else int(one["remaining"]),
        weeks=pace.weeks,
        complete_until=pace.complete_until.date(),
    )


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else value.date()


def outlook_remarks(outlook: Outlook, target: Target, day: date) -> tuple[Remark, ...]:
    """Say where the pace leads until the target's day, with its range, and when the target would be reached."""
    if outlook.state in UNKNOWN or outlook.state == PaceState.DONE or day > target.on:
        return ()
    return tuple(_remarks(outlook, target))


def _remarks(outlook: Outlook, target: Target) -> Iterator[Remark]:
    if outlook.state == PaceState.SHORT_HISTORY:
        yield Remark("outlook.short", {"weeks": outlook.weeks, "least": RECENT})
        return
    yield from forecast_remark(outlook, target)
    if outlook.on_time:
        yield Remark(f"outlook.chance.{outlook.on_time}")
    yield from finish_remark(outlook)


def forecast_remark(outlook: Outlook, target: Target) -> Iterator[Remark]:
    """Say which coverage the pace leads to on the target's day."""
    low, high = outlook.forecast_low_share, outlook.forecast_high_share
    facts: dict[str, Any] = {"day": target.on, "share": outlook.forecast_share}
    if outlook.forecast_share is None:
        return
    if low is None or high is None:
        yield Remark("outlook.ahead_bare", facts)
    else:
        yield Remark("outlook.ahead", {**facts, "low_share": low, "high_share": high})


def finish_remark(outlook: Outlook) -> Iterator[Remark]:
    """Say when the target would be reached, with its range, or that it never would."""
    if outlook.state in NEVER:
        yield Remark(f"outlook.never.{outlook.state}")
    elif outlook.finish_on and outlook.finish_low_on and outlook.finish_high_on:
        facts = {"day": outlook.finish_on, "low": outlook.finish_low_on, "high": outlook.finish_high_on}
        yield Remark("outlook.finish", facts)
    elif outlook.finish_on and outlook.finish_low_on:
        yield Remark("outlook.finish_open", {"day": outlook.finish_on, "low": outlook.finish_low_on})
    elif outlook.finish_on:
        yield Remark("outlook.finish_bare", {"day": outlook.finish_on})
