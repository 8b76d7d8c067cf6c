"""What an approved plan taught: what its visits brought against what was assumed, and the ways against the model."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from campaign.tracking import Tracked
from planning.experience import CONFIDENCE
from texts import Language
from ui.tables import figure_table
from ui.visit import Visit

OF_LESSON = ("visit_kind", "is_spoken", "groups", "contacts", "assumed_per_visit", "per_visit", "ratio_told")
OF_WAY = ("terrain", "trips", "model_minutes", "minutes", "ratio", "factor")


def learned(visit: Visit, one: Tracked) -> None:
    """Show what the plan's own visits brought against what was assumed, and the ways against the model."""
    say = visit.say
    if one.learned.empty and one.ways.empty:
        return
    with st.expander(say("tracking.learned"), icon=":material/school:"):
        if len(one.learned):
            st.markdown(say("tracking.learned_note", confidence=say.number(100 * CONFIDENCE)))
            _small(visit, _lesson(one.learned, say), OF_LESSON, "tracking_learned")
        if len(one.ways):
            st.markdown(say("tracking.ways_note"))
            table = one.ways.assign(
                terrain=[say(f"terrain.{name}") for name in one.ways["terrain"]],
                **{name: [say.value(float(value)) for value in one.ways[name]] for name in ("ratio", "factor")},
            )
            _small(visit, table, OF_WAY, "tracking_ways")


def _lesson(table: pd.DataFrame, say: Language) -> pd.DataFrame:
    return table.assign(
        visit_kind=[say(f"visit.{kind}") for kind in table["kind"]],
        is_spoken=[say("yes" if one else "no") for one in table["is_spoken"]],
        ratio_told=[_ratio(row, say) for row in table.to_dict("records")],
        **{name: [say.measure(one) for one in table[name]] for name in ("per_visit", "assumed_per_visit")},
    )


def _ratio(row: Mapping[Any, Any], say: Language) -> str:
    if pd.isna(row["ratio"]):
        return "–"
    if pd.isna(row["ratio_low"]):
        return say("tracking.ratio_bare", ratio=float(row["ratio"]))
    low, high = float(row["ratio_low"]), float(row["ratio_high"])
    return say("tracking.ratio", ratio=float(row["ratio"]), low=low, high=high)


def _small(visit: Visit, table: pd.DataFrame, columns: Sequence[str], key: str) -> None:
    names = {name: visit.say(f"tracking.column.{name}") for name in columns}
    figure_table(visit, table, names, shares=(), key=key, height="content")
