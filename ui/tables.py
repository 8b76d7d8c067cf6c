"""Tables of units: readable headings, numbers in the visitor's language, a row that can be picked."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from outreach.definitions import CHANGES, MEASURES
from texts import Language
from ui.visit import Visit

Height = int | Literal["auto"]
MOST_ROWS = 3_000  # more than a province has groups; of a country's nobody reads more, and a browser is sent each cell
WRITTEN = {"people": "number", "households": "number", "count": "number", "share": "share", "date": "day",
           "change": "change", "points": "points"}  # fmt: skip
FORMATS = {
    **{measure.column: WRITTEN[measure.unit] for measure in (*MEASURES, *CHANGES)},
    "distance_km": "measure",
    "known_share": "share",
}
FORMATS |= {"days_since": "number", "change_share": "share", "pace_ratio": "share", "below_target_probability": "share"}
COMMUNE_COLUMNS = ("name", "gap_people", "coverage_share", "reached")
PROFILE_COLUMNS = (
    *("name", "state", "remedy", "gap_people", "coverage_share", "reached", "reached_least", "reached_most"),
    *("adults", "adults_kind", "language", "distance_km", "last_on"),
)
GROUP_COLUMNS = ("name", "state", "gap_people", "coverage_share", "reached")


def commune_table(visit: Visit, communes: pd.DataFrame, key: str, height: Height = "auto") -> str | None:
    """Show communes; return the id of the picked one, else None."""
    return unit_table(visit, communes, COMMUNE_COLUMNS, key, height)


def unit_table(
    visit: Visit,
    standing: pd.DataFrame,
    columns: Sequence[str],
    key: str,
    height: Height = "auto",
    on_pick: Callable[[], None] | None = None,
) -> str | None:
    """Show units with some of their columns; a click on a cell returns the unit's id, or calls before the next run."""
    say = visit.say
    if standing.empty:
        st.info(say("table.empty"), icon=":material/done_all:")
        return None
    shown = standing.head(MOST_ROWS)
    picked = st.dataframe(
        styled(shown, columns, say),
        hide_index=True,
        key=key,
        height=height,
        placeholder="–",
        on_select=on_pick or "rerun",
        selection_mode="single-cell",
        column_config={column: heading(column, say) for column in columns},
    )
    if len(standing) > len(shown):
        st.caption(say("table.first_rows", rows=len(shown), all=len(standing)))
    cells = picked["selection"]["cells"]
    return str(shown["unit_id"].iloc[cells[0][0]]) if cells and cells[0][0] < len(shown) else None


def heading(column: str, say: Language) -> Any:
    """Name a column, with the definition of its figure on hover."""
    key = f"measure.{column}.definition"
    return st.column_config.Column(say(f"measure.{column}"), help=say(key) if say.has(key) else None)


def styled(standing: pd.DataFrame, columns: Sequence[str], say: Language) -> Styler:
    """Return a table whose numbers read in the visitor's language and still sort as numbers."""
    table = standing[list(columns)].reset_index(drop=True)
    if "state" in table:
        table["state"] = table["state"].map(lambda state: say(f"state.{state}"))
    if "remedy" in table:
        table["remedy"] = table["remedy"].map(lambda one: say(f"remedy_short.{one}"))
    if "need_class" in table:
        table["need_class"] = table["need_class"].map(lambda one: say(f"need.{one}"), na_action="ignore")
    if "adults_kind" in table:
        kinds = table["adults_kind"].map(lambda kind: say(f"source_kind.{kind}"), na_action="ignore")
        table["adults_kind"] = kinds.fillna(say("unknown"))
    if "language" in table:
        table["language"] = table["language"].fillna(say("unknown"))
    for column in table.columns.intersection([name for name, how in FORMATS.items() if how != "day"]):
        table[column] = table[column].astype("float64")
    formats = {column: getattr(say, how) for column, how in FORMATS.items() if column in table}
    return table.style.format(formats, na_rep="–")


def figure_table(
    visit: Visit,
    table: pd.DataFrame,
    names: Mapping[str, str],
    *,
    shares: Collection[str],
    key: str,
    height: int | Literal["content"],
) -> None:
    """Show some columns of a table under their names: texts as they are, numbers in the visitor's language."""
    say, shown = visit.say, table[list(names)]
    numbers = [column for column in names if pd.api.types.is_numeric_dtype(shown[column])]
    formats: dict[Any, Any] = {column: say.share if column in shares else say.number for column in numbers}
    st.dataframe(
        shown.astype(dict.fromkeys(numbers, "float64")).style.format(formats, na_rep="–"),
        hide_index=True,
        key=key,
        height=height,
        column_config={column: st.column_config.Column(name) for column, name in names.items()},
    )


def most_first(standing: pd.DataFrame) -> pd.DataFrame:
    """Order units by people still to reach, the most first; units without a figure come last."""
    return standing.sort_values("gap_people", ascending=False, kind="stable")


def selected_first(standing: pd.DataFrame, selected: str | None) -> pd.DataFrame:
    """Bring the selected unit to the top, where it is seen."""
    is_selected = standing["unit_id"] == selected
    return pd.concat([standing[is_selected], standing[~is_selected]])


def nothing_known(standing: pd.DataFrame) -> bool:
    """Tell a table in which no unit has a gap, for want of denominators."""
    return bool(standing["gap_people"].isna().all())
