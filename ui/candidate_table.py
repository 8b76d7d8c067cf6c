"""The lists of candidates as tables: rows can be selected and picked, and the whole list taken along."""

import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from campaign.candidates import Listing
from planning.candidates import reasons
from texts import Language, language
from texts.plan import reason_sentence
from ui import picks
from ui.downloads import download_buttons
from ui.escape import markdown
from ui.order_list import order_list
from ui.tables import heading
from ui.visit import Visit

COLUMNS = (
    *("name", "rank", "per_team_day", "commune", "reasons", "picked", "unreached", "coverage_share", "gain_adults"),
    *("team_days", "best_team_id", "travel_minutes", "state", "language"),
)
SILENT_COLUMNS = (
    *("name", "rank", "unreached", "commune", "reasons", "picked", "estimated_share", "adults", "nearest_team_id"),
    *("nearest_minutes", "language"),
)
REPAIR_COLUMNS = ("name", "commune", "reached", "adults", "coverage_share", "state", "last_on")
TAKEN = (
    *("rank", "unit_id", "name", "commune", "picked", "per_team_day", "gain_adults", "team_days", "unreached"),
    *(
        "coverage_share",
        "adults",
        "reached",
        "reasons",
        "kind",
        "best_team_id",
        "best_team",
        "travel_minutes",
        "way_km",
    ),
    *("state", "language", "has_power", "has_signal", "last_on"),
)
SILENT_TAKEN = (
    *("rank", "unit_id", "name", "commune", "picked", "unreached", "estimated_share", "adults", "reasons", "kind"),
    *("nearest_team_id", "nearest_minutes", "language", "has_power", "has_signal"),
)
REPAIR_TAKEN = ("unit_id", *REPAIR_COLUMNS)
WRITTEN = {
    "number": (
        *("rank", "per_team_day", "unreached", "gain_adults", "travel_minutes", "nearest_minutes", "way_km", "adults"),
        *("reached",),
    ),
    "share": ("coverage_share", "estimated_share"),
    "measure": ("team_days",),
    "day": ("last_on",),
}
HEIGHT = 440
SHOWN = 200
READ = 10  # groups told in words
WIDE = 660
FIRST = (5, 10, 20, 50)


@lru_cache(maxsize=16)
def sentences(made: Listing, which: str, code: str) -> pd.Series:
    """Return why each group of a list is there, in a language; the same for whatever is selected of it."""
    say, table = language(code), made.of(which)
    told = [reason_sentence(reasons(row), say) for row in table.to_dict("records")]
    return pd.Series(told, index=table.index, dtype="str")


def in_words(visit: Visit, made: Listing, order: pd.DataFrame, which: str = "groups") -> pd.DataFrame:
    """Return a list with its reasons, kinds of visit and picks in words."""
    say, chosen = visit.say, picks.picks()
    marks = dict.fromkeys(chosen["must"], say("picks.must_mark")) | dict.fromkeys(
        chosen["never"], say("picks.never_mark")
    )
    kinds = {one: say(f"visit.{one}") for one in order["kind"].dropna().unique()}
    return order.assign(
        reasons=sentences(made, which, say.code).reindex(order.index),
        picked=[marks.get(one, "") for one in order["unit_id"]],
        kind=[kinds.get(one, "") for one in order["kind"]],
    )


def candidate_table(visit: Visit, told: pd.DataFrame, columns: Sequence[str], key: str) -> None:
    """Show a list whose rows can be selected, and the buttons that put the selected ones, or the first, on a list."""
    say = visit.say
    if told.empty:
        st.info(say("candidates.nothing_selected"), icon=":material/filter_alt_off:")
        return
    shown = _first(visit, told, key)
    rows = zlib.crc32(" ".join(shown["unit_id"]).encode())
    chosen = st.dataframe(
        _styled(shown, columns, say),
        hide_index=True,
        key=f"{key}_{rows}_{picks.revision()}",  # rows are selected by place: another list must not inherit them
        height=min(HEIGHT, 38 + 35 * len(shown)),
        placeholder="–",
        on_select="rerun",
        selection_mode="multi-row",
        column_config={column: _column(column, say) for column in columns},
    )
    places = [one for one in chosen["selection"]["rows"] if one < len(shown)]
    _pick_buttons(visit, list(shown["unit_id"].iloc[places]), list(told["unit_id"]), key)


def _first(visit: Visit, told: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the first of a long list, all of it where that is asked for: writing every figure takes time."""
    if len(told) <= SHOWN:
        return told
    label = visit.say("candidates.show_all", shown=SHOWN, every=len(told))
    return told if st.checkbox(label, key=f"{key}_all") else told.head(SHOWN)


def _pick_buttons(visit: Visit, unit_ids: list[str], listed: list[str], key: str) -> None:
    say = visit.say
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"unprinted_{key}_buttons"):
        for name, icon in ((picks.MUST, ":material/push_pin:"), (picks.NEVER, ":material/block:")):
            st.button(
                say(f"picks.{name}_selected", count=len(unit_ids)),
                icon=icon,
                key=f"{key}_{name}",
                disabled=not unit_ids,
                on_click=picks.pick,
                args=(name, unit_ids),
            )
        count = st.selectbox(
            say("picks.first"),
            FIRST,
            index=1,
            key=f"{key}_first",
            format_func=lambda one: say("picks.first_count", count=one),
            width=150,
            label_visibility="collapsed",
        )
        left_out = set(picks.picks()[picks.NEVER])
        free = [one for one in listed if one not in left_out]
        st.button(
            say("picks.must_first"),
            icon=":material/vertical_align_top:",
            key=f"{key}_must_first",
            on_click=picks.pick,
            args=(picks.MUST, free[:count]),
        )


def in_sentences(visit: Visit, told: pd.DataFrame) -> None:
    """Tell the first of a list in words: for a telephone, for paper, and for those who hear the page."""
    first = told.head(READ)
    with st.expander(visit.say("candidates.read", count=len(first)), icon=":material/format_list_numbered:"):
        rows = first[["name", "commune", "reasons"]].to_numpy()
        st.markdown(
            "\n".join(
                f"{number}. **{markdown(name)}**, {markdown(commune)}: {markdown(why)}"
                for number, (name, commune, why) in enumerate(rows, 1)
            )
        )


def repair_table(visit: Visit, table: pd.DataFrame) -> None:
    """Show the groups with more people reached than live there."""
    say = visit.say
    st.dataframe(
        _styled(table.assign(state=table["state"].map(lambda one: say(f"state.{one}"))), REPAIR_COLUMNS, say),
        hide_index=True,
        key="candidates_repair",
        height=min(HEIGHT, 38 + 35 * len(table)),
        column_config={column: _column(column, say) for column in REPAIR_COLUMNS},
    )


def take_list(
    visit: Visit, told: pd.DataFrame, columns: Sequence[str], stem: str, lines: Callable[[], Sequence[str]]
) -> None:
    """Offer a list as Excel and CSV, and as an order list for paper."""
    say = visit.say
    with st.container(horizontal=True, key=f"unprinted_{stem}_take"):
        with st.container(width="content"):
            download_buttons(visit, told, columns, stem)
        st.download_button(
            say("order_list.button"),
            lambda: order_list(visit, told, lines()),
            f"{stem}-{visit.day.isoformat()}.html",
            "text/html",
            icon=":material/print:",
            on_click="ignore",
            key=f"{stem}_html",
            help=say("order_list.help"),
        )


def _column(column: str, say: Language) -> Any:
    if column == "reasons":
        return st.column_config.Column(say("measure.reasons"), width=WIDE)
    if column == "name":
        return st.column_config.Column(say("measure.name"), pinned=True)
    return heading(column, say)


def _styled(table: pd.DataFrame, columns: Sequence[str], say: Language) -> Styler:
    shown = table[list(columns)].reset_index(drop=True)
    if "state" in shown:
        states = {one: say(f"state.{one}") for one in shown["state"].unique()}
        shown["state"] = shown["state"].map(lambda one: states[one] if say.has(f"state.{one}") else one)
    if "language" in shown:
        shown["language"] = shown["language"].fillna(say("unknown"))
    formats = {column: getattr(say, how) for how, names in WRITTEN.items() for column in names if column in shown}
    numbers = [column for column in formats if column != "last_on"]
    return shown.astype(dict.fromkeys(numbers, "float64")).style.format(formats, na_rep="–")
