"""Pace: how many people a week are needed for the target, how many it were lately, and where that leads.

A week runs from Monday to Sunday. The week that is not over is left out of every rate: with three days in it, it would
look like a slump. How many are reached and how many remain is told up to the day itself, as everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from outreach.forecast import HALF, LADDER, RECENT, YOUNG, Numbers, Past, hazard, trials
from outreach.target import Target

LATELY = 4  # weeks of the actual pace
ROUNDING = 0.005  # of the target: nearer than this a large unit counts as finished in a forecast
FAR = 520  # weeks; a date later than ten years says nothing
LIKELY, UNLIKELY = 0.8, 0.2
SUNDAY = 6
NEVER = -2  # the last week of which a unit without any record tells: neither it nor the next one
CHUNK = 1_000_000  # facts at a time, so that a country fits into the memory
WEEK = pd.Timedelta(weeks=1)
PACE_TOLD = ("pace_state", "on_time", "actual_per_week", "needed_per_week")  # by which a place is described


class PaceState(StrEnum):
    """Why a unit has a forecast or none, in order of precedence."""

    NO_DENOMINATOR = "no_denominator"
    DONE = "done"
    SILENT = "silent"
    SHORT_HISTORY = "short_history"
    STANDING_STILL = "standing_still"
    TOO_SLOW = "too_slow"
    MOVING = "moving"


NOT_FORETOLD = (PaceState.NO_DENOMINATOR, PaceState.SILENT, PaceState.SHORT_HISTORY)


@dataclass(frozen=True, eq=False)
class Pace:
    """The pace of units up to the last Sunday.

    `units` is what `pace` measures, indexed by unit_no; `reached` has a row for each of them and a column for the end
    of each complete week, the first for the time before `begun_on`; `past` is what the ranges rest on.
    """

    units: pd.DataFrame
    reached: Numbers
    past: Past
    begun_on: pd.Timestamp
    complete_until: pd.Timestamp
    target: Target

    @property
    def weeks(self) -> int:
        """The number of complete weeks since the first record."""
        return self.reached.shape[1] - 1

    @property
    def is_short(self) -> bool:
        """Tell a campaign too young for any forecast."""
        return self.weeks < RECENT

    @property
    def is_young(self) -> bool:
        """Tell a campaign whose ranges can only be promised roughly."""
        return self.weeks < YOUNG

    def of(self, unit_no: int) -> pd.Series:
        """Return what was measured of one unit."""
        return self.units.loc[[unit_no]].iloc[0]

    def history(self, unit_no: int) -> pd.DataFrame:
        """Return the people reached in a unit by the end of each complete week: on_date, reached.

        Of a silent unit the weeks end with its last record; where there never was one, there are none.
        """
        known = int(self.past.known[self._at(unit_no)])
        heard = min(known + 2, self.weeks + 1)
        days = self.begun_on - pd.Timedelta(days=1) + WEEK * np.arange(heard)
        return pd.DataFrame({"on_date": days, "reached": self._row(unit_no)[:heard]})

    def outlook(self, unit_no: int) -> pd.DataFrame:
        """Return what is foretold of a unit from the last Sunday to the target's date, week by week.

        Columns on_date, reached, reached_low, reached_high; no rows where nothing can be foretold.
        """
        one = self.of(unit_no)
        days = _days_ahead(self.complete_until, pd.Timestamp(self.target.on))
        if one["pace_state"] in (*NOT_FORETOLD, PaceState.DONE) or len(days) < 2:
            return pd.DataFrame(columns=["on_date", "reached", "reached_low", "reached_high"])
        weeks = (days - self.complete_until) / WEEK
        now, adults = self._row(unit_no)[-1], float(one["adults"])
        rate = np.array([one["hazard"]], dtype="float64")
        # Who is reached stays reached, though a longer horizon may have missed by less.
        lower, upper = np.maximum.accumulate([self._range(rate, week) for week in weeks])[:, :, 0].T
        ways = {"reached": rate[0] * np.asarray(weeks), "reached_low": lower, "reached_high": upper}
        gone = {name: now + max(adults - now, 0) * -np.expm1(-way) for name, way in ways.items()}
        return pd.DataFrame({"on_date": days, **gone})

    def trials(self, horizons: Sequence[int]) -> pd.DataFrame:
        """Try the forecast on every week that has come (see `outreach.forecast.trials`)."""
        return trials(self.past, self.units["adults"].to_numpy("float64", na_value=np.nan), horizons)

    def _row(self, unit_no: int) -> Numbers:
        return self.reached[self._at(unit_no)]

    def _at(self, unit_no: int) -> int:
        return int(self.units.index.get_indexer(pd.Index([unit_no]))[0])

    def _range(self, rate: Numbers, week: float) -> tuple[Numbers, Numbers]:
        return self.past.misses(week).range(rate, week, self.past.tails) if week > 0 else (rate * 0, rate * 0)


def _days_ahead(begin: pd.Timestamp, end: pd.Timestamp) -> pd.DatetimeIndex:
    """Return every Sunday from the first to the last day, and the last day itself."""
    return pd.date_range(begin, end, freq="7D").union(pd.DatetimeIndex([max(begin, end)]))


def last_sunday(day: pd.Timestamp) -> pd.Timestamp:
    """Return the day up to which weeks are complete: the day itself where it is a Sunday."""
    return day if day.day_of_week == SUNDAY else day - pd.Timedelta(days=day.day_of_week + 1)


def pace(
    facts: pd.DataFrame, standing: pd.DataFrame, target: Target, day: pd.Timestamp, parts: Pace | None = None
) -> Pace:
    """Measure the pace of every unit of a standing on a day.

    `facts` has unit_no, on_date and adults_new of the units of this level alone (see `facts_of_level`); `standing` is
    indexed by unit_no and has adults (NA for unknown), reached_known and is_silent, and last_on where a unit may be
    silent. `parts` are the units that a single one is the sum of.

    The units have done, adults, remaining, weeks_left (whole weeks), needed_per_week, actual_per_week (of the last four
    complete weeks), pace_ratio, pace_state, hazard, forecast_share with forecast_low_share and forecast_high_share on
    the target's date, on_time_probability, on_time ('likely', 'uncertain', 'unlikely'), finish_on with finish_low_on
    and finish_high_on. All are NA where they are not known, and a date also where it lies more than ten years ahead.
    """
    until = last_sunday(day)
    facts = facts[facts["on_date"] <= day]
    begun_on = _monday(facts["on_date"].min()) if len(facts) else until + pd.Timedelta(days=1)
    reached, lately = _weekly(facts, standing, begun_on, until)
    adults = standing["adults"].to_numpy("float64", na_value=np.nan)
    past = Past(_unreached(adults, reached), _known(standing, begun_on, reached), parts.past if parts else None)
    units = _needed(standing, target, day)
    units["actual_per_week"] = lately
    units["pace_state"] = _state(units, standing, past)
    units["actual_per_week"] = units["actual_per_week"].mask(_is_blind(units))
    units["pace_ratio"] = units["actual_per_week"] / units["needed_per_week"]
    units = _foretold(units, past, target, until, day)
    return Pace(units, reached, past, begun_on, until, target)


def backtest(
    facts: pd.DataFrame, adults: pd.Series, horizons: Sequence[int], known_until: pd.Series | None = None
) -> pd.DataFrame:
    """Try the forecast on every week that has already come, horizon by horizon (see `outreach.forecast.trials`).

    `adults` is indexed by unit_no; units of unknown adults are left out. `known_until` is the day after which nothing
    is known of a unit, NaT for none.
    """
    known = adults[adults.fillna(0) > 0]
    facts = facts[facts["unit_no"].isin(known.index)]
    if facts.empty:
        return trials(Past(np.ones((0, 1)), np.empty(0, int)), np.empty(0), horizons)
    begun_on = _monday(facts["on_date"].min())
    sums = facts.groupby("unit_no")["adults_new"].sum().reindex(known.index, fill_value=0)
    last = pd.Series(pd.NaT, known.index) if known_until is None else known_until.reindex(known.index)
    standing = pd.DataFrame({"reached_known": sums, "last_on": last, "is_silent": last.notna()})
    reached, _ = _weekly(facts, standing, begun_on, last_sunday(facts["on_date"].max()))
    people = known.to_numpy("float64")
    past = Past(_unreached(people, reached), _known(standing, begun_on, reached))
    return trials(past, people, horizons)


def facts_of_level(
    facts: pd.DataFrame, standing: pd.DataFrame, parents: pd.Series, groups: pd.DataFrame
) -> pd.DataFrame:
    """Return the facts that make up the `reached_known` of every unit of a standing, under the unit's own number.

    `parents` gives the unit of this level for every unit_no; `groups` is the standing of the groups. Where not
    everybody reached lives where the adults are known, the groups of unknown adults are left out.
    """
    unknown = groups.index[groups["adults"].fillna(0) <= 0]
    partly = standing.index[(standing["reached"] != standing["reached_known"]).to_numpy(bool)]
    above = facts["unit_no"].map(parents)
    counted = above.isin(standing.index[standing["adults"].fillna(0) > 0])
    counted &= ~(facts["unit_no"].isin(unknown) & above.isin(partly))
    return facts.loc[counted, ["on_date", "adults_new"]].assign(unit_no=above[counted])


def _monday(day: pd.Timestamp) -> pd.Timestamp:
    return day - pd.Timedelta(days=day.day_of_week)


def _weekly(
    facts: pd.DataFrame, standing: pd.DataFrame, begun_on: pd.Timestamp, until: pd.Timestamp
) -> tuple[Numbers, Numbers]:
    """Return the people reached by the end of each complete week, and the mean of new ones in the last four.

    The sums are laid under what is reached today, so that they end where the standing stands.
    """
    weeks = max((until - begun_on).days + 1, 0) // 7
    new = np.zeros((len(standing), weeks + 1), dtype="float32")  # the last column takes the week that is not over
    _add(new, facts, standing.index, begun_on)
    reached = np.empty((len(standing), weeks + 1), dtype="float32")
    reached[:, 0] = standing["reached_known"].to_numpy("float64") - new.sum(axis=1)
    np.cumsum(new[:, :weeks], axis=1, out=reached[:, 1:])
    reached[:, 1:] += reached[:, :1]
    lately = new[:, weeks - LATELY : weeks].mean(axis=1) if weeks >= LATELY else np.full(len(standing), np.nan)
    return reached, lately


def _add(new: Numbers, facts: pd.DataFrame, units: pd.Index, begun_on: pd.Timestamp) -> None:
    """Add the new adults of the facts into a table of units by weeks."""
    if facts.empty or units.empty:
        return
    width, flat = new.shape[1], new.reshape(-1)
    row = np.full(max(units.max(), facts["unit_no"].max()) + 2, -1, dtype="int32")
    row[units] = np.arange(len(units))
    numbers, days, added = (facts[name].to_numpy() for name in ("unit_no", "on_date", "adults_new"))
    begin = begun_on.to_datetime64().astype("datetime64[D]")
    for at in range(0, len(facts), CHUNK):
        some = slice(at, at + CHUNK)
        place = row[numbers[some]]
        week = (days[some].astype("datetime64[D]") - begin).astype("int64") // 7
        ours = place >= 0
        at_cell = place[ours].astype("int64") * width + np.minimum(week[ours], width - 1)
        np.add.at(flat, at_cell, added[some][ours].astype(new.dtype))


def _unreached(adults: Numbers, reached: Numbers) -> Numbers:
    """Return the people not yet reached; fewer than half a person are half a one, so that rates stay finite."""
    return np.maximum(adults[:, None].astype("float32") - reached, np.float32(HALF))


def _known(standing: pd.DataFrame, begun_on: pd.Timestamp, reached: Numbers) -> npt.NDArray[np.integer]:
    """Return the last week of which each unit tells all: of a silent one that before its last record."""
    weeks = reached.shape[1] - 1
    known = np.full(len(standing), weeks)
    silent = standing["is_silent"].to_numpy(bool)
    if silent.any():
        last = standing["last_on"].to_numpy("datetime64[D]")[silent]
        days = (last - begun_on.to_datetime64().astype("datetime64[D]")).astype("float64")
        known[silent] = np.where(np.isnat(last), NEVER, np.clip(days // 7, 0, weeks))
    return known


def _needed(standing: pd.DataFrame, target: Target, day: pd.Timestamp) -> pd.DataFrame:
    """Return what is done, what remains, the weeks left, and how many people each of them must bring."""
    adults = standing["adults"].astype("Float64")
    adults = adults.where(adults > 0)
    done = standing["reached_known"].astype("Int64").where(adults.notna())
    remaining = (target.people(adults) - done).clip(lower=0).astype("Int64")
    days_left = (pd.Timestamp(target.on) - day).days
    weeks_left = max(days_left // 7, 0)
    # In the last days of all the whole rest is due at once; afterwards no pace can be right any more.
    needed = (remaining / max(weeks_left, 1)).where(remaining > 0) if days_left >= 0 else remaining * np.nan
    columns = {"adults": adults.astype("Int64"), "done": done, "remaining": remaining, "weeks_left": weeks_left}
    return pd.DataFrame({**columns, "needed_per_week": needed.astype("Float64")}, index=standing.index)


def _state(units: pd.DataFrame, standing: pd.DataFrame, past: Past) -> pd.Series:
    weeks = past.weeks
    rate = hazard(past.unreached, weeks) if weeks >= RECENT else np.full(len(units), np.nan)
    units["hazard"] = rate
    choices = [
        (units["adults"].isna(), PaceState.NO_DENOMINATOR),
        ((units["remaining"] == 0).fillna(False), PaceState.DONE),
        (standing["is_silent"], PaceState.SILENT),
        (np.isnan(rate), PaceState.SHORT_HISTORY),
        (rate <= 0, PaceState.STANDING_STILL),
    ]
    masks = [np.asarray(mask, dtype=bool) for mask, _ in choices]
    states = np.select(masks, [state.value for _, state in choices], PaceState.MOVING.value)
    return pd.Series(states, index=units.index, dtype="str")


def _is_blind(units: pd.DataFrame) -> pd.Series:
    """Tell the units whose pace nobody knows; silence is not standing still."""
    return units["pace_state"].isin([PaceState.NO_DENOMINATOR.value, PaceState.SILENT.value])


def _foretold(units: pd.DataFrame, past: Past, target: Target, until: pd.Timestamp, day: pd.Timestamp) -> pd.DataFrame:
    """Add the forecast to the target's date, the chance of being there in time, and the date of finishing."""
    is_told = ~units["pace_state"].isin([state.value for state in NOT_FORETOLD]).to_numpy(bool)
    adults = units["adults"].to_numpy("float64", na_value=np.nan)
    rate = np.where(is_told, units["hazard"].to_numpy("float64"), np.nan)
    now = past.unreached[:, -1].astype("float64")
    wanted = np.log(now / _allowed(adults, target))
    is_done = (units["pace_state"] == PaceState.DONE).to_numpy(bool)
    weeks = (pd.Timestamp(target.on) - until) / WEEK
    ahead = _ahead(units, past, rate, now, adults, weeks if day <= pd.Timestamp(target.on) else 0)
    chance = past.misses(weeks).chance(rate, weeks, wanted) if weeks > 0 and past.weeks > RECENT else rate * np.nan
    chance = np.where(is_done, 1.0, np.where(np.isnan(rate) | (day > pd.Timestamp(target.on)), np.nan, chance))
    dates = _finish(past, rate, np.where(is_done, np.nan, wanted), until, day)
    told = pd.DataFrame({**ahead, "on_time_probability": chance, **dates}, index=units.index)
    told["on_time_probability"] = told["on_time_probability"].astype("Float64")
    told["on_time"] = _on_time(chance)
    too_slow = (units["pace_state"] == PaceState.MOVING) & told["finish_on"].isna()
    return units.assign(pace_state=units["pace_state"].mask(too_slow, PaceState.TOO_SLOW.value)).join(told)


def _allowed(adults: Numbers, target: Target) -> Numbers:
    """Return how many may be left unreached at a finish: less than half a person, or half a percent, off the target.

    By a hazard the very last person is never reached for sure; nearer than this the shown figures are the target's.
    """
    people = np.ceil(target.share * adults - 1e-9)
    return adults - people + np.maximum(HALF, ROUNDING * people)


def _ahead(
    units: pd.DataFrame, past: Past, rate: Numbers, now: Numbers, adults: Numbers, weeks: float
) -> dict[str, pd.Series]:
    """Return the shares foretold for some weeks ahead, never below what is reached already."""
    nothing = np.full(len(units), np.nan)
    ways = {"forecast_share": rate * weeks, "forecast_low_share": nothing, "forecast_high_share": nothing}
    if weeks <= 0:
        ways["forecast_share"] = nothing
    elif past.weeks > RECENT:
        lower, upper = past.misses(weeks).range(rate, weeks, past.tails)
        ways |= {"forecast_low_share": lower, "forecast_high_share": upper}
    done = units["done"].to_numpy("float64", na_value=np.nan)
    told = {name: np.where(np.isnan(rate), np.nan, way) for name, way in ways.items()}
    shares = {name: np.maximum(adults - now * np.exp(-way), done) / adults for name, way in told.items()}
    return {name: pd.Series(share, index=units.index).astype("Float64") for name, share in shares.items()}


def _finish(
    past: Past, rate: Numbers, wanted: Numbers, until: pd.Timestamp, day: pd.Timestamp
) -> dict[str, npt.NDArray[np.datetime64]]:
    """Return the day on which the wanted hazard is gathered, with its range; NaT where it is too far or never."""
    with np.errstate(divide="ignore", invalid="ignore"):
        weeks = np.where(wanted <= 0, 0.0, wanted / rate)
        early, late = np.full(len(rate), np.nan), np.full(len(rate), np.nan)
        if past.weeks > RECENT:
            rungs = [rung for rung in LADDER if rung <= past.weeks - RECENT] or [1]
            at = np.minimum(np.searchsorted(rungs, np.nan_to_num(weeks)), len(rungs) - 1)
            for number, rung in enumerate(rungs):
                lower, upper = past.misses(rung).range(rate, 1.0, past.tails)
                early, late = (
                    np.where(at == number, np.where(wanted <= 0, 0.0, wanted / bound), before)
                    for bound, before in ((upper, early), (lower, late))
                )
    ways = {"finish_on": weeks, "finish_low_on": early, "finish_high_on": late}
    return {name: _dated(way, until, day) for name, way in ways.items()}


def _dated(weeks: Numbers, until: pd.Timestamp, day: pd.Timestamp) -> npt.NDArray[np.datetime64]:
    within = np.isfinite(weeks) & (weeks <= FAR)
    days = np.ceil(np.where(within, weeks, 0) * 7).astype("int64")
    dates = until.to_datetime64().astype("datetime64[s]") + days.astype("timedelta64[D]")
    return np.where(within, np.maximum(dates, day.to_datetime64().astype("datetime64[s]")), np.datetime64("NaT", "s"))


def _on_time(chance: Numbers) -> pd.Series:
    """Return the class of a chance, NA for an unknown one."""
    classes = np.select([chance >= LIKELY, chance <= UNLIKELY], ["likely", "unlikely"], "uncertain")
    return pd.Series(classes, dtype="str").where(~np.isnan(chance)).array
