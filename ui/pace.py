"""The pace on a page: the sentence, its figures, the ranking in classes, the teams, and what the forecast rests on."""

from collections.abc import Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

from campaign import PROVINCE
from outreach.forecast import RECENT
from outreach.pace import LATELY, Pace, PaceState
from texts import Language
from ui.cards import cards
from ui.escape import markdown
from ui.filters import choice
from ui.intervals import with_ranks, written_rank
from ui.visit import Visit

CLASSES = ("unlikely", "uncertain", "likely")
COLUMNS = (
    *("name", "on_time", "forecast_share", "forecast_range", "rank", "pace_ratio"),
    *("needed_per_week", "actual_per_week", "remaining", "finish_on"),
)
TEAM_COLUMNS = ("team", "served_per_week", "contacts_per_week", "groups_visited", "first_visit_share", "last_on")
SHOWN = ("every", "heard", "silent")
NUMBERS = {
    "forecast_share": "share", "pace_ratio": "share", "needed_per_week": "rate", "actual_per_week": "rate",
    "remaining": "number", "served_per_week": "rate", "contacts_per_week": "rate", "groups_visited": "number",
    "first_visit_share": "share",
}  # fmt: skip
TRIALS = (
    *("horizon_weeks", "forecasts", "stated_share"),
    *("measured_share", "error_share", "line_error_share"),
)
WIDTHS: dict[str, Literal["medium"]] = {"name": "medium", "team": "medium"}


def place_of(visit: Visit, unit_no: int) -> str:
    """Return the name of the province or of a commune, as it was written."""
    return visit.place_name if unit_no == PROVINCE else str(visit.standing("commune")["name"][unit_no])


def number_of(visit: Visit, commune_id: str) -> int:
    """Return the number of a commune, or that of the province for none."""
    communes = visit.standing("commune")
    return int(communes.index[communes["unit_id"] == commune_id][0]) if commune_id else PROVINCE


def is_empty(visit: Visit) -> bool:
    """Tell a campaign without any record."""
    return not visit.standing("commune")["records"].any()


def headline(visit: Visit, pace: Pace, unit_no: int) -> None:
    """Say in words where the pace leads, then show the figures behind it."""
    one = pace.of(unit_no)
    with st.container(key="headline"):
        st.markdown(sentence(visit, pace, unit_no))
    more = [*_finish(visit.say, one), *_unheard(visit, unit_no)]
    if more:
        st.markdown(" ".join(more))
    st.caption(visit.say("pace.complete", day=pace.complete_until.date()))
    if one["pace_state"] != PaceState.NO_DENOMINATOR:
        _cards(visit, pace, one)


def sentence(visit: Visit, pace: Pace, unit_no: int) -> str:
    """Return the sentence on one unit: where it will stand on the target's date, what is needed and what is done."""
    say, one, on = visit.say, pace.of(unit_no), pace.target.on
    name, state = markdown(place_of(visit, unit_no)), one["pace_state"]
    if state == PaceState.NO_DENOMINATOR:
        return say("pace.no_denominator", name=name)
    if state == PaceState.DONE:
        return say("pace.done", name=name, share=say.share(pace.target.share))
    if state == PaceState.SILENT:
        return say("pace.silent", name=name, days=visit.campaign.settings.reports_expected_within_days)
    if state == PaceState.SHORT_HISTORY:
        return say("pace.short_history", weeks=pace.weeks, least=RECENT)
    if pd.isna(one["forecast_share"]):
        return say("pace.past", day=on, share=say.share(_covered(one)))
    needed, actual = say.rate(one["needed_per_week"]), say.rate(one["actual_per_week"])
    ahead = say("pace.ahead", day=on, name=name, share=say.share(one["forecast_share"]), range=_range(say, one))
    return f"{ahead} {say('pace.needed', needed=needed, actual=actual)} {_chance(say, one)}"


def _chance(say: Language, one: pd.Series) -> str:
    return "" if pd.isna(one["on_time"]) else say("pace.chance", chance=say(f"pace.on_time.{one['on_time']}"))


def _covered(one: pd.Series) -> float:
    return float(one["done"]) / float(one["adults"])


def _range(say: Language, one: pd.Series) -> str:
    if pd.isna(one["forecast_low_share"]):
        return say("pace.no_range")
    return say("pace.range", low=say.share(one["forecast_low_share"]), high=say.share(one["forecast_high_share"]))


def _finish(say: Language, one: pd.Series) -> list[str]:
    """Say when the target is reached at this pace, or why never."""
    state = one["pace_state"]
    if state in (PaceState.STANDING_STILL, PaceState.TOO_SLOW):
        return [say(f"pace.never.{state}")]
    if pd.isna(one["finish_on"]):
        return []
    late = say.day(one["finish_high_on"]) if pd.notna(one["finish_high_on"]) else say("pace.open_end")
    early = one["finish_low_on"]
    if pd.isna(early):
        return [say("pace.finish_bare", day=one["finish_on"].date())]
    return [say("pace.finish", day=one["finish_on"].date(), low=early.date(), high=late)]


def _unheard(visit: Visit, unit_no: int) -> list[str]:
    """Say whose pace is not in the sum, because nobody knows it."""
    communes = visit.campaign.pace("commune", visit.day).units
    silent = communes[communes["pace_state"] == PaceState.SILENT]
    if unit_no != PROVINCE or silent.empty or len(silent) == len(communes):
        return []
    return [visit.say("pace.unheard", communes=len(silent), people=int(silent["remaining"].sum()))]


def _cards(visit: Visit, pace: Pace, one: pd.Series) -> None:
    say = visit.say
    needed = say("pace.note.ratio", share=say.share(one["pace_ratio"])) if pd.notna(one["pace_ratio"]) else "–"
    shown = (
        ("done", say.number(one["done"]), say("figure.of_adults", adults=say.number(one["adults"]))),
        ("remaining", say.number(one["remaining"]), say("pace.note.weeks_left", weeks=int(one["weeks_left"]))),
        ("needed_per_week", say.rate(one["needed_per_week"]), say("pace.note.until", day=pace.target.on)),
        ("actual_per_week", say.rate(one["actual_per_week"]), needed),
        ("forecast_share", say.share(one["forecast_share"]), _ahead(say, one)),
    )
    cards(shown, lambda name: (say(f"pace.card.{name}"), say(f"pace.card.{name}.definition")))


def _ahead(say: Language, one: pd.Series) -> str:
    """Say how far the forecast may be off and how likely the target is; where there is no forecast, why."""
    if pd.isna(one["forecast_share"]) or one["pace_state"] == PaceState.DONE:
        return say(f"pace.state.{one['pace_state']}")
    chance = say(f"pace.on_time.{'unknown' if pd.isna(one['on_time']) else one['on_time']}")
    return f"{_spread(say, one)} · {chance}"


def with_names(visit: Visit, level: str) -> pd.DataFrame:
    """Return what the pace of a level measured, with unit_id, name, parent_id and last_on, the least likely first."""
    standing = visit.standing(level)[["unit_id", "name", "parent_id", "last_on"]]
    units = visit.campaign.pace(level, visit.day).units.join(standing)
    order = units["on_time"].map({name: number for number, name in enumerate(CLASSES)}).fillna(len(CLASSES))
    return units.assign(order=order).sort_values(["order", "on_time_probability", "pace_ratio"], kind="stable")


def groups_of(visit: Visit, commune_id: str) -> pd.DataFrame:
    """Return the groups of one commune as `with_names` does."""
    groups = with_names(visit, "group")
    return groups[groups["parent_id"] == commune_id]


def shown(visit: Visit, units: pd.DataFrame) -> pd.DataFrame:
    """Let the visitor keep the silent units, or those that report; return what is kept."""
    say = visit.say
    with st.columns(3)[0]:
        wanted = choice("im", say("pace.filter"), SHOWN, lambda one: say(f"pace.filter.{one}"))
    is_silent = units["pace_state"] == PaceState.SILENT
    return units if wanted == "every" else units[is_silent if wanted == "silent" else ~is_silent]


def ranking(visit: Visit, units: pd.DataFrame, key: str) -> str | None:
    """Show units in classes of chance, with the ranks each may have; return the id of the picked one, else None."""
    say = visit.say
    if units.empty:
        st.info(say("table.empty"), icon=":material/done_all:")
        return None
    table = units.assign(
        rank=[written_rank(say, one) for one in with_ranks(units).to_dict("records")],
        on_time=[told(say, one) for one in units[["on_time", "pace_state"]].to_dict("records")],
        forecast_range=[_spread(say, one) for one in units.to_dict("records")],
        finish_on=[_when(say, one) for one in units.to_dict("records")],
    )
    picked = _table(visit, table, COLUMNS, key, min(38 * (len(table) + 1), 430), selects=True)
    cells = picked["selection"]["cells"]
    return str(units["unit_id"].iloc[cells[0][0]]) if cells and cells[0][0] < len(units) else None


def told(say: Language, one: dict[Any, Any]) -> str:
    """Return the class of a chance; where there is none, why."""
    if one["pace_state"] == PaceState.DONE or pd.isna(one["on_time"]):
        return say(f"pace.state.{one['pace_state']}")
    return say(f"pace.on_time.{one['on_time']}")


def _spread(say: Language, one: Any) -> str:
    low, high = one["forecast_low_share"], one["forecast_high_share"]
    return "–" if pd.isna(low) else f"{say.share(low)} – {say.share(high)}"


def _when(say: Language, one: dict[Any, Any]) -> str:
    """Return the day of finishing, or that it is beyond all planning."""
    is_never = one["pace_state"] in (PaceState.STANDING_STILL, PaceState.TOO_SLOW)
    return say(f"pace.state.{one['pace_state']}") if is_never else say.day(one["finish_on"])


def teams(visit: Visit) -> None:
    """Show what each team did in the last four complete weeks, the busiest first."""
    say, found = visit.say, visit.campaign.team_pace(visit.day)
    st.subheader(say("pace.teams"), anchor=False, help=say("pace.teams.definition"))
    if found.empty:
        st.info(say("pace.no_teams"), icon=":material/group_off:")
        return
    table = found.reset_index().sort_values("served_per_week", ascending=False, kind="stable")
    table["last_on"] = [say.day(day) for day in table["last_on"]]
    _table(visit, table, TEAM_COLUMNS, "pace_teams", 320, selects=False)
    silent = int(found["is_silent"].sum())
    st.caption(say("pace.teams_note", weeks=LATELY, silent=silent))


def _table(visit: Visit, table: pd.DataFrame, columns: Sequence[str], key: str, height: int, *, selects: bool) -> Any:
    say = visit.say
    written = table[list(columns)].reset_index(drop=True)
    numbers = [name for name in columns if name in NUMBERS]
    written[numbers] = written[numbers].astype("float64")
    formats: dict[Any, Any] = {name: getattr(say, NUMBERS[name]) for name in numbers}
    choosing: dict[str, Any] = {"on_select": "rerun", "selection_mode": "single-cell"} if selects else {}
    return st.dataframe(
        written.style.format(formats, na_rep="–"),
        hide_index=True,
        key=key,
        height=height,
        placeholder="–",
        column_config={
            name: st.column_config.Column(say(f"pace.column.{name}"), width=WIDTHS.get(name)) for name in columns
        },
        **choosing,
    )


def method(visit: Visit, pace: Pace, level: str) -> None:
    """Say how the forecast is made, and how it would have done in the weeks that have come."""
    say = visit.say
    with st.expander(say("pace.method.title"), icon=":material/rule:"):
        st.markdown(say("pace.method"))
        st.markdown(say(f"pace.method.{level}"))
        trials = visit.campaign.pace_trials(level, visit.day)
        tried = trials[trials["forecasts"] > 0]
        if tried.empty or pace.is_short:
            st.info(say("pace.method.untried"), icon=":material/hourglass_empty:")
            return
        columns = {name: say(f"pace.trial.{name}") for name in TRIALS}
        formats: dict[Any, Any] = {columns[name]: say.number if name in TRIALS[:2] else say.share for name in TRIALS}
        st.dataframe(
            tried[list(TRIALS)].rename(columns=columns).style.format(formats, na_rep="–"),
            hide_index=True,
            key="pace_trials",
        )
